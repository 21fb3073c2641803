//! Where the map of a venue is found: the one address outside of the town and LINE that our pages link to. Nothing
//! of it is loaded; only who follows the link tells it the name and the address of a public building.

use super::session::escape;
use domain::venue::Venue;

/// Opens the map application of a telephone, and a page in a browser without one.
const SEARCH: &str = "https://www.google.com/maps/search/?api=1&query=";

/// The venue on the map.
pub(super) fn url(venue: &Venue) -> String {
    format!("{SEARCH}{}", escape(&format!("{} {}", venue.address, venue.name)))
}
