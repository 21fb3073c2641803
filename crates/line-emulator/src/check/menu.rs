//! Rich menus and their aliases.

use serde_json::Value;

use super::{Findings, Kind, action, join, must, object};
use crate::chat::list;

pub(crate) fn rich_menu(found: &mut Findings, path: &str, value: &Value) {
    let fields = [
        must("size", Kind::Object(size)),
        must("selected", Kind::Flag),
        must("name", Kind::Graphemes(300)),
        must("chatBarText", Kind::Graphemes(14)),
        must("areas", Kind::List(0, 20, area)),
    ];
    if object(found, path, value, &fields).is_none() {
        return;
    }
    let (width, height) = (&value["size"]["width"], &value["size"]["height"]);
    for (index, area) in list(&value["areas"]).enumerate() {
        let ends = |from: &str, length: &str| {
            area["bounds"][from].as_i64().zip(area["bounds"][length].as_i64())
        };
        let over = |range: Option<(i64, i64)>, whole: &Value| {
            range
                .zip(whole.as_i64())
                .is_some_and(|((from, length), whole)| from.saturating_add(length) > whole)
        };
        if over(ends("x", "width"), width) || over(ends("y", "height"), height) {
            found.add(&format!("areas[{index}].bounds"), "The area must lie inside the rich menu");
        }
    }
}

fn size(found: &mut Findings, path: &str, value: &Value) {
    let fields = [must("width", Kind::Whole(800, 2_500)), must("height", Kind::Whole(250, 2_500))];
    let Some(size) = object(found, path, value, &fields) else { return };
    let number = |name: &str| size.get(name).and_then(Value::as_i64).unwrap_or(0);
    if number("width") * 100 < number("height") * 145 {
        found.add(&join(path, "height"), "The width divided by the height must be at least 1.45");
    }
}

fn area(found: &mut Findings, path: &str, value: &Value) {
    let fields =
        [must("bounds", Kind::Object(bounds)), must("action", Kind::Object(action::of_rich_menu))];
    object(found, path, value, &fields);
}

fn bounds(found: &mut Findings, path: &str, value: &Value) {
    let (place, length) = (Kind::Whole(0, 2_500), Kind::Whole(1, 2_500));
    object(
        found,
        path,
        value,
        &[must("x", place), must("y", place), must("width", length), must("height", length)],
    );
}

pub(crate) fn alias_create(found: &mut Findings, path: &str, value: &Value) {
    let fields =
        [must("richMenuAliasId", Kind::Form(is_alias)), must("richMenuId", Kind::Units(100))];
    object(found, path, value, &fields);
}

pub(crate) fn alias_update(found: &mut Findings, path: &str, value: &Value) {
    object(found, path, value, &[must("richMenuId", Kind::Units(100))]);
}

pub(super) fn is_alias(text: &str) -> bool {
    let fits = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    (1..=32).contains(&text.len()) && text.bytes().all(fits)
}
