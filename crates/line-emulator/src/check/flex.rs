//! Flex messages: bubbles, carousels, and every component with its properties and where it may stand.

use serde_json::Value;

use super::{Field, Findings, HTTPS, Kind, action, join, may, must, object, variant};
use crate::chat::list;

const KEYWORDS: &[&str] = &["none", "xs", "sm", "md", "lg", "xl", "xxl"];
const TEXT_SIZES: &[&str] = &["xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl"];
const IMAGE_SIZES: &[&str] =
    &["xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl", "full"];
const WIDTHS: &[&str] = &["none", "light", "normal", "medium", "semi-bold", "bold"];
const BUBBLE_SIZES: &[&str] = &["nano", "micro", "deca", "hecto", "kilo", "mega", "giga"];

const ACTION: Field = may("action", Kind::Object(action::of_flex_part));
const MARGIN: Field = may("margin", Kind::Length(KEYWORDS));
const FLEX: Field = may("flex", Kind::Whole(0, 1_000));
const ALIGN: Field = may("align", Kind::OneOf(&["start", "end", "center"]));
const GRAVITY: Field = may("gravity", Kind::OneOf(&["top", "bottom", "center"]));
const RATIO: Field = may("aspectRatio", Kind::Form(is_ratio));
const SCALING: Field = may("scaling", Kind::Flag);
const SHRINK: Field = may("adjustMode", Kind::OneOf(&["shrink-to-fit"]));
const BACKGROUND: Field = may("backgroundColor", Kind::Colour);
const SIZE: Field = may("size", Kind::Length(TEXT_SIZES));
const COLOUR: Field = may("color", Kind::Colour);
const WEIGHT: Field = may("weight", Kind::OneOf(&["regular", "bold"]));
const SLANT: Field = may("style", Kind::OneOf(&["normal", "italic"]));
const DECORATION: Field = may("decoration", Kind::OneOf(&["none", "underline", "line-through"]));
const OFFSET: Kind = Kind::Length(KEYWORDS);
const PADDING: Kind = Kind::Length(KEYWORDS);
const POSITION: Field = may("position", Kind::OneOf(&["relative", "absolute"]));
const TOP: Field = may("offsetTop", OFFSET);
const BOTTOM: Field = may("offsetBottom", OFFSET);
const START: Field = may("offsetStart", OFFSET);
const END: Field = may("offsetEnd", OFFSET);

const BOX: &[Field] = &[
    must("layout", Kind::OneOf(&["horizontal", "vertical", "baseline"])),
    must("contents", Kind::List(0, 1_000, component)),
    may("spacing", Kind::Length(KEYWORDS)),
    BACKGROUND,
    may("borderColor", Kind::Colour),
    may("borderWidth", Kind::Length(WIDTHS)),
    may("cornerRadius", Kind::Length(KEYWORDS)),
    may("width", Kind::Length(&[])),
    may("maxWidth", Kind::Length(&[])),
    may("height", Kind::Length(&[])),
    may("maxHeight", Kind::Length(&[])),
    may("paddingAll", PADDING),
    may("paddingTop", PADDING),
    may("paddingBottom", PADDING),
    may("paddingStart", PADDING),
    may("paddingEnd", PADDING),
    may(
        "justifyContent",
        Kind::OneOf(&[
            "center",
            "flex-start",
            "flex-end",
            "space-between",
            "space-around",
            "space-evenly",
        ]),
    ),
    may("alignItems", Kind::OneOf(&["center", "flex-start", "flex-end"])),
    may("background", Kind::Object(gradient)),
    ACTION,
    FLEX,
    MARGIN,
    POSITION,
    TOP,
    BOTTOM,
    START,
    END,
];
const TEXT: &[Field] = &[
    may("text", Kind::Units(2_000)),
    may("contents", Kind::List(1, 1_000, span)),
    may("wrap", Kind::Flag),
    may("lineSpacing", Kind::Length(&[])),
    may("maxLines", Kind::Whole(0, 1_000)),
    SIZE,
    COLOUR,
    WEIGHT,
    SLANT,
    DECORATION,
    SHRINK,
    SCALING,
    ALIGN,
    GRAVITY,
    ACTION,
    FLEX,
    MARGIN,
    POSITION,
    TOP,
    BOTTOM,
    START,
    END,
];
const BUTTON: &[Field] = &[
    must("action", Kind::Object(action::of_flex_button)),
    may("style", Kind::OneOf(&["primary", "secondary", "link"])),
    may("height", Kind::OneOf(&["md", "sm"])),
    COLOUR,
    GRAVITY,
    SHRINK,
    SCALING,
    FLEX,
    MARGIN,
    POSITION,
    TOP,
    BOTTOM,
    START,
    END,
];
const IMAGE: &[Field] = &[
    must("url", HTTPS),
    may("size", Kind::Length(IMAGE_SIZES)),
    may("aspectMode", Kind::OneOf(&["fit", "cover"])),
    may("animated", Kind::Flag),
    RATIO,
    BACKGROUND,
    ALIGN,
    GRAVITY,
    ACTION,
    FLEX,
    MARGIN,
    POSITION,
    TOP,
    BOTTOM,
    START,
    END,
];
const ICON: &[Field] =
    &[must("url", HTTPS), SIZE, RATIO, SCALING, MARGIN, POSITION, TOP, BOTTOM, START, END];
const VIDEO: &[Field] = &[
    must("url", HTTPS),
    must("previewUrl", HTTPS),
    must("altContent", Kind::Object(hero)),
    RATIO,
    ACTION,
];
const SEPARATOR: &[Field] = &[may("color", Kind::Colour), MARGIN];
const FILLER: &[Field] = &[FLEX];

const COMPONENTS: &[(&str, &[Field])] = &[
    ("box", BOX),
    ("text", TEXT),
    ("button", BUTTON),
    ("image", IMAGE),
    ("icon", ICON),
    ("separator", SEPARATOR),
    ("filler", FILLER),
];

const BUBBLE: &[Field] = &[
    may("size", Kind::OneOf(BUBBLE_SIZES)),
    may("direction", Kind::OneOf(&["ltr", "rtl"])),
    may("header", Kind::Object(block)),
    may("hero", Kind::Object(hero)),
    may("body", Kind::Object(block)),
    may("footer", Kind::Object(block)),
    may("styles", Kind::Object(styles)),
    ACTION,
];

const BUBBLE_BYTES: usize = 30 * 1024;
const CAROUSEL_BYTES: usize = 50 * 1024;

pub(super) fn container(found: &mut Findings, path: &str, value: &Value) {
    if value["type"] == "bubble" {
        return bubble(found, path, value);
    }
    let carousel = [must("contents", Kind::List(1, 12, bubble))];
    variant(found, path, value, &[("bubble", BUBBLE), ("carousel", &carousel)]);
    at_most(found, path, value, CAROUSEL_BYTES);
}

fn bubble(found: &mut Findings, path: &str, value: &Value) {
    variant(found, path, value, &[("bubble", BUBBLE)]);
    at_most(found, path, value, BUBBLE_BYTES);
}

fn block(found: &mut Findings, path: &str, value: &Value) {
    laid_out(found, path, value, &[("box", BOX)]);
}

fn hero(found: &mut Findings, path: &str, value: &Value) {
    laid_out(found, path, value, &[("box", BOX), ("image", IMAGE), ("video", VIDEO)]);
}

fn component(found: &mut Findings, path: &str, value: &Value) {
    laid_out(found, path, value, COMPONENTS);
}

fn laid_out(found: &mut Findings, path: &str, value: &Value, allowed: &[(&str, &[Field])]) {
    let Some(component) = variant(found, path, value, allowed) else { return };
    match component["type"].as_str() {
        Some("box") => stands_well(found, path, value),
        Some("text") if !component.contains_key("text") && !component.contains_key("contents") => {
            found.add(&join(path, "text"), "must be non-empty text");
        }
        _ => {}
    }
}

/// A baseline box holds only what has a baseline; an icon stands nowhere else.
fn stands_well(found: &mut Findings, path: &str, value: &Value) {
    let baseline = value["layout"] == "baseline";
    for (index, child) in list(&value["contents"]).enumerate() {
        let kind = child["type"].as_str().unwrap_or_default();
        let wrong =
            if baseline { !matches!(kind, "icon" | "text" | "filler") } else { kind == "icon" };
        if wrong {
            found.add(
                &format!("{path}.contents[{index}]"),
                format!("{kind} may not stand in this box"),
            );
        }
    }
}

fn span(found: &mut Findings, path: &str, value: &Value) {
    let fields = [must("text", Kind::Units(2_000)), SIZE, COLOUR, WEIGHT, SLANT, DECORATION];
    variant(found, path, value, &[("span", &fields)]);
}

fn gradient(found: &mut Findings, path: &str, value: &Value) {
    let fields = [
        must("angle", Kind::Form(|text| text.ends_with("deg"))),
        must("startColor", Kind::Colour),
        must("endColor", Kind::Colour),
        may("centerColor", Kind::Colour),
        may("centerPosition", Kind::Length(&[])),
    ];
    variant(found, path, value, &[("linearGradient", &fields)]);
}

fn styles(found: &mut Findings, path: &str, value: &Value) {
    let style = Kind::Object(block_style);
    object(found, path, value, &["header", "hero", "body", "footer"].map(|name| may(name, style)));
}

fn block_style(found: &mut Findings, path: &str, value: &Value) {
    object(
        found,
        path,
        value,
        &[BACKGROUND, may("separator", Kind::Flag), may("separatorColor", Kind::Colour)],
    );
}

fn at_most(found: &mut Findings, path: &str, value: &Value, bytes: usize) {
    if value.to_string().len() > bytes {
        found.add(path, format!("Must be at most {bytes} bytes as JSON"));
    }
}

fn is_ratio(text: &str) -> bool {
    let part =
        |text: &str| text.parse::<f64>().ok().filter(|number| (1.0..=100_000.0).contains(number));
    text.split_once(':')
        .and_then(|(width, height)| Some(part(height)? <= part(width)? * 3.0))
        .unwrap_or(false)
}
