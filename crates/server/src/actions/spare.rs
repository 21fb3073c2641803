//! Doses of a day that nobody comes for any more become places of a later slot, offered to those who wait in the same
//! write that records who did not come.

use crate::{App, Problem};
use anyhow::{Context, Result};
use domain::{
    Actor, BookingId, Command, OfficerId, Outcome, Pool, Refusal, SessionId, SlotId,
    command::Record,
    reshape::{Reshape, Shape},
    spare::{self, Doses},
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::{Reader, Tx};

/// What an officer decides.
#[derive(Clone, Debug)]
pub struct Wish {
    /// On which session's day.
    pub session: SessionId,
    /// Whose time is over and who did not come.
    pub absent: Vec<BookingId>,
    /// How many vials are open, or will be.
    pub vials: u32,
    /// How many doses to offer.
    pub doses: u32,
    /// To come in this slot.
    pub slot: SlotId,
    /// The slot as the officer saw it.
    pub seen: Shape,
    /// Why there are spare doses.
    pub why: String,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// So many were offered a place at once.
    Offered(usize),
    /// There are no more spare doses than these.
    TooMany(u32),
    /// Someone else changed the slot since the page was shown.
    Changed,
    /// The rules say no.
    Refused(Refusal),
}

/// The doses of a session's day; none where there is no such session.
pub fn doses(reader: &mut Reader<'_>, session: SessionId) -> Result<Option<Doses>> {
    let Some(row) = reader.session(session)? else { return Ok(None) };
    let programme = reader.programme(row.programme.id)?.context("a session is of a programme")?;
    let mut slots = reader.slots_between(programme.id, row.date, row.date)?;
    slots.retain(|slot| slot.session == session);
    let product = slots.iter().find_map(|slot| slot.product.clone());
    let vial = product.and_then(|code| programme.policy.product(&code)?.vial);
    let seats = reader.seats_of_session(session)?;
    let bookings: Vec<_> = seats.into_iter().map(|seat| seat.booking).collect();
    Ok(Some(Doses::of(vial, &slots, &bookings)))
}

/// Does all of it or nothing.
pub async fn offer(app: &App, officer: OfficerId, wish: Wish) -> Result<Ended, Problem> {
    let now = app.clock.now();
    let ended = app.store.write(move |tx| decide(tx, officer, &wish, now)).await?;
    ended.ok_or(Problem::NotFound)
}

fn decide(
    tx: &mut Tx<'_>,
    officer: OfficerId,
    wish: &Wish,
    now: Timestamp,
) -> Result<Option<Ended>> {
    let by = Actor::Officer(officer);
    let Some(slot) = tx.slot(wish.slot)?.filter(|slot| slot.session == wish.session) else {
        return Ok(None);
    };
    if Shape::of(&slot) != wish.seen {
        return Ok(Some(Ended::Changed));
    }
    let mut records = Vec::new();
    for id in wish.absent.iter().copied().collect::<BTreeSet<_>>() {
        let Some(booking) = tx.booking(id)? else { return Ok(None) };
        let own = tx.slot(booking.slot)?.context("a booking is in a slot")?;
        if own.session != wish.session {
            return Ok(None);
        }
        if let Err(no) = spare::may_be_absent(&booking, &own, now) {
            return Ok(Some(Ended::Refused(no)));
        }
        let (booking, person) = (id, booking.person);
        records.push(Record { booking, person, outcome: Outcome::NoShow, by, at: now });
    }
    let Some(day) = doses(tx, wish.session)? else { return Ok(None) };
    let most = day.spare(wish.vials, u32::try_from(records.len())?);
    if wish.doses > most {
        return Ok(Some(Ended::TooMany(most)));
    }
    let more = Reshape::Add { pool: Pool::Public, by: wish.doses.into() };
    let decision = match more.decide(&slot, now) {
        Ok(decision) => decision,
        Err((_, no)) => return Ok(Some(Ended::Refused(no))),
    };
    for record in records {
        if let Err(no) = tx.decide(&Command::Record(record))? {
            anyhow::bail!("what was looked at before is refused: {no:?}");
        }
    }
    tx.apply(&decision, by, now, Some(&wish.why))?;
    tx.refill(&BTreeSet::from([slot.id]), now)?;
    let offers = tx.offers_of_slot(slot.id)?;
    let made = offers.iter().filter(|offer| offer.made_at == now && offer.is_live());
    Ok(Some(Ended::Offered(made.count())))
}
