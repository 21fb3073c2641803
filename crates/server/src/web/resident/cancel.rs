//! Gives a place back: first what that means, then one button.

use super::booking::Full;
use crate::{
    App, Problem,
    actions::cancel,
    web::{
        form::At,
        page::{Appointment, Number, Page, html},
        session::Resident,
    },
};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{BookingId, Refusal, RequestId};

#[derive(Template)]
#[template(path = "resident/cancel.html")]
struct Ask {
    page: Page,
    number: Number,
    appointment: Appointment,
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
    again_url: Option<String>,
    line_url: Option<String>,
}

/// What cancelling means.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    At(id): At<BookingId>,
) -> Result<Response, Problem> {
    let full = Full::find(&app, resident.account, id).await?;
    if !full.booking.is_live() {
        return cancelled(&app, &full);
    }
    let closed_at = full.programme.policy.cancel_closes_at(&full.slot);
    let now = app.clock.now();
    if now >= closed_at {
        return Err(Refusal::PastCutOff { closed_at }.into());
    }
    let doors = super::pick::Doors::of(&full.programme, &full.slot, &full.booking, now);
    html(&Ask {
        page: Page::resident(&app, "予約のキャンセル"),
        number: Number::of(full.booking.number),
        appointment: full.appointment(),
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
    At(id): At<BookingId>,
) -> Result<Response, Problem> {
    cancel::cancel(&app, resident.account, id).await??;
    let full = Full::find(&app, resident.account, id).await?;
    cancelled(&app, &full)
}

fn cancelled(app: &App, full: &Full) -> Result<Response, Problem> {
    let (person, programme) = (full.booking.person, full.programme.id);
    html(&Cancelled {
        page: Page::resident(app, "キャンセルしました"),
        number: full.booking.number.to_string(),
        appointment: full.appointment(),
        again_url: Some(format!("/r/book/{person}/{programme}/{}", full.booking.dose)),
        line_url: None,
    })
}
