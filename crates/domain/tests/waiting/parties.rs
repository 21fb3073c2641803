//! Examples of those who wait together: what they take, what they give back for it, and what stops them all.

use crate::town::{Of, Step, Town, account, slot_id, someone};
use domain::{Change, Pool, Refusal, waitlist};
use jiff::civil::date;

const PEOPLE: u128 = 5;
const SLOTS: [Of; 2] =
    [(1, date(2026, 10, 20), &[(Pool::Public, 2)]), (2, date(2026, 10, 27), &[(Pool::Public, 2)])];

/// 4 and 5 have the earlier places, 1 and 2 the later ones, and wait together for earlier ones.
fn couple() -> Town {
    let mut town = Town::new(PEOPLE, &SLOTS, 2).of_neighbours(PEOPLE);
    for (person, slot) in [(4, 1), (5, 1), (1, 2), (2, 2)] {
        town.take(Step::Book { person, slot }).expect("a place");
    }
    town.take(Step::Together { first: 1, second: 2 }).expect("they may wait");
    town
}

fn live(town: &Town) -> usize {
    town.live_offers().count()
}

#[test]
fn both_take_an_earlier_place_by_one_answer_and_give_the_later_ones_back() {
    let mut town = couple();
    town.take(Step::Cancel { person: 4 }).unwrap();
    assert_eq!(live(&town), 0, "one place is too few");
    town.take(Step::Cancel { person: 5 }).unwrap();
    let told = town.live_offers().filter(|offer| offer.id == offer.lead).count();
    assert_eq!((live(&town), told), (2, 1), "two places, one of which is told for both");
    let came = town.take(Step::Accept { person: 2 }).unwrap();
    assert_eq!(
        waitlist::freed(&came[0]),
        [slot_id(1), slot_id(2)],
        "offered on in the same breath"
    );
    for person in [1, 2] {
        assert_eq!(town.booking_of(person).unwrap().slot, slot_id(1));
    }
    assert_eq!(town.ledger.slots[&slot_id(2)].pool(Pool::Public).left(), 2);
    assert!(town.waiting().is_empty() && live(&town) == 0);
}

#[test]
fn if_one_may_not_take_it_any_more_nobody_does_and_all_stays() {
    let mut town = couple();
    for person in [4, 5] {
        town.take(Step::Cancel { person }).unwrap();
    }
    town.ledger.links.remove(&(account(1).unwrap(), someone(2).person));
    let before = town.clone();
    let why = Box::new(Refusal::NotLinked);
    let Err(Refusal::OneOfThem { why: told, .. }) = town.take(Step::Accept { person: 1 }) else {
        panic!("they may not")
    };
    assert_eq!(told, why);
    assert_eq!(town.ledger.slots, before.ledger.slots);
    assert_eq!(town.ledger.bookings, before.ledger.bookings);
    assert_eq!(live(&town), 2, "what is offered stands");
}

#[test]
fn whoever_needs_no_place_stands_aside_for_the_others() {
    let mut town = couple();
    town.take(Step::Cancel { person: 4 }).unwrap();
    town.take(Step::Move { person: 1, slot: 1 }).unwrap();
    assert_eq!(live(&town), 0, "the place is taken by one of them");
    town.take(Step::Cancel { person: 5 }).unwrap();
    let offers: Vec<_> = town.live_offers().map(|offer| offer.person).collect();
    assert_eq!(offers, [someone(2).person], "the other is asked alone");
    let came = town.take(Step::Accept { person: 2 }).unwrap();
    let alone = |change: &Change| matches!(change, Change::PartySet { person, party: None, .. } if *person == someone(1).person);
    assert!(came[0].changes.iter().any(alone), "whoever is left waits alone: {came:?}");
}
