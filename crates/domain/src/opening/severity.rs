//! How grave a finding is, where it is mended and what it hits. What contradicts itself stops the opening; what
//! a town may well have meant is to be looked at.

use super::{
    finding::Finding,
    hit::{Hit, Hits},
    part::Lack,
};
use serde::Serialize;

/// Whether a finding stops the opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The programme does not open like this.
    Stops,
    /// It may be meant so.
    LookAt,
}

/// Where it is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Where {
    /// The rules of the programme.
    Rules,
    /// Its releases, opening and cut-offs.
    Releases,
    /// Its sessions.
    Sessions,
    /// Its slots and their pools.
    Slots,
    /// A venue.
    Venue,
    /// The roster.
    Roster,
}

impl Finding {
    /// Whether it stops the opening.
    pub fn severity(&self) -> Severity {
        let stops = match self {
            Self::CutOffBeforeOpening { all, .. } => *all,
            Self::NoNextDose { soon, .. } | Self::NextDoseShort { soon, .. } => *soon,
            Self::VenueLacks { lacks, .. } => *lacks != Lack::Access,
            Self::WithoutVoucher { people, none, on_no_day } => none + on_no_day == *people,
            Self::DoseWithoutName { .. }
            | Self::NoSeries
            | Self::LimitTight { .. }
            | Self::ReleaseCoversNothing { .. }
            | Self::ReleasesOverlap { .. }
            | Self::NotReleased { .. }
            | Self::SessionWithoutSlots { .. }
            | Self::InThePast { .. }
            | Self::WithoutProduct { .. }
            | Self::Holiday { .. }
            | Self::BookedWithoutNext { .. }
            | Self::NoPlaces { .. }
            | Self::HallShared { .. }
            | Self::BeyondRoom { .. }
            | Self::VialsNotWhole { .. }
            | Self::MissingZero { .. }
            | Self::DoorHasNoShare { .. }
            | Self::HeldNeverReleased { .. }
            | Self::NobodyMeantForDose { .. }
            | Self::NobodyInGroup { .. }
            | Self::NobodyInSchedule { .. }
            | Self::NobodyInPattern { .. }
            | Self::WithoutPattern { .. }
            | Self::FewPlaces { .. }
            | Self::ManyPlaces { .. } => false,
            _ => true,
        };
        if stops { Severity::Stops } else { Severity::LookAt }
    }

    /// Where it is mended.
    pub fn mended_at(&self) -> Where {
        match self {
            Self::NoDose { .. }
            | Self::DosesMisnumbered { .. }
            | Self::DoseWithoutName { .. }
            | Self::CodeTwice { .. }
            | Self::IntervalContradicts { .. }
            | Self::IntervalNeverApplies { .. }
            | Self::AgesContradict { .. }
            | Self::RuleGap { .. }
            | Self::StartContradicts { .. }
            | Self::SchedulesOverlap { .. }
            | Self::ScheduleNeverHolds { .. }
            | Self::PatternUnknownExam { .. }
            | Self::NoSeries
            | Self::LimitTight { .. }
            | Self::RemindersBeyond { .. } => Where::Rules,
            Self::ClosesBeforeItOpens { .. }
            | Self::UnknownGroup { .. }
            | Self::ReleaseEmpty { .. }
            | Self::ReleaseCoversNothing { .. }
            | Self::ReleaseAfterSessions { .. }
            | Self::PriorityAfterEveryone { .. }
            | Self::ReleasesOverlap { .. }
            | Self::CutOffBeforeOpening { .. }
            | Self::NotReleased { .. }
            | Self::HeldNeverReleased { .. } => Where::Releases,
            Self::NoSession
            | Self::SessionWithoutSlots { .. }
            | Self::TooFarAhead { .. }
            | Self::InThePast { .. }
            | Self::UnknownProduct { .. }
            | Self::PastValidity { .. }
            | Self::WithoutProduct { .. }
            | Self::ClosedDay { .. }
            | Self::Holiday { .. }
            | Self::NoNextDose { .. }
            | Self::NextDoseShort { .. }
            | Self::BookedWithoutNext { .. } => Where::Sessions,
            Self::NoSlot
            | Self::EndsNotAfterStart { .. }
            | Self::NoPlaces { .. }
            | Self::QuotaUnknown { .. }
            | Self::VialsNotWhole { .. }
            | Self::Overlap { .. }
            | Self::HallShared { .. }
            | Self::BeyondRoom { .. }
            | Self::ExtraZero { .. }
            | Self::MissingZero { .. }
            | Self::DoorHasNoShare { .. }
            | Self::FewPlaces { .. }
            | Self::ManyPlaces { .. } => Where::Slots,
            Self::VenueLacks { .. } => Where::Venue,
            Self::EmptyRoster
            | Self::NobodyMeant { .. }
            | Self::NobodyMeantForDose { .. }
            | Self::NobodyInGroup { .. }
            | Self::NobodyInSchedule { .. }
            | Self::NobodyInPattern { .. }
            | Self::WithoutPattern { .. }
            | Self::WithoutVoucher { .. } => Where::Roster,
        }
    }

    /// The slots it is about, if it is about slots.
    pub fn hit(&self) -> Option<&Hit> {
        match self {
            Self::RuleGap { hit, .. }
            | Self::ReleaseAfterSessions { hit, .. }
            | Self::CutOffBeforeOpening { hit, .. }
            | Self::NotReleased { hit }
            | Self::TooFarAhead { hit }
            | Self::InThePast { hit }
            | Self::UnknownProduct { hit, .. }
            | Self::PastValidity { hit, .. }
            | Self::WithoutProduct { hit }
            | Self::ClosedDay { hit, .. }
            | Self::Holiday { hit, .. }
            | Self::EndsNotAfterStart { hit }
            | Self::NoPlaces { hit }
            | Self::QuotaUnknown { hit, .. }
            | Self::VialsNotWhole { hit, .. }
            | Self::Overlap { hit }
            | Self::HallShared { hit, .. }
            | Self::BeyondRoom { hit, .. }
            | Self::ExtraZero { hit, .. }
            | Self::MissingZero { hit, .. } => Some(hit),
            _ => None,
        }
    }

    /// How many people and places it hits, where that can be counted.
    pub fn hits(&self) -> Hits {
        let people = |people| Hits { people: Some(people), places: None };
        let places = |places| Hits { people: None, places: Some(places) };
        match self {
            Self::NextDoseShort { wanted, found, .. } => {
                Hits { people: Some((wanted - found) as usize), places: Some(*wanted) }
            }
            Self::BookedWithoutNext { people: all, found, .. } => people((all - found) as usize),
            Self::NoNextDose { places: all, .. } | Self::HeldNeverReleased { places: all, .. } => {
                places(*all)
            }
            Self::NobodyMeant { people: all } | Self::WithoutPattern { people: all } => {
                people(*all)
            }
            Self::WithoutVoucher { none, on_no_day, .. } => people(none + on_no_day),
            Self::FewPlaces { places, people } => {
                Hits { people: Some(*people), places: Some(*places) }
            }
            Self::ManyPlaces { places: all, .. } => places(*all),
            _ => self.hit().map(|hit| places(hit.places)).unwrap_or_default(),
        }
    }
}
