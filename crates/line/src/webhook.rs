//! What LINE posts to us: first the signature over the raw bytes, then the list of events, each
//! still as LINE sent it. Reading an event's meaning is [`crate::event`]'s work.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde::Deserialize;
use serde_json::Value;

/// One request of LINE's, which may concern several people.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// The bot's user id: which of our channels this is about.
    pub destination: String,
    /// The events, in LINE's order; none when LINE's console tests the address.
    pub events: Vec<Received>,
    /// How many entries of the list were no events.
    pub unreadable: usize,
}

/// One event as it came, to be stored before anything is done about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// The same for every copy of the event: deduplicate by it.
    pub id: Option<String>,
    /// When it happened, in milliseconds since 1970 UTC; 0 if LINE does not say. Events may arrive
    /// out of order.
    pub occurred_at: i64,
    /// The message that the event brings, if it brings one; it may be taken back later.
    pub message_id: Option<String>,
    /// Whether LINE has tried to deliver it before.
    pub redelivered: bool,
    /// The event, unknown parts included, for [`crate::Event::read`].
    pub raw: Value,
}

/// The body is not what LINE sends. It says no more, since the body may hold a resident's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADelivery;

impl fmt::Display for NotADelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body is not a list of LINE events")
    }
}

impl std::error::Error for NotADelivery {}

/// Whether LINE signed exactly these bytes with one of the channel's secrets. There are two
/// secrets while one replaces the other.
pub fn verify(secrets: &[&str], body: &[u8], signature: &str) -> bool {
    let Ok(signature) = STANDARD.decode(signature) else {
        return false;
    };
    secrets
        .iter()
        // Anyone can sign with a secret that was left empty.
        .filter(|secret| !secret.is_empty())
        .map(|secret| hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
        .any(|key| hmac::verify(&key, body, &signature).is_ok())
}

/// Reads a verified body. An entry that is no event is counted and spoils nothing.
pub fn parse(body: &[u8]) -> Result<Delivery, NotADelivery> {
    let Body { destination, events } = serde_json::from_slice(body).map_err(|_| NotADelivery)?;
    let listed = events.len();
    let events: Vec<_> = events.into_iter().filter_map(Received::read).collect();
    let unreadable = listed - events.len();
    Ok(Delivery { destination, events, unreadable })
}

#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    destination: String,
    events: Vec<Value>,
}

impl Received {
    fn read(raw: Value) -> Option<Self> {
        raw.get("type")?.as_str()?;
        let redelivered = raw.pointer("/deliveryContext/isRedelivery").and_then(Value::as_bool);
        Some(Self {
            id: raw.get("webhookEventId").and_then(Value::as_str).map(str::to_owned),
            occurred_at: raw.get("timestamp").and_then(Value::as_i64).unwrap_or_default(),
            message_id: raw.pointer("/message/id").and_then(Value::as_str).map(str::to_owned),
            redelivered: redelivered.unwrap_or_default(),
            raw,
        })
    }
}
