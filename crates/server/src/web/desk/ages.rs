//! Through which door the places of a programme went, and at which age: counts alone, and no names.

use super::{
    Who,
    chart::{self, Bars},
};
use crate::{
    App, Problem,
    boards::{self, Ages},
    web::{
        form::At,
        page::{Page, html},
        session::Officer,
    },
    words::{self, dates, pools},
};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    Door, ProgrammeId,
    age_band::{AgeBand, BANDS},
    when,
};

#[derive(Template)]
#[template(path = "desk/ages.html")]
struct Table {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    doors: Vec<String>,
    rows: Vec<Row>,
    by_age: Bars,
    hours: Vec<Hours>,
    as_of: String,
}

struct Row {
    label: String,
    counts: Vec<u32>,
    sum: u32,
    /// The share of those who phoned, in percent.
    phoned: Option<u32>,
}

/// At which hours those of each age booked through one door.
struct Hours {
    door: String,
    /// The hours from the first to the last at which anybody booked.
    hours: Vec<i8>,
    rows: Vec<Counts>,
}

/// How many of one age, hour by hour.
struct Counts {
    label: String,
    counts: Vec<Count>,
}

/// A number, and how dark its cell is: from 0 for none to 4 for the most of the table.
struct Count {
    of: u32,
    shade: u32,
}

/// The tables.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
) -> Result<Response, Problem> {
    let programme = app.store.read(move |reader| reader.programme(id)).await?;
    let programme = programme.ok_or(Problem::NotFound)?;
    let ages = boards::ages(&app, id).await?;
    let of = |band: &AgeBand| row(words::ages::band(*band), &ages, |age| band.has(age));
    let mut rows: Vec<Row> = BANDS.iter().map(of).collect();
    rows.push(row("合計".to_owned(), &ages, |_| true));
    html(&Table {
        page: Page::desk(&app, &format!("{}の受付方法と年代", programme.name)),
        who: Some(Who::of(&officer)),
        board_url: format!("/desk/programmes/{id}"),
        programme: programme.name,
        doors: Door::ALL.map(|door| pools::door(door).to_owned()).into(),
        by_age: drawn(&rows),
        rows,
        hours: Door::ALL.into_iter().filter_map(|door| hours(door, &ages)).collect(),
        as_of: dates::clock(when::japan_time(ages.at).time()),
    })
}

fn row(label: String, ages: &Ages, has: impl Fn(i32) -> bool) -> Row {
    let count = |door| {
        let these = ages.counts.iter().filter(|((of, age, _), _)| *of == door && has(*age));
        these.map(|(_, count)| count).sum::<u32>()
    };
    let counts = Door::ALL.map(count);
    let sum = counts.iter().sum();
    let phoned = (u64::from(count(Door::Phone)) * 100).checked_div(u64::from(sum));
    let phoned = phoned.and_then(|percent| u32::try_from(percent).ok());
    Row { label, counts: counts.into(), sum, phoned }
}

/// The bands beside each other, without the sum.
fn drawn(rows: &[Row]) -> Bars {
    let bands = rows.split_last().map_or(rows, |(_, bands)| bands);
    let kinds = |row: &Row| {
        let counts = Door::ALL.iter().zip(&row.counts);
        counts.map(|(door, count)| (pools::door(*door).to_owned(), *count)).collect()
    };
    let bars: Vec<_> = bands.iter().map(|row| (row.label.clone(), kinds(row))).collect();
    chart::bars(&bars, 1)
}

/// None where nobody came through this door.
fn hours(door: Door, ages: &Ages) -> Option<Hours> {
    let of_door = || ages.counts.iter().filter(move |((of, _, _), _)| *of == door);
    let first = of_door().map(|((_, _, hour), _)| *hour).min()?;
    let last = of_door().map(|((_, _, hour), _)| *hour).max()?;
    let count = |band: &AgeBand, at: i8| {
        let these = of_door().filter(|((_, age, hour), _)| band.has(*age) && *hour == at);
        these.map(|(_, count)| count).sum::<u32>()
    };
    let of = |band| (first..=last).map(|hour| count(band, hour)).collect::<Vec<u32>>();
    let counted: Vec<Vec<u32>> = BANDS.iter().map(of).collect();
    let most = counted.iter().flatten().max().copied().unwrap_or(0);
    let shaded = |of: u32| Count { of, shade: (of * 4).div_ceil(most.max(1)) };
    let rows = BANDS.iter().zip(counted).map(|(band, counts)| Counts {
        label: words::ages::band(*band),
        counts: counts.into_iter().map(shaded).collect(),
    });
    Some(Hours {
        door: pools::door(door).to_owned(),
        hours: (first..=last).collect(),
        rows: rows.collect(),
    })
}
