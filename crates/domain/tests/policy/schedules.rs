//! Late starters, exam patterns and the standard interval in the life of a booking: cancelled, moved, hidden,
//! and written down by an older version. What is allowed on which day is in the case tables.

use super::{
    town::{OFFICER, Town, days_apart, dose, two_doses},
    vaccines::{check_up, hib},
};
use domain::{
    Applicant, Command, Dated, Dose, Policy, Refusal,
    age::Age,
    booking,
    command::Book,
    interval::Span,
    person::Sex,
    product::Product,
    schedule::{Schedule, Start},
};
use jiff::civil::date;

/// Two doses for those under 13, one from then on.
fn influenza() -> Policy {
    let thirteen = Some(Age { years: 13, months: 0 });
    let adults = Schedule { starts: Start { after: thirteen, until: None }, doses: vec![dose(1)] };
    Policy { schedules: vec![adults], ..two_doses(13) }
}

fn child(town: &mut Town) -> Applicant {
    Applicant { birth: date(2013, 11, 2), ..town.someone() }
}

#[test]
fn one_dose_is_enough_from_the_day_after_the_age_is_reached() {
    let eve = date(2026, 11, 1);
    let mut town = Town::new(influenza(), &[eve, eve.tomorrow().unwrap(), date(2026, 11, 30)]);
    let (on_the_eve, after) = (child(&mut town), child(&mut town));
    town.books(&on_the_eve, 1, 0).unwrap();
    assert!(town.books(&on_the_eve, 2, 2).is_ok());
    town.books(&after, 1, 1).unwrap();
    let first = eve.tomorrow().unwrap();
    let no = Refusal::DoseNotNeeded { dose: 2, needed: 1, first };
    assert_eq!(town.books(&after, 2, 2), Err(no.clone()));
    let facts = town.ledger.facts(&after, &town.ledger.programmes[&super::PROGRAMME], OFFICER);
    let programme = &town.ledger.programmes[&super::PROGRAMME];
    let listed = booking::may_have(
        programme,
        2,
        &after,
        (&facts.bookings, &facts.elsewhere),
        facts.sight,
        town.now,
    );
    assert_eq!(listed, Err(no), "no list offers it either");
    assert_eq!(booking::plan(programme, &after, &facts.bookings).doses().len(), 1);
}

#[test]
fn how_many_are_needed_does_not_tell_the_day_of_a_hidden_first_dose() {
    let mut town = Town::new(influenza(), &[date(2026, 11, 2), date(2026, 11, 30)]);
    let who = child(&mut town);
    let by_phone = Book { account: None, by: OFFICER, ..town.wish(&who, 1, 0) };
    town.ledger.decide(&Command::Book(by_phone)).unwrap();
    assert_eq!(town.books(&who, 2, 1), Err(Refusal::AlreadyBooked { dose: 1 }));
}

#[test]
fn a_later_dose_without_its_first_is_asked_for_its_first_whatever_the_schedule() {
    let usual_is_one = Policy {
        doses: vec![dose(1)],
        schedules: vec![Schedule {
            starts: Start { after: None, until: Some(Age { years: 13, months: 0 }) },
            doses: two_doses(13).doses,
        }],
        ..Policy::default()
    };
    let mut town = Town::new(usual_is_one, &[date(2026, 10, 20)]);
    let who = child(&mut town);
    assert_eq!(town.books(&who, 2, 0), Err(Refusal::PreviousDoseMissing { dose: 1 }));
    assert_eq!(town.books(&who, 3, 0), Err(Refusal::NoSuchDose { dose: 3 }));
}

#[test]
fn a_schedule_may_ask_for_another_sex_and_the_day_decides() {
    let for_girls = Dose { sex: Some(Sex::Female), ..dose(1) };
    let until = Some(Age { years: 13, months: 0 });
    let young = Schedule { starts: Start { after: None, until }, doses: vec![for_girls] };
    let policy = Policy { doses: vec![dose(1)], schedules: vec![young], ..Policy::default() };
    let mut town = Town::new(policy, &[date(2026, 10, 20), date(2026, 11, 2)]);
    let boy = Applicant { sex: Sex::Male, ..child(&mut town) };
    assert_eq!(town.books(&boy, 1, 0), Err(Refusal::OtherSex));
    assert!(town.books(&boy, 1, 1).is_ok());
}

#[test]
fn cancelling_the_first_takes_along_the_doses_of_the_schedule_that_holds() {
    // Begun after seven months: two, and a booster as the third.
    let days = [date(2026, 10, 20), date(2026, 11, 20), date(2027, 7, 20)];
    let mut town = Town::new(hib(), &days);
    let who = Applicant { birth: date(2026, 1, 20), ..town.someone() };
    for number in 1..=3 {
        town.books(&who, number, usize::from(number) - 1).unwrap();
    }
    assert_eq!(town.cancels(&who, 1, 0).unwrap().changes.len(), 3);
}

#[test]
fn a_booked_dose_that_is_not_needed_any_more_goes_with_its_first() {
    let mut town = Town::new(two_doses(13), &[date(2026, 11, 2), date(2026, 11, 30)]);
    let who = child(&mut town);
    town.books(&who, 1, 0).unwrap();
    town.books(&who, 2, 1).unwrap();
    town.programme(super::PROGRAMME, influenza());
    assert_eq!(town.cancels(&who, 1, 0).unwrap().changes.len(), 2);
}

#[test]
fn of_two_waits_the_longer_is_named() {
    let third = |since_first| Dose {
        intervals: days_apart(27),
        since_first: vec![Dated::always(Span::Days(since_first))],
        ..dose(3)
    };
    let policy = |since_first| Policy {
        doses: two_doses(27).doses.into_iter().chain([third(since_first)]).collect(),
        ..Policy::default()
    };
    let days = [date(2026, 10, 20), date(2026, 11, 20), date(2026, 12, 1)];
    let asked = |since_first| {
        let mut town = Town::new(policy(since_first), &days);
        let who = town.someone();
        town.books(&who, 1, 0).unwrap();
        town.books(&who, 2, 1).unwrap();
        town.books(&who, 3, 2).unwrap_err()
    };
    let after_first = Refusal::TooSoonAfterFirst { first: days[0], earliest: date(2027, 3, 9) };
    assert_eq!(asked(139), after_first);
    let after_second = Refusal::TooSoon { previous: days[1], earliest: date(2026, 12, 18) };
    assert_eq!(asked(30), after_second);
}

#[test]
fn where_the_standard_binds_a_move_may_not_break_it_in_either_direction() {
    let mut policy = Policy { standard_binds: true, ..two_doses(18) };
    policy.doses[1].intervals[0].rule.standard = Some(Span::Days(20));
    let days = [date(2026, 10, 20), date(2026, 10, 21), date(2026, 11, 10), date(2026, 11, 9)];
    let mut town = Town::new(policy, &days);
    let who = town.someone();
    town.books(&who, 1, 0).unwrap();
    town.books(&who, 2, 2).unwrap();
    let next = Refusal::BreaksNextDose { dose: 2, on: days[2] };
    assert_eq!(town.moves(&who, 1, 0, 1), Err(next), "a day short of the standard");
    let outside = Refusal::OutsideStandard { previous: days[0], first: days[2], last: None };
    assert_eq!(town.moves(&who, 2, 2, 3), Err(outside));
}

#[test]
fn a_reason_sets_the_standard_of_a_product_aside_too() {
    let product = Product {
        code: "pfizer".to_owned(),
        name: "ファイザー".to_owned(),
        kind: domain::interval::VaccineKind::Inactivated,
        intervals: days_apart(18),
        usable_until: None,
        vial: None,
    };
    let mut policy = Policy { standard_binds: true, products: vec![product], ..two_doses(0) };
    policy.products[0].intervals[0].rule.standard = Some(Span::Days(20));
    let mut town = Town::new(policy, &[date(2026, 10, 20)]);
    town.slot(1, super::PROGRAMME, date(2026, 11, 8), Some("pfizer"));
    let who = town.someone();
    town.books(&who, 1, 0).unwrap();
    assert!(matches!(town.books(&who, 2, 1), Err(Refusal::OutsideStandard { .. })));
    let wish = town.wish(&who, 2, 1);
    let by_staff = Book { by: OFFICER, exception: Some("手術の予定".to_owned()), ..wish };
    assert!(town.ledger.decide(&Command::Book(by_staff)).is_ok());
}

#[test]
fn exams_of_a_pattern_are_booked_and_cancelled_one_by_one() {
    let mut town = Town::new(check_up(), &[date(2026, 10, 20)]);
    let who = Applicant { groups: vec!["P3".to_owned()], ..town.someone() };
    town.books(&who, 1, 0).unwrap();
    let pattern = "特定健診のみ".to_owned();
    assert_eq!(town.books(&who, 7, 0), Err(Refusal::NotInPattern { exam: 7, pattern }));
    let staff = |town: &Town| Book {
        by: OFFICER,
        exception: Some("本人の希望".to_owned()),
        ..town.wish(&who, 7, 0)
    };
    let refused = town.ledger.decide(&Command::Book(staff(&town)));
    assert!(matches!(refused, Err(Refusal::NotInPattern { .. })), "the roster decides");
    assert_eq!(town.cancels(&who, 1, 0).unwrap().changes.len(), 1);
}

#[test]
fn somebody_who_was_never_asked_for_a_pattern_needs_none() {
    let mut town = Town::new(Policy { patterns: Vec::new(), ..check_up() }, &[super::OCT_20]);
    let who = town.someone();
    assert!(town.books(&who, 7, 0).is_ok());
}

#[test]
fn of_two_reasons_to_wait_the_longer_is_told() {
    let mut policy = two_doses(0);
    policy.standard_binds = true;
    policy.doses[1].intervals[0].rule.standard = Some(Span::Days(20));
    policy.doses[1].since_first = vec![Dated::always(Span::Days(5))];
    let first = date(2026, 10, 20);
    let mut town = Town::new(policy, &[first, date(2026, 10, 23)]);
    let who = town.someone();
    town.books(&who, 1, 0).unwrap();
    let standard = date(2026, 11, 10);
    let told = Refusal::OutsideStandard { previous: first, first: standard, last: None };
    assert_eq!(town.books(&who, 2, 1), Err(told), "and not the 26th, which would not do");
}
