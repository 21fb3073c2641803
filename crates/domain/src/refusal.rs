//! Every reason the counter can give for a no, with the facts its sentence and next step need.
//! A refusal is an answer, not an error. The sentences live in `words/` of the server.

use crate::{age::AgeRefusal, attendance::Outcome, waitlist::OfferEnd, when::Date};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The programme takes no bookings yet.
    NotOpenYet {
        /// From when it does, if that is fixed.
        from: Option<Timestamp>,
    },
    /// These days are not released to any group the person belongs to.
    NotYourGroup,
    /// Only those who live in the town.
    NotResident,
    /// This dose or exam is meant for the other sex.
    OtherSex,
    /// The exams go by patterns, and the roster puts the person in none.
    NoPattern,
    /// The exam is not one of those of the person's pattern.
    NotInPattern {
        /// The exam asked for.
        exam: u8,
        /// The name of the pattern.
        pattern: String,
    },
    /// It takes a voucher, and none of the person's is in force.
    NoVoucher,
    /// The voucher may not be used on that day.
    VoucherNotValid {
        /// Its first day, if it has one.
        from: Option<Date>,
        /// Its last day, if it has one.
        until: Option<Date>,
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
    /// Who has dose 1 at that age needs fewer doses.
    DoseNotNeeded {
        /// The dose asked for.
        dose: u8,
        /// How many are needed.
        needed: u8,
        /// The day of dose 1.
        first: Date,
    },
    /// The slot is of another programme, or there is none of this id.
    NotThisProgramme,
    /// There is no booking of this id for this person, or none that the account may see.
    NoSuchBooking,
    /// The account does not act for this person, or not any more.
    NotLinked,
    /// The person is under 支援措置: no account may act for them.
    PersonProtected,
    /// The person has a live booking for this dose.
    AlreadyBooked {
        /// The dose.
        dose: u8,
    },
    /// The dose was given before.
    AlreadyGiven {
        /// The dose.
        dose: u8,
        /// When.
        on: Date,
    },
    /// A later dose is booked and must be cancelled first.
    LaterDoseBooked {
        /// The later dose.
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
    /// Too near dose 1, though far enough from the dose before.
    TooSoonAfterFirst {
        /// The day of dose 1.
        first: Date,
        /// The first day that is possible.
        earliest: Date,
    },
    /// Not within the standard interval, where the programme insists on it.
    OutsideStandard {
        /// The day of the dose before.
        previous: Date,
        /// The first day of the standard interval.
        first: Date,
        /// The last day of it, if it has one.
        last: Option<Date>,
    },
    /// With dose 1 on that day, fewer doses are needed than are booked.
    LaterDoseNotNeeded {
        /// The number of the dose that is booked.
        dose: u8,
        /// Its day.
        on: Date,
        /// How many are needed.
        needed: u8,
    },
    /// On that day this dose would be too near the next one, which is booked, or too far from it.
    BreaksNextDose {
        /// The number of the next dose.
        dose: u8,
        /// Its day.
        on: Date,
    },
    /// Too near another injected live vaccine.
    TooNearOtherVaccine {
        /// The day of the other.
        other: Date,
        /// The first day after it that is possible.
        earliest: Date,
    },
    /// The product of this session may not be used any more by then.
    ProductUnusable {
        /// The last day.
        until: Date,
    },
    /// The dose before was of another product, and all must be of one.
    OtherProduct {
        /// The code of that product.
        before: String,
    },
    /// The account holds as many bookings as one may.
    AccountFull {
        /// The most.
        most: u32,
    },
    /// The account has as many persons booked on that day as one may.
    AccountFullOnDay {
        /// The most.
        most: u32,
    },
    /// The cut-off has passed.
    PastCutOff {
        /// When it passed.
        closed_at: Timestamp,
    },
    /// Only staff may do this.
    StaffOnly,
    /// What became of a booking is recorded on its day or later.
    NotTheDay {
        /// Its day.
        on: Date,
    },
    /// The booking has been used: what became of it is recorded.
    AlreadyCame {
        /// When that was recorded.
        at: Timestamp,
        /// What became of it.
        outcome: Outcome,
    },
    /// There is no hold of this id.
    NoSuchHold,
    /// A hold says what it is for.
    HoldNeedsReason,
    /// A hold ends between now and the start of its slot.
    HoldEndsOutOfTime {
        /// The latest end.
        latest: Timestamp,
    },
    /// More places than are left to be kept, or none at all.
    HoldBeyondLeft {
        /// How many are left.
        left: u32,
    },
    /// Another officer than the one who asked for the hold must approve it first.
    HoldNeedsSecondOfficer,
    /// The hold has ended.
    HoldOver {
        /// When.
        at: Timestamp,
    },
    /// The programme has no waitlist.
    NoWaitlist,
    /// A place that would do can be booked at once.
    PlacesFree,
    /// They do not wait, or not any more.
    NotWaiting,
    /// There is no offer of this id for this person.
    NoSuchOffer,
    /// The offer has ended.
    OfferOver {
        /// When.
        at: Timestamp,
        /// How.
        how: OfferEnd,
    },
    /// Staff closed the slot.
    SlotClosed,
    /// This dose or exam is not left within the slot, though places are.
    ExamFull {
        /// Which.
        dose: u8,
    },
    /// No place is left in the pools of this door.
    Full,
    /// The booking was cancelled before.
    AlreadyCancelled {
        /// When.
        at: Timestamp,
    },
    /// Of several wished together, one cannot be; so none is.
    OneOfThem {
        /// Which, counted from 0.
        index: usize,
        /// Why.
        why: Box<Refusal>,
    },
    /// The capacity asked for is below what is taken.
    BelowTaken {
        /// Places taken, the least that is possible.
        taken: u32,
    },
    /// More places above the capacity than are ever given out.
    OverbookedTooMuch {
        /// The most.
        most: u32,
    },
    /// The capacity asked for is beyond any room.
    AboveAnyRoom {
        /// The most that is possible.
        most: u32,
    },
    /// The programme contradicts itself, so it is not opened and its rules are not put in force.
    ContradictsItself {
        /// How many findings of the opening check stop it.
        findings: usize,
    },
}

impl Refusal {
    /// Whether only room is lacking, of the place or of the exam: another slot may have some.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Full | Self::ExamFull { .. } => true,
            Self::OneOfThem { why, .. } => why.is_full(),
            _ => false,
        }
    }
}
