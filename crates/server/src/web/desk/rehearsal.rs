//! Where rehearsals are begun, found again and thrown away. Seen from within one, it is the room from which it is
//! played: [`super::rehearsal_room`].

use super::{Who, rehearsal_room};
use crate::{
    App, Problem,
    rehearsal::{self, Begun, PEOPLE_LEAST, PEOPLE_MOST, Wish},
    web::{
        form::{self, Posted, Query},
        page::{Page, html},
        session::Officer,
    },
    words::dates,
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{digits, when};
use jiff::{
    Timestamp, ToSpan,
    civil::{DateTime, Time},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/rehearsal.html")]
struct Rehearsals {
    page: Page,
    who: Option<Who>,
    over: bool,
    running: Vec<Row>,
    full: bool,
    date: Field,
    time: Field,
    people: Field,
    openings: Vec<String>,
    least: u32,
    most: u32,
}

struct Row {
    url: String,
    end_url: String,
    begun: String,
    by: String,
    there: String,
}

/// What was typed into a field, and what is wrong with it.
#[derive(Default)]
pub(super) struct Field {
    pub(super) value: String,
    pub(super) error: Option<String>,
}

impl Field {
    pub(super) fn of(value: impl Into<String>) -> Self {
        Self { value: value.into(), error: None }
    }
}

/// Whether one leads here from a rehearsal that is over.
#[derive(Deserialize)]
pub(in crate::web) struct From {
    #[serde(default)]
    over: bool,
}

/// The list and the form, or the room.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    Query(from): Query<From>,
) -> Result<Response, Problem> {
    if app.stage.is_some() {
        return rehearsal_room::page(&app, &officer, rehearsal_room::Said::default()).await;
    }
    let mut page = blank(&app, &officer).await?;
    page.over = from.over;
    html(&page)
}

/// Date and time, and how many people.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    date: String,
    time: String,
    people: String,
}

/// Begins one.
pub(in crate::web) async fn begin(
    State(app): State<App>,
    officer: Officer,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    if app.stage.is_some() {
        return Err(Problem::NotFound);
    }
    let mut page = blank(&app, &officer).await?;
    let at = at(&typed.date, &typed.time, &mut page.date, &mut page.time);
    page.people = Field::of(typed.people);
    let people = people(&mut page.people);
    let (Some(at), Some(people)) = (at, people) else {
        return again(&page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let begun = rehearsal::begin(&app, officer.name.clone(), officer.id, Wish { at, people });
    match begun.await? {
        Begun::Full => {
            page.full = true;
            again(&page, StatusCode::CONFLICT)
        }
        Begun::Running(begun) => Ok(Redirect::to(&rehearsal::path(begun.id)).into_response()),
    }
}

/// The instant that was typed, in Japan; what is wrong stands in its field.
pub(super) fn at(
    typed_date: &str,
    typed_time: &str,
    date: &mut Field,
    time: &mut Field,
) -> Option<Timestamp> {
    (*date, *time) = (Field::of(typed_date), Field::of(typed_time));
    let day = typed_date.trim().parse::<when::Date>().ok().filter(|day| {
        // A date input gives this form; a rehearsal of another century helps nobody.
        (2000..=2200).contains(&day.year())
    });
    let clock = clock(typed_time.trim());
    if day.is_none() {
        date.error = Some("日付を、2026-12-01 のように入力してください。".to_owned());
    }
    if clock.is_none() {
        time.error = Some("時刻を、8:59 のように0:00から23:59までで入力してください。".to_owned());
    }
    Some(when::at_japan(DateTime::from_parts(day?, clock?)))
}

/// A time of the day, in digits of any width.
fn clock(typed: &str) -> Option<Time> {
    let (hour, minute) = typed.split_once([':', '：'])?;
    let number = |text: &str| digits::digits(text).ok()?.parse::<i8>().ok();
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}

fn people(field: &mut Field) -> Option<u32> {
    let number = form::number(&field.value).filter(|n| (PEOPLE_LEAST..=PEOPLE_MOST).contains(n));
    if number.is_none() {
        field.error = Some(format!(
            "架空の町民の人数を、{PEOPLE_LEAST}から{PEOPLE_MOST}までの数字で入力してください。"
        ));
    }
    number
}

fn again(page: &Rehearsals, status: StatusCode) -> Result<Response, Problem> {
    let mut response = html(page)?;
    *response.status_mut() = status;
    Ok(response)
}

async fn blank(app: &App, officer: &Officer) -> Result<Rehearsals, Problem> {
    let now = app.clock.now();
    let found = app.store.read(|reader| Ok((reader.programmes()?, reader.count_persons()?)));
    let (programmes, roster) = found.await?;
    let coming = programmes.iter().filter_map(|p| Some((p.opens_at.filter(|at| *at > now)?, p)));
    let mut coming: Vec<_> = coming.collect();
    coming.sort_by_key(|(at, _)| *at);
    // The minute before the next opening is what one wants to see first.
    let first = coming.first().and_then(|(at, _)| at.checked_sub(1.minute()).ok()).unwrap_or(now);
    let there = when::japan_time(first);
    let openings = coming.iter().map(|(at, p)| format!("{} {}", dates::instant(*at), p.name));
    Ok(Rehearsals {
        page: Page::desk(app, "リハーサル"),
        who: Some(Who::of(officer)),
        over: false,
        running: app.rehearsals.all(now).iter().map(|one| row(one)).collect(),
        full: false,
        date: Field::of(there.date().to_string()),
        time: Field::of(dates::clock(there.time())),
        people: Field::of(roster.clamp(PEOPLE_LEAST, PEOPLE_MOST).to_string()),
        openings: openings.collect(),
        least: PEOPLE_LEAST,
        most: PEOPLE_MOST,
    })
}

fn row(one: &rehearsal::Rehearsal) -> Row {
    Row {
        url: rehearsal::path(one.id),
        end_url: format!("{}/end", rehearsal::path(one.id)),
        begun: dates::instant(one.begun_at),
        by: one.begun_by.clone(),
        there: dates::instant(one.app.clock.now()),
    }
}
