//! The only place that asks what time it is. A test or a rehearsal sets it.

use jiff::{SignedDuration, Timestamp};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

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
