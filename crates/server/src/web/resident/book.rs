//! A new booking: programme, then the steps of picking a place.

use super::{
    bookable::Bookable,
    pick::{self, Picking, Wish},
};
use crate::{
    App, Problem,
    actions::{Asker, book},
    web::{
        form::{At, Posted},
        page::{Choice, Link, Page, html},
        session::Resident,
        visit::Visit,
    },
    words::{Lang, lang::Html, refusal},
};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    AccountId, Actor, Applicant, Dose, PersonId, Programme, ProgrammeId, Refusal, RequestId, Slot,
    SlotId, VenueId, booking, when::Date,
};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeSet;
use store::Reader;

const PROGRAMME_STEP: u32 = 1;
const STEPS: u32 = 5;

#[derive(Template)]
#[template(path = "resident/programme.html")]
struct Programmes {
    page: Page,
    step_now: u32,
    step_total: u32,
    back_url: String,
    chosen: Vec<Choice>,
    programmes: Vec<ProgrammeRow>,
}

struct ProgrammeRow {
    name: String,
    doses: Vec<DoseRow>,
}

struct DoseRow {
    name: Html,
    url: Option<String>,
    detail: Option<String>,
    why_not: Option<String>,
    next_step: Option<String>,
    next_link: Option<Link>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Once {
    once: RequestId,
}

/// From the talk: with one person, straight to what can be booked; with several, to the list.
pub(in crate::web) async fn start(
    State(app): State<App>,
    resident: Resident,
) -> Result<Response, Problem> {
    let account = resident.account;
    let persons = app.store.read(move |reader| reader.persons_of(account)).await?;
    let to = match persons.as_slice() {
        [] => "/r/people/new".to_owned(),
        [person] => format!("/r/book/{person}"),
        _ => "/r/home".to_owned(),
    };
    Ok(Redirect::to(&to).into_response())
}

/// What to book.
pub(in crate::web) async fn programmes(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(person): At<PersonId>,
) -> Result<Response, Problem> {
    let (account, lang, now) = (resident.account, visit.lang, app.clock.now());
    let found = app.store.read(move |reader| {
        if !reader.persons_of(account)?.contains(&person) {
            return Ok(None);
        }
        let Some(known) = reader.people(&BTreeSet::from([person]))?.remove(&person) else {
            return Ok(None);
        };
        Ok(Some((rows(reader, (account, lang), &known.applicant(), now)?, known.details)))
    });
    let (programmes, details) = found.await?.ok_or(Problem::NotFound)?;
    let (label, value) = (lang.for_whom().to_owned(), lang.person(&details.name));
    let chosen = Choice { label, value, change_url: None };
    html(&Programmes {
        page: Page::resident(
            &app,
            &visit,
            &lang.step_title(lang.what_title(), PROGRAMME_STEP, STEPS),
        ),
        step_now: PROGRAMME_STEP,
        step_total: STEPS,
        back_url: "/r/home".to_owned(),
        chosen: vec![chosen],
        programmes,
    })
}

fn rows(
    reader: &mut Reader<'_>,
    (account, lang): (AccountId, Lang),
    applicant: &Applicant,
    now: Timestamp,
) -> anyhow::Result<Vec<ProgrammeRow>> {
    let persons = BTreeSet::from([applicant.person]);
    let ledger = reader.ledger(&persons, BTreeSet::new(), &BTreeSet::from([account]))?;
    let mut rows = Vec::new();
    for programme in reader.programmes()? {
        let facts = ledger.facts(applicant, &programme, Actor::Account(account));
        let plan = booking::plan(&programme, applicant, &facts.bookings);
        let mut bookable = Bookable::new(&programme, now);
        let mut doses = Vec::new();
        for dose in plan.doses() {
            let judged = bookable.judge(reader, dose.number, applicant, &facts)?;
            doses.push(dose_row(lang, &programme, dose, applicant.person, &judged));
        }
        rows.push(ProgrammeRow { doses, name: programme.name.clone() });
    }
    Ok(rows)
}

fn dose_row(
    lang: Lang,
    programme: &Programme,
    dose: &Dose,
    person: PersonId,
    judged: &Result<(), Refusal>,
) -> DoseRow {
    let no = judged.as_ref().err().map(|no| refusal::sentence(lang, no));
    let url = format!("/r/book/{person}/{}/{}", programme.id, dose.number);
    DoseRow {
        name: lang.dose(dose.number, &dose.name),
        url: judged.is_ok().then_some(url),
        detail: None,
        why_not: no.as_ref().map(|no| no.why.clone()),
        next_step: no.map(|no| no.next),
        next_link: None,
    }
}

type DoseAt = (PersonId, ProgrammeId, u8);

/// Loads the wish with all slots from today on.
async fn load(app: &App, resident: Resident, at: DoseAt) -> Result<(Wish, Vec<Slot>), Problem> {
    let (account, now) = (resident.account, app.clock.now());
    let found = app.store.read(move |reader| {
        let Some(wish) = Wish::new(reader, account, at.0, at.1, at.2, now)? else {
            return Ok(None);
        };
        let slots = wish.slots(reader)?;
        Ok(Some((wish, slots)))
    });
    found.await?.ok_or(Problem::NotFound)
}

/// Where.
pub(in crate::web) async fn venues(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(at): At<DoseAt>,
) -> Result<Response, Problem> {
    let (wish, slots) = load(&app, resident, at).await?;
    wish.possible()?;
    pick::venues_view(&app, &visit, &wish, slots)
}

/// On which day.
pub(in crate::web) async fn days(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At((person, programme, dose, venue)): At<(PersonId, ProgrammeId, u8, VenueId)>,
) -> Result<Response, Problem> {
    let (wish, slots) = load(&app, resident, (person, programme, dose)).await?;
    wish.possible()?;
    pick::days_view(&app, &visit, &wish, venue, slots)
}

/// At what time.
pub(in crate::web) async fn times(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At((person, programme, dose, venue, date)): At<(PersonId, ProgrammeId, u8, VenueId, Date)>,
) -> Result<Response, Problem> {
    let (wish, slots) = load(&app, resident, (person, programme, dose)).await?;
    wish.possible()?;
    pick::times_view(&app, &visit, &wish, venue, date, slots)
}

type SlotAt = (PersonId, ProgrammeId, u8, SlotId);

/// Everything once more.
pub(in crate::web) async fn confirm(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At((person, programme, dose, slot)): At<SlotAt>,
) -> Result<Response, Problem> {
    let (wish, slots) = load(&app, resident, (person, programme, dose)).await?;
    let found = slots.iter().find(|s| s.id == slot).cloned().ok_or(Problem::NotFound)?;
    match wish.judge(&found) {
        Ok(()) => pick::confirm_view(&app, &visit, &wish, &found),
        Err(refusal) if refusal.is_full() => pick::taken_view(&app, &visit, &wish, &found, slots),
        Err(refusal) => Err(refusal.into()),
    }
}

/// Books.
pub(in crate::web) async fn post(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At((person, programme, dose, slot)): At<SlotAt>,
    Posted(form): Posted<Once>,
) -> Result<Response, Problem> {
    let wish = book::Wish { person, programme, dose, slot, once: form.once };
    match book::book(&app, Asker::Account(resident.account), wish, book::Terms::default()).await? {
        Ok(booking) => Ok(Redirect::to(&format!("/r/bookings/{booking}/done")).into_response()),
        Err(refusal) if refusal.is_full() => {
            let (wish, slots) = load(&app, resident, (person, programme, dose)).await?;
            let found = slots.iter().find(|s| s.id == slot).cloned().ok_or(Problem::NotFound)?;
            pick::taken_view(&app, &visit, &wish, &found, slots)
        }
        Err(refusal) => Err(refusal.into()),
    }
}
