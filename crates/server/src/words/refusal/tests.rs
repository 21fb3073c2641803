//! Every refusal has its sentence, and the page for officers quotes it.

use super::*;
use domain::Outcome;
use jiff::civil::date;
use std::collections::BTreeSet;

/// What docs/rules/schedule.md quotes.
#[test]
fn schedules_patterns_and_the_standard_have_their_sentences() {
    let told = |refusal| {
        let No { why, next } = sentence(&refusal);
        format!("{why}{next}")
    };
    let (previous, first) = (date(2021, 6, 1), date(2021, 6, 22));
    let six = date(2027, 6, 10);
    let pattern = "特定健診のみ".to_owned();
    let (spring, summer) = (date(2025, 3, 20), date(2025, 8, 7));
    let page = include_str!("../../../../../docs/rules/schedule.md");
    for refusal in [
        Refusal::DoseNotNeeded { dose: 2, needed: 1, first: date(2026, 1, 20) },
        Refusal::LaterDoseNotNeeded { dose: 3, on: six, needed: 2 },
        Refusal::TooSoonAfterFirst { first: spring, earliest: summer },
        Refusal::OutsideStandard { previous, first, last: None },
        Refusal::OutsideStandard {
            previous: date(2026, 4, 7),
            first: date(2026, 5, 5),
            last: Some(date(2026, 6, 3)),
        },
        Refusal::NotInPattern { exam: 2, pattern },
        Refusal::NoPattern,
    ] {
        let told = told(refusal);
        assert!(page.contains(&format!("- {told}\n")), "{told}");
    }
}

/// What docs/rules/refusals.md shows, one row for each refusal, in the order of the source.
#[test]
fn every_refusal_is_on_the_page_with_its_sentence() {
    let page = include_str!("../../../../../docs/rules/refusals.md");
    let samples = samples();
    let row = |refusal: &Refusal| {
        let No { why, next } = sentence(refusal);
        format!("| `{}` | {why} | {next} |", name(refusal))
    };
    let missing: Vec<String> =
        samples.iter().map(row).filter(|row| !page.contains(row.as_str())).collect();
    assert!(missing.is_empty(), "not on the page:\n{}", missing.join("\n"));

    let source = include_str!("../../../../domain/src/refusal.rs");
    let variant = |line: &str| {
        let name = line.strip_prefix("    ")?.split([' ', ',', '(', '{']).next()?;
        name.starts_with(|c: char| c.is_ascii_uppercase()).then(|| name.to_owned())
    };
    let all: BTreeSet<String> = source.lines().filter_map(variant).collect();
    let shown: BTreeSet<String> = samples.iter().map(name).collect();
    assert_eq!(shown, all);
}

fn name(refusal: &Refusal) -> String {
    let text = format!("{refusal:?}");
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

fn samples() -> Vec<Refusal> {
    let at: jiff::Timestamp = "2026-10-19T00:00:00Z".parse().unwrap();
    let (oct_20, nov_10, next_year) = (date(2026, 10, 20), date(2026, 11, 10), date(2027, 1, 31));
    vec![
        Refusal::NotOpenYet { from: Some(at) },
        Refusal::NotOpenYet { from: None },
        Refusal::NotYourGroup,
        Refusal::NotResident,
        Refusal::OtherSex,
        Refusal::NoPattern,
        Refusal::NotInPattern { exam: 2, pattern: "特定健診のみ".to_owned() },
        Refusal::NoVoucher,
        Refusal::VoucherNotValid { from: Some(nov_10), until: None },
        Refusal::VoucherNotValid { from: None, until: Some(oct_20) },
        Refusal::VoucherNotValid { from: Some(nov_10), until: Some(next_year) },
        Refusal::ProgrammeClosed { closed_at: at },
        Refusal::NoSuchDose { dose: 3 },
        Refusal::DoseNotNeeded { dose: 2, needed: 1, first: oct_20 },
        Refusal::NotThisProgramme,
        Refusal::NoSuchBooking,
        Refusal::AlreadyBooked { dose: 1 },
        Refusal::AlreadyGiven { dose: 1, on: oct_20 },
        Refusal::LaterDoseBooked { dose: 2 },
        Refusal::PreviousDoseMissing { dose: 1 },
        Refusal::Age(AgeRefusal::TooYoung { from: nov_10 }),
        Refusal::Age(AgeRefusal::TooOld { last: oct_20 }),
        Refusal::Age(AgeRefusal::BornBefore { first: date(1957, 4, 2) }),
        Refusal::Age(AgeRefusal::BornAfter { last: date(1957, 4, 1) }),
        Refusal::TooSoon { previous: oct_20, earliest: nov_10 },
        Refusal::TooLate { previous: oct_20, latest: nov_10 },
        Refusal::TooSoonAfterFirst { first: oct_20, earliest: next_year },
        Refusal::OutsideStandard { previous: oct_20, first: nov_10, last: None },
        Refusal::OutsideStandard { previous: oct_20, first: nov_10, last: Some(next_year) },
        Refusal::LaterDoseNotNeeded { dose: 3, on: nov_10, needed: 2 },
        Refusal::BreaksNextDose { dose: 2, on: nov_10 },
        Refusal::TooNearOtherVaccine { other: oct_20, earliest: date(2026, 11, 17) },
        Refusal::ProductUnusable { until: oct_20 },
        Refusal::OtherProduct { before: "pfizer".to_owned() },
        Refusal::AccountFull { most: 8 },
        Refusal::AccountFullOnDay { most: 4 },
        Refusal::PastCutOff { closed_at: at },
        Refusal::StaffOnly,
        Refusal::NotTheDay { on: oct_20 },
        Refusal::AlreadyCame { at, outcome: Outcome::Vaccinated },
        Refusal::NoSuchHold,
        Refusal::HoldNeedsReason,
        Refusal::HoldEndsOutOfTime { latest: at },
        Refusal::HoldBeyondLeft { left: 0 },
        Refusal::HoldBeyondLeft { left: 3 },
        Refusal::HoldNeedsSecondOfficer,
        Refusal::HoldOver { at },
        Refusal::SlotClosed,
        Refusal::ExamFull { dose: 1 },
        Refusal::Full,
        Refusal::AlreadyCancelled { at },
        Refusal::OneOfThem { index: 1, why: Box::new(Refusal::Full) },
        Refusal::BelowTaken { taken: 12 },
        Refusal::OverbookedTooMuch { most: 2 },
        Refusal::AboveAnyRoom { most: 9_999 },
        Refusal::ContradictsItself { findings: 2 },
    ]
}
