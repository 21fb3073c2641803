//! Slots and the pools their capacity is divided into.
//! What is left is always a breakdown by pool, never one number that hides who may take it.

use crate::{
    door::Door,
    id::{ProgrammeId, SessionId, SlotId, VenueId},
    when::{self, Date},
};
use jiff::{Timestamp, civil::Time};
use serde::{Deserialize, Serialize};

/// A share of a slot's capacity, kept for one way of getting a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pool {
    /// Anyone who books for themselves.
    Public,
    /// Kept for those who phone.
    CallCentre,
    /// Kept for a facility or workplace that comes together.
    Group,
    /// Held back by staff, with a reason.
    StaffHeld,
    /// Kept for those who come without a booking.
    WalkIn,
}

impl Pool {
    /// Every pool, in the order in which a board shows them.
    pub const ALL: [Self; 5] =
        [Self::Public, Self::CallCentre, Self::Group, Self::StaffHeld, Self::WalkIn];

    /// The pool's name in tables and URLs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::CallCentre => "call_centre",
            Self::Group => "group",
            Self::StaffHeld => "staff_held",
            Self::WalkIn => "walk_in",
        }
    }

    /// The pool of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pool| pool.name() == name)
    }
}

/// How many places a pool has and which claim took how many of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolCount {
    /// Which pool.
    pub pool: Pool,
    /// Places in all.
    pub capacity: u32,
    /// Places above the capacity that are given out because some people do not come.
    #[serde(default)]
    pub over: u32,
    /// Places taken by bookings.
    pub booked: u32,
    /// Places kept by holds.
    #[serde(default)]
    pub held: u32,
    /// Places that somebody who waits is offered.
    #[serde(default)]
    pub offered: u32,
}

impl PoolCount {
    /// A pool of which nothing is taken.
    pub fn of(pool: Pool, capacity: u32) -> Self {
        Self { pool, capacity, over: 0, booked: 0, held: 0, offered: 0 }
    }

    /// Places that are given out at most.
    pub fn limit(self) -> u32 {
        self.capacity.saturating_add(self.over)
    }

    /// Places somebody has a claim to.
    pub fn taken(self) -> u32 {
        self.booked.saturating_add(self.held).saturating_add(self.offered)
    }

    /// Places nobody has a claim to.
    pub fn left(self) -> u32 {
        self.limit().saturating_sub(self.taken())
    }
}

/// How many times one dose or exam can be had within a slot, beside the places of the slot itself: the
/// gastroscope serves ten an hour, however many people the hall holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// Which dose or exam.
    pub dose: u8,
    /// How many times in all.
    pub capacity: u32,
    /// How many bookings have taken one, and how many offers keep one.
    pub booked: u32,
}

impl Quota {
    /// How many are left.
    pub fn left(self) -> u32 {
        self.capacity.saturating_sub(self.booked)
    }
}

/// What a booking takes of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Which slot.
    pub slot: SlotId,
    /// Which pool of it.
    pub pool: Pool,
    /// How many places of that pool; none for a further exam of someone who has a place already.
    pub units: u32,
}

/// A time range of a session with its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Identifies the slot.
    pub id: SlotId,
    /// The session it belongs to.
    pub session: SessionId,
    /// The programme of that session.
    pub programme: ProgrammeId,
    /// The venue of that session.
    pub venue: VenueId,
    /// The date of that session in Japan.
    pub date: Date,
    /// When people are asked to come.
    pub starts: Time,
    /// When the next ones are asked to come.
    pub ends: Time,
    /// The product that is given in that session, if it names one.
    pub product: Option<String>,
    /// Since when no more bookings are taken, if staff closed it.
    pub closed_at: Option<Timestamp>,
    /// The pools, each at most once.
    pub pools: Vec<PoolCount>,
    /// The doses or exams that are limited by themselves, each at most once.
    pub quotas: Vec<Quota>,
}

impl Slot {
    /// The instant at which the slot starts.
    pub fn starts_at(&self) -> Timestamp {
        when::at_japan(self.date.to_datetime(self.starts))
    }

    /// The instant at which the slot is over.
    pub fn ends_at(&self) -> Timestamp {
        when::at_japan(self.date.to_datetime(self.ends))
    }

    /// The counts of a pool; a pool the slot does not have has no places.
    pub fn pool(&self, pool: Pool) -> PoolCount {
        let found = self.pools.iter().find(|count| count.pool == pool);
        found.copied().unwrap_or(PoolCount::of(pool, 0))
    }

    /// The counts of a dose or exam, if it is limited by itself.
    pub fn quota(&self, dose: u8) -> Option<Quota> {
        self.quotas.iter().find(|quota| quota.dose == dose).copied()
    }

    /// The first pool with so many places left among those this door may draw on, which are its own and
    /// those that are released to everyone by now.
    pub fn pool_for(&self, door: Door, released: &[Pool], units: u32) -> Option<Pool> {
        pools(door, released).find(|pool| self.pool(*pool).left() >= units)
    }

    /// Places left for those who come through this door.
    pub fn left_for(&self, door: Door, released: &[Pool]) -> u32 {
        pools(door, released).map(|pool| self.pool(pool).left()).sum()
    }

    /// Places this door could have had in all.
    pub fn capacity_for(&self, door: Door, released: &[Pool]) -> u32 {
        pools(door, released).map(|pool| self.pool(pool).limit()).sum()
    }

    /// How many more people could book this dose, each of whom takes so many places.
    pub fn room_for(&self, door: Door, released: &[Pool], dose: u8, units: u32) -> u32 {
        let whole = |pool| self.pool(pool).left() / units.max(1);
        let room = pools(door, released).map(whole).sum();
        self.quota(dose).map_or(room, |quota| quota.left().min(room))
    }

    pub(crate) fn take(&mut self, pool: Pool, units: u32, dose: u8) {
        let count = self.count_mut(pool);
        count.booked += units;
        assert!(count.taken() <= count.limit(), "a place was decided on that was not there");
        if let Some(quota) = self.quota_mut(dose) {
            quota.booked += 1;
            assert!(quota.booked <= quota.capacity, "an exam was decided on that was not there");
        }
    }

    pub(crate) fn give_back(&mut self, pool: Pool, units: u32, dose: u8) {
        const TAKEN: &str = "a booking had taken this place";
        let count = self.count_mut(pool);
        count.booked = count.booked.checked_sub(units).expect(TAKEN);
        if let Some(quota) = self.quota_mut(dose) {
            quota.booked = quota.booked.checked_sub(1).expect(TAKEN);
        }
    }

    /// Keeps places for a hold.
    pub(crate) fn hold(&mut self, pool: Pool, places: u32) {
        let count = self.count_mut(pool);
        count.held += places;
        assert!(count.taken() <= count.limit(), "a hold was decided on that had no places");
    }

    /// Gives the places of a hold up, or hands them to a booking.
    pub(crate) fn let_go(&mut self, pool: Pool, places: u32) {
        let count = self.count_mut(pool);
        count.held = count.held.checked_sub(places).expect("a hold had kept this place");
    }

    /// Keeps a place for somebody it is offered to.
    pub(crate) fn offer(&mut self, pool: Pool, units: u32, dose: u8) {
        self.count_mut(pool).offered += units;
        self.assert_room(pool);
        if let Some(quota) = self.quota_mut(dose) {
            quota.booked += 1;
        }
    }

    /// Gives the place of an offer up, or hands it to a booking.
    pub(crate) fn end_offer(&mut self, pool: Pool, units: u32, dose: u8) {
        const KEPT: &str = "an offer had kept this place";
        let count = self.count_mut(pool);
        count.offered = count.offered.checked_sub(units).expect(KEPT);
        if let Some(quota) = self.quota_mut(dose) {
            quota.booked = quota.booked.checked_sub(1).expect(KEPT);
        }
    }

    fn assert_room(&mut self, pool: Pool) {
        let count = self.count_mut(pool);
        assert!(count.taken() <= count.limit(), "a place was kept that was not there");
    }

    pub(crate) fn count_mut(&mut self, pool: Pool) -> &mut PoolCount {
        if let Some(at) = self.pools.iter().position(|count| count.pool == pool) {
            return &mut self.pools[at];
        }
        self.pools.push(PoolCount::of(pool, 0));
        self.pools.last_mut().expect("one was just pushed")
    }

    fn quota_mut(&mut self, dose: u8) -> Option<&mut Quota> {
        self.quotas.iter_mut().find(|quota| quota.dose == dose)
    }

    pub(crate) fn set_quota(&mut self, quota: Quota) {
        match self.quotas.iter_mut().find(|known| known.dose == quota.dose) {
            Some(known) => *known = quota,
            None => self.quotas.push(quota),
        }
    }
}

/// The door's own pools first, then those released to everyone.
fn pools(door: Door, released: &[Pool]) -> impl Iterator<Item = Pool> {
    let own = door.pools();
    own.iter().chain(released.iter().filter(|pool| !own.contains(pool))).copied()
}
