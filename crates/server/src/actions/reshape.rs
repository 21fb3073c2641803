//! An officer reshapes slots while bookings come in: never over what somebody else changed since the page was shown.

use crate::{App, Problem};
use domain::{
    Actor, Decision, OfficerId, Pool, Refusal, SlotId,
    reshape::{Reshape, Shape},
    waitlist,
};

/// What is wished for, and the slots as the officer saw them.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Which slots, each with its shape when the page was shown.
    pub slots: Vec<(SlotId, Shape)>,
    /// What is to be done to each.
    pub what: Reshape,
    /// Whether those that cannot stay as they are, and the others go on.
    pub where_possible: bool,
    /// Why.
    pub why: Option<String>,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Done, or nothing was to be done.
    Done,
    /// A pool of a slot stands in the way, so nothing was done.
    Refused(SlotId, Pool, Refusal),
    /// Someone else changed one of them since the page was shown, so nothing was done.
    Changed,
}

/// Does it to all of them or to none. What becomes free is offered to those who wait in the same write.
pub async fn reshape(app: &App, officer: OfficerId, wish: Wish) -> Result<Ended, Problem> {
    let now = app.clock.now();
    let done = app.store.write(move |tx| {
        let mut all = Decision::nothing();
        for (id, seen) in &wish.slots {
            let Some(slot) = tx.slot(*id)? else { return Ok(None) };
            if Shape::of(&slot) != *seen {
                return Ok(Some(Ended::Changed));
            }
            match wish.what.decide(&slot, now) {
                Ok(decision) => all.changes.extend(decision.changes),
                Err(_) if wish.where_possible => {}
                Err((pool, refusal)) => return Ok(Some(Ended::Refused(*id, pool, refusal))),
            }
        }
        tx.apply(&all, Actor::Officer(officer), now, wish.why.as_deref())?;
        tx.refill(&waitlist::freed(&all).into_iter().collect(), now)?;
        Ok(Some(Ended::Done))
    });
    done.await?.ok_or(Problem::NotFound)
}
