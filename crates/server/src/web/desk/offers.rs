//! Freed places that are kept for somebody who is phoned: whom to call, until when, what to say, and what they answer.
//! Opening the list is recorded for everybody on it.

use super::Who;
use crate::{
    App, Problem,
    actions::{
        Asker,
        waitlist::{self, offer_of},
    },
    web::{
        form::{At, Posted, Query},
        page::{Page, dose_name, html},
        session::Officer,
    },
    words::{Lang, calls, dates, refusal},
};
use anyhow::{Context, Result};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Actor, BookingId, Offer, OfferId, PersonId, Refusal, RequestId, Slot, booking,
    person::Person,
    venue::Venue,
    waitlist::{Kept, OfferEnd},
    when::Date,
};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeSet;
use store::Reader;

#[derive(Template)]
#[template(path = "desk/offers.html")]
struct Calls {
    page: Page,
    who: Option<Who>,
    failure: Option<String>,
    done: Option<String>,
    calls: Vec<Call>,
}

struct Call {
    url: String,
    once: String,
    until: String,
    /// From when on they may be called, if that is later.
    from: Option<String>,
    name: String,
    kana: String,
    birth_long: String,
    phone: Option<String>,
    person_url: String,
    protected: bool,
    /// For whom the call is as well.
    along: Vec<Along>,
    what: String,
    when: String,
    venue: String,
    script: Vec<String>,
}

/// Somebody who waits together with whoever is called.
struct Along {
    name: String,
    kana: String,
    birth_long: String,
    phone: Option<String>,
    person_url: String,
    protected: bool,
}

/// An offer with everything the list shows.
struct Full {
    offer: Offer,
    /// Those to whom offers were made along with it.
    along: Vec<Person>,
    person: Person,
    what: String,
    slot: Slot,
    venue: Venue,
    instead: Option<Date>,
    kept: Kept,
}

/// What has just been done, once.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Done {
    taken: Option<String>,
    passed: Option<String>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Once {
    once: RequestId,
}

/// The list.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let taken: Vec<BookingId> =
        done.taken.iter().flat_map(|ids| ids.split(',')).filter_map(|id| id.parse().ok()).collect();
    let taken = app.store.read(move |reader| numbers(reader, &taken)).await?;
    let done = match (&taken[..], done.passed) {
        ([number], _) => {
            Some(format!("予約できました。予約番号は {number} です。番号もお伝えください。"))
        }
        ([_, ..], _) => Some(format!(
            "{}人分の予約ができました。予約番号は {} です。番号もお伝えください。",
            taken.len(),
            taken.join("、")
        )),
        ([], Some(_)) => {
            Some("見送りを受け付けました。キャンセル待ちは、順番もそのまま続きます。".to_owned())
        }
        ([], None) => None,
    };
    show(&app, &officer, (done, None)).await
}

/// They take it.
pub(in crate::web) async fn accept(
    State(app): State<App>,
    officer: Officer,
    At(id): At<OfferId>,
    Posted(form): Posted<Once>,
) -> Result<Response, Problem> {
    match waitlist::accept(&app, Asker::Officer(officer.id), (id, form.once)).await? {
        Ok(taken) => {
            let taken: Vec<String> = taken.iter().map(|(_, id)| id.to_string()).collect();
            Ok(Redirect::to(&format!("/desk/offers?taken={}", taken.join(","))).into_response())
        }
        Err(no) => refused(&app, &officer, &no).await,
    }
}

/// They let it pass. What had ended otherwise before is said as it is.
pub(in crate::web) async fn decline(
    State(app): State<App>,
    officer: Officer,
    At(id): At<OfferId>,
) -> Result<Response, Problem> {
    let asker = Asker::Officer(officer.id);
    if let Err(no) = waitlist::decline(&app, asker, id).await? {
        return refused(&app, &officer, &no).await;
    }
    let found = app.store.read(move |reader| offer_of(reader, asker, id)).await?;
    let (_, offer) = found.ok_or(Problem::NotFound)?;
    match offer.ended {
        Some((at, how)) if how != OfferEnd::Declined => {
            refused(&app, &officer, &Refusal::OfferOver { at, how }).await
        }
        _ => Ok(Redirect::to("/desk/offers?passed=1").into_response()),
    }
}

/// How many have to be called now.
pub(super) fn count(reader: &mut Reader<'_>, now: Timestamp) -> Result<usize> {
    let leads: BTreeSet<_> = standing(reader, now)?.iter().map(|offer| offer.lead).collect();
    Ok(leads.len())
}

async fn refused(app: &App, officer: &Officer, no: &Refusal) -> Result<Response, Problem> {
    let why = refusal::sentence(Lang::Japanese, no).why;
    let failure = format!("{why}いま残っているご案内は、下の一覧のとおりです。");
    show(app, officer, (None, Some(failure))).await
}

async fn show(
    app: &App,
    officer: &Officer,
    (done, failure): (Option<String>, Option<String>),
) -> Result<Response, Problem> {
    let (by, now) = (Actor::Officer(officer.id), app.clock.now());
    let all = app.store.read(move |reader| load(reader, now)).await?;
    let along = |full: &Full| full.along.iter().map(|person| person.id).collect::<Vec<_>>();
    let persons: BTreeSet<PersonId> =
        all.iter().flat_map(|full| along(full).into_iter().chain([full.person.id])).collect();
    if !persons.is_empty() {
        let persons: Vec<PersonId> = persons.into_iter().collect();
        app.store.write(move |tx| tx.record_opening(by, now, "offers", None, &persons)).await?;
    }
    let status = if failure.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut response = html(&Calls {
        page: Page::desk(app, "空き枠のご案内（電話）"),
        who: Some(Who::of(officer)),
        failure,
        done,
        calls: all.iter().map(|full| call(app, full, now)).collect(),
    })?;
    *response.status_mut() = status;
    Ok(response)
}

/// Offers to those who are phoned that can still be taken, the one that lapses first at the top.
fn standing(reader: &mut Reader<'_>, now: Timestamp) -> Result<Vec<Offer>> {
    let mut offers = reader.offers_to_phone()?;
    offers.retain(|offer| offer.stands(now).is_ok());
    Ok(offers)
}

fn load(reader: &mut Reader<'_>, now: Timestamp) -> Result<Vec<Full>> {
    let offers = standing(reader, now)?;
    let persons = offers.iter().map(|offer| offer.person).collect();
    let together = offers.clone();
    let people = reader.people(&persons)?;
    let bookings = reader.bookings_of_persons(&persons)?;
    let full = |offer: Offer| {
        let with = |other: &&Offer| other.lead == offer.lead && other.id != offer.id;
        let along = together.iter().filter(with).filter_map(|other| people.get(&other.person));
        let along: Vec<Person> = along.cloned().collect();
        let person = people.get(&offer.person).context("an offer is to a person")?.clone();
        let programme = reader.programme(offer.programme)?.context("an offer is of a programme")?;
        let slot = reader.slot(offer.place.slot)?.context("an offer is of a slot")?;
        let venue = reader.venue(slot.venue)?.context("a slot is at a venue")?;
        let mut own = bookings.clone();
        own.retain(|b| b.person == offer.person && b.programme == offer.programme);
        let current = own.iter().find(|b| b.dose == offer.dose && b.is_live());
        let plan = booking::plan(&programme, &person.applicant(), &own);
        let dose = dose_name(Lang::Japanese, &plan, offer.dose);
        let what =
            dose.map_or_else(|| programme.name.clone(), |d| format!("{} {d}", programme.name));
        let instead = current.map(|booking| booking.date);
        let kept = offer.kept(now);
        Ok(Full { offer, along, person, what, slot, venue, instead, kept })
    };
    let mut led = BTreeSet::new();
    offers.into_iter().filter(|offer| led.insert(offer.lead)).map(full).collect()
}

/// The numbers of these bookings, with whose they are where there are several.
fn numbers(reader: &mut Reader<'_>, ids: &[BookingId]) -> Result<Vec<String>> {
    let mut bookings = Vec::with_capacity(ids.len());
    for id in ids {
        bookings.extend(reader.booking(*id)?);
    }
    if let [only] = &bookings[..] {
        return Ok(vec![only.number.to_string()]);
    }
    let people = reader.people(&bookings.iter().map(|booking| booking.person).collect())?;
    let named = |booking: &domain::Booking| {
        let name = people.get(&booking.person).map_or("", |person| person.details.name.as_str());
        format!("{name}様 {}", booking.number)
    };
    Ok(bookings.iter().map(named).collect())
}

fn one_along(person: &Person) -> Along {
    let details = &person.details;
    Along {
        name: details.name.clone(),
        kana: details.kana.clone(),
        birth_long: dates::birth(details.birth),
        phone: details.phone.clone(),
        person_url: format!("/desk/people/{}", person.id),
        protected: person.protected_at.is_some(),
    }
}

fn call(app: &App, full: &Full, now: Timestamp) -> Call {
    let Full { offer, along, person, what, slot, venue, instead, kept } = full;
    let (details, town) = (&person.details, &app.config.town.name);
    let (name, venue) = (&details.name, &venue.name);
    let with: Vec<&str> = along.iter().map(|person| person.details.name.as_str()).collect();
    let (instead, kept) = (*instead, *kept);
    let told = calls::Told { town, name, with: &with, what, slot, venue, instead, kept };
    Call {
        url: format!("/desk/offers/{}", offer.id),
        once: RequestId(app.ids.uuid()).to_string(),
        until: dates::instant(offer.lapses_at),
        from: (offer.told_from > now).then(|| dates::instant(offer.told_from)),
        name: name.clone(),
        kana: details.kana.clone(),
        birth_long: dates::birth(details.birth),
        phone: details.phone.clone(),
        person_url: format!("/desk/people/{}", person.id),
        protected: person.protected_at.is_some(),
        along: along.iter().map(one_along).collect(),
        what: what.clone(),
        when: format!("{} {}", dates::long(slot.date), dates::range(slot.starts, slot.ends)),
        venue: venue.clone(),
        script: calls::script(&told),
    }
}
