//! What the steps share: counting places, what was chosen so far, and the venue of a path.

use super::Wish;
use crate::{
    Problem,
    web::page::{Choice, dose_name},
    words::dates,
};
use domain::{VenueId, venue::Venue, when::Date};

/// Venue, day, time, confirm.
pub(super) const STEPS: u32 = 4;

pub(super) fn find(wish: &Wish, venue: VenueId) -> Result<&Venue, Problem> {
    wish.venues.iter().find(|v| v.id == venue).ok_or(Problem::NotFound)
}

/// What was chosen so far, each with a way back to where it was chosen.
pub(super) fn chosen(wish: &Wish, venue: Option<&Venue>, date: Option<Date>) -> Vec<Choice> {
    let choice = |label: &str, value: String, change_url: Option<String>| Choice {
        label: label.to_owned(),
        value,
        change_url,
    };
    let dose = dose_name(&wish.plan(), wish.dose).map(|dose| format!(" {dose}"));
    let programme = format!("{}{}", wish.programme.name, dose.unwrap_or_default());
    let mut all = vec![
        choice("受ける方", format!("{}さん", wish.details.name), None),
        choice("内容", programme, None),
    ];
    let Some(venue) = venue else { return all };
    all.push(choice("場所", venue.name.clone(), Some(wish.base())));
    if let Some(date) = date {
        let url = format!("{}/{}", wish.base(), venue.id);
        all.push(choice("日にち", dates::long(date), Some(url)));
    }
    all
}
