//! LINE Login's public keys, kept and refreshed. Known keys never wait for a refresh of others.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;

use crate::wire::{Clock, Wire};

const PATH: &str = "/oauth2/v2.1/certs";
/// Made-up key ids must not turn us into a flood.
const REFRESH_PAUSE_MS: i64 = 60_000;
/// A key LINE has withdrawn is trusted no longer than this.
const TRUST_MS: i64 = 24 * 60 * 60 * 1_000;
/// `0x04`, x and y: the uncompressed point `ring` wants.
const POINT_BYTES: usize = 65;

type Points = HashMap<String, Arc<[u8]>>;

pub(crate) struct Keys {
    url: String,
    clock: Clock,
    known: RwLock<Known>,
    last: Mutex<Option<Attempt>>,
}

#[derive(Default)]
struct Known {
    points: Points,
    fetched_at: i64,
}

#[derive(Clone, Copy)]
struct Attempt {
    at: i64,
    worked: bool,
}

/// What we know of a key id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// LINE's key, as an uncompressed P-256 point.
    Point(Arc<[u8]>),
    /// LINE has no such key.
    NoSuchKey,
    /// LINE could not be asked.
    Unreachable,
}

impl Keys {
    pub(crate) fn new(login_host: &str, clock: Clock) -> Self {
        let url = format!("{login_host}{PATH}");
        Self { url, clock, known: RwLock::default(), last: Mutex::default() }
    }

    pub(crate) async fn find(&self, wire: &Wire, kid: &str) -> Found {
        if let Some(point) = self.trusted(kid) {
            return Found::Point(point);
        }
        let worked = self.refresh(wire, kid).await;
        match self.trusted(kid) {
            Some(point) => Found::Point(point),
            None if worked => Found::NoSuchKey,
            None => Found::Unreachable,
        }
    }

    /// Asks LINE for its keys unless someone did a moment ago. Says whether LINE answered.
    async fn refresh(&self, wire: &Wire, kid: &str) -> bool {
        let mut last = self.last.lock().await;
        // Someone may have fetched it while we waited for the lock.
        if self.trusted(kid).is_some() {
            return true;
        }
        let now = (self.clock)();
        let pause = |attempt: &Attempt| attempt.at..attempt.at.saturating_add(REFRESH_PAUSE_MS);
        if let Some(recent) = last.filter(|attempt| pause(attempt).contains(&now)) {
            return recent.worked;
        }
        let fetched = fetch(wire, &self.url).await;
        let worked = fetched.is_some();
        *last = Some(Attempt { at: now, worked });
        if let Some(points) = fetched {
            *self.known.write().unwrap_or_else(PoisonError::into_inner) =
                Known { points, fetched_at: now };
        }
        worked
    }

    fn trusted(&self, kid: &str) -> Option<Arc<[u8]>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let age = (self.clock)() - known.fetched_at;
        known.points.get(kid).filter(|_| (0..TRUST_MS).contains(&age)).cloned()
    }
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Key {
    kid: String,
    kty: String,
    crv: String,
    alg: Option<String>,
    x: String,
    y: String,
}

async fn fetch(wire: &Wire, url: &str) -> Option<Points> {
    let answer = wire.exchange(wire.request(Method::GET, url), "GET", PATH).await.ok()?;
    if answer.status != 200 {
        return None;
    }
    let set: KeySet = serde_json::from_slice(&answer.body).ok()?;
    // Keys of other kinds may stand beside those we can use.
    let keys = set.keys.into_iter().filter_map(|key| serde_json::from_value::<Key>(key).ok());
    Some(keys.filter_map(|key| Some((key.kid.clone(), point(&key)?))).collect())
}

fn point(key: &Key) -> Option<Arc<[u8]>> {
    let is_es256 = key.alg.as_deref().is_none_or(|alg| alg == "ES256");
    if key.kty != "EC" || key.crv != "P-256" || !is_es256 {
        return None;
    }
    let mut point = vec![4];
    point.extend(URL_SAFE_NO_PAD.decode(&key.x).ok()?);
    point.extend(URL_SAFE_NO_PAD.decode(&key.y).ok()?);
    (point.len() == POINT_BYTES).then(|| point.into())
}
