//! Who sees which rich menu: the default of all, and links of single residents or many.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::{Value, json};

use crate::{
    api::{answer::Refusal, body::Raw},
    chat::list,
    check,
    platform::Platform,
    state,
};

type Answered = Result<Json<Value>, Refusal>;

pub(super) async fn default(State(platform): State<Platform>) -> Answered {
    let id = platform.read(|state| state.menus.default.clone());
    id.map(|id| Json(json!({ "richMenuId": id }))).ok_or_else(Refusal::not_found)
}

pub(super) async fn clear_default(State(platform): State<Platform>) -> Answered {
    platform.change(|state| state.menus.default = None);
    Ok(super::empty())
}

pub(super) async fn set_default(
    State(platform): State<Platform>,
    Path(id): Path<String>,
) -> Answered {
    platform.change(|state| {
        must_have_image(state, &id)?;
        state.menus.default = Some(id);
        Ok(super::empty())
    })
}

pub(super) async fn of_user(
    State(platform): State<Platform>,
    Path(user_id): Path<String>,
) -> Answered {
    let id = platform
        .read(|state| state.by_user_id(&user_id).and_then(|resident| resident.menu.clone()));
    id.map(|id| Json(json!({ "richMenuId": id }))).ok_or_else(Refusal::not_found)
}

pub(super) async fn link(
    State(platform): State<Platform>,
    Path((user_id, id)): Path<(String, String)>,
) -> Answered {
    platform.change(|state| {
        must_have_image(state, &id)?;
        state.by_user_id_mut(&user_id).ok_or_else(Refusal::not_found)?.menu = Some(id);
        Ok(super::empty())
    })
}

pub(super) async fn unlink(
    State(platform): State<Platform>,
    Path(user_id): Path<String>,
) -> Answered {
    platform.change(|state| {
        state.by_user_id_mut(&user_id).ok_or_else(Refusal::not_found)?.menu = None;
        Ok(super::empty())
    })
}

pub(super) async fn bulk_link(
    State(platform): State<Platform>,
    raw: Raw,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let body = raw.checked(check::request::bulk_link)?;
    platform.change(|state| {
        let id = body["richMenuId"].as_str().unwrap_or("");
        must_have_image(state, id)?;
        set_many(state, &body, Some(id));
        Ok((StatusCode::ACCEPTED, super::empty()))
    })
}

pub(super) async fn bulk_unlink(
    State(platform): State<Platform>,
    raw: Raw,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let body = raw.checked(check::request::bulk_unlink)?;
    platform.change(|state| set_many(state, &body, None));
    Ok((StatusCode::ACCEPTED, super::empty()))
}

/// The bulk calls say nothing of ids they do not know.
fn set_many(state: &mut state::State, body: &Value, menu: Option<&str>) {
    for user_id in list(&body["userIds"]).filter_map(Value::as_str) {
        if let Some(resident) = state.by_user_id_mut(user_id) {
            resident.menu = menu.map(str::to_owned);
        }
    }
}

fn must_have_image(state: &state::State, id: &str) -> Result<(), Refusal> {
    let menu = state.menus.created.get(id).ok_or_else(Refusal::not_found)?;
    match menu.image {
        Some(_) => Ok(()),
        None => Err(Refusal::bad("must upload richmenu image before applying it to user")),
    }
}
