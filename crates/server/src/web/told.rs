//! The places that lines of history name, by slot, for those who put the lines into words.

use crate::words::dates;
use anyhow::Result;
use domain::SlotId;
use std::collections::{BTreeMap, BTreeSet};
use store::{HistoryLine, Reader};

/// Date, time and venue of every slot that these lines name.
pub(super) fn places(
    reader: &mut Reader<'_>,
    lines: &[HistoryLine],
) -> Result<BTreeMap<String, String>> {
    let named: BTreeSet<SlotId> = lines.iter().flat_map(slots_named).collect();
    let slots = reader.slots_by_ids(&named)?;
    let mut venues = BTreeMap::new();
    for programme in slots.iter().map(|slot| slot.programme).collect::<BTreeSet<_>>() {
        venues.extend(reader.venues_of(programme)?.into_iter().map(|venue| (venue.id, venue.name)));
    }
    let place = |slot: &domain::Slot| {
        let venue = venues.get(&slot.venue).map_or("", String::as_str);
        let when = format!("{} {}", dates::short(slot.date), dates::clock(slot.starts));
        (slot.id.to_string(), format!("{when} {venue}"))
    };
    Ok(slots.iter().map(place).collect())
}

/// The slots a line of history names.
fn slots_named(line: &HistoryLine) -> Vec<SlotId> {
    let facts = &line.what.facts;
    let in_place = |name: &str| &facts[name]["slot"];
    let named = [&facts["slot"], in_place("from"), in_place("to"), in_place("place")];
    named.into_iter().filter_map(|value| value.as_str()?.parse().ok()).collect()
}
