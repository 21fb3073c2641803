//! A change of rules with people inside.

use crate::town::{SECOND, Town, days_apart, sound};
use domain::{
    Dated, Dose, PersonId, Programme, Refusal,
    age::{Age, AgeRule},
    impact::{self, Impact, Touched},
    interval::{Span, VaccineKind},
    product::Given,
};
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

/// What a change of the programme does.
fn change(town: &Town, edit: impl FnOnce(&mut Programme)) -> Impact {
    let before = &town.setup.programme;
    let mut after = before.clone();
    edit(&mut after);
    impact::of(before, &after, &town.roster, &town.setup.slots, town.now)
}

fn aged(years: u16) -> Vec<Dated<AgeRule>> {
    let from = Some(Age { years, months: 0 });
    vec![Dated::always(AgeRule::OnTheDay { from, under: None })]
}

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

#[test]
fn the_same_rules_touch_nobody() {
    let town = sound();
    let impact = change(&town, |_| ());
    assert!(impact.is_none());
    let untouched = Touched { before: 30, after: 30, ..Touched::default() };
    assert_eq!(impact.doses[&1], untouched);
    assert_eq!(impact.doses[&2], Touched::default(), "a second dose needs its first");
}

#[test]
fn a_higher_age_loses_people_and_a_lower_one_gains_them() {
    let mut town = sound();
    town.roster.truncate(3);
    town.roster[1].applicant.birth = date(1976, 10, 21);
    town.roster[2].applicant.birth = date(1976, 11, 12);
    let impact = change(&town, |after| after.policy.doses[0].ages = aged(50));
    let touched = Touched { before: 1, after: 2, gain: vec![person(2)], lose: Vec::new() };
    assert_eq!(
        impact.doses[&1], touched,
        "fifty on the day of the second session, or not by a day"
    );
    let impact = change(&town, |after| after.policy.doses[0].ages = aged(75));
    assert_eq!(impact.doses[&1].lose, [person(1)]);
    assert!(!impact.is_none());
}

#[test]
fn a_shorter_interval_gains_those_whose_dose_before_lies_far_enough_back() {
    let mut town = sound();
    town.roster.truncate(2);
    for (listed, on) in town.roster.iter_mut().zip([date(2026, 3, 12), date(2026, 6, 12)]) {
        let (series, kind) = ("covid".to_owned(), VaccineKind::Inactivated);
        listed.applicant.given.push(Given { series, dose: 1, on, product: None, kind });
    }
    let months = |months| {
        let mut rule = days_apart(0);
        rule.minimum = Span::Months(months);
        vec![Dated::always(rule)]
    };
    town.policy().doses[1].intervals = months(8);
    let impact = change(&town, |after| after.policy.doses[1].intervals = months(7));
    assert_eq!(impact.doses[&2].gain, [person(1)] as [PersonId; 1]);
    assert_eq!(impact.doses[&2].before, 0);
    let impact = change(&town, |after| after.policy.doses[1].intervals = months(4));
    assert_eq!(impact.doses[&2].gain, [person(1), person(2)]);
}

#[test]
fn a_longer_interval_breaks_the_bookings_that_keep_the_old_one() {
    let mut town = sound();
    town.booked(0, 1, 0);
    town.booked(0, 2, 4);
    town.booked(1, 1, 1);
    let impact = change(&town, |after| after.policy.doses[1].intervals[0].rule = days_apart(21));
    let broken: Vec<_> = impact.broken.iter().map(|b| (b.person, b.dose, b.why.clone())).collect();
    let earliest = date(2026, 11, 11);
    let why = Refusal::TooSoon { previous: date(2026, 10, 20), earliest };
    let next = Refusal::BreaksNextDose { dose: 2, on: SECOND };
    assert_eq!(broken, [(person(1), 1, next), (person(1), 2, why)]);
    assert_eq!(impact.broken_before, 0);
    assert_eq!(impact.doses[&2].lose, [person(2)], "no session lies 21 days after their first");
}

#[test]
fn a_dose_that_is_gone_breaks_its_bookings() {
    let mut town = sound();
    town.booked(0, 1, 0);
    town.booked(0, 2, 4);
    let impact = change(&town, |after| after.policy.doses.truncate(1));
    let broken: Vec<_> = impact.broken.iter().map(|b| b.why.clone()).collect();
    assert_eq!(broken, [Refusal::NoSuchDose { dose: 2 }]);
}

#[test]
fn bookings_that_were_never_right_and_days_gone_by_are_not_blamed_on_the_change() {
    let mut town = sound();
    town.booked(0, 1, 0);
    town.booked(1, 1, 0);
    town.roster[0].applicant.birth = date(2000, 1, 1);
    let impact = change(&town, |after| after.policy.doses[0].ages = aged(75));
    assert_eq!((impact.broken.len(), impact.broken_before), (1, 1));
    town.now = crate::town::at("2026-10-21T09:00:00");
    let impact = change(&town, |after| after.policy.doses[0].ages = aged(75));
    assert_eq!((impact.broken.len(), impact.broken_before), (0, 0));
}

#[test]
fn room_releases_and_cut_offs_do_not_count() {
    let mut town = sound();
    town.setup.slots.iter_mut().flat_map(|slot| &mut slot.pools).for_each(|p| p.capacity = 0);
    town.policy().book_until = domain::CutOff::DaysBefore(300);
    assert_eq!(change(&town, |_| ()).doses[&1].before, 30);
}

#[test]
fn closed_slots_and_days_gone_by_are_nobodys_to_gain_or_lose() {
    let before = |alter: fn(&mut Town)| {
        let mut town = sound();
        alter(&mut town);
        change(&town, |_| ()).doses[&1].before
    };
    assert_eq!(before(|_| ()), 30);
    assert_eq!(before(|town| town.now = crate::town::at("2027-03-01T09:00:00")), 0);
    let closed = before(|town| {
        town.setup.slots.iter_mut().for_each(|slot| slot.closed_at = Some(town.now));
    });
    assert_eq!(closed, 0);
}

proptest! {
    /// Changing rules and changing them back: who gains by the one loses by the other.
    #[test]
    fn back_and_forth_mirror_each_other(
        ages in (50..80_u16, 50..80_u16),
        births in proptest::collection::vec(1935..1980_i16, 1..20),
        residents in any::<bool>(),
    ) {
        let mut town = sound();
        town.roster.truncate(births.len());
        for (listed, year) in town.roster.iter_mut().zip(&births) {
            listed.applicant.birth = date(*year, 10, 25);
            listed.applicant.resident = year % 3 != 0;
        }
        let rules = |years, residents_only| {
            let mut programme = town.setup.programme.clone();
            programme.policy.doses = vec![Dose { number: 1, ages: aged(years), ..Dose::default() }];
            programme.policy.residents_only = residents_only;
            programme
        };
        let (one, other) = (rules(ages.0, residents), rules(ages.1, !residents));
        let of = |a, b| impact::of(a, b, &town.roster, &town.setup.slots, town.now);
        let (there, back) = (of(&one, &other), of(&other, &one));
        prop_assert_eq!(&there.doses[&1].gain, &back.doses[&1].lose);
        prop_assert_eq!(&there.doses[&1].lose, &back.doses[&1].gain);
        let Touched { before, after, gain, lose } = &there.doses[&1];
        prop_assert_eq!(before + gain.len(), after + lose.len());
    }
}
