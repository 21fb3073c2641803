//! Gives a place back for somebody on the phone: what that means is read out first, because it cannot be undone.

use super::{
    base,
    head::{Head, OnLine, place_facts},
    overview,
    stands::{dose_words, what},
};
use crate::{
    App, Problem,
    actions::{Asker, cancel},
    web::{
        desk::Who,
        form::{At, Posted},
        page::{Page, html},
        session::Officer,
    },
    words::{
        script::{Blank, Part},
        standing,
    },
};
use anyhow::Result;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Actor, Booking, BookingId, CancelReason, OfficerId, PersonId, Refusal, Slot, booking,
    person::Person, venue::Venue,
};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeSet;
use store::Reader;

#[derive(Template)]
#[template(path = "desk/call_cancel.html")]
struct Ask {
    page: Page,
    who: Option<Who>,
    head: Head,
    what: String,
    place: String,
    number: String,
    script: Vec<String>,
    /// What goes along, because it makes no sense without it.
    along: Vec<String>,
    /// Why it cannot be.
    refusal: Option<String>,
    action: String,
}

/// Whose wish it is.
#[derive(Deserialize)]
pub(in crate::web) struct Reason {
    reason: String,
}

/// A booking that is to be cancelled.
struct Full {
    what: String,
    slot: Slot,
    venue: Venue,
    number: String,
    live: bool,
    along: Result<Vec<String>, Refusal>,
}

/// The question.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At((person, id)): At<(PersonId, BookingId)>,
) -> Result<Response, Problem> {
    let line = match OnLine::identified(&app, &officer, person).await? {
        Ok(line) => line,
        Err(back) => return Ok(back),
    };
    let (known, by, now) = (line.person.clone(), officer.id, app.clock.now());
    let found = app.store.read(move |reader| load(reader, &known, id, (by, now))).await?;
    let full = found.ok_or(Problem::NotFound)?;
    if !full.live {
        return Ok(done(person, id));
    }
    let head = line.head(&app, &officer);
    let facts = place_facts(&full.slot, &full.venue).into_iter();
    let refused = full.along.as_ref().err().map(super::said);
    html(&Ask {
        page: Page::desk(&app, &format!("キャンセル {}", full.number)),
        who: head.who.clone(),
        script: line.says(Part::Cancel, facts.chain([(Blank::What, full.what.clone())])),
        what: full.what,
        place: standing::place(&full.slot, &full.venue.name),
        number: full.number,
        refusal: refused,
        along: full.along.unwrap_or_default(),
        action: format!("{}/bookings/{id}/cancel", head.base),
        head,
    })
}

/// Cancels. A second press shows the same page.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At((person, id)): At<(PersonId, BookingId)>,
    Posted(reason): Posted<Reason>,
) -> Result<Response, Problem> {
    if let Err(back) = OnLine::identified(&app, &officer, person).await? {
        return Ok(back);
    }
    let reason = CancelReason::named(&reason.reason).ok_or(Problem::FormExpired)?;
    let booking = app.store.read(move |reader| reader.booking(id)).await?;
    if booking.is_none_or(|booking| booking.person != person) {
        return Err(Problem::NotFound);
    }
    match cancel::cancel(&app, Asker::Officer(officer.id), id, reason).await? {
        Ok(()) => Ok(done(person, id)),
        Err(no) => overview::refused(&app, &officer, person, &no).await,
    }
}

fn done(person: PersonId, id: BookingId) -> Response {
    Redirect::to(&format!("{}/done/{id}?how=cancelled", base(person))).into_response()
}

fn load(
    reader: &mut Reader<'_>,
    person: &Person,
    id: BookingId,
    (officer, now): (OfficerId, Timestamp),
) -> Result<Option<Full>> {
    let persons = BTreeSet::from([person.id]);
    let ledger = reader.ledger(&persons, BTreeSet::new(), &BTreeSet::new())?;
    let own = ledger.bookings.get(&person.id).map_or(&[][..], Vec::as_slice);
    let Some(found) = own.iter().find(|b| b.id == id) else { return Ok(None) };
    let (Some(programme), Some(slot)) =
        (ledger.programmes.get(&found.programme), ledger.slots.get(&found.slot))
    else {
        return Ok(None);
    };
    let Some(venue) = reader.venue(slot.venue)? else { return Ok(None) };
    let applicant = person.applicant();
    let facts = ledger.facts(&applicant, programme, Actor::Officer(officer));
    let case = facts.case(programme, found.dose, slot, &applicant);
    let name = |booking: &Booking| {
        let dose = dose_words(programme, &applicant, &facts.bookings, booking.dose);
        what(programme, dose.as_deref())
    };
    let told = |booking: &&Booking| {
        let at = ledger.slots.get(&booking.slot);
        let day = at.map_or_else(String::new, standing::spoken);
        format!("{}（{day}）", name(booking))
    };
    let along = booking::may_cancel(&case, found, now);
    Ok(Some(Full {
        what: name(found),
        slot: slot.clone(),
        venue,
        number: found.number.to_string(),
        live: found.is_live(),
        along: along.map(|all| all.iter().map(told).collect()),
    }))
}
