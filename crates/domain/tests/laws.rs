//! What holds in every town, whatever is asked in whatever order: laws over random towns and random wishes.
//! Examples of each answer are in `booking.rs`.

mod how_many;
mod linked;
mod random_town;

use domain::{
    Booking, BookingId, BookingNumber, Change, Command, Decision, Ledger, PersonId, Refusal,
    booking, interval::Interval,
};
use proptest::prelude::*;
use random_town::{Draw, Step, any_draw, any_town, towns};
use std::collections::{BTreeSet, HashSet};

fn all(ledger: &Ledger) -> impl Iterator<Item = &Booking> {
    ledger.bookings.values().flatten()
}

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
        && one.kept == other.kept
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
    #![proptest_config(ProptestConfig { cases: how_many::cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_pool_and_no_exam_is_ever_over_its_capacity((ledger, draws) in any_town()) {
        play(ledger, &draws, |_, _, _, after| {
            let mut pools = after.slots.values().flat_map(|slot| &slot.pools);
            prop_assert!(pools.all(|count| count.booked + count.held <= count.capacity + count.over));
            let mut quotas = after.slots.values().flat_map(|slot| &slot.quotas);
            prop_assert!(quotas.all(|quota| quota.booked <= quota.capacity));
            Ok(())
        })?;
    }

    #[test]
    fn what_is_counted_as_taken_is_what_bookings_and_holds_have_taken((ledger, draws) in any_town()) {
        play(ledger, &draws, |_, _, _, after| {
            for slot in after.slots.values() {
                let kept: Vec<_> = all(after).filter(|b| b.slot == slot.id && b.keeps_place()).collect();
                for count in &slot.pools {
                    let units: u32 = kept.iter().filter(|b| b.pool == count.pool).map(|b| b.units).sum();
                    prop_assert_eq!(count.booked, units);
                    let held = after.kept.values().filter(|h| (h.slot, h.pool) == (slot.id, count.pool));
                    prop_assert_eq!(count.held, held.map(|hold| hold.places).sum::<u32>());
                }
                for quota in &slot.quotas {
                    let here = kept.iter().filter(|b| b.dose == quota.dose).count();
                    prop_assert_eq!(quota.booked as usize, here);
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn whoever_has_an_exam_somewhere_has_a_place_there((ledger, draws) in any_town()) {
        play(ledger, &draws, |_, _, _, after| {
            let visits: BTreeSet<_> = all(after).filter(|b| b.keeps_place()).map(|b| (b.person, b.slot)).collect();
            for (person, slot) in visits {
                let here = all(after).filter(|b| (b.person, b.slot) == (person, slot) && b.keeps_place());
                let with_place = here.filter(|b| b.units > 0).count();
                prop_assert!(with_place > 0, "nothing left of the place of {person} in {slot}");
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_hold_is_never_approved_by_whoever_asked_nor_used_before((ledger, draws) in any_town()) {
        play(ledger, &draws, |before, _, answer, after| {
            for hold in after.kept.values() {
                prop_assert!(hold.approved.is_none_or(|(by, _)| by != hold.asked_by));
                prop_assert!(hold.ended_at.is_none() || hold.places == 0);
            }
            for change in answer.iter().flat_map(|decision| &decision.changes) {
                if let Change::HoldUsed { hold, .. } = change {
                    prop_assert!(before.kept[hold].approved.is_some());
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_dose_that_was_given_is_not_booked_again((ledger, draws) in any_town()) {
        play(ledger, &draws, |_, _, _, after| {
            for given in all(after).filter(|b| b.was_given()) {
                let same = |b: &&Booking| {
                    b.id != given.id && (b.person, b.programme, b.dose) == (given.person, given.programme, given.dose)
                };
                prop_assert!(!all(after).filter(same).any(Booking::keeps_the_dose));
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
            let person = wish.applicant.person;
            let (was, is) = (find(before, person, wish.booking), find(after, person, wish.booking));
            match (answer, was, is) {
                (Ok(_), Some(_), Some(is)) if is.is_live() => {
                    prop_assert_eq!((is.slot, is.date), (wish.to, after.slots[&wish.to].date));
                }
                _ => {
                    prop_assert_eq!(places_taken(before), places_taken(after));
                    prop_assert_eq!(was, is);
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_cancellation_gives_back_the_place_that_was_taken_and_no_other((ledger, draws) in any_town()) {
        play(ledger, &draws, |before, step, answer, after| {
            let (Step::Ask(Command::Cancel(wish)), Ok(decision)) = (step, answer) else { return Ok(()) };
            let given_back = places_taken(before) - places_taken(after);
            let places = decision.changes.iter().filter_map(|change| match change {
                Change::BookingCancelled { place, .. } => Some(place),
                _ => None,
            });
            let places: Vec<_> = places.collect();
            prop_assert_eq!(given_back, places.iter().map(|place| place.units).sum::<u32>());
            if let [place] = places[..] {
                let taken = |ledger: &Ledger| ledger.slots[&place.slot].pool(place.pool).booked;
                prop_assert_eq!(taken(after) + place.units, taken(before));
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
                [Change::BookingMade(ref booking)] => booking.place(),
                [.., Change::BookingMoved { to, .. }] => to,
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
                let Some(rule) = after.programmes[&second.programme].policy.doses_numbered(2).next().and_then(|d| d.interval_on(second.date)) else {
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
    fn the_order_of_unrelated_wishes_does_not_matter((ledger, draws) in any_town(), one in any_draw(), other in any_draw()) {
        let end = play(ledger, &draws, |_, _, _, _| Ok(()))?;
        let (one, other) = (one.step(&end, 1_001), other.step(&end, 1_002));
        if touches(&end, &one).is_disjoint(&touches(&end, &other)) {
            let (mut first, mut second) = (end.clone(), end);
            let (a, b) = (one.take(&mut first), other.take(&mut first));
            let (later_b, later_a) = (other.take(&mut second), one.take(&mut second));
            prop_assert_eq!((unnumbered(a), unnumbered(b)), (unnumbered(later_a), unnumbered(later_b)));
            prop_assert_eq!(first.slots, second.slots);
            prop_assert_eq!(first.kept, second.kept);
        }
    }

    #[test]
    fn no_booking_number_is_given_twice((ledger, draws) in any_town()) {
        let end = play(ledger, &draws, |_, _, _, _| Ok(()))?;
        let all: Vec<_> = end.bookings.values().flatten().map(|booking| booking.number).collect();
        prop_assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        prop_assert_eq!(u64::try_from(all.len()), Ok(end.numbers_used));
    }
}

/// Everything a step looks at or alters: persons, slots, holds.
fn touches(ledger: &Ledger, step: &Step) -> BTreeSet<String> {
    let command = match step {
        Step::Ask(command) => command,
        Step::Capacity { slot, .. } | Step::Overbook { slot, .. } | Step::Exam { slot, .. } => {
            return BTreeSet::from([slot.to_string()]);
        }
    };
    let mut all: BTreeSet<String> =
        command.wanted_slots().iter().map(ToString::to_string).collect();
    for person in command.persons() {
        all.insert(person.to_string());
        let own = ledger.bookings.get(&person).into_iter().flatten();
        all.extend(own.map(|booking| booking.slot.to_string()));
    }
    for id in command.holds() {
        all.insert(id.to_string());
        all.extend(ledger.kept.get(&id).map(|hold| hold.slot.to_string()));
    }
    all
}

/// The answer without the booking number, which tells the order in which bookings were made.
fn unnumbered(answer: Result<Decision, Refusal>) -> Result<String, Refusal> {
    let number = |change: Change| match change {
        Change::BookingMade(booking) => {
            Change::BookingMade(Booking { number: BookingNumber::from_counter(0), ..booking })
        }
        other => other,
    };
    answer.map(|decision| {
        let changes: Vec<_> = decision.changes.into_iter().map(number).collect();
        format!("{changes:?} {:?}", decision.notices)
    })
}

/// What a page would have said about this wish just before; nothing where it would not have been asked:
/// a repeat, a move to the same place, a slot or a booking there is none of.
fn listed(ledger: &Ledger, command: &Command) -> Option<Result<domain::Place, Refusal>> {
    match command {
        Command::Book(wish) => {
            if let Err(no) = ledger.sight(wish.by, wish.applicant.person) {
                return Some(Err(no));
            }
            let (programme, slot) =
                (&ledger.programmes[&wish.programme], ledger.slots.get(&wish.slot)?);
            let facts = ledger.facts(&wish.applicant, programme, wish.by);
            let repeated = facts.bookings.iter().any(|booking| booking.once == wish.once);
            if repeated || wish.hold.is_some() {
                return None;
            }
            let case = facts.case(programme, wish.dose, slot, &wish.applicant);
            let listed = booking::may_book(&case, wish.door, wish.at);
            let (who, own) = (&wish.applicant, (&facts.bookings[..], &facts.elsewhere[..]));
            if let Err(never) =
                booking::may_have(programme, wish.dose, who, own, facts.sight, wish.at)
            {
                assert_eq!(listed, Err(never), "a dose that is not to be had is on no list");
            }
            Some(listed)
        }
        Command::Move(wish) => {
            let sight = ledger.sight(wish.by, wish.applicant.person).ok()?;
            let held = find(ledger, wish.applicant.person, wish.booking)?;
            if !held.is_visible_to(sight) {
                return None;
            }
            let (programme, slot) =
                (&ledger.programmes[&held.programme], ledger.slots.get(&wish.to)?);
            if held.is_live() && held.slot == wish.to {
                return None;
            }
            let facts = ledger.facts(&wish.applicant, programme, wish.by);
            let case = facts.case(programme, held.dose, slot, &wish.applicant);
            Some(booking::may_move(&case, held, &ledger.slots[&held.slot], wish.door, wish.at))
        }
        _ => None,
    }
}

/// The laws above say little of towns in which nothing happens, so what happens is looked at too.
#[test]
fn random_towns_meet_every_answer() {
    let mut met = BTreeSet::new();
    for (ledger, draws) in towns(2_000) {
        play(ledger, &draws, |_, _, answer, _| {
            met.insert(match answer {
                Ok(decision) => decision.changes.first().map_or("Nothing".to_owned(), name),
                Err(refusal) => name(refusal),
            });
            Ok(())
        })
        .unwrap();
    }
    let expected = "AboveAnyRoom Age AlreadyBooked AlreadyCame AlreadyCancelled AlreadyGiven BelowTaken \
        BookingCancelled BookingMade BookingMoved BreaksNextDose CapacitySet ExamFull Full HoldApproved \
        HoldBeyondLeft HoldEnded HoldEndsOutOfTime HoldNeedsReason HoldNeedsSecondOfficer HoldOver HoldPlaced \
        HoldUsed NoSuchBooking NoSuchDose NoSuchHold NotLinked NotOpenYet NotThisProgramme NotTheDay Nothing \
        OutcomeRecorded OverbookedTooMuch OverbookingSet PastCutOff PlacePassed PreviousDoseMissing \
        ProgrammeClosed QuotaSet SlotClosed StaffOnly TooLate TooSoon";
    assert_eq!(
        met.into_iter().collect::<Vec<_>>(),
        expected.split_whitespace().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    );
}

/// The name of an enum's variant.
fn name(variant: &impl std::fmt::Debug) -> String {
    let text = format!("{variant:?}");
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}
