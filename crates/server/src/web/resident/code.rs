//! A one-time code is typed, beside voucher number and birth date: in a plain browser by somebody without
//! LINE, who is signed in with it, and by whoever is signed in, to see everything of a person.

use super::{
    person_new::era,
    sign_in::{Next, line_from},
};
use crate::{
    App, Problem,
    actions::redeem::{self, Device, Redeemed},
    web::{
        address::Address,
        form::{Posted, Query},
        page::{Page, html},
        session::{RESIDENT, Resident, local_path, set_cookie},
        unfinished::Waited,
        visit::{HOME, Visit},
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{AccountId, RequestId, birthdate, code::PlainCode, voucher, when};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "resident/code.html")]
struct Form {
    page: Page,
    action: String,
    /// Whether it signs in, and asks whose device this is.
    signs_in: bool,
    /// Where it leads after signing in.
    next: String,
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
    #[serde(default)]
    next: String,
    once: Option<RequestId>,
}

/// Who types: someone who wants to sign in, or an account.
#[derive(Clone, Copy)]
enum Typist {
    SignsIn,
    Account(AccountId),
}

/// The form that signs in.
pub(in crate::web) async fn sign_in_form(
    State(app): State<App>,
    visit: Visit,
    waited: Waited,
    Query(query): Query<Next>,
) -> Result<Response, Problem> {
    let typed = waited.given(None).unwrap_or_else(|| Typed { next: query.next, ..<_>::default() });
    html(&form(&app, &visit, Typist::SignsIn, typed))
}

/// The form for who is signed in.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    waited: Waited,
) -> Result<Response, Problem> {
    let typed = waited.typed(Some(resident.account));
    html(&form(&app, &visit, Typist::Account(resident.account), typed))
}

/// Signs in, or shows the form again with what was typed.
pub(in crate::web) async fn sign_in(
    State(app): State<App>,
    visit: Visit,
    Address(address): Address,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let (Some(read), Some(once)) = (read(&app, &typed), typed.once) else {
        return again(&app, &visit, Typist::SignsIn, typed, false);
    };
    let device = if typed.device == "own" { Device::Own } else { Device::Shared };
    match redeem::sign_in(&app, read, device, once, address).await? {
        Redeemed::Done(secret) => {
            let mut response = Redirect::to(local_path(&typed.next, HOME)).into_response();
            let cookie = set_cookie(&app, RESIDENT, &secret, device.life());
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Redeemed::NoMatch => again(&app, &visit, Typist::SignsIn, typed, true),
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
    let typist = Typist::Account(resident.account);
    let Some(read) = read(&app, &typed) else { return again(&app, &visit, typist, typed, false) };
    match redeem::redeem(&app, resident.account, read, address).await? {
        Redeemed::Done(person) => Ok(Redirect::to(&format!("/r/people/{person}")).into_response()),
        Redeemed::NoMatch => again(&app, &visit, typist, typed, true),
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
    typist: Typist,
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
        ..form(app, visit, typist, typed)
    };
    let mut response = html(&form)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

fn form(app: &App, visit: &Visit, typist: Typist, typed: Typed) -> Form {
    let lang = visit.lang;
    let (title, action, whose) = match typist {
        Typist::SignsIn => (lang.code_sign_in_title(), "/signin/code", None),
        Typist::Account(account) => (lang.code_title(), "/r/people/code", Some(account)),
    };
    let once = typed.once.unwrap_or_else(|| RequestId(app.ids.uuid()));
    Form {
        page: Page::resident(app, visit, title).with_typing(whose),
        action: action.to_owned(),
        signs_in: whose.is_none(),
        next: local_path(&typed.next, HOME).to_owned(),
        once: once.to_string(),
        line_url: app.line.is_some().then(|| line_from(&typed.next)),
        typed,
        back_url: "/r/people".to_owned(),
        voucher_error: None,
        birth_error: None,
        code_error: None,
        failure: None,
    }
}
