//! Gives a place back: first what that means and which bookings go with it, then one button.

use super::booking::Full;
use crate::{
    App, Problem,
    actions::{Asker, cancel},
    web::{
        form::At,
        page::{Appointment, Number, Page, html},
        session::Resident,
        visit::Visit,
    },
    words::{Lang, lang::Html},
};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{Booking, BookingId, BookingState, CancelReason, Refusal, RequestId, booking};
use jiff::Timestamp;

#[derive(Template)]
#[template(path = "resident/cancel.html")]
struct Ask {
    page: Page,
    number: Number,
    appointment: Appointment,
    along: Vec<Along>,
    action: String,
    once: String,
    back_url: String,
    change_url: Option<String>,
}

#[derive(Template)]
#[template(path = "resident/cancelled.html")]
struct Cancelled {
    page: Page,
    number: String,
    appointment: Appointment,
    along: Vec<Along>,
    again_url: Option<String>,
    line_url: Option<String>,
}

/// A booking that goes with the one that is cancelled.
struct Along {
    dose: Html,
    date: String,
}

/// What cancelling means.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(id): At<BookingId>,
) -> Result<Response, Problem> {
    let full = Full::find(&app, resident.account, id).await?;
    if !full.booking.is_live() {
        return cancelled(&app, &visit, &full);
    }
    let now = app.clock.now();
    let later = along(&full, now)?;
    let doors = super::pick::Doors::of(visit.lang, &full.programme, &full.slot, &full.booking, now);
    html(&Ask {
        page: Page::resident(&app, &visit, visit.lang.cancel_title()),
        number: Number::of(visit.lang, full.booking.number),
        appointment: full.appointment(visit.lang),
        along: seen(visit.lang, &full, later),
        action: format!("/r/bookings/{id}/cancel"),
        once: RequestId(app.ids.uuid()).to_string(),
        back_url: format!("/r/bookings/{id}"),
        change_url: doors.change_url,
    })
}

/// Cancels. A second press shows the same page.
pub(in crate::web) async fn post(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(id): At<BookingId>,
) -> Result<Response, Problem> {
    let asker = Asker::Account(resident.account);
    cancel::cancel(&app, asker, id, CancelReason::ByResident).await??;
    let full = Full::find(&app, resident.account, id).await?;
    cancelled(&app, &visit, &full)
}

fn cancelled(app: &App, visit: &Visit, full: &Full) -> Result<Response, Problem> {
    let (person, programme) = (full.booking.person, full.programme.id);
    html(&Cancelled {
        page: Page::resident(app, visit, visit.lang.cancelled_title()),
        number: full.booking.number.to_string(),
        appointment: full.appointment(visit.lang),
        along: seen(visit.lang, full, gone_along(full)),
        again_url: Some(format!("/r/book/{person}/{programme}/{}", full.booking.dose)),
        line_url: None,
    })
}

/// The bookings that would go with this one, or why it may not be cancelled, as the rules have it.
fn along(full: &Full, now: Timestamp) -> Result<Vec<&Booking>, Refusal> {
    let Full { facts, programme, booking, slot, applicant, .. } = full;
    booking::may_cancel(&facts.case(programme, booking.dose, slot, applicant), booking, now)
}

/// The later doses that were cancelled in the same moment.
fn gone_along(full: &Full) -> Vec<&Booking> {
    let BookingState::Cancelled { .. } = full.booking.state else { return Vec::new() };
    let along = |b: &&Booking| b.dose > full.booking.dose && b.state == full.booking.state;
    full.facts.bookings.iter().filter(along).collect()
}

/// Those of them that the account may see.
fn seen(lang: Lang, full: &Full, bookings: Vec<&Booking>) -> Vec<Along> {
    let sight = full.facts.sight;
    let visible = bookings.into_iter().filter(|booking| booking.is_visible_to(sight));
    visible
        .map(|booking| Along {
            dose: full
                .dose_name(lang, booking.dose)
                .unwrap_or_else(|| Html::text(&lang.dose_number(booking.dose))),
            date: lang.long(booking.date),
        })
        .collect()
}
