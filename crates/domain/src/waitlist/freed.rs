//! What a decision means to those who wait: where it freed places, and for whom it made others possible.

use super::OfferEnd;
use crate::{
    change::{Change, Decision},
    id::{PersonId, SlotId},
};

/// The slots in which a decision may have freed places that somebody waits for.
pub fn freed(decision: &Decision) -> Vec<SlotId> {
    let slot = |change: &Change| match change {
        Change::BookingMoved { from, .. } => Some(from.slot),
        Change::BookingCancelled { place, .. }
        | Change::HoldEnded { place, .. }
        | Change::OfferEnded { place, .. } => Some(place.slot),
        Change::CapacitySet { slot, from, to, .. }
        | Change::OverbookingSet { slot, from, to, .. } => (to > from).then_some(*slot),
        Change::QuotaSet { slot, .. } | Change::SlotReopened { slot, .. } => Some(*slot),
        _ => None,
    };
    let mut slots: Vec<_> = decision.changes.iter().filter_map(slot).collect();
    slots.sort_unstable();
    slots.dedup();
    slots
}

/// Those to whom places may go now that went by them before: whoever has an offer is not asked about other places
/// meanwhile, and whoever gives up a booking may come where they could not while they had it.
pub fn asked_anew(decision: &Decision) -> Vec<PersonId> {
    let person = |change: &Change| match change {
        Change::OfferEnded { person, how, .. } => (*how != OfferEnd::Accepted).then_some(*person),
        Change::BookingCancelled { person, .. }
        | Change::BookingMoved { person, .. }
        | Change::PartySet { person, .. } => Some(*person),
        // What others are offered they may be offered as well, where the rules have several asked at once.
        Change::WaitlistJoined(entry) => Some(entry.person),
        _ => None,
    };
    let mut persons: Vec<_> = decision.changes.iter().filter_map(person).collect();
    persons.sort_unstable();
    persons.dedup();
    persons
}

/// Those who were offered a place that another took: they wait on, and may be offered any that is left.
pub fn outrun_by(decision: &Decision) -> Vec<PersonId> {
    let person = |change: &Change| match change {
        Change::OfferEnded { person, how: OfferEnd::Outrun, .. } => Some(*person),
        _ => None,
    };
    decision.changes.iter().filter_map(person).collect()
}

/// Those who need a place less than before: with whom they wait in a party may come where there was too little room for
/// all of them.
pub fn make_room(decision: &Decision) -> Vec<PersonId> {
    let person = |change: &Change| match change {
        Change::BookingMade(booking) => Some(booking.person),
        _ => None,
    };
    decision.changes.iter().filter_map(person).collect()
}
