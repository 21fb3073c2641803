//! The place is gone: what was chosen is kept, and the nearest places that are left are offered.

use super::{
    Wish,
    parts::{chosen, find},
};
use crate::{
    App, Problem,
    web::page::{Choice, Page, Room, html, left_words},
    words::dates,
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
    wish: &Wish,
    wanted: &Slot,
    slots: Vec<Slot>,
) -> Result<Response, Problem> {
    let venue = find(wish, wanted.venue)?;
    let mut free = slots;
    free.retain(|slot| slot.id != wanted.id && wish.judge(slot).is_ok());
    free.sort_by_key(|slot| proposal::distance(slot, wanted.starts_at(), Some(wanted.venue)));
    free.truncate(NEAREST);
    let mut response = html(&Taken {
        page: Page::resident(app, "選んだ時間は、うまりました"),
        taken: format!(
            "{} {}",
            dates::short(wanted.date),
            dates::range(wanted.starts, wanted.ends)
        ),
        chosen: chosen(wish, Some(venue), None),
        offers: free.iter().filter_map(|slot| near(wish, wanted, slot)).collect(),
        days_url: format!("{}/{}", wish.base(), venue.id),
    })?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}

fn near(wish: &Wish, wanted: &Slot, slot: &Slot) -> Option<Near> {
    let (left, capacity) = wish.counts([slot]);
    Some(Near {
        date: dates::short(slot.date),
        range: dates::range(slot.starts, slot.ends),
        venue: wish.venue(slot)?.name.clone(),
        room: Room::of(left, capacity),
        left_words: left_words(left),
        difference: difference(wanted, slot),
        url: format!("{}/slot/{}", wish.base(), slot.id),
    })
}

/// Minutes from the one to the other; negative is earlier.
fn apart(wanted: &Slot, other: &Slot) -> i64 {
    (other.starts_at().as_second() - wanted.starts_at().as_second()) / 60
}

fn difference(wanted: &Slot, other: &Slot) -> String {
    let minutes = apart(wanted, other);
    let word = if minutes < 0 { "前" } else { "あと" };
    if wanted.date != other.date {
        let days = wanted.date.until(other.date).map_or(0, |span| span.get_days().abs());
        return format!("{days}日{word}");
    }
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => "同じ日の同じ時間".to_owned(),
        (0, minutes) => format!("同じ日・{minutes}分{word}"),
        (hours, 0) => format!("同じ日・{hours}時間{word}"),
        (hours, minutes) => format!("同じ日・{hours}時間{minutes}分{word}"),
    }
}
