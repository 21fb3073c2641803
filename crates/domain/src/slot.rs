//! Slots and the pools their capacity is divided into.
//! What is left is always a breakdown by pool, never one number that hides who may take it.

use crate::{
    change::Door,
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

/// How many places a pool has and how many of them live bookings have taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolCount {
    /// Which pool.
    pub pool: Pool,
    /// Places in all.
    pub capacity: u32,
    /// Places taken by live bookings.
    pub booked: u32,
}

impl PoolCount {
    /// Places nobody has taken.
    pub fn left(self) -> u32 {
        self.capacity.saturating_sub(self.booked)
    }
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
}

impl Slot {
    /// The instant at which the slot starts.
    pub fn starts_at(&self) -> Timestamp {
        when::at_japan(self.date.to_datetime(self.starts))
    }

    /// The counts of a pool; a pool the slot does not have has no places.
    pub fn pool(&self, pool: Pool) -> PoolCount {
        let found = self.pools.iter().find(|count| count.pool == pool);
        found.copied().unwrap_or(PoolCount { pool, capacity: 0, booked: 0 })
    }

    /// The first pool with a place left among those this door may draw on, which are its own and those
    /// that are released to everyone by now.
    pub fn pool_for(&self, door: Door, released: &[Pool]) -> Option<Pool> {
        pools(door, released).find(|pool| self.pool(*pool).left() > 0)
    }

    /// Places left for those who come through this door.
    pub fn left_for(&self, door: Door, released: &[Pool]) -> u32 {
        pools(door, released).map(|pool| self.pool(pool).left()).sum()
    }

    /// Places this door could have had in all.
    pub fn capacity_for(&self, door: Door, released: &[Pool]) -> u32 {
        pools(door, released).map(|pool| self.pool(pool).capacity).sum()
    }

    pub(crate) fn take(&mut self, pool: Pool) {
        let count = self.count_mut(pool);
        count.booked += 1;
        assert!(count.booked <= count.capacity, "a place was decided on that was not there");
    }

    pub(crate) fn give_back(&mut self, pool: Pool) {
        let count = self.count_mut(pool);
        count.booked = count.booked.checked_sub(1).expect("a live booking had taken this place");
    }

    pub(crate) fn count_mut(&mut self, pool: Pool) -> &mut PoolCount {
        if let Some(at) = self.pools.iter().position(|count| count.pool == pool) {
            return &mut self.pools[at];
        }
        self.pools.push(PoolCount { pool, capacity: 0, booked: 0 });
        self.pools.last_mut().expect("one was just pushed")
    }
}

/// The door's own pools first, then those released to everyone.
fn pools(door: Door, released: &[Pool]) -> impl Iterator<Item = Pool> {
    let own = door.pools();
    own.iter().chain(released.iter().filter(|pool| !own.contains(pool))).copied()
}
