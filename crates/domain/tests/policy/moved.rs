//! A dose moves while later ones are booked. The first may lead to another schedule, by which the later ones are
//! judged anew; without that, only the dose after the one that moves is looked at.

use super::town::{Town, days_apart, dose, two_doses};
use domain::{
    Applicant, Dated, Dose, Policy, Refusal,
    age::{Age, AgeRule},
    interval::Span,
    schedule::{Schedule, Start},
};
use jiff::civil::{Date, date};

const THIRTEEN: Option<Age> = Some(Age { years: 13, months: 0 });
/// Thirteen is reached on the eve of the birthday, 1 November: before it the schedule of the young holds.
const DAYS: [Date; 6] = [
    date(2026, 11, 2),
    date(2026, 11, 30),
    date(2027, 1, 5),
    date(2026, 10, 20),
    date(2026, 12, 1),
    date(2026, 11, 3),
];

fn third() -> Dose {
    Dose { intervals: days_apart(13), ..dose(3) }
}

/// Three doses, and the same for those under thirteen but for one thing.
fn three_doses(young: impl Fn(&mut [Dose])) -> Policy {
    let usual: Vec<Dose> = two_doses(13).doses.into_iter().chain([third()]).collect();
    let mut doses = usual.clone();
    young(&mut doses);
    let starts = Start { after: None, until: THIRTEEN };
    Policy { doses: usual, schedules: vec![Schedule { starts, doses }], ..two_doses(13) }
}

/// Someone who turns thirteen and has three doses booked, the first after the birthday.
fn booked(policy: Policy) -> (Town, Applicant) {
    let mut town = Town::new(policy, &DAYS);
    let who = Applicant { birth: date(2013, 11, 2), ..town.someone() };
    for number in 1..=3 {
        town.books(&who, number, usize::from(number) - 1).expect("allowed when it was booked");
    }
    (town, who)
}

fn under(years: u16) -> Vec<Dated<AgeRule>> {
    let under = Some(Age { years, months: 0 });
    vec![Dated::always(AgeRule::OnTheDay { from: None, under })]
}

#[test]
fn a_schedule_that_asks_for_nothing_else_lets_the_first_dose_move_into_it() {
    let (mut town, who) = booked(three_doses(|_| ()));
    assert!(town.moves(&who, 1, 0, 3).is_ok());
}

#[test]
fn a_booked_dose_that_the_new_schedule_gives_at_another_age_keeps_the_first_where_it_is() {
    let (mut town, who) = booked(three_doses(|doses| doses[1].ages = under(13)));
    let no = Refusal::BreaksNextDose { dose: 2, on: DAYS[1] };
    assert_eq!(town.moves(&who, 1, 0, 3), Err(no));
}

#[test]
fn a_booked_dose_too_near_the_first_by_the_new_schedule_keeps_it_where_it_is() {
    let near = |days| {
        let since_first = vec![Dated::always(Span::Days(days))];
        three_doses(move |doses| doses[2].since_first.clone_from(&since_first))
    };
    let (mut town, who) = booked(near(76));
    assert!(town.moves(&who, 1, 0, 3).is_ok(), "76 whole days lie between");
    let (mut town, who) = booked(near(77));
    let no = Refusal::BreaksNextDose { dose: 3, on: DAYS[2] };
    assert_eq!(town.moves(&who, 1, 0, 3), Err(no));
}

#[test]
fn a_later_interval_of_the_new_schedule_counts_although_its_two_doses_stay() {
    let apart = |days| three_doses(move |doses| doses[2].intervals = days_apart(days));
    let (mut town, who) = booked(apart(35));
    assert!(town.moves(&who, 1, 0, 3).is_ok());
    let (mut town, who) = booked(apart(36));
    let no = Refusal::BreaksNextDose { dose: 3, on: DAYS[2] };
    assert_eq!(town.moves(&who, 1, 0, 3), Err(no));
}

/// What was right when it was booked and is not by rules that came later does not bind another dose.
fn after_a_change(change: impl FnOnce(&mut Policy)) -> (Town, Applicant) {
    let without = || Policy { schedules: Vec::new(), ..three_doses(|_| ()) };
    let (mut town, who) = booked(without());
    let mut policy = without();
    change(&mut policy);
    town.programme(super::PROGRAMME, policy);
    (town, who)
}

#[test]
fn without_schedules_a_later_pair_is_not_judged_by_a_move_of_the_first() {
    let (mut town, who) = after_a_change(|policy| policy.doses[2].intervals = days_apart(60));
    assert!(town.moves(&who, 1, 0, 5).is_ok());
    let (mut town, who) = after_a_change(|policy| policy.doses[1].ages = under(13));
    assert!(town.moves(&who, 1, 0, 5).is_ok(), "nor the age at a dose that stays");
}

#[test]
fn a_move_of_the_second_dose_does_not_judge_how_far_the_third_is_from_the_first() {
    let far = vec![Dated::always(Span::Days(139))];
    let (mut town, who) = after_a_change(|policy| policy.doses[2].since_first = far);
    assert!(town.moves(&who, 2, 1, 4).is_ok());
}

#[test]
fn a_move_of_the_second_dose_does_not_judge_whether_the_third_is_needed() {
    let starts = Start { after: THIRTEEN, until: None };
    let two = Schedule { starts, doses: two_doses(13).doses };
    let (mut town, who) = after_a_change(|policy| policy.schedules = vec![two]);
    assert!(town.moves(&who, 2, 1, 4).is_ok());
}

#[test]
fn the_dose_after_those_passed_over_keeps_its_own_distance_from_the_one_that_moves() {
    let under = Some(Age { years: 0, months: 12 });
    let ages = vec![Dated::always(AgeRule::OnTheDay { from: None, under })];
    let second = Dose { ages, passed_over: true, intervals: days_apart(13), ..dose(2) };
    let booster = Dose { intervals_after_passed: days_apart(27), ..third() };
    let booster = Dose { intervals: days_apart(200), ..booster };
    let policy =
        Policy { doses: vec![dose(1), second, booster], schedules: Vec::new(), ..two_doses(0) };
    let days = [date(2026, 10, 20), date(2026, 11, 20), date(2026, 10, 23), date(2026, 10, 24)];
    let mut town = Town::new(policy, &days);
    let who = Applicant { birth: date(2025, 6, 1), ..town.someone() };
    town.books(&who, 1, 0).unwrap();
    town.books(&who, 3, 1).unwrap();
    assert!(town.moves(&who, 1, 0, 2).is_ok(), "27 whole days lie between");
    let no = Refusal::BreaksNextDose { dose: 3, on: days[1] };
    assert_eq!(town.moves(&who, 1, 0, 3), Err(no));
    assert_eq!(town.cancels(&who, 1, 0).unwrap().changes.len(), 2, "it goes with the first");
}
