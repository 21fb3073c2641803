//! Says who is to be booked for: voucher number in any form, birth date in any era.

use crate::{
    App, Problem,
    actions::identify::{Identified, identify},
    web::{
        address::Address,
        form::Posted,
        page::{Page, html},
        session::Resident,
        unfinished::Waited,
        visit::Visit,
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{birthdate, voucher, wareki::Era, when};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "resident/person_new.html")]
struct PersonNew {
    page: Page,
    action: String,
    back_url: String,
    voucher: String,
    birth: String,
    era: String,
    voucher_error: Option<String>,
    birth_error: Option<String>,
    failure: Option<String>,
}

/// What was typed.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    voucher: String,
    #[serde(default)]
    birth: String,
    #[serde(default)]
    era: String,
}

/// The form, empty or with what waited for it.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    waited: Waited,
) -> Result<Response, Problem> {
    html(&form(&app, resident, &visit, waited.typed(Some(resident.account))))
}

/// Looks the person up, or shows the form again with what was typed.
pub(in crate::web) async fn post(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    Address(address): Address,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let today = when::japan_date(app.clock.now());
    let voucher = voucher::parse(&typed.voucher);
    let birth = birthdate::parse(&typed.birth, era(&typed.era), today);
    let (Ok(voucher), Ok(birth)) = (&voucher, &birth) else {
        let form = PersonNew {
            voucher_error: voucher.err().map(|error| visit.lang.voucher_wrong(&error)),
            birth_error: birth.err().map(|error| visit.lang.birth_wrong(&error)),
            ..form(&app, resident, &visit, typed)
        };
        return again(&form, StatusCode::UNPROCESSABLE_ENTITY);
    };
    match identify(&app, resident.account, voucher.clone(), *birth, address).await? {
        Identified::As(person) => Ok(Redirect::to(&format!("/r/book/{person}")).into_response()),
        Identified::NoMatch => {
            // One sentence for every way in which a look-up can fail.
            let failure = Some(visit.lang.no_match().to_owned());
            again(
                &PersonNew { failure, ..form(&app, resident, &visit, typed) },
                StatusCode::UNPROCESSABLE_ENTITY,
            )
        }
        Identified::Throttled { until } => Err(Problem::Throttled { until }),
    }
}

fn again(form: &PersonNew, status: StatusCode) -> Result<Response, Problem> {
    let mut response = html(form)?;
    *response.status_mut() = status;
    Ok(response)
}

fn form(app: &App, resident: Resident, visit: &Visit, typed: Typed) -> PersonNew {
    let page = Page::resident(app, visit, visit.lang.register_title());
    PersonNew {
        page: page.with_typing(Some(resident.account)),
        action: "/r/people/new".to_owned(),
        back_url: "/r/home".to_owned(),
        voucher: typed.voucher,
        birth: typed.birth,
        era: typed.era,
        voucher_error: None,
        birth_error: None,
        failure: None,
    }
}

/// The era of this name, if one was chosen.
pub(super) fn era(name: &str) -> Option<Era> {
    match name {
        "taisho" => Some(Era::Taisho),
        "showa" => Some(Era::Showa),
        "heisei" => Some(Era::Heisei),
        "reiwa" => Some(Era::Reiwa),
        _ => None,
    }
}
