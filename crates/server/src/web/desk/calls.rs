//! The calls of a day: for the supervisor by officer and by hour, without anybody's name but the officers'; for everyone
//! their own.

use super::Who;
use crate::{
    App, Problem,
    web::{
        form::Query,
        page::{Page, html},
        session::Officer,
    },
    words::{dates, phone},
};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    Act, Call, OfficerId,
    call::{CallState, Ending, Figures},
    when::{self, Date},
};
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "desk/calls.html")]
struct Calls {
    page: Page,
    who: Option<Who>,
    done: Option<&'static str>,
    failure: Option<&'static str>,
    day: String,
    day_long: String,
    before_url: String,
    after_url: Option<String>,
    endings: Vec<&'static str>,
    /// All officers, and each by name; none for whoever sees only their own.
    all: Option<Row>,
    officers: Vec<Row>,
    hours: Vec<Hour>,
    own: Vec<Own>,
}

/// The figures of an officer.
struct Row {
    name: String,
    ended: u32,
    running: u32,
    abandoned: u32,
    median: String,
    ninth: String,
    endings: Vec<u32>,
}

/// How many calls began in an hour.
struct Hour {
    hour: i8,
    count: usize,
}

/// One of one's own calls.
struct Own {
    began: String,
    took: String,
    came_to: &'static str,
    url: String,
    label: &'static str,
}

/// Which day, and what has just been done.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Wanted {
    #[serde(default)]
    day: String,
    #[serde(default)]
    ended: Option<String>,
}

const BAD_DAY: &str =
    "日付は、カレンダーから選ぶか、2026-12-01 のように入れてください。今日の分を出しています。";

/// The page.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let today = when::japan_date(now);
    let typed = wanted.day.trim();
    let read = typed.parse::<Date>().ok().filter(|day| *day <= today);
    let bad = !typed.is_empty() && read.is_none();
    let day = read.unwrap_or(today);
    let (from, until) = (when::day_begins(day), when::day_begins(day.saturating_add(1.day())));
    let found = app
        .store
        .read(move |reader| Ok((reader.calls_between(from, until)?, reader.officer_names()?)));
    let (calls, names) = found.await?;
    let supervises = officer.may(Act::SuperviseCalls);
    let url = |day: Date| format!("/desk/calls?day={day}");
    let own = calls.iter().rev().filter(|call| call.officer == officer.id);
    html(&Calls {
        page: Page::desk(&app, "電話の記録"),
        who: Some(Who::of(&officer)),
        done: wanted.ended.map(|_| "電話を終えました。"),
        failure: bad.then_some(BAD_DAY),
        day: day.to_string(),
        day_long: dates::long(day),
        before_url: url(day.saturating_sub(1.day())),
        after_url: (day < today).then(|| url(day.saturating_add(1.day()))),
        endings: Ending::ALL.map(phone::ending).into(),
        all: supervises.then(|| row("全員".to_owned(), &Figures::of(&calls, now))),
        officers: if supervises { by_officer(&calls, &names, now) } else { Vec::new() },
        hours: if supervises { by_hour(&calls) } else { Vec::new() },
        own: own.map(|call| told(call, now)).collect(),
    })
}

fn by_officer(calls: &[Call], names: &BTreeMap<OfficerId, String>, now: Timestamp) -> Vec<Row> {
    let mut by: BTreeMap<OfficerId, Vec<&Call>> = BTreeMap::new();
    for call in calls {
        by.entry(call.officer).or_default().push(call);
    }
    let name = |id: &OfficerId| names.get(id).map_or("職員", String::as_str).to_owned();
    let mut rows: Vec<Row> = by
        .iter()
        .map(|(id, calls)| row(name(id), &Figures::of(calls.iter().copied(), now)))
        .collect();
    rows.sort_by(|a, b| (b.ended, &a.name).cmp(&(a.ended, &b.name)));
    rows
}

fn by_hour(calls: &[Call]) -> Vec<Hour> {
    let mut by: BTreeMap<i8, usize> = BTreeMap::new();
    for call in calls {
        *by.entry(call.hour()).or_default() += 1;
    }
    by.into_iter().map(|(hour, count)| Hour { hour, count }).collect()
}

fn row(name: String, figures: &Figures) -> Row {
    let lasted = |seconds: Option<u32>| seconds.map_or_else(|| "—".to_owned(), phone::lasted);
    let count = |ending: Ending| figures.endings.get(&ending).copied().unwrap_or(0);
    Row {
        name,
        ended: figures.ended,
        running: figures.running,
        abandoned: figures.abandoned,
        median: lasted(figures.median),
        ninth: lasted(figures.ninth),
        endings: Ending::ALL.map(count).into(),
    }
}

fn told(call: &Call, now: Timestamp) -> Own {
    let (took, came_to) = match call.state(now) {
        CallState::Ended { seconds, how } => (phone::lasted(seconds), phone::ending(how)),
        CallState::Running => ("—".to_owned(), "電話中"),
        CallState::Abandoned => ("—".to_owned(), "終わりの記録なし"),
    };
    let running = call.is_running(now);
    let person = format!("/desk/people/{}", call.person);
    Own {
        began: dates::clock(when::japan_time(call.began_at).time()),
        took,
        came_to,
        url: if running { format!("{person}/call") } else { person },
        label: if running { "つづける" } else { "この方の画面" },
    }
}
