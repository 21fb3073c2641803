//! The pace on counters of all kinds, with people of all kinds.

use super::{
    town::{Counter, Kind},
    *,
};
use proptest::prelude::*;

/// A crowd that does not end.
const MANY: u64 = 100_000;
/// Residents' pages are refused when so many times as many are in work as can be at once.
const REFUSED_AT: usize = 8;

/// For each that can be served at once, it takes up to fifty accesses a second: a fiftieth of a second for each.
fn kinds() -> impl Strategy<Value = Kind> {
    (48_u32..200, 5_u64..50, 4_u64..11, 20_u64..700).prop_map(|(at_once, each, accesses, reads)| {
        Kind { at_once, accesses_a_second: u64::from(at_once) * each, accesses, reads }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// While people wait at the door the counter is not idle, and those inside are not so many that they had to be refused.
    #[test]
    fn a_crowd_keeps_the_counter_busy_and_never_swamps_it(kind in kinds()) {
        let mut counter = Counter::crowded(kind, MANY);
        counter.passes(25_000, kind.accesses_a_second);
        (counter.done, counter.most_in_work) = (0, 0);
        counter.passes(20_000, kind.accesses_a_second);
        let busy = counter.done * 100 / (20 * kind.accesses_a_second);
        prop_assert!(busy >= 75, "{busy} of a hundred");
        let refused_at = kind.at_once as usize * REFUSED_AT;
        prop_assert!(counter.most_in_work < refused_at, "{} in work", counter.most_in_work);
    }

    /// A counter that stops, as it does when the disk hangs, lets in next to nobody, and is busy again soon after.
    #[test]
    fn a_counter_that_stands_still_lets_nobody_in_and_then_goes_on(kind in kinds()) {
        let mut counter = Counter::crowded(kind, MANY);
        counter.passes(20_000, kind.accesses_a_second);
        counter.passes(2_000, 0);
        let before = counter.round().let_in();
        counter.passes(5_000, 0);
        let let_in = counter.round().let_in() - before;
        prop_assert!(let_in <= 5 + u64::from(kind.at_once), "{let_in} came into a standstill");
        counter.passes(10_000, kind.accesses_a_second);
        counter.done = 0;
        counter.passes(10_000, kind.accesses_a_second);
        let busy = counter.done * 100 / (10 * kind.accesses_a_second);
        prop_assert!(busy >= 60, "{busy} of a hundred");
    }
}

#[test]
fn tickets_begin_at_the_pace_that_the_counter_has_shown() {
    let kind = Kind { at_once: 64, accesses_a_second: 4_000, accesses: 10, reads: 100 };
    let counter = Counter::crowded(kind, MANY);
    let pace = counter.round().a_second();
    assert!((250..=400).contains(&pace), "{pace} of 400 visits a second");
}

#[test]
fn nobody_is_let_in_on_the_strength_of_silence() {
    // Those who were let in have yet to come: that nothing is in work says nothing of what goes.
    let mut entrance = crowded(None);
    for lot in 0..100_000 {
        entrance.ticket(at(1_000), lot);
    }
    passes(&mut entrance, 1_200, 60_000, 1);
    assert_eq!(entrance.round().map(Round::a_second), Some(AT_ONCE));
}
