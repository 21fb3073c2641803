//! Template messages: buttons, confirm, carousel, image carousel.

use serde_json::{Map, Value};

use super::{Field, Findings, HTTPS, Kind, action, graphemes, join, may, must, object, variant};
use crate::chat::list;

const ACTION: super::Rule = action::of_template;
const TITLE: Field = may("title", Kind::Graphemes(40));
const IMAGE: Field = may("thumbnailImageUrl", HTTPS);
const BACKGROUND: Field = may("imageBackgroundColor", Kind::Colour);
const WHOLE: Field = may("defaultAction", Kind::Object(action::of_card));
const RATIO: Field = may("imageAspectRatio", Kind::OneOf(&["rectangle", "square"]));
const SIZE: Field = may("imageSize", Kind::OneOf(&["cover", "contain"]));

const TEMPLATES: &[(&str, &[Field])] = &[
    (
        "buttons",
        &[
            must("text", Kind::Graphemes(160)),
            must("actions", Kind::List(1, 4, ACTION)),
            TITLE,
            IMAGE,
            BACKGROUND,
            WHOLE,
            RATIO,
            SIZE,
        ],
    ),
    ("confirm", &[must("text", Kind::Graphemes(240)), must("actions", Kind::List(2, 2, ACTION))]),
    ("carousel", &[must("columns", Kind::List(1, 10, column)), RATIO, SIZE]),
    ("image_carousel", &[must("columns", Kind::List(1, 10, image_column))]),
];

pub(super) fn template(found: &mut Findings, path: &str, value: &Value) {
    let Some(template) = variant(found, path, value, TEMPLATES) else { return };
    match template["type"].as_str() {
        Some("buttons") => shorter_beside_title(found, path, template, 60),
        Some("carousel") => same_shape(found, path, &value["columns"]),
        _ => {}
    }
}

fn column(found: &mut Findings, path: &str, value: &Value) {
    let fields = [
        must("text", Kind::Graphemes(120)),
        must("actions", Kind::List(1, 3, ACTION)),
        TITLE,
        IMAGE,
        BACKGROUND,
        WHOLE,
    ];
    if let Some(column) = object(found, path, value, &fields) {
        shorter_beside_title(found, path, column, 60);
    }
}

fn image_column(found: &mut Findings, path: &str, value: &Value) {
    object(
        found,
        path,
        value,
        &[must("imageUrl", HTTPS), must("action", Kind::Object(action::of_image_column))],
    );
}

fn shorter_beside_title(
    found: &mut Findings,
    path: &str,
    holder: &Map<String, Value>,
    most: usize,
) {
    let beside = holder.contains_key("title") || holder.contains_key("thumbnailImageUrl");
    let text = holder.get("text").and_then(Value::as_str).unwrap_or_default();
    if beside && graphemes(text) > most {
        found.add(&join(path, "text"), format!("Length must be between 1 and {most}"));
    }
}

/// All columns have as many actions, and all or none a title and a picture.
fn same_shape(found: &mut Findings, path: &str, columns: &Value) {
    let shape = |column: &Value| {
        let has = |key: &str| column.get(key).is_some();
        (list(&column["actions"]).count(), has("title"), has("thumbnailImageUrl"))
    };
    let mut shapes = list(columns).map(shape);
    let first = shapes.next();
    if shapes.any(|shape| Some(shape) != first) {
        found.add(
            &join(path, "columns"),
            "All columns must have the same number of actions, title and image",
        );
    }
}
