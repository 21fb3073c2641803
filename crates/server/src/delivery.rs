//! The pump of the outbox: takes what is due in one short transaction, lets go of the database, calls
//! LINE, and writes down how it ended. A crash in between repeats the call under the same retry key.

pub mod month;
mod outcome;

use crate::{App, pump, reminders, words::talk};
use anyhow::{Context, Result};
use domain::{About, AccountId, Notice, NoticeId, NoticeKind};
use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use line::Message;
use std::{collections::BTreeMap, time::Duration};
use store::{Due, LineUser, Lost, Outgoing, Settled, Tx, WriteError};
use tokio::time;

/// Messages taken at once.
const TAKEN_MOST: u32 = 64;
/// Accounts spoken to at the same time; LINE allows 2,000 calls a second.
const AT_ONCE: usize = 16;
/// How long a try may take before another node may take the message over.
const TRY_LIFE: SignedDuration = SignedDuration::from_secs(30);
/// A node that was killed is known to be gone within this time, or so.
const LOOKS_AGAIN: Duration = Duration::from_secs(1);
/// What has waited longer, for a resident who had blocked us or for the month, tells nothing any more.
pub(crate) const WAITS_MOST: SignedDuration = SignedDuration::from_hours(32 * 24);

/// A message taken for one try.
struct Claimed {
    due: Due,
    to: Option<LineUser>,
    blocked: bool,
    /// Whether it tells of somebody who is no longer this account's to hear of.
    barred: bool,
    /// How it ends without being sent at all.
    instead: Option<Settled>,
    /// Whether counted messages rest.
    stopped: bool,
    messages: Vec<Message>,
}

/// Sends what is due; says how many messages there were.
pub async fn tick(app: &App) -> Result<usize> {
    if app.line.is_none() {
        return Ok(0);
    }
    month::look_after_stop(app).await?;
    let now = app.clock.now();
    if app.store.read(move |reader| reader.outbox_due(now, 1)).await?.is_empty() {
        month::tell_now_and_then(app).await?;
        return Ok(0);
    }
    let claimer = app.clone();
    let claimed = app.store.write(move |tx| claim(&claimer, tx)).await?;
    let count = claimed.len();
    let mut by_account: BTreeMap<AccountId, Vec<Claimed>> = BTreeMap::new();
    for message in claimed {
        by_account.entry(message.due.account).or_default().push(message);
    }
    // One account is told one thing after another.
    let tries = by_account.into_values().map(|messages| {
        let told = |message: Claimed| async move { (message.due.id, deliver(app, &message).await) };
        stream::iter(messages).then(told).boxed()
    });
    let concerns_staff = stream::iter(tries)
        .flatten_unordered(AT_ONCE)
        .ready_chunks(AT_ONCE)
        .map(|ends| settle(app, ends))
        .buffer_unordered(AT_ONCE)
        .fold(false, |any, one| async move { any | one });
    if concerns_staff.await {
        month::tell(app, None).await?;
    } else {
        month::tell_now_and_then(app).await?;
    }
    Ok(count)
}

/// Takes what is due. Words are found now and stored, so that every later try sends the same.
fn claim(app: &App, tx: &mut Tx<'_>) -> Result<Vec<Claimed>> {
    let now = app.clock.now();
    let until = now.saturating_add(TRY_LIFE)?;
    let stopped = tx.push_stop()?.is_some();
    let mut claimed = Vec::new();
    for due in tx.outbox_due(now, TAKEN_MOST)? {
        let body = match &due.what {
            Outgoing::Body(body) => body.clone(),
            Outgoing::Notice(notice) => serde_json::to_string(&words(app, tx, notice)?)?,
        };
        tx.outbox_claim(due.id, &body, now, until)?;
        let user = tx.line_user(due.account)?;
        let blocked = user.as_ref().is_some_and(|(_, blocked)| *blocked);
        let barred = match &due.notice {
            Some(notice) => !tx.may_be_told(notice)?,
            None => false,
        };
        let instead = match &due.notice {
            Some(notice) if notice.kind == NoticeKind::Reminder => {
                reminders::instead(tx, due.id, now)?
            }
            _ => None,
        };
        let messages = serde_json::from_str(&body).context("reading a message's body")?;
        let to = user.map(|(user, _)| user);
        claimed.push(Claimed { due, to, blocked, barred, instead, stopped, messages });
    }
    Ok(claimed)
}

fn words(app: &App, tx: &mut Tx<'_>, notice: &Notice) -> Result<Vec<Message>> {
    let id = match notice.about {
        About::Booking(id) => id,
        About::Offer(id) => {
            let offer = tx.offer(id)?.context("a notice about an offer that is not there")?;
            return Ok(match notice.kind {
                NoticeKind::OfferLapsed => talk::waiting::lapsed(&app.urls),
                NoticeKind::OfferOutrun => talk::waiting::outrun(&app.urls),
                _ => {
                    let count = tx.offers_standing(&offer)?.len();
                    let kept = offer.kept(app.clock.now());
                    talk::waiting::offered(&offer, count, kept, &app.urls)
                }
            });
        }
        About::Person(person) => {
            return Ok(talk::proxy_added(person, &app.config.town, &app.urls));
        }
    };
    let booking = tx.booking(id)?.context("a notice about a booking that is not there")?;
    let named = talk::Named { id: booking.id, number: booking.number };
    if notice.kind == NoticeKind::Reminder {
        let waiting = tx.count_waiting(booking.programme)?;
        return Ok(talk::reminding::reminder(named, waiting, &app.urls));
    }
    Ok(talk::notice(notice.kind, named, &app.urls))
}

/// Tries once, and says in the log how it ended.
async fn deliver(app: &App, message: &Claimed) -> Settled {
    let id = message.due.id;
    let how = attempt(app, message).await;
    match &how {
        Settled::Sent(request) => {
            let request = request.as_deref().unwrap_or("-");
            tracing::info!(message = %id, request, "LINE has a message");
        }
        Settled::GivenUp(why) => tracing::warn!(message = %id, "a message is given up: {why}"),
        Settled::Stopped { .. } => {
            tracing::warn!("the month's messages are used up: counted messages rest");
        }
        Settled::Again { .. } | Settled::Waits => {}
    }
    how
}

/// Writes down together what ended together, since in a rush the writer has better to do; says whether the staff's pages
/// look different now. What cannot be written down is tried again under its key when its claim runs out.
async fn settle(app: &App, ends: Vec<(NoticeId, Settled)>) -> bool {
    let shows = |(_, how): &(_, Settled)| !matches!(how, Settled::Sent(_) | Settled::Again { .. });
    let concerns_staff = ends.iter().any(shows);
    if let Err(WriteError::Failed(error)) = write_down(app, ends.clone()).await {
        tracing::warn!("how messages ended is written down one by one: {error:#}");
        for end in ends {
            let id = end.0;
            if let Err(error) = write_down(app, vec![end]).await {
                tracing::warn!(message = %id, "how a try ended could not be written down: {error}");
            }
        }
    }
    concerns_staff
}

async fn write_down(app: &App, ends: Vec<(NoticeId, Settled)>) -> Result<(), WriteError> {
    let now = app.clock.now();
    let settles = move |tx: &mut Tx<'_>| {
        ends.iter().try_for_each(|(id, how)| tx.outbox_settle(*id, how, now))
    };
    app.store.write(settles).await
}

async fn attempt(app: &App, message: &Claimed) -> Settled {
    let Claimed { due, to, blocked, barred, instead, stopped, messages } = message;
    if let Some(how) = instead {
        return how.clone();
    }
    if *barred {
        return Settled::GivenUp(Lost::NotTheirs);
    }
    let (Some(to), Some(line)) = (to, &app.line) else {
        return Settled::GivenUp(Lost::Gone);
    };
    let now = app.clock.now();
    if let Some(why) = outcome::hopeless(due, *stopped, now) {
        return Settled::GivenUp(why);
    }
    match &due.reply {
        _ if *blocked && due.notice.is_some() => Settled::Waits,
        _ if *blocked => Settled::GivenUp(Lost::Blocked),
        Some((_, until)) if now >= *until => outcome::reply_too_late(now),
        Some((token, _)) => {
            let sent = line.client.reply(token, messages).await;
            outcome::of_reply(sent, due, now)
        }
        None => {
            let sent = line.client.push(&to.0, messages, &due.id.to_string()).await;
            outcome::of_push(sent, due, now)
        }
    }
}

/// Sends for as long as the service lives.
pub async fn run(app: App) {
    tokio::join!(take_over(&app), sends(&app));
}

/// What was being sent when the service last ended is sent on at once, if no other node is there whose it may be. Of what is
/// taken from now on nothing is meant.
async fn take_over(app: &App) {
    let Ok(until) = app.clock.now().saturating_add(TRY_LIFE) else { return };
    for _ in 0..TRY_LIFE.as_secs() {
        let now = app.clock.now();
        if let Ok(true) = app.store.write(move |tx| tx.outbox_take_over(now, until)).await {
            return;
        }
        time::sleep(LOOKS_AGAIN).await;
    }
}

async fn sends(app: &App) {
    pump::run(
        app,
        "outbox",
        |commit| commit.outbox,
        tick,
        |reader, _| {
            let look_at = reader.push_stop()?.map(|stop| stop.look_at);
            Ok(reader.outbox_next()?.into_iter().chain(look_at).min())
        },
    )
    .await;
}

/// A pause that doubles with every try, from one second to five minutes.
fn pause(tries: u32) -> SignedDuration {
    SignedDuration::from_secs((1 << tries.min(9)).min(300))
}

fn after(now: Timestamp, pause: SignedDuration) -> Timestamp {
    now.saturating_add(pause).unwrap_or(Timestamp::MAX)
}
