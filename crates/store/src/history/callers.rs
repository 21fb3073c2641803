//! Lines about callers who are not on the roster: what was done, never what they told.

use super::Line;
use crate::tx::Tx;
use anyhow::Result;
use domain::{Actor, PersonId};
use jiff::Timestamp;

impl Tx<'_> {
    /// Records what was done about a caller who is not on the roster, and who it was if that is known.
    pub(crate) fn record_todo(
        &mut self,
        (what, facts): (&str, serde_json::Value),
        by: Actor,
        at: Timestamp,
        person: Option<PersonId>,
    ) -> Result<()> {
        let line = Line {
            at: at.as_millisecond(),
            actor: serde_json::to_string(&by)?,
            what: serde_json::json!({ what: facts }).to_string(),
            why: None,
            booking: None,
            person: person.map(|id| id.to_string()),
            slot: None,
        };
        self.append_history(&[line])
    }
}
