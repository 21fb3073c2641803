//! Each finding of the opening check as a sentence an officer reads: what is wrong, and what to do about it.

mod releases;
mod roster;
mod rules;
mod sessions;
mod slots;
#[cfg(test)]
mod tests;

pub use rules::contradiction;

use super::dates;
use domain::{
    Dose, ProgrammeId, VenueId,
    age::Age,
    opening::{DoseOf, Finding, Hit, Setup, Severity, Where},
    schedule::Start,
};
use std::collections::BTreeMap;

/// What a finding's ids are called.
#[derive(Clone, Debug, Default)]
pub struct Names {
    venues: BTreeMap<VenueId, String>,
    programmes: BTreeMap<ProgrammeId, String>,
    doses: BTreeMap<DoseOf, String>,
    schedules: Vec<Start>,
    patterns: BTreeMap<String, String>,
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
        let doses = |(schedule, doses): (Option<usize>, &[Dose])| -> Vec<(DoseOf, String)> {
            let of = |dose: &Dose| DoseOf { schedule, number: dose.number };
            doses.iter().map(|dose| (of(dose), dose.name.clone())).collect()
        };
        Self {
            venues: setup.venues.iter().map(|v| (v.id, v.name.clone())).collect(),
            programmes: others,
            doses: policy.plans().flat_map(doses).collect(),
            schedules: policy.schedules.iter().map(|schedule| schedule.starts).collect(),
            patterns: policy.patterns.iter().map(|p| pair(&p.code, &p.name)).collect(),
            products: policy.products.iter().map(|p| pair(&p.code, &p.name)).collect(),
            groups: policy.groups.iter().map(|g| pair(&g.code, &g.name)).collect(),
        }
    }

    fn venue(&self, id: VenueId) -> &str {
        named(self.venues.get(&id)).unwrap_or("名前のない会場")
    }

    /// 「2回目」, or of a schedule 「追加」（1回目が生後7か月を過ぎて1歳までの方）
    fn dose(&self, dose: impl Into<DoseOf>) -> String {
        let dose = dose.into();
        let name = named(self.doses.get(&dose));
        let name = name.map_or(format!("{}番", dose.number), |name| format!("「{name}」"));
        dose.schedule.map_or(name.clone(), |index| format!("{name}（{}の方）", self.start(index)))
    }

    /// The doses of a schedule.
    fn schedule(&self, schedule: Option<usize>) -> String {
        schedule.map_or("ふつうの回数".to_owned(), |index| {
            format!("「{}」の回数", self.start(index))
        })
    }

    /// 1回目が生後7か月を過ぎて1歳まで
    fn start(&self, index: usize) -> String {
        let Some(Start { after, until }) = self.schedules.get(index) else {
            return format!("{}番目の始め方", index + 1);
        };
        match (after.map(age), until.map(age)) {
            (Some(after), Some(until)) => format!("1回目が{after}を過ぎて{until}まで"),
            (Some(after), None) => format!("1回目が{after}を過ぎてから"),
            (None, Some(until)) => format!("1回目が{until}まで"),
            (None, None) => "1回目が何歳でも".to_owned(),
        }
    }

    fn pattern<'a>(&'a self, code: &'a str) -> &'a str {
        named(self.patterns.get(code)).unwrap_or(code)
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

fn age(age: Age) -> String {
    match (age.years, age.months) {
        (0, months) => format!("生後{months}か月"),
        (years, 0) => format!("{years}歳"),
        (years, months) => format!("{years}歳{months}か月"),
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
        Where::Venue => slots::venues(finding, names),
        Where::Roster => roster::roster(finding, names),
    }
}
