//! What was done, with the words that close it: the number, day and place once more, what to bring.

use super::{
    booked_in_calls, end,
    head::{Head, OnLine, bring_fact, number_fact, place_facts},
    overview::{Choice, endings},
    stands::{dose_words, what},
};
use crate::{
    App, Problem,
    web::{
        desk::Who,
        form::{At, Query},
        page::{Number, Page, html},
        session::Officer,
    },
    words::{
        script::{Blank, Part},
        standing,
    },
};
use anyhow::Result;
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    Booking, BookingId, OfficerId, PersonId, Programme, Slot, person::Person, venue::Venue,
};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeSet;
use store::Reader;

#[derive(Template)]
#[template(path = "desk/call_done.html")]
struct Done {
    page: Page,
    who: Option<Who>,
    head: Head,
    heading: &'static str,
    bookings: Vec<Row>,
    script: Vec<String>,
    closing: Vec<String>,
    endings: Vec<Choice>,
    /// Whether their account is told, too.
    in_line: bool,
}

/// A booking, with the words about it.
struct Row {
    name: String,
    what: String,
    place: String,
    number: Number,
    script: Vec<String>,
}

/// What was done.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Which {
    #[serde(default)]
    how: String,
}

/// A booking with all that is told of it.
struct Full {
    booking: Booking,
    person: Person,
    programme: Programme,
    slot: Slot,
    venue: Venue,
    what: String,
}

/// The page.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At((person, id)): At<(PersonId, BookingId)>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let line = match OnLine::identified(&app, &officer, person).await? {
        Ok(line) => line,
        Err(back) => return Ok(back),
    };
    let (by, now, began) = (officer.id, app.clock.now(), line.call.began_at);
    let found = app.store.read(move |reader| {
        let Some(booking) = reader.booking(id)?.filter(|b| b.person == person) else {
            return Ok(None);
        };
        let all =
            if booking.is_live() { with_it(reader, booking, by, now)? } else { vec![booking] };
        let history = reader.history_of_person(person, 0, 50)?;
        Ok(Some((full(reader, all)?, end::likely(&history, by, began, &[]))))
    });
    let (all, likely) = found.await?.ok_or(Problem::NotFound)?;
    let first = all.iter().find(|full| full.booking.id == id).ok_or(Problem::NotFound)?;
    let live = first.booking.is_live();
    let (heading, part) = match (live, which.how.as_str()) {
        (false, _) => ("キャンセルしました", Part::Cancelled),
        (true, "moved") => ("変更しました", Part::Moved),
        (true, _) => ("予約できました", Part::Done),
    };
    let script = if live { Vec::new() } else { line.says(part, []) };
    let head = line.head(&app, &officer);
    html(&Done {
        page: Page::desk(&app, heading),
        who: head.who.clone(),
        head,
        heading,
        in_line: first.booking.account.is_some(),
        bookings: all.iter().map(|full| row(&line, part, full)).collect(),
        script,
        closing: line.says(Part::Closing, []),
        endings: endings(likely),
    })
}

/// This booking, and what else was booked by phone in the calls of this officer that go on: the next dose, the family.
fn with_it(
    reader: &mut Reader<'_>,
    booking: Booking,
    officer: OfficerId,
    now: Timestamp,
) -> Result<Vec<Booking>> {
    let calls = booked_in_calls(reader, officer, now)?;
    let mut all: Vec<Booking> = calls.into_iter().flat_map(|(_, booked)| booked).collect();
    all.retain(|other| other.is_live() && other.id != booking.id);
    all.sort_by_key(|other| (other.person != booking.person, other.date, other.id));
    Ok([booking].into_iter().chain(all).collect())
}

fn full(reader: &mut Reader<'_>, all: Vec<Booking>) -> Result<Vec<Full>> {
    let people = reader.people(&all.iter().map(|booking| booking.person).collect())?;
    let mut found = Vec::new();
    for booking in all {
        let (Some(programme), Some(slot)) =
            (reader.programme(booking.programme)?, reader.slot(booking.slot)?)
        else {
            continue;
        };
        let (Some(venue), Some(person)) = (reader.venue(slot.venue)?, people.get(&booking.person))
        else {
            continue;
        };
        let mut own = reader.bookings_of_persons(&BTreeSet::from([person.id]))?;
        own.retain(|other| other.programme == programme.id);
        let dose = dose_words(&programme, &person.applicant(), &own, booking.dose);
        let what = what(&programme, dose.as_deref());
        found.push(Full { booking, person: person.clone(), programme, slot, venue, what });
    }
    Ok(found)
}

fn row(line: &OnLine, part: Part, full: &Full) -> Row {
    let Full { booking, person, programme, slot, venue, what } = full;
    let facts = place_facts(slot, venue).into_iter().chain([
        (Blank::What, what.clone()),
        (Blank::Name, person.details.name.clone()),
        bring_fact(programme),
        number_fact(booking),
    ]);
    Row {
        name: person.details.name.clone(),
        what: what.clone(),
        place: standing::place(slot, &venue.name),
        number: Number::of(super::LANG, booking.number),
        script: if booking.is_live() { line.says(part, facts) } else { Vec::new() },
    }
}
