//! The same laws over long random histories of a larger town.

use crate::{
    how_many, law,
    town::{Of, Step, Town},
};
use domain::Pool;
use jiff::civil::date;
use proptest::prelude::*;

const PEOPLE: u128 = 15;
const SLOTS: [Of; 4] = [
    (1, date(2026, 10, 20), &[(Pool::Public, 2), (Pool::CallCentre, 1)]),
    (2, date(2026, 10, 20), &[(Pool::Public, 1)]),
    (3, date(2026, 10, 27), &[(Pool::Public, 1), (Pool::CallCentre, 1)]),
    (4, date(2026, 11, 3), &[(Pool::Public, 2)]),
];

/// Joining, leaving and answering come often, for a random walk seldom meets the few who have an offer.
fn any_step() -> impl Strategy<Value = Step> {
    let (person, slot) = (1..=PEOPLE, 1..=4_u128);
    (0..18_u8, person, slot, prop::bool::ANY, 0..3_u32).prop_map(
        |(kind, person, slot, phone, to)| match kind {
            0..=3 => Step::Book { person, slot },
            4 => Step::Move { person, slot },
            5 | 6 => Step::Cancel { person },
            7..=9 => Step::Join { person },
            10 => Step::Leave { person },
            11 => Step::Accept { person },
            12 => Step::Decline { person },
            13 => Step::Lapse { person },
            14 => {
                let pool = if phone { Pool::CallCentre } else { Pool::Public };
                Step::Capacity { slot, pool, to }
            }
            15 if phone => Step::EndHold,
            15 => Step::Hold { slot },
            16 if phone => Step::LeaveAll { person },
            _ => {
                Step::Together { first: person, second: (person + u128::from(to) % 2) % PEOPLE + 1 }
            }
        },
    )
}

/// Whoever answers is one of those who have an offer, if anybody has one.
fn aimed(step: Step, town: &Town) -> Step {
    let one_of = |person: u128| {
        let mut all: Vec<_> = town.live_offers().map(|o| o.person.0.as_u128()).collect();
        all.sort_unstable();
        let nth = usize::try_from(person).expect("few") % all.len().max(1);
        all.get(nth).copied().unwrap_or(person)
    };
    match step {
        Step::Accept { person } => Step::Accept { person: one_of(person) },
        Step::Decline { person } => Step::Decline { person: one_of(person) },
        Step::Lapse { person } => Step::Lapse { person: one_of(person) },
        other => other,
    }
}

/// Every law after every step.
fn walks(mut town: Town, steps: Vec<Step>) -> Result<(), String> {
    for step in steps {
        let (before, step) = (town.clone(), aimed(step, &town));
        let came = town.take(step);
        let lawful = law::followed(&before, &came, &town).and_then(|()| law::holds(&town));
        lawful.map_err(|why| format!("{why} after {step:?}"))?;
        town.forget();
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: how_many::cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_forbidden_comes_of_any_history(
        steps in prop::collection::vec(any_step(), 20..=120),
        places in 1..=2_u32,
        wave in 1..=3_u8,
    ) {
        let town = Town::new(PEOPLE, &SLOTS, 2).of_neighbours(PEOPLE);
        let town = town.each_taking(places).in_waves_of(wave);
        prop_assert_eq!(walks(town, steps), Ok(()));
    }
}

#[test]
fn those_of_one_wave_who_then_wait_together_and_all_leave_give_the_place_back() {
    let town = Town::new(PEOPLE, &SLOTS, 2).of_neighbours(PEOPLE).each_taking(2).in_waves_of(2);
    let steps = vec![
        Step::Book { person: 3, slot: 4 },
        Step::Book { person: 2, slot: 1 },
        Step::Join { person: 15 },
        Step::Join { person: 1 },
        Step::Cancel { person: 2 },
        Step::Together { first: 15, second: 1 },
        Step::LeaveAll { person: 15 },
    ];
    let mut seen = town.clone();
    for step in &steps[..6] {
        seen.take(*step).expect("every step is allowed");
    }
    assert_eq!(seen.live_offers().count(), 2, "both have an offer of the one place");
    assert_eq!(walks(town, steps), Ok(()));
}

#[test]
fn random_histories_reach_what_they_are_about() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let (mut runner, any) = (TestRunner::deterministic(), prop::collection::vec(any_step(), 120));
    let (mut offers, mut accepted, mut parties, mut outrun) = (0, 0, 0, 0);
    for _ in 0..50 {
        let mut town = Town::new(PEOPLE, &SLOTS, 2).of_neighbours(PEOPLE).in_waves_of(2);
        for step in any.new_tree(&mut runner).expect("nothing is filtered out").current() {
            let step = aimed(step, &town);
            let came = town.take(step);
            outrun += law::outrun(&came);
            parties += usize::from(law::offers_to_a_party(&came));
            let changes = came.iter().flatten().flat_map(|decision| &decision.changes);
            offers += changes.filter(|c| matches!(c, domain::Change::OfferMade(_))).count();
            accepted += usize::from(came.is_ok() && matches!(step, Step::Accept { .. }));
        }
    }
    let told =
        format!("{offers} offers, {accepted} of them taken, {outrun} outrun, {parties} to a party");
    assert!(offers > 100 && accepted > 25 && parties > 25 && outrun > 25, "{told}");
    println!("{told}");
}
