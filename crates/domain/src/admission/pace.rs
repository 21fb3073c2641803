//! How many are let in: more while there is room, and nearly nobody as soon as it is crowded.

use super::flow::Seen;
use jiff::{SignedDuration, Timestamp};

/// Nobody waits for ever, however slow it is: one a second.
const LEAST: u64 = 1_000;
/// Nothing that can be measured here serves more a second.
const MOST: u64 = 10_000_000;
/// After a pause of the whole machine not everybody is let in at once.
const STEP_MOST: SignedDuration = SignedDuration::from_secs(1);
/// About so many accesses does a visit have, from signing in to the button. Of what the counter takes in a second, it follows
/// how many visits it can.
const A_VISIT: u64 = 12;
/// Hardly anybody who comes in has fewer. More visits than that are not let in, however much room there seems to be:
/// those who were let in before have yet to come, or read.
const A_SHORT_VISIT: u64 = 3;
/// The pace is looked at no more often.
pub(super) const LOOK_EVERY: SignedDuration = SignedDuration::from_millis(200);

/// Counted in thousandths of a person, so that a slow pace is one too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    let_in: u64,
    a_second: u64,
    looked: Timestamp,
    /// Accesses a second that the counter took at most. It fades, since a disk may have become slower.
    takes: u64,
    /// Whether it was crowded at the last look.
    crowded: bool,
}

impl Pace {
    /// As many a second as it can serve, to judge by the accesses that it took until now, and no fewer than can be served at
    /// once.
    pub(super) fn begin(now: Timestamp, at_once: u32, accesses_a_second: u64) -> Self {
        let a_second = sure(at_once, accesses_a_second);
        Self { let_in: 0, a_second, looked: now, takes: accesses_a_second, crowded: true }
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

    /// Lets in whoever may come since the last look, of so many tickets, and mends the pace.
    pub(super) fn look(&mut self, now: Timestamp, seen: Seen, at_once: u32, tickets: u64) {
        let passed = now.duration_since(self.looked);
        if passed < SignedDuration::ZERO {
            return;
        }
        self.looked = now;
        self.mends(seen, at_once);
        let passed = u64::try_from(passed.min(STEP_MOST).as_millis()).unwrap_or(0);
        let a_second = self.as_crowded(seen, at_once);
        self.let_in = (self.let_in + a_second * passed / 1_000).min(tickets * 1_000);
    }

    /// Twice as many in work as can be: a quarter comes in. But nobody waits for ever.
    fn as_crowded(&self, seen: Seen, at_once: u32) -> u64 {
        let (in_work, at_once) = (u64::from(seen.in_work.max(at_once)), u64::from(at_once));
        let part = at_once * at_once * 1_000 / (in_work * in_work).max(1);
        (self.a_second * part / 1_000).max(LEAST)
    }

    /// When it begins to be crowded a seventh less, and little by little while it stays so: most of those who crowd it were
    /// let in seconds ago. Where there is room, at once up to what surely goes, and from there the slower the nearer the
    /// counter is to what it took at most.
    fn mends(&mut self, seen: Seen, at_once: u32) {
        let sure = sure(at_once, seen.a_second);
        let before = self.a_second;
        self.takes = (self.takes * 999 / 1_000).max(seen.a_second);
        if seen.in_work > at_once {
            let kept = if self.crowded { 97 } else { 85 };
            self.crowded = true;
            self.a_second = (before * kept / 100).max(LEAST);
            return;
        }
        self.crowded = false;
        if seen.in_work * 2 > at_once {
            return;
        }
        self.a_second = if before < sure {
            (before * 3 / 2 + 1).min(sure)
        } else {
            // Those who were let in may have gone home meanwhile.
            let known = self.takes * 2_000 / A_VISIT;
            let most = sure.max(known).max(seen.a_second * 1_000 / A_SHORT_VISIT).min(MOST);
            let free = (self.takes - seen.a_second) * 1_000 / self.takes.max(1);
            let step = 5 + (70 * free / 1_000).min(45);
            (before + before * step / 1_000).min(most).max(before)
        };
    }
}

/// What surely goes, in thousandths a second.
fn sure(at_once: u32, accesses_a_second: u64) -> u64 {
    (u64::from(at_once) * 1_000).max(accesses_a_second.saturating_mul(1_000) / A_VISIT).min(MOST)
}
