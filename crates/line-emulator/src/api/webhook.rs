//! The webhook address of the channel: show, set, test.

use axum::{Json, extract::State};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    api::{answer::Refusal, body::Raw},
    check,
    deliver::Answer,
    platform::Platform,
};

pub(super) async fn show(State(platform): State<Platform>) -> Result<Json<Value>, Refusal> {
    let (url, off) = platform.read(|state| (state.webhook_url.clone(), state.webhook_off));
    if url.is_empty() {
        return Err(Refusal::not_found());
    }
    Ok(Json(json!({ "endpoint": url, "active": !off })))
}

pub(super) async fn set(
    State(platform): State<Platform>,
    raw: Raw,
) -> Result<Json<Value>, Refusal> {
    let body = raw.checked(check::request::webhook_set)?;
    platform.set_webhook(body["endpoint"].as_str().unwrap_or(""));
    Ok(super::empty())
}

/// Brings an empty list of events to the address and reports how it was received.
pub(super) async fn test(
    State(platform): State<Platform>,
    raw: Raw,
) -> Result<Json<Value>, Refusal> {
    let body = raw.checked(check::request::webhook_test)?;
    let known = platform.read(|state| state.webhook_url.clone());
    let answer = platform.deliver_to(body["endpoint"].as_str().unwrap_or(&known), &[]).await;
    let (status, reason, detail) = match answer {
        Answer::Status(status @ 200..=299) => (status, "OK", status.to_string()),
        Answer::Status(status) => (status, "ERROR_STATUS_CODE", status.to_string()),
        Answer::Unreachable => {
            (0, "COULD_NOT_CONNECT", "The address could not be reached".to_owned())
        }
    };
    let now = Timestamp::from_millisecond(platform.now()).unwrap_or_default();
    Ok(Json(json!({
        "success": answer.taken(), "timestamp": now.to_string(),
        "statusCode": status, "reason": reason, "detail": detail,
    })))
}
