//! Keeps us below LINE's limits by making the caller wait, one token bucket per endpoint. Time
//! here is the machine's monotonic time: LINE counts real seconds even when a rehearsal has set
//! our clock to next Monday.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::endpoint::Endpoint;
use crate::error::SendError;

/// Longer than this nobody waits; the call comes back as "later" instead.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often an endpoint may be called.
///
/// LINE does not say how large its buckets are. We refill at nine tenths of its limit and hold one
/// tenth, so that no window of any kind ever contains more calls than the limit names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    /// Between two calls once the bucket is empty.
    interval: Duration,
    /// How far ahead of its time a call may go: the bucket's depth less one call.
    ahead: Duration,
}

impl Pace {
    pub(crate) const fn per_second(calls: u32) -> Self {
        Self::new(calls, 1)
    }

    pub(crate) const fn per_minute(calls: u32) -> Self {
        Self::new(calls, 60)
    }

    pub(crate) const fn per_hour(calls: u32) -> Self {
        Self::new(calls, 3_600)
    }

    const fn new(calls: u32, seconds: u64) -> Self {
        let interval = Duration::from_nanos(seconds * 1_000_000_000 * 10 / 9 / calls as u64);
        let depth = if calls < 10 { 1 } else { calls / 10 };
        Self { interval, ahead: interval.saturating_mul(depth - 1) }
    }
}

/// One endpoint's bucket: the instant at which it will be full again.
#[derive(Debug, Default)]
struct Bucket {
    full_at: Duration,
}

impl Bucket {
    /// Takes a token; `now` is the time since the buckets were made. Says how long to wait for it,
    /// or takes nothing and says `None` when that would be longer than our patience.
    fn take(&mut self, pace: Pace, now: Duration) -> Option<Duration> {
        let due = self.full_at.max(now);
        let wait = due.saturating_sub(pace.ahead).saturating_sub(now);
        if wait > PATIENCE {
            return None;
        }
        self.full_at = due + pace.interval;
        Some(wait)
    }
}

/// The buckets of one channel.
pub(crate) struct Buckets {
    since: Instant,
    by_endpoint: Mutex<HashMap<(&'static str, &'static str), Bucket>>,
}

impl Buckets {
    pub(crate) fn new() -> Self {
        Self { since: Instant::now(), by_endpoint: Mutex::default() }
    }

    /// Waits for this endpoint's turn.
    pub(crate) async fn wait(&self, endpoint: &'static Endpoint) -> Result<(), SendError> {
        let wait = {
            let mut buckets = self.by_endpoint.lock().unwrap_or_else(PoisonError::into_inner);
            let bucket = buckets.entry((endpoint.method.as_str(), endpoint.path)).or_default();
            bucket.take(endpoint.pace, self.since.elapsed())
        };
        match wait {
            Some(Duration::ZERO) => Ok(()),
            Some(wait) => {
                tokio::time::sleep(wait).await;
                Ok(())
            }
            None => Err(SendError::Later {
                maybe_delivered: false,
                why: "too many calls of this kind: held back to stay below LINE's limit".to_owned(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The instants, in milliseconds, at which `calls` made at time zero may go out.
    fn departures(pace: Pace, calls: usize) -> Vec<u128> {
        let mut bucket = Bucket::default();
        let waits = std::iter::from_fn(|| bucket.take(pace, Duration::ZERO));
        waits.take(calls).map(|wait| wait.as_millis()).collect()
    }

    #[test]
    fn no_second_ever_sees_more_than_the_limit() {
        let departures = departures(Pace::per_second(200), 900);
        assert_eq!(departures.len(), 900);
        for start in &departures {
            let window = *start..*start + 1_000;
            assert!(departures.iter().filter(|at| window.contains(at)).count() <= 200);
        }
    }

    #[test]
    fn a_small_burst_leaves_at_once() {
        assert_eq!(departures(Pace::per_hour(100), 10), [0; 10]);
    }

    #[test]
    fn nobody_waits_longer_than_our_patience() {
        assert_eq!(departures(Pace::per_hour(60), 50).len(), 6);
    }

    /// A bucket from which no more can be had for now.
    fn empty(pace: Pace) -> Bucket {
        let mut bucket = Bucket::default();
        let taken = (0..1_000).map_while(|_| bucket.take(pace, Duration::ZERO)).count();
        assert!(taken < 1_000, "there is no end to it");
        bucket
    }

    #[test]
    fn a_refused_call_takes_no_token() {
        let pace = Pace::per_hour(60);
        let mut bucket = empty(pace);
        let full_at = bucket.full_at;
        assert_eq!(bucket.take(pace, Duration::ZERO), None);
        assert_eq!(bucket.full_at, full_at);
    }

    #[test]
    fn an_empty_bucket_refills_with_time() {
        let pace = Pace::per_hour(60);
        let mut bucket = empty(pace);
        let later = Duration::from_secs(67);
        assert_eq!(bucket.take(pace, later), Some(Duration::ZERO));
        assert_eq!(bucket.take(pace, later), None);
    }
}
