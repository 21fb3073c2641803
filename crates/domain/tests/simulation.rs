//! A waitlist played through: it is the same for the same seed, nothing is filled that was not freed, and other rules do
//! what they promise.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected ends there")]

use domain::{
    AccountId, Applicant, Door, Dose, Entry, EntryId, Ledger, Link, LinkedBy, PartyId, PersonId,
    Policy, Pool, PoolCount, Programme, ProgrammeId, SessionId, Slot, SlotId, VenueId,
    waitlist::{
        Order, Rank, Waitlist, Wish,
        simulation::{Habits, Outcome, Stage, Summary, play},
    },
    when::Date,
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::time};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(1));

fn now() -> Timestamp {
    "2026-10-01T00:00:00Z".parse().unwrap()
}

fn birth() -> Date {
    "1957-04-01".parse().unwrap()
}

fn slot(n: u128, day: i64, places: u32) -> Slot {
    let date: Date = "2026-10-08".parse().unwrap();
    Slot {
        id: SlotId(Uuid::from_u128(n)),
        session: SessionId(Uuid::from_u128(1)),
        programme: PROGRAMME,
        venue: VenueId(Uuid::from_u128(1)),
        date: date.saturating_add(day.days()),
        starts: time(10, 0, 0, 0),
        ends: time(10, 15, 0, 0),
        closed_at: None,
        product: None,
        pools: vec![PoolCount::of(Pool::Public, places)],
        quotas: Vec::new(),
    }
}

fn waits(n: u128) -> (Entry, Applicant) {
    let (id, person) = (EntryId(Uuid::from_u128(n)), PersonId(Uuid::from_u128(n)));
    let joined_at = now() - SignedDuration::from_mins(10_000 - i64::try_from(n).unwrap());
    let entry = Entry {
        id,
        person,
        programme: PROGRAMME,
        dose: 1,
        party: None,
        wish: Wish { notice: 60, ..Wish::default() },
        account: Some(AccountId(person.0)),
        door: Door::Line,
        joined_at,
        rank: Rank { class: 0, key: 0, entry: id },
        lapses: 0,
        ended: None,
    };
    (entry, Applicant::born(person, birth()))
}

/// Three slots of ten places, and so many who wait.
fn stage(waiting: u128, habits: Habits) -> Stage {
    let doses = vec![Dose { number: 1, name: "1回目".to_owned(), ..Dose::default() }];
    let policy = Policy { doses, ..Policy::default() };
    let programme = Programme {
        id: PROGRAMME,
        name: "インフルエンザ".to_owned(),
        opens_at: Some(now()),
        closes_at: None,
        policy,
    };
    let mut facts = Ledger::default();
    facts.programmes.insert(PROGRAMME, programme);
    for n in 0..3 {
        let slot = slot(10 + n, i64::try_from(n).unwrap(), 10);
        facts.slots.insert(slot.id, slot);
    }
    let waiting: Vec<_> = (100..100 + waiting).map(waits).collect();
    for (entry, _) in &waiting {
        let (account, person) = (entry.account.unwrap(), entry.person);
        let by = LinkedBy::Counter;
        let link = Link { account, person, since: entry.joined_at, by, relation: None };
        facts.links.insert((account, person), link);
    }
    Stage { facts, programme: PROGRAMME, waiting, habits, from: now() }
}

fn minutes(all: &[i64]) -> Vec<SignedDuration> {
    all.iter().copied().map(SignedDuration::from_mins).collect()
}

/// Everybody gives back a day before, and everybody takes what they are offered after so many minutes.
fn eager(answer: i64) -> Habits {
    let leads = minutes(&[24 * 60]);
    Habits { given_back: 1_000, leads, taken: 1_000, declined: 0, answers: minutes(&[answer]) }
}

#[test]
fn who_takes_at_once_fills_every_place_after_the_time_they_need() {
    let played = play(&stage(40, eager(7)), &Waitlist::default(), 1);
    let told = Outcome {
        freed: 30,
        filled: vec![SignedDuration::from_mins(7); 30],
        offers: 30,
        disturbed: 30,
        passed_by: 0,
        outrun: 0,
    };
    assert_eq!((played.wasted(), played), (0, told));
}

#[test]
fn couples_are_sent_one_offer_for_two_places_and_give_one_answer() {
    let mut stage = stage(40, eager(7));
    for (n, (entry, _)) in (0..).zip(&mut stage.waiting) {
        let first = 100 + n / 2 * 2;
        let account = AccountId(Uuid::from_u128(first));
        (entry.party, entry.account) = (Some(PartyId(Uuid::from_u128(first))), Some(account));
        let (person, by) = (entry.person, LinkedBy::Counter);
        let link = Link { account, person, since: entry.joined_at, by, relation: None };
        stage.facts.links.insert((account, person), link);
    }
    let played = play(&stage, &Waitlist::default(), 1);
    let filled = vec![SignedDuration::from_mins(7); 30];
    let told = Outcome { freed: 30, filled, offers: 15, disturbed: 30, passed_by: 0, outrun: 0 };
    assert_eq!(played, told);
}

#[test]
fn who_answers_after_the_window_loses_it_and_a_longer_window_lets_them_in() {
    let slow = stage(40, eager(45));
    let short = Waitlist { window_most: 30, ..Waitlist::default() };
    let lost = play(&slow, &short, 1);
    assert_eq!((lost.filled.len(), lost.wasted()), (0, 30));
    assert!(lost.offers > 30, "each place went from one to the next: {lost:?}");
    let long = Waitlist { window_least: 60, ..Waitlist::default() };
    let held = play(&slow, &long, 1);
    assert_eq!(held.wasted(), 0, "{held:?}");
}

#[test]
fn several_at_once_fill_places_sooner_by_more_offers() {
    let leads = minutes(&[5 * 60]);
    let answers = minutes(&[5, 30, 120]);
    let slow = Habits { given_back: 500, leads, taken: 400, declined: 100, answers };
    let stage = stage(90, slow);
    let told = |rules: &Waitlist| {
        let runs: Vec<_> = (0..10).map(|seed| play(&stage, rules, seed)).collect();
        Summary::of(&runs)
    };
    let alone = told(&Waitlist::default());
    let three = told(&Waitlist { wave: 3, ..Waitlist::default() });
    assert!(three.middle < alone.middle, "{three:?} {alone:?}");
    assert!(three.offers > alone.offers, "{three:?} {alone:?}");
    assert!(three.outrun > 0 && alone.outrun == 0, "all but one of a wave: {three:?} {alone:?}");
    assert!(three.wasted <= alone.wasted, "{three:?} {alone:?}");
    let late = told(&Waitlist { late: 240, wave_late: 3, ..Waitlist::default() });
    assert!(late.offers > alone.offers && late.middle < alone.middle, "{late:?} {alone:?}");
}

#[test]
fn nobody_waits_and_nobody_gives_back() {
    let nobody = play(&stage(0, eager(1)), &Waitlist::default(), 1);
    assert_eq!((nobody.freed, nobody.wasted(), nobody.offers), (30, 30, 0));
    let kept = Habits { given_back: 0, ..eager(1) };
    assert_eq!(play(&stage(40, kept), &Waitlist::default(), 1), Outcome::default());
    let without = Habits { leads: Vec::new(), answers: Vec::new(), ..eager(1) };
    assert_eq!(play(&stage(40, without), &Waitlist::default(), 1), Outcome::default());
}

#[test]
fn what_the_call_centre_keeps_goes_to_those_who_phone_and_a_walk_in_place_is_not_given_back() {
    let mut stage = stage(20, eager(7));
    for slot in stage.facts.slots.values_mut() {
        let kept = [Pool::CallCentre, Pool::WalkIn].map(|pool| PoolCount::of(pool, 1));
        slot.pools = kept.to_vec();
    }
    let alone = play(&stage, &Waitlist::default(), 1);
    assert_eq!((alone.freed, alone.wasted(), alone.offers), (3, 3, 0), "all of them have LINE");
    for (entry, _) in stage.waiting.iter_mut().take(2) {
        (entry.door, entry.account) = (Door::Phone, None);
    }
    let phoned = play(&stage, &Waitlist::default(), 1);
    assert_eq!((phoned.freed, phoned.filled.len(), phoned.disturbed), (3, 2, 2));
}

#[test]
fn the_order_decides_who_is_asked() {
    let one = Habits { given_back: 30, ..eager(3) };
    let all = |order: Order| {
        let rules = Waitlist { order, ..Waitlist::default() };
        let runs = (0..20).map(|seed| play(&stage(40, one.clone()), &rules, seed));
        runs.map(|played| played.freed).sum::<u32>()
    };
    let freed = [all(Order::Registered), all(Order::Lottery(7)), all(Order::SoonestThere)];
    assert!(freed[0] > 0 && freed.iter().all(|n| *n == freed[0]), "the same people: {freed:?}");
}

#[test]
fn several_runs_are_told_by_their_middle_and_their_means() {
    let run = |freed, filled: &[i64]| Outcome {
        freed,
        filled: minutes(filled),
        offers: 5,
        disturbed: 4,
        passed_by: 1,
        outrun: 2,
    };
    let summary = Summary::of(&[run(3, &[1, 2, 3]), run(4, &[4, 100])]);
    assert_eq!(summary.middle, Some(SignedDuration::from_mins(3)));
    assert_eq!(summary.most, Some(SignedDuration::from_mins(100)), "nine of ten within it");
    assert_eq!((summary.freed, summary.wasted, summary.disturbed), (35, 10, 40), "in tenths");
    assert_eq!(summary.outrun, 20);
    assert_eq!(Summary::of(&[]), Summary::default());
}

proptest! {
    #[test]
    fn whatever_is_drawn_nothing_is_filled_twice_and_the_same_seed_is_the_same_play(
        seed: u64,
        waiting in 0_u128..60,
        (given_back, taken, declined) in (0_u32..=1_000, 0_u32..=1_000, 0_u32..=1_000),
        (least, most, refusals) in (1_u16..200, 1_u16..400, 0_u16..9),
    ) {
        let habits = Habits {
            given_back,
            leads: minutes(&[20, 90, 600, 3_000, 9_000]),
            taken,
            declined,
            answers: minutes(&[1, 10, 60, 300]),
        };
        let rules = Waitlist {
            window_least: least,
            window_most: most,
            expected_refusals: refusals,
            ..Waitlist::default()
        };
        let stage = stage(waiting, habits);
        let played = play(&stage, &rules, seed);
        prop_assert!(played.filled.len() <= played.freed as usize && played.freed <= 30);
        prop_assert!(played.filled.len() <= played.offers as usize);
        prop_assert!(played.disturbed <= played.offers && u128::from(played.disturbed) <= waiting);
        prop_assert!(played.filled.iter().all(|time| !time.is_negative()));
        prop_assert_eq!(play(&stage, &rules, seed), played);
        let ids: BTreeSet<_> = stage.facts.slots.keys().collect();
        prop_assert_eq!(ids.len(), 3, "what is played on stays as it is");
    }
}
