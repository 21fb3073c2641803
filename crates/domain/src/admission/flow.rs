//! What goes through the counter: how many accesses it takes in a second, and how many are in work meanwhile.

use super::pace::LOOK_EVERY;
use jiff::{SignedDuration, Timestamp};

/// Accesses as they come, looked at every fifth of a second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Flow {
    since: Option<Timestamp>,
    accesses: u64,
    in_work: u64,
    sent_back: u64,
    a_second: u64,
}

/// What was seen of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// How many were in work, as those found it who came.
    pub(super) in_work: u32,
    /// Accesses a second but for those that were only told to wait, about as of the last second.
    pub(super) a_second: u64,
}

impl Flow {
    /// Somebody comes and finds so many in work, themselves among them. What was seen, when it is time to look.
    pub(super) fn comes(&mut self, now: Timestamp, served: u32) -> Option<Seen> {
        self.accesses += 1;
        self.in_work += u64::from(served);
        let passed = now.duration_since(*self.since.get_or_insert(now));
        if passed < LOOK_EVERY {
            return None;
        }
        let (accesses, in_work) = (self.accesses, self.in_work / self.accesses);
        let served = accesses.saturating_sub(self.sent_back);
        let a_second = served * 1_000 / u64::try_from(passed.as_millis()).unwrap_or(1).max(1);
        let a_second = if passed < SignedDuration::from_secs(1) {
            (self.a_second * 2 + a_second) / 3
        } else {
            a_second
        };
        *self = Self { since: Some(now), a_second, ..Self::default() };
        Some(Seen { in_work: u32::try_from(in_work).unwrap_or(u32::MAX), a_second })
    }

    /// One of them was only told to wait.
    pub(super) fn is_sent_back(&mut self) {
        self.sent_back += 1;
    }

    pub(super) fn a_second(&self) -> u64 {
        self.a_second
    }
}
