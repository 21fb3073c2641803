//! Takes back what a run of a timetable did. What is still free goes back to what it was; what somebody has a claim
//! to by now, or what staff changed since, stays and is named.

use super::{
    Timetable,
    plan::{self, Around, Step, Why},
};
use crate::{
    capacity,
    change::Change,
    id::{RunId, SessionId, SlotId},
    slot::{Pool, PoolCount, Quota, Slot},
    venue::Session,
    when::Date,
};
use jiff::{Timestamp, civil::Time};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One thing a run did, beside the slots it added, with what it takes to undo it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Did {
    /// A pool got another capacity.
    Capacity(SlotId, Pool, u32, u32),
    /// More or fewer places above a capacity.
    Over(SlotId, Pool, u32, u32),
    /// An exam got another limit.
    Quota(SlotId, u8, u32, u32),
    /// A slot takes no more bookings.
    Closed(SlotId),
    /// A slot went.
    Removed(Box<Gone>),
    /// A session got another product.
    Product(SessionId, Option<String>, Option<String>),
}

/// A slot that went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// Which.
    pub slot: SlotId,
    /// Of which session.
    pub session: SessionId,
    /// On which day.
    pub date: Date,
    /// From when.
    pub starts: Time,
    /// Until when.
    pub ends: Time,
    /// With which product.
    pub product: Option<String>,
    /// With which places.
    pub pools: Vec<(Pool, u32)>,
    /// With which limits of exams.
    pub quotas: Vec<(u8, u32)>,
    /// The run that had made it.
    pub made_by: RunId,
}

/// What an undoing comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undo {
    /// The changes.
    pub changes: Vec<Change>,
    /// Slots that come back, and the run that had made them.
    pub back: Vec<(SlotId, RunId)>,
    /// What stays as it is.
    pub stays: Vec<Stays>,
}

/// A slot that an undoing leaves as it is, or cannot bring back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stays {
    /// On which day.
    pub date: Date,
    /// From when.
    pub starts: Time,
    /// Until when.
    pub ends: Time,
    /// Places that somebody has a claim to.
    pub taken: u32,
    /// Why.
    pub why: Left,
}

/// Why an undoing leaves a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Left {
    /// Somebody has a claim to it; it takes no more bookings.
    Booked,
    /// Somebody has a claim to it, and a place is promised; it stays as it is.
    Promised,
    /// It has begun.
    Over,
    /// Staff changed it since.
    Changed,
    /// Another slot is at its time by now.
    Replaced,
}

/// What these changes did beside adding, as they are kept with the run.
pub fn did(changes: &[Change], around: &Around<'_>) -> Vec<Did> {
    let known: BTreeMap<SlotId, &Slot> = around.slots.iter().map(|slot| (slot.id, slot)).collect();
    let one = |change: &Change| match change {
        Change::CapacitySet { slot, pool, from, to } => {
            Some(Did::Capacity(*slot, *pool, *from, *to))
        }
        Change::OverbookingSet { slot, pool, from, to } => {
            Some(Did::Over(*slot, *pool, *from, *to))
        }
        Change::QuotaSet { slot, from, to } => {
            Some(Did::Quota(*slot, to.dose, (*from)?, to.capacity))
        }
        Change::SlotClosed { slot, .. } => Some(Did::Closed(*slot)),
        Change::SlotRemoved { slot, .. } => {
            Some(Did::Removed(Box::new(Gone::of(known.get(slot)?, *around.own.get(slot)?))))
        }
        Change::SessionSaved(session) => {
            let before = around.sessions.iter().find(|known| known.id == session.id)?;
            Some(Did::Product(session.id, before.product.clone(), session.product.clone()))
        }
        _ => None,
    };
    changes.iter().filter_map(one).collect()
}

/// Takes it back. `added` are the slots the run made, `at` is when it did.
pub fn undo(
    timetable: &Timetable,
    (did, added): (&[Did], &BTreeSet<SlotId>),
    at: Timestamp,
    around: &Around<'_>,
) -> Undo {
    let mut work = Work::new(timetable, around);
    for id in added {
        work.take_away(*id, around.used);
    }
    for one in did.iter().rev() {
        work.take_back(one, at);
    }
    // Sessions and slots that come back first, so that what goes leaves no session bare for a moment.
    let Work { mut undo, .. } = work;
    let comes = |change: &Change| !matches!(change, Change::SessionSaved(_) | Change::SlotSaved(_));
    undo.changes.sort_by_key(|change| (comes(change), matches!(change, Change::SlotSaved(_))));
    undo.stays.sort();
    undo.stays.dedup();
    undo
}

impl Gone {
    fn of(slot: &Slot, made_by: RunId) -> Self {
        Self {
            slot: slot.id,
            session: slot.session,
            date: slot.date,
            starts: slot.starts,
            ends: slot.ends,
            product: slot.product.clone(),
            pools: slot.pools.iter().map(|count| (count.pool, count.capacity)).collect(),
            quotas: slot.quotas.iter().map(|quota| (quota.dose, quota.capacity)).collect(),
            made_by,
        }
    }
}

/// The slots as they are by now, and what was decided.
struct Work<'a> {
    timetable: &'a Timetable,
    around: &'a Around<'a>,
    slots: BTreeMap<SlotId, Slot>,
    sessions: Vec<Session>,
    undo: Undo,
}

impl<'a> Work<'a> {
    fn new(timetable: &'a Timetable, around: &'a Around<'a>) -> Self {
        let slots = around.slots.iter().map(|slot| (slot.id, slot.clone())).collect();
        Self { timetable, around, slots, sessions: around.sessions.to_vec(), undo: Undo::default() }
    }

    fn leave(&mut self, slot: &Slot, why: Left) {
        let (date, starts, ends) = (slot.date, slot.starts, slot.ends);
        self.undo.stays.push(Stays { date, starts, ends, taken: plan::taken(slot), why });
    }

    /// A slot that the run added.
    fn take_away(&mut self, id: SlotId, used: &BTreeSet<SlotId>) {
        let Some(slot) = self.slots.get(&id).cloned() else { return };
        if slot.starts_at() <= self.around.now {
            return self.leave(&slot, Left::Over);
        }
        match plan::retire(&slot, used) {
            Some(Step::Remove(slot)) => {
                self.slots.remove(&id);
                self.undo.changes.push(plan::removed(&slot));
            }
            Some(Step::Close(slot)) => {
                if plan::taken(&slot) > 0 {
                    self.leave(&slot, Left::Booked);
                }
                self.undo.changes.push(plan::closed(&slot, self.around.now));
            }
            Some(Step::Stay(slot, Why::Taken)) => self.leave(&slot, Left::Promised),
            _ => {}
        }
    }

    fn take_back(&mut self, did: &Did, at: Timestamp) {
        match did {
            Did::Removed(gone) => self.bring_back(gone),
            Did::Product(session, from, to) => self.product(*session, from.as_ref(), to.as_ref()),
            Did::Capacity(id, ..) | Did::Over(id, ..) | Did::Quota(id, ..) | Did::Closed(id) => {
                let Some(slot) = self.slots.get(id).cloned() else { return };
                if slot.starts_at() <= self.around.now {
                    return self.leave(&slot, Left::Over);
                }
                self.slot(&slot, did, at);
            }
        }
    }

    fn slot(&mut self, slot: &Slot, did: &Did, at: Timestamp) {
        let decided = match did {
            Did::Capacity(_, pool, from, to) if slot.pool(*pool).capacity == *to => {
                capacity::set(slot, *pool, *from)
            }
            Did::Over(_, pool, from, to) if slot.pool(*pool).over == *to => {
                capacity::overbook(slot, *pool, *from)
            }
            Did::Quota(_, dose, from, to) => match slot.quota(*dose) {
                Some(quota) if quota.capacity == *to => {
                    capacity::limit_exam(slot, *dose, quota.booked, *from)
                }
                _ => return self.leave(slot, Left::Changed),
            },
            Did::Closed(_) if slot.closed_at == Some(at) => {
                let open = Slot { closed_at: None, ..slot.clone() };
                self.slots.insert(slot.id, open);
                self.undo.changes.push(Change::SlotReopened { slot: slot.id, closed_at: at });
                return;
            }
            _ => return self.leave(slot, Left::Changed),
        };
        match decided {
            Ok(decision) => {
                let known = self.slots.get_mut(&slot.id).expect("it was just found");
                for change in &decision.changes {
                    follow(known, change);
                }
                self.undo.changes.extend(decision.changes);
            }
            Err(_) => self.leave(slot, Left::Promised),
        }
    }

    fn bring_back(&mut self, gone: &Gone) {
        let slot = self.back_again(gone);
        let in_its_place = self.slots.values().any(|other| {
            let same_day = (other.date, other.venue) == (slot.date, slot.venue);
            same_day
                && other.closed_at.is_none()
                && other.starts < slot.ends
                && slot.starts < other.ends
        });
        if slot.starts_at() <= self.around.now {
            return self.leave(&slot, Left::Over);
        }
        if in_its_place {
            return self.leave(&slot, Left::Replaced);
        }
        if !self.sessions.iter().any(|session| session.id == slot.session) {
            let Slot { session: id, programme, venue, date, product, .. } = slot.clone();
            let session = Session { id, programme, venue, date, product };
            self.sessions.push(session.clone());
            self.undo.changes.push(Change::SessionSaved(session));
        }
        self.undo.back.push((slot.id, gone.made_by));
        self.undo.changes.push(Change::SlotSaved(slot.clone()));
        self.slots.insert(slot.id, slot);
    }

    /// The slot as it was, in the session that is there on its day by now.
    fn back_again(&self, gone: &Gone) -> Slot {
        let there = self.sessions.iter().find(|session| session.date == gone.date);
        let (programme, venue) = (self.timetable.programme, self.timetable.venue);
        Slot {
            id: gone.slot,
            session: there.map_or(gone.session, |session| session.id),
            programme,
            venue,
            date: gone.date,
            starts: gone.starts,
            ends: gone.ends,
            product: there.map_or(gone.product.clone(), |session| session.product.clone()),
            closed_at: None,
            pools: gone.pools.iter().map(|(pool, n)| PoolCount::of(*pool, *n)).collect(),
            quotas: gone
                .quotas
                .iter()
                .map(|(dose, n)| Quota { dose: *dose, capacity: *n, booked: 0 })
                .collect(),
        }
    }

    fn product(&mut self, id: SessionId, from: Option<&String>, to: Option<&String>) {
        let is_taken = self.slots.values().any(|slot| slot.session == id && plan::taken(slot) > 0);
        let known = self.sessions.iter_mut().find(|session| session.id == id);
        if let Some(session) = known.filter(|session| session.product.as_ref() == to && !is_taken) {
            session.product = from.cloned();
            self.undo.changes.push(Change::SessionSaved(session.clone()));
        }
    }
}

/// The slot after a change of its places.
pub(super) fn follow(slot: &mut Slot, change: &Change) {
    match change {
        Change::CapacitySet { pool, to, .. } => slot.count_mut(*pool).capacity = *to,
        Change::OverbookingSet { pool, to, .. } => slot.count_mut(*pool).over = *to,
        Change::QuotaSet { to, .. } => slot.set_quota(*to),
        Change::SlotClosed { at, .. } => slot.closed_at = Some(*at),
        Change::SlotReopened { .. } => slot.closed_at = None,
        _ => {}
    }
}
