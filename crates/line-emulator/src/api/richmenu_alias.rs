//! Aliases: names for rich menus by which tabs switch from one to another.

use axum::{
    Json,
    extract::{Path, State},
};
use serde_json::{Value, json};

use crate::{
    api::{answer::Refusal, body::Raw},
    check,
    platform::Platform,
    state,
};

const ALIASES_MAX: usize = 1_000;

type Answered = Result<Json<Value>, Refusal>;

pub(super) async fn create(State(platform): State<Platform>, raw: Raw) -> Answered {
    let body = raw.checked(check::menu::alias_create)?;
    let alias = body["richMenuAliasId"].as_str().unwrap_or("");
    platform.change(|state| {
        let menu = existing(state, &body)?;
        if state.menus.aliases.contains_key(alias) {
            return Err(Refusal::bad("conflict richmenu alias id"));
        }
        if state.menus.aliases.len() >= ALIASES_MAX {
            return Err(Refusal::bad("The maximum number of rich menu aliases has been reached"));
        }
        state.menus.aliases.insert(alias.to_owned(), menu);
        Ok(super::empty())
    })
}

pub(super) async fn update(
    State(platform): State<Platform>,
    Path(alias): Path<String>,
    raw: Raw,
) -> Answered {
    let body = raw.checked(check::menu::alias_update)?;
    platform.change(|state| {
        let menu = existing(state, &body)?;
        *state.menus.aliases.get_mut(&alias).ok_or_else(Refusal::not_found)? = menu;
        Ok(super::empty())
    })
}

pub(super) async fn show(State(platform): State<Platform>, Path(alias): Path<String>) -> Answered {
    let menu = platform.read(|state| state.menus.aliases.get(&alias).cloned());
    menu.map(|menu| Json(described(&alias, &menu))).ok_or_else(Refusal::not_found)
}

pub(super) async fn list(State(platform): State<Platform>) -> Json<Value> {
    let aliases: Value = platform.read(|state| {
        state.menus.aliases.iter().map(|(alias, menu)| described(alias, menu)).collect()
    });
    Json(json!({ "aliases": aliases }))
}

pub(super) async fn delete(
    State(platform): State<Platform>,
    Path(alias): Path<String>,
) -> Answered {
    platform.change(|state| {
        state.menus.aliases.remove(&alias).map(|_| super::empty()).ok_or_else(Refusal::not_found)
    })
}

fn existing(state: &state::State, body: &Value) -> Result<String, Refusal> {
    let menu = body["richMenuId"].as_str().unwrap_or("");
    let known = state.menus.created.contains_key(menu);
    known.then(|| menu.to_owned()).ok_or_else(|| Refusal::bad("richmenu not found"))
}

fn described(alias: &str, menu: &str) -> Value {
    json!({ "richMenuAliasId": alias, "richMenuId": menu })
}
