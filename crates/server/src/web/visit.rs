//! How a page is being visited: in which language, with what letters and colours, and at which address, so that a change of language leads
//! back to where one was.

use super::{
    look::{LOOK, Look},
    session::{cookie_of, escape, local_path, set_cookie},
    unfinished::Unfinished,
};
use crate::{App, Problem, words::Lang};
use axum::{
    extract::{FromRequest, FromRequestParts, Query, Request, State},
    http::{HeaderMap, Method, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use jiff::SignedDuration;
use serde::Deserialize;
use std::convert::Infallible;

const LANGUAGE: &str = "madoguchi_lang";
/// As long as browsers keep a cookie.
pub(super) const KEPT: SignedDuration = SignedDuration::from_hours(24 * 400);
/// Where a change of language leads when the page itself cannot be asked for again.
pub(super) const HOME: &str = "/r/home";

/// A visit to a resident's page.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    /// What the page speaks.
    pub(super) lang: Lang,
    /// What letters and colours are to be like.
    pub(super) look: Look,
    /// The page's own address.
    pub(super) here: String,
    /// Whether what was sent from this page waits, because the sign-in had ended.
    pub(super) sent_too_late: bool,
}

impl Visit {
    /// What the request says of it.
    pub(super) fn of(method: &Method, uri: &Uri, headers: &HeaderMap) -> Self {
        let (lang, look) = looks(headers);
        Self { lang, look, here: here(method, uri), sent_too_late: false }
    }
}

/// Everything about a visitor that makes a page look otherwise.
pub(super) fn looks(headers: &HeaderMap) -> (Lang, Look) {
    let look = cookie_of(headers, LOOK).map_or_else(Look::default, Look::read);
    (lang(headers), look)
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let waiting = parts.extensions.get::<Unfinished>();
        let sent_too_late = waiting.is_some_and(Unfinished::sign_in_ended);
        Ok(Self { sent_too_late, ..Self::of(&parts.method, &parts.uri, &parts.headers) })
    }
}

/// The one that was chosen; else English for a browser that asks for it and not for Japanese.
fn lang(headers: &HeaderMap) -> Lang {
    if let Some(chosen) = cookie_of(headers, LANGUAGE).and_then(Lang::named) {
        return chosen;
    }
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let wanted = wanted.unwrap_or_default();
    let begins = |range: &str, code: &str| {
        range.get(..code.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(code))
    };
    let speaks = |code: &str| wanted.split(',').any(|range| begins(range.trim(), code));
    if speaks("en") && !speaks("ja") { Lang::English } else { Lang::Japanese }
}

/// A form that was answered is asked for again at its own address. What LINE put behind the address of a
/// sign-in is used once and goes nowhere else.
fn here(method: &Method, uri: &Uri) -> String {
    let path = uri.path();
    if path == "/signin/code" {
        return path.to_owned();
    }
    if path.starts_with("/signin") || path == "/lang" {
        return HOME.to_owned();
    }
    if path.starts_with("/liff/") {
        let with =
            uri.query().unwrap_or_default().split('&').find(|pair| pair.starts_with("with="));
        return with.map_or_else(|| path.to_owned(), |with| format!("{path}?{with}"));
    }
    match uri.path_and_query() {
        Some(whole) if method == Method::GET && keeps_its_query(path) => whole.to_string(),
        _ => path.to_owned(),
    }
}

fn keeps_its_query(path: &str) -> bool {
    path.starts_with("/r/") || path == "/look"
}

/// What was chosen, and where.
#[derive(Deserialize)]
pub(super) struct Chosen {
    /// The language; without one, the page of letters and colours is meant.
    lang: Option<String>,
    #[serde(default)]
    next: String,
    /// The same in a form that is typed into, which is then sent along.
    here: Option<String>,
}

/// Speaks another language from now on, on this device, or goes to letters and colours. What was typed on
/// the page stands there again afterwards.
pub(super) async fn choose(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let body = String::from_request(request, &app).await.map_err(|_| Problem::FormExpired)?;
    let uri = Uri::try_from(format!("/?{body}")).map_err(|_| Problem::FormExpired)?;
    let Query(form) = Query::<Chosen>::try_from_uri(&uri).map_err(|_| Problem::FormExpired)?;
    let next = local_path(form.here.as_deref().unwrap_or(&form.next), HOME);
    let mut response = match form.lang {
        Some(code) => {
            let lang = Lang::named(&code).ok_or(Problem::FormExpired)?;
            let mut response = Redirect::to(next).into_response();
            let cookie = set_cookie(&app, LANGUAGE, lang.code(), KEPT);
            response.headers_mut().append(header::SET_COOKIE, cookie);
            response
        }
        None => Redirect::to(&look_from(next)).into_response(),
    };
    if form.here.is_some() {
        let cookie = Unfinished::half_typed(next, body).cookie(&app)?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The page of letters and colours, which leads back.
pub(super) fn look_from(page: &str) -> String {
    format!("/look?next={}", escape(page))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn asked(name: header::HeaderName, value: &'static str) -> Lang {
        lang(&HeaderMap::from_iter([(name, HeaderValue::from_static(value))]))
    }

    #[test]
    fn who_has_chosen_is_answered_so_and_others_as_their_browser_asks() {
        assert_eq!(lang(&HeaderMap::new()), Lang::Japanese);
        assert_eq!(asked(header::COOKIE, "a=b; madoguchi_lang=easy"), Lang::Easy);
        assert_eq!(asked(header::COOKIE, "madoguchi_lang=tlh"), Lang::Japanese);
        assert_eq!(asked(header::ACCEPT_LANGUAGE, "en-GB,en;q=0.9"), Lang::English);
        assert_eq!(asked(header::ACCEPT_LANGUAGE, "en-US,en;q=0.9,ja;q=0.8"), Lang::Japanese);
        assert_eq!(asked(header::ACCEPT_LANGUAGE, "pt-BR,pt;q=0.9"), Lang::Japanese);
    }

    #[test]
    fn the_way_back_is_the_page_and_never_what_line_sent() {
        let at = |method: Method, address: &'static str| here(&method, &Uri::from_static(address));
        let done = "/r/bookings/1/done?changed=true";
        assert_eq!(at(Method::GET, done), done);
        assert_eq!(at(Method::POST, "/r/people/new"), "/r/people/new");
        assert_eq!(at(Method::GET, "/signin/line/callback?code=secret&state=s"), HOME);
        assert_eq!(at(Method::GET, "/liff?liff.state=x&access_token=secret"), "/liff");
    }
}
