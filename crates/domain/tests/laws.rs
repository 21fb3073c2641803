//! What holds in every town, whatever is asked in whatever order: laws over random towns and random wishes.
//! Examples of each answer are in `booking.rs`.

mod random_town;

use domain::{
    Booking, BookingId, Change, Command, Decision, Ledger, PersonId, Refusal, booking,
    interval::Interval,
};
use proptest::prelude::*;
use random_town::{Draw, Step, any_town, towns};
use std::collections::{BTreeSet, HashSet};

fn live(ledger: &Ledger) -> impl Iterator<Item = &Booking> {
    ledger.bookings.values().flatten().filter(|booking| booking.is_live())
}

fn places_taken(ledger: &Ledger) -> u32 {
    ledger.slots.values().flat_map(|slot| &slot.pools).map(|count| count.booked).sum()
}

fn same_facts(one: &Ledger, other: &Ledger) -> bool {
    one.slots == other.slots
        && one.bookings == other.bookings
        && one.programmes == other.programmes
        && one.numbers_used == other.numbers_used
}

fn find(ledger: &Ledger, person: PersonId, id: BookingId) -> Option<&Booking> {
    ledger.bookings.get(&person)?.iter().find(|booking| booking.id == id)
}

/// Takes every step, and looks at the facts before and after each.
fn play(
    mut ledger: Ledger,
    draws: &[Draw],
    mut look: impl FnMut(
        &Ledger,
        &Step,
        &Result<Decision, Refusal>,
        &Ledger,
    ) -> Result<(), TestCaseError>,
) -> Result<Ledger, TestCaseError> {
    for (n, draw) in (1..).zip(draws) {
        let before = ledger.clone();
        let step = draw.step(&ledger, n);
        let answer = step.take(&mut ledger);
        look(&before, &step, &answer, &ledger)?;
    }
    Ok(ledger)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_pool_is_ever_over_its_capacity((ledger, draws) in any_town()) {
        play(ledger, &draws, |_, _, _, after| {
            let mut pools = after.slots.values().flat_map(|slot| &slot.pools);
            prop_assert!(pools.all(|count| count.booked <= count.capacity));
            Ok(())
        })?;
    }

    #[test]
    fn what_is_counted_as_taken_is_what_live_bookings_have_taken((ledger, draws) in any_town()) {
        play(ledger, &draws, |_, _, _, after| {
            for slot in after.slots.values() {
                for count in &slot.pools {
                    let here = |b: &&Booking| b.slot == slot.id && b.pool == count.pool;
                    prop_assert_eq!(count.booked as usize, live(after).filter(here).count());
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_person_has_one_live_booking_for_a_dose_at_most((ledger, draws) in any_town()) {
        play(ledger, &draws, |_, _, _, after| {
            let mut seen = HashSet::new();
            prop_assert!(live(after).all(|b| seen.insert((b.person, b.programme, b.dose))));
            Ok(())
        })?;
    }

    #[test]
    fn a_refusal_changes_nothing((ledger, draws) in any_town()) {
        play(ledger, &draws, |before, _, answer, after| {
            let still = answer.as_ref().is_ok_and(|decision| !decision.changes.is_empty());
            prop_assert!(still || same_facts(before, after));
            Ok(())
        })?;
    }

    #[test]
    fn a_repeat_changes_nothing_however_late((ledger, draws) in any_town()) {
        let mut granted = Vec::new();
        let mut end = play(ledger, &draws, |_, step, answer, after| {
            if answer.is_ok() {
                prop_assert_eq!(step.take(&mut after.clone()), Ok(Decision::nothing()));
            }
            if let (Step::Ask(Command::Book(_)), Ok(_)) = (step, answer) {
                granted.push(step.clone());
            }
            Ok(())
        })?;
        let before = end.clone();
        for step in granted {
            prop_assert_eq!(step.take(&mut end), Ok(Decision::nothing()));
        }
        prop_assert!(same_facts(&before, &end));
    }

    #[test]
    fn a_move_ends_at_the_new_place_or_at_the_old_one((ledger, draws) in any_town()) {
        play(ledger, &draws, |before, step, answer, after| {
            let Step::Ask(Command::Move(wish)) = step else { return Ok(()) };
            prop_assert_eq!(live(before).count(), live(after).count());
            prop_assert_eq!(places_taken(before), places_taken(after));
            let person = wish.applicant.person;
            let (was, is) = (find(before, person, wish.booking), find(after, person, wish.booking));
            match (answer, was, is) {
                (Ok(_), Some(_), Some(is)) if is.is_live() => {
                    prop_assert_eq!((is.slot, is.date), (wish.to, after.slots[&wish.to].date));
                }
                _ => prop_assert_eq!(was, is),
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_cancellation_gives_back_one_place_and_it_is_the_one_that_was_taken((ledger, draws) in any_town()) {
        play(ledger, &draws, |before, step, answer, after| {
            let (Step::Ask(Command::Cancel(wish)), Ok(decision)) = (step, answer) else { return Ok(()) };
            let given_back = places_taken(before) - places_taken(after);
            prop_assert_eq!(given_back as usize, decision.changes.len());
            if let [Change::BookingCancelled { place: (slot, pool), .. }] = decision.changes[..] {
                let taken = |ledger: &Ledger| ledger.slots[&slot].pool(pool).booked;
                prop_assert_eq!(taken(after) + 1, taken(before));
            }
            let booking = find(after, wish.applicant.person, wish.booking);
            prop_assert!(booking.is_some_and(|booking| !booking.is_live()));
            Ok(())
        })?;
    }

    #[test]
    fn the_list_the_confirmation_and_the_final_word_agree((ledger, draws) in any_town()) {
        play(ledger, &draws, |before, step, answer, _| {
            let Step::Ask(command) = step else { return Ok(()) };
            let Some(listed) = listed(before, command) else { return Ok(()) };
            let taken = answer.as_ref().map(|decision| match decision.changes[..] {
                [Change::BookingMade(ref booking)] => booking.pool,
                [Change::BookingMoved { to: (_, pool), .. }] => pool,
                ref other => panic!("neither booked nor moved: {other:?}"),
            });
            prop_assert_eq!(listed.as_ref(), taken.as_ref().map_err(|refusal| *refusal));
            Ok(())
        })?;
    }

    #[test]
    fn the_doses_a_person_holds_keep_their_distance((ledger, draws) in any_town()) {
        play(ledger, &draws, |_, _, _, after| {
            for second in live(after).filter(|b| b.dose == 2) {
                let Some(rule) = after.programmes[&second.programme].dose(2).and_then(|d| d.interval_on(second.date)) else {
                    continue;
                };
                let same = |b: &&Booking| (b.person, b.programme, b.dose) == (second.person, second.programme, 1);
                for first in live(after).filter(same) {
                    let interval = rule.judge(first.date, second.date);
                    let blocked = matches!(interval, Interval::TooEarly { .. } | Interval::TooLate { .. });
                    prop_assert!(!blocked, "{first:?} and {second:?}");
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn no_booking_number_is_given_twice((ledger, draws) in any_town()) {
        let end = play(ledger, &draws, |_, _, _, _| Ok(()))?;
        let all: Vec<_> = end.bookings.values().flatten().map(|booking| booking.number).collect();
        prop_assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        prop_assert_eq!(u64::try_from(all.len()), Ok(end.numbers_used));
    }
}

/// What a page would have said about this wish just before; nothing where it would not have been asked:
/// a repeat, a move to the same place, a slot or a booking there is none of.
fn listed(ledger: &Ledger, command: &Command) -> Option<Result<domain::Pool, Refusal>> {
    match command {
        Command::Book(wish) => {
            let (programme, slot) =
                (&ledger.programmes[&wish.programme], ledger.slots.get(&wish.slot)?);
            let facts = ledger.facts(&wish.applicant, programme, wish.by);
            if facts.bookings.iter().any(|booking| booking.once == wish.once) {
                return None;
            }
            let case = facts.case(programme, wish.dose, slot, &wish.applicant);
            let listed = booking::may_book(&case, wish.door, wish.at);
            let (who, own) = (&wish.applicant, &facts.bookings);
            if let Err(never) = booking::may_have(programme, wish.dose, who, own, wish.by, wish.at)
            {
                assert_eq!(listed, Err(never), "a dose that is not to be had is on no list");
            }
            Some(listed)
        }
        Command::Move(wish) => {
            let held = find(ledger, wish.applicant.person, wish.booking)?;
            let (programme, slot) =
                (&ledger.programmes[&held.programme], ledger.slots.get(&wish.to)?);
            if held.is_live() && held.slot == wish.to {
                return None;
            }
            let facts = ledger.facts(&wish.applicant, programme, wish.by);
            let case = facts.case(programme, held.dose, slot, &wish.applicant);
            Some(booking::may_move(&case, held, &ledger.slots[&held.slot], wish.door, wish.at))
        }
        Command::Cancel(_) | Command::Together(_) => None,
    }
}

/// The laws above say little of towns in which nothing happens, so what happens is looked at too.
#[test]
fn random_towns_meet_every_answer() {
    let mut met = BTreeSet::new();
    for (ledger, draws) in towns(500) {
        play(ledger, &draws, |_, _, answer, _| {
            met.insert(match answer {
                Ok(decision) => decision.changes.first().map_or("Nothing".to_owned(), name),
                Err(refusal) => name(refusal),
            });
            Ok(())
        })
        .unwrap();
    }
    let expected = "AboveAnyRoom Age AlreadyBooked AlreadyCancelled BelowTaken BookingCancelled BookingMade \
        BookingMoved BreaksNextDose CapacitySet Full NoSuchBooking NoSuchDose NotOpenYet NotThisProgramme Nothing PastCutOff \
        PreviousDoseMissing ProgrammeClosed SlotClosed TooLate TooSoon";
    assert_eq!(
        met.into_iter().collect::<Vec<_>>(),
        expected.split_whitespace().collect::<Vec<_>>()
    );
}

/// The name of an enum's variant.
fn name(variant: &impl std::fmt::Debug) -> String {
    let text = format!("{variant:?}");
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}
