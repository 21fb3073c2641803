//! The only place that asks what time it is. A test or a rehearsal sets it.

use jiff::{SignedDuration, Timestamp};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

/// The machine's clock may go so much faster or slower than time between two looks at it; more is a jump.
const STEADY_WITHIN: SignedDuration = SignedDuration::from_secs(30);

/// Tells the time.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's.
    Machine,
    /// One that stands still until it is moved: UTC milliseconds.
    Set(Arc<AtomicI64>),
    /// The machine's, so many milliseconds on: a rehearsal lives at another date, and time passes there too.
    Ahead(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at an instant.
    pub fn set_at(at: Timestamp) -> Self {
        Self::Set(Arc::new(AtomicI64::new(at.as_millisecond())))
    }

    /// One that tells this instant and goes on from there.
    pub fn from(at: Timestamp) -> Self {
        let by = at.as_millisecond() - Self::Machine.now().as_millisecond();
        Self::Ahead(Arc::new(AtomicI64::new(by)))
    }

    /// Now, in whole milliseconds, as it is stored.
    #[expect(clippy::disallowed_methods, reason = "this is the clock everyone else asks")]
    pub fn now(&self) -> Timestamp {
        let machine = || Timestamp::now().as_millisecond();
        let ms = match self {
            Self::Machine => machine(),
            Self::Set(ms) => ms.load(Ordering::SeqCst),
            Self::Ahead(by) => machine().saturating_add(by.load(Ordering::SeqCst)),
        };
        Timestamp::from_millisecond(ms).expect("the clock tells a time that can be written down")
    }

    /// Moves a clock that is not the machine's; that one cannot be moved.
    pub fn advance(&self, by: SignedDuration) {
        if let Self::Set(ms) | Self::Ahead(ms) = self {
            let by = i64::try_from(by.as_millis()).expect("a rehearsal stays within our age");
            ms.fetch_add(by, Ordering::SeqCst);
        }
    }
}

/// Time did not pass as the machine's clock tells: it was set, or the machine was asleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jump {
    /// What it would tell now, had it gone on as time did.
    pub from: Timestamp,
    /// What it tells.
    pub to: Timestamp,
}

/// Looks at the machine's clock again and again, beside one that nobody can set.
#[derive(Debug)]
pub struct Watch(Mutex<(Timestamp, Instant)>);

impl Watch {
    /// Looks from now on; only the machine's clock is set by somebody else.
    pub fn over(clock: &Clock) -> Option<Self> {
        let machine = matches!(clock, Clock::Machine);
        machine.then(|| Self(Mutex::new((clock.now(), Instant::now()))))
    }

    /// Whether it jumped since it was looked at last. A jump is told again until it was seen to.
    pub fn jumped(&self, clock: &Clock) -> Option<Jump> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (clock.now(), Instant::now());
        let jump = jump(*seen, now);
        if jump.is_none() {
            *seen = now;
        }
        jump
    }

    /// The jump was seen to: the clock goes on from what it tells now.
    pub fn goes_on(&self, clock: &Clock) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *seen = (clock.now(), Instant::now());
    }
}

fn jump((told, at): (Timestamp, Instant), (tells, now): (Timestamp, Instant)) -> Option<Jump> {
    let passed = SignedDuration::try_from(now.duration_since(at)).ok()?;
    let from = told.checked_add(passed).ok()?;
    let by = tells.duration_since(from).abs();
    (by >= STEADY_WITHIN).then_some(Jump { from, to: tells })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_clock_that_is_set_is_noticed_and_one_that_goes_is_not() {
        let told: Timestamp = "2026-10-01T00:00:00Z".parse().unwrap();
        let (at, minute) = (Instant::now(), SignedDuration::from_mins(1));
        let later = at + Duration::from_mins(1);
        assert_eq!(jump((told, at), (told + minute, later)), None);
        assert_eq!(jump((told, at), (told + minute + SignedDuration::from_secs(29), later)), None);
        for to in [told + minute * 121, told - minute * 59, told + SignedDuration::from_secs(90)] {
            let seen = jump((told, at), (to, later));
            assert_eq!(seen, Some(Jump { from: told + minute, to }));
        }
        let watch = Watch::over(&Clock::Machine).unwrap();
        assert_eq!(watch.jumped(&Clock::Machine), None);
        assert!(Watch::over(&Clock::from(told)).is_none(), "a rehearsal's is moved on purpose");
    }
}
