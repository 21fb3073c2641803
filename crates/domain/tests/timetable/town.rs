//! A venue with a timetable, and what stands there after each run.

pub(crate) use domain::timetable::{Hours, Timetable};
use domain::{
    Change, Policy, Pool, ProgrammeId, RunId, Slot, SlotId, VenueId,
    interval::VaccineKind,
    product::Product,
    timetable::{self, Around, Did, Exception, Plan, Size, Undo},
    venue::Session,
    waitlist::Weekdays,
    when::Date,
};
use jiff::{
    Timestamp,
    civil::{Time, date, time},
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

pub(crate) const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(1));
pub(crate) const HALL: VenueId = VenueId(Uuid::from_u128(1));
/// The Monday after which the week begins: 2 November 2026, the week in which Tuesday is 文化の日.
pub(crate) const MONDAY: Date = date(2026, 11, 2);
pub(crate) const SUNDAY: Date = date(2026, 11, 8);

pub(crate) fn at(hour: i8, minute: i8) -> Time {
    time(hour, minute, 0, 0)
}

pub(crate) fn hours(from: i8, until: i8) -> Hours {
    Hours { from: at(from, 0), until: at(until, 0) }
}

/// Weekdays, nine to ten and one to two, half an hour each, six places half and half.
pub(crate) fn usual() -> Timetable {
    Timetable {
        programme: PROGRAMME,
        venue: HALL,
        first: MONDAY,
        last: SUNDAY,
        weekdays: Weekdays(0b001_1111),
        holidays: false,
        hours: vec![hours(9, 10), hours(13, 14)],
        minutes: 30,
        size: Size::Places(6),
        shares: vec![(Pool::Public, 1), (Pool::CallCentre, 1)],
        product: None,
        quotas: Vec::new(),
        exceptions: Vec::new(),
    }
}

pub(crate) fn closed_on(date: Date) -> Exception {
    Exception { date, hours: Vec::new(), places: None }
}

/// The venue.
#[derive(Clone)]
pub(crate) struct Hall {
    pub(crate) slots: Vec<Slot>,
    pub(crate) sessions: Vec<Session>,
    pub(crate) own: BTreeMap<SlotId, RunId>,
    pub(crate) used: BTreeSet<SlotId>,
    pub(crate) policy: Policy,
    pub(crate) now: Timestamp,
    ids: u128,
}

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) did: Vec<Did>,
    pub(crate) added: BTreeSet<SlotId>,
    pub(crate) at: Timestamp,
}

impl Hall {
    pub(crate) fn empty() -> Self {
        let vials = Product {
            code: "v".to_owned(),
            name: "ワクチン".to_owned(),
            kind: VaccineKind::Inactivated,
            intervals: Vec::new(),
            usable_until: None,
            vial: Some(6),
        };
        Self {
            slots: Vec::new(),
            sessions: Vec::new(),
            own: BTreeMap::new(),
            used: BTreeSet::new(),
            policy: Policy { products: vec![vials], ..Policy::default() },
            now: "2026-10-20T00:00:00Z".parse().unwrap(),
            ids: 100,
        }
    }

    pub(crate) fn around(&self) -> Around<'_> {
        let Self { slots, own, used, sessions, policy, now, .. } = self;
        Around { slots, own, used, sessions, policy, now: *now }
    }

    pub(crate) fn plan(&self, timetable: &Timetable) -> Plan {
        timetable::plan(timetable, &self.around())
    }

    /// Makes the slots of a timetable, some seconds after the last time.
    pub(crate) fn runs(&mut self, timetable: &Timetable) -> Ran {
        self.now += jiff::SignedDuration::from_secs(1);
        let mut ids = self.ids;
        let next = || {
            ids += 1;
            Uuid::from_u128(ids)
        };
        let changes = self.plan(timetable).changes(&self.around(), next);
        self.ids = ids + 1;
        let run = RunId(Uuid::from_u128(self.ids));
        let did = timetable::did(&changes, &self.around());
        let known: BTreeSet<SlotId> = self.slots.iter().map(|slot| slot.id).collect();
        self.follows(&changes);
        let now_there = self.slots.iter().map(|slot| slot.id);
        let added: BTreeSet<SlotId> = now_there.filter(|id| !known.contains(id)).collect();
        self.own.extend(added.iter().map(|id| (*id, run)));
        Ran { did, added, at: self.now }
    }

    pub(crate) fn takes_back(&mut self, timetable: &Timetable, ran: &Ran) -> Undo {
        self.now += jiff::SignedDuration::from_secs(1);
        let undo = timetable::undo(timetable, (&ran.did, &ran.added), ran.at, &self.around());
        self.follows(&undo.changes);
        self.own.extend(undo.back.iter().copied());
        undo
    }

    pub(crate) fn follows(&mut self, changes: &[Change]) {
        (self.sessions, self.slots) = timetable::after(&self.sessions, &self.slots, changes);
        let there: BTreeSet<SlotId> = self.slots.iter().map(|slot| slot.id).collect();
        self.own.retain(|id, _| there.contains(id));
    }

    pub(crate) fn slot(&mut self, day: Date, starts: Time) -> &mut Slot {
        let found = self.slots.iter_mut().find(|slot| (slot.date, slot.starts) == (day, starts));
        found.expect("there is such a slot")
    }

    /// So many places are booked.
    pub(crate) fn books(&mut self, day: Date, starts: Time, pool: Pool, places: u32) {
        let slot = self.slot(day, starts);
        let count = slot.pools.iter_mut().find(|count| count.pool == pool).unwrap();
        count.booked += places;
        let id = slot.id;
        self.used.insert(id);
    }

    /// Day, time, end, places by pool and whether it is closed, of every slot.
    pub(crate) fn shape(&self) -> Vec<String> {
        let shape = |slot: &Slot| {
            let pools: Vec<String> = slot.pools.iter().map(|c| c.capacity.to_string()).collect();
            let closed = if slot.closed_at.is_some() { " closed" } else { "" };
            let (starts, ends) = (slot.starts.strftime("%H:%M"), slot.ends.strftime("%H:%M"));
            format!("{} {starts}-{ends} {}{closed}", slot.date.strftime("%m-%d"), pools.join("+"))
        };
        self.slots.iter().map(shape).collect()
    }
}
