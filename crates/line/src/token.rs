//! The channel access token: had from LINE by one caller at a time, kept for most of its life. It
//! is never written anywhere.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::Method;
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::error::SendError;
use crate::hosts::Hosts;
use crate::wire::{Clock, Wire};

/// How the channel proves itself to LINE.
#[derive(Clone)]
pub enum Credentials {
    /// Tokens of a quarter of an hour, had with the channel's secret. Recommended.
    Stateless {
        /// The Messaging API channel's number.
        channel_id: String,
        /// The Messaging API channel's secret.
        channel_secret: String,
    },
    /// A token made in LINE's console, valid until it is replaced there.
    LongLived(String),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stateless { channel_id, .. } => {
                f.debug_struct("Stateless").field("channel_id", channel_id).finish_non_exhaustive()
            }
            Self::LongLived(_) => f.write_str("LongLived(..)"),
        }
    }
}

/// After a failed renewal the old token carries on this long before the next try.
const PAUSE_MS: i64 = 30_000;
const PATH: &str = "/oauth2/v3/token";
const UNSENDABLE: &str = "it holds characters no token has";

pub(crate) struct ChannelToken {
    credentials: Credentials,
    clock: Clock,
    /// How many times asking LINE has come to an end. Who waited for such an end shares it.
    ended: AtomicU64,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    issued: Option<Issued>,
    failed: Option<Failed>,
}

struct Issued {
    bearer: Arc<str>,
    since: i64,
    renew_at: i64,
    dies_at: i64,
}

struct Failed {
    /// The value of `ended` after this try.
    number: u64,
    why: NoToken,
}

/// Why LINE gave none.
#[derive(Clone)]
enum NoToken {
    /// It does not take the channel's id or secret.
    Refused(u16),
    Trouble(String),
}

impl ChannelToken {
    pub(crate) fn new(credentials: Credentials, clock: Clock) -> Self {
        Self { credentials, clock, ended: AtomicU64::new(0), held: Mutex::default() }
    }

    /// A token that is good for at least the next minutes, or why there is none.
    pub(crate) async fn bearer(&self, wire: &Wire, hosts: &Hosts) -> Result<Arc<str>, SendError> {
        let (channel_id, channel_secret) = match &self.credentials {
            Credentials::Stateless { channel_id, channel_secret } => (channel_id, channel_secret),
            Credentials::LongLived(token) if is_sendable(token) => {
                return Ok(token.as_str().into());
            }
            Credentials::LongLived(_) => return Err(unusable(&NoToken::unsendable())),
        };
        let ended_before = self.ended.load(Ordering::Acquire);
        let mut held = self.held.lock().await;
        let now = (self.clock)();
        if let Some(issued) = held.issued.as_ref().filter(|it| it.is_fresh(now)) {
            return Ok(Arc::clone(&issued.bearer));
        }
        if let Some(failed) = held.failed.as_ref().filter(|it| it.number > ended_before) {
            return Err(unusable(&failed.why));
        }
        let fetched = fetch(wire, hosts, channel_id, channel_secret).await;
        let number = self.ended.fetch_add(1, Ordering::AcqRel) + 1;
        match fetched {
            Ok(answer) => {
                let issued = Issued::new(&answer, now);
                let bearer = Arc::clone(&issued.bearer);
                *held = Held { issued: Some(issued), failed: None };
                Ok(bearer)
            }
            Err(why) => {
                if let Some(issued) = held.issued.as_mut().filter(|it| it.is_alive(now)) {
                    issued.renew_at = now + PAUSE_MS;
                    return Ok(Arc::clone(&issued.bearer));
                }
                let error = unusable(&why);
                held.failed = Some(Failed { number, why });
                Err(error)
            }
        }
    }

    /// Drops a token that LINE refused. Says whether another may be had.
    pub(crate) async fn forget(&self, bearer: &str) -> bool {
        if matches!(self.credentials, Credentials::LongLived(_)) {
            return false;
        }
        let mut held = self.held.lock().await;
        held.issued.take_if(|issued| *issued.bearer == *bearer);
        true
    }
}

impl Issued {
    fn new(answer: &TokenAnswer, now: i64) -> Self {
        let life_ms = answer.expires_in.saturating_mul(1_000);
        Self {
            bearer: answer.access_token.as_str().into(),
            since: now,
            renew_at: now.saturating_add(life_ms / 15 * 12),
            dies_at: now.saturating_add(life_ms),
        }
    }

    fn is_fresh(&self, now: i64) -> bool {
        self.is_alive(now) && now < self.renew_at
    }

    /// A clock that was set back proves nothing about the token's age.
    fn is_alive(&self, now: i64) -> bool {
        (self.since..self.dies_at).contains(&now)
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    expires_in: i64,
}

async fn fetch(wire: &Wire, hosts: &Hosts, id: &str, secret: &str) -> Result<TokenAnswer, NoToken> {
    let form = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
    let request = wire.request(Method::POST, &format!("{}{PATH}", hosts.login)).form(&form);
    let exchanged = wire.exchange(request, "POST", PATH).await;
    let answer = exchanged.map_err(|trouble| NoToken::Trouble(trouble.why().to_owned()))?;
    match answer.status {
        200 => {}
        status @ (400 | 401 | 403) => return Err(NoToken::Refused(status)),
        status => return Err(NoToken::Trouble(format!("status {status}"))),
    }
    let answer: TokenAnswer = serde_json::from_slice(&answer.body)
        .map_err(|_| NoToken::Trouble("the answer was not understood".to_owned()))?;
    if is_sendable(&answer.access_token) { Ok(answer) } else { Err(NoToken::unsendable()) }
}

/// Whether it fits into a header. A line break at the end of a token file must not end as "never"
/// for every message.
fn is_sendable(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

impl NoToken {
    fn unsendable() -> Self {
        Self::Trouble(UNSENDABLE.to_owned())
    }
}

fn unusable(why: &NoToken) -> SendError {
    match why {
        NoToken::Refused(status) => SendError::NotLetIn { status: *status },
        NoToken::Trouble(why) => {
            let why = format!("no channel access token: {why}");
            SendError::Later { maybe_delivered: false, why }
        }
    }
}
