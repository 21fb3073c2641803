//! The calls that send: reply, push, multicast, and the check of messages without sending.

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde_json::{Value, json};

use crate::{
    api::{
        RequestId,
        answer::Refusal,
        body::Raw,
        send::{self, Sending},
    },
    chat::{Via, list},
    check,
    platform::Platform,
    state::EVENT_LIFE_MS,
};

const RETRY_KEY: &str = "x-line-retry-key";
const REPLY_WITHIN_MS: i64 = 60 * 1_000;

pub(super) async fn reply(
    State(platform): State<Platform>,
    headers: HeaderMap,
    raw: Raw,
) -> Result<Json<Value>, Refusal> {
    if headers.contains_key(RETRY_KEY) {
        return Err(Refusal::bad("The retry key is not supported by this endpoint"));
    }
    let body = raw.checked(check::request::reply)?;
    let now = platform.now();
    platform.change(|state| {
        let token = body["replyToken"].as_str().unwrap_or("");
        let known = state.reply_tokens.remove(token);
        let known = known
            .filter(|known| {
                now - known.received_at <= REPLY_WITHIN_MS && now - known.event_at <= EVENT_LIFE_MS
            })
            .ok_or_else(|| Refusal::bad("Invalid reply token"))?;
        if !state.resident(&known.handle).is_some_and(|resident| resident.reachable(now)) {
            return Err(Refusal::bad("Failed to send messages"));
        }
        Ok(Json(
            json!({ "sentMessages": send::deliver(state, &known.handle, Via::Reply, &body, now) }),
        ))
    })
}

pub(super) async fn push(
    State(platform): State<Platform>,
    Extension(RequestId(id)): Extension<RequestId>,
    headers: HeaderMap,
    raw: Raw,
) -> Result<Json<Value>, Refusal> {
    let key = retry_key(&headers)?;
    let body = raw.checked(check::request::push)?;
    let to = vec![body["to"].as_str().unwrap_or("").to_owned()];
    let sent =
        send::send(&platform, Sending { to, via: Via::Push, body: &body, key, request_id: id })?;
    Ok(Json(json!({ "sentMessages": sent })))
}

pub(super) async fn multicast(
    State(platform): State<Platform>,
    Extension(RequestId(id)): Extension<RequestId>,
    headers: HeaderMap,
    raw: Raw,
) -> Result<Json<Value>, Refusal> {
    let key = retry_key(&headers)?;
    let body = raw.checked(check::request::multicast)?;
    let to = list(&body["to"]).filter_map(Value::as_str).map(str::to_owned).collect();
    send::send(&platform, Sending { to, via: Via::Multicast, body: &body, key, request_id: id })?;
    Ok(super::empty())
}

pub(super) async fn validate(Path(kind): Path<String>, raw: Raw) -> Result<Json<Value>, Refusal> {
    if !["reply", "push", "multicast", "narrowcast", "broadcast"].contains(&kind.as_str()) {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "Not found"));
    }
    raw.checked(check::request::validate)?;
    Ok(super::empty())
}

fn retry_key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(value) = headers.get(RETRY_KEY) else { return Ok(None) };
    let text = value.to_str().unwrap_or("");
    let key = uuid::Uuid::try_parse(text).ok().filter(|_| text.len() == 36);
    key.map(|key| Some(key.to_string()))
        .ok_or_else(|| Refusal::bad("The retry key is not valid: it must be a UUID"))
}
