//! Residents as the platform shows them to the account: profile, followers, and the loading animation.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use serde_json::{Value, json};

use crate::{
    api::{answer::Refusal, body::Raw},
    check,
    platform::Platform,
    state::Friendship,
};

pub(super) async fn profile(
    State(platform): State<Platform>,
    Path(user_id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    platform.read(|state| match state.by_user_id(&user_id) {
        Some(resident) if resident.friendship == Friendship::Friend => {
            Ok(Json(json!({ "displayName": resident.name, "userId": user_id, "language": "ja" })))
        }
        _ => Err(Refusal::not_found()),
    })
}

/// Pages of at most a thousand friends; `next` is the id after which the next page starts.
pub(super) async fn followers(
    State(platform): State<Platform>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    let limit = match query.get("limit").map(|limit| limit.parse::<usize>()) {
        None => 300,
        Some(Ok(limit @ 1..=1000)) => limit,
        Some(_) => return Err(Refusal::bad("The value for the 'limit' parameter is invalid")),
    };
    let start = query.get("start").cloned().unwrap_or_default();
    let mut ids: Vec<String> = platform.read(|state| {
        let friends =
            state.residents.iter().filter(|resident| resident.friendship == Friendship::Friend);
        friends.map(|resident| resident.user_id.clone()).filter(|id| *id > start).collect()
    });
    ids.sort();
    let more = ids.len() > limit;
    ids.truncate(limit);
    let next = ids.last().filter(|_| more).cloned();
    let mut page = json!({ "userIds": ids });
    if let Some(next) = next {
        page["next"] = next.into();
    }
    Ok(Json(page))
}

pub(super) async fn loading(
    State(platform): State<Platform>,
    raw: Raw,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let body = raw.checked(check::request::loading)?;
    let (chat_id, seconds) =
        (body["chatId"].as_str().unwrap_or(""), body["loadingSeconds"].as_i64().unwrap_or(20));
    let until = platform.now() + seconds * 1_000;
    platform.change(|state| {
        let resident = state.by_user_id_mut(chat_id).ok_or_else(|| Refusal::property("chatId"))?;
        resident.loading_until = until;
        Ok((StatusCode::ACCEPTED, super::empty()))
    })
}
