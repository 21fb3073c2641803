//! The talk: an event from LINE becomes a change and an answer. Events come from the inbox, one after
//! another, and each is worked off in one transaction together with the answer it promises.

mod intent;
mod pump;

pub use intent::Intent;
pub use pump::{run, tick};

use crate::{App, words::talk};
use anyhow::Result;
use domain::{AccountId, NoticeId};
use jiff::{SignedDuration, Timestamp};
use line::{Event, EventKind, Message};
use std::sync::atomic::Ordering;
use store::{LineUser, Taken, Tx};

/// A reply token lives one minute from receipt; what cannot leave within this goes out as a push.
const REPLY_LIFE: SignedDuration = SignedDuration::from_secs(50);

/// What one event came to, decided inside its transaction.
struct Answering {
    account: AccountId,
    id: NoticeId,
    token: Option<String>,
    until: Timestamp,
    now: Timestamp,
}

/// Works off one event. One of a kind we do not know is counted, and done.
fn work(app: &App, tx: &mut Tx<'_>, taken: &Taken, event: &Event, new: AccountId) -> Result<()> {
    let now = app.clock.now();
    if let Some(user) = event.user_id.clone().filter(|_| !event.in_group) {
        let account = tx.account_for(&LineUser(user), new, now)?;
        let token = event.reply_token.clone();
        let until = taken.received_at.saturating_add(REPLY_LIFE)?;
        // The answer's id follows from the event's, so that an event worked off twice is answered once.
        let id = store::id_of_cause(&taken.id);
        answer(app, tx, event, &Answering { account, id, token, until, now })?;
    }
    if let EventKind::Unknown { kind } = &event.kind {
        tracing::info!(kind, "an event of a kind we do not know");
        app.counts.unknown_events.fetch_add(1, Ordering::Relaxed);
    }
    tx.inbox_done(&taken.id, now)
}

fn answer(app: &App, tx: &mut Tx<'_>, event: &Event, to: &Answering) -> Result<()> {
    let occurred_at = Timestamp::from_millisecond(event.occurred_at).unwrap_or(to.now);
    let messages = match &event.kind {
        EventKind::Follow { unblocked } => {
            tx.account_followed(to.account, occurred_at)?;
            if *unblocked {
                talk::welcome_back(&app.urls)
            } else {
                talk::greeting(&app.config.town, &app.urls)
            }
        }
        EventKind::Unfollow => {
            tx.account_blocked(to.account, occurred_at)?;
            return Ok(());
        }
        EventKind::Text { text, .. } => reply_to(app, tx, Intent::of(text), to.account)?,
        EventKind::Postback { data, .. } => {
            reply_to(app, tx, Intent::of_postback(data), to.account)?
        }
        EventKind::OtherMessage { .. } => talk::not_understood(&app.config.town, &app.urls),
        _ => return Ok(()),
    };
    if event.standby {
        return Ok(());
    }
    promise(tx, &messages, to)
}

fn reply_to(
    app: &App,
    tx: &mut Tx<'_>,
    intent: Intent,
    account: AccountId,
) -> Result<Vec<Message>> {
    let urls = &app.urls;
    Ok(match intent {
        Intent::Book => talk::book(urls),
        Intent::LookUp => talk::look_up(&bookings(tx, account)?, urls),
        Intent::CancelOrChange => talk::cancel(&bookings(tx, account)?, urls),
        Intent::Person => talk::person(&app.config.town, urls),
        Intent::Menu => vec![talk::menu(urls)],
        Intent::Unknown => talk::not_understood(&app.config.town, urls),
    })
}

/// The live bookings this account may see.
fn bookings(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<talk::Named>> {
    let persons = tx.persons_of(account)?.into_iter().collect();
    let all = tx.bookings_of_persons(&persons)?;
    let shown = all.iter().filter(|b| b.is_live() && b.is_visible_to(account));
    Ok(shown.map(|b| talk::Named { id: b.id, number: b.number }).collect())
}

fn promise(tx: &mut Tx<'_>, messages: &[Message], to: &Answering) -> Result<()> {
    let body = serde_json::to_string(messages)?;
    let reply = to.token.as_deref().map(|token| (token, to.until));
    tx.answer(to.id, to.account, &body, reply, to.now)
}
