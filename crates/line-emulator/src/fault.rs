//! What may go wrong, as a script: each endpoint has a queue of faults, and each call takes the next one.
//! Also the ordinary rates of the platform, which are faults that callers earn themselves.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

/// One endpoint, or a family of endpoints that share a rate, of the HTTP interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named after its path")]
pub enum Endpoint {
    Reply,
    Push,
    Multicast,
    Validate,
    Quota,
    Consumption,
    Profile,
    Followers,
    Loading,
    Webhook,
    WebhookTest,
    RichMenu,
    RichMenuCreate,
    RichMenuDelete,
    RichMenuList,
    RichMenuImage,
    RichMenuLink,
    RichMenuAlias,
    RichMenuAliasDelete,
    ChannelToken,
    LoginCerts,
    LoginVerify,
    LoginToken,
    LoginAuthorize,
    /// A path under `/v2/` that the emulator does not have.
    Unknown,
}

/// What happens to a call instead of the ordinary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Waits this many milliseconds before the call is looked at. A caller who gives up meanwhile was not
    /// served; the opposite case is `AcceptThenDrop`.
    Slow(u64),
    /// Answers with this status and does nothing.
    Status(u16),
    /// Does everything, then closes the connection without an answer.
    AcceptThenDrop,
    /// Answers 503 as a gateway does whose servers refuse connections.
    Unavailable,
    /// Answers 429 because of the rate.
    RateLimited,
    /// Answers 429 because of the month.
    MonthlyLimit,
}

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

impl Endpoint {
    /// How many calls are allowed in how many milliseconds.
    fn rate(self) -> (u64, u64) {
        match self {
            Self::Multicast => (200, SECOND),
            Self::Loading => (100, SECOND),
            Self::RichMenuList => (10, SECOND),
            Self::RichMenuCreate | Self::RichMenuDelete | Self::RichMenuAliasDelete => (100, HOUR),
            Self::Webhook => (1_000, MINUTE),
            Self::WebhookTest => (60, HOUR),
            _ => (2_000, SECOND),
        }
    }

    /// Whether a call needs a channel token.
    pub(crate) fn needs_token(self) -> bool {
        !matches!(
            self,
            Self::ChannelToken
                | Self::LoginCerts
                | Self::LoginVerify
                | Self::LoginToken
                | Self::LoginAuthorize
        )
    }
}

#[derive(Default)]
pub(crate) struct Faults {
    script: BTreeMap<Endpoint, VecDeque<Fault>>,
    buckets: BTreeMap<Endpoint, Bucket>,
}

impl Faults {
    pub(crate) fn add(&mut self, endpoint: Endpoint, fault: Fault, times: usize) {
        self.script.entry(endpoint).or_default().extend(std::iter::repeat_n(fault, times));
    }

    pub(crate) fn clear(&mut self) {
        self.script.clear();
    }

    /// The next fault of the script, or the one the rate demands.
    pub(crate) fn next(&mut self, endpoint: Endpoint, now: i64) -> Option<Fault> {
        if let Some(fault) = self.script.get_mut(&endpoint).and_then(VecDeque::pop_front) {
            return Some(fault);
        }
        let (calls, window) = endpoint.rate();
        let bucket =
            self.buckets.entry(endpoint).or_insert(Bucket { level: calls * window, at: now });
        (!bucket.take(calls, window, now)).then_some(Fault::RateLimited)
    }
}

/// A token bucket in whole numbers: a call costs `window` units, and every millisecond brings `calls`.
struct Bucket {
    level: u64,
    at: i64,
}

impl Bucket {
    fn take(&mut self, calls: u64, window: u64, now: i64) -> bool {
        let passed = u64::try_from(now - self.at).unwrap_or(0);
        self.level = self.level.saturating_add(passed.saturating_mul(calls)).min(calls * window);
        self.at = now;
        let enough = self.level >= window;
        if enough {
            self.level -= window;
        }
        enough
    }
}
