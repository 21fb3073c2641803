//! Capacity: staff reshape the places of a slot while bookings come in, never below what is taken: the
//! places of a pool, those given out above it, and how many can have one exam.

use crate::{
    change::{Change, Decision},
    overbooking,
    refusal::Refusal,
    slot::{Pool, Quota, Slot},
};
use jiff::Timestamp;

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

/// Moves places of one pool to another, or says what the pool that gives must keep. Nobody who is booked loses a
/// place, and the slot has as many as before.
pub fn shift(slot: &Slot, from: Pool, to: Pool, places: u32) -> Result<Decision, Refusal> {
    if from == to || places == 0 {
        return Ok(Decision::nothing());
    }
    let mut decision = add(slot, from, -i64::from(places))?;
    decision.changes.extend(add(slot, to, i64::from(places))?.changes);
    Ok(decision)
}

/// Gives a pool of the slot so many places more, or fewer.
pub fn add(slot: &Slot, pool: Pool, by: i64) -> Result<Decision, Refusal> {
    let to = i64::from(slot.pool(pool).capacity).saturating_add(by);
    match u32::try_from(to) {
        Ok(to) => set(slot, pool, to),
        Err(_) if by < 0 => Err(Refusal::BelowTaken { taken: least_of(slot, pool) }),
        Err(_) => Err(Refusal::AboveAnyRoom { most: MOST_PLACES }),
    }
}

/// The least capacity a pool of the slot may be given now.
pub fn least_of(slot: &Slot, pool: Pool) -> u32 {
    let count = slot.pool(pool);
    least(count.taken(), count.over)
}

/// Takes no more bookings for the slot; those it has stay. A slot that is closed stays as it is.
pub fn close(slot: &Slot, now: Timestamp) -> Decision {
    match slot.closed_at {
        Some(_) => Decision::nothing(),
        None => Decision::change(Change::SlotClosed { slot: slot.id, at: now }),
    }
}

/// Takes bookings for the slot again. A slot that is open stays as it is.
pub fn reopen(slot: &Slot) -> Decision {
    let change = |closed_at| Change::SlotReopened { slot: slot.id, closed_at };
    slot.closed_at.map_or_else(Decision::nothing, |at| Decision::change(change(at)))
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
