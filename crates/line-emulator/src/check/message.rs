//! Message objects: text, textV2, sticker, image, location, template and flex, with quick replies and
//! sender. Imagemap, video and audio are not part of this small LINE and are refused.

use serde_json::{Map, Value};

use super::{Field, Findings, HTTPS, Kind, action, flex, may, must, object, template, variant};

const QUICK_REPLY: Field = may("quickReply", Kind::Object(quick_reply));
const SENDER: Field = may("sender", Kind::Object(sender));
const QUOTE: Field = may("quoteToken", Kind::Units(300));
const ALT_TEXT: Field = must("altText", Kind::Units(1_500));
const TEXT: Field = must("text", Kind::Units(5_000));

const MESSAGES: &[(&str, &[Field])] = &[
    ("text", &[TEXT, QUOTE, QUICK_REPLY, SENDER]),
    ("textV2", &[TEXT, may("substitution", Kind::Object(any_object)), QUOTE, QUICK_REPLY, SENDER]),
    (
        "sticker",
        &[must("packageId", NUMBER), must("stickerId", NUMBER), QUOTE, QUICK_REPLY, SENDER],
    ),
    (
        "image",
        &[must("originalContentUrl", HTTPS), must("previewImageUrl", HTTPS), QUICK_REPLY, SENDER],
    ),
    (
        "location",
        &[
            must("title", Kind::Units(100)),
            must("address", Kind::Units(100)),
            must("latitude", Kind::Number(-90.0, 90.0)),
            must("longitude", Kind::Number(-180.0, 180.0)),
            QUICK_REPLY,
            SENDER,
        ],
    ),
    (
        "template",
        &[ALT_TEXT, must("template", Kind::Object(template::template)), QUICK_REPLY, SENDER],
    ),
    ("flex", &[ALT_TEXT, must("contents", Kind::Object(flex::container)), QUICK_REPLY, SENDER]),
];

const NUMBER: Kind =
    Kind::Form(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()));

pub(super) fn message(found: &mut Findings, path: &str, value: &Value) {
    let Some(message) = variant(found, path, value, MESSAGES) else { return };
    if message["type"] == "textV2" {
        substitution(found, path, message);
    }
}

/// Every `{key}` of a textV2 needs its substitution; a literal brace is doubled.
fn substitution(found: &mut Findings, path: &str, message: &Map<String, Value>) {
    let text = message.get("text").and_then(Value::as_str).unwrap_or_default();
    let given = message.get("substitution").and_then(Value::as_object);
    let bare = text.replace("{{", "").replace("}}", "");
    let (mut rest, mut fits) = (bare.as_str(), true);
    while let Some(open) = rest.find(['{', '}']) {
        let key = rest[open..].strip_prefix('{').and_then(|after| after.split_once('}'));
        let Some((key, after)) =
            key.filter(|(key, _)| given.is_some_and(|given| given.contains_key(*key)))
        else {
            fits = false;
            break;
        };
        fits &= (1..=20).contains(&key.len())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        rest = after;
    }
    if !fits {
        found.add(&format!("{path}.text"), "Braces must name a substitution or be doubled");
    }
}

fn any_object(found: &mut Findings, path: &str, value: &Value) {
    if value.as_object().is_none_or(|map| map.len() > 100) {
        found.add(path, "Must be an object of at most 100 substitutions");
    }
}

fn quick_reply(found: &mut Findings, path: &str, value: &Value) {
    object(found, path, value, &[must("items", Kind::List(1, 13, quick_reply_item))]);
}

fn quick_reply_item(found: &mut Findings, path: &str, value: &Value) {
    let fields = [must("action", Kind::Object(action::of_quick_reply)), may("imageUrl", HTTPS)];
    variant(found, path, value, &[("action", &fields)]);
}

/// A sender may not pretend to be LINE itself.
fn sender(found: &mut Findings, path: &str, value: &Value) {
    let fields = [may("name", Kind::Units(20)), may("iconUrl", HTTPS)];
    let Some(sender) = object(found, path, value, &fields) else { return };
    let name = sender.get("name").and_then(Value::as_str).unwrap_or_default();
    if name.to_ascii_uppercase().contains("LINE") {
        found.add(&format!("{path}.name"), "The name contains a word that may not be used");
    }
}
