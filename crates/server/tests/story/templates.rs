//! The templates as an officer may read them: a table of cases for each, asked of the rule that decides bookings.

#[path = "../../../domain/tests/cases/schedule.rs"]
mod schedule;
#[path = "../../../domain/tests/cases/table.rs"]
pub(crate) mod table;

use domain::{
    Actor, Applicant, Door, PersonId, Policy, Pool, PoolCount, Programme, ProgrammeId, Refusal,
    SessionId, Slot, SlotId, VenueId,
    age::AgeRefusal,
    booking::{self, Case},
    interval::VaccineKind,
    opening::{self, Finding, Setup, Severity, Where},
    person::Sex,
    product::Given,
    when::{Date, at_japan},
};
use jiff::{Timestamp, ToSpan, civil::time};
use madoguchi::programme_file::{template, template_names};
use std::path::Path;
use table::{Row, day, read_tables};
use uuid::Uuid;

const ID: Uuid = Uuid::from_u128(1);

#[test]
fn every_template_has_its_cases_and_they_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let tables = read_tables(&folder);
    let headings: Vec<_> = tables.keys().map(|(_, heading)| heading.clone()).collect();
    assert_eq!(headings, template_names(), "a template without a table, or the other way round");
    let mut wrong = Vec::new();
    for ((_, name), rows) in &tables {
        assert!(!rows.is_empty(), "{name}");
        for row in rows {
            let answer = answer(name, row);
            if answer != row.get("結果") {
                wrong.push(format!("{}: {} → {answer}", row.at, row.get("結果")));
            }
            row.expect_every_column_read();
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_template_says_what_it_is_and_has_words_for_residents() {
    for name in template_names() {
        let file = template(&name, "2026-11-22".parse().unwrap()).unwrap();
        assert!(!file.about.is_empty() && !file.policy.bring.is_empty(), "{name}");
        assert!(file.policy.doses.iter().all(|dose| !dose.name.is_empty()), "{name}");
        assert_eq!(file.opens_at, None, "{name}");
        assert!(!file.policy.series.contains('{'), "{name}");
    }
    let series = |on: &str| template("covid-autumn", on.parse().unwrap()).unwrap().policy.series;
    assert_eq!(
        (series("2027-03-31"), series("2027-04-01")),
        ("covid-2026".into(), "covid-2027".into())
    );
    assert!(template("nothing", "2026-11-22".parse().unwrap()).is_none());
}

/// The domain's own table of late starters, asked of the templates that a town begins with.
#[test]
fn late_starters_have_their_doses() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/tests/cases/programme");
    let mut tables = read_tables(&folder);
    let mut rows = |heading: &str| {
        tables.remove(&("schedule.md".to_owned(), heading.to_owned())).expect(heading)
    };
    let policy = |row: &Row| {
        let name = match row.get("接種") {
            "ヒブ" => "hib",
            "肺炎球菌" => "pneumococcus-child",
            "B型肝炎" => "hepatitis-b",
            other => panic!("{}: {other} has no template", row.at),
        };
        template(name, row.date("生年月日")).unwrap().policy
    };
    for row in rows("回数") {
        assert_eq!(schedule::needed(&row, &policy(&row)), row.get("回数"), "{}", row.at);
    }
    for row in rows("次に受けられる日") {
        let answer = schedule::next_possible(&row, policy(&row));
        assert_eq!(answer, row.get("答え"), "{}", row.at);
    }
    for row in rows("受けそびれた回がある方") {
        let answer = schedule::with_doses_missed(&row, policy(&row));
        assert_eq!(answer, row.get("答え"), "{}", row.at);
    }
}

/// No template brings along rules that the opening check would have mended, whoever lives in the town.
#[test]
fn no_template_contradicts_itself() {
    let on = "2026-11-22".parse().unwrap();
    for name in template_names() {
        let programme = programme(&name, template(&name, on).unwrap().policy);
        let (sessions, slots) = (Vec::new(), Vec::new());
        let setup = Setup { programme, venues: Vec::new(), sessions, slots, elsewhere: Vec::new() };
        let found = opening::check(&setup, &[], at_japan(on.to_datetime(time(9, 0, 0, 0))));
        let rules = |finding: &&Finding| {
            finding.mended_at() == Where::Rules && finding.severity() == Severity::Stops
        };
        let found: Vec<_> = found.iter().filter(rules).collect();
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}

fn programme(name: &str, policy: Policy) -> Programme {
    Programme {
        id: ProgrammeId(ID),
        name: name.to_owned(),
        opens_at: Some(Timestamp::UNIX_EPOCH),
        closes_at: None,
        policy,
    }
}

fn answer(name: &str, row: &Row) -> String {
    let on = row.date("日");
    let policy = template(name, on).unwrap().policy;
    let only = policy.products.first().map(|product| product.code.clone());
    let product = row.some("製品", str::to_owned).or(only);
    let programme = programme(name, policy);
    let applicant = applicant(row, &programme.policy.series);
    let slot = slot(on, product);
    let case = Case {
        programme: &programme,
        dose: row.number("回"),
        slot: &slot,
        applicant: &applicant,
        bookings: &[],
        elsewhere: &[],
        holds: &[],
        by: Actor::System,
        sight: domain::Sight::Whole,
    };
    let now = at_japan(on.saturating_sub(30.days()).to_datetime(time(9, 0, 0, 0)));
    booking::may_book(&case, Door::Line, now)
        .map_or_else(|why| told(&why), |_| "受けられる".to_owned())
}

fn applicant(row: &Row, series: &str) -> Applicant {
    let mut words = row.get("だれ").split(' ');
    let mut who = Applicant::born(PersonId(ID), day(words.next().unwrap()));
    for word in words {
        match word {
            "男" => who.sex = Sex::Male,
            "女" => who.sex = Sex::Female,
            "町外" => who.resident = false,
            group => who.groups.push(group.to_owned()),
        }
    }
    let before = row.some("これまで", str::to_owned).unwrap_or_default();
    for dose in before.split('、').filter(|dose| !dose.is_empty()) {
        let mut words = dose.split(' ');
        let (number, on) = (words.next().unwrap(), day(words.next().unwrap()));
        let product = words.next().map(str::to_owned);
        who.given.push(if number == "生" {
            let (series, kind) = ("other".to_owned(), VaccineKind::InjectedLive);
            Given { series, dose: 1, on, product, kind }
        } else {
            let kind = VaccineKind::Inactivated;
            let dose = number.parse().unwrap();
            Given { series: series.to_owned(), dose, on, product, kind }
        });
    }
    who
}

fn slot(date: Date, product: Option<String>) -> Slot {
    Slot {
        id: SlotId(ID),
        session: SessionId(ID),
        programme: ProgrammeId(ID),
        venue: VenueId(ID),
        date,
        starts: time(10, 0, 0, 0),
        ends: time(10, 15, 0, 0),
        product,
        closed_at: None,
        pools: vec![PoolCount::of(Pool::Public, 1)],
        quotas: Vec::new(),
    }
}

/// A refusal as the tables write it.
fn told(why: &Refusal) -> String {
    match why {
        Refusal::Age(AgeRefusal::TooYoung { from }) => format!("まだ（{from}から）"),
        Refusal::Age(AgeRefusal::TooOld { last }) => format!("過ぎた（{last}まで）"),
        Refusal::TooSoon { earliest, .. } => format!("間隔が足りない（{earliest}から）"),
        Refusal::TooNearOtherVaccine { earliest, .. } => {
            format!("生ワクチンと近い（{earliest}から）")
        }
        Refusal::TooSoonAfterFirst { earliest, .. } => {
            format!("1回目から間隔が足りない（{earliest}から）")
        }
        Refusal::DoseNotNeeded { needed, .. } => format!("いらない（全{needed}回）"),
        Refusal::PreviousDoseMissing { dose } => format!("{dose}回目がまだ"),
        Refusal::AlreadyGiven { .. } => "接種ずみ".to_owned(),
        Refusal::OtherProduct { .. } => "製品が違う".to_owned(),
        Refusal::OtherSex => "性別が対象ではない".to_owned(),
        Refusal::NotResident => "町外".to_owned(),
        Refusal::NotYourGroup => "優先対象ではない".to_owned(),
        Refusal::NoSuchDose { .. } => "その回はない".to_owned(),
        other => format!("{other:?}"),
    }
}
