//! What is free, for everybody and without signing in: where, and on which days. The page tells no more than how much room
//! there is; who may have it is asked when they book. It costs a look-up in memory, and nothing on the way to whoever has
//! it already.

pub(super) mod printed;

use super::{
    form::At,
    map,
    page::{Page, Room, Week, left_words},
    visit::Visit,
};
use crate::{
    App, Problem,
    availability::{self, Free},
    words::Lang,
};
use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};
use domain::{Door, ProgrammeId, Slot, VenueId, venue::Venue, when::Date};
use jiff::Timestamp;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "resident/availability.html")]
struct Programmes {
    page: Page,
    programmes: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "resident/availability_venues.html")]
struct Venues {
    page: Page,
    programme: String,
    state: Taking,
    venues: Vec<Row>,
}

#[derive(Template)]
#[template(path = "resident/availability_days.html")]
struct Days {
    page: Page,
    programme: String,
    state: Taking,
    programme_url: String,
    venue: Row,
    weeks: Vec<Week<Day>>,
}

/// Whether bookings are taken.
enum Taking {
    Open,
    OpensAt(String),
    Closed,
}

struct Row {
    name: String,
    address: String,
    map_url: String,
    access: Option<String>,
    room: Room,
    first_day: Option<String>,
    url: String,
}

struct Day {
    date: String,
    weekday: String,
    holiday: Option<String>,
    room: Room,
    left_words: String,
}

/// The programmes that are open, or will be.
pub(super) async fn programmes(State(app): State<App>, visit: Visit) -> Result<Response, Problem> {
    let now = app.clock.now();
    let mut found = app.store.read(|reader| reader.programmes()).await?;
    found.retain(|programme| {
        programme.opens_at.is_some() && programme.closes_at.is_none_or(|at| now < at)
    });
    let programmes = found
        .into_iter()
        .map(|programme| (programme.name, format!("/free/{}", programme.id)))
        .collect();
    let page = Page::resident(&app, &visit, visit.lang.availability_title());
    super::page::html(&Programmes { page, programmes })
}

/// Where there is room.
pub(super) async fn venues(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    At(id): At<ProgrammeId>,
) -> Result<Response, Problem> {
    let free = shown(&app, id).await?;
    printed::answer(&app, &visit, &headers, (&free, None))
}

/// On which days there is room at one of the venues.
pub(super) async fn days(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    At((id, venue)): At<(ProgrammeId, VenueId)>,
) -> Result<Response, Problem> {
    let free = shown(&app, id).await?;
    if !free.venues.iter().any(|one| one.id == venue) {
        return Err(Problem::NotFound);
    }
    printed::answer(&app, &visit, &headers, (&free, Some(venue)))
}

/// A programme that is announced; what is being set up is nobody's to see.
async fn shown(app: &App, id: ProgrammeId) -> Result<std::sync::Arc<Free>, Problem> {
    let free = availability::of(app, id).await?;
    if free.programme.opens_at.is_none() { Err(Problem::NotFound) } else { Ok(free) }
}

fn venues_page(app: &App, visit: &Visit, free: &Free, now: Timestamp) -> Venues {
    let rows = free.venues.iter().map(|venue| row(visit.lang, free, venue, now));
    Venues {
        page: Page::resident(app, visit, visit.lang.availability_title()),
        programme: free.programme.name.clone(),
        state: state(visit.lang, free, now),
        venues: rows.collect(),
    }
}

fn days_page(
    app: &App,
    visit: &Visit,
    free: &Free,
    venue: VenueId,
    now: Timestamp,
) -> Option<Days> {
    let lang = visit.lang;
    let venue = free.venues.iter().find(|one| one.id == venue)?;
    let mut days: BTreeMap<Date, Vec<&Slot>> = BTreeMap::new();
    for slot in taking(free, now).filter(|slot| slot.venue == venue.id) {
        days.entry(slot.date).or_default().push(slot);
    }
    let day = |(date, slots): (Date, Vec<&Slot>)| {
        let (left, capacity) = counts(free, slots.into_iter(), now);
        let told = Day {
            date: lang.day_month(date),
            weekday: lang.weekday(date),
            holiday: lang.holiday(date).map(str::to_owned),
            room: Room::of(left, capacity),
            left_words: left_words(lang, left),
        };
        (date, told)
    };
    Some(Days {
        page: Page::resident(app, visit, lang.availability_title()),
        programme: free.programme.name.clone(),
        state: state(lang, free, now),
        programme_url: format!("/free/{}", free.programme.id),
        venue: row(lang, free, venue, now),
        weeks: Week::of(lang, days.into_iter().map(day)),
    })
}

fn row(lang: Lang, free: &Free, venue: &Venue, now: Timestamp) -> Row {
    let here = || taking(free, now).filter(|slot| slot.venue == venue.id);
    let (left, capacity) = counts(free, here(), now);
    let has_room = |slot: &&Slot| counts(free, std::iter::once(*slot), now).0 > 0;
    let first = here().filter(has_room).map(|slot| slot.date).min();
    Row {
        name: venue.name.clone(),
        address: venue.address.clone(),
        map_url: map::url(venue),
        access: Some(venue.access.clone()).filter(|access| !access.is_empty()),
        room: Room::of(left, capacity),
        first_day: first.map(|date| lang.short(date)),
        url: format!("/free/{}/{}", free.programme.id, venue.id),
    }
}

/// The slots that can still be booked by the clock.
fn taking(free: &Free, now: Timestamp) -> impl Iterator<Item = &Slot> {
    let policy = &free.programme.policy;
    free.slots
        .values()
        .filter(move |slot| slot.closed_at.is_none() && now < policy.book_closes_at(slot))
}

/// Places left and places in all, for whoever books by LINE: of each slot as many as the dose has that has most.
fn counts<'s>(free: &Free, slots: impl Iterator<Item = &'s Slot>, now: Timestamp) -> (u32, u32) {
    let policy = &free.programme.policy;
    slots.fold((0, 0), |(left, capacity), slot| {
        let released = policy.released_pools(slot, now);
        let room =
            |dose: &domain::Dose| slot.room_for(Door::Line, &released, dose.number, dose.units());
        let most = policy.all_doses().map(room).max().unwrap_or(0);
        (left + most, capacity + slot.capacity_for(Door::Line, &released))
    })
}

fn state(lang: Lang, free: &Free, now: Timestamp) -> Taking {
    match free.programme.opens_at {
        Some(at) if now < at => Taking::OpensAt(lang.instant(at)),
        _ if free.programme.is_open(now) => Taking::Open,
        _ => Taking::Closed,
    }
}
