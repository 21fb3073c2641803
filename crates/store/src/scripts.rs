//! The town's own words for the script of a call. Every wording stays; the last of a part is in force.

use crate::{
    backend::{Param, Row},
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{Actor, OfficerId};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A wording of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Its place in the order of all.
    pub seq: i64,
    /// Of which part.
    pub part: String,
    /// The words; none is a return to those that are built in.
    pub text: Option<String>,
    /// Who chose it.
    pub by: OfficerId,
    /// When.
    pub at: Timestamp,
}

const WORDING: &str = "SELECT seq, part, wording, officer_id, at FROM script_wording";

impl Reader<'_> {
    /// The town's own words, by part; a part with none is not among them.
    pub fn wordings(&mut self) -> Result<BTreeMap<String, String>> {
        let sql = format!(
            "{WORDING} WHERE seq IN (SELECT MAX(seq) FROM script_wording GROUP BY part) ORDER BY seq"
        );
        let all = self.conn.query(&sql, &[], wording)?;
        Ok(all.into_iter().filter_map(|w| Some((w.part, w.text?))).collect())
    }

    /// Every wording of a part, the newest first.
    pub fn wordings_of(&mut self, part: &str) -> Result<Vec<Wording>> {
        let sql = format!("{WORDING} WHERE part = $1 ORDER BY seq DESC");
        self.conn.query(&sql, &[&part], wording)
    }
}

impl Tx<'_> {
    /// Gives a part other words, or those that are built in, unless somebody did since the wording that was `seen` (0
    /// is none). The words that are in force are no change.
    pub fn reword(
        &mut self,
        (part, seen): (&str, i64),
        text: Option<&str>,
        by: OfficerId,
        at: Timestamp,
    ) -> Result<bool> {
        let last = self.wordings_of(part)?.into_iter().next();
        if last.as_ref().and_then(|last| last.text.as_deref()) == text {
            return Ok(true);
        }
        if last.map_or(0, |last| last.seq) != seen {
            return Ok(false);
        }
        let sql = "SELECT COALESCE(MAX(seq), 0) + 1 FROM script_wording";
        let seq: i64 =
            self.conn.first(sql, &[], |row| row.get(0))?.context("it is always one row")?;
        let params: [&dyn Param; 5] = [&seq, &part, &text, &by.to_string(), &at.as_millisecond()];
        self.conn.execute(
            "INSERT INTO script_wording (seq, part, wording, officer_id, at) \
             VALUES ($1, $2, $3, $4, $5)",
            &params,
        )?;
        self.record_script(Actor::Officer(by), at, part)?;
        Ok(true)
    }
}

fn wording(row: &Row<'_>) -> Result<Wording> {
    Ok(Wording {
        seq: row.get(0)?,
        part: row.get(1)?,
        text: row.get(2)?,
        by: row.parsed(3)?,
        at: row.at(4)?,
    })
}
