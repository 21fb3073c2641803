//! One harmless message to one LINE user, through the outbox like every other.

use crate::{App, delivery, words::talk};
use anyhow::Result;
use domain::{AccountId, NoticeId};
use line::SendError;
use std::time::Duration;
use store::{LineUser, Settled};
use tokio::time;

/// How long the command waits.
pub const WAIT: Duration = Duration::from_secs(30);
/// How often the outbox is asked what became of the message.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// How it ended.
#[derive(Debug)]
pub enum Tested {
    /// That is no LINE user's id.
    NotAUser,
    /// LINE knows nobody of this id who is a friend of the town's account.
    NotAFriend,
    /// LINE would not tell.
    Refused(SendError),
    /// What became of the message; none is still on its way, and a running service goes on trying.
    Tried(Option<Settled>),
}

/// Looks at the id and asks LINE about its owner before anything is sent. The same message id sends once.
pub async fn try_test(app: &App, id: NoticeId, user: &str, within: Duration) -> Result<Tested> {
    let hex = |text: &str| text.bytes().all(|c| c.is_ascii_hexdigit());
    if !user.strip_prefix('U').is_some_and(|rest| rest.len() == 32 && hex(rest)) {
        return Ok(Tested::NotAUser);
    }
    if let Some(line) = &app.line {
        match line.client.profile(user).await {
            Ok(Some(_)) => {}
            Ok(None) => return Ok(Tested::NotAFriend),
            Err(error) => return Ok(Tested::Refused(error)),
        }
    }
    Ok(Tested::Tried(send_test(app, id, user.to_owned(), within).await?))
}

/// Promises the message and waits until it is settled, at most so long. None is still on its way: a running
/// service goes on trying.
pub async fn send_test(
    app: &App,
    id: NoticeId,
    user: String,
    within: Duration,
) -> Result<Option<Settled>> {
    let new = AccountId(app.ids.uuid());
    let body = serde_json::to_string(&talk::test(&app.config.town))?;
    let now = app.clock.now();
    let promise = app.store.write(move |tx| {
        let account = tx.account_for(&LineUser(user), new, now)?;
        tx.answer(id, account, &body, None, now)
    });
    promise.await?;
    let until = time::Instant::now() + within;
    loop {
        delivery::tick(app).await?;
        if let Some(settled) = app.store.read(move |reader| reader.outbox_settled(id)).await? {
            return Ok(Some(settled));
        }
        if time::Instant::now() >= until {
            return Ok(None);
        }
        time::sleep(LOOK_EVERY).await;
    }
}
