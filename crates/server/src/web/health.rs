//! Whether the service can do its work, for whoever watches over it. Tells nothing personal.

use crate::{App, words::trouble};
use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use jiff::SignedDuration;
use serde_json::json;
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use store::Trouble;
use tokio::time;

/// A database that does not answer within this time is as good as none, for whoever watches.
const READS_WITHIN: Duration = Duration::from_secs(5);

/// 200 when bookings can be taken, 503 with the reason when not, and with what an officer is to do.
pub(super) async fn get(State(app): State<App>) -> impl IntoResponse {
    let trouble = app.store.kind_of_trouble();
    let since = app.clock.now().saturating_sub(SignedDuration::from_hours(24));
    let given_up = match since {
        Ok(since) => {
            let counted = app.store.read(move |reader| reader.outbox_given_up(since));
            time::timeout(READS_WITHIN, counted).await.ok().and_then(Result::ok)
        }
        Err(_) => None,
    };
    let ok = trouble.is_none() && given_up.is_some();
    let status = if ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let database = if ok { "ok" } else { "unavailable" };
    let line = if app.line.is_some() { "configured" } else { "not configured" };
    let version = env!("CARGO_PKG_VERSION");
    let trouble = (!ok).then(|| trouble.unwrap_or(Trouble::Unreachable));
    let crowd = app.crowd.watched();
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let body = json!({
        "ok": ok,
        "database": database,
        "why": trouble.map(trouble::why),
        "say": trouble.map(trouble::alarm),
        "line": line,
        "version": version,
        "notices_rest": app.sending.now().stopped_since.is_some(),
        "messages_given_up_in_24_hours": given_up.map(|messages| messages.len()),
        "residents": {
            "served_now": crowd.served,
            "by_ticket": crowd.waiting.is_some(),
            "waiting": crowd.waiting,
            "let_in_a_second": crowd.a_second,
        },
        "unknown_events": count(&app.counts.unknown_events),
        "unreadable_events": count(&app.counts.unreadable_events),
        "counters_that_differ": count(&app.counts.differences),
    });
    (status, Json(body))
}
