//! What can go wrong with a request, other than a refusal. Each becomes a page that says what happened
//! and what next; only the last is our failure and is logged.

use domain::Refusal;
use jiff::Timestamp;
use store::{ReadError, WriteError};

/// Why a request has no ordinary answer.
#[derive(Debug)]
pub enum Problem {
    /// There is no such thing, or it is not theirs to see.
    NotFound,
    /// Someone must sign in first, and then continues here.
    SignIn {
        /// The path to continue at.
        next: String,
    },
    /// The form is too old or was tampered with.
    FormExpired,
    /// More was typed than a form may carry.
    TooLong,
    /// The rules say no.
    Refused(Refusal),
    /// More is being asked than can wait: try again in so many seconds.
    Busy {
        /// Seconds.
        seconds: u32,
    },
    /// Too many tries; not before then.
    Throttled {
        /// From when on.
        until: Timestamp,
    },
    /// LINE's sign-in was too old, not ours, or could not be checked.
    LineSignIn(line::TokenError),
    /// Our failure.
    Broken(anyhow::Error),
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Busy => Self::Busy { seconds: 3 },
            WriteError::Unavailable => Self::Busy { seconds: 20 },
            WriteError::Failed(error) => Self::Broken(error),
        }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Unavailable => Self::Busy { seconds: 20 },
            ReadError::Failed(error) => Self::Broken(error),
        }
    }
}

impl From<anyhow::Error> for Problem {
    fn from(error: anyhow::Error) -> Self {
        Self::Broken(error)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
