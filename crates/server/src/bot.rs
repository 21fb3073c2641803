//! The talk: an event from LINE becomes a change and an answer. Events come from the inbox, one after
//! another, and each is worked off in one transaction together with the answer it promises.

mod answer;
mod intent;
mod pump;

pub use intent::{Intent, Wish};
pub use pump::{run, tick};

use crate::{App, words::talk};
use anyhow::Result;
use domain::{AccountId, NoticeId, when};
use jiff::{SignedDuration, Timestamp};
use line::{Event, EventKind, Message};
use pump::Read;
use std::sync::atomic::Ordering;
use store::{LineUser, Tx};

/// A reply token lives one minute from receipt; what cannot leave within this goes out as a push.
const REPLY_LIFE: SignedDuration = SignedDuration::from_secs(50);
/// The same tap again within this is a double tap.
const MOMENT: SignedDuration = SignedDuration::from_secs(3);

/// What one event came to, decided inside its transaction.
struct Answering {
    account: AccountId,
    id: NoticeId,
    token: Option<String>,
    until: Timestamp,
    now: Timestamp,
    occurred_at: Timestamp,
}

/// Works off one event. One of a kind we do not know is counted and left as it is.
fn work(app: &App, tx: &mut Tx<'_>, read: &Read, new: AccountId) -> Result<()> {
    let Read { taken, event, .. } = read;
    let now = app.clock.now();
    if let EventKind::Unsend { message_id } = &event.kind {
        tx.inbox_unsend(message_id, now)?;
    }
    if let Some(user) = event.user_id.clone().filter(|_| !event.in_group) {
        let account = tx.account_for(&LineUser(user), new, now)?;
        let token = event.reply_token.clone();
        let until = taken.received_at.saturating_add(REPLY_LIFE)?;
        let occurred_at = Timestamp::from_millisecond(event.occurred_at).unwrap_or(now);
        // The answer's id follows from the event's, so that an event worked off twice is answered once.
        let id = store::id_of_cause(&taken.id);
        answer(app, tx, read, &Answering { account, id, token, until, now, occurred_at })?;
    }
    match &event.kind {
        EventKind::Unknown { kind } => {
            tracing::info!(kind, "an event of a kind we do not know");
            app.counts.unknown_events.fetch_add(1, Ordering::Relaxed);
            tx.inbox_leave(&taken.id, now)
        }
        EventKind::OtherMessage { kind, .. } if answer::is_unheard_of(kind) => {
            tracing::info!(kind, "a message of a kind we do not know");
            app.counts.unknown_events.fetch_add(1, Ordering::Relaxed);
            tx.inbox_leave(&taken.id, now)
        }
        _ => tx.inbox_done(&taken.id, now),
    }
}

fn answer(app: &App, tx: &mut Tx<'_>, read: &Read, to: &Answering) -> Result<()> {
    let event = &read.event;
    match &event.kind {
        EventKind::Follow { .. } => tx.account_followed(to.account, to.occurred_at)?,
        EventKind::Unfollow => tx.account_blocked(to.account, to.occurred_at)?,
        EventKind::Text { .. } | EventKind::Postback { .. } | EventKind::OtherMessage { .. } => {
            tx.account_wrote(to.account, to.occurred_at)?;
        }
        _ => {}
    }
    // While another service holds the chat we note what happened, and say nothing.
    if event.standby || is_double_tap(tx, event, to)? {
        return Ok(());
    }
    let (what, messages) = match &event.kind {
        EventKind::Follow { unblocked: true } => ("follow", talk::welcome_back(&app.urls)),
        EventKind::Follow { .. } => ("follow", talk::greeting(&app.config.town, &app.urls)),
        EventKind::Text { .. } => {
            (read.intent.name(), answer::to_intent(app, tx, read.intent, to)?)
        }
        EventKind::Postback { data, .. } => answer::to_tap(app, tx, data, to)?,
        EventKind::OtherMessage { kind, .. } => answer::to_message(app, kind),
        _ => return Ok(()),
    };
    tx.count_heard(when::japan_date(to.now), what)?;
    promise(tx, &messages, to)
}

/// Whether a button of ours, or its word, came twice within a moment. Other words are never compared.
fn is_double_tap(tx: &mut Tx<'_>, event: &Event, to: &Answering) -> Result<bool> {
    let what = match &event.kind {
        EventKind::Text { text, .. } if talk::said::ALL.contains(&text.as_str()) => text,
        EventKind::Postback { data, .. } => data,
        _ => return Ok(false),
    };
    // What it was is kept as a fingerprint: another program's button may carry anything.
    let what = store::id_of_cause(what).to_string();
    tx.tapped_twice(to.account, &what, to.occurred_at, MOMENT)
}

fn promise(tx: &mut Tx<'_>, messages: &[Message], to: &Answering) -> Result<()> {
    let body = serde_json::to_string(messages)?;
    let reply = to.token.as_deref().map(|token| (token, to.until));
    tx.answer(to.id, to.account, &body, reply, to.now)
}
