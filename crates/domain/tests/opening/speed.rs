//! A hundred thousand people and twenty days: how long it takes is printed, not asserted.

use crate::town::{Town, someone, sound};
use domain::{
    Dated,
    age::{Age, AgeRule},
    impact,
    when::Date,
};
use jiff::{ToSpan, civil::date};
use std::time::Instant;

fn city() -> Town {
    let mut town = sound();
    for n in 0..18_i32 {
        let day: Date = date(2026, 10, 21).saturating_add(n.days());
        town.session(u128::from(n.unsigned_abs()) + 3, day);
    }
    town.roster = (0..100_000).map(someone).collect();
    for (n, listed) in (0_i32..).zip(&mut town.roster) {
        listed.applicant.birth = date(1930, 1, 1).saturating_add((n % 33_000).days());
    }
    town
}

#[test]
fn a_city_is_checked_and_previewed_in_seconds() {
    let town = city();
    let begun = Instant::now();
    let found = town.finds();
    println!("opening check of 100,000 people: {:?}, {} findings", begun.elapsed(), found.len());
    let from = Some(Age { years: 60, months: 0 });
    let mut after = town.setup.programme.clone();
    for dose in &mut after.policy.doses {
        dose.ages = vec![Dated::always(AgeRule::OnTheDay { from, under: None })];
    }
    let begun = Instant::now();
    let before = &town.setup.programme;
    let impact = impact::of(before, &after, &town.roster, &town.setup.slots, town.now);
    println!("preview for 100,000 people: {:?}", begun.elapsed());
    assert!(impact.doses[&1].gain.len() > 1000 && impact.doses[&1].lose.is_empty());
}
