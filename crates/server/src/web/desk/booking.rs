//! One booking with the person and everything that happened to it. Opening it is recorded.

use super::{
    Who,
    history::{Entry, entries},
};
use crate::{
    App, Problem,
    web::{
        form::At,
        page::{Page, dose_name, html},
        session::Officer,
        told,
    },
    words::{Lang, dates, lang::Html, people::Accounts, pools, states},
};
use anyhow::{Context, Result};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    Act, Actor, Booking, BookingId, OfficerId, Programme, Slot, age, booking, person::Voucher,
    venue::Venue,
};
use std::collections::{BTreeMap, BTreeSet};
use store::{HistoryLine, Reader};

#[derive(Template)]
#[template(path = "desk/booking.html")]
struct Show {
    page: Page,
    who: Option<Who>,
    back_url: Option<String>,
    back_label: String,
    number: String,
    state: String,
    live: bool,
    person: Person,
    warning: Option<String>,
    programme: String,
    dose: Option<Html>,
    venue: String,
    date_long: String,
    time: String,
    door: String,
    slot_url: String,
    actions: Vec<Action>,
    history: Vec<Entry>,
}

struct Person {
    name: String,
    kana: String,
    url: Option<String>,
    birth_long: String,
    age: i32,
    voucher_tail: String,
    phone: Option<String>,
}

struct Action {
    label: String,
    url: String,
    danger: bool,
}

struct Full {
    booking: Booking,
    known: domain::person::Person,
    programme: Programme,
    /// The person's bookings in it.
    own: Vec<Booking>,
    slot: Slot,
    venue: Venue,
    history: Vec<HistoryLine>,
    slots: BTreeMap<String, String>,
    officers: BTreeMap<OfficerId, String>,
    accounts: Accounts,
}

/// The booking.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<BookingId>,
) -> Result<Response, Problem> {
    let found = app.store.read(move |reader| load(reader, id)).await?;
    let full = found.ok_or(Problem::NotFound)?;
    officer.is_at(full.venue.id)?;
    let (by, now, person) = (Actor::Officer(officer.id), app.clock.now(), full.booking.person);
    let opening =
        move |tx: &mut store::Tx<'_>| tx.record_opening(by, now, "booking", Some(id), &[person]);
    app.store.write(opening).await?;
    html(&view(&app, &officer, &full))
}

fn load(reader: &mut Reader<'_>, id: BookingId) -> Result<Option<Full>> {
    let Some(booking) = reader.booking(id)? else { return Ok(None) };
    let set = BTreeSet::from([booking.person]);
    let known = reader.people(&set)?.remove(&booking.person);
    let mut own = reader.bookings_of_persons(&set)?;
    own.retain(|b| b.programme == booking.programme);
    let slot = reader.slot(booking.slot)?.context("a booking is in a slot")?;
    let history = reader.history_of_booking(id)?;
    let slots = told::places(reader, &history)?;
    Ok(Some(Full {
        known: known.context("a booking is of a person")?,
        programme: reader.programme(booking.programme)?.context("a booking is of a programme")?,
        venue: reader.venue(slot.venue)?.context("a slot is at a venue")?,
        officers: reader.officer_names()?,
        accounts: Accounts::of(&reader.ever_linked(booking.person)?),
        slots,
        own,
        history,
        slot,
        booking,
    }))
}

fn view(app: &App, officer: &Officer, full: &Full) -> Show {
    let (booking, slot) = (&full.booking, &full.slot);
    let applicant = full.known.applicant();
    let number = booking.number.to_string();
    Show {
        page: Page::desk(app, &format!("予約 {number}")),
        who: Some(Who::of(officer)),
        back_url: officer.may(Act::OpenRosters).then(|| format!("/desk/sessions/{}", slot.session)),
        back_label: format!("{} {} の名簿", dates::short(slot.date), full.venue.name),
        number,
        state: states::at_the_desk(booking).to_owned(),
        live: booking.keeps_place(),
        person: Person {
            name: full.known.details.name.clone(),
            kana: full.known.details.kana.clone(),
            url: officer.may(Act::FindPeople).then(|| format!("/desk/people/{}", full.known.id)),
            birth_long: dates::birth(full.known.details.birth),
            age: age::completed_years_on(full.known.details.birth, slot.date),
            voucher_tail: tail(&full.known.vouchers),
            phone: full.known.details.phone.clone(),
        },
        warning: full.known.protected_at.map(|_| {
            "支援措置の対象の方です。ご本人以外には、予約の有無も伝えないでください。".to_owned()
        }),
        programme: full.programme.name.clone(),
        dose: dose_name(
            Lang::Japanese,
            &booking::plan(&full.programme, &applicant, &full.own),
            booking.dose,
        ),
        venue: full.venue.name.clone(),
        date_long: dates::long(slot.date),
        time: dates::range(slot.starts, slot.ends),
        door: pools::door(booking.door).to_owned(),
        slot_url: format!("/desk/slots/{}", slot.id),
        actions: Vec::new(),
        history: entries(&full.history, &full.slots, &full.officers, &full.accounts),
    }
}

/// The last four digits of a voucher, enough to tell it apart on the phone.
fn tail(vouchers: &[Voucher]) -> String {
    let last = |voucher: &Voucher| voucher.number.as_str()[6..].to_owned();
    vouchers.first().map(last).unwrap_or_default()
}
