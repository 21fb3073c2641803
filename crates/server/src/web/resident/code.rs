//! A one-time code is typed, beside voucher number and birth date: in a plain browser by somebody without
//! LINE, who is signed in with it, and by whoever is signed in, to see everything of a person.

use super::person_new::era;
use crate::{
    App, Problem,
    actions::redeem::{self, Device, Redeemed},
    web::{
        address::Address,
        form::Posted,
        page::{Page, html},
        session::{RESIDENT, Resident, set_cookie},
        visit::Visit,
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{RequestId, birthdate, code::PlainCode, voucher, when};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "resident/code.html")]
struct Form {
    page: Page,
    action: String,
    /// Whether it signs in, and asks whose device this is.
    signs_in: bool,
    once: String,
    typed: Typed,
    line_url: Option<String>,
    back_url: String,
    voucher_error: Option<String>,
    birth_error: Option<String>,
    code_error: Option<String>,
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
    #[serde(default)]
    code: String,
    #[serde(default)]
    device: String,
    once: Option<RequestId>,
}

/// The form that signs in.
pub(in crate::web) async fn sign_in_form(
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, Problem> {
    html(&form(&app, &visit, true, Typed::default()))
}

/// The form for who is signed in.
pub(in crate::web) async fn get(
    State(app): State<App>,
    _resident: Resident,
    visit: Visit,
) -> Result<Response, Problem> {
    html(&form(&app, &visit, false, Typed::default()))
}

/// Signs in, or shows the form again with what was typed.
pub(in crate::web) async fn sign_in(
    State(app): State<App>,
    visit: Visit,
    Address(address): Address,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let (Some(read), Some(once)) = (read(&app, &typed), typed.once) else {
        return again(&app, &visit, true, typed, false);
    };
    let device = if typed.device == "own" { Device::Own } else { Device::Shared };
    match redeem::sign_in(&app, read, device, once, address).await? {
        Redeemed::Done(secret) => {
            let mut response = Redirect::to("/r/home").into_response();
            let cookie = set_cookie(&app, RESIDENT, &secret, device.life());
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Redeemed::NoMatch => again(&app, &visit, true, typed, true),
        Redeemed::Throttled { until } => Err(Problem::Throttled { until }),
    }
}

/// Proves the account, or shows the form again with what was typed.
pub(in crate::web) async fn post(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    Address(address): Address,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let Some(read) = read(&app, &typed) else { return again(&app, &visit, false, typed, false) };
    match redeem::redeem(&app, resident.account, read, address).await? {
        Redeemed::Done(person) => Ok(Redirect::to(&format!("/r/people/{person}")).into_response()),
        Redeemed::NoMatch => again(&app, &visit, false, typed, true),
        Redeemed::Throttled { until } => Err(Problem::Throttled { until }),
    }
}

/// What was typed, where all three can be read.
fn read(app: &App, typed: &Typed) -> Option<redeem::Typed> {
    let today = when::japan_date(app.clock.now());
    Some(redeem::Typed {
        voucher: voucher::parse(&typed.voucher).ok()?,
        birth: birthdate::parse(&typed.birth, era(&typed.era), today).ok()?,
        code: PlainCode::parse(&typed.code).ok()?,
    })
}

/// The form once more, each field with what is wrong in it.
fn again(
    app: &App,
    visit: &Visit,
    signs_in: bool,
    typed: Typed,
    no_match: bool,
) -> Result<Response, Problem> {
    let (today, lang) = (when::japan_date(app.clock.now()), visit.lang);
    let voucher = voucher::parse(&typed.voucher).err();
    let birth = birthdate::parse(&typed.birth, era(&typed.era), today).err();
    let code = PlainCode::parse(&typed.code).err();
    let form = Form {
        voucher_error: voucher.map(|error| lang.voucher_wrong(&error)),
        birth_error: birth.map(|error| lang.birth_wrong(&error)),
        code_error: code.map(|error| lang.code_wrong(&error)),
        failure: no_match.then(|| lang.code_no_match().to_owned()),
        ..form(app, visit, signs_in, typed)
    };
    let mut response = html(&form)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

fn form(app: &App, visit: &Visit, signs_in: bool, typed: Typed) -> Form {
    let lang = visit.lang;
    let title = if signs_in { lang.code_sign_in_title() } else { lang.code_title() };
    let action = if signs_in { "/signin/code" } else { "/r/people/code" };
    let once = typed.once.unwrap_or_else(|| RequestId(app.ids.uuid()));
    Form {
        page: Page::resident(app, visit, title),
        action: action.to_owned(),
        signs_in,
        once: once.to_string(),
        typed,
        line_url: app.line.is_some().then(|| "/signin/line".to_owned()),
        back_url: "/r/people".to_owned(),
        voucher_error: None,
        birth_error: None,
        code_error: None,
        failure: None,
    }
}
