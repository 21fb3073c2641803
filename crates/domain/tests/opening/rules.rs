//! Every finding about rules, releases and the roster, reached by spoiling one thing.

use crate::{
    spoil::{both, finds, finds_among_others, session},
    town::{FIRST, SECOND, Town, at, days_apart, product, sound},
};
use domain::{
    CutOff, Dated, Pool,
    age::{Age, AgeRule},
    group::{Group, Proof, Release},
    interval::{IntervalRule, Span},
    opening::{Contradiction, DatedRule, Finding, Hit, Severity},
    programme::PoolRelease,
};
use jiff::civil::{date, time};

fn group(code: &str, proof: Proof) -> Group {
    Group { code: code.to_owned(), name: code.to_owned(), proof }
}

fn release(group: Option<&str>, from: &str) -> Release {
    Release { group: group.map(str::to_owned), from: at(from), first: None, last: None }
}

fn aged(years: u16) -> AgeRule {
    AgeRule::OnTheDay { from: Some(Age { years, months: 0 }), under: None }
}

#[test]
fn doses() {
    finds_among_others(|town| town.policy().doses.clear(), &Finding::NoDose { schedule: None });
    let found = Finding::DosesMisnumbered { schedule: None, found: vec![1, 3] };
    finds_among_others(|town| town.policy().doses[1].number = 3, &found);
    let found = Finding::DosesMisnumbered { schedule: None, found: vec![1, 1] };
    finds_among_others(|town| town.policy().doses[1].number = 1, &found);
    finds(
        |town| town.policy().doses[1].name = "　".to_owned(),
        &[Finding::DoseWithoutName { dose: 2.into() }],
    );
}

#[test]
fn names_of_products_and_series() {
    let code = "pfizer".to_owned();
    finds(|town| town.policy().products.push(product("pfizer")), &[Finding::CodeTwice { code }]);
    finds(|town| town.policy().series.clear(), &[Finding::NoSeries]);
    let without_intervals = |town: &mut Town| {
        town.policy().series.clear();
        town.policy().doses.truncate(1);
    };
    finds_among_others(without_intervals, &Finding::NoSeries);
    let without_products = |town: &mut Town| {
        town.policy().series.clear();
        town.policy().products.clear();
    };
    finds_among_others(without_products, &Finding::NoSeries);
}

#[test]
fn intervals() {
    let (minimum, days) = (Span::Days(20), |n| Some(Span::Days(n)));
    let none = IntervalRule { minimum, standard: None, standard_latest: None, maximum: None };
    for (rule, how) in [
        (IntervalRule { maximum: days(19), ..none }, Contradiction::MinimumBeyondMaximum),
        (IntervalRule { standard: days(19), ..none }, Contradiction::StandardBelowMinimum),
        (
            IntervalRule { standard: days(30), maximum: days(29), ..none },
            Contradiction::StandardBeyondMaximum,
        ),
        (
            IntervalRule { standard: days(30), standard_latest: days(29), ..none },
            Contradiction::StandardEndsBeforeItBegins,
        ),
    ] {
        let found = |dose, product| Finding::IntervalContradicts { dose, product, how };
        let of_dose = |town: &mut Town| town.policy().doses[1].intervals[0].rule = rule;
        finds_among_others(of_dose, &found(Some(2.into()), None));
        let after_passed = |town: &mut Town| {
            town.policy().doses[1].intervals_after_passed = vec![Dated::always(rule)];
        };
        finds_among_others(after_passed, &found(Some(2.into()), None));
        let of_product = |town: &mut Town| {
            town.policy().products[0].intervals.push(Dated::always(rule));
        };
        finds_among_others(of_product, &found(None, Some("pfizer".to_owned())));
    }
    let never = Finding::IntervalNeverApplies { product: "pfizer".to_owned() };
    let spoil = |town: &mut Town| {
        town.policy().doses[1].intervals.clear();
        town.policy().products[0].intervals.push(Dated::always(days_apart(18)));
    };
    finds(spoil, &[never]);
}

#[test]
fn a_month_and_thirty_days_do_not_contradict_each_other() {
    let rule = IntervalRule {
        minimum: Span::Days(20),
        standard: Some(Span::Months(1)),
        standard_latest: Some(Span::Days(30)),
        maximum: None,
    };
    finds(|town| town.policy().doses[1].intervals[0].rule = rule, &[]);
}

#[test]
fn ages_that_admit_nobody_ever_and_ages_that_admit_nobody_here() {
    let under = |years| AgeRule::OnTheDay { from: None, under: Some(Age { years, months: 0 }) };
    let never = Finding::AgesContradict { dose: 2.into() };
    let spoil = |town: &mut Town| town.policy().doses[1].ages.push(Dated::always(under(60)));
    finds(spoil, &[never, Finding::NobodyMeantForDose { dose: 2.into() }]);
    let nobody_here = |town: &mut Town| town.policy().doses[1].ages[0].rule = aged(70);
    finds(nobody_here, &[Finding::NobodyMeantForDose { dose: 2.into() }]);
    let nobody_at_all = |town: &mut Town| {
        town.policy().doses.iter_mut().for_each(|dose| dose.ages[0].rule = aged(100));
    };
    finds(nobody_at_all, &[Finding::NobodyMeant { people: 30 }]);
    let away = |town: &mut Town| {
        town.policy().residents_only = true;
        town.roster.iter_mut().for_each(|listed| listed.applicant.resident = false);
    };
    finds(away, &[Finding::NobodyMeant { people: 30 }]);
    finds(|town| town.roster.clear(), &[Finding::EmptyRoster]);
}

#[test]
fn days_between_dated_rules_on_which_none_holds() {
    let gap = |rule, hit: Hit| Finding::RuleGap { dose: 2.into(), rule, last: SECOND, hit };
    let from_later = |town: &mut Town| town.policy().doses[1].ages[0].until = Some(FIRST);
    finds(from_later, &[gap(DatedRule::Ages, session(SECOND))]);
    let spoil =
        |town: &mut Town| town.policy().doses[1].intervals[0].from = Some(date(2026, 12, 1));
    finds(spoil, &[gap(DatedRule::Interval, both())]);
}

#[test]
fn limits() {
    let tight = |persons| [Finding::LimitTight { persons }];
    finds(|town| town.policy().limits.persons_per_day = Some(3), &tight(3));
    finds(|town| town.policy().limits.persons_per_day = Some(4), &[]);
    finds(|town| town.policy().limits.live_per_account = Some(7), &tight(3));
    finds(|town| town.policy().limits.live_per_account = Some(8), &[]);
}

#[test]
fn reminders_too_early_and_too_often() {
    let days = |days: &[u16]| {
        let days = days.to_vec();
        move |town: &mut Town| town.policy().reminders.days = days
    };
    finds(days(&[]), &[]);
    finds(days(&[60, 30, 7, 3, 1]), &[]);
    let early = Finding::RemindersBeyond { days: 61, times: 2 };
    assert_eq!(early.severity(), Severity::Stops);
    finds(days(&[1, 61]), &[early]);
    finds(days(&[6, 5, 4, 3, 2, 1]), &[Finding::RemindersBeyond { days: 6, times: 6 }]);
}

#[test]
fn opening_and_closing() {
    let (opens_at, closes_at) = (at("2026-10-05T09:00:00"), at("2026-10-05T09:00:00"));
    let spoil = |town: &mut Town| {
        town.setup.programme.opens_at = Some(opens_at);
        town.setup.programme.closes_at = Some(closes_at);
    };
    finds(spoil, &[Finding::ClosesBeforeItOpens { opens_at, closes_at }]);
    let late = |town: &mut Town| town.policy().book_until = CutOff::DaysBefore(20);
    let closed = Finding::CutOffBeforeOpening { hit: session(FIRST), all: false };
    finds(late, &[closed]);
    let all = Finding::CutOffBeforeOpening { hit: both(), all: true };
    finds(|town| town.policy().book_until = CutOff::DaysBefore(60), std::slice::from_ref(&all));
    assert_eq!(all.severity(), Severity::Stops);
    let open_since = |town: &mut Town| {
        town.policy().book_until = CutOff::DaysBefore(20);
        town.setup.programme.opens_at = Some(at("2026-09-01T09:00:00"));
    };
    finds(open_since, &[]);
}

#[test]
fn releases() {
    let with = |town: &mut Town, releases: Vec<Release>| {
        town.policy().groups = vec![group("elderly", Proof::Age(vec![aged(65)]))];
        town.policy().releases = releases;
    };
    let early = "2026-10-02T09:00:00";
    finds(|town| with(town, vec![release(None, early)]), &[]);
    let unknown = Finding::UnknownGroup { group: "old".to_owned() };
    finds(
        |town| with(town, vec![release(Some("old"), early), release(None, early)]),
        &[
            unknown,
            Finding::PriorityAfterEveryone {
                group: "old".to_owned(),
                from: at(early),
                everyone: at(early),
            },
        ],
    );
    let (first, last) = (date(2026, 11, 1), date(2026, 10, 1));
    let empty = Release { first: Some(first), last: Some(last), ..release(None, early) };
    let spoil = |town: &mut Town| with(town, vec![empty, release(None, early)]);
    finds(spoil, &[Finding::ReleaseEmpty { first, last }]);
    let everyone = Release { last: Some(FIRST), ..release(None, early) };
    let spoil = |town: &mut Town| with(town, vec![release(Some("elderly"), early), everyone]);
    finds(spoil, &[]);
    let one_day = Release { first: Some(FIRST), last: Some(FIRST), ..release(None, early) };
    let spoil = |town: &mut Town| with(town, vec![one_day, release(Some("elderly"), early)]);
    finds(spoil, &[]);
    let mut without_days = sound();
    with(&mut without_days, vec![release(None, early)]);
    without_days.setup.slots.clear();
    let idle = |finding: &Finding| matches!(finding, Finding::ReleaseCoversNothing { .. });
    assert!(!without_days.finds().iter().any(idle), "that there are no days is said once");

    let (group, from) = (Some("elderly".to_owned()), at(early));
    let nothing = Release { first: Some(date(2026, 12, 1)), ..release(Some("elderly"), early) };
    let later = "2026-10-03T09:00:00";
    let spoil = |town: &mut Town| with(town, vec![nothing, release(None, later)]);
    finds(spoil, &[Finding::ReleaseCoversNothing { group: group.clone(), from }]);

    let after = Release { last: Some(FIRST), ..release(None, "2026-10-20T09:45:00") };
    let spoil = |town: &mut Town| with(town, vec![release(Some("elderly"), early), after]);
    let from = at("2026-10-20T09:45:00");
    finds(spoil, &[Finding::ReleaseAfterSessions { group: None, from, hit: session(FIRST) }]);

    let again = at(later);
    let twice = vec![release(Some("elderly"), later), release(Some("elderly"), early)];
    let from = at(early);
    let overlap = Finding::ReleasesOverlap { group, from, again };
    finds(|town| with(town, twice), &[overlap]);
    let last = Release { last: Some(FIRST), ..release(None, early) };
    finds(|town| with(town, vec![last]), &[Finding::NotReleased { hit: session(SECOND) }]);
}

#[test]
fn groups() {
    let nobody = |code: &str| Finding::NobodyInGroup { group: code.to_owned() };
    let spoil = |town: &mut Town| {
        town.policy().groups = vec![
            group("over75", Proof::Age(vec![aged(75)])),
            group("carers", Proof::Roster),
            group("ill", Proof::Declared),
        ];
    };
    finds(spoil, &[nobody("carers"), nobody("over75")]);
    let known = |town: &mut Town| {
        town.policy().groups = vec![group("carers", Proof::Roster)];
        town.roster[3].applicant.groups.push("carers".to_owned());
    };
    finds(known, &[]);
}

#[test]
fn places_kept_for_ever() {
    let kept = |pool| Finding::HeldNeverReleased { pool, places: 3 };
    finds(|town| town.set_places(4, Pool::StaffHeld, 3), &[kept(Pool::StaffHeld)]);
    finds(|town| town.set_places(4, Pool::Group, 3), &[kept(Pool::Group)]);
    let released = |town: &mut Town, at| {
        town.set_places(4, Pool::StaffHeld, 3);
        let release = PoolRelease { pool: Pool::StaffHeld, days_before: 0, at };
        town.policy().pool_releases = vec![release];
    };
    finds(|town| released(town, time(8, 0, 0, 0)), &[]);
    finds(|town| released(town, time(9, 30, 0, 0)), &[kept(Pool::StaffHeld)]);
}
