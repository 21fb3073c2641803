//! Request bodies: JSON that was checked by a rule, and forms. What is refused is refused in the words of
//! the platform, including bodies that are too large or of the wrong type.

use std::collections::BTreeMap;

use axum::{
    Form,
    body::Bytes,
    extract::{FromRequest, Request, rejection::BytesRejection},
    http::{StatusCode, header::CONTENT_TYPE},
    response::IntoResponse as _,
};
use serde_json::Value;

use crate::{
    api::answer::Refusal,
    check::{Findings, Rule},
};

/// A JSON body that was parsed but not yet checked.
pub(super) struct Raw(Value);

impl Raw {
    /// The body, if the rule finds nothing wrong.
    pub(super) fn checked(self, rule: Rule) -> Result<Value, Refusal> {
        let mut findings = Findings::default();
        rule(&mut findings, "", &self.0);
        match findings.into_details() {
            details if details.is_empty() => Ok(self.0),
            details => Err(Refusal::body(&details)),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let content_type =
            request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        if !content_type.to_ascii_lowercase().starts_with("application/json") {
            let message = format!("The media type, '{content_type}', is not supported");
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, &message));
        }
        let bytes = whole(request, state).await?;
        let value = serde_json::from_slice(&bytes).map_err(|_| {
            Refusal::bad(
                "The request body could not be parsed as JSON. Check that it is valid JSON.",
            )
        })?;
        Ok(Self(value))
    }
}

/// All bytes of a body up to the limit of the route.
pub(super) async fn whole<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Refusal> {
    Bytes::from_request(request, state).await.map_err(|rejection: BytesRejection| {
        match rejection.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Request exceeds the maximum size of 2 MB",
            ),
            _ => Refusal::bad("The request body could not be read."),
        }
    })
}

/// The fields of a form, each at most once.
pub(super) struct Fields(BTreeMap<String, String>);

impl Fields {
    /// A field that must be there.
    pub(super) fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name)
            .ok_or_else(|| Refusal::oauth("invalid_request", &format!("{name} is required")))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let pairs = Form::<Vec<(String, String)>>::from_request(request, state).await;
        let Form(pairs) =
            pairs.map_err(|_| Refusal::oauth("invalid_request", "the body is not a form"))?;
        let mut fields = BTreeMap::new();
        for (name, value) in pairs {
            if fields.insert(name, value).is_some() {
                return Err(Refusal::oauth("invalid_request", "a parameter is repeated"));
            }
        }
        Ok(Self(fields))
    }
}
