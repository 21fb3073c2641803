//! At what time: the slots of a day, morning and afternoon, and the days on either side.

use super::{
    Wish,
    parts::{STEPS, chosen, find},
};
use crate::{
    App, Problem,
    web::page::{Choice, Link, Page, Room, html, left_words},
    words::dates,
};
use askama::Template;
use axum::response::Response;
use domain::{Slot, VenueId, when::Date};

#[derive(Template)]
#[template(path = "resident/time.html")]
struct Times {
    page: Page,
    step_now: u32,
    step_total: u32,
    back_url: String,
    chosen: Vec<Choice>,
    parts: Vec<Part>,
    day_before: Option<Link>,
    day_after: Option<Link>,
}

struct Part {
    label: String,
    times: Vec<Time>,
}

struct Time {
    range: String,
    room: Room,
    left_words: String,
    url: Option<String>,
}

pub(in crate::web::resident) fn times_view(
    app: &App,
    wish: &Wish,
    venue: VenueId,
    date: Date,
    slots: Vec<Slot>,
) -> Result<Response, Problem> {
    let venue = find(wish, venue)?;
    let mut here = wish.shown(slots);
    here.retain(|slot| slot.venue == venue.id);
    let part = |label: &str, morning: bool| Part {
        label: label.to_owned(),
        times: here
            .iter()
            .filter(|slot| slot.date == date && (slot.starts.hour() < 12) == morning)
            .map(|slot| time(wish, slot))
            .collect(),
    };
    let mut parts = vec![part("午前", true), part("午後", false)];
    parts.retain(|part| !part.times.is_empty());
    // Slots come by date, so the last before and the first after are the neighbours.
    let open = || here.iter().filter(|slot| wish.has_room(slot)).map(|slot| slot.date);
    let link = |date: Date, word: &str| Link {
        label: format!("{word} {}", dates::short(date)),
        url: format!("{}/{}/{date}", wish.base(), venue.id),
    };
    html(&Times {
        page: Page::resident(app, "時間を選ぶ"),
        step_now: wish.step(3),
        step_total: wish.step(STEPS),
        back_url: format!("{}/{}", wish.base(), venue.id),
        chosen: chosen(wish, Some(venue), Some(date)),
        parts,
        day_before: open().rev().find(|open| *open < date).map(|date| link(date, "前の日")),
        day_after: open().find(|open| *open > date).map(|date| link(date, "次の日")),
    })
}

fn time(wish: &Wish, slot: &Slot) -> Time {
    let (left, capacity) = wish.counts([slot]);
    Time {
        range: dates::range(slot.starts, slot.ends),
        room: Room::of(left, capacity),
        left_words: left_words(left),
        url: (left > 0).then(|| format!("{}/slot/{}", wish.base(), slot.id)),
    }
}
