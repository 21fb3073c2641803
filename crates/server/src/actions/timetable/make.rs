//! The slots of a timetable are made, in one transaction.

use super::{Standing, standing, stops};
use crate::{App, Problem};
use domain::{
    Actor, Change, Decision, OfficerId, RunId, SlotId, TimetableId,
    opening::Finding,
    timetable::{self, Step, Timetable},
    waitlist,
};
use std::collections::BTreeSet;
use store::Run;

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// Done, or done before by the same press.
    Done,
    /// Nothing was to be done.
    Nothing,
    /// Somebody else changed the slots since the form was shown.
    Changed,
    /// The opening check says no.
    Stopped(Vec<Finding>),
}

/// Makes them, if the place is as the officer saw it. The run has the id of the press, so that a second press finds it.
pub async fn make(
    app: &App,
    officer: OfficerId,
    (id, of): (RunId, TimetableId),
    timetable: Timetable,
    seen: String,
) -> Result<Made, Problem> {
    let (now, ids) = (app.clock.now(), app.ids.clone());
    let made = app.store.write(move |tx| {
        if tx.run(id)?.is_some() {
            return Ok(Some(Made::Done));
        }
        let at = (timetable.programme, timetable.venue);
        let Some(there) = standing(tx, at, of, now)? else { return Ok(None) };
        if there.version() != seen {
            return Ok(Some(Made::Changed));
        }
        let plan = timetable::plan(&timetable, &there.around());
        let changes = plan.changes(&there.around(), || ids.uuid());
        if changes.is_empty() {
            return Ok(Some(Made::Nothing));
        }
        let mut stopped = there.findings(&changes);
        stopped.retain(stops);
        if !stopped.is_empty() {
            return Ok(Some(Made::Stopped(stopped)));
        }
        let run = Run {
            id,
            of,
            did: timetable::did(&changes, &there.around()),
            added: count(plan.steps(), |step| matches!(step, Step::Add(_))),
            resized: count(plan.steps(), |step| matches!(step, Step::Resize { .. })),
            removed: count(plan.steps(), |step| matches!(step, Step::Remove(_))),
            closed: count(plan.steps(), |step| matches!(step, Step::Close(_))),
            by: officer,
            at: now,
            undone: None,
            timetable,
        };
        let (added, offered) = (added(&changes, &there), free(&changes, &there));
        let decision = Decision { changes, notices: Vec::new() };
        tx.apply(&decision, Actor::Officer(officer), now, Some("枠の時間割"))?;
        tx.keep_run(&run, &added)?;
        if there.programme.policy.waitlist.is_some() && tx.count_waiting(there.programme.id)? > 0 {
            tx.refill(&offered, now)?;
        }
        Ok(Some(Made::Done))
    });
    made.await?.ok_or(Problem::NotFound)
}

fn count<'a>(steps: impl Iterator<Item = &'a Step>, is_so: impl Fn(&Step) -> bool) -> u32 {
    u32::try_from(steps.filter(|step| is_so(step)).count()).unwrap_or(u32::MAX)
}

/// The slots that were not there before.
pub(super) fn added(changes: &[Change], there: &Standing) -> Vec<SlotId> {
    let known: BTreeSet<SlotId> = there.here.iter().map(|slot| slot.id).collect();
    let new = |change: &Change| match change {
        Change::SlotSaved(slot) => (!known.contains(&slot.id)).then_some(slot.id),
        _ => None,
    };
    changes.iter().filter_map(new).collect()
}

/// The slots in which places came free.
pub(super) fn free(changes: &[Change], there: &Standing) -> BTreeSet<SlotId> {
    let decision = Decision { changes: changes.to_vec(), notices: Vec::new() };
    added(changes, there).into_iter().chain(waitlist::freed(&decision)).collect()
}
