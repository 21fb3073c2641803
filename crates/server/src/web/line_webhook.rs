//! LINE's webhook: verify over the raw bytes, remember, answer. The work is done later from the inbox.

use crate::App;
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use line::webhook;
use std::{sync::atomic::Ordering, time::Duration};
use tokio::time;

/// LINE counts more than two seconds as a failure. What is not durable by then is in the writer's queue.
const ANSWER_WITHIN: Duration = Duration::from_secs(1);

/// 401 without a word for a signature that is not LINE's; 200 once the events are kept; 503, which
/// makes LINE deliver again, when they cannot be.
pub(super) async fn post(State(app): State<App>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let Some(line) = &app.config.line else { return StatusCode::NOT_FOUND };
    let signature = headers.get("x-line-signature").and_then(|value| value.to_str().ok());
    let secrets: Vec<&str> = line.channel_secrets.iter().map(String::as_str).collect();
    if !signature.is_some_and(|signature| webhook::verify(&secrets, &body, signature)) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(delivery) = webhook::parse(&body) else {
        tracing::warn!("a webhook with a good signature could not be read");
        app.counts.unreadable_events.fetch_add(1, Ordering::Relaxed);
        return StatusCode::OK;
    };
    if delivery.unreadable > 0 {
        app.counts.unreadable_events.fetch_add(delivery.unreadable as u64, Ordering::Relaxed);
        tracing::warn!(unreadable = delivery.unreadable, "events of a webhook could not be read");
    }
    if delivery.events.is_empty() {
        return StatusCode::OK;
    }
    keep(&app, delivery).await
}

async fn keep(app: &App, delivery: webhook::Delivery) -> StatusCode {
    let now = app.clock.now();
    let kept = app.store.write(move |tx| {
        for event in &delivery.events {
            // Without an id nothing tells a redelivery apart; LINE gives every event one.
            let Some(id) = &event.id else { continue };
            let body = event.raw.to_string();
            match &event.message_id {
                Some(message) => tx.inbox_put_message(id, message, body.as_bytes(), now)?,
                None => tx.inbox_put(id, body.as_bytes(), now)?,
            };
        }
        Ok(())
    });
    match time::timeout(ANSWER_WITHIN, kept).await {
        Ok(Ok(())) | Err(_) => StatusCode::OK,
        Ok(Err(error)) => {
            tracing::warn!("a webhook could not be kept: {error}");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
