//! Reading forms, paths and what addresses ask for. What cannot be read is a page that is not found or a form that has
//! expired, never a bare status code.

use crate::Problem;
use axum::{
    Form,
    extract::{self, FromRequest, FromRequestParts, Path, Request},
    http::{StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use std::str::FromStr;

/// The parts of a path; one that does not parse is not found.
pub(super) struct At<T>(pub(super) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(at)| Self(at)).map_err(|_| Problem::NotFound)
    }
}

/// What an address asks for behind its question mark; what cannot be is not found.
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let asked = extract::Query::<T>::from_request_parts(parts, state).await;
        asked.map(|extract::Query(asked)| Self(asked)).map_err(|_| Problem::NotFound)
    }
}

/// Refuses a form by what it says of its own length, before a word of it is read.
pub(super) async fn of_fair_length(request: Request, next: Next) -> Result<Response, Problem> {
    let said = request.headers().get(header::CONTENT_LENGTH).and_then(|said| said.to_str().ok());
    let length = said.and_then(|said| said.parse::<usize>().ok()).unwrap_or(0);
    if length > super::FORM_BYTES_MAX {
        return Err(Problem::TooLong);
    }
    Ok(next.run(request).await)
}

/// A posted form; one that lacks a field, or carries one that cannot be, has expired.
pub(super) struct Posted<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Posted<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let form = Form::<T>::from_request(request, state).await;
        form.map(|Form(fields)| Self(fields)).map_err(|no| match no.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLong,
            _ => Problem::FormExpired,
        })
    }
}

/// The longest reason.
const REASON_MOST: usize = 200;

/// A reason as it was typed, if there is one that fits.
pub(super) fn reason(typed: &str) -> Result<String, String> {
    let none = || "理由を入れてください。履歴に残ります。".to_owned();
    reason_if_any(typed)?.ok_or_else(none)
}

/// A reason that may be left out, as it was typed, if it fits.
pub(super) fn reason_if_any(typed: &str) -> Result<Option<String>, String> {
    let why = typed.trim();
    match why.chars().count() {
        0 => Ok(None),
        count if count > REASON_MOST => {
            Err(format!("理由は{REASON_MOST}文字までにしてください（いま{count}文字です）。"))
        }
        _ => Ok(Some(why.to_owned())),
    }
}

/// A field that may be left empty; what does not parse is as good as empty.
pub(super) fn given<'de, D, T>(field: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
{
    let text = Option::<String>::deserialize(field)?;
    Ok(text.and_then(|text| text.parse().ok()))
}

/// A number as it was typed, in any digits; nothing where it is none, or below nothing.
pub(super) fn number(text: &str) -> Option<u32> {
    let below = text.trim().starts_with(['-', '－', '−', '‐', 'ー']);
    let digits = domain::digits::digits(text).ok().filter(|_| !below);
    digits.and_then(|digits| digits.parse().ok())
}
