//! A talk: who said what and when, and which controls in it can be tapped. Messages stay the JSON that
//! the service sent, so that nothing is lost in translation.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{menu::Menus, state::Resident};

/// Who wrote an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// The official account.
    Account,
    /// The resident.
    Resident,
}

/// By which way an entry came into the talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Via {
    /// The resident typed it or tapped a control.
    Telephone,
    /// A free reply.
    Reply,
    /// A counted push.
    Push,
    /// A counted multicast.
    Multicast,
}

/// One message in a talk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The message id.
    pub id: String,
    /// When it was sent, in milliseconds since 1970.
    pub at: i64,
    /// Who wrote it.
    pub side: Side,
    /// How it was sent.
    pub via: Via,
    /// The message object, exactly as accepted.
    pub message: Value,
}

/// Something that can be tapped.
#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    /// What is written on it or read aloud.
    pub label: String,
    /// The action object.
    pub action: Value,
    /// Where the action is inside its message or menu, as a JSON pointer.
    pub pointer: String,
}

impl Entry {
    /// The type of the message: `text`, `flex`, `template`, `sticker` …
    pub fn kind(&self) -> &str {
        self.message["type"].as_str().unwrap_or_default()
    }

    /// The words of the message, one line each, without those on its buttons.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        match self.kind() {
            "flex" => flex_lines(&self.message["contents"], &mut lines),
            "template" => template_lines(&self.message["template"], &mut lines),
            "sticker" => lines.push("（スタンプ）".into()),
            "image" => lines.push("（画像）".into()),
            "video" => lines.push("（動画）".into()),
            "audio" => lines.push("（音声）".into()),
            "file" => lines.push("（ファイル）".into()),
            "unsent" => lines.push("（送信を取り消しました）".into()),
            "location" => lines.extend(texts(&self.message, &["title", "address"])),
            _ => lines.extend(texts(&self.message, &["text"])),
        }
        lines.iter().flat_map(|text| text.lines().map(str::to_owned)).collect()
    }

    /// The controls of the message from top to bottom, without quick replies.
    pub fn buttons(&self) -> Vec<Button> {
        let mut buttons = Vec::new();
        match self.kind() {
            "flex" => walk(&self.message["contents"], "/contents", &mut buttons),
            "template" => walk(&self.message["template"], "/template", &mut buttons),
            _ => {}
        }
        buttons
    }

    /// The quick replies that came with the message.
    pub fn quick_replies(&self) -> Vec<Button> {
        let mut buttons = Vec::new();
        for (index, item) in list(&self.message["quickReply"]["items"]).enumerate() {
            push_action(item, "action", &format!("/quickReply/items/{index}"), &mut buttons);
        }
        buttons
    }
}

impl Resident {
    /// The quick replies on the screen now: those of the newest message, until one was used.
    pub(crate) fn quick_replies(&self) -> Vec<Button> {
        match self.chat.last() {
            Some(entry) if !self.quick_replies_used => entry.quick_replies(),
            _ => Vec::new(),
        }
    }

    /// Everything that can be tapped, the newest first, the rich menu last.
    pub(crate) fn controls(&self, menus: &Menus) -> Vec<Button> {
        let mut controls = self.quick_replies();
        controls.extend(self.chat.iter().rev().flat_map(Entry::buttons));
        controls.extend(menus.shown_to(self).map(|(_, menu)| menu.buttons()).unwrap_or_default());
        controls
    }
}

/// The order in which LINE draws the parts of a bubble, a box or a template.
const PARTS: [&str; 5] = ["header", "hero", "body", "footer", "altContent"];

fn walk(value: &Value, pointer: &str, buttons: &mut Vec<Button>) {
    push_action(value, "action", pointer, buttons);
    push_action(value, "defaultAction", pointer, buttons);
    for part in PARTS.iter().filter(|part| value.get(part).is_some()) {
        walk(&value[part], &format!("{pointer}/{part}"), buttons);
    }
    for key in ["contents", "columns"] {
        for (index, child) in list(&value[key]).enumerate() {
            walk(child, &format!("{pointer}/{key}/{index}"), buttons);
        }
    }
    for (index, action) in list(&value["actions"]).enumerate() {
        buttons.push(button(action, "", format!("{pointer}/actions/{index}")));
    }
}

fn push_action(holder: &Value, key: &str, pointer: &str, buttons: &mut Vec<Button>) {
    if holder[key].is_object() {
        let mut words = Vec::new();
        flex_lines(holder, &mut words);
        buttons.push(button(&holder[key], &words.join(" "), format!("{pointer}/{key}")));
    }
}

fn button(action: &Value, words: &str, pointer: String) -> Button {
    let label = action["label"].as_str().filter(|label| !label.is_empty()).unwrap_or(words);
    Button { label: label.to_owned(), action: action.clone(), pointer }
}

fn flex_lines(value: &Value, lines: &mut Vec<String>) {
    if value["type"] == "text" && value["contents"].is_array() {
        lines.push(list(&value["contents"]).filter_map(|span| span["text"].as_str()).collect());
        return;
    }
    if let Some(text) = value["text"].as_str() {
        lines.push(text.to_owned());
    }
    for part in PARTS.iter().filter(|part| value.get(part).is_some()) {
        flex_lines(&value[part], lines);
    }
    for child in list(&value["contents"]) {
        flex_lines(child, lines);
    }
}

fn template_lines(template: &Value, lines: &mut Vec<String>) {
    lines.extend(texts(template, &["title", "text"]));
    for column in list(&template["columns"]) {
        lines.extend(texts(column, &["title", "text"]));
    }
}

fn texts(value: &Value, keys: &[&str]) -> Vec<String> {
    keys.iter().filter_map(|key| value[*key].as_str()).map(str::to_owned).collect()
}

pub(crate) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
