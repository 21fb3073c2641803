//! Everyone's place once more in words, and what they read once all are booked.

use super::party::{Guests, Party};
use crate::{
    App, Problem,
    web::{
        page::{Appointment, Number, Page, dose_name, html},
        resident::{
            booking::{Full, next_dose},
            next_dose::Offer,
            pick::Picking,
        },
        visit::Visit,
    },
};
use askama::Template;
use axum::response::Response;
use domain::{AccountId, BookingId, RequestId, Slot, command::Book};

#[derive(Template)]
#[template(path = "resident/together_confirm.html")]
struct Confirm {
    page: Page,
    step_now: u32,
    step_total: u32,
    back_url: String,
    action: String,
    appointments: Vec<Appointment>,
    slots: String,
    once: String,
}

#[derive(Template)]
#[template(path = "resident/together_done.html")]
struct Done {
    page: Page,
    bookings: Vec<Made>,
    bring: Vec<String>,
}

struct Made {
    number: Number,
    plain: String,
    appointment: Appointment,
    url: String,
    calendar_url: String,
    next_dose: Option<Offer>,
}

/// What the button will do.
pub(super) fn ask(
    app: &App,
    visit: &Visit,
    party: &Party,
    first: &Slot,
    placed: &[Book],
) -> Result<Response, Problem> {
    let slots: Vec<String> = placed.iter().map(|wish| wish.slot.to_string()).collect();
    html(&Confirm {
        page: Page::resident(app, visit, visit.lang.confirm_step()),
        step_now: party.steps(),
        step_total: party.steps(),
        back_url: format!("{}/{}/{}", party.base(), first.venue, first.date),
        action: format!("{}/slot/{}", party.base(), first.id),
        appointments: placed.iter().filter_map(|wish| appointment(visit, party, wish)).collect(),
        slots: slots.join(","),
        once: RequestId(app.ids.uuid()).to_string(),
    })
}

fn appointment(visit: &Visit, party: &Party, wish: &Book) -> Option<Appointment> {
    let slot = party.slot(wish.slot)?;
    let venue = party.venues().iter().find(|venue| venue.id == slot.venue)?;
    let dose = dose_name(visit.lang, &party.plan(&wish.applicant), wish.dose);
    let name = &party.member(wish.applicant.person)?.details.name;
    Some(Appointment::of(visit.lang, name, &party.programme, dose, slot, venue))
}

/// All numbers at once.
pub(super) async fn done(
    app: &App,
    visit: &Visit,
    account: AccountId,
    guests: &Guests,
    once: RequestId,
) -> Result<Response, Problem> {
    let mut made = Vec::with_capacity(guests.members.len());
    for (person, _) in guests.members.iter().copied() {
        let found = app.store.read(move |reader| reader.booking_once(person, once)).await?;
        made.push(found.ok_or(Problem::NotFound)?.id);
    }
    all_done(app, visit, account, made).await
}

/// The same of bookings that were made together by an offer.
pub(in crate::web::resident) async fn all_done(
    app: &App,
    visit: &Visit,
    account: AccountId,
    made: Vec<BookingId>,
) -> Result<Response, Problem> {
    let mut bookings = Vec::with_capacity(made.len());
    let mut bring = Vec::new();
    for id in made {
        let full = Full::find(app, account, id).await?;
        bookings.push(Made {
            number: Number::of(visit.lang, full.booking.number),
            plain: full.booking.number.to_string(),
            appointment: full.appointment(visit.lang),
            url: format!("/r/bookings/{id}"),
            calendar_url: format!("/r/bookings/{id}/calendar.ics"),
            next_dose: next_dose(app, (account, visit.lang), &full).await?,
        });
        bring.clone_from(&full.programme.policy.bring);
    }
    let title = visit.lang.together_done(bookings.len());
    html(&Done { page: Page::resident(app, visit, &title), bookings, bring })
}
