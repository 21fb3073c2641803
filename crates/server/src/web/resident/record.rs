//! 「この方の記録」: everything that was done about a person, and by whom, for who is proven.

use crate::{
    App, Problem,
    actions::links,
    web::{
        form::{At, Query},
        page::{Page, html},
        session::Resident,
        told,
        visit::Visit,
    },
    words::{Lang, history, lang::Html, people::Accounts},
};
use anyhow::{Context, Result};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{AccountId, PersonId};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{EverLinked, HistoryLine, Reader};

/// Lines on one page.
const PAGE: u32 = 30;

#[derive(Template)]
#[template(path = "resident/record.html")]
struct Record {
    page: Page,
    name: String,
    lines: Vec<Line>,
    back_url: String,
    newer_url: Option<String>,
    older_url: Option<String>,
}

/// A line in words.
struct Line {
    when: String,
    who: Html,
    what: &'static str,
    detail: &'static str,
    place: String,
}

/// Which page, counted from 0.
#[derive(Deserialize)]
pub(in crate::web) struct Which {
    #[serde(default)]
    page: u32,
}

/// The record.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(person): At<PersonId>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let (account, lang) = (resident.account, visit.lang);
    let page = which.page.min(100_000);
    let found = app.store.read(move |reader| load(reader, (account, lang), person, page));
    let found = found.await?;
    let (name, mut lines) = found.ok_or(Problem::NotFound)?;
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let url = |page: u32| format!("/r/people/{person}/record?page={page}");
    html(&Record {
        page: Page::resident(&app, &visit, lang.record_page()),
        name,
        lines,
        back_url: format!("/r/people/{person}"),
        newer_url: page.checked_sub(1).map(url),
        older_url: more.then(|| url(page + 1)),
    })
}

/// The lines of a page, and one more if there is another page.
fn load(
    reader: &mut Reader<'_>,
    (account, lang): (AccountId, Lang),
    person: PersonId,
    page: u32,
) -> Result<Option<(String, Vec<Line>)>> {
    let own = links::own_link(reader, account, person)?.filter(|own| own.link.is_proven());
    if own.is_none() {
        return Ok(None);
    }
    let lines = reader.history_of_person(person, page * PAGE, PAGE + 1)?;
    let places = told::places(reader, &lines)?;
    let ever = reader.ever_linked(person)?;
    let details = reader.details(&BTreeSet::from([person]))?.remove(&person);
    let name = details.context("a person with a link is on the roster")?.name;
    let lines = lines.iter().map(|told| line(lang, told, account, &ever, &places)).collect();
    Ok(Some((name, lines)))
}

fn line(
    lang: Lang,
    line: &HistoryLine,
    own: AccountId,
    ever: &[EverLinked],
    places: &BTreeMap<String, String>,
) -> Line {
    let told = history::told(&line.what, places, &Accounts::default());
    let is_place = line.what.name.starts_with("booking_");
    let place = [told.before, told.after].into_iter().filter(|text| is_place && !text.is_empty());
    let (what, detail) = lang.recorded(&line.what);
    Line {
        when: lang.stamp(line.at),
        who: lang.who(line.by, own, ever),
        what,
        detail,
        place: place.collect::<Vec<_>>().join(" → "),
    }
}
