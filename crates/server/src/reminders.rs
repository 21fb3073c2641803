//! The reminders: once a minute whoever has a place on a day that has come near is told, each person once for each
//! stage, whatever stopped or restarted in between. Which were made stands in the same transaction as the messages.

use crate::App;
use anyhow::{Context, Result};
use domain::{
    Actor, Decision, NoticeId, ProgrammeId,
    reminder::{self, Stage},
    when::{self, Date},
};
use jiff::{Timestamp, ToSpan};
use std::time::Duration;
use store::{Lost, Reader, Settled, Tx};
use tokio::time;

/// How long after one look the next one is made.
const EVERY: Duration = Duration::from_mins(1);
/// Reminders promised in one transaction.
const AT_ONCE: u32 = 128;

/// A day of a programme, and the reminder that is due for it.
#[derive(Clone, Copy)]
struct Round {
    programme: ProgrammeId,
    date: Date,
    stage: Stage,
}

/// Reminds everybody whose reminder is due; says how many.
pub async fn tick(app: &App) -> Result<usize> {
    if app.line.is_none() {
        return Ok(0);
    }
    let now = app.clock.now();
    let mut count = 0;
    for round in app.store.read(move |reader| rounds(reader, now)).await? {
        loop {
            let made = app.store.write(move |tx| remind(tx, round, now)).await?;
            count += made;
            if made < AT_ONCE as usize {
                break;
            }
        }
    }
    Ok(count)
}

/// The days for which somebody is still to be reminded now.
fn rounds(reader: &mut Reader<'_>, now: Timestamp) -> Result<Vec<Round>> {
    let today = when::japan_date(now);
    let mut rounds = Vec::new();
    for programme in reader.programmes()? {
        let reminders = &programme.policy.reminders;
        let Some(first) = reminders.first() else { continue };
        if reminders.may_tell(now) > now {
            continue;
        }
        let last = today.saturating_add(i64::from(first).days());
        for date in reader.days_between(programme.id, today, last)? {
            let Some(stage) = reminders.stage(date, now) else { continue };
            let round = Round { programme: programme.id, date, stage };
            if !reader.to_remind((programme.id, date), stage, now, 1)?.is_empty() {
                rounds.push(round);
            }
        }
    }
    Ok(rounds)
}

fn remind(tx: &mut Tx<'_>, round: Round, now: Timestamp) -> Result<usize> {
    let Round { programme, date, stage } = round;
    let due = tx.to_remind((programme, date), stage, now, AT_ONCE)?;
    let mut all = Decision::nothing();
    for (id, account) in &due {
        let booking = tx.booking(*id)?.context("a booking that was just found")?;
        let slot = tx.slot(booking.slot)?.context("a booking is in a slot")?;
        let decision = reminder::remind(&booking, &slot, (stage, *account), now);
        all.changes.extend(decision.changes);
        all.notices.extend(decision.notices);
    }
    tx.apply(&all, Actor::System, now, None)?;
    Ok(due.len())
}

/// What to do with the message of a reminder instead of sending it: what is over, or has moved, needs none, and at night
/// it rests.
pub(crate) fn instead(
    tx: &mut Tx<'_>,
    message: NoticeId,
    now: Timestamp,
) -> Result<Option<Settled>> {
    let over = Some(Settled::GivenUp(Lost::TooOld));
    let Some((id, date)) = tx.reminded_of(message)? else { return Ok(over) };
    let booking = tx.booking(id)?.context("a reminder is of a booking")?;
    let slot = tx.slot(booking.slot)?.context("a booking is in a slot")?;
    if booking.date != date || !reminder::is_ahead(&booking, &slot, now) {
        return Ok(over);
    }
    let programme = tx.programme(booking.programme)?.context("a booking is of a programme")?;
    let at = programme.policy.reminders.may_tell(now);
    Ok((at > now).then_some(Settled::Again { at, as_push: false, certain: true }))
}

/// Reminds for as long as the service lives.
pub async fn run(app: App) {
    loop {
        if let Err(error) = tick(&app).await {
            tracing::warn!("nobody could be reminded: {error:#}");
        }
        time::sleep(EVERY).await;
    }
}
