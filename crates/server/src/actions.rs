//! What people do at the counter, one file per verb: load, ask the rules, store. No HTTP, no LINE calls.

pub mod book;
pub mod cancel;
pub mod export_people;
pub mod identify;
pub mod import_people;
pub mod move_booking;
pub mod programme;
pub mod send_test;
pub mod set_capacity;
pub mod sign_in;
pub mod throttles;
pub mod undo_import;
pub mod vaccines;

use crate::{App, Problem};
use domain::{AccountId, Applicant, Booking, BookingId, PersonId};
use store::Reader;

/// What the rules need to know about a person this account acts for; anyone else is not found.
pub fn applicant_of(
    reader: &mut Reader<'_>,
    account: AccountId,
    person: PersonId,
) -> anyhow::Result<Option<Applicant>> {
    if !reader.persons_of(account)?.contains(&person) {
        return Ok(None);
    }
    reader.applicant(person)
}

/// A booking this account may see, with its applicant; any other is not found.
pub fn booking_of(
    reader: &mut Reader<'_>,
    account: AccountId,
    id: BookingId,
) -> anyhow::Result<Option<(Booking, Applicant)>> {
    let Some(booking) = reader.booking(id)?.filter(|b| b.is_visible_to(account)) else {
        return Ok(None);
    };
    let applicant = applicant_of(reader, account, booking.person)?;
    Ok(applicant.map(|applicant| (booking, applicant)))
}

/// The same from outside a read.
pub async fn find_booking(
    app: &App,
    account: AccountId,
    id: BookingId,
) -> Result<(Booking, Applicant), Problem> {
    let found = app.store.read(move |reader| booking_of(reader, account, id)).await?;
    found.ok_or(Problem::NotFound)
}
