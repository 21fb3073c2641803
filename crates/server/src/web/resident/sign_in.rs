//! Signing in through LINE: from a link in the talk with the LIFF ID token, or in a plain browser with
//! LINE Login. Everything else works without script; only taking the token from LIFF needs it.

use crate::{
    App, Problem,
    actions::sign_in,
    web::{
        form::{Posted, Query},
        page::{Page, html},
        session::{RESIDENT, cookie, escape, local_path, set_cookie},
        visit::Visit,
    },
};
use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use jiff::SignedDuration;
use line::TokenError;
use serde::{Deserialize, Serialize};
use store::LineUser;

const LOGIN_COOKIE: &str = "madoguchi_login";
/// The door for those without LINE.
const CODE: &str = "/signin/code";
const LOGIN_LIFE: SignedDuration = SignedDuration::from_mins(10);

#[derive(Template)]
#[template(path = "resident/liff.html")]
struct Liff {
    page: Page,
    liff_id: String,
    sdk: String,
    next: String,
    sign_in_url: String,
    login_url: String,
    line_url: Option<String>,
    code_url: String,
}

/// What the opening page sends.
#[derive(Deserialize)]
pub(in crate::web) struct Token {
    id_token: String,
    next: String,
}

#[derive(Deserialize)]
pub(in crate::web) struct Next {
    #[serde(default)]
    pub(super) next: String,
}

/// What stood behind the address of the page that is to be opened.
#[derive(Deserialize)]
pub(in crate::web) struct With {
    with: Option<String>,
}

/// What LINE Login sends back.
#[derive(Deserialize)]
pub(in crate::web) struct Callback {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
}

/// What is kept, sealed in a cookie, while someone is at LINE's sign-in page.
#[derive(Serialize, Deserialize)]
struct Started {
    state: String,
    nonce: String,
    verifier: String,
    next: String,
}

/// The opening page at the LIFF endpoint itself. With `liff.state` it is LINE's first redirect, which
/// carries tokens and must reach the script.
pub(in crate::web) async fn liff_root(
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, Problem> {
    opening(&app, &visit, "/r/home")
}

/// The opening page below the endpoint: whoever is signed in goes straight on.
pub(in crate::web) async fn liff(
    State(app): State<App>,
    visit: Visit,
    Query(query): Query<With>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let rest = parts.uri.path().strip_prefix("/liff").unwrap_or_default();
    let target = match query.with {
        Some(with) => format!("/r{rest}?{with}"),
        None => format!("/r{rest}"),
    };
    let target = local_path(&target, "/r/home");
    if is_signed_in(&app, &parts).await? {
        return Ok(Redirect::to(target).into_response());
    }
    opening(&app, &visit, target)
}

fn opening(app: &App, visit: &Visit, next: &str) -> Result<Response, Problem> {
    let Some(line) = app.config.line.as_ref() else {
        return Ok(Redirect::to(&code_from(next)).into_response());
    };
    html(&Liff {
        page: Page::resident(app, visit, visit.lang.opening_title()).with_script("liff.js"),
        liff_id: line.liff_id.clone(),
        sdk: line.liff_sdk.clone().unwrap_or_default(),
        next: next.to_owned(),
        sign_in_url: "/signin/liff".to_owned(),
        login_url: line_from(next),
        line_url: None,
        code_url: code_from(next),
    })
}

/// LINE's sign-in page, which leads on from there.
pub(super) fn line_from(next: &str) -> String {
    format!("/signin/line?next={}", escape(next))
}

/// The door for those without LINE, which leads on from there.
fn code_from(next: &str) -> String {
    format!("{CODE}?next={}", escape(next))
}

async fn is_signed_in(app: &App, parts: &Parts) -> Result<bool, Problem> {
    let Some(secret) = cookie(parts, RESIDENT) else { return Ok(false) };
    let (token, now) = (sign_in::token(app, secret), app.clock.now());
    Ok(app.store.account_signed_in(&token, now).await?.is_some())
}

/// Takes the ID token that LIFF gave the page.
pub(in crate::web) async fn with_liff(
    State(app): State<App>,
    Posted(form): Posted<Token>,
) -> Result<Response, Problem> {
    let line = app.line.as_ref().ok_or(Problem::NotFound)?;
    let identity = line.login.verify(&form.id_token, None).await.map_err(Problem::LineSignIn)?;
    signed_in(&app, identity.user_id, &form.next).await
}

async fn signed_in(app: &App, user: String, next: &str) -> Result<Response, Problem> {
    let secret = sign_in::resident(app, LineUser(user)).await?;
    let mut response = Redirect::to(local_path(next, "/r/home")).into_response();
    let cookie = set_cookie(app, RESIDENT, &secret, sign_in::RESIDENT_LIFE);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Goes to LINE's sign-in page, in a plain browser.
pub(in crate::web) async fn to_line(
    State(app): State<App>,
    Query(query): Query<Next>,
) -> Result<Response, Problem> {
    let line = app.line.as_ref().ok_or(Problem::NotFound)?;
    let started = Started {
        state: app.ids.secret(),
        nonce: app.ids.secret(),
        verifier: app.ids.secret(),
        next: local_path(&query.next, "/r/home").to_owned(),
    };
    let digest = ring::digest::digest(&ring::digest::SHA256, started.verifier.as_bytes());
    let challenge = BASE64.encode(digest);
    let back = app.urls.absolute("/signin/line/callback");
    let url = line.login.authorize_url(&back, &started.state, &started.nonce, &challenge);
    let plain = serde_json::to_vec(&started).map_err(anyhow::Error::from)?;
    let sealed = BASE64.encode(app.store.keys().seal(LOGIN_COOKIE, &plain)?);
    let mut response = Redirect::to(&url).into_response();
    let cookie = set_cookie(&app, LOGIN_COOKIE, &sealed, LOGIN_LIFE);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Comes back from LINE's sign-in page.
pub(in crate::web) async fn from_line(
    State(app): State<App>,
    Query(query): Query<Callback>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let line = app.line.as_ref().ok_or(Problem::NotFound)?;
    let forged = || Problem::LineSignIn(TokenError::Forged);
    let started = started(&app, &parts).ok_or_else(forged)?;
    if started.state != query.state || query.code.is_empty() {
        return Err(forged());
    }
    let back = app.urls.absolute("/signin/line/callback");
    let exchanged = line.login.exchange_code(&query.code, &back, &started.verifier).await;
    let token = exchanged.map_err(Problem::LineSignIn)?;
    let identity = line.login.verify(&token, Some(&started.nonce)).await;
    let user = identity.map_err(Problem::LineSignIn)?.user_id;
    let mut response = signed_in(&app, user, &started.next).await?;
    response.headers_mut().append(header::SET_COOKIE, taken_back(&app, LOGIN_COOKIE));
    Ok(response)
}

fn started(app: &App, parts: &Parts) -> Option<Started> {
    let sealed = BASE64.decode(cookie(parts, LOGIN_COOKIE)?).ok()?;
    let plain = app.store.keys().open(LOGIN_COOKIE, &sealed).ok()?;
    serde_json::from_slice(&plain).ok()
}

pub(super) fn taken_back(app: &App, name: &str) -> HeaderValue {
    set_cookie(app, name, "", SignedDuration::ZERO)
}
