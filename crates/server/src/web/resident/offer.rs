//! A freed place that somebody is offered: where and when it is, until when it is kept, and two buttons.

use super::wait;
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
};
use anyhow::{Context, Result};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    AccountId, Actor, Applicant, Offer, OfferId, Programme, RequestId, Slot, booking,
    ledger::Facts, person::Details, venue::Venue,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::Reader;

#[derive(Template)]
#[template(path = "resident/offer.html")]
struct Show {
    page: Page,
    appointment: Appointment,
    until: String,
    /// When the booking is that would be given up.
    instead: Option<String>,
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
    let full = app.store.read(move |reader| Full::load(reader, account, id)).await?;
    let full = full.ok_or(Problem::NotFound)?;
    full.offer.stands(app.clock.now())?;
    let lang = visit.lang;
    let plan = booking::plan(&full.programme, &full.applicant, &full.facts.bookings);
    let dose = dose_name(lang, &plan, full.offer.dose);
    let own = full.facts.bookings.iter().find(|b| b.dose == full.offer.dose && b.is_live());
    let instead = own.filter(|b| b.is_visible_to(full.facts.sight)).map(|b| lang.long(b.date));
    let name = &full.details.name;
    html(&Show {
        page: Page::resident(&app, &visit, lang.offer_title()),
        appointment: Appointment::of(lang, name, &full.programme, dose, &full.slot, &full.venue),
        until: lang.instant(full.offer.lapses_at),
        instead,
        action: format!("/r/offers/{id}"),
        decline_url: format!("/r/offers/{id}/decline"),
        once: RequestId(app.ids.uuid()).to_string(),
    })
}

/// Takes it.
pub(in crate::web) async fn post(
    State(app): State<App>,
    resident: Resident,
    At(id): At<OfferId>,
    Posted(form): Posted<Once>,
) -> Result<Response, Problem> {
    let booking =
        waitlist::accept(&app, Asker::Account(resident.account), (id, form.once)).await??;
    Ok(Redirect::to(&format!("/r/bookings/{booking}/done")).into_response())
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

impl Full {
    fn load(reader: &mut Reader<'_>, account: AccountId, id: OfferId) -> Result<Option<Self>> {
        let Some((_, offer)) = offer_of(reader, Asker::Account(account), id)? else {
            return Ok(None);
        };
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
        Ok(Some(Self { offer, applicant, details, programme, slot, venue, facts }))
    }
}
