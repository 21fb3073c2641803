//! The opening check: each finding alone in a programme in which nothing else is wrong, and what follows from it.

mod change;
mod places;
mod rules;
mod schedules;
mod speed;
mod spoil;
mod town;

use domain::{Change, Refusal, opening};
use proptest::prelude::*;
use town::{at, sound};

#[test]
fn a_sound_programme_opens() {
    let town = sound();
    assert_eq!(town.finds(), []);
    let from = at("2026-10-05T09:00:00");
    let decision = opening::open(town.setup.clone(), from, &town.roster, town.now).unwrap();
    let [Change::ProgrammeSaved(opened)] = &decision.changes[..] else { panic!("{decision:?}") };
    assert_eq!(opened.opens_at, Some(from));
    assert_eq!(opened.policy, town.setup.programme.policy);
}

#[test]
fn one_that_contradicts_itself_does_not_open_nor_take_such_rules_later() {
    let mut town = sound();
    town.policy().doses[0].number = 3;
    town.setup.venues[0].address.clear();
    let (from, stops) = (at("2026-10-05T09:00:00"), town.stopped_by().len());
    assert!(stops >= 2);
    let refused = Err(Refusal::ContradictsItself { findings: stops });
    assert_eq!(opening::open(town.setup.clone(), from, &town.roster, town.now), refused);
    assert!(
        opening::save(town.setup.clone(), &town.roster, town.now).is_ok(),
        "nobody can book it yet, so it may stand half done"
    );
    for opens_at in [from, at("2026-09-01T09:00:00")] {
        town.setup.programme.opens_at = Some(opens_at);
        assert_eq!(opening::save(town.setup.clone(), &town.roster, town.now), refused);
    }
}

#[test]
fn the_opening_hour_itself_is_judged() {
    let town = sound();
    let late = at("2026-11-10T09:45:00");
    assert!(matches!(
        opening::open(town.setup, late, &town.roster, town.now),
        Err(Refusal::ContradictsItself { .. })
    ));
}

proptest! {
    /// Whatever stands first in a list, the check finds the same.
    #[test]
    fn the_order_of_sessions_slots_and_people_does_not_matter(seed in any::<u64>()) {
        let mut town = sound();
        town.setup.slots[2].ends = town.setup.slots[2].starts;
        town.set_places(5, domain::Pool::Public, 600);
        town.policy().closures.push(town::FIRST);
        let before = town.finds();
        let turn = |n: usize| usize::try_from(seed % n as u64).unwrap();
        let (slots, sessions, people) = (8, 2, town.roster.len());
        town.setup.slots.rotate_left(turn(slots));
        town.setup.sessions.rotate_left(turn(sessions));
        town.roster.rotate_left(turn(people));
        town.setup.slots.reverse();
        prop_assert_eq!(town.finds(), before);
    }

    /// A second dose fits exactly when its places are at least those of the first.
    #[test]
    fn the_next_dose_is_short_by_what_is_missing(first in 1..9_u32, second in 1..9_u32) {
        let mut town = sound();
        for index in 0..8 {
            town.set_places(index, domain::Pool::Public, if index < 4 { first } else { second });
        }
        let (wanted, room) = (4 * (first + 2), 4 * (second + 2));
        let short = town.finds().into_iter().find(|finding| {
            matches!(finding, opening::Finding::NextDoseShort { .. })
        });
        let expected = opening::Finding::NextDoseShort { dose: 2, wanted, found: room, soon: true };
        prop_assert_eq!(short, (room < wanted).then_some(expected));
    }
}
