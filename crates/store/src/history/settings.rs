//! Lines about the town's own settings: that they were changed and by whom, never to what.

use super::Line;
use crate::tx::Tx;
use anyhow::Result;
use domain::Actor;
use jiff::Timestamp;

impl Tx<'_> {
    /// Records that the town's connection with LINE was set.
    pub fn record_line_set(&mut self, by: Actor, at: Timestamp) -> Result<()> {
        let line = Line {
            at: at.as_millisecond(),
            actor: serde_json::to_string(&by)?,
            what: serde_json::json!({ "line_set": {} }).to_string(),
            why: None,
            booking: None,
            person: None,
            slot: None,
        };
        self.append_history(&[line])
    }
}
