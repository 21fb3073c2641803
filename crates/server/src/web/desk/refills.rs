//! What came of the places that were offered to those who wait, as the board and the figures of a programme show it.

use crate::words::waits;
use store::{Counted, Refilled};

/// The figures in words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refills {
    /// What is counted, today and in all.
    pub(super) rows: [(&'static str, Counted); 5],
    /// How long a freed place stays empty.
    pub(super) middle: String,
    /// Places that somebody who waited keeps.
    pub(super) saved: u32,
}

impl Refills {
    pub(super) fn of(refilled: Refilled) -> Self {
        let Refilled { made, taken, declined, lapsed, outrun, middle, saved } = refilled;
        Self {
            rows: [
                ("ご案内した数", made),
                ("お受けになった数", taken),
                ("見送られた数", declined),
                ("お返事がなかった数", lapsed),
                ("間に合わなかった数", outrun),
            ],
            middle: middle.map_or_else(|| "まだわかりません".to_owned(), waits::took),
            saved,
        }
    }
}
