//! Where, and from which day on, an officer looks for places: what an address asks for, read, and what the form shows.

use super::places::Filter;
use domain::{VenueId, venue::Venue};
use serde::Deserialize;

/// What is asked for in the address.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Wanted {
    #[serde(default)]
    pub(super) venue: String,
    #[serde(default)]
    pub(super) from: String,
    /// So many places are passed over.
    #[serde(default)]
    pub(super) after: usize,
}

/// A venue to choose.
pub(super) struct VenueChoice {
    pub(super) id: VenueId,
    pub(super) name: String,
    pub(super) on: bool,
}

const BAD_DAY: &str = "日付は、カレンダーから選ぶか、2026-12-01 のように入れてください。日付をつけずに、早い順に出しています。";
const BAD_VENUE: &str = "その会場は、この事業にはありません。すべての会場から出しています。";

/// Venue and day, with a sentence where one of them cannot be.
pub(super) fn read(wanted: &Wanted, venues: &[Venue]) -> (Filter, Option<String>) {
    let (day, venue) = (wanted.from.trim(), wanted.venue.trim());
    let from = day.parse().ok();
    let known = |id: &VenueId| venues.iter().any(|venue| venue.id == *id);
    let at = venue.parse().ok().filter(known);
    let bad_day = (!day.is_empty() && from.is_none()).then_some(BAD_DAY);
    let bad_venue = (!venue.is_empty() && at.is_none()).then_some(BAD_VENUE);
    let failure: String = bad_day.into_iter().chain(bad_venue).collect();
    (Filter { venue: at, from }, Some(failure).filter(|text| !text.is_empty()))
}

/// The venues, with the one that is chosen.
pub(super) fn choices(venues: &[Venue], filter: &Filter) -> Vec<VenueChoice> {
    let choice = |venue: &Venue| VenueChoice {
        id: venue.id,
        name: venue.name.clone(),
        on: filter.venue == Some(venue.id),
    };
    venues.iter().map(choice).collect()
}
