//! An officer takes somebody on the phone into the waitlist, changes what would do for them, or takes them out.

use super::{
    Who,
    person_waits::{self, url},
};
use crate::{
    App, Problem,
    actions::{
        Asker, call,
        waitlist::{self, Asked},
    },
    web::{
        form::{At, Posted},
        page::{Page, html},
        session::Officer,
        wishes::{self, Tick},
    },
    words::{Lang, refusal},
};
use anyhow::Result;
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Actor, Entry, PersonId, Programme, ProgrammeId, Refusal, person::Person, venue::Venue,
    waitlist::Wish,
};
use std::collections::BTreeSet;
use store::Reader;

/// The desk speaks Japanese.
const LANG: Lang = Lang::Japanese;

#[derive(Template)]
#[template(path = "desk/wait.html")]
struct Form {
    page: Page,
    who: Option<Who>,
    person_url: String,
    name: String,
    kana: String,
    protected: bool,
    what: String,
    failure: Option<String>,
    action: String,
    waits: bool,
    venues: Vec<Tick>,
    weekdays: Vec<Tick>,
    parts: Vec<Tick>,
    notices: Vec<Tick>,
}

type Place = (PersonId, ProgrammeId, u8);

struct Known {
    person: Person,
    programme: Programme,
    venues: Vec<Venue>,
    entry: Option<Entry>,
}

/// The form.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(place): At<Place>,
) -> Result<Response, Problem> {
    let known = load(&app, place).await?;
    let wish = known.entry.as_ref().map_or_else(wishes::without_a_word, |e| e.wish.clone());
    show(&app, &officer, (place, &known), (&wish, None)).await
}

/// Joins, or changes what would do; or says why not, with what was ticked.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(place): At<Place>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (person, programme, dose) = place;
    let known = load(&app, place).await?;
    let wish = wishes::read(&fields).ok_or(Problem::FormExpired)?;
    let asked = Asked { person, programme, dose, wish: wish.clone() };
    match waitlist::join(&app, Asker::Officer(officer.id), asked).await? {
        Ok(()) => back(&app, &officer, person).await,
        Err(no) => show(&app, &officer, (place, &known), (&wish, Some(no))).await,
    }
}

/// Takes them out. A second press leads back as well.
pub(in crate::web) async fn leave(
    State(app): State<App>,
    officer: Officer,
    At(place): At<Place>,
) -> Result<Response, Problem> {
    if let Some(entry) = load(&app, place).await?.entry {
        waitlist::leave(&app, Asker::Officer(officer.id), place.0, entry.id).await??;
    }
    back(&app, &officer, place.0).await
}

/// To the call about them, if one goes on; else to their page.
async fn back(app: &App, officer: &Officer, person: PersonId) -> Result<Response, Problem> {
    let rest = match call::running(app, officer.id, person).await? {
        Some(_) => "/call",
        None => "#waits-title",
    };
    Ok(Redirect::to(&format!("/desk/people/{person}{rest}")).into_response())
}

async fn load(app: &App, place: Place) -> Result<Known, Problem> {
    app.store.read(move |reader| find(reader, place)).await?.ok_or(Problem::NotFound)
}

fn find(reader: &mut Reader<'_>, (person, programme, dose): Place) -> Result<Option<Known>> {
    let persons = BTreeSet::from([person]);
    let Some(person) = reader.people(&persons)?.remove(&person) else { return Ok(None) };
    let Some(programme) = reader.programme(programme)? else { return Ok(None) };
    let here = |entry: &Entry| (entry.programme, entry.dose) == (programme.id, dose);
    let entry = reader.waiting_of_persons(&persons)?.into_iter().find(here);
    let venues = reader.venues_of(programme.id)?;
    Ok(Some(Known { person, programme, venues, entry }))
}

async fn show(
    app: &App,
    officer: &Officer,
    (place, known): (Place, &Known),
    (wish, no): (&Wish, Option<Refusal>),
) -> Result<Response, Problem> {
    let (by, now, person) = (Actor::Officer(officer.id), app.clock.now(), place.0);
    app.store.write(move |tx| tx.record_opening(by, now, "wait", None, &[person])).await?;
    let status = if no.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let failure = no.map(|no| {
        let no = refusal::sentence(LANG, &no);
        format!("{}{}", no.why, no.next)
    });
    let details = &known.person.details;
    let mut response = html(&Form {
        page: Page::desk(app, LANG.wait_title()),
        who: Some(Who::of(officer)),
        person_url: format!("/desk/people/{person}"),
        name: details.name.clone(),
        kana: details.kana.clone(),
        protected: known.person.protected_at.is_some(),
        what: person_waits::what(Some(&known.programme), place.2),
        failure,
        action: url(person, place.1, place.2),
        waits: known.entry.is_some(),
        venues: wishes::venues(&known.venues, wish),
        weekdays: wishes::weekdays(LANG, wish),
        parts: wishes::parts(LANG, wish),
        notices: wishes::notices(LANG, wish),
    })?;
    *response.status_mut() = status;
    Ok(response)
}
