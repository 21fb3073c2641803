//! At what time: the slots of a day, morning and afternoon, and the days on either side.

use super::{
    Picking,
    parts::{STEPS, chosen, find, is_morning, step_page},
};
use crate::{
    App, Problem,
    web::{
        page::{Choice, Link, Page, Room, html},
        visit::Visit,
    },
    words::{Lang, lang::Html},
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
    visit: &Visit,
    wish: &dyn Picking,
    venue: VenueId,
    date: Date,
    slots: Vec<Slot>,
) -> Result<Response, Problem> {
    let lang = visit.lang;
    let venue = find(wish, venue)?;
    let here = slots.into_iter().filter(|slot| slot.venue == venue.id).collect();
    let here = wish.shown(here);
    let part = |label: &str, morning: bool| Part {
        label: label.to_owned(),
        times: here
            .iter()
            .filter(|slot| slot.date == date && is_morning(slot) == morning)
            .map(|slot| time(lang, wish, slot))
            .collect(),
    };
    let mut parts = vec![part(lang.morning(), true), part(lang.afternoon(), false)];
    parts.retain(|part| !part.times.is_empty());
    // Slots come by date, so the last before and the first after are the neighbours.
    let open = || here.iter().filter(|slot| wish.has_room(slot)).map(|slot| slot.date);
    let link = |date: Date, label: String| Link {
        label: Html::text(&label),
        url: format!("{}/{}/{date}", wish.base(), venue.id),
    };
    html(&Times {
        page: step_page(app, visit, wish, lang.time_step(), 3),
        step_now: wish.step(3),
        step_total: wish.step(STEPS),
        back_url: format!("{}/{}", wish.base(), venue.id),
        chosen: chosen(lang, wish, Some(venue), Some(date)),
        parts,
        day_before: open()
            .rev()
            .find(|open| *open < date)
            .map(|date| link(date, lang.day_before(lang.short(date)))),
        day_after: open()
            .find(|open| *open > date)
            .map(|date| link(date, lang.day_after(lang.short(date)))),
    })
}

fn time(lang: Lang, wish: &dyn Picking, slot: &Slot) -> Time {
    let (room, left_words) = wish.room(lang, &[slot]);
    Time {
        range: lang.range(slot.starts, slot.ends),
        room,
        left_words,
        url: (room != Room::Full).then(|| format!("{}/slot/{}", wish.base(), slot.id)),
    }
}
