//! The one box that finds a person, and who was found. What is typed travels in the form, never in an address.
//! Whoever stands on the list was opened, and that is recorded.

use super::Who;
use crate::{
    App, Problem,
    web::{
        form::Posted,
        page::{Page, html},
        session::Officer,
    },
    words::{dates, search as words},
};
use anyhow::Result;
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Actor, Booking, PersonId, age,
    municipality::MunicipalityCode,
    person::Details,
    search::{self, Asked, fit::By},
    when::{self, Date},
};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::{Found, Hit, Reader};

/// The most people on one list: more are never read through on the phone.
pub(super) const SHOWN_MOST: usize = 20;

#[derive(Template)]
#[template(path = "desk/people.html")]
struct People {
    page: Page,
    who: Option<Who>,
    query: String,
    trouble: Option<String>,
    left_out: Option<String>,
    told: Option<String>,
    progress: Option<String>,
    rows: Vec<Row>,
    /// Whether it is said what else to try.
    nobody: bool,
}

struct Row {
    url: String,
    name: String,
    kana: String,
    birth: String,
    age: i32,
    district: String,
    phone: String,
    voucher: String,
    by: String,
    state: String,
    protected: bool,
}

/// What is typed.
#[derive(Deserialize)]
pub(in crate::web) struct Wanted {
    #[serde(default)]
    q: String,
}

/// The empty box.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
) -> Result<Response, Problem> {
    let progress = app.store.read(|reader| reader.search_progress()).await?;
    html(&People { progress: progress.map(words::progress), ..empty(&app, &officer) })
}

/// Those who are meant; somebody whose whole voucher or booking number was typed is opened at once.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    Posted(wanted): Posted<Wanted>,
) -> Result<Response, Problem> {
    let (now, query) = (app.clock.now(), wanted.q);
    let today = when::japan_time(now).date();
    let asked = match search::read(&query, today) {
        Ok(asked) => asked,
        Err(why) => {
            let trouble = Some(words::unreadable(&why));
            let query = query.chars().take(search::CHARS_MOST).collect();
            let mut response = html(&People { query, trouble, ..empty(&app, &officer) })?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(response);
        }
    };
    let (home, left_out) = (app.config.town.code, left_out(&asked));
    let looked = app.store.read(move |reader| look(reader, &asked, home, today)).await?;
    if let [Hit { person, fit }] = &looked.found.hits[..]
        && (fit.by.contains(&By::Voucher) || fit.by.contains(&By::Booking))
    {
        return Ok(Redirect::to(&format!("/desk/people/{}", person.id)).into_response());
    }
    let opened: Vec<PersonId> = looked.found.hits.iter().map(|hit| hit.person.id).collect();
    if !opened.is_empty() {
        let by = Actor::Officer(officer.id);
        app.store.write(move |tx| tx.record_opening(by, now, "search", None, &opened)).await?;
    }
    html(&People {
        query,
        left_out,
        told: Some(words::told(&looked.found)),
        progress: looked.progress.clone(),
        nobody: looked.found.hits.is_empty(),
        rows: looked.found.hits.iter().map(|hit| row(hit, &looked, today)).collect(),
        ..empty(&app, &officer)
    })
}

/// Who was found, and what the list says of them.
struct Looked {
    found: Found,
    /// Their bookings, the next to come first, with the name of each programme.
    bookings: Vec<(Booking, String)>,
    waiting: Vec<PersonId>,
    progress: Option<String>,
}

fn look(
    reader: &mut Reader<'_>,
    asked: &Asked,
    home: MunicipalityCode,
    today: Date,
) -> Result<Looked> {
    let found = reader.search(asked, home, SHOWN_MOST)?;
    let ids: BTreeSet<PersonId> = found.hits.iter().map(|hit| hit.person.id).collect();
    let programmes = if ids.is_empty() { Vec::new() } else { reader.programmes()? };
    let name = |booking: &Booking| {
        let of = programmes.iter().find(|programme| programme.id == booking.programme);
        of.map_or_else(String::new, |programme| programme.name.clone())
    };
    let mut bookings = reader.bookings_of_persons(&ids)?;
    bookings.retain(|booking| booking.is_live() && booking.date >= today);
    bookings.sort_by_key(|booking| (booking.date, booking.id));
    let waiting = reader.waiting_of_persons(&ids)?.iter().map(|entry| entry.person).collect();
    let bookings = bookings.into_iter().map(|booking| (name(&booking), booking));
    let progress = reader.search_progress()?.map(words::progress);
    Ok(Looked { found, bookings: bookings.map(|(n, b)| (b, n)).collect(), waiting, progress })
}

fn left_out(asked: &Asked) -> Option<String> {
    let words: Vec<_> = asked.left_out.iter().map(words::left_out).collect();
    (!words.is_empty()).then(|| format!("{}をのぞいて、さがしました。", words.join("、")))
}

fn row(hit: &Hit, looked: &Looked, today: Date) -> Row {
    let person = &hit.person;
    let details = &person.details;
    let tail = |voucher: &domain::person::Voucher| voucher.number.as_str()[6..].to_owned();
    Row {
        url: format!("/desk/people/{}", person.id),
        name: details.name.clone(),
        kana: details.kana.clone(),
        birth: dates::birth(details.birth),
        age: age::completed_years_on(details.birth, today),
        district: details.district.clone(),
        phone: phone(details),
        voucher: person.vouchers.iter().map(tail).collect::<Vec<_>>().join("、"),
        by: words::by(&hit.fit),
        state: state(person.id, looked),
        protected: person.protected_at.is_some(),
    }
}

/// The last four digits: enough to ask for, too few to call.
fn phone(details: &Details) -> String {
    let digits: Vec<char> = details
        .phone
        .iter()
        .flat_map(|phone| phone.chars())
        .filter_map(domain::digits::digit)
        .collect();
    digits[digits.len().saturating_sub(4)..].iter().collect()
}

/// The bookings to come in a few words.
fn state(person: PersonId, looked: &Looked) -> String {
    let own: Vec<_> = looked.bookings.iter().filter(|(b, _)| b.person == person).collect();
    let waits = looked.waiting.iter().filter(|waits| **waits == person).count();
    let waits = if waits > 0 { format!("キャンセル待ち {waits}件") } else { String::new() };
    match own.split_first() {
        Some(((booking, programme), rest)) => {
            let more =
                if rest.is_empty() { String::new() } else { format!(" ほか{}件", rest.len()) };
            format!("{} {programme}{more} {waits}", dates::short(booking.date))
                .trim_end()
                .to_owned()
        }
        None if waits.is_empty() => "予約なし".to_owned(),
        None => waits,
    }
}

fn empty(app: &App, officer: &Officer) -> People {
    People {
        page: Page::desk(app, "人をさがす"),
        who: Some(Who::of(officer)),
        query: String::new(),
        trouble: None,
        left_out: None,
        told: None,
        progress: None,
        rows: Vec::new(),
        nobody: false,
    }
}
