//! Every venue of the town with the programmes that are held there.

use super::Who;
use crate::{
    App, Problem,
    web::{
        map,
        page::{Page, html},
        session::Officer,
    },
};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{VenueId, venue::Venue};
use store::Announced;

#[derive(Template)]
#[template(path = "desk/venues.html")]
struct Venues {
    page: Page,
    who: Option<Who>,
    venues: Vec<Row>,
}

struct Row {
    name: String,
    url: String,
    address: String,
    map_url: String,
    room: Option<u32>,
    used: Vec<Used>,
}

/// A programme that is held there.
pub(super) struct Used {
    pub(super) name: String,
    pub(super) url: String,
}

/// The list, by name.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
) -> Result<Response, Problem> {
    let found = app.store.read(|reader| Ok((reader.venues()?, reader.programmes_at_venues()?)));
    let (venues, programmes) = found.await?;
    html(&Venues {
        page: Page::desk(&app, "会場"),
        who: Some(Who::of(&officer)),
        venues: venues.iter().map(|venue| row(venue, &programmes)).collect(),
    })
}

/// The programmes at one venue.
pub(super) fn used(venue: VenueId, programmes: &[(VenueId, Announced)]) -> Vec<Used> {
    let there = programmes.iter().filter(|(at, _)| *at == venue);
    let used = |(_, programme): &(VenueId, Announced)| Used {
        name: programme.name.clone(),
        url: format!("/desk/programmes/{}", programme.id),
    };
    there.map(used).collect()
}

fn row(venue: &Venue, programmes: &[(VenueId, Announced)]) -> Row {
    Row {
        name: venue.name.clone(),
        url: format!("/desk/venues/{}", venue.id),
        address: venue.address.clone(),
        map_url: map::url(venue),
        room: venue.room,
        used: used(venue.id, programmes),
    }
}
