//! A freed place that somebody is offered: where and when it is, until when it is kept, and two buttons.

use super::{together, wait};
use crate::{
    App, Problem,
    actions::{
        Asker,
        waitlist::{self, offer_of},
    },
    web::{
        form::{At, Posted},
        page::{Appointment, Page, dose_name, html},
        session::Resident,
        visit::Visit,
    },
    words::{Lang, lang::Html},
};
use anyhow::{Context, Result};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    AccountId, Actor, Applicant, Offer, OfferId, Programme, RequestId, Slot, booking,
    ledger::Facts, person::Details, venue::Venue, waitlist::Kept,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::Reader;

#[derive(Template)]
#[template(path = "resident/offer.html")]
struct Show {
    page: Page,
    /// Of everybody it is for.
    appointments: Vec<Appointment>,
    /// Who waits together with them and is not offered a place this time.
    without: Vec<Html>,
    /// Until when they may answer, and for whom the place is kept.
    until: String,
    /// When the bookings are that would be given up.
    instead: Vec<String>,
    action: String,
    decline_url: String,
    once: String,
}

/// An offer with everything its page shows.
struct Full {
    offer: Offer,
    applicant: Applicant,
    details: Details,
    programme: Programme,
    slot: Slot,
    venue: Venue,
    facts: Facts,
}

#[derive(Deserialize)]
pub(in crate::web) struct Once {
    once: RequestId,
}

/// What is offered, or that it is over.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(id): At<OfferId>,
) -> Result<Response, Problem> {
    let account = resident.account;
    let all = app.store.read(move |reader| load(reader, account, id)).await?;
    let Loaded { all, without } = all.ok_or(Problem::NotFound)?;
    let first = all.first().ok_or(Problem::NotFound)?;
    let now = app.clock.now();
    first.offer.stands(now)?;
    let kept = first.offer.kept(now);
    let (lang, id) = (visit.lang, first.offer.id);
    html(&Show {
        page: Page::resident(&app, &visit, lang.offer_title()),
        appointments: all.iter().map(|full| full.appointment(lang)).collect(),
        without: without.iter().map(|name| lang.offer_without(lang.person(name))).collect(),
        until: until(lang, &first.offer, kept),
        instead: all.iter().filter_map(|full| full.instead(lang)).collect(),
        action: format!("/r/offers/{id}"),
        decline_url: format!("/r/offers/{id}/decline"),
        once: RequestId(app.ids.uuid()).to_string(),
    })
}

/// In a sentence.
fn until(lang: Lang, offer: &Offer, kept: Kept) -> String {
    let until = lang.instant(offer.lapses_at);
    match kept {
        Kept::Alone => lang.offer_until(until),
        Kept::AloneUntil(at) => lang.offer_alone_until(lang.instant(at), until),
        Kept::Shared => lang.offer_shared(until),
    }
}

/// Takes it.
pub(in crate::web) async fn post(
    State(app): State<App>,
    resident: Resident,
    At(id): At<OfferId>,
    Posted(form): Posted<Once>,
) -> Result<Response, Problem> {
    let taken = waitlist::accept(&app, Asker::Account(resident.account), (id, form.once)).await??;
    Ok(match &taken[..] {
        [(_, booking)] => Redirect::to(&format!("/r/bookings/{booking}/done")).into_response(),
        _ => Redirect::to(&format!("/r/offers/{id}/done")).into_response(),
    })
}

/// All numbers at once, where several took it.
pub(in crate::web) async fn done(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(id): At<OfferId>,
) -> Result<Response, Problem> {
    let account = resident.account;
    let taken = app.store.read(move |reader| {
        let found = offer_of(reader, Asker::Account(account), id)?;
        found.map_or(Ok(Vec::new()), |(_, offer)| waitlist::taken_with(reader, &offer))
    });
    let taken = taken.await?;
    if taken.is_empty() {
        return Err(Problem::NotFound);
    }
    let made = taken.into_iter().map(|(_, booking)| booking).collect();
    together::all_done(&app, &visit, account, made).await
}

/// Lets it pass.
pub(in crate::web) async fn decline(
    State(app): State<App>,
    resident: Resident,
    At(id): At<OfferId>,
) -> Result<Response, Problem> {
    let offer = waitlist::decline(&app, Asker::Account(resident.account), id).await??;
    let place = (offer.person, offer.programme, offer.dose);
    Ok(Redirect::to(&format!("{}?passed=1", wait::url(place))).into_response())
}

/// Everything of an offer and of those that were made along with it.
struct Loaded {
    all: Vec<Full>,
    /// The names of those who wait together with them and are not offered a place.
    without: Vec<String>,
}

fn load(reader: &mut Reader<'_>, account: AccountId, id: OfferId) -> Result<Option<Loaded>> {
    let Some((entry, offer)) = offer_of(reader, Asker::Account(account), id)? else {
        return Ok(None);
    };
    let mut offers = reader.offers_standing(&offer)?;
    if offers.is_empty() {
        offers.push(offer);
    }
    let mut mates = reader.waiting_of_parties(&entry.party.into_iter().collect())?;
    mates.retain(|mate| offers.iter().all(|offer| offer.entry != mate.id));
    let people = reader.people(&mates.iter().map(|mate| mate.person).collect())?;
    let without = mates.iter().filter_map(|mate| people.get(&mate.person));
    let without = without.map(|person| person.details.name.clone()).collect();
    let mut all = Vec::with_capacity(offers.len());
    for offer in offers {
        if reader.link(account, offer.person)?.is_some() {
            all.push(Full::load(reader, account, offer)?);
        }
    }
    Ok(Some(Loaded { all, without }))
}

impl Full {
    fn load(reader: &mut Reader<'_>, account: AccountId, offer: Offer) -> Result<Self> {
        let persons = BTreeSet::from([offer.person]);
        let known = reader.people(&persons)?.remove(&offer.person);
        let known = known.context("an offer is to a person")?;
        let slots = BTreeSet::from([offer.place.slot]);
        let mut ledger = reader.ledger(&persons, slots, &BTreeSet::from([account]))?;
        let programme = ledger.programmes.remove(&offer.programme);
        let programme = programme.context("an offer is of a programme")?;
        let applicant = known.applicant();
        let facts = ledger.facts(&applicant, &programme, Actor::Account(account));
        let slot = ledger.slots.remove(&offer.place.slot).context("an offer is of a slot")?;
        let venue = reader.venue(slot.venue)?.context("a slot is at a venue")?;
        let details = known.details;
        Ok(Self { offer, applicant, details, programme, slot, venue, facts })
    }

    fn appointment(&self, lang: Lang) -> Appointment {
        let plan = booking::plan(&self.programme, &self.applicant, &self.facts.bookings);
        let dose = dose_name(lang, &plan, self.offer.dose);
        let name = &self.details.name;
        Appointment::of(lang, name, &self.programme, dose, &self.slot, &self.venue)
    }

    /// When the booking is that would be given up.
    fn instead(&self, lang: Lang) -> Option<String> {
        let own = self.facts.bookings.iter().find(|b| b.dose == self.offer.dose && b.is_live());
        let own = own.filter(|b| b.is_visible_to(self.facts.sight))?;
        Some(lang.long(own.date))
    }
}
