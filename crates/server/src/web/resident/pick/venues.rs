//! Where: the venues of the programme with how much room they have.

use super::{
    Picking,
    parts::{STEPS, chosen, step_page},
};
use crate::{
    App, Problem,
    web::{
        map,
        page::{Choice, Page, Room, html},
        visit::Visit,
    },
    words::Lang,
};
use askama::Template;
use axum::response::Response;
use domain::{Refusal, Slot, venue::Venue};

#[derive(Template)]
#[template(path = "resident/venue.html")]
struct Venues {
    page: Page,
    step_now: u32,
    step_total: u32,
    back_url: String,
    chosen: Vec<Choice>,
    venues: Vec<Row>,
    any_open: bool,
    wait_url: Option<String>,
}

struct Row {
    name: String,
    address: String,
    map_url: String,
    access: Option<String>,
    room: Room,
    first_day: Option<String>,
    url: Option<String>,
    note: Option<String>,
}

pub(in crate::web::resident) fn venues_view(
    app: &App,
    visit: &Visit,
    wish: &dyn Picking,
    slots: Vec<Slot>,
) -> Result<Response, Problem> {
    let reason = slots.iter().rev().find_map(|slot| wish.judge(slot).err());
    let shown = wish.shown(slots);
    if shown.is_empty() {
        // What stands in the way of the last slot is the reason; without slots there is nothing to book yet.
        return Err(Problem::Refused(reason.unwrap_or(Refusal::NotOpenYet { from: None })));
    }
    let venues: Vec<Row> =
        wish.venues().iter().map(|venue| row(visit.lang, wish, venue, &shown)).collect();
    html(&Venues {
        page: step_page(app, visit, wish, visit.lang.place_step(), 1),
        step_now: wish.step(1),
        step_total: wish.step(STEPS),
        back_url: wish.back_url(),
        chosen: chosen(visit.lang, wish, None, None),
        any_open: venues.iter().any(|venue| venue.url.is_some()),
        venues,
        wait_url: wish.wait_url(),
    })
}

fn row(lang: Lang, wish: &dyn Picking, venue: &Venue, shown: &[Slot]) -> Row {
    let here: Vec<&Slot> = shown.iter().filter(|slot| slot.venue == venue.id).collect();
    let (room, _) = wish.room(lang, &here);
    let first = here.iter().find(|slot| wish.has_room(slot));
    let open = room != Room::Full;
    Row {
        name: venue.name.clone(),
        address: venue.address.clone(),
        map_url: map::url(venue),
        access: Some(venue.access.clone()).filter(|access| !access.is_empty()),
        room,
        first_day: first.map(|slot| lang.short(slot.date)),
        url: open.then(|| format!("{}/{}", wish.base(), venue.id)),
        note: (!open).then(|| lang.place_full().to_owned()),
    }
}
