//! A series is more than a programme: what was booked or given elsewhere counts, what may not be seen is not
//! told through the days, and what hangs on a dose goes with it.

use super::{
    live,
    town::{OCT_20, OFFICER, OTHER, PROGRAMME, Town, one_dose, two_doses},
};
use domain::{
    Applicant, Command, Policy, Refusal, command::Book, interval::VaccineKind, product::Given,
};
use jiff::civil::date;

#[test]
fn a_dose_counts_in_every_programme_of_its_series() {
    let mut town = Town::new(two_doses(20), &[OCT_20]);
    town.programme(OTHER, two_doses(20));
    town.slot(1, OTHER, date(2026, 10, 21), None);
    town.slot(2, OTHER, date(2026, 11, 9), None);
    town.slot(3, OTHER, date(2026, 11, 10), None);
    let who = town.someone();
    town.books(&who, 1, 0).unwrap();
    assert_eq!(town.books(&who, 1, 1), Err(Refusal::AlreadyBooked { dose: 1 }));
    let early = Refusal::TooSoon { previous: OCT_20, earliest: date(2026, 11, 10) };
    assert_eq!(town.books(&who, 2, 2), Err(early), "the second there, after the first here");
    town.books(&who, 2, 3).unwrap();

    let other_series = Policy { series: "flu".to_owned(), ..two_doses(20) };
    town.programme(OTHER, other_series);
    let who = town.someone();
    town.books(&who, 1, 0).unwrap();
    town.books(&who, 1, 1).expect("another series is another matter");
}

#[test]
fn a_dose_that_is_hidden_in_another_programme_hides_its_day_there_too() {
    let mut town = Town::new(two_doses(20), &[OCT_20]);
    town.programme(OTHER, two_doses(20));
    town.slot(1, OTHER, date(2026, 11, 30), None);
    let who = town.someone();
    let by_phone = Book { account: None, by: OFFICER, ..town.wish(&who, 1, 0) };
    town.ledger.decide(&Command::Book(by_phone)).unwrap();
    assert_eq!(town.books(&who, 2, 1), Err(Refusal::AlreadyBooked { dose: 1 }));

    let gives_live = |policy: Policy| Policy { products: vec![live("mr")], ..policy };
    let mut town = Town::new(gives_live(one_dose()), &[]);
    town.programme(OTHER, gives_live(one_dose()));
    town.slot(0, OTHER, OCT_20, Some("mr"));
    town.slot(1, PROGRAMME, date(2026, 10, 30), Some("mr"));
    let who = town.someone();
    let by_phone = Book { account: None, by: OFFICER, ..town.wish(&who, 1, 0) };
    town.ledger.decide(&Command::Book(by_phone)).unwrap();
    let told = town.books(&who, 1, 1);
    assert_eq!(told, Err(Refusal::AlreadyBooked { dose: 1 }), "and not the day of the other");
}

#[test]
fn nobody_goes_back_for_a_dose_when_a_later_one_was_given() {
    let mut town = Town::new(two_doses(20), &[OCT_20]);
    let on = date(2026, 9, 15);
    let (series, kind) = ("covid-2021".to_owned(), VaccineKind::Inactivated);
    let given = vec![Given { series, dose: 2, on, product: None, kind }];
    let who = Applicant { given, ..town.someone() };
    assert_eq!(town.books(&who, 1, 0), Err(Refusal::AlreadyGiven { dose: 2, on }));
}

#[test]
fn cancelling_a_dose_that_was_given_after_all_takes_nothing_along() {
    let mut town = Town::new(two_doses(20), &[OCT_20, date(2026, 11, 30)]);
    let who = town.someone();
    town.books(&who, 1, 0).unwrap();
    town.books(&who, 2, 1).unwrap();
    let (series, kind) = ("covid-2021".to_owned(), VaccineKind::Inactivated);
    let on = date(2026, 9, 15);
    let given = vec![Given { series, dose: 1, on, product: None, kind }];
    let vaccinated = Applicant { given, ..who };
    let gone = town.cancels(&vaccinated, 1, 0).unwrap();
    assert_eq!(gone.changes.len(), 1, "the second is needed as before: {gone:?}");
}

#[test]
fn an_account_does_not_cancel_what_it_may_not_see() {
    let mut town = Town::new(two_doses(20), &[OCT_20, date(2026, 11, 30)]);
    let who = town.someone();
    town.books(&who, 1, 0).unwrap();
    let by_phone = Book { account: None, by: OFFICER, ..town.wish(&who, 2, 1) };
    town.ledger.decide(&Command::Book(by_phone)).unwrap();
    assert_eq!(town.cancels(&who, 1, 0), Err(Refusal::LaterDoseBooked { dose: 2 }));
}
