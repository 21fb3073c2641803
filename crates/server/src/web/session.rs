//! Who is signed in, as extractors: a handler that takes a [`Resident`] or an [`Officer`] cannot be
//! reached by anyone else. What an officer may is asked by the guard of the desk's addresses.

use super::unfinished::page_of;
use crate::{App, Problem, actions::sign_in, words};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, Method, Uri, header, request::Parts},
};
use domain::{AccountId, Act, Duty, OfficerId, VenueId};
use jiff::SignedDuration;
use store::Token;

pub(super) const RESIDENT: &str = "madoguchi";
pub(super) const DESK: &str = "madoguchi_desk";

/// A resident who came through LINE.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resident {
    pub(super) account: AccountId,
}

/// A member of the staff.
#[derive(Clone, Debug)]
pub(super) struct Officer {
    pub(super) id: OfficerId,
    pub(super) name: String,
    pub(super) duty: Duty,
    /// What this sign-in is known by.
    pub(super) sign_in: Token,
    /// Whether nothing is open before a second factor is set up.
    pub(super) owes_second: bool,
}

impl Officer {
    /// Whether what leads there is shown.
    pub(super) fn may(&self, act: Act) -> bool {
        self.duty.may(act)
    }

    /// What is at another venue than the officer's does not exist.
    pub(super) fn is_at(&self, venue: VenueId) -> Result<(), Problem> {
        if self.duty.is_at(venue) { Ok(()) } else { Err(Problem::NotFound) }
    }

    /// The same officer in a rehearsal, where no password leads in.
    pub(super) fn played(&self) -> store::Officer {
        store::Officer {
            id: self.id,
            login: self.id.to_string(),
            name: self.name.clone(),
            password: String::new(),
            duty: self.duty.clone(),
            disabled_at: None,
        }
    }
}

impl FromRequestParts<App> for Resident {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(secret) = cookie(parts, RESIDENT) {
            let (token, now) = (sign_in::token(app, secret), app.clock.now());
            if let Some(account) = app.store.account_signed_in(&token, now).await? {
                return Ok(Self { account });
            }
        }
        Err(Problem::SignIn { next: opening(&parts.method, &parts.uri) })
    }
}

/// The opening page that leads back here. LINE puts its own words behind that address, so ours are one of them.
/// A form that was sent is shown again from the page it stands on.
fn opening(method: &Method, uri: &Uri) -> String {
    let path = if *method == Method::GET { uri.path() } else { page_of(uri.path()) };
    let below = path.strip_prefix("/r").filter(|rest| rest.starts_with('/')).unwrap_or("/home");
    match uri.query() {
        Some(query) if *method == Method::GET => format!("/liff{below}?with={}", escape(query)),
        _ => format!("/liff{below}"),
    }
}

/// From which browser somebody comes, in words.
pub(super) fn browser(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    words::browser::plain(agent.unwrap_or_default())
}

/// Where an officer signs in, and what is opened then.
pub(super) fn sign_in_first(parts: &Parts) -> Problem {
    let whole = parts.method == Method::GET;
    let path = if whole { parts.uri.to_string() } else { parts.uri.path().to_owned() };
    Problem::SignIn { next: format!("/desk/signin?next={}", escape(&path)) }
}

/// The value of a cookie.
pub(super) fn cookie<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    cookie_of(&parts.headers, name)
}

/// The same from the headers alone.
pub(super) fn cookie_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        all.flat_map(|list| list.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// A cookie that scripts cannot read and other sites cannot send along; a life of zero takes it back.
pub(super) fn set_cookie(app: &App, name: &str, value: &str, life: SignedDuration) -> HeaderValue {
    let secure = if app.config.server.base_url.starts_with("https:") { "; Secure" } else { "" };
    let seconds = life.as_secs();
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).expect("secrets are base64, languages are letters")
}

/// Percent-encodes what may not stand in a query value.
pub(super) fn escape(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encode = |byte: u8| {
        if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(encode).collect()
}

/// A path within this service to go on to, or the fallback: never another site.
pub(super) fn local_path<'a>(next: &'a str, fallback: &'a str) -> &'a str {
    let local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n', '\t'])
        && next.is_ascii();
    if local { next } else { fallback }
}
