//! Rich menus themselves: create, check, show, list, delete.

use axum::{
    Json,
    extract::{Path, State},
};
use serde_json::{Value, json};

use crate::{
    api::{answer::Refusal, body::Raw},
    check,
    menu::Menu,
    platform::Platform,
};

const MENUS_MAX: usize = 1_000;

pub(super) async fn create(
    State(platform): State<Platform>,
    raw: Raw,
) -> Result<Json<Value>, Refusal> {
    let spec = raw.checked(check::menu::rich_menu)?;
    platform.change(|state| {
        if state.menus.created.len() >= MENUS_MAX {
            return Err(Refusal::bad("The maximum number of rich menus has been reached"));
        }
        let id = format!("richmenu-{:032x}", state.serial());
        state.menus.created.insert(id.clone(), Menu { spec, image: None });
        Ok(Json(json!({ "richMenuId": id })))
    })
}

pub(super) async fn validate(raw: Raw) -> Result<Json<Value>, Refusal> {
    raw.checked(check::menu::rich_menu)?;
    Ok(super::empty())
}

pub(super) async fn list(State(platform): State<Platform>) -> Json<Value> {
    let menus: Value = platform
        .read(|state| state.menus.created.iter().map(|(id, menu)| described(id, menu)).collect());
    Json(json!({ "richmenus": menus }))
}

pub(super) async fn show(
    State(platform): State<Platform>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    platform.read(|state| {
        let menu = state.menus.created.get(&id).ok_or_else(Refusal::not_found)?;
        Ok(Json(described(&id, menu)))
    })
}

/// Deletes a menu; whoever was linked to it sees the default from now on.
pub(super) async fn delete(
    State(platform): State<Platform>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    platform.change(|state| {
        state.menus.created.remove(&id).ok_or_else(Refusal::not_found)?;
        state.menus.default.take_if(|default| *default == id);
        for resident in &mut state.residents {
            resident.menu.take_if(|menu| *menu == id);
        }
        Ok(super::empty())
    })
}

fn described(id: &str, menu: &Menu) -> Value {
    let mut described = menu.spec.clone();
    described["richMenuId"] = id.into();
    described
}
