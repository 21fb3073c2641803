//! What a request may contain, as tables: each object is a list of fields, each field has a kind. Findings
//! name the property as the platform does. Limits are those of the Messaging API reference; texts are
//! measured in UTF-16 units or in graphemes, as the reference says for each.

mod action;
mod flex;
pub(crate) mod menu;
mod message;
pub(crate) mod request;
mod template;

use serde_json::{Map, Value};
use unicode_segmentation::UnicodeSegmentation as _;

/// One thing that is wrong with a request body.
#[derive(Debug)]
pub(crate) struct Detail {
    pub(crate) message: String,
    pub(crate) property: String,
}

/// Checks a value that stands at a path and adds what is wrong.
pub(crate) type Rule = fn(&mut Findings, &str, &Value);

/// What was found so far.
#[derive(Default)]
pub(crate) struct Findings(Vec<Detail>);

impl Findings {
    pub(crate) fn into_details(self) -> Vec<Detail> {
        self.0
    }

    fn add(&mut self, path: &str, message: impl Into<String>) {
        self.0.push(Detail { message: message.into(), property: path.to_owned() });
    }
}

/// A field of an object: its name, whether it must be there, and what it may hold.
#[derive(Clone, Copy)]
struct Field {
    name: &'static str,
    required: bool,
    kind: Kind,
}

const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, required: true, kind }
}

const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, required: false, kind }
}

/// What a field may hold. Text lengths are from one to the maximum unless the kind says otherwise.
#[derive(Clone, Copy)]
enum Kind {
    /// Text of at most so many UTF-16 units.
    Units(usize),
    /// Text of at most so many UTF-16 units that may be empty.
    UnitsOrEmpty(usize),
    /// Text of at most so many graphemes.
    Graphemes(usize),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// True or false.
    Flag,
    /// A whole number in this range.
    Whole(i64, i64),
    /// Any number in this range.
    Number(f64, f64),
    /// `#RRGGBB` or `#RRGGBBAA`.
    Colour,
    /// One of these words, or a number with `px` or `%`.
    Length(&'static [&'static str]),
    /// An address with one of these schemes, of at most so many units.
    Link(&'static [&'static str], usize),
    /// A text with a form of its own.
    Form(fn(&str) -> bool),
    /// An object with a rule.
    Object(Rule),
    /// A list of so many to so many items with a rule.
    List(usize, usize, Rule),
    /// The name of the variant, which was read already.
    Type,
}

const HTTPS: Kind = Kind::Link(&["https"], 2_000);

/// Checks an object against its fields; gives it back so that rules across fields can follow.
fn object<'a>(
    found: &mut Findings,
    path: &str,
    value: &'a Value,
    fields: &[Field],
) -> Option<&'a Map<String, Value>> {
    let Value::Object(map) = value else {
        found.add(path, "Must be an object");
        return None;
    };
    for field in fields {
        match map.get(field.name) {
            Some(value) => check(found, &join(path, field.name), value, field.kind),
            None if field.required => found.add(&join(path, field.name), "May not be empty"),
            None => {}
        }
    }
    for name in map.keys().filter(|name| fields.iter().all(|field| field.name != *name)) {
        found.add(&join(path, name), "Unknown property");
    }
    Some(map)
}

/// Checks an object whose `type` says which fields it has.
fn variant<'a>(
    found: &mut Findings,
    path: &str,
    value: &'a Value,
    variants: &[(&str, &[Field])],
) -> Option<&'a Map<String, Value>> {
    let kind = value["type"].as_str();
    let Some((_, fields)) = variants.iter().find(|(name, _)| Some(*name) == kind) else {
        let names: Vec<&str> = variants.iter().map(|(name, _)| *name).collect();
        found.add(
            &join(path, "type"),
            format!("Must be one of the following values: [{}]", names.join(", ")),
        );
        return None;
    };
    let fields: Vec<Field> = [&[must("type", Kind::Type)], *fields].concat();
    object(found, path, value, &fields)
}

fn check(found: &mut Findings, path: &str, value: &Value, kind: Kind) {
    match (kind, value) {
        (Kind::Object(rule), _) => rule(found, path, value),
        (Kind::List(least, most, rule), Value::Array(items)) => {
            if !(least..=most).contains(&items.len()) {
                found.add(path, format!("Size must be between {least} and {most}"));
            }
            for (index, item) in items.iter().enumerate() {
                rule(found, &format!("{path}[{index}]"), item);
            }
        }
        (Kind::Flag, Value::Bool(_)) | (Kind::Type, _) => {}
        (Kind::Whole(least, most), Value::Number(number)) => {
            if !number.as_i64().is_some_and(|number| (least..=most).contains(&number)) {
                found.add(path, format!("Must be between {least} and {most}"));
            }
        }
        (Kind::Number(least, most), Value::Number(number)) => {
            if !number.as_f64().is_some_and(|number| (least..=most).contains(&number)) {
                found.add(path, format!("Must be between {least} and {most}"));
            }
        }
        (kind, Value::String(text)) => check_text(found, path, text, kind),
        _ => found.add(path, "The property is of the wrong type"),
    }
}

fn check_text(found: &mut Findings, path: &str, text: &str, kind: Kind) {
    let length = |found: &mut Findings, least: usize, most: usize, is: usize| {
        if is == 0 && least > 0 {
            found.add(path, "May not be empty");
        } else if is > most {
            found.add(path, format!("Length must be between {least} and {most}"));
        }
    };
    match kind {
        Kind::Units(most) => length(found, 1, most, units(text)),
        Kind::UnitsOrEmpty(most) => length(found, 0, most, units(text)),
        Kind::Graphemes(most) => length(found, 1, most, graphemes(text)),
        Kind::OneOf(words) if words.contains(&text) => {}
        Kind::OneOf(words) => {
            found.add(path, format!("Must be one of the following values: [{}]", words.join(", ")));
        }
        Kind::Colour if is_colour(text) => {}
        Kind::Length(words) if words.contains(&text) || is_length(text) => {}
        Kind::Form(fits) if fits(text) => {}
        Kind::Colour | Kind::Length(_) | Kind::Form(_) => found.add(path, "Invalid value"),
        Kind::Link(schemes, most) => {
            length(found, 1, most, units(text));
            if !text.is_empty() && !has_scheme(text, schemes) {
                found.add(path, "Invalid uri");
            }
        }
        _ => found.add(path, "The property is of the wrong type"),
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or("");
    matches!(digits.len(), 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_length(text: &str) -> bool {
    let number = text.strip_suffix("px").or_else(|| text.strip_suffix('%'));
    number.is_some_and(|number| {
        number.parse::<f64>().is_ok_and(|number| (0.0..10_000.0).contains(&number))
    })
}

/// An address needs something after its scheme, and everything outside ASCII percent-encoded.
fn has_scheme(text: &str, schemes: &[&str]) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let rest = if scheme == "tel" { Some(rest) } else { rest.strip_prefix("//") };
    schemes.contains(&scheme)
        && rest.is_some_and(|rest| !rest.is_empty())
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}
