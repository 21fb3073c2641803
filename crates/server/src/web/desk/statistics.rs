//! The figures of a programme: through which door and at which hour bookings came, what that saved, and whether both
//! doors were served alike. Counts alone.

use super::{
    Who,
    chart::{self, Bars, Line},
    refills::Refills,
};
use crate::{
    App, Problem, boards,
    web::{
        form::At,
        page::{Page, csv, html},
        session::Officer,
    },
    words::{dates, pools},
};
use anyhow::Result;
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    Door, Pool, PoolCount, Programme, ProgrammeId,
    call::{CallState, Ending},
    when::{self, Date},
};
use jiff::Timestamp;
use std::{collections::BTreeMap, fmt::Write};
use store::{Made, Reader, Refilled};

/// From so many measured calls on, their middle one counts.
const CALLS_ENOUGH: usize = 10;
/// What a booking by phone is to take, where too few were measured.
const CALL_SECONDS: u32 = 120;

#[derive(Template)]
#[template(path = "desk/statistics.html")]
struct Statistics {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    file_url: String,
    as_of: String,
    made: u32,
    kept: u32,
    by_door: Vec<(String, u32, Option<u32>)>,
    saved: Saved,
    saved_places: u32,
    refills: Option<Refills>,
    hours: Vec<Hour>,
    by_hour: Bars,
    growth: Option<Line>,
    doors: Vec<String>,
    pools: Vec<Share>,
}

struct Hour {
    label: String,
    counts: Vec<u32>,
    sum: u32,
}

/// What was saved, with how that was reckoned.
struct Saved {
    calls: u32,
    hours: String,
    per_call: String,
    measured: Option<usize>,
}

/// How a pool fared.
struct Share {
    name: String,
    capacity: u32,
    booked: u32,
    percent: Option<u32>,
    half: String,
}

struct Facts {
    programme: Programme,
    made: Vec<Made>,
    pools: BTreeMap<Pool, PoolCount>,
    halves: BTreeMap<Pool, Timestamp>,
    /// Whether there is a waitlist, or somebody waits from before.
    waits: bool,
    refilled: Refilled,
    calls: Vec<u32>,
}

fn facts(reader: &mut Reader<'_>, id: ProgrammeId, now: Timestamp) -> Result<Option<Facts>> {
    let Some(programme) = reader.programme(id)? else { return Ok(None) };
    let mut pools: BTreeMap<Pool, PoolCount> = BTreeMap::new();
    for slot in reader.slots_from(id, Date::MIN)? {
        for count in slot.pools {
            let sum = pools.entry(count.pool).or_insert_with(|| PoolCount::of(count.pool, 0));
            sum.capacity += count.capacity;
            sum.booked += count.booked;
        }
    }
    let mut halves = BTreeMap::new();
    for pool in pools.keys() {
        halves.extend(reader.half_booked_at(id, *pool)?.map(|at| (*pool, at)));
    }
    let (made, refilled) = (reader.bookings_made(id)?, reader.refilled(id, now)?);
    let began = made.first().map(|first| when::day_begins(first.on));
    let calls = reader.calls_between(began.unwrap_or(now), now)?;
    let calls = calls.iter().filter_map(|call| match call.state(now) {
        CallState::Ended { seconds, how: Ending::Booked } => Some(seconds),
        _ => None,
    });
    let calls = calls.collect();
    let waits = boards::waiting(reader, &programme)?.is_some();
    Ok(Some(Facts { programme, made, pools, halves, waits, refilled, calls }))
}

/// The page.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let found = app.store.read(move |reader| facts(reader, id, now)).await?;
    let mut facts = found.ok_or(Problem::NotFound)?;
    let (made, kept) = (sum(&facts.made, |m| m.made), sum(&facts.made, |m| m.kept));
    let of =
        |door: Door| facts.made.iter().filter(move |m| m.door == door).map(|m| m.made).sum::<u32>();
    let by_door = Door::ALL.map(|door| {
        let count = of(door);
        (pools::door(door).to_owned(), count, (count * 100).checked_div(made))
    });
    let saved = saved(of(Door::Line), &mut facts.calls);
    let hours = hours(&facts.made);
    let label = |door: usize| pools::door(Door::ALL[door]).to_owned();
    let stacked: Vec<_> = hours
        .iter()
        .map(|hour| {
            let kinds = hour.counts.iter().enumerate().map(|(door, n)| (label(door), *n));
            (hour.label.clone(), kinds.collect())
        })
        .collect();
    html(&Statistics {
        page: Page::desk(&app, "集計"),
        who: Some(Who::of(&officer)),
        board_url: format!("/desk/programmes/{id}"),
        file_url: format!("/desk/programmes/{id}/statistics.csv"),
        as_of: dates::instant(now),
        made,
        kept,
        by_door: by_door.into(),
        saved,
        saved_places: facts.refilled.saved,
        refills: facts.waits.then(|| Refills::of(facts.refilled)),
        by_hour: chart::bars(&stacked, 3),
        hours,
        growth: growth(&facts.made),
        doors: Door::ALL.map(|door| pools::door(door).to_owned()).into(),
        pools: facts.pools.values().map(|count| share(&facts, *count)).collect(),
        programme: facts.programme.name,
    })
}

fn sum(made: &[Made], part: fn(&Made) -> u32) -> u32 {
    made.iter().map(part).sum()
}

/// The bookings that still stand, added up from day to day.
pub(super) fn growth(made: &[Made]) -> Option<Line> {
    let mut days: BTreeMap<Date, u32> = BTreeMap::new();
    for one in made {
        *days.entry(one.on).or_default() += one.kept;
    }
    let (first, last) = (*days.keys().next()?, *days.keys().next_back()?);
    let mut so_far = 0;
    let every_day = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last);
    let rows = every_day.map(|day| {
        so_far += days.get(&day).copied().unwrap_or_default();
        (format!("{}月{}日", day.month(), day.day()), so_far)
    });
    chart::line(rows.collect())
}

fn hours(made: &[Made]) -> Vec<Hour> {
    let hour = |hour: u8| {
        let at = |door: Door| {
            let these = made.iter().filter(|one| one.hour == hour && one.door == door);
            these.map(|one| one.made).sum::<u32>()
        };
        let counts: Vec<u32> = Door::ALL.map(at).into();
        Hour { label: format!("{hour}時"), sum: counts.iter().sum(), counts }
    };
    (0..24).map(hour).collect()
}

/// Every booking through LINE is a call that nobody had to make.
fn saved(calls: u32, measured: &mut [u32]) -> Saved {
    measured.sort_unstable();
    let middle = measured.get(measured.len() / 2).filter(|_| measured.len() >= CALLS_ENOUGH);
    let seconds = middle.copied().unwrap_or(CALL_SECONDS);
    let minutes = u64::from(calls) * u64::from(seconds) / 60;
    Saved {
        calls,
        hours: format!("{}時間{}分", minutes / 60, minutes % 60),
        per_call: format!("{}分{}秒", seconds / 60, seconds % 60),
        measured: middle.map(|_| measured.len()),
    }
}

fn share(facts: &Facts, count: PoolCount) -> Share {
    let opened = facts.programme.opens_at;
    let half =
        facts.halves.get(&count.pool).map(|at| match opened.map(|from| at.duration_since(from)) {
            Some(after) if !after.is_negative() => {
                let minutes = after.as_mins();
                match (minutes / 1_440, minutes / 60 % 24, minutes % 60) {
                    (0, 0, 0) => "受付開始から1分以内".to_owned(),
                    (0, 0, minutes) => format!("受付開始から{minutes}分"),
                    (0, hours, minutes) => format!("受付開始から{hours}時間{minutes}分"),
                    (days, hours, minutes) => format!("受付開始から{days}日{hours}時間{minutes}分"),
                }
            }
            _ => dates::instant(*at),
        });
    Share {
        name: pools::pool(count.pool).to_owned(),
        capacity: count.capacity,
        booked: count.booked,
        percent: (count.booked * 100).checked_div(count.capacity),
        half: half.unwrap_or_else(|| "予約なし".to_owned()),
    }
}

/// The same for a spreadsheet: a line for each day, hour and door.
pub(in crate::web) async fn file(
    State(app): State<App>,
    _officer: Officer,
    At(id): At<ProgrammeId>,
) -> Result<Response, Problem> {
    let found = app.store.read(move |reader| {
        let Some(_) = reader.programme(id)? else { return Ok(None) };
        Ok(Some(reader.bookings_made(id)?))
    });
    let made = found.await?.ok_or(Problem::NotFound)?;
    // The mark at the beginning tells Excel that it is UTF-8.
    let mut text = "\u{feff}受けた日,時,受付方法,予約,うち残っている予約\r\n".to_owned();
    for Made { on, hour, door, made, kept } in made {
        write!(text, "{on},{hour},{},{made},{kept}\r\n", pools::door(door))
            .expect("writing to memory does not fail");
    }
    Ok(csv("statistics.csv", text))
}
