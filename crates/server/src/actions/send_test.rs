//! One harmless message to one LINE user, through the outbox like every other.

use crate::{App, delivery, words::talk};
use anyhow::Result;
use domain::{AccountId, NoticeId};
use std::time::Duration;
use store::{LineUser, Settled};
use tokio::time;

/// How long the command waits.
pub const WAIT: Duration = Duration::from_secs(30);
/// How often the outbox is asked what became of the message.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Promises the message and waits until it is settled, at most so long. None is still on its way: a running
/// service goes on trying.
pub async fn send_test(app: &App, user: String, within: Duration) -> Result<Option<Settled>> {
    let (id, new) = (NoticeId(app.ids.uuid()), AccountId(app.ids.uuid()));
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
