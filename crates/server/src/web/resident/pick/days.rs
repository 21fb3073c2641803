//! On which day: the days of a venue, week by week, with how much room they have.

use super::{
    Picking,
    parts::{STEPS, chosen, find, is_morning, step_page},
};
use crate::{
    App, Problem,
    web::{
        page::{Choice, Page, Room, Week, html},
        visit::Visit,
    },
    words::Lang,
};
use askama::Template;
use axum::response::Response;
use domain::{Slot, VenueId, venue::Venue, when::Date};
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "resident/day.html")]
struct Days {
    page: Page,
    step_now: u32,
    step_total: u32,
    back_url: String,
    chosen: Vec<Choice>,
    weeks: Vec<Week<Day>>,
    earlier_url: Option<String>,
    later_url: Option<String>,
}

struct Day {
    date: String,
    weekday: String,
    holiday: Option<String>,
    room: Room,
    left_words: String,
    /// Morning and afternoon by themselves, on a day that has both.
    parts: Vec<Part>,
    url: Option<String>,
}

struct Part {
    label: &'static str,
    room: Room,
}

pub(in crate::web::resident) fn days_view(
    app: &App,
    visit: &Visit,
    wish: &dyn Picking,
    venue: VenueId,
    slots: Vec<Slot>,
) -> Result<Response, Problem> {
    let venue = find(wish, venue)?;
    let mut days: BTreeMap<Date, Vec<Slot>> = BTreeMap::new();
    let here = slots.into_iter().filter(|slot| slot.venue == venue.id).collect();
    for slot in wish.shown(here) {
        days.entry(slot.date).or_default().push(slot);
    }
    let days = days.iter().map(|(date, slots)| (*date, day(visit.lang, wish, venue, *date, slots)));
    html(&Days {
        page: step_page(app, visit, wish, visit.lang.day_step(), 2),
        step_now: wish.step(2),
        step_total: wish.step(STEPS),
        back_url: wish.base(),
        chosen: chosen(visit.lang, wish, Some(venue), None),
        weeks: Week::of(visit.lang, days),
        earlier_url: None,
        later_url: None,
    })
}

fn day(lang: Lang, wish: &dyn Picking, venue: &Venue, date: Date, slots: &[Slot]) -> Day {
    let (room, left_words) = wish.room(lang, &slots.iter().collect::<Vec<_>>());
    let (morning, afternoon): (Vec<&Slot>, Vec<&Slot>) = slots.iter().partition(|s| is_morning(s));
    let part = |label, slots: &[&Slot]| Part { label, room: wish.room(lang, slots).0 };
    let parts = if morning.is_empty() || afternoon.is_empty() {
        Vec::new()
    } else {
        vec![part(lang.morning(), &morning), part(lang.afternoon(), &afternoon)]
    };
    Day {
        date: lang.day_month(date),
        weekday: lang.weekday(date),
        holiday: lang.holiday(date).map(str::to_owned),
        room,
        left_words,
        parts,
        url: (room != Room::Full).then(|| format!("{}/{}/{date}", wish.base(), venue.id)),
    }
}
