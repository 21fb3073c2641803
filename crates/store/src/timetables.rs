//! Runs of timetables: what each made, and what it takes to undo it.

use crate::{
    backend::{Param, Row},
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{
    OfficerId, ProgrammeId, RunId, SlotId, TimetableId,
    timetable::{Did, Timetable},
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// One making of slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Identifies it.
    pub id: RunId,
    /// Of which timetable; a changed one keeps its id.
    pub of: TimetableId,
    /// The timetable as it was.
    pub timetable: Timetable,
    /// What it did beside adding slots.
    pub did: Vec<Did>,
    /// How many slots it added.
    pub added: u32,
    /// How many got other places.
    pub resized: u32,
    /// How many went.
    pub removed: u32,
    /// How many take no more bookings.
    pub closed: u32,
    /// Who ran it.
    pub by: OfficerId,
    /// When.
    pub at: Timestamp,
    /// Who took it back, and when.
    pub undone: Option<(OfficerId, Timestamp)>,
}

const RUN: &str = "SELECT id, timetable_id, timetable, did, added, resized, removed, closed, \
    made_by, made_at, undone_by, undone_at FROM timetable_run";

impl Reader<'_> {
    /// One run.
    pub fn run(&mut self, id: RunId) -> Result<Option<Run>> {
        let sql = format!("{RUN} WHERE id = $1");
        self.conn.first(&sql, &[&id.to_string()], run)
    }

    /// Every run of a programme's timetables, the newest first.
    pub fn runs_of(&mut self, programme: ProgrammeId) -> Result<Vec<Run>> {
        let sql = format!("{RUN} WHERE programme_id = $1 ORDER BY made_at DESC, id DESC");
        self.conn.query(&sql, &[&programme.to_string()], run)
    }

    /// The slots there are that a timetable made, and in which run.
    pub fn made_by(&mut self, timetable: TimetableId) -> Result<BTreeMap<SlotId, RunId>> {
        let sql = "SELECT s.id, s.run_id FROM slot s JOIN timetable_run r ON r.id = s.run_id \
                   WHERE r.timetable_id = $1 ORDER BY s.id";
        let made = self
            .conn
            .query(sql, &[&timetable.to_string()], |row| Ok((row.parsed(0)?, row.parsed(1)?)))?;
        Ok(made.into_iter().collect())
    }

    /// Those of them that somebody has had a claim to at any time: booked, offered, held, or gone by.
    pub fn used_of(&mut self, timetable: TimetableId) -> Result<BTreeSet<SlotId>> {
        let claim =
            |table: &str| format!("EXISTS (SELECT 1 FROM {table} c WHERE c.slot_id = s.id)");
        let claims = ["booking", "offer", "hold", "passed_by"].map(claim).join(" OR ");
        let sql = format!(
            "SELECT s.id FROM slot s JOIN timetable_run r ON r.id = s.run_id \
             WHERE r.timetable_id = $1 AND ({claims}) ORDER BY s.id"
        );
        let used = self.conn.query(&sql, &[&timetable.to_string()], |row| row.parsed(0))?;
        Ok(used.into_iter().collect())
    }
}

impl Tx<'_> {
    /// Keeps a run, with the slots it added.
    pub fn keep_run(&mut self, run: &Run, added: &[SlotId]) -> Result<()> {
        let timetable = serde_json::to_string(&run.timetable)?;
        let did = serde_json::to_string(&run.did)?;
        self.conn.execute(
            "INSERT INTO timetable_run (id, timetable_id, programme_id, venue_id, timetable, did, \
             added, resized, removed, closed, made_by, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            &[
                &run.id.to_string(),
                &run.of.to_string(),
                &run.timetable.programme.to_string(),
                &run.timetable.venue.to_string(),
                &timetable,
                &did,
                &i64::from(run.added),
                &i64::from(run.resized),
                &i64::from(run.removed),
                &i64::from(run.closed),
                &run.by.to_string(),
                &run.at.as_millisecond(),
            ],
        )?;
        let added: Vec<_> = added.iter().map(|slot| (*slot, run.id)).collect();
        self.belong(&added)
    }

    /// Says which run made which slots.
    pub fn belong(&mut self, slots: &[(SlotId, RunId)]) -> Result<()> {
        let owned: Vec<_> = slots.iter().map(|(s, run)| (s.to_string(), run.to_string())).collect();
        let rows: Vec<Vec<&dyn Param>> =
            owned.iter().map(|o| -> Vec<&dyn Param> { vec![&o.0, &o.1] }).collect();
        self.conn.each_row(
            "UPDATE slot SET run_id = v.column2 FROM (",
            "($1, $2)",
            ") AS v WHERE slot.id = v.column1",
            &rows,
        )
    }

    /// Notes that a run was taken back. A second time changes nothing.
    pub fn undo_run(&mut self, id: RunId, by: OfficerId, at: Timestamp) -> Result<()> {
        self.conn.execute(
            "UPDATE timetable_run SET undone_by = $2, undone_at = $3 \
             WHERE id = $1 AND undone_at IS NULL",
            &[&id.to_string(), &by.to_string(), &at.as_millisecond()],
        )?;
        Ok(())
    }
}

fn run(row: &Row<'_>) -> Result<Run> {
    let (timetable, did): (String, String) = (row.get(2)?, row.get(3)?);
    Ok(Run {
        id: row.parsed(0)?,
        of: row.parsed(1)?,
        timetable: serde_json::from_str(&timetable).context("reading a timetable")?,
        did: serde_json::from_str(&did).context("reading what a run did")?,
        added: row.count(4)?,
        resized: row.count(5)?,
        removed: row.count(6)?,
        closed: row.count(7)?,
        by: row.parsed(8)?,
        at: row.at(9)?,
        undone: row.parsed_opt(10)?.zip(row.at_opt(11)?),
    })
}
