//! The pump of the outbox: takes what is due in one short transaction, lets go of the database, calls
//! LINE, and writes down how it ended. A crash in between repeats the call under the same retry key.

mod outcome;

use crate::{App, pump, words::talk};
use anyhow::{Context, Result};
use domain::{AccountId, Notice, NoticeId};
use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use line::Message;
use std::collections::BTreeMap;
use store::{Due, LineUser, Outgoing, Settled, Tx};

/// Messages taken at once.
const TAKEN_MOST: u32 = 64;
/// Accounts spoken to at the same time; LINE allows 2,000 calls a second.
const AT_ONCE: usize = 16;
/// How long a try may take before another node may take the message over.
const TRY_LIFE: SignedDuration = SignedDuration::from_secs(30);

/// A message taken for one try.
struct Claimed {
    due: Due,
    to: Option<LineUser>,
    blocked: bool,
    messages: Vec<Message>,
}

/// Sends what is due; says how many messages there were.
pub async fn tick(app: &App) -> Result<usize> {
    if app.line.is_none() {
        return Ok(0);
    }
    let now = app.clock.now();
    if app.store.read(move |reader| reader.outbox_due(now, 1)).await?.is_empty() {
        return Ok(0);
    }
    let claimer = app.clone();
    let claimed = app.store.write(move |tx| claim(&claimer, tx)).await?;
    let count = claimed.len();
    let mut by_account: BTreeMap<AccountId, Vec<Claimed>> = BTreeMap::new();
    for message in claimed {
        by_account.entry(message.due.account).or_default().push(message);
    }
    stream::iter(by_account.into_values())
        .for_each_concurrent(AT_ONCE, |messages| async move {
            for message in messages {
                deliver(app, message).await;
            }
        })
        .await;
    Ok(count)
}

/// Takes what is due. Words are found now and stored, so that every later try sends the same.
fn claim(app: &App, tx: &mut Tx<'_>) -> Result<Vec<Claimed>> {
    let now = app.clock.now();
    let until = now.saturating_add(TRY_LIFE)?;
    let mut claimed = Vec::new();
    for due in tx.outbox_due(now, TAKEN_MOST)? {
        let body = match &due.what {
            Outgoing::Body(body) => body.clone(),
            Outgoing::Notice(notice) => serde_json::to_string(&words(app, tx, notice)?)?,
        };
        tx.outbox_claim(due.id, &body, now, until)?;
        let user = tx.line_user(due.account)?;
        let blocked = user.as_ref().is_some_and(|(_, blocked)| *blocked);
        let messages = serde_json::from_str(&body).context("reading a message's body")?;
        claimed.push(Claimed { due, to: user.map(|(user, _)| user), blocked, messages });
    }
    Ok(claimed)
}

fn words(app: &App, tx: &mut Tx<'_>, notice: &Notice) -> Result<Vec<Message>> {
    let booking =
        tx.booking(notice.booking)?.context("a notice about a booking that is not there")?;
    let named = talk::Named { id: booking.id, number: booking.number };
    Ok(talk::notice(notice.kind, named, &app.urls))
}

async fn deliver(app: &App, message: Claimed) {
    let id = message.due.id;
    let how = attempt(app, &message).await;
    if let Settled::GivenUp(why) = &how {
        tracing::warn!(message = %id, "a message is given up: {why}");
    }
    settle(app, id, how).await;
}

/// If this cannot be written down, the claim runs out and the message is tried again under its key.
async fn settle(app: &App, id: NoticeId, how: Settled) {
    let now = app.clock.now();
    let settled = app.store.write(move |tx| tx.outbox_settle(id, &how, now)).await;
    if let Err(error) = settled {
        tracing::warn!(message = %id, "how a try ended could not be written down: {error}");
    }
}

async fn attempt(app: &App, message: &Claimed) -> Settled {
    let (Some(to), Some(line)) = (&message.to, &app.line) else {
        return Settled::GivenUp("the account is gone".to_owned());
    };
    let now = app.clock.now();
    if let Some((token, until)) = &message.due.reply {
        if now >= *until {
            return outcome::reply_too_late(now);
        }
        let sent = line.client.reply(token, &message.messages).await;
        return outcome::of_reply(sent, &message.due, now);
    }
    if message.blocked {
        return Settled::GivenUp("the resident has blocked the account".to_owned());
    }
    let key = message.due.id.to_string();
    let sent = line.client.push(&to.0, &message.messages, &key).await;
    outcome::of_push(sent, &message.due, now)
}

/// Sends for as long as the service lives.
pub async fn run(app: App) {
    pump::run(&app, "outbox", |commit| commit.outbox, tick, |reader| reader.outbox_next()).await;
}

/// A pause that doubles with every try, from one second to five minutes.
fn pause(tries: u32) -> SignedDuration {
    SignedDuration::from_secs((1 << tries.min(9)).min(300))
}

fn after(now: Timestamp, pause: SignedDuration) -> Timestamp {
    now.saturating_add(pause).unwrap_or(Timestamp::MAX)
}
