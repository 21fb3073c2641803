//! The days worth looking at first for a next dose, so that not every slot to come has to be loaded for it.

use crate::{
    applicant::Applicant,
    booking::{self, Booking, Case},
    programme::Programme,
    when::{Date, days_after},
};

/// How many days after the wanted one are looked at.
const AFTER: i64 = 14;
/// The wanted day is at most so many days after the first usual one: it has the weekday of the dose before.
const WEEK: i64 = 6;

/// From the first day that may be usual for a dose, by whichever product, to two weeks after the last that may be
/// wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near {
    /// The first.
    pub from: Date,
    /// The last.
    pub until: Date,
}

impl Near {
    /// These days; none where no interval says which are usual.
    pub fn of(
        programme: &Programme,
        number: u8,
        applicant: &Applicant,
        bookings: &[Booking],
    ) -> Option<Self> {
        let first_days = booking::first_usual_days(programme, number, applicant, bookings);
        let (from, last) = (first_days.iter().min()?, first_days.iter().max()?);
        Some(Self { from: *from, until: days_after(*last, WEEK + AFTER) })
    }

    /// Whether no slot outside these days suits better than the slot of the case, which lies within. One before
    /// them is not usual, and one after them is further from its wanted day.
    pub fn is_best_of_all(case: &Case<'_>) -> bool {
        let day = case.slot.date;
        booking::usual_days(case).is_some_and(|(first, until)| {
            first <= day && until.is_none_or(|until| day <= until) && day < days_after(first, AFTER)
        })
    }
}
