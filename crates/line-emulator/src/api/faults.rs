//! The script of faults over HTTP, for demos and for tests in another process. It is not part of LINE.

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;

use crate::{
    fault::{Endpoint, Fault},
    platform::Platform,
};

/// For example `{"endpoint":"push","fault":"accept_then_drop"}` or
/// `{"endpoint":"reply","fault":{"slow":1500},"times":3}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Script {
    endpoint: Endpoint,
    fault: Fault,
    times: Option<usize>,
}

pub(super) async fn script(
    State(platform): State<Platform>,
    Json(script): Json<Script>,
) -> StatusCode {
    platform.fail_times(script.endpoint, script.fault, script.times.unwrap_or(1).min(10_000));
    StatusCode::NO_CONTENT
}

pub(super) async fn heal(State(platform): State<Platform>) -> StatusCode {
    platform.heal();
    StatusCode::NO_CONTENT
}
