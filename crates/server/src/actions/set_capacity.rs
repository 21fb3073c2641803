//! An officer reshapes a slot while bookings come in.

use crate::{App, Problem};
use domain::{Actor, Decision, OfficerId, Pool, Refusal, Slot, SlotId, capacity, waitlist};

/// The capacities wished for, and the slot as the officer saw it.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Which slot.
    pub slot: SlotId,
    /// Each pool with its new capacity.
    pub pools: Vec<(Pool, u32)>,
    /// What [`version`] said when the form was shown.
    pub version: String,
    /// Why.
    pub why: Option<String>,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Set {
    /// Done, or nothing was to be done.
    Done,
    /// A pool cannot have this capacity.
    Refused(Pool, Refusal),
    /// Someone else changed the slot since the form was shown.
    Changed,
}

/// Tells one shape of a slot from another. Bookings do not change it.
pub fn version(slot: &Slot) -> String {
    let pools = slot.pools.iter().map(|count| format!("{}{}", count.pool.name(), count.capacity));
    pools.collect::<Vec<_>>().join("-")
}

/// Sets all pools or none. What becomes free is offered to those who wait in the same write.
pub async fn set_capacity(app: &App, officer: OfficerId, wish: Wish) -> Result<Set, Problem> {
    let now = app.clock.now();
    let done = app.store.write(move |tx| {
        let Some(slot) = tx.slot(wish.slot)? else { return Ok(None) };
        if version(&slot) != wish.version {
            return Ok(Some(Set::Changed));
        }
        let mut all = Decision::nothing();
        for (pool, to) in &wish.pools {
            match capacity::set(&slot, *pool, *to) {
                Ok(decision) => all.changes.extend(decision.changes),
                Err(refusal) => return Ok(Some(Set::Refused(*pool, refusal))),
            }
        }
        tx.apply(&all, Actor::Officer(officer), now, wish.why.as_deref())?;
        tx.refill(&waitlist::freed(&all).into_iter().collect(), now)?;
        Ok(Some(Set::Done))
    });
    done.await?.ok_or(Problem::NotFound)
}
