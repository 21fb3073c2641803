//! Every programme with how full it is.

use super::{Who, offers};
use crate::{
    App, Problem,
    web::{
        page::{Page, html},
        session::Officer,
    },
    words::dates,
};
use anyhow::Result;
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{Act, Duty, Programme};
use jiff::Timestamp;
use store::{PlacesAt, Reader};

#[derive(Template)]
#[template(path = "desk/programmes.html")]
struct Programmes {
    page: Page,
    who: Option<Who>,
    programmes: Vec<Row>,
    new_url: Option<String>,
    calls: usize,
    may_find: bool,
    todos: u32,
}

struct Row {
    name: String,
    url: String,
    state: String,
    live: bool,
    period: String,
    booked: u32,
    capacity: u32,
    left: u32,
    problem: Option<String>,
}

/// The list, those that take bookings first.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let duty = officer.duty.clone();
    let found = app.store.read(move |reader| {
        let calls = if duty.may(Act::AnswerOffers) { offers::count(reader, now)? } else { 0 };
        let todos = if duty.may(Act::FindPeople) { reader.count_todos()? } else { 0 };
        Ok((rows(reader, &duty, now)?, calls, todos))
    });
    let (programmes, calls, todos) = found.await?;
    html(&Programmes {
        page: Page::desk(&app, "事業の一覧"),
        who: Some(Who::of(&officer)),
        programmes,
        new_url: officer.duty.may(Act::SetUp).then(|| "/desk/programmes/new".to_owned()),
        calls,
        todos,
        may_find: officer.may(Act::FindPeople),
    })
}

fn rows(reader: &mut Reader<'_>, duty: &Duty, now: Timestamp) -> Result<Vec<Row>> {
    let mut places = reader.places_at_venues()?;
    places.retain(|at| duty.is_at(at.venue));
    let programmes = reader.programmes()?;
    let row = |programme: &Programme| {
        let own = places.iter().filter(|at| at.programme == programme.id);
        row(programme, &own.collect::<Vec<_>>(), now)
    };
    let mut rows: Vec<_> = programmes.iter().map(row).collect();
    rows.sort_by_key(|row| !row.live);
    Ok(rows)
}

fn row(programme: &Programme, places: &[&PlacesAt], now: Timestamp) -> Row {
    let (state, live) = state(programme, now);
    let first = places.iter().map(|at| at.first).min();
    let period = match (first, places.iter().map(|at| at.last).max()) {
        (Some(first), Some(last)) => format!("{}〜{}", dates::short(first), dates::short(last)),
        _ => "実施日はまだありません".to_owned(),
    };
    Row {
        name: programme.name.clone(),
        url: format!("/desk/programmes/{}", programme.id),
        state: state.to_owned(),
        live,
        period,
        booked: places.iter().map(|at| at.booked).sum(),
        capacity: places.iter().map(|at| at.capacity).sum(),
        left: places.iter().map(|at| at.left).sum(),
        problem: None,
    }
}

/// Whether it takes bookings, in a word.
pub(super) fn state(programme: &Programme, now: Timestamp) -> (&'static str, bool) {
    match (programme.opens_at, programme.closes_at) {
        (_, Some(at)) if now >= at => ("終了", false),
        (Some(at), _) if now >= at => ("受付中", true),
        _ => ("準備中", false),
    }
}
