//! Somebody on the phone: how they stand in a sentence, the script that follows it, and what can be done for them. Each
//! page shows only what is to be said and pressed now. Every opening is recorded, and keeps the call going.

mod cancel;
mod confirm;
mod done;
mod end;
mod head;
mod identity;
mod narrow;
mod note;
mod offer;
mod overview;
mod places;
mod stands;
mod together;

pub(in crate::web) use cancel::{get as cancel_form, post as cancel};
pub(in crate::web) use confirm::{get as confirm_form, post as confirm};
pub(in crate::web) use done::get as done;
pub(in crate::web) use end::post as end;
pub(in crate::web) use identity::post as identify;
pub(in crate::web) use note::{keep as keep_note, strike as strike_note};
pub(in crate::web) use offer::get as offer;
pub(in crate::web) use overview::{accept, get};
pub(in crate::web) use together::{get as together_form, post as together};

use crate::words::{Lang, refusal};
use anyhow::Result;
use axum::{http::Uri, response::Redirect};
use domain::{Booking, Call, Door, OfficerId, PersonId, ProgrammeId, Refusal};
use jiff::Timestamp;
use store::Reader;

/// The desk speaks Japanese.
const LANG: Lang = Lang::Japanese;

/// Where the call about somebody is.
fn base(person: PersonId) -> String {
    format!("/desk/people/{person}/call")
}

/// Where places for a dose of somebody are.
fn places_url(person: PersonId, programme: ProgrammeId, dose: u8) -> String {
    format!("{}/book/{programme}/{dose}", base(person))
}

/// Whoever an officer has on the phone now and knows to be who they say, the one who called first at the top.
pub(super) fn on_the_phone(
    reader: &mut Reader<'_>,
    officer: OfficerId,
    now: Timestamp,
) -> Result<Vec<PersonId>> {
    let mut calls = reader.calls_running(officer, now)?;
    calls.retain(|call| call.identity.is_some());
    Ok(calls.iter().rev().map(|call| call.person).collect())
}

/// The calls of an officer that go on, each with what was booked by phone for its person since it began: the family and
/// the next dose as well, and what was cancelled again.
fn booked_in_calls(
    reader: &mut Reader<'_>,
    officer: OfficerId,
    now: Timestamp,
) -> Result<Vec<(Call, Vec<Booking>)>> {
    let calls = reader.calls_running(officer, now)?;
    let bookings = reader.bookings_of_persons(&calls.iter().map(|call| call.person).collect())?;
    let with_its_own = |call: Call| {
        let here = |booking: &&Booking| {
            booking.person == call.person
                && booking.door == Door::Phone
                && booking.booked_at >= call.began_at
        };
        let own = bookings.iter().filter(here).cloned().collect();
        (call, own)
    };
    Ok(calls.into_iter().map(with_its_own).collect())
}

/// Why not, as it is said to somebody who is on the phone already.
fn said(no: &Refusal) -> String {
    let no = refusal::sentence(LANG, no);
    if no.next == LANG.call() { no.why } else { format!("{}{}", no.why, no.next) }
}

/// After signing in again, a button is asked for by its address alone: back to the call that has it.
pub(in crate::web) async fn back(uri: Uri) -> Redirect {
    Redirect::to(&uri.path().split('/').take(5).collect::<Vec<_>>().join("/"))
}
