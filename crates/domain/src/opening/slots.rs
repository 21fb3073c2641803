//! What the slots get wrong: ends before starts, two at once in one room, a zero too many or too few, a door
//! without a share.

use super::{
    Finding, View,
    hit::{Hit, places},
};
use crate::{
    door::Door,
    id::{ProgrammeId, VenueId},
    slot::{Pool, Slot},
    vial,
    when::Date,
};
use jiff::civil::Time;
use std::collections::{BTreeMap, BTreeSet};

/// Fewer slots than this at a venue have no usual number of places.
const ENOUGH_TO_COMPARE: usize = 4;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    if view.coming.is_empty() {
        return vec![Finding::NoSlot];
    }
    let hit = view.hit(|slot| slot.ends <= slot.starts);
    let mut found: Vec<Finding> =
        hit.map(|hit| Finding::EndsNotAfterStart { hit }).into_iter().collect();
    found.extend(view.hit(|slot| places(slot) == 0).map(|hit| Finding::NoPlaces { hit }));
    found.extend(quotas(view));
    found.extend(vials(view));
    found.extend(overlaps(view));
    found.extend(shared(view));
    found.extend(rooms(view));
    found.extend(zeros(view));
    found.extend(doors(view));
    found
}

fn quotas(view: &View<'_>) -> Vec<Finding> {
    let limited = view.coming.iter().flat_map(|slot| slot.quotas.iter().map(|quota| quota.dose));
    let unknown =
        limited.filter(|dose| view.setup.programme.policy.doses_numbered(*dose).next().is_none());
    let finding = |dose| {
        let hit = view.hit(|slot| slot.quota(dose).is_some())?;
        Some(Finding::QuotaUnknown { dose, hit })
    };
    unknown.collect::<BTreeSet<u8>>().into_iter().filter_map(finding).collect()
}

/// A vial that is opened is used up the same day, so the places of a day at a venue should come to whole vials.
fn vials(view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for product in &view.policy.products {
        let Some(per_vial) = product.vial else { continue };
        let mut days: BTreeMap<(Date, VenueId), Vec<&Slot>> = BTreeMap::new();
        let of_it = |slot: &&&Slot| slot.product.as_deref() == Some(product.code.as_str());
        for slot in view.coming.iter().filter(of_it) {
            days.entry((slot.date, slot.venue)).or_default().push(slot);
        }
        let spare = |slots: &Vec<&Slot>| {
            let places = slots.iter().map(|slot| places(slot)).fold(0, u32::saturating_add);
            vial::needed(places, per_vial).spare
        };
        days.retain(|_, slots| spare(slots) > 0);
        let left = days.values().map(spare).sum();
        let hit = Hit::of(days.into_values().flatten());
        let product = product.code.clone();
        found.extend(hit.map(|hit| Finding::VialsNotWhole {
            product,
            vial: per_vial,
            spare: left,
            hit,
        }));
    }
    found
}

/// One finding for each venue and day, about the slots that begin before an earlier one has ended.
fn overlaps(view: &View<'_>) -> Vec<Finding> {
    let mut days: BTreeMap<(Date, VenueId), Vec<&Slot>> = BTreeMap::new();
    for slot in view.coming.iter().filter(|slot| slot.starts < slot.ends) {
        days.entry((slot.date, slot.venue)).or_default().push(slot);
    }
    let of_day = |slots: Vec<&Slot>| {
        let mut busy_until = Time::MIN;
        let late = slots.into_iter().filter(|slot| {
            let overlaps = slot.starts < busy_until;
            busy_until = busy_until.max(slot.ends);
            overlaps
        });
        Hit::of(late.collect::<Vec<_>>())
    };
    days.into_values().filter_map(of_day).map(|hit| Finding::Overlap { hit }).collect()
}

fn shared(view: &View<'_>) -> Vec<Finding> {
    let mut busy: BTreeMap<(Date, VenueId), Vec<&Slot>> = BTreeMap::new();
    for other in view.setup.elsewhere.iter().filter(|other| other.closed_at.is_none()) {
        busy.entry((other.date, other.venue)).or_default().push(other);
    }
    let mut ours: BTreeMap<ProgrammeId, Vec<&Slot>> = BTreeMap::new();
    for slot in &view.coming {
        let there = busy.get(&(slot.date, slot.venue)).into_iter().flatten();
        let at_once = there.filter(|other| slot.starts < other.ends && other.starts < slot.ends);
        let mut others: Vec<ProgrammeId> = at_once.map(|other| other.programme).collect();
        others.sort_unstable();
        others.dedup();
        for programme in others {
            ours.entry(programme).or_default().push(slot);
        }
    }
    let finding = |(programme, slots): (ProgrammeId, Vec<&Slot>)| {
        Hit::of(slots).map(|hit| Finding::HallShared { programme, hit })
    };
    ours.into_iter().filter_map(finding).collect()
}

/// One finding for each venue whose room is too small, other programmes counted along.
fn rooms(view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for venue in &view.setup.venues {
        let Some(room) = venue.room else { continue };
        let elsewhere = view.setup.elsewhere.iter().filter(|other| other.closed_at.is_none());
        let mut there: BTreeMap<Date, Vec<&Slot>> = BTreeMap::new();
        for slot in view.coming.iter().copied().chain(elsewhere) {
            if slot.venue == venue.id {
                there.entry(slot.date).or_default().push(slot);
            }
        }
        let at_once = |slot: &Slot| {
            let others = there.get(&slot.date).into_iter().flatten();
            let during =
                others.filter(|other| slot.starts < other.ends && other.starts < slot.ends);
            during.map(|other| places(other)).fold(0, u32::saturating_add)
        };
        let ours = view.coming.iter().filter(|slot| slot.venue == venue.id);
        let full: Vec<(&Slot, u32)> =
            ours.map(|slot| (*slot, at_once(slot))).filter(|(_, places)| *places > room).collect();
        let most = full.iter().map(|(_, places)| *places).max().unwrap_or(0);
        let hit = Hit::of(full.into_iter().map(|(slot, _)| slot));
        let venue = venue.id;
        found.extend(hit.map(|hit| Finding::BeyondRoom { venue, room, places: most, hit }));
    }
    found
}

/// A slot is held against the others at its venue, since halls and surgeries differ.
fn zeros(view: &View<'_>) -> Vec<Finding> {
    let mut venues: BTreeMap<VenueId, Vec<&Slot>> = BTreeMap::new();
    for slot in &view.coming {
        venues.entry(slot.venue).or_default().push(slot);
    }
    let mut found = Vec::new();
    for slots in venues.into_values().filter(|slots| slots.len() >= ENOUGH_TO_COMPARE) {
        let mut sizes: Vec<u32> = slots.iter().map(|slot| places(slot)).collect();
        sizes.sort_unstable();
        let usual = sizes[sizes.len() / 2];
        if usual == 0 {
            continue;
        }
        let many = |slot: &&&Slot| places(slot) >= usual.saturating_mul(10);
        let few = |slot: &&&Slot| (1..=usual / 10).contains(&places(slot));
        let many = Hit::of(slots.iter().filter(many).copied());
        found.extend(many.map(|hit| Finding::ExtraZero { usual, hit }));
        let few = Hit::of(slots.iter().filter(few).copied());
        found.extend(few.map(|hit| Finding::MissingZero { usual, hit }));
    }
    found
}

fn doors(view: &View<'_>) -> Vec<Finding> {
    let own = [(Door::Line, Pool::Public), (Door::Phone, Pool::CallCentre)];
    let none = |(_, pool): &(Door, Pool)| view.hit(|slot| slot.pool(*pool).capacity > 0).is_none();
    own.into_iter().filter(none).map(|(door, _)| Finding::DoorHasNoShare { door }).collect()
}
