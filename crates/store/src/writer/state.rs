//! Where the writer stands, and what an error makes of that.

use crate::backend::disk_trouble;
use std::fmt;

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
