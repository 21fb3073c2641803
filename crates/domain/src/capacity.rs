//! Capacity: staff reshape the places of a slot while bookings come in, never below what is taken: the
//! places of a pool, those given out above it, and how many can have one exam.

use crate::{
    change::{Change, Decision},
    overbooking,
    refusal::Refusal,
    slot::{Pool, Quota, Slot},
};

/// More places than any hall serves within one slot; a number above it is a slip of the hand.
pub const MOST_PLACES: u32 = 9_999;

/// Gives a pool of the slot another capacity, or says the least it may be.
pub fn set(slot: &Slot, pool: Pool, to: u32) -> Result<Decision, Refusal> {
    let count = slot.pool(pool);
    if to > MOST_PLACES {
        return Err(Refusal::AboveAnyRoom { most: MOST_PLACES });
    }
    // A share of fewer places is fewer places.
    let over = count.over.min(overbooking::most(to));
    if to.saturating_add(over) < count.taken() {
        return Err(Refusal::BelowTaken { taken: least(count.taken(), count.over) });
    }
    let slot = slot.id;
    let mut decision = Decision::nothing();
    if over != count.over {
        let (from, to) = (count.over, over);
        decision.changes.push(Change::OverbookingSet { slot, pool, from, to });
    }
    if to != count.capacity {
        decision.changes.push(Change::CapacitySet { slot, pool, from: count.capacity, to });
    }
    Ok(decision)
}

/// The least capacity under which so many places may be taken, where so many are given out above it now.
fn least(taken: u32, over: u32) -> u32 {
    let enough = |to: &u32| to.saturating_add(over.min(overbooking::most(*to))) >= taken;
    (taken.saturating_sub(over)..=taken).find(enough).unwrap_or(taken)
}

/// Gives out so many places of a pool above its capacity, or says the most that may be.
pub fn overbook(slot: &Slot, pool: Pool, to: u32) -> Result<Decision, Refusal> {
    let count = slot.pool(pool);
    let most = overbooking::most(count.capacity);
    if to > most {
        return Err(Refusal::OverbookedTooMuch { most });
    }
    if count.capacity.saturating_add(to) < count.taken() {
        return Err(Refusal::BelowTaken { taken: count.taken() - count.capacity });
    }
    if to == count.over {
        return Ok(Decision::nothing());
    }
    let change = Change::OverbookingSet { slot: slot.id, pool, from: count.over, to };
    Ok(Decision::change(change))
}

/// Limits a dose or exam by itself within the slot. `booked` is how many bookings for it there are, which
/// a slot that did not count them until now does not know.
pub fn limit_exam(slot: &Slot, dose: u8, booked: u32, to: u32) -> Result<Decision, Refusal> {
    if to > MOST_PLACES {
        return Err(Refusal::AboveAnyRoom { most: MOST_PLACES });
    }
    if to < booked {
        return Err(Refusal::BelowTaken { taken: booked });
    }
    let from = slot.quota(dose).map(|quota| quota.capacity);
    if from == Some(to) {
        return Ok(Decision::nothing());
    }
    let to = Quota { dose, capacity: to, booked };
    Ok(Decision::change(Change::QuotaSet { slot: slot.id, from, to }))
}
