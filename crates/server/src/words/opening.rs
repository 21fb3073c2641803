//! Each finding of the opening check as a sentence an officer reads: what is wrong, and what to do about it.

mod releases;
mod rules;
mod sessions;
mod slots;
#[cfg(test)]
mod tests;

use super::dates;
use domain::{
    ProgrammeId, VenueId,
    opening::{Finding, Hit, Setup, Severity, Where},
};
use std::collections::BTreeMap;

/// What a finding's ids are called.
#[derive(Clone, Debug, Default)]
pub struct Names {
    venues: BTreeMap<VenueId, String>,
    programmes: BTreeMap<ProgrammeId, String>,
    doses: BTreeMap<u8, String>,
    products: BTreeMap<String, String>,
    groups: BTreeMap<String, String>,
}

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub next: String,
}

impl Names {
    /// The names in this setup; `others` are the other programmes by name.
    pub fn of(setup: &Setup, others: BTreeMap<ProgrammeId, String>) -> Self {
        let policy = &setup.programme.policy;
        let pair = |code: &String, name: &String| (code.clone(), name.clone());
        Self {
            venues: setup.venues.iter().map(|v| (v.id, v.name.clone())).collect(),
            programmes: others,
            doses: policy.doses.iter().map(|d| (d.number, d.name.clone())).collect(),
            products: policy.products.iter().map(|p| pair(&p.code, &p.name)).collect(),
            groups: policy.groups.iter().map(|g| pair(&g.code, &g.name)).collect(),
        }
    }

    fn venue(&self, id: VenueId) -> &str {
        named(self.venues.get(&id)).unwrap_or("名前のない会場")
    }

    fn dose(&self, number: u8) -> String {
        named(self.doses.get(&number)).map_or(format!("{number}番"), |name| format!("「{name}」"))
    }

    fn product<'a>(&'a self, code: &'a str) -> &'a str {
        named(self.products.get(code)).unwrap_or(code)
    }

    fn group<'a>(&'a self, code: &'a str) -> &'a str {
        named(self.groups.get(code)).unwrap_or(code)
    }

    /// A release's group; none is everyone.
    fn whom(&self, group: Option<&String>) -> String {
        group.map_or("全員".to_owned(), |code| format!("「{}」", self.group(code)))
    }

    /// 4枠・24人分（10月20日（火） 9:00 中央公民館 など）
    fn slots(&self, hit: &Hit) -> String {
        let first = &hit.first;
        let (day, time) = (dates::long(first.date), dates::clock(first.starts));
        let venue = self.venue(first.venue);
        let more = if hit.slots > 1 { " など" } else { "" };
        format!("{}枠・{}人分（{day} {time} {venue}{more}）", hit.slots, hit.places)
    }
}

fn named(name: Option<&String>) -> Option<&str> {
    name.map(|name| name.trim()).filter(|name| !name.is_empty())
}

/// Whether it stops the opening.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Stops => "開始できません",
        Severity::LookAt => "ご確認ください",
    }
}

/// Where it is mended.
pub fn place(place: Where) -> &'static str {
    match place {
        Where::Rules => "事業の決まり",
        Where::Releases => "受付開始と締切",
        Where::Sessions => "実施日",
        Where::Slots => "枠",
        Where::Venue => "会場",
        Where::Roster => "名簿",
    }
}

fn told(what: impl Into<String>, next: &str) -> Told {
    Told { what: what.into(), next: next.to_owned() }
}

/// The sentence.
pub fn sentence(finding: &Finding, names: &Names) -> Told {
    match finding.mended_at() {
        Where::Rules => rules::rules(finding, names),
        Where::Releases => releases::releases(finding, names),
        Where::Sessions => sessions::sessions(finding, names),
        Where::Slots => slots::slots(finding, names),
        Where::Venue | Where::Roster => slots::people_and_venues(finding, names),
    }
}
