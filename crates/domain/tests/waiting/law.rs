//! What holds in every town with a waitlist, and of every step in it.

use crate::town::{Came, Town};
use domain::{Change, Entry, EntryId, Pool, SlotId, waitlist::Left};
use std::collections::{BTreeMap, BTreeSet};

/// What must hold in every state.
pub(crate) fn holds(town: &Town) -> Result<(), String> {
    counted(town)?;
    one_offer_each(town)?;
    none_forgotten(town)
}

/// Sold, held and offered never come above the capacity, and each count is what it counts.
fn counted(town: &Town) -> Result<(), String> {
    let mut bookings: BTreeMap<(SlotId, Pool), u32> = BTreeMap::new();
    let mut offers = bookings.clone();
    let mut holds = bookings.clone();
    for b in town.live_bookings() {
        *bookings.entry((b.slot, b.pool)).or_default() += b.units;
    }
    for offer in town.live_offers() {
        *offers.entry((offer.place.slot, offer.place.pool)).or_default() += offer.place.units;
    }
    for hold in town.ledger.kept.values() {
        *holds.entry((hold.slot, hold.pool)).or_default() += hold.places;
    }
    for slot in town.ledger.slots.values() {
        for count in &slot.pools {
            let of = |all: &BTreeMap<_, u32>| all.get(&(slot.id, count.pool)).copied().unwrap_or(0);
            let there = (of(&bookings), of(&holds), of(&offers));
            if (count.booked, count.held, count.offered) != there {
                return Err(format!("{count:?} is counted, {there:?} is there"));
            }
            if count.booked + count.held + count.offered > count.limit() {
                return Err(format!("more is given than there is: {count:?}"));
            }
        }
    }
    Ok(())
}

/// Nobody has two offers or two bookings, and only who waits has an offer.
fn one_offer_each(town: &Town) -> Result<(), String> {
    let (mut entries, mut persons) = (BTreeSet::new(), BTreeSet::new());
    for offer in town.live_offers() {
        if !entries.insert(offer.entry) || !persons.insert(offer.person) {
            return Err(format!("two offers at once: {offer:?}"));
        }
        if !town.ledger.entries.get(&offer.entry).is_some_and(Entry::waits) {
            return Err(format!("an offer to somebody who waits no longer: {offer:?}"));
        }
    }
    let mut booked = BTreeSet::new();
    let twice = town.live_bookings().find(|booking| !booked.insert(booking.person));
    twice.map_or(Ok(()), |booking| Err(format!("two bookings at once: {booking:?}")))
}

/// No place is free that goes to nobody without a reason: whoever waits and has no offer was asked about each slot in
/// which there is room for them.
fn none_forgotten(town: &Town) -> Result<(), String> {
    for entry in town.waiting() {
        let has_offer = town.live_offers().any(|offer| offer.entry == entry.id);
        let forgotten =
            |id: &&SlotId| has_room(town, **id, entry) && !town.asked.contains(&(entry.id, **id));
        if let Some(slot) = town.ledger.slots.keys().find(forgotten).filter(|_| !has_offer) {
            return Err(format!("{slot} has room and nobody asked {entry:?}"));
        }
    }
    Ok(())
}

/// Whether there is room for them in a slot that would be earlier than what they have.
fn has_room(town: &Town, slot: SlotId, entry: &Entry) -> bool {
    let slot = &town.ledger.slots[&slot];
    let own = town.live_bookings().find(|booking| booking.person == entry.person);
    let units = town.ledger.programmes[&slot.programme].policy.doses[0].units();
    own.is_none_or(|own| slot.date < own.date) && slot.pool_for(entry.door, &[], units).is_some()
}

/// What must hold of a step: a refusal changes nothing, and nobody is offered a place before somebody who came earlier,
/// would come too and was never asked about it.
pub(crate) fn followed(before: &Town, came: &Came, after: &Town) -> Result<(), String> {
    let Ok(decisions) = came else {
        let same = before.ledger.slots == after.ledger.slots
            && before.ledger.bookings == after.ledger.bookings
            && before.ledger.offers == after.ledger.offers
            && before.ledger.entries == after.ledger.entries;
        return if same { Ok(()) } else { Err("a refusal changed something".to_owned()) };
    };
    let offers = |change: &Change| matches!(change, Change::OfferMade(_));
    if !decisions.iter().flat_map(|decision| &decision.changes).any(offers) {
        return Ok(());
    }
    let mut seen = before.clone();
    for change in decisions.iter().flat_map(|decision| &decision.changes) {
        if let Change::OfferMade(offer) = change {
            in_turn(&seen, offer.entry, offer.place.slot)?;
        }
        seen.follow(change);
    }
    Ok(())
}

/// Whoever comes before `entry` has an offer, was asked about this slot, or comes through a door with no room there.
fn in_turn(town: &Town, entry: EntryId, slot: SlotId) -> Result<(), String> {
    let earlier = town.waiting().into_iter().take_while(|other| other.id != entry);
    let skipped = earlier.into_iter().find(|other| {
        let offered = town.live_offers().any(|offer| offer.entry == other.id);
        !offered && has_room(town, slot, other) && !town.asked.contains(&(other.id, slot))
    });
    skipped.map_or(Ok(()), |other| Err(format!("{other:?} was passed by without a word in {slot}")))
}

/// Whoever waits no longer was served, left, or was silent too often.
pub(crate) fn why_left(came: &Came) -> Option<Left> {
    let changes = came.iter().flatten().flat_map(|decision| &decision.changes);
    changes.clone().find_map(|change| match change {
        Change::WaitlistLeft { why, .. } => Some(*why),
        _ => None,
    })
}
