//! A resident books a place.

use super::{applicant_of, may_have};
use crate::{App, Problem};
use domain::{
    AccountId, Actor, BookingId, Command, Door, PersonId, ProgrammeId, Refusal, RequestId, SlotId,
    ledger::Book,
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::Reader;

/// What is wished for.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// For whom.
    pub person: PersonId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Which dose.
    pub dose: u8,
    /// Where and when.
    pub slot: SlotId,
    /// The press of the button.
    pub once: RequestId,
}

/// Books, or says why not. The same press a second time gives the same booking.
pub async fn book(
    app: &App,
    account: AccountId,
    wish: Wish,
) -> Result<Result<BookingId, Refusal>, Problem> {
    let (person, now) = (wish.person, app.clock.now());
    let found = app.store.read(move |reader| {
        let Some(applicant) = applicant_of(reader, account, person)? else { return Ok(None) };
        Ok(Some((applicant, judged(reader, account, wish, now)?)))
    });
    let (applicant, judged) = found.await?.ok_or(Problem::NotFound)?;
    if let Err(refusal) = judged {
        return Ok(Err(refusal));
    }
    let id = BookingId(app.ids.uuid());
    let command = Command::Book(Book {
        id,
        once: wish.once,
        applicant,
        programme: wish.programme,
        dose: wish.dose,
        slot: wish.slot,
        door: Door::Line,
        account: Some(account),
        by: Actor::Account(account),
        at: now,
    });
    match app.store.place(command).await? {
        Err(refusal) => Ok(Err(refusal)),
        Ok(decision) if !decision.changes.is_empty() => Ok(Ok(id)),
        Ok(_) => {
            let made = app.store.read(move |reader| reader.booking_once(person, wish.once)).await?;
            Ok(Ok(made.ok_or(Problem::NotFound)?.id))
        }
    }
}

/// What the rules say before the queue. A press that has booked already is left to the ledger, which knows it.
fn judged(
    reader: &mut Reader<'_>,
    account: AccountId,
    wish: Wish,
    now: Timestamp,
) -> anyhow::Result<Result<(), Refusal>> {
    let Some(programme) = reader.programme(wish.programme)? else {
        return Ok(Err(Refusal::NotThisProgramme));
    };
    if reader.booking_once(wish.person, wish.once)?.is_some() {
        return Ok(Ok(()));
    }
    let mut bookings = reader.bookings_of_persons(&BTreeSet::from([wish.person]))?;
    bookings.retain(|booking| booking.programme == programme.id);
    Ok(may_have(&programme, wish.dose, &bookings, account, now))
}
