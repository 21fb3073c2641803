//! An officer takes somebody on the phone into the waitlist, changes what would do for them, or takes them out.

use super::{
    Who,
    call::on_the_phone,
    person_waits::{self, url},
};
use crate::{
    App, Problem,
    actions::{
        Asker, call,
        waitlist::{self, Asked},
    },
    web::{
        company::{self, Companion, Waits},
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
    Actor, Entry, OfficerId, PersonId, Programme, ProgrammeId, Refusal, person::Person,
    venue::Venue, waitlist::Wish,
};
use jiff::Timestamp;
use serde::Deserialize;
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
    /// Whom they may wait with.
    company: Vec<Tick>,
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
    company: Vec<Companion>,
}

/// Who leaves.
#[derive(Deserialize)]
pub(in crate::web) struct Leaves {
    #[serde(default)]
    all: Option<String>,
}

/// The form.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(place): At<Place>,
) -> Result<Response, Problem> {
    let known = load(&app, &officer, place).await?;
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
    let mut known = load(&app, &officer, place).await?;
    let wish = wishes::read(&fields).ok_or(Problem::FormExpired)?;
    let with = company::read(&fields).ok_or(Problem::FormExpired)?;
    let asked = Asked { person, programme, dose, with: with.clone(), wish: wish.clone() };
    match waitlist::join(&app, Asker::Officer(officer.id), asked).await? {
        Ok(()) => back(&app, &officer, person).await,
        Err(no) => {
            company::tick(&mut known.company, &with);
            let own = &known.person.details.name;
            let stopped = company::stopped(&no, own, (&with, &known.company));
            let failure = match stopped {
                Some((name, why)) => format!("{name}さん：{}", said(&why)),
                None => said(&no),
            };
            show(&app, &officer, (place, &known), (&wish, Some(failure))).await
        }
    }
}

/// Takes them out. A second press leads back as well.
pub(in crate::web) async fn leave(
    State(app): State<App>,
    officer: Officer,
    At(place): At<Place>,
    Posted(who): Posted<Leaves>,
) -> Result<Response, Problem> {
    if let Some(entry) = load(&app, &officer, place).await?.entry {
        let (asker, all) = (Asker::Officer(officer.id), who.all.is_some());
        waitlist::leave(&app, asker, (place.0, entry.id), all).await??;
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

async fn load(app: &App, officer: &Officer, place: Place) -> Result<Known, Problem> {
    let asked = (officer.id, app.clock.now());
    app.store.read(move |reader| find(reader, place, asked)).await?.ok_or(Problem::NotFound)
}

/// Whoever may wait with them: who is on the phone now as well, who waits with them, and for whom one of their LINE
/// accounts acts.
fn others(
    reader: &mut Reader<'_>,
    (person, entry): (PersonId, Option<&Entry>),
    (officer, now): (OfficerId, Timestamp),
) -> Result<BTreeSet<PersonId>> {
    let mut all = BTreeSet::from_iter(on_the_phone(reader, officer, now)?);
    let party = entry.and_then(|entry| entry.party).into_iter().collect();
    all.extend(reader.waiting_of_parties(&party)?.iter().map(|mate| mate.person));
    for link in reader.links_of_persons(&BTreeSet::from([person]))? {
        all.extend(reader.persons_of(link.account)?);
    }
    all.remove(&person);
    Ok(all)
}

fn find(
    reader: &mut Reader<'_>,
    (person, programme, dose): Place,
    (officer, now): (OfficerId, Timestamp),
) -> Result<Option<Known>> {
    let persons = BTreeSet::from([person]);
    let Some(person) = reader.people(&persons)?.remove(&person) else { return Ok(None) };
    let Some(programme) = reader.programme(programme)? else { return Ok(None) };
    let here = |entry: &Entry| (entry.programme, entry.dose) == (programme.id, dose);
    let entry = reader.waiting_of_persons(&persons)?.into_iter().find(here);
    let venues = reader.venues_of(programme.id)?;
    let others = others(reader, (person.id, entry.as_ref()), (officer, now))?;
    let (entry_of, by) = (entry.as_ref(), Actor::Officer(officer));
    let waits = Waits { programme: &programme, dose, entry: entry_of, by, now };
    let company = company::companions(reader, LANG, waits, &others)?;
    Ok(Some(Known { person, programme, venues, entry, company }))
}

fn said(no: &Refusal) -> String {
    let no = refusal::sentence(LANG, no);
    format!("{}{}", no.why, no.next)
}

async fn show(
    app: &App,
    officer: &Officer,
    (place, known): (Place, &Known),
    (wish, failure): (&Wish, Option<String>),
) -> Result<Response, Problem> {
    let (by, now, person) = (Actor::Officer(officer.id), app.clock.now(), place.0);
    let opened = known.company.iter().map(|one| one.person).chain([person]).collect::<Vec<_>>();
    app.store.write(move |tx| tx.record_opening(by, now, "wait", None, &opened)).await?;
    let status = if failure.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
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
        company: known.company.iter().map(|one| one.tick.clone()).collect(),
        venues: wishes::venues(&known.venues, wish),
        weekdays: wishes::weekdays(LANG, wish),
        parts: wishes::parts(LANG, wish),
        notices: wishes::notices(LANG, wish),
    })?;
    *response.status_mut() = status;
    Ok(response)
}
