//! What somebody answers to a reminder, and what staff did to remind somebody whom LINE does not reach.

use super::{Asker, booking_of};
use crate::{App, Problem};
use anyhow::{Context, Result};
use domain::{
    Actor, Booking, BookingId, Decision, OfficerId, Refusal,
    reminder::{self, Way},
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::{Reader, Tx};

/// Says that somebody will come to everything they have that day, or why that is no question any more.
pub async fn confirm(
    app: &App,
    asker: Asker,
    id: BookingId,
) -> Result<Result<(), Refusal>, Problem> {
    let now = app.clock.now();
    let said = app.store.write(move |tx| confirm_in(tx, asker, id, now)).await?;
    said.ok_or(Problem::NotFound)
}

/// The same within a transaction; none for a booking that whoever asks may not see.
pub fn confirm_in(
    tx: &mut Tx<'_>,
    asker: Asker,
    id: BookingId,
    now: Timestamp,
) -> Result<Option<Result<(), Refusal>>> {
    let Some(booking) = seen(tx, asker, id)? else { return Ok(None) };
    let own = tx.bookings_of_persons(&BTreeSet::from([booking.person]))?;
    let same_day = |other: &&Booking| {
        let key = |b: &Booking| (b.programme, b.date);
        other.id == id || (other.is_live() && key(other) == key(&booking))
    };
    let mut all = Decision::nothing();
    for one in own.iter().filter(same_day) {
        let slot = tx.slot(one.slot)?.context("a booking is in a slot")?;
        let before = tx.confirmed_at(one.id)?;
        match reminder::confirm(one, &slot, before, now) {
            Ok(decision) => all.changes.extend(decision.changes),
            Err(no) if one.id == id => return Ok(Some(Err(no))),
            Err(_) => {}
        }
    }
    tx.apply(&all, asker.by(), now, None)?;
    Ok(Some(Ok(())))
}

fn seen(reader: &mut Reader<'_>, asker: Asker, id: BookingId) -> Result<Option<Booking>> {
    match asker {
        Asker::Account(account) => Ok(booking_of(reader, account, id)?.map(|(booking, _)| booking)),
        Asker::Officer(_) => reader.booking(id),
    }
}

/// What an officer did to remind somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    /// They were phoned, and will come.
    Comes,
    /// They were phoned, and did not answer.
    NoAnswer,
    /// A postcard was sent.
    Postcard,
}

impl Did {
    /// The one of this name in a form.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "comes" => Some(Self::Comes),
            "no_answer" => Some(Self::NoAnswer),
            "postcard" => Some(Self::Postcard),
            _ => None,
        }
    }

    fn way(self) -> Way {
        match self {
            Self::Comes => Way::Phone,
            Self::NoAnswer => Way::NoAnswer,
            Self::Postcard => Way::Postcard,
        }
    }
}

/// Records it for these bookings, all or none.
pub async fn note(
    app: &App,
    officer: OfficerId,
    bookings: Vec<BookingId>,
    did: Did,
) -> Result<Result<(), Refusal>, Problem> {
    let now = app.clock.now();
    let noted = app.store.write(move |tx| {
        let mut all = Decision::nothing();
        for id in &bookings {
            let Some(booking) = tx.booking(*id)? else { return Ok(None) };
            let slot = tx.slot(booking.slot)?.context("a booking is in a slot")?;
            match reminder::note(&booking, &slot, did.way(), now) {
                Ok(decision) => all.changes.extend(decision.changes),
                Err(no) => return Ok(Some(Err(no))),
            }
        }
        tx.apply(&all, Actor::Officer(officer), now, None)?;
        for id in &bookings {
            if did == Did::Comes
                && let Some(Err(no)) = confirm_in(tx, Asker::Officer(officer), *id, now)?
            {
                return Ok(Some(Err(no)));
            }
        }
        Ok(Some(Ok(())))
    });
    noted.await?.ok_or(Problem::NotFound)
}
