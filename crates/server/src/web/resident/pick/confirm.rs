//! Everything once more in words, and one button.

use super::{
    Picking, Wish,
    parts::{STEPS, find, step_page},
};
use crate::{
    App, Problem,
    web::{
        page::{Appointment, Page, dose_name, html},
        visit::Visit,
    },
};
use askama::Template;
use axum::response::Response;
use domain::{RequestId, Slot, venue::Venue};

#[derive(Template)]
#[template(path = "resident/confirm.html")]
struct Confirm {
    page: Page,
    step_now: u32,
    step_total: u32,
    back_url: String,
    action: String,
    appointment: Appointment,
    from: Option<Appointment>,
    warnings: Vec<String>,
    once: String,
    hidden: Vec<Hidden>,
}

struct Hidden {
    name: String,
    value: String,
}

pub(in crate::web::resident) fn confirm_view(
    app: &App,
    visit: &Visit,
    wish: &Wish,
    slot: &Slot,
) -> Result<Response, Problem> {
    let venue = find(wish, slot.venue)?;
    let appointment = |slot: &Slot, venue: &Venue| {
        let dose = dose_name(visit.lang, &wish.plan(), wish.dose);
        Appointment::of(visit.lang, &wish.details.name, &wish.programme, dose, slot, venue)
    };
    let from = wish.changing.as_ref();
    let from = from.and_then(|(_, slot)| Some(appointment(slot, wish.venue(slot.venue)?)));
    html(&Confirm {
        page: step_page(app, visit, wish, visit.lang.confirm_step(), STEPS),
        step_now: wish.step(STEPS),
        step_total: wish.step(STEPS),
        back_url: format!("{}/{}/{}", wish.base(), venue.id, slot.date),
        action: format!("{}/slot/{}", wish.base(), slot.id),
        appointment: appointment(slot, venue),
        from,
        warnings: Vec::new(),
        once: RequestId(app.ids.uuid()).to_string(),
        hidden: Vec::new(),
    })
}
