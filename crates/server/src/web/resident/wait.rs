//! Waiting for a freed place: which places would do, where one stands, and leaving.

use super::wait_rules::{self, Passed, Why};
use crate::{
    App, Problem,
    actions::{
        Asker,
        waitlist::{self, Asked},
    },
    web::{
        form::{At, Posted, Query},
        page::{Choice, Page, html},
        session::Resident,
        visit::Visit,
        wishes::{self, Tick},
    },
    words::lang::Html,
};
use anyhow::Result;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    AccountId, Actor, Entry, PersonId, Programme, ProgrammeId, booking, venue::Venue,
    waitlist::Wish,
};
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
    /// Whether they have a booking that stays meanwhile.
    has_booking: bool,
    /// Whether they are told in LINE, and not phoned.
    in_line: bool,
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
    passed: Passed,
}

type Place = (PersonId, ProgrammeId, u8);

#[derive(Deserialize)]
pub(in crate::web) struct Done {
    #[serde(default)]
    joined: Option<String>,
    #[serde(default)]
    passed: Option<String>,
}

/// The form, or where they stand.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(place): At<Place>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let account = resident.account;
    let found = app.store.read(move |reader| Known::load(reader, account, place)).await?;
    let known = found.ok_or(Problem::NotFound)?;
    let lang = visit.lang;
    let done = match (done.joined, done.passed) {
        (Some(_), _) => Some(lang.wait_joined()),
        (None, Some(_)) => Some(lang.offer_passed()),
        (None, None) => None,
    };
    let wish =
        known.entry.as_ref().map_or_else(wishes::without_a_word, |(entry, _)| entry.wish.clone());
    html(&form(&app, &visit, place, &known, (&wish, done)))
}

/// Joins, or changes what would do.
pub(in crate::web) async fn post(
    State(app): State<App>,
    resident: Resident,
    At(place): At<Place>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (person, programme, dose) = place;
    let wish = wishes::read(&fields).ok_or(Problem::FormExpired)?;
    let asked = Asked { person, programme, dose, wish };
    waitlist::join(&app, Asker::Account(resident.account), asked).await??;
    Ok(Redirect::to(&format!("{}?joined=1", url(place))).into_response())
}

/// Leaves. A second press leads home as well.
pub(in crate::web) async fn leave(
    State(app): State<App>,
    resident: Resident,
    At(place): At<Place>,
) -> Result<Response, Problem> {
    let account = resident.account;
    let found = app.store.read(move |reader| Known::load(reader, account, place)).await?;
    let known = found.ok_or(Problem::NotFound)?;
    if let Some((entry, _)) = known.entry {
        waitlist::leave(&app, Asker::Account(account), place.0, entry.id).await??;
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
        let named = plan.doses().iter().find(|known| known.number == dose);
        Ok(Some(Self {
            name: known.details.name.clone(),
            dose: named.filter(|_| plan.doses().len() > 1).map(|d| (d.number, d.name.clone())),
            has_booking,
            in_line: reader.line_user(account)?.is_some(),
            venues,
            entry,
            passed,
            programme,
        }))
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
        has_booking: known.has_booking,
        in_line: known.in_line,
        venues: wishes::venues(&known.venues, wish),
        weekdays: wishes::weekdays(lang, wish),
        parts: wishes::parts(lang, wish),
        notices: wishes::notices(lang, wish),
        passed: known.passed.shown(lang),
        passed_more: known.passed.more,
        rules: wait_rules::rules(lang, &known.programme),
    }
}
