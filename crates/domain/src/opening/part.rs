//! What a finding is about, where that has a name of its own.

use serde::Serialize;

/// A dose: a usual one, or one of a schedule that takes their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DoseOf {
    /// Which of the policy's schedules, counted from 0; none is the usual doses.
    pub schedule: Option<usize>,
    /// Its number there.
    pub number: u8,
}

impl From<u8> for DoseOf {
    /// The usual dose of this number.
    fn from(number: u8) -> Self {
        Self { schedule: None, number }
    }
}

/// How an interval contradicts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Contradiction {
    /// The minimum ends after the maximum.
    MinimumBeyondMaximum,
    /// The standard is shorter than the minimum.
    StandardBelowMinimum,
    /// The standard begins after the maximum.
    StandardBeyondMaximum,
    /// The end of the standard lies before its beginning.
    StandardEndsBeforeItBegins,
}

/// A rule of a dose that has days on which it is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DatedRule {
    /// Who may have it by age: without one, everyone may.
    Ages,
    /// How far from the dose before: without one, any day will do.
    Interval,
    /// How far from dose 1: without one, only the dose before counts.
    SinceFirst,
}

/// What is not known of a venue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// Its name.
    Name,
    /// Its address.
    Address,
    /// How to get there.
    Access,
}
