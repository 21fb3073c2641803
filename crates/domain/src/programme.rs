//! Programmes: what is offered, to whom, from when to when. A programme is data that staff edit, not code.

use crate::{
    age::AgeRule,
    id::ProgrammeId,
    interval::IntervalRule,
    slot::Slot,
    when::{self, Date},
};
use jiff::{Timestamp, ToSpan, civil::Time};
use serde::{Deserialize, Serialize};

/// What the town offers, with the rules that say who may book it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    /// Identifies the programme.
    pub id: ProgrammeId,
    /// Its name on every page.
    pub name: String,
    /// From when bookings are taken; before that it is announced but closed.
    pub opens_at: Option<Timestamp>,
    /// From when no more bookings are taken.
    pub closes_at: Option<Timestamp>,
    /// The rules.
    pub policy: Policy,
}

/// The rules of a programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The doses in their order; numbers count from 1 without gaps.
    pub doses: Vec<Dose>,
    /// Until when one may book.
    pub book_until: CutOff,
    /// Until when one may change a booking.
    pub change_until: CutOff,
    /// Until when one may cancel by oneself.
    pub cancel_until: CutOff,
}

/// What one booking is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dose {
    /// 1 for the first.
    pub number: u8,
    /// Its name where one number is not enough, for example 「秋接種」.
    pub name: String,
    /// Who may have it by age; all of them must hold.
    #[serde(default)]
    pub ages: Vec<AgeRule>,
    /// How far from the dose before it.
    #[serde(default)]
    pub interval: Option<IntervalRule>,
}

/// Until when something may be done about a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutOff {
    /// Until the slot starts.
    UntilStart,
    /// Through the end of the day that lies so many calendar days before the session.
    DaysBefore(u16),
}

impl CutOff {
    /// The instant from which it is too late.
    pub fn closes_at(self, slot: &Slot) -> Timestamp {
        match self {
            Self::UntilStart => slot.starts_at(),
            Self::DaysBefore(days) => {
                let last = slot.date.saturating_sub(i32::from(days).days());
                let next = last.tomorrow().unwrap_or(Date::MAX);
                when::at_japan(next.to_datetime(Time::midnight()))
            }
        }
    }
}

impl Programme {
    /// The dose of this number.
    pub fn dose(&self, number: u8) -> Option<&Dose> {
        self.policy.doses.iter().find(|dose| dose.number == number)
    }
}
