//! Capacity: staff reshape the places of a slot while bookings come in, never below what is taken.

use crate::{
    change::{Change, Decision},
    refusal::Refusal,
    slot::{Pool, Slot},
};

/// More places than any hall serves within one slot; a number above it is a slip of the hand.
pub const MOST_PLACES: u32 = 9_999;

/// Gives a pool of the slot another capacity, or says the least it may be.
pub fn set(slot: &Slot, pool: Pool, to: u32) -> Result<Decision, Refusal> {
    let count = slot.pool(pool);
    if to > MOST_PLACES {
        return Err(Refusal::AboveAnyRoom { most: MOST_PLACES });
    }
    if to < count.booked {
        return Err(Refusal::BelowTaken { taken: count.booked });
    }
    if to == count.capacity {
        return Ok(Decision::nothing());
    }
    let change = Change::CapacitySet { slot: slot.id, pool, from: count.capacity, to };
    Ok(Decision::change(change))
}
