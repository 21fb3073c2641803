//! Rich menus: the created ones with their images, which one is the default, the aliases, and which one a
//! resident sees. A menu without its image is never shown, as on the real platform.

use std::collections::BTreeMap;

use axum::{
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    chat::{Button, list},
    state::Resident,
};

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Menus {
    pub(crate) created: BTreeMap<String, Menu>,
    pub(crate) default: Option<String>,
    pub(crate) aliases: BTreeMap<String, String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Menu {
    /// The menu object, exactly as accepted.
    pub(crate) spec: Value,
    pub(crate) image: Option<Image>,
}

/// An uploaded picture. Kept as base64 so that the state file stays text.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Image {
    pub(crate) content_type: String,
    pub(crate) base64: String,
}

impl Menus {
    /// The menu a resident sees: her own before the default.
    pub(crate) fn shown_to(&self, resident: &Resident) -> Option<(&str, &Menu)> {
        let id = resident.menu.as_ref().or(self.default.as_ref())?;
        let (id, menu) = self.created.get_key_value(id)?;
        menu.image.is_some().then_some((id, menu))
    }
}

impl Menu {
    /// The areas from the first to the last. Without a label, what a tap sends stands for it.
    pub(crate) fn buttons(&self) -> Vec<Button> {
        let button = |(index, area): (usize, &Value)| {
            let action = &area["action"];
            let label = ["label", "displayText", "text", "uri", "data"]
                .iter()
                .find_map(|key| action[*key].as_str());
            Button {
                label: label.unwrap_or_default().to_owned(),
                action: action.clone(),
                pointer: format!("/areas/{index}/action"),
            }
        };
        list(&self.spec["areas"]).enumerate().map(button).collect()
    }

    /// The text on the bar that folds the menu.
    pub(crate) fn bar_text(&self) -> &str {
        self.spec["chatBarText"].as_str().unwrap_or("メニュー")
    }
}

impl IntoResponse for Image {
    fn into_response(self) -> Response {
        let bytes = STANDARD.decode(&self.base64).unwrap_or_default();
        ([(CONTENT_TYPE, self.content_type)], bytes).into_response()
    }
}
