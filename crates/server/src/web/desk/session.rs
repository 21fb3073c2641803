//! The roster of one session: sorted by any column, searched by any scrap. Opening it is recorded.

use super::Who;
use crate::{
    App, Problem,
    web::{
        form::At,
        page::{Page, html},
        session::Officer,
    },
    words::{dates, pools},
};
use anyhow::{Context, Result};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::{
    Actor, PersonId, SessionId, age, kana,
    person::Details,
    when::{self, Date},
};
use serde::Deserialize;
use std::{cmp::Ordering, collections::HashMap};
use store::{Seat, SessionRow};

#[derive(Template)]
#[template(path = "desk/session.html")]
struct Roster {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    venue: String,
    date: String,
    columns: Vec<Column>,
    order: String,
    search_action: String,
    query: String,
    count: usize,
    found: usize,
    rows: Vec<Row>,
    printed: String,
}

struct Column {
    label: String,
    url: String,
    sorted: Option<String>,
    hint: String,
}

struct Row {
    time: String,
    number: String,
    name: String,
    kana: String,
    age: i32,
    state: String,
    live: bool,
    door: String,
    note: Option<String>,
    url: String,
}

/// How to look at it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::web) struct Look {
    #[serde(default)]
    q: String,
    #[serde(default)]
    sort: Sort,
    #[serde(default)]
    down: bool,
}

/// The columns it sorts by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::web) enum Sort {
    #[default]
    Time,
    Number,
    Kana,
    Age,
    State,
    Door,
}

const COLUMNS: [(Sort, &str, &str); 6] = [
    (Sort::Time, "time", "時間"),
    (Sort::Number, "number", "番号"),
    (Sort::Kana, "kana", "氏名"),
    (Sort::Age, "age", "年齢"),
    (Sort::State, "state", "状態"),
    (Sort::Door, "door", "受付方法"),
];

/// The roster.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<SessionId>,
    Query(look): Query<Look>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let by = Actor::Officer(officer.id);
    let found = app.store.read(move |reader| {
        let Some(session) = reader.session(id)? else { return Ok(None) };
        let seats = reader.seats_of_session(id)?;
        let persons = seats.iter().map(|seat| seat.booking.person).collect();
        let details = reader.details(&persons)?;
        Ok(Some((session, seats, details)))
    });
    let (session, seats, details) = found.await?.ok_or(Problem::NotFound)?;
    let opened: Vec<PersonId> = details.keys().copied().collect();
    app.store.write(move |tx| tx.record_opening(by, now, "roster", None, &opened)).await?;
    let count = seats.iter().filter(|seat| seat.booking.is_live()).count();
    let mut lines = lines(&seats, &details, session.date)?;
    lines.retain(|line| line.matches(&look.q));
    lines.sort_by(|a, b| a.compare(b, look.sort, look.down));
    let printed = when::japan_time(now);
    html(&Roster {
        page: Page::desk(&app, &format!("{} {}", dates::short(session.date), session.venue.name)),
        who: Some(Who::of(&officer)),
        programme: session.programme.name.clone(),
        board_url: format!("/desk/programmes/{}", session.programme.id),
        venue: session.venue.name.clone(),
        date: dates::long(session.date),
        columns: COLUMNS.map(|column| header(&session, &look, column)).into(),
        order: order(&look),
        search_action: format!("/desk/sessions/{id}"),
        count,
        found: lines.len(),
        rows: lines.into_iter().map(Line::row).collect(),
        query: look.q,
        printed: format!("{} {} 印刷用", dates::long(printed.date()), dates::clock(printed.time())),
    })
}

/// A seat with what it is searched and sorted by.
struct Line<'a> {
    seat: &'a Seat,
    details: &'a Details,
    age: i32,
    kana_key: Vec<u8>,
}

fn lines<'a>(
    seats: &'a [Seat],
    details: &'a HashMap<PersonId, Details>,
    date: Date,
) -> Result<Vec<Line<'a>>> {
    let line = |seat: &'a Seat| {
        let details = details.get(&seat.booking.person).context("a booking is of a person")?;
        let age = age::completed_years_on(details.birth, date);
        let kana_key = AsRef::<[u8]>::as_ref(&kana::phone_book_key(&details.kana)).to_vec();
        Ok(Line { seat, details, age, kana_key })
    };
    seats.iter().map(line).collect()
}

impl Line<'_> {
    fn matches(&self, query: &str) -> bool {
        let wanted = kana::fold(query);
        let digits: String = query.chars().filter_map(domain::digits::digit).collect();
        let number: String = self.seat.booking.number.to_string().replace('-', "");
        kana::fold(&self.details.kana).contains(&wanted)
            || kana::fold_kanji(&self.details.name).contains(&kana::fold_kanji(query.trim()))
            || (!digits.is_empty() && number.contains(&digits))
    }

    /// By the column, then by time, name and number, so that the order is always the same.
    fn compare(&self, other: &Self, sort: Sort, down: bool) -> Ordering {
        let by = match sort {
            Sort::Time => self.seat.starts.cmp(&other.seat.starts),
            Sort::Number => {
                self.seat.booking.number.to_string().cmp(&other.seat.booking.number.to_string())
            }
            Sort::Kana => self.kana_key.cmp(&other.kana_key),
            Sort::Age => self.age.cmp(&other.age),
            Sort::State => other.seat.booking.is_live().cmp(&self.seat.booking.is_live()),
            Sort::Door => self.seat.booking.door.name().cmp(other.seat.booking.door.name()),
        };
        let by = if down { by.reverse() } else { by };
        let rest = |line: &Self| (line.seat.starts, line.kana_key.clone(), line.seat.booking.id);
        by.then_with(|| rest(self).cmp(&rest(other)))
    }

    fn row(self) -> Row {
        let booking = &self.seat.booking;
        Row {
            time: dates::clock(self.seat.starts),
            number: booking.number.to_string(),
            name: self.details.name.clone(),
            kana: self.details.kana.clone(),
            age: self.age,
            state: if booking.is_live() { "予約" } else { "キャンセル" }.to_owned(),
            live: booking.is_live(),
            door: pools::door(booking.door).to_owned(),
            note: None,
            url: format!("/desk/bookings/{}", booking.id),
        }
    }
}

fn header(session: &SessionRow, look: &Look, (sort, name, label): (Sort, &str, &str)) -> Column {
    let current = look.sort == sort;
    let down = current && !look.down;
    let hint = if down { "降順で並べる" } else { "昇順で並べる" };
    let query = crate::web::session::escape(&look.q);
    Column {
        label: label.to_owned(),
        url: format!("/desk/sessions/{}?sort={name}&down={down}&q={query}", session.id),
        sorted: current.then(|| if look.down { "descending" } else { "ascending" }.to_owned()),
        hint: hint.to_owned(),
    }
}

fn order(look: &Look) -> String {
    let label = COLUMNS.iter().find(|column| column.0 == look.sort).map_or("", |column| column.2);
    let down = if look.down { "（大きい順）" } else { "" };
    format!("{label}{down}の順")
}
