//! Every refusal has its sentence, and the page for officers quotes it.

use super::*;
use jiff::civil::date;
use std::collections::BTreeSet;

/// What docs/rules/schedule.md quotes.
#[test]
fn schedules_patterns_and_the_standard_have_their_sentences() {
    let told = |refusal| {
        let No { why, next } = sentence(Lang::Japanese, &refusal);
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
        let No { why, next } = sentence(Lang::Japanese, refusal);
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

/// Whoever adds a refusal says it in three languages, and says three different things.
#[test]
fn every_refusal_has_its_sentence_in_every_language() {
    for refusal in samples() {
        let told = Lang::ALL.map(|lang| sentence(lang, &refusal));
        for (one, other) in [(0, 1), (1, 2), (2, 0)] {
            assert_ne!(told[one].why, told[other].why, "{refusal:?}");
        }
        for No { why, next } in told {
            assert!(!why.is_empty() && !next.is_empty(), "{refusal:?}");
        }
    }
}

fn name(refusal: &Refusal) -> String {
    let text = format!("{refusal:?}");
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}
