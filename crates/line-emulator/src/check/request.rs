//! The bodies of the calls that are not rich menus.

use serde_json::Value;

use super::{Field, Findings, Kind, check, may, message, must, object};

const MESSAGES: Kind = Kind::List(1, 5, message::message);
const SILENT: Field = may("notificationDisabled", Kind::Flag);
const UNITS: Field = may("customAggregationUnits", Kind::List(0, 1, aggregation_unit));
const ADDRESS: Kind = Kind::Link(&["https", "http"], 500);

pub(crate) fn reply(found: &mut Findings, path: &str, value: &Value) {
    object(
        found,
        path,
        value,
        &[must("replyToken", Kind::Units(300)), must("messages", MESSAGES), SILENT],
    );
}

pub(crate) fn push(found: &mut Findings, path: &str, value: &Value) {
    object(
        found,
        path,
        value,
        &[must("to", Kind::Form(is_user_id)), must("messages", MESSAGES), SILENT, UNITS],
    );
}

pub(crate) fn multicast(found: &mut Findings, path: &str, value: &Value) {
    let to = Kind::List(1, 500, user_id);
    object(found, path, value, &[must("to", to), must("messages", MESSAGES), SILENT, UNITS]);
}

pub(crate) fn validate(found: &mut Findings, path: &str, value: &Value) {
    object(found, path, value, &[must("messages", MESSAGES)]);
}

/// Seconds come in steps of five.
pub(crate) fn loading(found: &mut Findings, path: &str, value: &Value) {
    let fields =
        [must("chatId", Kind::Form(is_user_id)), may("loadingSeconds", Kind::Whole(5, 60))];
    let Some(body) = object(found, path, value, &fields) else { return };
    if body.get("loadingSeconds").and_then(Value::as_i64).is_some_and(|seconds| seconds % 5 != 0) {
        found.add("loadingSeconds", "Must be a multiple of 5");
    }
}

pub(crate) fn webhook_set(found: &mut Findings, path: &str, value: &Value) {
    object(found, path, value, &[must("endpoint", ADDRESS)]);
}

pub(crate) fn webhook_test(found: &mut Findings, path: &str, value: &Value) {
    object(found, path, value, &[may("endpoint", ADDRESS)]);
}

pub(crate) fn bulk_link(found: &mut Findings, path: &str, value: &Value) {
    let users = Kind::List(1, 500, user_id);
    object(found, path, value, &[must("richMenuId", Kind::Units(100)), must("userIds", users)]);
}

pub(crate) fn bulk_unlink(found: &mut Findings, path: &str, value: &Value) {
    object(found, path, value, &[must("userIds", Kind::List(1, 500, user_id))]);
}

fn user_id(found: &mut Findings, path: &str, value: &Value) {
    check(found, path, value, Kind::Form(is_user_id));
}

fn aggregation_unit(found: &mut Findings, path: &str, value: &Value) {
    let fits = |text: &str| {
        (1..=30).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    check(found, path, value, Kind::Form(fits));
}

fn is_user_id(text: &str) -> bool {
    let digits = text.strip_prefix('U').unwrap_or("");
    digits.len() == 32 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
