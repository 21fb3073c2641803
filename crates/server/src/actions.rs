//! What people do at the counter, one file per verb: load, ask the rules, store. No HTTP, no LINE calls.

mod asker;
pub mod book;
pub mod call;
pub mod cancel;
pub mod coverage;
pub mod export_people;
pub mod give_code;
pub mod identify;
pub mod import_people;
pub mod links;
pub(crate) mod meant;
pub mod move_booking;
pub mod officers;
pub mod programme;
pub mod redeem;
pub mod reminders;
pub mod reshape;
pub mod save_venue;
pub mod second;
pub mod send_test;
pub mod sign_in;
pub mod simulate;
pub mod spare;
pub mod throttles;
pub mod timetable;
pub mod undo_import;
pub mod uploads;
pub mod vaccines;
pub mod waitlist;

pub use asker::Asker;

use crate::Problem;
use domain::{AccountId, Applicant, Booking, BookingId, PersonId, Refusal, Sight};
use std::collections::HashMap;
use store::{Proxy, Reader};

/// What the rules need to know about a person this account acts for; anyone else is not found.
pub fn applicant_of(
    reader: &mut Reader<'_>,
    account: AccountId,
    person: PersonId,
) -> anyhow::Result<Option<Applicant>> {
    match reader.link(account, person)? {
        Some(_) => reader.applicant(person),
        None => Ok(None),
    }
}

/// A booking this account may see, with its applicant; any other is not found.
pub fn booking_of(
    reader: &mut Reader<'_>,
    account: AccountId,
    id: BookingId,
) -> anyhow::Result<Option<(Booking, Applicant)>> {
    let Some(booking) = reader.booking(id)? else { return Ok(None) };
    let link = reader.link(account, booking.person)?;
    if !link.is_some_and(|link| booking.is_visible_to(link.sight())) {
        return Ok(None);
    }
    let applicant = reader.applicant(booking.person)?;
    Ok(applicant.map(|applicant| (booking, applicant)))
}

/// What each person lets an account see that acts for them by these links.
fn sights(links: &[Proxy]) -> HashMap<PersonId, Sight> {
    links.iter().map(|proxy| (proxy.link.person, proxy.link.sight())).collect()
}

/// Every live booking this account may see, of whomever it acts for.
pub fn live_bookings(reader: &mut Reader<'_>, account: AccountId) -> anyhow::Result<Vec<Booking>> {
    let sights = sights(&reader.links_of(account)?);
    let mut all = reader.bookings_of_persons(&sights.keys().copied().collect())?;
    let seen = |b: &Booking| sights.get(&b.person).is_some_and(|sight| b.is_visible_to(*sight));
    all.retain(|b| b.is_live() && seen(b));
    Ok(all)
}

/// What the writer said of a booking. One that went out of sight between the page and the button is not
/// found, as it would be on the page.
fn answered<T>(placed: Result<T, Refusal>) -> Result<Result<T, Refusal>, Problem> {
    match placed {
        Err(Refusal::NotLinked | Refusal::NoSuchBooking) => Err(Problem::NotFound),
        Err(Refusal::OneOfThem { why, .. }) if *why == Refusal::NotLinked => Err(Problem::NotFound),
        other => Ok(other),
    }
}
