//! Everyone this account acts for, with their bookings.

use super::{pick, wait};
use crate::{
    App, Problem,
    actions::waitlist::waits_of,
    web::{
        form::Query,
        page::{Appointment, Page, dose_name, html},
        session::Resident,
        visit::Visit,
    },
    words::{Lang, lang::Html, refusal},
};
use anyhow::{Context, Result};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    AccountId, Booking, Entry, Link, Offer, PersonId, Programme, ProgrammeId, Refusal, Relation,
    booking::{self, Elsewhere},
};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use store::{Proxy, Reader};

#[derive(Template)]
#[template(path = "resident/home.html")]
struct Home {
    page: Page,
    notice: Option<String>,
    people: Vec<Person>,
    add_url: String,
    sign_out_url: String,
}

struct Person {
    name: String,
    relation: Option<&'static str>,
    /// Whether everything of the person is shown, whoever booked it.
    proven: bool,
    birth_long: String,
    book_url: Option<String>,
    why_not: Option<String>,
    waits: Vec<Waits>,
    bookings: Vec<Card>,
}

/// A programme whose freed places somebody waits for.
struct Waits {
    programme: String,
    dose: Option<Html>,
    url: String,
    /// With whom they wait.
    with: Option<Html>,
    /// Where what is offered stands, and until when.
    offer: Option<(String, String)>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Left {
    #[serde(default)]
    left: Option<String>,
}

struct Card {
    appointment: Appointment,
    number: String,
    url: String,
    change_url: Option<String>,
    cancel_url: Option<String>,
    closed: Option<String>,
}

/// Leads to where a resident starts.
pub(in crate::web) async fn root() -> Response {
    Redirect::to("/r/home").into_response()
}

/// The list.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    Query(done): Query<Left>,
) -> Result<Response, Problem> {
    let (account, lang, now) = (resident.account, visit.lang, app.clock.now());
    let people = app.store.read(move |reader| everyone(reader, account, lang, now)).await?;
    html(&Home {
        page: Page::resident(&app, &visit, visit.lang.home_title()),
        notice: done.left.map(|_| lang.wait_left().to_owned()),
        people,
        add_url: "/r/people/new".to_owned(),
        sign_out_url: "/signout".to_owned(),
    })
}

/// What a person may be to whoever uses an account: value, words, and which was chosen.
pub(super) fn relations(
    lang: Lang,
    chosen: Option<Relation>,
) -> Vec<(&'static str, &'static str, bool)> {
    let choice = |one: Relation| (one.name(), lang.relation(one), Some(one) == chosen);
    Relation::ALL.into_iter().map(choice).collect()
}

fn everyone(
    reader: &mut Reader<'_>,
    account: AccountId,
    lang: Lang,
    now: Timestamp,
) -> Result<Vec<Person>> {
    let links = reader.links_of(account)?;
    let set: BTreeSet<PersonId> = links.iter().map(|proxy| proxy.link.person).collect();
    let roster = reader.people(&set)?;
    let bookings = reader.bookings_of_persons(&set)?;
    let programmes = reader.programmes()?;
    let waits = waits_of(reader, &links)?;
    let mut people = Vec::with_capacity(links.len());
    for Proxy { link, .. } in links {
        let known = roster.get(&link.person).context("a person on the list is on the roster")?;
        let own: Vec<&Booking> = bookings.iter().filter(|b| b.person == link.person).collect();
        let own_waits = waits.iter().filter(|(entry, _)| entry.person == link.person);
        let shown = own_waits.filter_map(|one| {
            let with = with_whom(lang, &one.0, &waits, &roster);
            Some(Waits { with, ..waiting(lang, one, (known, &own), &programmes)? })
        });
        let waits = shown.collect();
        let person = person(reader, (&link, lang), known, &own, &programmes, now)?;
        people.push(Person { waits, ..person });
    }
    Ok(people)
}

fn person(
    reader: &mut Reader<'_>,
    (link, lang): (&Link, Lang),
    known: &domain::person::Person,
    own: &[&Booking],
    programmes: &[Programme],
    now: Timestamp,
) -> Result<Person> {
    let (id, details) = (known.id, &known.details);
    let sight = link.sight();
    let shown = own.iter().filter(|b| b.is_live() && b.is_visible_to(sight));
    let bookings = shown
        .map(|b| card(reader, (b, lang), own, known, programmes, now))
        .collect::<Result<_>>()?;
    let possible = programmes.iter().flat_map(|programme| {
        let of_it = of_programme(own, programme.id);
        let applicant = known.applicant();
        let there = elsewhere(own, programmes, programme.id);
        let plan = booking::plan(programme, &applicant, &of_it);
        plan.doses().iter().map(|dose| dose.number).map(move |dose| {
            booking::may_have(programme, dose, &applicant, (&of_it, &there), sight, now)
        })
    });
    let possible: Vec<Result<(), Refusal>> = possible.collect();
    let can = possible.iter().any(Result::is_ok);
    Ok(Person {
        name: details.name.clone(),
        relation: link.relation.map(|relation| lang.relation(relation)),
        proven: link.is_proven(),
        birth_long: lang.birth(details.birth),
        book_url: can.then(|| format!("/r/book/{id}")),
        why_not: if can { None } else { why_not(lang, &possible) },
        waits: Vec::new(),
        bookings,
    })
}

fn waiting(
    lang: Lang,
    (entry, offer): &(Entry, Option<Offer>),
    (known, own): (&domain::person::Person, &[&Booking]),
    programmes: &[Programme],
) -> Option<Waits> {
    let programme = programmes.iter().find(|programme| programme.id == entry.programme)?;
    let of_it = of_programme(own, programme.id);
    let plan = booking::plan(programme, &known.applicant(), &of_it);
    let shown = |offer: &Offer| (format!("/r/offers/{}", offer.id), lang.instant(offer.lapses_at));
    Some(Waits {
        programme: programme.name.clone(),
        dose: dose_name(lang, &plan, entry.dose),
        url: wait::url((entry.person, entry.programme, entry.dose)),
        with: None,
        offer: offer.as_ref().map(shown),
    })
}

/// With whom somebody waits, of those whom the account acts for.
fn with_whom(
    lang: Lang,
    entry: &Entry,
    waits: &[(Entry, Option<Offer>)],
    known: &HashMap<PersonId, domain::person::Person>,
) -> Option<Html> {
    entry.party?;
    let mates = waits.iter().filter(|(o, _)| o.party == entry.party && o.id != entry.id);
    let name = |(mate, _): &(Entry, Option<Offer>)| {
        Some(lang.person(&known.get(&mate.person)?.details.name).to_string())
    };
    let names: Vec<String> = mates.filter_map(name).collect();
    (!names.is_empty()).then(|| lang.wait_with_now(Html::made(names.join(lang.between_names()))))
}

fn of_programme(own: &[&Booking], programme: ProgrammeId) -> Vec<Booking> {
    own.iter().filter(|b| b.programme == programme).map(|b| (*b).clone()).collect()
}

fn elsewhere(own: &[&Booking], programmes: &[Programme], id: ProgrammeId) -> Vec<Elsewhere> {
    let others = own.iter().filter(|b| b.programme != id);
    let of = |b: &&Booking| Elsewhere::of(b, programmes.iter().find(|p| p.id == b.programme)?);
    others.filter_map(of).collect()
}

/// Why nothing can be booked now. That everything is booked already needs no words.
fn why_not(lang: Lang, possible: &[Result<(), Refusal>]) -> Option<String> {
    let mut refusals = possible.iter().filter_map(|result| result.as_ref().err());
    let first = refusals.find(|refusal| {
        !matches!(refusal, Refusal::AlreadyBooked { .. } | Refusal::PreviousDoseMissing { .. })
    })?;
    let no = refusal::sentence(lang, first);
    Some(lang.both(no.why, no.next))
}

fn card(
    reader: &mut Reader<'_>,
    (booked, lang): (&Booking, Lang),
    own: &[&Booking],
    known: &domain::person::Person,
    programmes: &[Programme],
    now: Timestamp,
) -> Result<Card> {
    let programme = programmes.iter().find(|p| p.id == booked.programme);
    let programme = programme.context("a booking is of a programme")?;
    let slot = reader.slot(booked.slot)?.context("a booking is in a slot")?;
    let venue = reader.venue(slot.venue)?.context("a slot is at a venue")?;
    let doors = pick::Doors::of(lang, programme, &slot, booked, now);
    let of_it = of_programme(own, programme.id);
    let plan = booking::plan(programme, &known.applicant(), &of_it);
    let dose = dose_name(lang, &plan, booked.dose);
    Ok(Card {
        appointment: Appointment::of(lang, &known.details.name, programme, dose, &slot, &venue),
        number: booked.number.to_string(),
        url: format!("/r/bookings/{}", booked.id),
        change_url: doors.change_url,
        cancel_url: doors.cancel_url,
        closed: doors.closed,
    })
}
