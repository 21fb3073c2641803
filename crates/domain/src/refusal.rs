//! Every reason the counter can give for a no, with the facts its sentence and next step need.
//! A refusal is an answer, not an error. The sentences live in `words/` of the server.

use crate::{age::AgeRefusal, when::Date};
use jiff::Timestamp;

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The programme takes no bookings yet.
    NotOpenYet {
        /// From when it does, if that is fixed.
        from: Option<Timestamp>,
    },
    /// The programme takes no more bookings.
    ProgrammeClosed {
        /// Since when.
        closed_at: Timestamp,
    },
    /// The programme has no dose of this number.
    NoSuchDose {
        /// The number asked for.
        dose: u8,
    },
    /// The slot is of another programme, or there is none of this id.
    NotThisProgramme,
    /// There is no booking of this id for this person.
    NoSuchBooking,
    /// The person has a live booking for this dose.
    AlreadyBooked {
        /// The dose.
        dose: u8,
    },
    /// The dose before this one is neither booked nor given.
    PreviousDoseMissing {
        /// The number of the dose that is missing.
        dose: u8,
    },
    /// The person is not of the age on that day.
    Age(AgeRefusal),
    /// Too near the dose before.
    TooSoon {
        /// The day of the dose before.
        previous: Date,
        /// The first day that is possible.
        earliest: Date,
    },
    /// Too far from the dose before.
    TooLate {
        /// The day of the dose before.
        previous: Date,
        /// The last day that was possible.
        latest: Date,
    },
    /// The move would bring this dose too near the next one, which is booked.
    TooNearNextDose {
        /// The number of the next dose.
        dose: u8,
        /// Its day.
        on: Date,
    },
    /// The cut-off has passed.
    PastCutOff {
        /// When it passed.
        closed_at: Timestamp,
    },
    /// Staff closed the slot.
    SlotClosed,
    /// No place is left in the pools of this door.
    Full,
    /// The booking was cancelled before.
    AlreadyCancelled {
        /// When.
        at: Timestamp,
    },
    /// The capacity asked for is below what is taken.
    BelowTaken {
        /// Places taken, the least that is possible.
        taken: u32,
    },
    /// The capacity asked for is beyond any room.
    AboveAnyRoom {
        /// The most that is possible.
        most: u32,
    },
}
