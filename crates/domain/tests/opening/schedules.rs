//! Every finding about schedules, patterns and vouchers, reached by spoiling one thing; and that what is sound in
//! them is left alone.

use crate::{
    spoil::{finds, session},
    town::{FIRST, SECOND, Town, at, days_apart, sound},
};
use domain::{
    Dated, Dose,
    age::{Age, AgeRule},
    impact,
    interval::Span,
    opening::{DatedRule, DoseOf, Finding},
    pattern::Pattern,
    schedule::{Schedule, Start},
    voucher::Validity,
};
use jiff::civil::date;

fn aged(years: u16) -> Age {
    Age { years, months: 0 }
}

fn starts(after: Option<u16>, until: Option<u16>) -> Start {
    Start { after: after.map(aged), until: until.map(aged) }
}

fn of(schedule: usize, number: u8) -> DoseOf {
    DoseOf { schedule: Some(schedule), number }
}

/// Those of seventy and more need one dose; the last ten people are.
fn by_age(town: &mut Town) {
    let first = Dose { ..town.policy().doses[0].clone() };
    let old = Schedule { starts: starts(Some(70), None), doses: vec![first] };
    town.policy().schedules = vec![old];
    for listed in &mut town.roster[20..] {
        listed.applicant.birth = date(1950, 4, 1);
    }
}

/// What is found where schedules are sound but for this.
#[track_caller]
fn finds_by_age(spoil: impl FnOnce(&mut Town), expected: &[Finding]) {
    let both = |town: &mut Town| {
        by_age(town);
        spoil(town);
    };
    finds(both, expected);
}

/// The first schedule.
fn late(town: &mut Town) -> &mut Schedule {
    &mut town.policy().schedules[0]
}

/// A second dose in it.
fn with_second(town: &mut Town) {
    let second = town.policy().doses[1].clone();
    late(town).doses.push(second);
}

#[test]
fn schedules_that_are_sound() {
    finds_by_age(|_| (), &[]);
    finds_by_age(with_second, &[]);
}

#[test]
fn doses_of_a_schedule_are_looked_at_like_the_usual_ones() {
    let misnumbered = Finding::DosesMisnumbered { schedule: Some(0), found: vec![2] };
    finds_by_age(|town| late(town).doses[0].number = 2, &[misnumbered]);
    let empty = Finding::NoDose { schedule: Some(0) };
    finds_by_age(|town| late(town).doses.clear(), &[empty]);
    let nameless = Finding::DoseWithoutName { dose: of(0, 1) };
    finds_by_age(|town| late(town).doses[0].name.clear(), &[nameless]);
    let contradicts = |town: &mut Town| {
        with_second(town);
        late(town).doses[1].intervals[0].rule.standard = Some(Span::Days(10));
    };
    let how = domain::opening::Contradiction::StandardBelowMinimum;
    let found = Finding::IntervalContradicts { dose: Some(of(0, 2)), product: None, how };
    finds_by_age(contradicts, &[found]);
    let gap = |town: &mut Town| {
        with_second(town);
        late(town).doses[1].ages[0].until = Some(FIRST);
        let since = Dated::from(SECOND, Span::Days(20));
        late(town).doses[1].since_first = vec![since];
    };
    let found = |rule, last| Finding::RuleGap { dose: of(0, 2), rule, last, hit: session(last) };
    finds_by_age(gap, &[found(DatedRule::Ages, SECOND), found(DatedRule::SinceFirst, FIRST)]);
    let under = AgeRule::OnTheDay { from: None, under: Some(aged(60)) };
    let never = |town: &mut Town| {
        with_second(town);
        late(town).doses[1].ages.push(Dated::always(under));
    };
    let found = [
        Finding::AgesContradict { dose: of(0, 2) },
        Finding::NobodyMeantForDose { dose: of(0, 2) },
    ];
    finds_by_age(never, &found);
}

#[test]
fn limits_and_intervals_of_products_count_the_doses_of_schedules() {
    let many = |town: &mut Town| {
        town.policy().doses.truncate(1);
        with_none_usual(town);
        town.policy().limits.live_per_account = Some(7);
    };
    finds_by_age(many, &[Finding::LimitTight { persons: 3 }]);
}

/// One dose usually, two for those who begin late; its product's interval applies to these alone.
fn with_none_usual(town: &mut Town) {
    let interval = vec![Dated::always(days_apart(20))];
    let second = Dose {
        number: 2,
        name: "2回目".to_owned(),
        intervals: interval.clone(),
        ..late(town).doses[0].clone()
    };
    late(town).doses.push(second);
    town.policy().products[0].intervals = interval;
}

#[test]
fn ages_at_the_first_dose() {
    let never = Finding::StartContradicts { schedule: 0 };
    finds_by_age(|town| late(town).starts = starts(Some(70), Some(70)), &[never]);
    let overlap = |town: &mut Town| {
        let again = Schedule { starts: starts(Some(69), Some(71)), ..late(town).clone() };
        town.policy().schedules.push(again);
        town.roster[0].applicant.birth = date(1957, 4, 1);
        town.roster[1].applicant.birth = date(1957, 10, 22);
    };
    let found = [Finding::SchedulesOverlap { first: 0, other: 1 }];
    finds_by_age(overlap, &found);
    let next = |town: &mut Town| {
        let again = Schedule { starts: starts(Some(69), Some(70)), ..late(town).clone() };
        town.policy().schedules.push(again);
        town.roster[0].applicant.birth = date(1960, 12, 1);
    };
    finds_by_age(next, &[]);
}

#[test]
fn doses_by_which_nobody_begins() {
    let young = |town: &mut Town| late(town).starts = starts(None, Some(60));
    finds_by_age(young, &[Finding::ScheduleNeverHolds { schedule: Some(0) }]);
    let everyone = |town: &mut Town| {
        late(town).starts = starts(None, None);
        town.roster.iter_mut().for_each(|listed| listed.applicant.birth = date(1950, 4, 1));
    };
    finds_by_age(everyone, &[Finding::ScheduleNeverHolds { schedule: None }]);
    let nobody_here = |town: &mut Town| late(town).starts = starts(Some(90), None);
    finds_by_age(nobody_here, &[Finding::NobodyInSchedule { schedule: Some(0) }]);
    let has_begun = |town: &mut Town| {
        late(town).starts = starts(Some(90), None);
        town.roster[0].applicant.birth = date(1930, 4, 1);
        town.booked(0, 1, 0);
    };
    finds_by_age(has_begun, &[]);
}

#[test]
fn the_next_dose_of_a_schedule_has_its_own_interval() {
    let long = |town: &mut Town| {
        with_second(town);
        late(town).doses[1].intervals[0].rule = days_apart(22);
    };
    let found = Finding::NoNextDose { dose: of(0, 2), places: 48, soon: true };
    finds_by_age(long, &[found]);
    let since_first = |town: &mut Town| {
        with_second(town);
        late(town).doses[1].since_first = vec![Dated::always(Span::Days(22))];
    };
    let found = Finding::NoNextDose { dose: of(0, 2), places: 48, soon: true };
    finds_by_age(since_first, &[found]);
}

#[test]
fn who_needs_one_dose_wants_no_second() {
    let half = |town: &mut Town| {
        (4..8).for_each(|slot| town.set_places(slot, domain::Pool::Public, 1));
    };
    let short = |wanted| Finding::NextDoseShort { dose: 2, wanted, found: 12, soon: true };
    finds(half, &[short(24)]);
    finds_by_age(half, &[short(14)]);
    let more = |town: &mut Town| {
        half(town);
        town.roster[18].applicant.birth = date(1950, 4, 1);
        town.roster[19].applicant.birth = date(1950, 4, 1);
    };
    finds_by_age(more, &[]);
}

#[test]
fn who_has_one_dose_booked_waits_for_a_second_only_where_it_is_needed() {
    let open = |town: &mut Town| {
        town.setup.programme.opens_at = Some(at("2026-09-01T09:00:00"));
        town.booked(0, 1, 0);
        town.booked(29, 1, 1);
        town.setup.slots.truncate(4);
        town.setup.sessions.truncate(1);
    };
    finds_by_age(open, &[Finding::BookedWithoutNext { dose: 2, people: 1, found: 0 }]);
}

fn patterns(town: &mut Town) {
    town.policy().doses[1].intervals.clear();
    let pattern = |code: &str, exams: &[u8]| Pattern {
        code: code.to_owned(),
        name: format!("パターン{code}"),
        exams: exams.to_vec(),
    };
    town.policy().patterns = vec![pattern("P1", &[1, 2]), pattern("P2", &[1])];
    for (index, listed) in town.roster.iter_mut().enumerate() {
        let code = if index % 2 == 0 { "P1" } else { "P2" };
        listed.applicant.groups.push(code.to_owned());
    }
}

#[test]
fn patterns_against_exams_and_roster() {
    finds(patterns, &[]);
    let spoiled = |spoil: fn(&mut Town), expected: &[Finding]| {
        let both = |town: &mut Town| {
            patterns(town);
            spoil(town);
        };
        finds(both, expected);
    };
    let unknown = Finding::PatternUnknownExam { pattern: "P2".to_owned(), exam: 8 };
    spoiled(|town| town.policy().patterns[1].exams.push(8), &[unknown]);
    let twice = Finding::CodeTwice { code: "P1".to_owned() };
    let both_first = |town: &mut Town| {
        town.policy().patterns[1].code = "P1".to_owned();
        town.roster.retain(|listed| listed.applicant.groups == ["P1"]);
    };
    spoiled(both_first, &[twice]);
    let nobody = Finding::NobodyInPattern { pattern: "P3".to_owned() };
    let without = Finding::WithoutPattern { people: 15 };
    spoiled(|town| town.policy().patterns[1].code = "P3".to_owned(), &[nobody, without]);
    let too_young = |town: &mut Town| {
        town.roster[0].applicant.groups.clear();
        town.roster[0].applicant.birth = date(2000, 1, 1);
    };
    spoiled(too_young, &[]);
    let away = |town: &mut Town| {
        town.policy().residents_only = true;
        town.roster[0].applicant.groups.clear();
        town.roster[0].applicant.resident = false;
        town.roster[1].applicant.groups.clear();
    };
    spoiled(away, &[Finding::WithoutPattern { people: 1 }]);
}

#[test]
fn vouchers_against_the_days() {
    let valid = |from, until| Validity { from, until };
    let all = |town: &mut Town| {
        town.policy().voucher_needed = true;
        let validity = valid(Some(SECOND), Some(SECOND));
        town.roster.iter_mut().for_each(|listed| listed.applicant.vouchers = vec![validity]);
    };
    finds(all, &[]);
    let found = |none, on_no_day| Finding::WithoutVoucher { people: 30, none, on_no_day };
    let some = |town: &mut Town| {
        all(town);
        town.roster[0].applicant.vouchers.clear();
        let ended = valid(None, Some(date(2026, 10, 19)));
        (1..3).for_each(|index| town.roster[index].applicant.vouchers = vec![ended]);
    };
    finds(some, &[found(1, 2)]);
    let nobody = found(30, 0);
    finds(|town| town.policy().voucher_needed = true, std::slice::from_ref(&nobody));
    assert_eq!(nobody.severity(), domain::opening::Severity::Stops);
    assert_eq!(found(1, 2).severity(), domain::opening::Severity::LookAt);
    assert_eq!(found(1, 2).hits().people, Some(3));
}

#[test]
fn a_change_of_a_schedule_touches_its_doses() {
    let mut town = sound();
    by_age(&mut town);
    town.policy().doses.truncate(1);
    let before = town.setup.programme.clone();
    with_none_usual(&mut town);
    town.booked(29, 1, 0);
    let after = &town.setup.programme;
    let impact = impact::of(&before, after, &town.roster, &town.setup.slots, town.now);
    assert_eq!(impact.doses[&2].gain, [town.roster[29].applicant.person]);
    assert_eq!(impact.doses[&2].before, 0);
}
