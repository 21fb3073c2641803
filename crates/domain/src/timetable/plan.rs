//! What has to change so that a venue has the slots of its timetable. What is free follows; what somebody has a claim
//! to stays, and is named.

use super::{Day, Planned, Timetable};
use crate::{
    capacity,
    change::Change,
    id::{RunId, SessionId, SlotId},
    programme::Policy,
    refusal::Refusal,
    slot::{Pool, PoolCount, Quota, Slot},
    venue::Session,
    when::{self, Date},
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What stands at the venue already.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The programme's slots there, from today on at least.
    pub slots: &'a [Slot],
    /// Those of them that this timetable made, and in which run.
    pub own: &'a BTreeMap<SlotId, RunId>,
    /// Those of its own that somebody has had a claim to at any time.
    pub used: &'a BTreeSet<SlotId>,
    /// The programme's sessions there.
    pub sessions: &'a [Session],
    /// The rules of the programme.
    pub policy: &'a Policy,
    /// The moment.
    pub now: Timestamp,
}

/// What becomes of one slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It comes to be.
    Add(Planned),
    /// It is as it should be.
    Same(SlotId),
    /// It gets other places; never fewer than are taken.
    Resize {
        /// Which.
        slot: Slot,
        /// The changes of its pools and exams.
        changes: Vec<Change>,
        /// Whether it keeps more than it should, since so many are taken.
        short: bool,
    },
    /// It goes: the timetable has it no more, and nobody ever had a claim to it.
    Remove(Slot),
    /// It takes no more bookings: the timetable has it no more, and somebody is booked or was.
    Close(Slot),
    /// It stays as it is.
    Stay(Slot, Why),
    /// It does not come to be.
    LeaveOut(Planned, Why),
}

/// Why something stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Somebody is booked there, is offered a place, or staff hold one.
    Taken,
    /// Somebody is booked at a time that crosses this one.
    InTheWay,
    /// Staff closed it.
    Closed,
}

/// What becomes of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayPlan {
    /// Which day.
    pub date: Date,
    /// What it is by the timetable; none where the timetable does not reach it any more.
    pub day: Option<Day>,
    /// Its slots, by time.
    pub steps: Vec<Step>,
    /// Whether its product stays another one, since places are taken with it.
    pub product_stays: bool,
    session: Option<Session>,
}

/// What becomes of everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The timetable.
    pub timetable: Timetable,
    /// Each day that it reaches, and each on which a slot of its own still is.
    pub days: Vec<DayPlan>,
}

/// Looks what has to change so that the slots of this timetable are there. A second time nothing has.
pub fn plan(timetable: &Timetable, around: &Around<'_>) -> Plan {
    let vial = timetable.vial(around.policy);
    let today = when::japan_date(around.now);
    let mut days: BTreeMap<Date, Option<Day>> = timetable
        .days(&around.policy.closures, vial)
        .into_iter()
        .filter(|(date, _)| *date >= today)
        .map(|(date, day)| (date, Some(day)))
        .collect();
    let mut own: BTreeMap<Date, Vec<&Slot>> = BTreeMap::new();
    let to_come = |slot: &&Slot| slot.starts_at() > around.now;
    for slot in around.slots.iter().filter(to_come) {
        if around.own.contains_key(&slot.id) {
            own.entry(slot.date).or_default().push(slot);
            days.entry(slot.date).or_insert(None);
        }
    }
    let no_slots = Vec::new();
    let day = |(date, day): (Date, Option<Day>)| {
        let here = own.get(&date).unwrap_or(&no_slots);
        of_day(timetable, around, date, day, here)
    };
    Plan { timetable: timetable.clone(), days: days.into_iter().map(day).collect() }
}

fn of_day(
    timetable: &Timetable,
    around: &Around<'_>,
    date: Date,
    day: Option<Day>,
    own: &[&Slot],
) -> DayPlan {
    let planned: Vec<&Planned> = match &day {
        Some(Day::Open(slots)) => {
            slots.iter().filter(|slot| slot.starts_at() > around.now).collect()
        }
        _ => Vec::new(),
    };
    let mut steps: Vec<Step> = Vec::new();
    let mut in_the_way: Vec<&Slot> = Vec::new();
    for slot in own {
        let wanted = planned.iter().find(|plan| plan.is_time_of(slot));
        if let Some(wanted) = wanted.filter(|_| !is_replaced(timetable, around, slot)) {
            steps.push(resize(timetable, slot, wanted));
        } else if taken(slot) > 0 && planned.iter().any(|plan| plan.crosses(slot)) {
            in_the_way.push(slot);
            steps.push(Step::Stay((*slot).clone(), Why::Taken));
        } else {
            steps.extend(retire(slot, around.used));
        }
    }
    for plan in planned {
        let is_there =
            own.iter().any(|slot| plan.is_time_of(slot) && !is_replaced(timetable, around, slot));
        if in_the_way.iter().any(|slot| plan.crosses(slot)) {
            steps.push(Step::LeaveOut(plan.clone(), Why::InTheWay));
        } else if !is_there {
            steps.push(Step::Add(plan.clone()));
        }
    }
    steps.sort_by_key(Step::time);
    let (session, product_stays) = session(timetable, around, date, &steps);
    DayPlan { date, day, steps, product_stays, session }
}

/// A slot that nobody ever had a claim to is made anew where it limits other exams than it should.
fn is_replaced(timetable: &Timetable, around: &Around<'_>, slot: &Slot) -> bool {
    let limited: BTreeSet<u8> = slot.quotas.iter().map(|quota| quota.dose).collect();
    let wanted: BTreeSet<u8> = timetable.quotas.iter().map(|(dose, _)| *dose).collect();
    limited != wanted && taken(slot) == 0 && !around.used.contains(&slot.id)
}

fn resize(timetable: &Timetable, slot: &Slot, wanted: &Planned) -> Step {
    if slot.closed_at.is_some() {
        return Step::Stay(slot.clone(), Why::Closed);
    }
    let (mut changes, mut short) = (Vec::new(), false);
    let of_wanted = |pool: Pool| wanted.pools.iter().find(|(p, _)| *p == pool).map_or(0, |p| p.1);
    for pool in Pool::ALL {
        let least = |to| capacity::set(slot, pool, to);
        changes.extend(as_near(of_wanted(pool), least, &mut short));
    }
    for (dose, to) in &timetable.quotas {
        let Some(quota) = slot.quota(*dose) else { continue };
        let least = |to| capacity::limit_exam(slot, *dose, quota.booked, to);
        changes.extend(as_near(*to, least, &mut short));
    }
    match (changes.is_empty(), short) {
        (true, false) => Step::Same(slot.id),
        (true, true) => Step::Stay(slot.clone(), Why::Taken),
        (false, _) => Step::Resize { slot: slot.clone(), changes, short },
    }
}

/// The changes to a number, or to the least above it that may be.
fn as_near(
    to: u32,
    set: impl Fn(u32) -> Result<crate::change::Decision, Refusal>,
    short: &mut bool,
) -> Vec<Change> {
    let decided = match set(to) {
        Err(Refusal::BelowTaken { taken }) => {
            *short = true;
            set(taken)
        }
        decided => decided,
    };
    decided.map(|decision| decision.changes).unwrap_or_default()
}

/// A slot that should not be there any more: it goes if nobody ever had a claim to it. Where somebody is booked or
/// was, it takes no more bookings; an offer and a hold are kept as they were promised.
pub(super) fn retire(slot: &Slot, used: &BTreeSet<SlotId>) -> Option<Step> {
    let promised = slot.pools.iter().any(|count| count.offered + count.held > 0);
    if promised {
        return Some(Step::Stay(slot.clone(), Why::Taken));
    }
    match (taken(slot) > 0, used.contains(&slot.id), slot.closed_at) {
        (false, false, _) => Some(Step::Remove(slot.clone())),
        (_, _, None) => Some(Step::Close(slot.clone())),
        (true, _, Some(_)) => Some(Step::Stay(slot.clone(), Why::Taken)),
        (false, true, Some(_)) => None,
    }
}

/// The session of a day as it should be, if there is one to be made or changed; and whether its product stays
/// another one, because places are taken with it or other slots share it.
fn session(
    timetable: &Timetable,
    around: &Around<'_>,
    date: Date,
    steps: &[Step],
) -> (Option<Session>, bool) {
    let known = around.sessions.iter().find(|session| session.date == date);
    let stays_open =
        |step: &Step| matches!(step, Step::Add(_) | Step::Same(_) | Step::Resize { .. });
    if !steps.iter().any(stays_open) {
        return (known.cloned(), false);
    }
    let Some(known) = known else { return (None, false) };
    if known.product == timetable.product {
        return (Some(known.clone()), false);
    }
    let mut there = around.slots.iter().filter(|slot| slot.session == known.id);
    if there.any(|slot| taken(slot) > 0 || !around.own.contains_key(&slot.id)) {
        return (Some(known.clone()), true);
    }
    (Some(Session { product: timetable.product.clone(), ..known.clone() }), false)
}

/// Places that somebody has a claim to.
pub(super) fn taken(slot: &Slot) -> u32 {
    slot.pools.iter().map(|count| count.taken()).sum()
}

impl Planned {
    fn starts_at(&self) -> Timestamp {
        when::at_japan(self.date.to_datetime(self.starts))
    }

    fn is_time_of(&self, slot: &Slot) -> bool {
        (self.starts, self.ends) == (slot.starts, slot.ends)
    }

    fn crosses(&self, slot: &Slot) -> bool {
        self.starts < slot.ends && slot.starts < self.ends && !self.is_time_of(slot)
    }
}

impl Step {
    fn time(&self) -> Option<jiff::civil::Time> {
        match self {
            Self::Add(planned) | Self::LeaveOut(planned, _) => Some(planned.starts),
            Self::Resize { slot, .. }
            | Self::Remove(slot)
            | Self::Close(slot)
            | Self::Stay(slot, _) => Some(slot.starts),
            Self::Same(_) => None,
        }
    }
}

impl Plan {
    /// Every step, by day and time.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.days.iter().flat_map(|day| &day.steps)
    }

    /// Whether all is as it should be.
    pub fn is_nothing(&self, around: &Around<'_>) -> bool {
        self.changes(around, Uuid::nil).is_empty()
    }

    /// The changes, in an order in which each stands on those before it. New sessions and slots get the ids that
    /// `next` draws.
    pub fn changes(&self, around: &Around<'_>, mut next: impl FnMut() -> Uuid) -> Vec<Change> {
        let (mut sessions, mut added, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for day in &self.days {
            let adds = day.steps.iter().any(|step| matches!(step, Step::Add(_)));
            let session =
                day.session.clone().or_else(|| adds.then(|| self.new_session(day.date, next())));
            if let Some(session) = session.as_ref().filter(|one| !around.sessions.contains(one)) {
                sessions.push(Change::SessionSaved(session.clone()));
            }
            for step in &day.steps {
                match step {
                    Step::Add(planned) => {
                        let session =
                            session.as_ref().expect("a day with a new slot has a session");
                        added.push(Change::SlotSaved(self.slot(planned, session, SlotId(next()))));
                    }
                    Step::Resize { changes, .. } => others.extend(changes.iter().cloned()),
                    Step::Close(slot) => others.push(closed(slot, around.now)),
                    Step::Remove(slot) => others.push(removed(slot)),
                    Step::Same(_) | Step::Stay(..) | Step::LeaveOut(..) => {}
                }
            }
        }
        sessions.into_iter().chain(added).chain(others).collect()
    }

    fn new_session(&self, date: Date, id: Uuid) -> Session {
        let Timetable { programme, venue, product, .. } = &self.timetable;
        Session {
            id: SessionId(id),
            programme: *programme,
            venue: *venue,
            date,
            product: product.clone(),
        }
    }

    fn slot(&self, planned: &Planned, session: &Session, id: SlotId) -> Slot {
        let quota =
            |(dose, capacity): &(u8, u32)| Quota { dose: *dose, capacity: *capacity, booked: 0 };
        Slot {
            id,
            session: session.id,
            programme: session.programme,
            venue: session.venue,
            date: planned.date,
            starts: planned.starts,
            ends: planned.ends,
            product: session.product.clone(),
            closed_at: None,
            pools: planned.pools.iter().map(|(pool, n)| PoolCount::of(*pool, *n)).collect(),
            quotas: self.timetable.quotas.iter().map(quota).collect(),
        }
    }
}

pub(super) fn closed(slot: &Slot, at: Timestamp) -> Change {
    Change::SlotClosed { slot: slot.id, at }
}

pub(super) fn removed(slot: &Slot) -> Change {
    let (date, starts, ends) = (slot.date, slot.starts, slot.ends);
    Change::SlotRemoved { slot: slot.id, session: slot.session, date, starts, ends }
}
