//! Through which door the places of a programme went, and at which age: counts alone, and no names.

use super::Who;
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
    as_of: String,
}

struct Row {
    label: String,
    counts: Vec<u32>,
    sum: u32,
    /// The share of those who phoned, in percent.
    phoned: Option<u32>,
}

/// The table.
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
        rows,
        as_of: dates::clock(when::japan_time(ages.at).time()),
    })
}

fn row(label: String, ages: &Ages, has: impl Fn(i32) -> bool) -> Row {
    let count = |door| {
        let these = ages.counts.iter().filter(|((of, age), _)| *of == door && has(*age));
        these.map(|(_, count)| count).sum::<u32>()
    };
    let counts = Door::ALL.map(count);
    let sum = counts.iter().sum();
    let phoned = (u64::from(count(Door::Phone)) * 100).checked_div(u64::from(sum));
    let phoned = phoned.and_then(|percent| u32::try_from(percent).ok());
    Row { label, counts: counts.into(), sum, phoned }
}
