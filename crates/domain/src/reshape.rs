//! Reshaping: what staff do to the places of a slot while bookings come in, as one value that is shown before it is
//! done; and the shape of a slot, by which a second officer is told what the first one changed.

use crate::{
    capacity,
    change::{Change, Decision},
    overbooking,
    refusal::Refusal,
    slot::{Pool, Slot},
};
use jiff::Timestamp;
use std::{fmt, str::FromStr};

/// What is to be done to a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reshape {
    /// Give these pools other capacities.
    Set(Vec<(Pool, u32)>),
    /// Give a pool more places, or fewer.
    Add {
        /// Which.
        pool: Pool,
        /// How many more.
        by: i64,
    },
    /// Move places from one pool to another.
    Shift {
        /// The pool that gives.
        from: Pool,
        /// The pool that gets.
        to: Pool,
        /// How many.
        places: u32,
    },
    /// Give out so many places above the capacity of a pool.
    Overbook {
        /// Which.
        pool: Pool,
        /// How many in all.
        to: u32,
    },
    /// Take no more bookings.
    Close,
    /// Take bookings again.
    Reopen,
}

impl Reshape {
    /// What it comes to in this slot, or which pool stands in the way and why. All of it is done or nothing.
    pub fn decide(&self, slot: &Slot, now: Timestamp) -> Result<Decision, (Pool, Refusal)> {
        let of = |pool: Pool| move |refusal: Refusal| (pool, refusal);
        match self {
            Self::Set(pools) => {
                let mut all = Decision::nothing();
                for (pool, to) in pools {
                    let set = capacity::set(slot, *pool, *to).map_err(of(*pool))?;
                    all.changes.extend(set.changes);
                }
                Ok(all)
            }
            Self::Add { pool, by } => capacity::add(slot, *pool, *by).map_err(of(*pool)),
            Self::Shift { from, to, places } => {
                capacity::shift(slot, *from, *to, *places).map_err(|refusal| match refusal {
                    Refusal::AboveAnyRoom { .. } => (*to, refusal),
                    _ => (*from, refusal),
                })
            }
            Self::Overbook { pool, to } => capacity::overbook(slot, *pool, *to).map_err(of(*pool)),
            Self::Close => Ok(capacity::close(slot, now)),
            Self::Reopen => Ok(capacity::reopen(slot)),
        }
    }

    /// The nearest that can be done where this cannot, if anything can.
    pub fn nearest(&self, slot: &Slot) -> Option<Self> {
        let spare =
            |pool: Pool| slot.pool(pool).capacity.saturating_sub(capacity::least_of(slot, pool));
        match self {
            Self::Add { pool, by } if *by < 0 => {
                let by = -i64::from(spare(*pool));
                (by < 0).then_some(Self::Add { pool: *pool, by })
            }
            Self::Shift { from, to, .. } => {
                let (from, to, places) = (*from, *to, spare(*from));
                (places > 0).then_some(Self::Shift { from, to, places })
            }
            Self::Overbook { pool, to } => {
                let count = slot.pool(*pool);
                let least = count.taken().saturating_sub(count.capacity);
                let to = (*to).clamp(least, overbooking::most(count.capacity).max(least));
                Some(Self::Overbook { pool: *pool, to })
            }
            _ => None,
        }
    }
}

/// The slot as it is after these changes of its places.
pub fn after(slot: &Slot, decision: &Decision) -> Slot {
    let mut slot = slot.clone();
    for change in &decision.changes {
        match change {
            Change::CapacitySet { pool, to, .. } => slot.count_mut(*pool).capacity = *to,
            Change::OverbookingSet { pool, to, .. } => slot.count_mut(*pool).over = *to,
            Change::SlotClosed { at, .. } => slot.closed_at = Some(*at),
            Change::SlotReopened { .. } => slot.closed_at = None,
            _ => {}
        }
    }
    slot
}

/// What staff may change of a slot, as somebody saw it. Bookings do not change it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Each pool with its capacity and what is given out above it, in their order.
    pub pools: Vec<(Pool, u32, u32)>,
    /// Whether staff closed it.
    pub closed: bool,
}

/// What became different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The capacity of a pool.
    Capacity {
        /// Which.
        pool: Pool,
        /// Before.
        from: u32,
        /// Now.
        to: u32,
    },
    /// What is given out above the capacity of a pool.
    Over {
        /// Which.
        pool: Pool,
        /// Before.
        from: u32,
        /// Now.
        to: u32,
    },
    /// It was closed.
    Closed,
    /// It was opened again.
    Reopened,
}

impl Shape {
    /// The shape of a slot.
    pub fn of(slot: &Slot) -> Self {
        let mut pools: Vec<_> =
            slot.pools.iter().map(|count| (count.pool, count.capacity, count.over)).collect();
        pools.sort_unstable();
        Self { pools, closed: slot.closed_at.is_some() }
    }

    fn of_pool(&self, pool: Pool) -> (u32, u32) {
        let found = self.pools.iter().find(|(known, ..)| *known == pool);
        found.map_or((0, 0), |(_, capacity, over)| (*capacity, *over))
    }

    /// What is different in the newer shape.
    pub fn differences(&self, newer: &Self) -> Vec<Difference> {
        let mut all = Vec::new();
        for pool in Pool::ALL {
            let (before, now) = (self.of_pool(pool), newer.of_pool(pool));
            if before.0 != now.0 {
                all.push(Difference::Capacity { pool, from: before.0, to: now.0 });
            }
            if before.1 != now.1 {
                all.push(Difference::Over { pool, from: before.1, to: now.1 });
            }
        }
        if self.closed != newer.closed {
            all.push(if newer.closed { Difference::Closed } else { Difference::Reopened });
        }
        all
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (pool, capacity, over) in &self.pools {
            write!(f, "{}.{capacity}.{over}-", pool.name())?;
        }
        f.write_str(if self.closed { "closed" } else { "open" })
    }
}

/// A text that is no shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoShape;

impl FromStr for Shape {
    type Err = NoShape;

    fn from_str(text: &str) -> Result<Self, NoShape> {
        let mut parts: Vec<&str> = text.split('-').collect();
        let closed = match parts.pop() {
            Some("closed") => true,
            Some("open") => false,
            _ => return Err(NoShape),
        };
        let pool = |part: &&str| {
            let mut fields = part.split('.');
            let pool = Pool::named(fields.next()?)?;
            let (capacity, over) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
            fields.next().is_none().then_some((pool, capacity, over))
        };
        let pools = parts.iter().map(pool).collect::<Option<Vec<_>>>().ok_or(NoShape)?;
        Ok(Self { pools, closed })
    }
}

#[cfg(test)]
mod tests {
    use super::{Difference, Reshape, Shape, after};
    use crate::{
        change::Decision,
        id::{ProgrammeId, SessionId, SlotId, VenueId},
        refusal::Refusal,
        slot::{Pool, PoolCount, Slot},
    };
    use jiff::{Timestamp, civil::time};
    use uuid::Uuid;

    /// Ten for anyone, seven of which are taken, and two for the phone.
    fn slot() -> Slot {
        let public =
            PoolCount { booked: 4, held: 2, offered: 1, ..PoolCount::of(Pool::Public, 10) };
        let id = Uuid::from_u128(1);
        Slot {
            id: SlotId(id),
            session: SessionId(id),
            programme: ProgrammeId(id),
            venue: VenueId(id),
            date: "2026-10-20".parse().expect("a date"),
            starts: time(9, 0, 0, 0),
            ends: time(9, 15, 0, 0),
            product: None,
            closed_at: None,
            pools: vec![PoolCount::of(Pool::CallCentre, 2), public],
            quotas: Vec::new(),
        }
    }

    fn capacities(slot: &Slot) -> (u32, u32) {
        (slot.pool(Pool::Public).capacity, slot.pool(Pool::CallCentre).capacity)
    }

    #[test]
    fn what_cannot_be_done_has_a_nearest_that_can() {
        let (slot, now) = (slot(), Timestamp::UNIX_EPOCH);
        let shift = |from, to, places| Reshape::Shift { from, to, places };
        let (public, phone) = (Pool::Public, Pool::CallCentre);
        for (wish, nearest, becomes) in [
            (shift(public, phone, 4), Some(shift(public, phone, 3)), (7, 5)),
            (
                Reshape::Add { pool: public, by: -5 },
                Some(Reshape::Add { pool: public, by: -3 }),
                (7, 2),
            ),
            (
                Reshape::Overbook { pool: public, to: 3 },
                Some(Reshape::Overbook { pool: public, to: 2 }),
                (10, 2),
            ),
            (shift(Pool::Group, phone, 1), None, (10, 2)),
        ] {
            assert!(wish.decide(&slot, now).is_err(), "{wish:?}");
            assert_eq!(wish.nearest(&slot), nearest, "{wish:?}");
            let Some(nearest) = nearest else { continue };
            let decision = nearest.decide(&slot, now).expect("the nearest can be done");
            assert_eq!(capacities(&after(&slot, &decision)), becomes, "{wish:?}");
        }
    }

    #[test]
    fn the_pool_that_stands_in_the_way_is_named() {
        let (slot, now) = (slot(), Timestamp::UNIX_EPOCH);
        let (public, phone) = (Pool::Public, Pool::CallCentre);
        let set = Reshape::Set(vec![(phone, 5), (public, 6)]);
        assert_eq!(set.decide(&slot, now), Err((public, Refusal::BelowTaken { taken: 7 })));
        let most = crate::capacity::MOST_PLACES;
        let add = Reshape::Add { pool: phone, by: i64::from(most) };
        assert_eq!(add.decide(&slot, now), Err((phone, Refusal::AboveAnyRoom { most })));
        assert_eq!(Reshape::Reopen.decide(&slot, now), Ok(Decision::nothing()));
        let closed = Reshape::Close.decide(&slot, now).expect("it is open");
        assert_eq!(after(&slot, &closed).closed_at, Some(now));
    }

    #[test]
    fn a_shape_is_read_back_as_it_was_written_and_tells_what_is_different() {
        let (old, mut slot) = (Shape::of(&slot()), slot());
        assert_eq!(old.to_string(), "public.10.0-call_centre.2.0-open");
        assert_eq!(old.to_string().parse(), Ok(old.clone()));
        slot.count_mut(Pool::Public).booked = 5;
        assert_eq!(old.differences(&Shape::of(&slot)), [], "bookings are no change");
        slot.count_mut(Pool::Public).capacity = 20;
        slot.count_mut(Pool::Public).over = 1;
        slot.count_mut(Pool::Group).capacity = 3;
        slot.closed_at = Some(Timestamp::UNIX_EPOCH);
        let expected = [
            Difference::Capacity { pool: Pool::Public, from: 10, to: 20 },
            Difference::Over { pool: Pool::Public, from: 0, to: 1 },
            Difference::Capacity { pool: Pool::Group, from: 0, to: 3 },
            Difference::Closed,
        ];
        assert_eq!(old.differences(&Shape::of(&slot)), expected);
        assert_eq!(Shape::of(&slot).differences(&old).last(), Some(&Difference::Reopened));
        for text in ["", "public", "public.10.0", "public.x.0-open", "nobody.1.0-open", "a-b-c"] {
            assert!(text.parse::<Shape>().is_err(), "{text}");
        }
    }
}
