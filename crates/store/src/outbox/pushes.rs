//! The stop of counted messages: while the month's are used up, notices rest and free replies go on.

use crate::tx::{Reader, Tx};
use anyhow::Result;
use jiff::Timestamp;

/// Counted messages rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PushStop {
    /// Since when.
    pub since: Timestamp,
    /// When to look whether they may go on.
    pub look_at: Timestamp,
}

impl Reader<'_> {
    /// Whether counted messages rest.
    pub fn push_stop(&mut self) -> Result<Option<PushStop>> {
        self.conn.first("SELECT since, look_at FROM push_stop", &[], |row| {
            Ok(PushStop { since: row.at(0)?, look_at: row.at(1)? })
        })
    }
}

impl Tx<'_> {
    /// Counted messages rest from now on; while they do, this only says when to look next.
    pub fn stop_pushes(&mut self, look_at: Timestamp, now: Timestamp) -> Result<()> {
        self.conn.execute(
            "INSERT INTO push_stop (id, since, look_at) VALUES (1, $1, $2) \
             ON CONFLICT (id) DO UPDATE SET look_at = excluded.look_at",
            &[&now.as_millisecond(), &look_at.as_millisecond()],
        )?;
        Ok(())
    }

    /// Counted messages go on; false says that they did not rest.
    pub fn resume_pushes(&mut self) -> Result<bool> {
        let rested = self.conn.execute("DELETE FROM push_stop", &[])?;
        self.touched.outbox |= rested > 0;
        Ok(rested > 0)
    }
}
