//! How much a finding is about: which slots, how many places, how many people.

use crate::{
    id::VenueId,
    slot::{Pool, Slot},
    when::Date,
};
use jiff::civil::Time;
use serde::Serialize;

/// Slots that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Hit {
    /// The first of them, as an example.
    pub first: At,
    /// How many slots.
    pub slots: usize,
    /// How many places they have in all.
    pub places: u32,
}

/// Where and when a slot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct At {
    /// The date.
    pub date: Date,
    /// When it starts.
    pub starts: Time,
    /// The venue.
    pub venue: VenueId,
}

/// How many people and places a finding hits, where that can be counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Hits {
    /// People.
    pub people: Option<usize>,
    /// Places.
    pub places: Option<u32>,
}

impl Hit {
    /// These slots; none if there are none.
    pub(super) fn of<'a>(slots: impl IntoIterator<Item = &'a Slot>) -> Option<Self> {
        let mut slots = slots.into_iter();
        let first = slots.next()?;
        let mut hit = Self { first: At::of(first), slots: 1, places: places(first) };
        for slot in slots {
            hit.first = hit.first.min(At::of(slot));
            hit.slots += 1;
            hit.places = hit.places.saturating_add(places(slot));
        }
        Some(hit)
    }
}

impl At {
    fn of(slot: &Slot) -> Self {
        Self { date: slot.date, starts: slot.starts, venue: slot.venue }
    }
}

/// The places of a slot, whoever may take them.
pub(super) fn places(slot: &Slot) -> u32 {
    Pool::ALL.iter().map(|pool| slot.pool(*pool).limit()).fold(0, u32::saturating_add)
}

/// The places of a slot that nobody has taken.
pub(super) fn left(slot: &Slot) -> u32 {
    Pool::ALL.iter().map(|pool| slot.pool(*pool).left()).fold(0, u32::saturating_add)
}
