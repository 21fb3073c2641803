//! The place is gone: what was chosen is kept, and the nearest places that are left are offered.

use super::{
    Picking,
    parts::{chosen, find},
};
use crate::{
    App, Problem,
    web::{
        page::{Choice, Page, Room, html},
        visit::Visit,
    },
    words::Lang,
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use domain::{Slot, proposal};

/// How many are offered.
const NEAREST: usize = 3;

#[derive(Template)]
#[template(path = "resident/taken.html")]
struct Taken {
    page: Page,
    taken: String,
    chosen: Vec<Choice>,
    offers: Vec<Near>,
    days_url: String,
    wait_url: Option<String>,
}

struct Near {
    date: String,
    range: String,
    venue: String,
    room: Room,
    left_words: String,
    difference: String,
    url: String,
}

pub(in crate::web::resident) fn taken_view(
    app: &App,
    visit: &Visit,
    wish: &dyn Picking,
    wanted: &Slot,
    slots: Vec<Slot>,
) -> Result<Response, Problem> {
    let lang = visit.lang;
    let venue = find(wish, wanted.venue)?;
    let mut free = slots;
    free.sort_by_key(|slot| proposal::distance(slot, wanted.starts_at(), Some(wanted.venue)));
    let fits = |slot: &&Slot| slot.id != wanted.id && wish.judge(slot).is_ok();
    let free = free.iter().filter(fits).take(NEAREST);
    let mut response = html(&Taken {
        page: Page::resident(app, visit, lang.taken_title()),
        taken: lang.taken(format!(
            "{} {}",
            lang.short(wanted.date),
            lang.range(wanted.starts, wanted.ends)
        )),
        chosen: chosen(lang, wish, Some(venue), None),
        offers: free.filter_map(|slot| near(lang, wish, wanted, slot)).collect(),
        days_url: format!("{}/{}", wish.base(), venue.id),
        wait_url: wish.wait_url(),
    })?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}

fn near(lang: Lang, wish: &dyn Picking, wanted: &Slot, slot: &Slot) -> Option<Near> {
    let (room, left_words) = wish.room(lang, &[slot]);
    Some(Near {
        date: lang.short(slot.date),
        range: lang.range(slot.starts, slot.ends),
        venue: wish.venue(slot.venue)?.name.clone(),
        room,
        left_words,
        difference: difference(lang, wanted, slot),
        url: format!("{}/slot/{}", wish.base(), slot.id),
    })
}

/// How much earlier or later the other is, in words.
fn difference(lang: Lang, wanted: &Slot, other: &Slot) -> String {
    let minutes = (other.starts_at().as_second() - wanted.starts_at().as_second()) / 60;
    if wanted.date != other.date {
        let days = wanted.date.until(other.date).map_or(0, |span| span.get_days().abs());
        return if minutes < 0 { lang.days_earlier(days) } else { lang.days_later(days) };
    }
    let apart = match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => return lang.same_time().to_owned(),
        (0, minutes) => lang.minutes(minutes),
        (hours, 0) => lang.hours(hours),
        (hours, minutes) => lang.hours_minutes(hours, minutes),
    };
    if minutes < 0 { lang.same_day_earlier(apart) } else { lang.same_day_later(apart) }
}
