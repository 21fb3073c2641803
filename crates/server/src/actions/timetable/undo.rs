//! A run is taken back: what is still free goes back to what it was, what is not is named.

use super::{
    Standing,
    make::{added, free},
    standing,
};
use crate::{App, Problem};
use anyhow::Result;
use domain::{
    Actor, Decision, OfficerId, RunId, SlotId,
    timetable::{self, Undo, undo::Stays},
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::{Reader, Run};

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// Done, and this stays.
    Done(Vec<Stays>),
    /// It was taken back before.
    Before,
    /// A newer run of the timetable stands on it.
    NotTheNewest,
}

/// What taking it back would do.
pub fn would_undo(reader: &mut Reader<'_>, run: &Run, now: Timestamp) -> Result<Option<Undo>> {
    Ok(look(reader, run, now)?.map(|(_, undo)| undo))
}

fn look(reader: &mut Reader<'_>, run: &Run, now: Timestamp) -> Result<Option<(Standing, Undo)>> {
    let at = (run.timetable.programme, run.timetable.venue);
    let Some(there) = standing(reader, at, run.of, now)? else { return Ok(None) };
    let made = there.own.iter().filter(|(_, by)| **by == run.id);
    let made: BTreeSet<SlotId> = made.map(|(slot, _)| *slot).collect();
    let undo = timetable::undo(&run.timetable, (&run.did, &made), run.at, &there.around());
    Ok(Some((there, undo)))
}

/// Whether no newer run of its timetable stands.
pub fn is_newest(runs: &[Run], run: &Run) -> bool {
    let mut standing = runs.iter().filter(|other| other.of == run.of && other.undone.is_none());
    standing.next().is_none_or(|newest| newest.id == run.id)
}

/// Takes it back. A second press changes nothing.
pub async fn undo(app: &App, officer: OfficerId, id: RunId) -> Result<Undone, Problem> {
    let now = app.clock.now();
    let undone = app.store.write(move |tx| {
        let Some(run) = tx.run(id)? else { return Ok(None) };
        if run.undone.is_some() {
            return Ok(Some(Undone::Before));
        }
        if !is_newest(&tx.runs_of(run.timetable.programme)?, &run) {
            return Ok(Some(Undone::NotTheNewest));
        }
        let Some((there, undo)) = look(tx, &run, now)? else { return Ok(None) };
        let offered = free(&undo.changes, &there);
        debug_assert!(added(&undo.changes, &there).len() == undo.back.len());
        let decision = Decision { changes: undo.changes, notices: Vec::new() };
        tx.apply(&decision, Actor::Officer(officer), now, Some("枠の時間割を元に戻す"))?;
        tx.belong(&undo.back)?;
        tx.undo_run(id, officer, now)?;
        if there.programme.policy.waitlist.is_some() && tx.count_waiting(there.programme.id)? > 0 {
            tx.refill(&offered, now)?;
        }
        Ok(Some(Undone::Done(undo.stays)))
    });
    undone.await?.ok_or(Problem::NotFound)
}
