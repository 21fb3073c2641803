//! What the steps share: counting places, what was chosen so far, and the venue of a path.

use super::Wish;
use crate::{
    Problem,
    web::page::{Choice, dose_name},
    words::{Lang, lang::Html},
};
use domain::{VenueId, venue::Venue, when::Date};

/// Venue, day, time, confirm.
pub(super) const STEPS: u32 = 4;

pub(super) fn find(wish: &Wish, venue: VenueId) -> Result<&Venue, Problem> {
    wish.venues.iter().find(|v| v.id == venue).ok_or(Problem::NotFound)
}

/// What was chosen so far, each with a way back to where it was chosen.
pub(super) fn chosen(
    lang: Lang,
    wish: &Wish,
    venue: Option<&Venue>,
    date: Option<Date>,
) -> Vec<Choice> {
    let choice = |label: &str, value: Html, change_url: Option<String>| Choice {
        label: label.to_owned(),
        value,
        change_url,
    };
    let dose = dose_name(lang, &wish.plan(), wish.dose);
    let programme = Html::name(&wish.programme.name).and(dose);
    let mut all = vec![
        choice(lang.for_whom(), lang.person(&wish.details.name), None),
        choice(lang.what(), programme, None),
    ];
    let Some(venue) = venue else { return all };
    all.push(choice(lang.place(), Html::name(&venue.name), Some(wish.base())));
    if let Some(date) = date {
        let url = format!("{}/{}", wish.base(), venue.id);
        all.push(choice(lang.day(), Html::text(&lang.long(date)), Some(url)));
    }
    all
}
