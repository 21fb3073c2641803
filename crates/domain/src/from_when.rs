//! From when: the first day on which what is refused would be possible. It has no opinion of its own; it asks
//! [`booking::may_book`] about one day after another.

use crate::{
    booking::{self, Case},
    door::Door,
    refusal::Refusal,
    slot::Slot,
    when::{self, Date},
};
use jiff::{Timestamp, ToSpan};

/// How far ahead it looks. No interval of a routine schedule is longer, and an answer beyond it is no plan.
const YEARS: i64 = 2;

/// A day on which something would be possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Possible {
    /// The day of the slot.
    pub day: Date,
    /// From when it can be booked; the instant of the question where that is now.
    pub from: Timestamp,
}

/// The first day from today on, two years ahead at most, on which a slot like this one could be booked if it
/// had room: at the same hour and venue, with the same product, and not closed by staff.
pub fn first_possible(case: &Case<'_>, door: Door, now: Timestamp) -> Option<Possible> {
    let today = when::japan_date(now);
    let last = today.max(case.slot.date).saturating_add(YEARS.years());
    let mut days = today.series(1.day()).take_while(|day| *day <= last);
    days.find_map(|day| {
        let slot = Slot { date: day, closed_at: None, ..case.slot.clone() };
        let from = bookable_from(&Case { slot: &slot, ..*case }, door, now)?;
        Some(Possible { day, from })
    })
}

/// The first instant from now on at which the slot could be booked, if it had room.
fn bookable_from(case: &Case<'_>, door: Door, now: Timestamp) -> Option<Timestamp> {
    match booking::may_book(case, door, now) {
        Ok(_) => Some(now),
        Err(no) if no.is_full() => Some(now),
        Err(Refusal::NotOpenYet { from: Some(from) }) if now < from => {
            bookable_from(case, door, from)
        }
        Err(_) => None,
    }
}
