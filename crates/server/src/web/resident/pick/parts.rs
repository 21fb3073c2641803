//! What the steps share: what was chosen so far, and the venue of a path.

use super::Picking;
use crate::{
    App, Problem,
    web::{
        page::{Choice, Page},
        visit::Visit,
    },
    words::{Lang, lang::Html},
};
use domain::{Slot, VenueId, venue::Venue, when::Date};

/// Venue, day, time, confirm.
pub(in crate::web::resident) const STEPS: u32 = 4;

pub(super) fn find(wish: &dyn Picking, venue: VenueId) -> Result<&Venue, Problem> {
    wish.venue(venue).ok_or(Problem::NotFound)
}

/// The frame of a step, whose title says which one it is.
pub(in crate::web::resident) fn step_page(
    app: &App,
    visit: &Visit,
    wish: &dyn Picking,
    title: &str,
    picking: u32,
) -> Page {
    let (now, total) = (wish.step(picking), wish.step(STEPS));
    Page::resident(app, visit, &visit.lang.step_title(title, now, total))
}

/// What was chosen so far, each with a way back to where it was chosen.
pub(super) fn chosen(
    lang: Lang,
    wish: &dyn Picking,
    venue: Option<&Venue>,
    date: Option<Date>,
) -> Vec<Choice> {
    let choice = |label: &str, value: Html, url: String| Choice {
        label: label.to_owned(),
        value,
        change_url: Some(url),
    };
    let mut all = wish.chosen(lang);
    let Some(venue) = venue else { return all };
    all.push(choice(lang.place(), Html::name(&venue.name), wish.base()));
    if let Some(date) = date {
        let url = format!("{}/{}", wish.base(), venue.id);
        all.push(choice(lang.day(), Html::text(&lang.long(date)), url));
    }
    all
}

/// Whether it begins before noon.
pub(super) fn is_morning(slot: &Slot) -> bool {
    slot.starts.hour() < 12
}
