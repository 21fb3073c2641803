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
use domain::{Act, Duty, Programme, when::Date};
use jiff::Timestamp;
use store::Reader;

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
    let mut rows = Vec::new();
    for programme in reader.programmes()? {
        rows.push(row(reader, &programme, duty, now)?);
    }
    rows.sort_by_key(|row| !row.live);
    Ok(rows)
}

fn row(reader: &mut Reader<'_>, programme: &Programme, duty: &Duty, now: Timestamp) -> Result<Row> {
    let mut slots = reader.slots_from(programme.id, Date::MIN)?;
    slots.retain(|slot| duty.is_at(slot.venue));
    let counts = || slots.iter().flat_map(|slot| &slot.pools);
    let (state, live) = state(programme, now);
    let period = match (slots.first(), slots.last()) {
        (Some(first), Some(last)) => {
            format!("{}〜{}", dates::short(first.date), dates::short(last.date))
        }
        _ => "実施日はまだありません".to_owned(),
    };
    Ok(Row {
        name: programme.name.clone(),
        url: format!("/desk/programmes/{}", programme.id),
        state: state.to_owned(),
        live,
        period,
        booked: counts().map(|count| count.booked).sum(),
        capacity: counts().map(|count| count.capacity).sum(),
        left: counts().map(|count| count.left()).sum(),
        problem: None,
    })
}

/// Whether it takes bookings, in a word.
pub(super) fn state(programme: &Programme, now: Timestamp) -> (&'static str, bool) {
    match (programme.opens_at, programme.closes_at) {
        (_, Some(at)) if now >= at => ("終了", false),
        (Some(at), _) if now >= at => ("受付中", true),
        _ => ("準備中", false),
    }
}
