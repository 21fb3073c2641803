//! The roster of one session: sorted by any column, searched by any scrap. Opening it is recorded.

use super::Who;
use crate::{
    App, Problem,
    web::{
        form::{At, Posted, Query},
        page::{Page, html},
        session::Officer,
    },
    words::{dates, pools, states},
};
use anyhow::{Context, Result};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    Act, Actor, PersonId, SessionId, SlotId, age, kana,
    person::Details,
    when::{self, Date},
};
use serde::Deserialize;
use std::{cmp::Ordering, collections::HashMap};
use store::Seat;

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
    /// Where doses that are left over are offered.
    spare_url: Option<String>,
    /// The one time that is shown, if not all are.
    time: Option<String>,
    slot: String,
    query: String,
    count: usize,
    found: usize,
    rows: Vec<Row>,
    printed: String,
}

struct Column {
    label: String,
    sort: String,
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
    person_url: Option<String>,
}

/// How to look at it. What is searched for is a name as often as not, so it travels in a form and never
/// in a URL.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::web) struct Look {
    #[serde(default)]
    q: String,
    #[serde(default)]
    sort: Sort,
    /// Only who is booked at this time.
    #[serde(default, deserialize_with = "crate::web::form::given")]
    slot: Option<SlotId>,
}

/// The columns it sorts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum By {
    Time,
    Number,
    Kana,
    Age,
    State,
    Door,
}

/// The order and the slot asked for in the address of the roster.
#[derive(Deserialize)]
pub(in crate::web) struct Sorted {
    #[serde(default)]
    sort: Sort,
    #[serde(default, deserialize_with = "crate::web::form::given")]
    slot: Option<SlotId>,
}

/// A column, and whether from its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(in crate::web) struct Sort {
    by: By,
    down: bool,
}

/// Beside who said, when they were reminded, that they will come.
const COMING: &str = "来ると返事あり";

const COLUMNS: [(By, &str, &str); 6] = [
    (By::Time, "time", "時間"),
    (By::Number, "number", "番号"),
    (By::Kana, "kana", "氏名"),
    (By::Age, "age", "年齢"),
    (By::State, "state", "状態"),
    (By::Door, "door", "受付方法"),
];

impl Default for Sort {
    fn default() -> Self {
        Self { by: By::Time, down: false }
    }
}

/// `kana`, or `kana-down`; anything else is the order of time.
impl From<String> for Sort {
    fn from(text: String) -> Self {
        let (name, down) = text.strip_suffix("-down").map_or((text.as_str(), false), |n| (n, true));
        let column = COLUMNS.iter().find(|column| column.1 == name);
        column.map_or_else(Self::default, |column| Self { by: column.0, down })
    }
}

/// The roster.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<SessionId>,
    Query(sort): Query<Sorted>,
) -> Result<Response, Problem> {
    show(&app, &officer, id, Look { q: String::new(), sort: sort.sort, slot: sort.slot }).await
}

/// The roster, searched.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(id): At<SessionId>,
    Posted(look): Posted<Look>,
) -> Result<Response, Problem> {
    show(&app, &officer, id, look).await
}

async fn show(
    app: &App,
    officer: &Officer,
    id: SessionId,
    look: Look,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let by = Actor::Officer(officer.id);
    let only = look.slot;
    let found = app.store.read(move |reader| {
        let Some(session) = reader.session(id)? else { return Ok(None) };
        let slot = only.map(|slot| reader.slot(slot)).transpose()?.flatten();
        let mut seats = reader.seats_of_session(id)?;
        seats.retain(|seat| slot.as_ref().is_none_or(|slot| seat.booking.slot == slot.id));
        let persons = seats.iter().map(|seat| seat.booking.person).collect();
        let details = reader.details(&persons)?;
        Ok(Some((session, slot, seats, details)))
    });
    let (session, slot, seats, details) = found.await?.ok_or(Problem::NotFound)?;
    officer.is_at(session.venue.id)?;
    let opened: Vec<PersonId> = details.keys().copied().collect();
    app.store.write(move |tx| tx.record_opening(by, now, "roster", None, &opened)).await?;
    let count = seats.iter().filter(|seat| seat.booking.keeps_place()).count();
    let mut lines = lines(&seats, &details, session.date)?;
    lines.retain(|line| line.matches(&look.q));
    lines.sort_by(|a, b| a.compare(b, look.sort));
    let printed = when::japan_time(now);
    html(&Roster {
        page: Page::desk(app, &format!("{} {}", dates::short(session.date), session.venue.name)),
        who: Some(Who::of(officer)),
        programme: session.programme.name.clone(),
        board_url: format!("/desk/programmes/{}", session.programme.id),
        venue: session.venue.name.clone(),
        date: dates::long(session.date),
        columns: COLUMNS.map(|column| header(look.sort, column)).into(),
        order: order(look.sort),
        search_action: format!("/desk/sessions/{id}"),
        spare_url: officer.may(Act::ShapePlaces).then(|| format!("/desk/sessions/{id}/spare")),
        time: slot.as_ref().map(|slot| dates::range(slot.starts, slot.ends)),
        slot: slot.map(|slot| slot.id.to_string()).unwrap_or_default(),
        count,
        found: lines.len(),
        rows: lines.into_iter().map(|line| line.row(officer)).collect(),
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
    fn compare(&self, other: &Self, sort: Sort) -> Ordering {
        let by = match sort.by {
            By::Time => self.seat.starts.cmp(&other.seat.starts),
            By::Number => {
                self.seat.booking.number.to_string().cmp(&other.seat.booking.number.to_string())
            }
            By::Kana => self.kana_key.cmp(&other.kana_key),
            By::Age => self.age.cmp(&other.age),
            By::State => {
                let kept = |line: &Self| line.seat.booking.keeps_place();
                kept(other).cmp(&kept(self))
            }
            By::Door => self.seat.booking.door.name().cmp(other.seat.booking.door.name()),
        };
        let by = if sort.down { by.reverse() } else { by };
        let rest = |line: &Self| (line.seat.starts, line.kana_key.clone(), line.seat.booking.id);
        by.then_with(|| rest(self).cmp(&rest(other)))
    }

    fn row(self, officer: &Officer) -> Row {
        let booking = &self.seat.booking;
        let confirmed = booking.is_live() && self.seat.confirmed_at.is_some();
        Row {
            time: dates::clock(self.seat.starts),
            number: booking.number.to_string(),
            name: self.details.name.clone(),
            kana: self.details.kana.clone(),
            age: self.age,
            state: states::at_the_desk(booking).to_owned(),
            live: booking.keeps_place(),
            door: pools::door(booking.door).to_owned(),
            note: confirmed.then(|| COMING.to_owned()),
            url: format!("/desk/bookings/{}", booking.id),
            person_url: officer
                .may(Act::FindPeople)
                .then(|| format!("/desk/people/{}", booking.person)),
        }
    }
}

fn header(sort: Sort, (by, name, label): (By, &str, &str)) -> Column {
    let current = sort.by == by;
    let down = current && !sort.down;
    let hint = if down { "降順で並べる" } else { "昇順で並べる" };
    Column {
        label: label.to_owned(),
        sort: if down { format!("{name}-down") } else { name.to_owned() },
        sorted: current.then(|| if sort.down { "descending" } else { "ascending" }.to_owned()),
        hint: hint.to_owned(),
    }
}

fn order(sort: Sort) -> String {
    let label = COLUMNS.iter().find(|column| column.0 == sort.by).map_or("", |column| column.2);
    let down = if sort.down { "（大きい順）" } else { "" };
    format!("{label}{down}の順")
}
