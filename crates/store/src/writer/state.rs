//! Where the writer stands, and what an error makes of that.

use crate::backend::disk_trouble;
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// What stands in the way of writing, as far as it makes a difference to whoever is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The database cannot be reached or used.
    Unreachable,
    /// There is no room left where the file lies. Everything can still be read.
    DiskFull,
    /// The disk does not take, or does not keep, what is written. Everything can still be read.
    DiskFails,
    /// The town lives in another database now.
    Moved,
}

/// Where the writer stands.
#[derive(Clone, Debug)]
pub(super) enum State {
    Starting,
    Ready,
    Down(String),
    /// The disk does not take or keep what is written: nothing is, until it does; reading goes on.
    Ailing(Trouble, String),
    /// Never to be mended by waiting: a newer schema, another town's key, a town that moved.
    Refused(Trouble, String),
}

impl State {
    /// Where an error leaves the writer.
    pub(super) fn after(error: &anyhow::Error) -> Self {
        let why = format!("{error:#}");
        if error.is::<Moved>() {
            Self::Refused(Trouble::Moved, why)
        } else if error.is::<Final>() {
            Self::Refused(Trouble::Unreachable, why)
        } else if let Some(trouble) = disk_trouble(error) {
            Self::Ailing(trouble, why)
        } else {
            Self::Down(why)
        }
    }
}

/// How long one batch may take before whoever comes is told that it is busy, instead of being let wait: a database that takes
/// everything and answers nothing, or an import of many towns. Another writer is waited for less long, and a page that was let
/// wait is answered within this time.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);

/// Since when the database has been asked for something that it has not answered yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked(Arc<Mutex<Option<Instant>>>);

impl Asked {
    /// Asks it.
    pub(super) fn while_at<T>(&self, work: impl FnOnce() -> T) -> T {
        *self.since() = Some(Instant::now());
        let done = work();
        *self.since() = None;
        done
    }

    /// Whether it has not answered for too long.
    pub(super) fn in_vain(&self) -> bool {
        self.since().is_some_and(|since| since.elapsed() > ANSWERS_WITHIN)
    }

    fn since(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An error that waiting will not mend.
#[derive(Debug)]
pub(crate) struct Final(pub(crate) String);

impl fmt::Display for Final {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Final {}

/// An error that says where the town has gone.
#[derive(Debug)]
pub(crate) struct Moved(pub(crate) String);

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Moved {}
