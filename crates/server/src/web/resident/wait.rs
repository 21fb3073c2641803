//! Waiting for a freed place: which places would do, where one stands, and leaving.

use super::wait_rules::{self, Passed, Why};
use crate::{
    App, Problem,
    actions::{
        Asker,
        waitlist::{self, Asked},
    },
    web::{
        company::{self, Companion, Waits},
        form::{At, Posted, Query},
        page::{Choice, Page, html},
        session::Resident,
        visit::Visit,
        wishes::{self, Tick},
    },
    words::{Lang, lang::Html, refusal},
};
use anyhow::Result;
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    AccountId, Actor, Entry, PersonId, Programme, ProgrammeId, Refusal, booking,
    venue::Venue,
    waitlist::{Waitlist, Wish},
};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeSet;
use store::Reader;

#[derive(Template)]
#[template(path = "resident/wait.html")]
struct Form {
    page: Page,
    back_url: String,
    action: String,
    chosen: Vec<Choice>,
    /// What has just been done, once.
    done: Option<&'static str>,
    /// Where they stand, if they wait already.
    stands: Option<Stands>,
    /// With whom they wait.
    with: Option<Html>,
    /// Why nobody joined, and whom that stops.
    failure: Option<Html>,
    /// Whom they may wait with.
    company: Vec<Tick>,
    /// Whoever leaves alone, where several wait together.
    alone: Option<Html>,
    /// Whether they have a booking that stays meanwhile.
    has_booking: bool,
    /// Whether they are told in LINE, and not phoned.
    how: &'static str,
    venues: Vec<Tick>,
    weekdays: Vec<Tick>,
    parts: Vec<Tick>,
    notices: Vec<Tick>,
    /// Why places went by them.
    passed: Vec<Why>,
    passed_more: usize,
    /// How places are offered.
    rules: Vec<Html>,
}

struct Stands {
    since: String,
    place: u32,
}

/// What the page needs to know.
struct Known {
    name: String,
    programme: Programme,
    dose: Option<(u8, String)>,
    has_booking: bool,
    in_line: bool,
    venues: Vec<Venue>,
    entry: Option<(Entry, u32)>,
    company: Vec<Companion>,
    /// The names of those with whom they wait.
    mates: Vec<String>,
    passed: Passed,
}

type Place = (PersonId, ProgrammeId, u8);

#[derive(Deserialize)]
pub(in crate::web) struct Done {
    #[serde(default)]
    joined: Option<String>,
    #[serde(default)]
    passed: Option<String>,
    /// Who was chosen elsewhere to wait together.
    #[serde(default)]
    with: Option<String>,
}

/// Who leaves.
#[derive(Deserialize)]
pub(in crate::web) struct Who {
    #[serde(default)]
    all: Option<String>,
}

/// The form, or where they stand.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(place): At<Place>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let (account, when) = (resident.account, (visit.lang, app.clock.now()));
    let found = app.store.read(move |reader| Known::load(reader, account, place, when)).await?;
    let mut known = found.ok_or(Problem::NotFound)?;
    let lang = visit.lang;
    if let Some(chosen) = &done.with {
        let chosen = chosen.split(',').map(|one| ("with".to_owned(), one.to_owned()));
        company::tick(
            &mut known.company,
            &company::read(&chosen.collect::<Vec<_>>()).unwrap_or_default(),
        );
    }
    let done = match (done.joined, done.passed) {
        (Some(_), _) => Some(lang.wait_joined()),
        (None, Some(_)) => Some(lang.offer_passed()),
        (None, None) => None,
    };
    let wish =
        known.entry.as_ref().map_or_else(wishes::without_a_word, |(entry, _)| entry.wish.clone());
    html(&form(&app, &visit, place, &known, (&wish, done)))
}

/// With whom they wait.
fn with_whom(lang: Lang, known: &Known) -> Option<Html> {
    let names: Vec<String> = known.mates.iter().map(|name| lang.person(name).to_string()).collect();
    let names = Html::made(names.join(lang.between_names()));
    (!known.mates.is_empty()).then(|| lang.wait_with_now(names))
}

/// Joins, or changes what would do; or says whom that stops, with what was ticked.
pub(in crate::web) async fn post(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(place): At<Place>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (person, programme, dose) = place;
    let wish = wishes::read(&fields).ok_or(Problem::FormExpired)?;
    let with = company::read(&fields).ok_or(Problem::FormExpired)?;
    let account = resident.account;
    let asked = Asked { person, programme, dose, with: with.clone(), wish: wish.clone() };
    let no = match waitlist::join(&app, Asker::Account(account), asked).await? {
        Ok(()) => return Ok(Redirect::to(&format!("{}?joined=1", url(place))).into_response()),
        Err(no) if with.is_empty() => return Err(no.into()),
        Err(no) => no,
    };
    let when = (visit.lang, app.clock.now());
    let found = app.store.read(move |reader| Known::load(reader, account, place, when)).await?;
    let mut known = found.ok_or(Problem::NotFound)?;
    company::tick(&mut known.company, &with);
    let failure = Some(why_not(visit.lang, &no, &with, &known));
    let mut response = html(&Form { failure, ..form(&app, &visit, place, &known, (&wish, None)) })?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// Why nobody joined, and whom that stops.
fn why_not(lang: Lang, no: &Refusal, with: &[(PersonId, u8)], known: &Known) -> Html {
    let told = company::stopped(no, &known.name, (with, &known.company));
    let why = match told {
        Some((name, why)) => {
            lang.wait_stopped(refusal::sentence(lang, &why).why, lang.person(name))
        }
        None => Html::text(&refusal::sentence(lang, no).why),
    };
    why.and(Some(Html::text(lang.wait_stopped_means())))
}

/// Leaves, alone or with those who wait together with them. A second press leads home as well.
pub(in crate::web) async fn leave(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(place): At<Place>,
    Posted(who): Posted<Who>,
) -> Result<Response, Problem> {
    let (account, when) = (resident.account, (visit.lang, app.clock.now()));
    let found = app.store.read(move |reader| Known::load(reader, account, place, when)).await?;
    let known = found.ok_or(Problem::NotFound)?;
    if let Some((entry, _)) = known.entry {
        let (asker, all) = (Asker::Account(account), who.all.is_some());
        waitlist::leave(&app, asker, (place.0, entry.id), all).await??;
    }
    Ok(Redirect::to("/r/home?left=1").into_response())
}

/// Where somebody waits for this dose.
pub(super) fn url((person, programme, dose): Place) -> String {
    format!("/r/wait/{person}/{programme}/{dose}")
}

impl Known {
    fn load(
        reader: &mut Reader<'_>,
        account: AccountId,
        (person, programme, dose): Place,
        (lang, now): (Lang, Timestamp),
    ) -> Result<Option<Self>> {
        let Some(link) = reader.link(account, person)? else { return Ok(None) };
        let Some(programme) = reader.programme(programme)? else { return Ok(None) };
        let persons = BTreeSet::from([person]);
        let Some(known) = reader.people(&persons)?.remove(&person) else { return Ok(None) };
        let applicant = known.applicant();
        let ledger = reader.ledger(&persons, BTreeSet::new(), &BTreeSet::from([account]))?;
        let facts = ledger.facts(&applicant, &programme, Actor::Account(account));
        let plan = booking::plan(&programme, &applicant, &facts.bookings);
        let own =
            |b: &domain::Booking| b.dose == dose && b.is_live() && b.is_visible_to(facts.sight);
        let has_booking = facts.bookings.iter().any(own);
        let waiting = reader.waiting_of_persons(&persons)?;
        let here = |e: &Entry| {
            (e.programme, e.dose) == (programme.id, dose) && e.is_visible_to(link.sight())
        };
        let entry = waiting.into_iter().find(here);
        let entry =
            entry.map(|entry| Ok::<_, anyhow::Error>((reader.count_before(&entry)? + 1, entry)));
        let entry = entry.transpose()?.map(|(place, entry)| (entry, place));
        let venues = reader.venues_of(programme.id)?;
        let passed = match &entry {
            Some((entry, _)) => Passed::load(reader, entry, &venues)?,
            None => Passed::default(),
        };
        let mut others: BTreeSet<PersonId> = reader.persons_of(account)?.into_iter().collect();
        others.remove(&person);
        let (entry_of, by) = (entry.as_ref().map(|(entry, _)| entry), Actor::Account(account));
        let waits = Waits { programme: &programme, dose, entry: entry_of, by, now };
        let company = company::companions(reader, lang, waits, &others)?;
        let named = plan.doses().iter().find(|known| known.number == dose);
        Ok(Some(Self {
            name: known.details.name.clone(),
            dose: named.filter(|_| plan.doses().len() > 1).map(|d| (d.number, d.name.clone())),
            has_booking,
            in_line: reader.line_user(account)?.is_some(),
            venues,
            entry,
            mates: company.iter().filter(|one| one.tick.on).map(|one| one.name.clone()).collect(),
            company,
            passed,
            programme,
        }))
    }
}

/// How they hear of a place, and whether it is kept for them: nobody is promised that where several may run for one.
fn how(lang: Lang, known: &Known) -> &'static str {
    let races = known.programme.policy.waitlist.as_ref().is_some_and(Waitlist::races);
    match (known.in_line, races) {
        (true, false) => lang.wait_how(),
        (true, true) => lang.wait_how_raced(),
        (false, false) => lang.wait_how_phoned(),
        (false, true) => lang.wait_how_raced_phoned(),
    }
}

fn form(
    app: &App,
    visit: &Visit,
    place: Place,
    known: &Known,
    (wish, done): (&Wish, Option<&'static str>),
) -> Form {
    let lang = visit.lang;
    let choice =
        |label: &str, value: Html| Choice { label: label.to_owned(), value, change_url: None };
    let dose = known.dose.as_ref().map(|(number, name)| lang.dose(*number, name));
    Form {
        page: Page::resident(app, visit, lang.wait_title()),
        back_url: format!("/r/book/{}", place.0),
        action: url(place),
        chosen: vec![
            choice(lang.for_whom(), lang.person(&known.name)),
            choice(lang.what(), Html::name(&known.programme.name).and(dose)),
        ],
        done,
        stands: known
            .entry
            .as_ref()
            .map(|(entry, place)| Stands { since: lang.instant(entry.joined_at), place: *place }),
        with: with_whom(lang, known),
        failure: None,
        company: known.company.iter().map(|one| one.tick.clone()).collect(),
        alone: (!known.mates.is_empty()).then(|| lang.wait_leave_one(lang.person(&known.name))),
        has_booking: known.has_booking,
        how: how(lang, known),
        venues: wishes::venues(&known.venues, wish),
        weekdays: wishes::weekdays(lang, wish),
        parts: wishes::parts(lang, wish),
        notices: wishes::notices(lang, wish),
        passed: known.passed.shown(lang),
        passed_more: known.passed.more,
        rules: wait_rules::rules(lang, &known.programme),
    }
}
