//! A programme's waitlist played with other rules before anybody is asked: what is to be compared as a form, and below it
//! what came of each as a table and two charts. Nothing is written, so all of it stands in the address.

mod typed;

use super::{Who, comparison::Charts};
use crate::{
    App, Problem,
    actions::simulate::{self, Ground},
    web::{
        form::At,
        page::{Page, html},
        session::Officer,
    },
    words::simulate as words,
};
use anyhow::Context;
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use domain::{ProgrammeId, waitlist::Waitlist};
use tokio::task::spawn_blocking;
use typed::{Errors, Typed};

/// How often each set of rules is played; always the same way, so that the page shows the same when it is opened again.
const RUNS: u32 = 10;
const SEED: u64 = 1;
/// The rules that the officer typed, in the table.
const TYPED: &str = "ためす決まり";

#[derive(Template)]
#[template(path = "desk/compare.html")]
struct Compare {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    rules_url: String,
    url: String,
    /// The programme's own order where it has no other name here.
    own_order: Option<&'static str>,
    typed: Typed,
    errors: Errors,
    nothing: Option<String>,
    found: Option<Found>,
}

/// What came of it.
struct Found {
    heads: [&'static str; 8],
    rows: Vec<[String; 8]>,
    rules: Vec<(String, String)>,
    ground: Vec<String>,
    charts: Charts,
    runs: u32,
}

impl Compare {
    fn value(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == value
    }

    const OUTRUN: &'static str = words::OUTRUN;

    fn label(name: &str) -> &'static str {
        typed::label(name)
    }

    fn error(&self, name: &str) -> Option<&str> {
        self.errors.get(name).map(String::as_str)
    }
}

/// The form, and beneath it what was asked for if it was.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
    Query(sent): Query<Typed>,
) -> Result<Response, Problem> {
    let programme = app.store.read(move |reader| reader.programme(id)).await?;
    let programme = programme.ok_or(Problem::NotFound)?;
    let own = programme.policy.waitlist.clone().unwrap_or_default();
    let mut typed = typed::fields(&own);
    let asked = sent.contains_key("compare");
    let has_no_name = typed.get("order").is_some_and(|order| order == typed::OWN);
    typed.extend(sent);
    let mut page = Compare {
        page: Page::desk(&app, "キャンセル待ちの決まりをくらべる"),
        who: Some(Who::of(&officer)),
        programme: programme.name,
        board_url: format!("/desk/programmes/{id}"),
        rules_url: format!("/desk/programmes/{id}/rules"),
        url: format!("/desk/programmes/{id}/compare"),
        own_order: has_no_name.then(|| words::order(&own.order)),
        typed,
        errors: Errors::new(),
        nothing: None,
        found: None,
    };
    if !asked {
        return html(&page);
    }
    let (asked, tried) = match typed::read(&page.typed, &own) {
        Ok(read) => read,
        Err(errors) => {
            page.errors = errors;
            let mut response = html(&page)?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(response);
        }
    };
    let ground = simulate::ground(&app.store, id, asked, app.clock.now()).await?;
    let ground = ground.ok_or(Problem::NotFound)?;
    let how = "「待っている方の人数」に数を入れてください。";
    page.nothing = words::nothing_to_play(&ground, how);
    if page.nothing.is_none() {
        let mut rules = words::usual(&ground.rules);
        if tried != ground.rules {
            rules.insert(1, (TYPED.to_owned(), tried));
        }
        page.found = Some(played(ground, rules).await?);
    }
    html(&page)
}

/// Plays them, beside those who are served meanwhile.
async fn played(ground: Ground, rules: Vec<(String, Waitlist)>) -> anyhow::Result<Found> {
    let playing = spawn_blocking(move || {
        let tried: Vec<Waitlist> = rules.iter().map(|(_, rules)| rules.clone()).collect();
        let found = simulate::compare(&ground, &tried, RUNS, SEED);
        (ground, rules, found)
    });
    let (ground, rules, found) = playing.await.context("the waitlist was not played to its end")?;
    let named = rules.iter().zip(&found).map(|((name, _), summary)| (name.clone(), *summary));
    let named: Vec<_> = named.collect();
    let told = |(name, rules): &(String, Waitlist)| (name.clone(), words::rules(rules));
    Ok(Found {
        heads: words::HEADS,
        rows: named.iter().map(|(name, summary)| words::row(name, summary)).collect(),
        rules: rules.iter().map(told).collect(),
        ground: words::ground(&ground),
        charts: Charts::of(&named),
        runs: RUNS,
    })
}
