//! The month: how many messages are allowed and how many were counted. A month ends at midnight in Japan.

use axum::{Json, extract::State};
use jiff::{Timestamp, tz};
use serde_json::{Value, json};

use crate::platform::Platform;

pub(super) async fn quota(State(platform): State<Platform>) -> Json<Value> {
    Json(match platform.read(|state| state.monthly_limit) {
        None => json!({ "type": "none" }),
        Some(limit) => json!({ "type": "limited", "value": limit }),
    })
}

pub(super) async fn consumption(State(platform): State<Platform>) -> Json<Value> {
    let month = month(platform.now());
    Json(
        json!({ "totalUsage": platform.read(|state| state.usage.get(&month).copied().unwrap_or(0)) }),
    )
}

/// The month in Japan at this instant, such as `2026-11`.
pub(super) fn month(now: i64) -> String {
    let instant =
        Timestamp::from_millisecond(now).expect("the clock stays within the years of the calendar");
    instant.to_zoned(tz::offset(9).to_time_zone()).strftime("%Y-%m").to_string()
}
