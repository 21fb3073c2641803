//! Priority groups and releases: who may book which days from which second on.
//! 65 and older first, then underlying disease, then everyone, each with the proof it asks for.

use crate::{age::AgeRule, applicant::Applicant, refusal::Refusal, slot::Slot, when::Date};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A group that is released on its own, for example 「65歳以上」.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its short name in rules and on the roster, for example `elderly`.
    pub code: String,
    /// Its name on pages.
    pub name: String,
    /// How someone is known to belong to it.
    pub proof: Proof,
}

/// How someone is known to belong to a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// By age on the day of the session; every rule must hold.
    Age(Vec<AgeRule>),
    /// The roster says so.
    Roster,
    /// The person says so, for example of an underlying disease.
    Declared,
    /// The person says so and brings a certificate, for example of the facility they work at.
    Certificate,
}

/// Days that a group may book from an instant on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Which group; none is everyone.
    #[serde(default)]
    pub group: Option<String>,
    /// From when on, to the second.
    pub from: Timestamp,
    /// The first day released; none is the first there is.
    #[serde(default)]
    pub first: Option<Date>,
    /// The last day released; none is the last there is.
    #[serde(default)]
    pub last: Option<Date>,
}

impl Group {
    /// Whether the applicant belongs to it on the day of a session.
    pub fn has(&self, applicant: &Applicant, day: Date) -> bool {
        match &self.proof {
            Proof::Age(rules) => rules.iter().all(|rule| rule.check(applicant.birth, day).is_ok()),
            Proof::Roster => applicant.groups.contains(&self.code),
            Proof::Declared | Proof::Certificate => {
                applicant.groups.contains(&self.code) || applicant.declared.contains(&self.code)
            }
        }
    }
}

impl Release {
    /// Whether it releases that day.
    pub(crate) fn covers(&self, day: Date) -> bool {
        self.first.is_none_or(|first| first <= day) && self.last.is_none_or(|last| day <= last)
    }
}

/// Whether the slot is released to the applicant now. Without releases every slot is, once the programme
/// is open. The answer to a no is the next instant that changes it, if there is one.
pub fn released(
    releases: &[Release],
    groups: &[Group],
    applicant: &Applicant,
    slot: &Slot,
    now: Timestamp,
) -> Result<(), Refusal> {
    if releases.is_empty() {
        return Ok(());
    }
    let belongs = |release: &&Release| match &release.group {
        None => true,
        Some(code) => {
            let group = groups.iter().find(|group| group.code == *code);
            group.is_some_and(|group| group.has(applicant, slot.date))
        }
    };
    let covering = releases.iter().filter(|release| release.covers(slot.date));
    match covering.filter(belongs).map(|release| release.from).min() {
        Some(from) if from <= now => Ok(()),
        Some(from) => Err(Refusal::NotOpenYet { from: Some(from) }),
        None => Err(Refusal::NotYourGroup),
    }
}
