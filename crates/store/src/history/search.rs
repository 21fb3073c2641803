//! Looking the history through: page by page, by officer, and from an instant on.

use super::HistoryLine;
use crate::tx::Reader;
use anyhow::Result;
use domain::{Actor, OfficerId};
use jiff::Timestamp;

/// In the words of the index `history_officer`.
const OF_AN_OFFICER: &str = "WHERE seq < $1 AND actor = $2 AND actor LIKE '{\"officer\":%'";
/// One file that is written opens as many records as there are people in it.
const BUT_OPENINGS: &str = "AND what NOT LIKE '{\"opened\":%'";

/// Which lines of the whole history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HistoryAsked {
    /// Before the line of this number; the newest without one.
    pub before: Option<i64>,
    /// Of this officer; of everybody without one.
    pub by: Option<OfficerId>,
    /// Also that somebody looked at a record.
    pub openings: bool,
}

impl Reader<'_> {
    /// The newest lines that are asked for, so many at most.
    pub fn history_before(&mut self, asked: HistoryAsked, most: u32) -> Result<Vec<HistoryLine>> {
        let (before, most) = (asked.before.unwrap_or(i64::MAX), i64::from(most));
        let kinds = if asked.openings { "" } else { BUT_OPENINGS };
        let Some(by) = asked.by else {
            let rest = format!("WHERE seq < $1 {kinds} ORDER BY seq DESC LIMIT $2");
            return self.history_where(&rest, &[&before, &most]);
        };
        let by = serde_json::to_string(&Actor::Officer(by))?;
        let rest = format!("{OF_AN_OFFICER} {kinds} ORDER BY seq DESC LIMIT $3");
        self.history_where(&rest, &[&before, &by, &most])
    }

    /// The number that the first line from an instant on has, or the next one would have. Lines are written in the order
    /// of their instants, but for clocks that were set back, so that halving finds it without an index.
    pub fn history_from(&mut self, at: Timestamp) -> Result<i64> {
        let newest = self.conn.first("SELECT MAX(seq) FROM history", &[], |row| row.get(0))?;
        let (mut low, mut high) = (1, newest.flatten().unwrap_or(0) + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            let sql = "SELECT at FROM history WHERE seq = $1";
            let written: Option<i64> = self.conn.first(sql, &[&middle], |row| row.get(0))?;
            if written.is_some_and(|written| written < at.as_millisecond()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }
}
