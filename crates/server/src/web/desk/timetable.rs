//! Slots by timetable: the form, what would come of it as a calendar, and making it. Works without script; what is
//! typed is never lost.

mod calendar;
mod form;
pub(super) mod run;

use super::Who;
use crate::{
    App, Problem,
    actions::timetable::{self as action, Made, Preview},
    web::{
        form::{At, Posted, Query},
        page::{Page, html},
        session::Officer,
    },
    words::{
        dates, history, opening as told,
        timetables::{self as words, Wrong},
    },
};
use anyhow::Result;
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use calendar::{Kept, Month, Sums};
use domain::{
    Listed, Programme, ProgrammeId, RunId, TimetableId, VenueId,
    opening::{Finding, Setup},
    timetable::Timetable,
    venue::Venue,
};
use form::{Draft, Field};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{Reader, Run};

#[derive(Template)]
#[template(path = "desk/timetable.html")]
struct View {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    action: String,
    has_venues: bool,
    /// Whether a timetable there is gets changed.
    is_change: bool,
    form: form::View,
    wrong: Vec<Wrong>,
    refusal: Option<String>,
    preview: Option<Shown>,
    runs: Vec<RunRow>,
}

/// What would come of it.
struct Shown {
    venue: String,
    stops: bool,
    is_nothing: bool,
    findings: Vec<Found>,
    sums: Sums,
    months: Vec<Month>,
    kept: Vec<Kept>,
    kept_more: usize,
}

struct Found {
    stops: bool,
    what: String,
    next: String,
    field: &'static str,
}

/// A former run.
struct RunRow {
    url: String,
    venue: String,
    period: String,
    when: String,
    by: String,
    what: String,
    undone: bool,
    change_url: String,
    copy_url: String,
}

/// A timetable to begin with: changed, or copied to another venue.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(in crate::web) struct From {
    change: Option<RunId>,
    copy: Option<RunId>,
}

struct Known {
    programme: Programme,
    venues: Vec<Venue>,
    runs: Vec<Run>,
    officers: BTreeMap<domain::OfficerId, String>,
}

/// The form, empty or as a run had it.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
    Query(from): Query<From>,
) -> Result<Response, Problem> {
    let known = load(&app, &officer, id).await?;
    let find = |wanted: Option<RunId>| {
        let wanted = wanted?;
        known.runs.iter().find(|run| run.id == wanted)
    };
    let draft = match (find(from.change), find(from.copy)) {
        (Some(run), _) => Draft::of(&run.timetable, run.of, &app),
        (None, Some(run)) => Draft::copied(&run.timetable, &app),
        (None, None) => Draft::new(&app, &known.programme),
    };
    html(&view(&app, &officer, &known, &draft))
}

/// Shows what would come of it, or makes it.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let known = load(&app, &officer, id).await?;
    let draft = Draft::typed(fields).ok_or(Problem::FormExpired)?;
    let mut page = view(&app, &officer, &known, &draft);
    let timetable =
        match draft.read(&known.programme, &known.venues, action::today(app.clock.now())) {
            Ok(timetable) => timetable,
            Err(wrong) => {
                page.refusal =
                    Some("入力をお確かめください。まだ何もつくっていません。".to_owned());
                page.wrong = wrong;
                page.form.mark(&page.wrong);
                return with(&page, StatusCode::UNPROCESSABLE_ENTITY);
            }
        };
    officer.is_at(timetable.venue)?;
    let mut status = StatusCode::OK;
    if draft.has(Field::Make) {
        let seen = draft.text(Field::Version).to_owned();
        match action::make(&app, officer.id, (draft.once, draft.of), timetable.clone(), seen)
            .await?
        {
            Made::Done => return Ok(Redirect::to(&run_url(id, draft.once)).into_response()),
            Made::Nothing => {}
            Made::Changed => {
                (page.refusal, status) = (Some(words::CHANGED.to_owned()), StatusCode::CONFLICT);
            }
            Made::Stopped(_) => {
                let why = "このままではつくれません。下の指摘を直してください。";
                (page.refusal, status) = (Some(why.to_owned()), StatusCode::UNPROCESSABLE_ENTITY);
            }
        }
    }
    let preview = previewed(&app, id, timetable, draft.of).await?;
    page.form.version = preview.standing.version();
    page.preview = Some(shown(&preview));
    with(&page, status)
}

fn with(page: &View, status: StatusCode) -> Result<Response, Problem> {
    let mut response = html(page)?;
    *response.status_mut() = status;
    Ok(response)
}

fn run_url(programme: ProgrammeId, run: RunId) -> String {
    format!("/desk/programmes/{programme}/slots/runs/{run}")
}

async fn load(app: &App, officer: &Officer, id: ProgrammeId) -> Result<Known, Problem> {
    let found = app.store.read(move |reader| {
        let Some(programme) = reader.programme(id)? else { return Ok(None) };
        let (venues, runs) = (reader.venues()?, reader.runs_of(id)?);
        Ok(Some(Known { programme, venues, runs, officers: reader.officer_names()? }))
    });
    let mut known: Known = found.await?.ok_or(Problem::NotFound)?;
    known.venues.retain(|venue| officer.is_at(venue.id).is_ok());
    known.runs.retain(|run| officer.is_at(run.timetable.venue).is_ok());
    Ok(known)
}

async fn previewed(
    app: &App,
    programme: ProgrammeId,
    timetable: Timetable,
    of: TimetableId,
) -> Result<Preview, Problem> {
    let now = app.clock.now();
    let look = move |reader: &mut Reader<'_>| {
        let there = action::standing(reader, (programme, timetable.venue), of, now)?;
        let roster: Vec<Listed> = reader.applicants()?.into_iter().map(Listed::new).collect();
        Ok(there.map(|there| action::preview(there, &timetable, &roster)))
    };
    app.store.read(look).await?.ok_or(Problem::NotFound)
}

fn shown(preview: &Preview) -> Shown {
    let standing = &preview.standing;
    let setup = Setup {
        programme: standing.programme.clone(),
        venues: vec![standing.venue.clone()],
        sessions: Vec::new(),
        slots: Vec::new(),
        elsewhere: Vec::new(),
    };
    let names = told::Names::of(&setup, BTreeMap::new());
    let found = |finding: &Finding| {
        let words = told::sentence(finding, &names);
        let (stops, field) = (action::stops(finding), form::field_of(finding));
        Found { stops, what: words.what, next: words.next, field }
    };
    let findings: Vec<Found> = preview.findings.iter().map(found).collect();
    let (kept, kept_more) = calendar::kept(&preview.plan);
    Shown {
        venue: standing.venue.name.clone(),
        stops: findings.iter().any(|finding| finding.stops),
        is_nothing: preview.is_nothing,
        findings,
        sums: Sums::of(&preview.plan, preview.wanted),
        months: calendar::months(&preview.plan),
        kept,
        kept_more,
    }
}

fn view(app: &App, officer: &Officer, known: &Known, draft: &Draft) -> View {
    let programme = &known.programme;
    let url = format!("/desk/programmes/{}/slots", programme.id);
    View {
        page: Page::desk(app, &format!("枠をつくる｜{}", programme.name)),
        who: Some(Who::of(officer)),
        programme: programme.name.clone(),
        board_url: format!("/desk/programmes/{}", programme.id),
        has_venues: !known.venues.is_empty(),
        is_change: known.runs.iter().any(|run| run.of == draft.of),
        form: draft.view(programme, &known.venues),
        wrong: Vec::new(),
        refusal: None,
        preview: None,
        runs: known.runs.iter().map(|run| row(run, known, &url)).collect(),
        action: url,
    }
}

fn row(run: &Run, known: &Known, url: &str) -> RunRow {
    let timetable = &run.timetable;
    let by = known.officers.get(&run.by).cloned().unwrap_or_else(|| "職員".to_owned());
    RunRow {
        url: format!("{url}/runs/{}", run.id),
        venue: venue_name(&known.venues, timetable.venue),
        period: format!("{}〜{}", dates::short(timetable.first), dates::short(timetable.last)),
        when: history::when(run.at),
        by,
        what: words::did(run),
        undone: run.undone.is_some(),
        change_url: format!("{url}?change={}", run.id),
        copy_url: format!("{url}?copy={}", run.id),
    }
}

fn venue_name(venues: &[Venue], id: VenueId) -> String {
    let found = venues.iter().find(|venue| venue.id == id);
    found.map_or_else(String::new, |venue| venue.name.clone())
}
