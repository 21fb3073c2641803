//! Webhooks: builds events, signs them, brings them to the service and brings them again when it did not
//! take them. Events of one resident arrive in order; it never reads what the service answers beyond the status.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use axum::http::header::{CONTENT_TYPE, USER_AGENT};
use serde_json::{Value, json};
use tokio::sync::OwnedMutexGuard;

use crate::{platform::Platform, state::ReplyToken, state::State, state::user_id};

/// What the service answered to a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It answered with this status.
    Status(u16),
    /// It did not answer.
    Unreachable,
}

impl Answer {
    /// Whether the platform regards the event as delivered.
    pub fn taken(self) -> bool {
        matches!(self, Self::Status(200..=299))
    }
}

/// LINE counts no answer within two seconds as an error in its statistics; it waits somewhat longer.
const SLOW: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(10);

impl Platform {
    /// Brings an event of a resident to the service. Resolves after the first try; further tries go on in
    /// the background, and later events of the same resident wait for them.
    pub(crate) async fn tell(&self, handle: &str, event: Value) -> Answer {
        let lane = self.lane(handle).lock_owned().await;
        if self.read(|state| state.webhook_off) {
            // Nobody is told, and nobody is asked to try again.
            return Answer::Status(200);
        }
        self.note(|state| state.last_event = Some((handle.to_owned(), event.clone())));
        let answer = self.deliver(&event).await;
        if !answer.taken() {
            self.redeliver_later(event, lane);
        }
        answer
    }

    /// Brings the newest event once more, marked as a redelivery.
    pub async fn redeliver_last(&self) -> anyhow::Result<Answer> {
        let last = self.read(|state| state.last_event.clone());
        let (handle, event) = last.ok_or_else(|| anyhow::anyhow!("no event was delivered yet"))?;
        let _lane = self.lane(&handle).lock_owned().await;
        Ok(self.deliver(&redelivery(event)).await)
    }

    /// Brings any bytes under any signature to the service.
    pub async fn deliver_raw(&self, body: impl Into<Vec<u8>>, signature: &str) -> Answer {
        let url = self.read(|state| state.webhook_url.clone());
        self.post(&url, body.into(), signature).await
    }

    fn lane(&self, handle: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut lanes = self.0.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lanes.entry(handle.to_owned()).or_default())
    }

    fn redeliver_later(&self, event: Value, lane: OwnedMutexGuard<()>) {
        let platform = self.clone();
        let tries = async move {
            let event = redelivery(event);
            for wait in platform.0.options.redelivery_waits.clone() {
                tokio::time::sleep(wait).await;
                if platform.deliver(&event).await.taken() {
                    return;
                }
            }
            tracing::warn!("an event was given up");
        };
        let end = self.ended();
        tokio::spawn(async move {
            let _lane = lane;
            tokio::select! { () = tries => {}, () = end => {} }
        });
    }

    async fn deliver(&self, event: &Value) -> Answer {
        let now = self.now();
        if let Some(token) = event["replyToken"].as_str() {
            self.note(|state| {
                if let Some(known) = state.reply_tokens.get_mut(token) {
                    known.received_at = now;
                }
            });
        }
        let url = self.read(|state| state.webhook_url.clone());
        self.deliver_to(&url, &[event]).await
    }

    /// Brings these events in one signed body; none at all is LINE's check of the connection.
    pub(crate) async fn deliver_to(&self, url: &str, events: &[&Value]) -> Answer {
        let destination = user_id(&self.0.options.channel_id);
        let body = json!({ "destination": destination, "events": events }).to_string().into_bytes();
        let signature = self.sign(&body);
        self.post(url, body, &signature).await
    }

    async fn post(&self, url: &str, body: Vec<u8>, signature: &str) -> Answer {
        let started = tokio::time::Instant::now();
        let request = self
            .0
            .http
            .post(url)
            .timeout(PATIENCE)
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .header(USER_AGENT, "LineBotWebhook/2.0")
            .header("x-line-signature", signature)
            .body(body);
        let answer = match request.send().await {
            Ok(response) => Answer::Status(response.status().as_u16()),
            Err(_) => Answer::Unreachable,
        };
        if started.elapsed() > SLOW {
            tracing::warn!(?answer, "the service took more than two seconds for a webhook");
        }
        answer
    }
}

/// Fills in what all events share; `parts` holds the type and what belongs to it.
pub(crate) fn event(
    state: &mut State,
    handle: &str,
    parts: Value,
    answerable: bool,
    now: i64,
) -> Value {
    let serial = state.serial();
    state.sweep(serial, now);
    let mut event = json!({
        "mode": "active",
        "timestamp": now,
        "source": { "type": "user", "userId": user_id(handle) },
        "webhookEventId": ulid(now, serial),
        "deliveryContext": { "isRedelivery": false },
    });
    let fields = event.as_object_mut().expect("the event above is an object");
    if let Value::Object(parts) = parts {
        fields.extend(parts);
    }
    if answerable {
        let token = format!("{serial:032x}");
        fields.insert("replyToken".into(), token.clone().into());
        let known = ReplyToken { handle: handle.to_owned(), event_at: now, received_at: now };
        state.reply_tokens.insert(token, known);
    }
    event
}

fn redelivery(mut event: Value) -> Value {
    event["deliveryContext"]["isRedelivery"] = true.into();
    event
}

/// Ten characters of time and sixteen of a number, in Crockford's base 32.
fn ulid(now: i64, serial: u64) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let value = (u128::from(now.unsigned_abs()) << 80) | u128::from(serial);
    let digit =
        |place: u32| char::from(DIGITS[usize::try_from((value >> (5 * place)) & 31).unwrap_or(0)]);
    (0..26).rev().map(digit).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_event_id_is_a_ulid_and_grows_with_time() {
        let (early, late) = (super::ulid(1_469_918_176_385, 7), super::ulid(1_469_918_176_386, 1));
        assert_eq!(early, "01ARYZ6S410000000000000007");
        assert!(early < late);
    }
}
