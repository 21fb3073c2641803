//! Action objects. Where an action stands decides how long its label may be and whether it needs one, and
//! that switching rich menus is only for rich menus. The deprecated postback `text` is refused.

use serde_json::{Map, Value};

use super::{Field, Findings, Kind, check, join, may, must, variant};

const DATA: Field = must("data", Kind::UnitsOrEmpty(300));
const OPEN: &[&str] = &["closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"];
const LINK: Kind = Kind::Link(&["http", "https", "line", "tel"], 1_000);

const POSTBACK: &[Field] = &[
    DATA,
    may("displayText", Kind::Graphemes(300)),
    may("inputOption", Kind::OneOf(OPEN)),
    may("fillInText", Kind::Graphemes(300)),
];
const DATE: &[Field] = &[
    DATA,
    must("mode", Kind::OneOf(&["date", "time", "datetime"])),
    may("initial", Kind::Units(16)),
    may("max", Kind::Units(16)),
    may("min", Kind::Units(16)),
];
const URI: &[Field] = &[must("uri", LINK), may("altUri", Kind::Object(alternative))];
const SWITCH: &[Field] = &[must("richMenuAliasId", Kind::Form(super::menu::is_alias)), DATA];

/// What an action may be, by name: its fields besides `type` and `label`.
const ACTIONS: &[(&str, &[Field])] = &[
    ("postback", POSTBACK),
    ("message", &[must("text", Kind::Graphemes(300))]),
    ("uri", URI),
    ("datetimepicker", DATE),
    ("clipboard", &[must("clipboardText", Kind::Units(1_000))]),
    ("richmenuswitch", SWITCH),
];

pub(super) fn of_quick_reply(found: &mut Findings, path: &str, value: &Value) {
    action(found, path, value, must("label", Kind::Graphemes(20)));
}

pub(super) fn of_template(found: &mut Findings, path: &str, value: &Value) {
    action(found, path, value, must("label", Kind::Graphemes(20)));
}

/// The action of a whole card or picture shows no label.
pub(super) fn of_card(found: &mut Findings, path: &str, value: &Value) {
    action(found, path, value, may("label", Kind::Graphemes(20)));
}

pub(super) fn of_image_column(found: &mut Findings, path: &str, value: &Value) {
    action(found, path, value, may("label", Kind::Graphemes(12)));
}

pub(super) fn of_flex_button(found: &mut Findings, path: &str, value: &Value) {
    action(found, path, value, must("label", Kind::Graphemes(40)));
}

pub(super) fn of_flex_part(found: &mut Findings, path: &str, value: &Value) {
    action(found, path, value, may("label", Kind::Graphemes(40)));
}

pub(super) fn of_rich_menu(found: &mut Findings, path: &str, value: &Value) {
    actions(found, path, value, may("label", Kind::Graphemes(20)), ACTIONS);
}

fn action(found: &mut Findings, path: &str, value: &Value, label: Field) {
    actions(found, path, value, label, &ACTIONS[..5]);
}

fn actions(
    found: &mut Findings,
    path: &str,
    value: &Value,
    label: Field,
    allowed: &[(&str, &[Field])],
) {
    let labelled: Vec<(&str, Vec<Field>)> =
        allowed.iter().map(|(name, fields)| (*name, [&[label], *fields].concat())).collect();
    let labelled: Vec<(&str, &[Field])> =
        labelled.iter().map(|(name, fields)| (*name, fields.as_slice())).collect();
    let Some(action) = variant(found, path, value, &labelled) else { return };
    if action.contains_key("fillInText")
        && action.get("inputOption").is_none_or(|option| option != "openKeyboard")
    {
        found.add(&join(path, "fillInText"), "Only with inputOption openKeyboard");
    }
    if action["type"] == "datetimepicker" {
        dates(found, path, action);
    }
}

fn alternative(found: &mut Findings, path: &str, value: &Value) {
    super::object(found, path, value, &[must("desktop", LINK)]);
}

/// The forms sort like the times they stand for, so that text comparison is enough.
fn dates(found: &mut Findings, path: &str, action: &Map<String, Value>) {
    let fits: fn(&str) -> bool = match action.get("mode").and_then(Value::as_str) {
        Some("date") => is_date,
        Some("time") => is_time,
        _ => is_date_time,
    };
    let get = |name: &str| action.get(name).and_then(Value::as_str);
    for name in ["initial", "max", "min"] {
        if let Some(value) = action.get(name) {
            check(found, &join(path, name), value, Kind::Form(fits));
        }
    }
    if let (Some(min), Some(max)) = (get("min"), get("max"))
        && min >= max
    {
        found.add(&join(path, "min"), "Must be before max");
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10
        && ("1900-01-01"..="2100-12-31").contains(&text)
        && text.parse::<jiff::civil::Date>().is_ok()
}

fn is_time(text: &str) -> bool {
    text.len() == 5 && text.parse::<jiff::civil::Time>().is_ok()
}

fn is_date_time(text: &str) -> bool {
    text.split_once(['T', 't']).is_some_and(|(date, time)| is_date(date) && is_time(time))
}
