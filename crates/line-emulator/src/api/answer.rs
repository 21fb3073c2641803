//! Refusals in the platform's form: a status, a message, and details that name the property.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::check::Detail;

/// Why a call is refused.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    body: Value,
    headers: Vec<(&'static str, String)>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: &str) -> Self {
        Self { status, body: json!({ "message": message }), headers: Vec::new() }
    }

    pub(super) fn bad(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not found")
    }

    pub(super) fn unauthorized() -> Self {
        let message = "Authentication failed. Confirm that the access token in the authorization header is valid.";
        Self::new(StatusCode::UNAUTHORIZED, message)
    }

    pub(super) fn monthly_limit() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "You have reached your monthly limit.")
    }

    /// The request body has these errors.
    pub(super) fn body(details: &[Detail]) -> Self {
        let mut refusal = Self::bad(&format!("The request body has {} error(s)", details.len()));
        refusal.body["details"] = details
            .iter()
            .map(|detail| json!({ "message": detail.message, "property": detail.property }))
            .collect();
        refusal
    }

    /// One property of the request body is wrong in a way that only the state shows.
    pub(super) fn property(name: &str) -> Self {
        Self::bad(&format!(
            "The property, '{name}', in the request body is invalid (line: -, column: -)"
        ))
    }

    pub(super) fn already_accepted(request_id: &str, sent: Option<Value>) -> Self {
        let mut refusal = Self::new(StatusCode::CONFLICT, "The retry key is already accepted");
        if let Some(sent) = sent {
            refusal.body["sentMessages"] = sent;
        }
        refusal.headers.push(("x-line-accepted-request-id", request_id.to_owned()));
        refusal
    }

    /// The OAuth endpoints have a form of their own.
    pub(super) fn oauth(error: &str, description: &str) -> Self {
        let body = json!({ "error": error, "error_description": description });
        Self { status: StatusCode::BAD_REQUEST, body, headers: Vec::new() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        for (name, value) in self.headers {
            if let Ok(value) = value.parse() {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
