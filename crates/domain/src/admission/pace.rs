//! How many are let in: more while there is room, fewer as soon as it is crowded.

use jiff::{SignedDuration, Timestamp};

/// Nobody waits for ever, however slow it is: one a second.
const LEAST: u64 = 1_000;
/// Nothing that can be measured here serves more a second.
const MOST: u64 = 10_000_000;
/// After a pause of the whole machine not everybody is let in at once.
const STEP_MOST: SignedDuration = SignedDuration::from_secs(1);
/// The pace is looked at no more often.
pub(super) const LOOK_EVERY: SignedDuration = SignedDuration::from_millis(200);

/// Counted in thousandths of a person, so that a slow pace is one too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    let_in: u64,
    a_second: u64,
    looked: Timestamp,
}

impl Pace {
    /// As many a second as can be served at once, until it shows what goes.
    pub(super) fn begin(now: Timestamp, at_once: u32) -> Self {
        Self { let_in: 0, a_second: u64::from(at_once) * 1_000, looked: now }
    }

    pub(super) fn let_in(&self) -> u64 {
        self.let_in / 1_000
    }

    pub(super) fn a_second(&self) -> u32 {
        u32::try_from(self.a_second / 1_000).unwrap_or(u32::MAX)
    }

    /// How long so many take.
    pub(super) fn takes(&self, people: u64) -> SignedDuration {
        let seconds = people.saturating_mul(1_000).div_ceil(self.a_second.max(LEAST));
        SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX))
    }

    /// At least so many were let in before.
    pub(super) fn were_let_in(&mut self, people: u64) {
        self.let_in = self.let_in.max(people * 1_000);
    }

    /// Nobody was let in before then.
    pub(super) fn begins_at(&mut self, at: Timestamp) {
        self.looked = self.looked.max(at);
    }

    /// Time that passed and let nobody in.
    pub(super) fn moved_at(&mut self, now: Timestamp) {
        self.looked = now;
    }

    /// Lets in whoever may come since the last look, of so many tickets, and mends the pace: a third less when it
    /// is crowded, a twentieth more when there is room.
    pub(super) fn look(&mut self, now: Timestamp, served: u32, at_once: u32, tickets: u64) {
        let passed = now.duration_since(self.looked);
        if passed < LOOK_EVERY {
            return;
        }
        self.looked = now;
        let passed = u64::try_from(passed.min(STEP_MOST).as_millis()).unwrap_or(0);
        let more = self.a_second * passed / 1_000;
        self.let_in = (self.let_in + more).min(tickets * 1_000);
        self.a_second = if served > at_once {
            (self.a_second * 2 / 3).max(LEAST)
        } else if served < at_once * 3 / 4 {
            (self.a_second * 21 / 20 + 1).min(MOST)
        } else {
            self.a_second
        };
    }
}
