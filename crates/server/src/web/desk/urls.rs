//! The desk's URLs in one table, a function for each part of its work.

use super::{
    board, booking, events, find, line, offers, person, person_acts, programmes, session, sign_in,
    slot, venue, venues, wait,
};
use crate::{App, web::up};
use axum::{
    Router,
    routing::{get, post},
};

/// Every page and form.
pub(in crate::web) fn urls() -> Router<App> {
    Router::new()
        .route("/desk/signin", get(sign_in::get).post(sign_in::post))
        .route("/desk/signout", post(sign_in::out))
        .route("/desk", get(programmes::get))
        .merge(places())
        .merge(making_slots())
        .merge(messages())
        .merge(people())
}

/// What stays open and is told as it happens; no time limit holds for it.
pub(in crate::web) fn streams() -> Router<App> {
    Router::new().route("/desk/programmes/{programme}/events", get(events::get))
}

fn places() -> Router<App> {
    Router::new()
        .route("/desk/programmes/{programme}", get(board::get))
        .route("/desk/sessions/{session}", get(session::get).post(session::post))
        .route("/desk/slots/{slot}", get(slot::get).post(slot::post))
        .route("/desk/bookings/{booking}", get(booking::get))
}

/// Where programmes are held, and the slots they have there.
fn making_slots() -> Router<App> {
    Router::new()
        .route("/desk/venues", get(venues::get).post(venue::post))
        .route("/desk/venues/new", get(venue::new))
        .route("/desk/venues/{venue}", get(venue::get))
}

fn messages() -> Router<App> {
    Router::new()
        .route("/desk/line", get(line::get))
        .route("/desk/line/undelivered/{message}", post(line::deals))
        .route("/desk/offers", get(offers::get))
        .route("/desk/offers/{offer}/accept", post(offers::accept).get(offers::get))
        .route("/desk/offers/{offer}/decline", post(offers::decline).get(offers::get))
}

fn people() -> Router<App> {
    Router::new()
        .route("/desk/people/find", post(find::post).get(programmes::get))
        .route("/desk/people/{person}", get(person::get))
        .route("/desk/people/{person}/wait/{programme}/{dose}", get(wait::get).post(wait::post))
        .route("/desk/people/{person}/wait/{programme}/{dose}/leave", post(wait::leave).get(up))
        .route("/desk/people/{person}/code", post(person_acts::give).get(up))
        .route("/desk/people/{person}/codes/{code}/withdraw", post(person_acts::withdraw).get(up))
        .route("/desk/people/{person}/links/{account}/end", post(person_acts::end_link).get(up))
        .route("/desk/people/{person}/unlock", post(person_acts::unlock).get(up))
}
