//! Programmes that take a voucher: one in force, valid on the day, at booking and at every move.

use crate::town::{Town, one_dose, slot};
use domain::{
    Applicant, Command, Door, Policy, Refusal, booking,
    command::{Book, Move},
    voucher::{self, Validity},
    when::Date,
};
use jiff::{Span, civil::date};
use proptest::prelude::*;

const AUTUMN: Validity =
    Validity { from: Some(date(2026, 10, 1)), until: Some(date(2026, 12, 31)) };
const SPRING: Validity = Validity { from: Some(date(2027, 3, 1)), until: None };
const LAST_YEAR: Validity = Validity { from: None, until: Some(date(2026, 3, 31)) };

/// Slots on the last day of autumn's vouchers, on the day after, and on the first day of spring's.
fn town() -> Town {
    let policy = Policy { voucher_needed: true, ..one_dose() };
    Town::new(policy, &[date(2026, 12, 31), date(2027, 1, 1), date(2027, 3, 1)])
}

fn with(town: &mut Town, vouchers: &[Validity]) -> Applicant {
    Applicant { vouchers: vouchers.to_vec(), ..town.someone() }
}

fn not_valid(validity: Validity) -> Refusal {
    Refusal::VoucherNotValid { from: validity.from, until: validity.until }
}

#[test]
fn a_voucher_is_asked_for_only_where_the_programme_needs_one() {
    let mut town = town();
    let bare = with(&mut town, &[]);
    assert_eq!(town.books(&bare, 1, 0), Err(Refusal::NoVoucher));
    let programme = &town.ledger.programmes[&crate::town::PROGRAMME];
    let asked = booking::may_have(programme, 1, &bare, (&[], &[]), domain::Sight::Whole, town.now);
    assert_eq!(asked, Err(Refusal::NoVoucher), "before any slot is shown");

    let mut free = Town::new(one_dose(), &[date(2026, 12, 31)]);
    let bare = with(&mut free, &[]);
    assert!(free.books(&bare, 1, 0).is_ok());
    let past = with(&mut free, &[LAST_YEAR]);
    assert!(free.books(&past, 1, 0).is_ok());
}

#[test]
fn the_day_of_the_slot_counts_and_not_the_day_of_the_booking() {
    let mut town = town();
    let who = with(&mut town, &[AUTUMN]);
    assert_eq!(town.books(&who, 1, 1), Err(not_valid(AUTUMN)), "the day after its last");
    assert!(town.books(&who, 1, 0).is_ok(), "its last day");
    let early = with(&mut town, &[SPRING]);
    assert_eq!(town.books(&early, 1, 1), Err(not_valid(SPRING)), "the day before its first");
    assert!(town.books(&early, 1, 2).is_ok(), "its first day, though it is not valid today");
}

#[test]
fn of_several_vouchers_one_is_enough_and_the_nearest_is_spoken_of() {
    let mut town = town();
    let who = with(&mut town, &[LAST_YEAR, AUTUMN, SPRING]);
    assert_eq!(town.books(&who, 1, 1), Err(not_valid(SPRING)), "the next to begin");
    assert!(town.books(&who, 1, 2).is_ok());
    let past = with(&mut town, &[AUTUMN, LAST_YEAR]);
    assert_eq!(town.books(&past, 1, 2), Err(not_valid(AUTUMN)), "the one that ended last");
}

#[test]
fn a_booking_does_not_move_out_of_its_voucher() {
    let mut town = town();
    let who = with(&mut town, &[AUTUMN]);
    town.books(&who, 1, 0).unwrap();
    let Book { id, applicant, door, by, at, .. } = town.wish(&who, 1, 0);
    let to = Move { booking: id, applicant, to: slot(1), door, by, at };
    assert_eq!(town.ledger.decide(&Command::Move(to.clone())), Err(not_valid(AUTUMN)));
    // Reissued meanwhile for a time that has not begun.
    let reissued = Applicant { vouchers: vec![SPRING], ..who };
    let to = Move { applicant: reissued, to: slot(2), ..to };
    assert!(town.ledger.decide(&Command::Move(to)).is_ok());
}

#[test]
fn staff_do_not_set_a_voucher_aside() {
    let mut town = town();
    let who = with(&mut town, &[LAST_YEAR]);
    let exception = Some("窓口で確認".to_owned());
    let wish = Book {
        door: Door::Phone,
        account: None,
        by: crate::town::OFFICER,
        exception,
        ..town.wish(&who, 1, 0)
    };
    assert_eq!(town.ledger.decide(&Command::Book(wish)), Err(not_valid(LAST_YEAR)));
}

fn day() -> impl Strategy<Value = Date> {
    (0..40_i64).prop_map(|n| date(2026, 10, 1).saturating_add(Span::new().days(n)))
}

fn validity() -> impl Strategy<Value = Validity> {
    let end = || proptest::option::of(day());
    (end(), end()).prop_map(|(from, until)| Validity { from, until })
}

proptest! {
    #[test]
    fn one_is_spoken_of_exactly_if_none_is_valid(
        vouchers in proptest::collection::vec(validity(), 0..4), on in day(),
    ) {
        let valid = vouchers.iter().any(|voucher| {
            voucher.from.unwrap_or(Date::MIN) <= on && on <= voucher.until.unwrap_or(Date::MAX)
        });
        let told = voucher::nearest(&vouchers, on);
        prop_assert_eq!(told.is_some(), !valid && !vouchers.is_empty());
        prop_assert!(told.is_none_or(|told| vouchers.contains(&told) && !told.covers(on)));
    }
}
