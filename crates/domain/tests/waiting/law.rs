//! What holds in every town with a waitlist, and of every step in it.

use crate::town::{Came, PROGRAMME, Town};
use domain::{
    Change, Decision, Door, Entry, EntryId, Offer, OfferId, Pool, SlotId,
    waitlist::{Left, OfferEnd},
};
use std::collections::{BTreeMap, BTreeSet};

/// What must hold in every state.
pub(crate) fn holds(town: &Town) -> Result<(), String> {
    counted(town)?;
    one_offer_each(town)?;
    waves_are_of_one_place(town)?;
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
    // A place that several are offered is kept once.
    let kept: BTreeMap<_, _> = town.live_offers().map(|offer| (offer.wave, offer.place)).collect();
    for place in kept.values() {
        *offers.entry((place.slot, place.pool)).or_default() += place.units;
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

/// Those who are offered the same place at once are no more than the rules say, and each waits alone.
fn waves_are_of_one_place(town: &Town) -> Result<(), String> {
    let most = waves_of(town);
    let mut waves: BTreeMap<_, Vec<&Offer>> = BTreeMap::new();
    town.live_offers().for_each(|offer| waves.entry(offer.wave).or_default().push(offer));
    for wave in waves.values().filter(|wave| wave.len() > 1) {
        let same = |offer: &&&Offer| (offer.place, offer.dose) == (wave[0].place, wave[0].dose);
        let alone = |offer: &&&Offer| offers_led_by(town, offer.lead) == 1;
        if wave.len() > most || !wave.iter().all(|offer| same(&offer) && alone(&offer)) {
            return Err(format!("offered at once: {wave:?}"));
        }
    }
    Ok(())
}

/// To how many people a place is offered at once.
fn waves_of(town: &Town) -> usize {
    let policy = &town.ledger.programmes[&PROGRAMME].policy;
    policy.waitlist.as_ref().map_or(1, |list| usize::from(list.wave))
}

fn offers_led_by(town: &Town, lead: OfferId) -> usize {
    town.live_offers().filter(|offer| offer.lead == lead).count()
}

/// Whether a place of this slot is offered to fewer people than could be, and given out through this door.
fn may_be_joined(town: &Town, slot: SlotId, door: Door) -> bool {
    let mut waves: BTreeMap<_, usize> = BTreeMap::new();
    let here = town.live_offers().filter(|offer| offer.place.slot == slot);
    let here = here.filter(|offer| door.pools().contains(&offer.place.pool));
    here.filter(|offer| offer.shared_from.is_some())
        .for_each(|offer| *waves.entry(offer.wave).or_default() += 1);
    waves.values().any(|offers| *offers < waves_of(town))
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
        let has_offer = has_offer(town, entry);
        let forgotten =
            |id: &&SlotId| has_room(town, **id, entry) && !town.asked.contains(&(entry.id, **id));
        if let Some(slot) = town.ledger.slots.keys().find(forgotten).filter(|_| !has_offer) {
            return Err(format!("{slot} has room and nobody asked {entry:?}"));
        }
    }
    Ok(())
}

/// Whether they, or somebody with whom they wait, have an offer.
fn has_offer(town: &Town, entry: &Entry) -> bool {
    let mates = town.mates(entry);
    town.live_offers().any(|offer| mates.iter().any(|mate| mate.id == offer.entry))
}

/// Whether they need a place of a slot: it would be earlier than what they have.
fn needs(town: &Town, slot: SlotId, entry: &Entry) -> bool {
    let slot = &town.ledger.slots[&slot];
    let own = town.live_bookings().find(|booking| booking.person == entry.person);
    own.is_none_or(|own| slot.date < own.date)
}

/// Whether they need a place of a slot, and there is room for all who need one of those with whom they wait.
fn has_room(town: &Town, slot: SlotId, entry: &Entry) -> bool {
    let units = town.ledger.programmes[&town.ledger.slots[&slot].programme].policy.doses[0].units();
    let mut left = town.ledger.slots[&slot].clone();
    let mut takes = |door| {
        let Some(pool) = left.pool_for(door, &[], units) else { return false };
        let count = left.pools.iter_mut().find(|count| count.pool == pool);
        count.expect("it has places").booked += units;
        true
    };
    let mut all = town.mates(entry);
    all.retain(|mate| needs(town, slot, mate));
    let joins = all.len() == 1 && may_be_joined(town, slot, all[0].door);
    needs(town, slot, entry) && (joins || all.iter().all(|mate| takes(mate.door)))
}

/// All of a party who need a place are offered one of the same slot at once, or nobody is.
fn all_or_none(town: &Town, decision: &Decision) -> Result<(), String> {
    let offers = decision.changes.iter().filter_map(|change| match change {
        Change::OfferMade(offer) => Some(offer),
        _ => None,
    });
    let offers: Vec<_> = offers.collect();
    for offer in &offers {
        let entry = &town.ledger.entries[&offer.entry];
        let with: BTreeSet<_> = offers
            .iter()
            .filter(|other| other.lead == offer.lead && other.place.slot == offer.place.slot)
            .filter(|other| other.lapses_at == offer.lapses_at)
            .map(|other| other.entry)
            .collect();
        let mates = town.mates(entry).into_iter();
        let need = mates.filter(|mate| needs(town, offer.place.slot, mate)).map(|mate| mate.id);
        if need.collect::<BTreeSet<_>>() != with {
            return Err(format!("not all of a party are offered a place: {offer:?}"));
        }
    }
    Ok(())
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
    for decision in decisions {
        all_or_none(&seen, decision)?;
        for change in &decision.changes {
            if let Change::OfferMade(offer) = change {
                in_turn(&seen, offer.entry, offer.place.slot)?;
            }
            seen.follow(change);
        }
    }
    Ok(())
}

/// Whoever comes before `entry`, and not at the same instant as part of its party, has an offer, was asked about this slot, or comes through a door with no room there.
fn in_turn(town: &Town, entry: EntryId, slot: SlotId) -> Result<(), String> {
    let place = |entry: &Entry| (entry.rank.class, entry.rank.key);
    let own = town.ledger.entries.get(&entry).map(place);
    let skipped =
        town.waiting().into_iter().filter(|other| Some(place(other)) < own).find(|other| {
            !has_offer(town, other)
                && has_room(town, slot, other)
                && !town.asked.contains(&(other.id, slot))
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

/// Whether more than one was offered a place together by a step.
pub(crate) fn offers_to_a_party(came: &Came) -> bool {
    let changes = came.iter().flatten().flat_map(|decision| &decision.changes);
    changes
        .clone()
        .any(|change| matches!(change, Change::OfferMade(offer) if offer.id != offer.lead))
}

/// How many were told that somebody else took the place they were offered.
pub(crate) fn outrun(came: &Came) -> usize {
    let changes = came.iter().flatten().flat_map(|decision| &decision.changes);
    let outrun =
        |change: &&Change| matches!(change, Change::OfferEnded { how: OfferEnd::Outrun, .. });
    changes.filter(outrun).count()
}
