//! A form that was sent and could not be answered yet: the sign-in had ended over night, or somebody chose
//! another language half way. What was typed waits, sealed, in a cookie of this browser, and stands in the
//! fields again when its page is next shown. It never goes into an address.

use super::session::{cookie_of, set_cookie};
use crate::{App, Problem};
use axum::{
    body::{Body, to_bytes},
    extract::{FromRequestParts, Query, Request, State},
    http::{HeaderMap, HeaderValue, Method, Uri, header, request::Parts},
    middleware::Next,
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use domain::AccountId;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::convert::Infallible;

const COOKIE: &str = "madoguchi_form";
/// As long as signing in may take.
const LIFE: SignedDuration = SignedDuration::from_mins(10);
/// A cookie may have 4,096 bytes; sealing and base64 add a third to this. No field of ours is as long.
const TYPED_BYTES_MOST: usize = 2_400;

/// Marks an answer that leads to signing in.
#[derive(Clone, Copy)]
pub(super) struct SignInFirst;

/// Why the form waits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Why {
    SignInEnded,
    OtherLanguage,
}

/// The form that waits.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Unfinished {
    /// The page it stands on.
    page: String,
    /// What was sent.
    typed: String,
    why: Why,
}

/// Whose form it is.
#[derive(Deserialize)]
struct Whose {
    whose: Option<AccountId>,
}

impl Unfinished {
    /// A form that is typed into while another language or another look is chosen.
    pub(super) fn half_typed(page: &str, typed: String) -> Self {
        let page = page.split('?').next().unwrap_or_default();
        Self { page: page.to_owned(), typed, why: Why::OtherLanguage }
    }

    /// Whether it was sent after the sign-in had ended.
    pub(super) fn sign_in_ended(&self) -> bool {
        self.why == Why::SignInEnded
    }

    /// What the browser is to keep.
    pub(super) fn cookie(mut self, app: &App) -> Result<HeaderValue, Problem> {
        if self.typed.len() > TYPED_BYTES_MOST {
            self.typed.clear();
        }
        let plain = serde_json::to_vec(&self).map_err(anyhow::Error::from)?;
        let sealed = BASE64.encode(app.store.keys().seal(COOKIE, &plain)?);
        Ok(set_cookie(app, COOKIE, &sealed, LIFE))
    }

    fn read(app: &App, headers: &HeaderMap) -> Option<Self> {
        let sealed = BASE64.decode(cookie_of(headers, COOKIE)?).ok()?;
        let plain = app.store.keys().open(COOKIE, &sealed).ok()?;
        serde_json::from_slice(&plain).ok()
    }

    fn fields<T: DeserializeOwned>(&self) -> Option<T> {
        let uri = Uri::try_from(format!("/?{}", self.typed)).ok()?;
        Query::try_from_uri(&uri).ok().map(|Query(fields)| fields)
    }
}

/// The form that waited for this page, if one did.
pub(super) struct Waited(Option<Unfinished>);

impl Waited {
    /// What was typed, where this account typed it; else empty fields.
    pub(super) fn typed<T: DeserializeOwned + Default>(&self, account: Option<AccountId>) -> T {
        self.given(account).unwrap_or_default()
    }

    /// The same, or nothing.
    pub(super) fn given<T: DeserializeOwned>(&self, account: Option<AccountId>) -> Option<T> {
        let form = self.0.as_ref()?;
        let Whose { whose } = form.fields()?;
        if whose == account { form.fields() } else { None }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Waited {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get().cloned()))
    }
}

/// What the browser is to forget.
pub(super) fn forgotten(app: &App) -> HeaderValue {
    set_cookie(app, COOKIE, "", SignedDuration::ZERO)
}

/// The page that has the form which is sent to this address.
pub(super) fn page_of(path: &str) -> &str {
    let only_sent = ["/invite", "/decline"];
    only_sent.iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path)
}

/// Keeps what is sent without a sign-in, and gives it to its page once.
pub(super) async fn wait(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if request.method() == Method::POST && request.uri().path().starts_with("/r/") {
        return sent(&app, request, next).await;
    }
    let waiting = Unfinished::read(&app, request.headers());
    let Some(form) = waiting.filter(|form| form.page == request.uri().path()) else {
        return Ok(next.run(request).await);
    };
    request.extensions_mut().insert(form);
    let mut response = next.run(request).await;
    if response.status().is_success() {
        response.headers_mut().append(header::SET_COOKIE, forgotten(&app));
    }
    Ok(response)
}

async fn sent(app: &App, request: Request, next: Next) -> Result<Response, Problem> {
    let page = page_of(request.uri().path()).to_owned();
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, super::FORM_BYTES_MAX).await.map_err(|_| Problem::TooLong)?;
    let whole = Request::from_parts(parts, Body::from(bytes.clone()));
    let mut response = next.run(whole).await;
    if response.extensions().get::<SignInFirst>().is_some() {
        let typed = String::from_utf8_lossy(&bytes).into_owned();
        let form = Unfinished { page, typed, why: Why::SignInEnded };
        response.headers_mut().append(header::SET_COOKIE, form.cookie(app)?);
    }
    Ok(response)
}
