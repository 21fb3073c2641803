//! What stands at a venue once changes are made: what the opening check looks at before anything is stored.

use super::undo::follow;
use crate::{change::Change, id::SlotId, slot::Slot, venue::Session};
use std::collections::BTreeMap;

/// The sessions and slots after these changes; slots by date and time.
pub fn after(
    sessions: &[Session],
    slots: &[Slot],
    changes: &[Change],
) -> (Vec<Session>, Vec<Slot>) {
    let mut sessions = sessions.to_vec();
    let mut by_id: BTreeMap<SlotId, Slot> = slots.iter().map(|s| (s.id, s.clone())).collect();
    let mut emptied = Vec::new();
    for change in changes {
        match change {
            Change::SessionSaved(saved) => {
                sessions.retain(|session| session.id != saved.id);
                sessions.push(saved.clone());
                let theirs = by_id.values_mut().filter(|slot| slot.session == saved.id);
                theirs.for_each(|slot| slot.product.clone_from(&saved.product));
            }
            Change::SlotSaved(slot) => {
                by_id.insert(slot.id, slot.clone());
            }
            Change::SlotRemoved { slot, session, .. } => {
                by_id.remove(slot);
                emptied.push(*session);
            }
            Change::CapacitySet { slot, .. }
            | Change::OverbookingSet { slot, .. }
            | Change::QuotaSet { slot, .. }
            | Change::SlotClosed { slot, .. }
            | Change::SlotReopened { slot, .. } => {
                if let Some(slot) = by_id.get_mut(slot) {
                    follow(slot, change);
                }
            }
            _ => {}
        }
    }
    let is_bare = |id| !by_id.values().any(|slot| slot.session == id);
    emptied.sort_unstable();
    emptied.dedup();
    emptied.retain(|id| is_bare(*id));
    sessions.retain(|session| !emptied.contains(&session.id));
    let mut slots: Vec<Slot> = by_id.into_values().collect();
    slots.sort_by_key(|slot| (slot.date, slot.starts, slot.id));
    (sessions, slots)
}
