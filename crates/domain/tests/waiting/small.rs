//! A whole small world with a waitlist, every state of it: three people, one of whom is phoned, two slots with three
//! places in two pools, a place that staff keep back, and everything that anybody can do in every state that any of it
//! leads to.

use crate::{
    law,
    town::{Of, Step, Town, slot_id},
};
use domain::{
    Offer, PersonId, Pool, SlotId,
    waitlist::{Left, OfferEnd},
};
use jiff::civil::date;
use std::collections::{BTreeSet, VecDeque};

const PEOPLE: u128 = 3;
const SLOTS: [Of; 2] = [
    (1, date(2026, 10, 20), &[(Pool::Public, 1), (Pool::CallCentre, 1)]),
    (2, date(2026, 10, 27), &[(Pool::Public, 1)]),
];

#[test]
fn nothing_forbidden_can_be_reached_with_those_who_wait() {
    let seen = explored(Town::new(PEOPLE, &SLOTS, 1), &everything());
    assert!(seen.states > 1_000, "a world in which little happens proves little");
    let every = [Left::Served, Left::Themselves, Left::Silent].map(|why| format!("{why:?}"));
    assert_eq!(seen.left, every.into(), "everything that can become of somebody was seen");
}

#[test]
fn nothing_forbidden_can_be_reached_where_two_are_offered_the_same_place() {
    let mut all = everything();
    let out = |step: &Step| match step {
        Step::Hold { .. } | Step::EndHold | Step::Capacity { .. } | Step::Move { .. } => true,
        Step::Lapse { person } => *person > 1,
        _ => false,
    };
    all.retain(|step| !out(step));
    let seen = explored(Town::new(PEOPLE, &SLOTS, 1).in_waves_of(2), &all);
    assert!(
        seen.states > 1_000 && seen.outrun > 100,
        "{} states, {} outrun",
        seen.states,
        seen.outrun
    );
}

#[test]
fn nothing_forbidden_can_be_reached_with_those_who_wait_together() {
    // One slot of two places, and who is booked there: the rest of the world is the one above.
    let out = |step: &Step| match step {
        Step::Hold { .. }
        | Step::EndHold
        | Step::Capacity { .. }
        | Step::Move { .. }
        | Step::Lapse { .. } => true,
        Step::Book { slot, .. } => *slot == 2,
        _ => false,
    };
    let mut all = everything();
    all.retain(|step| !out(step));
    all.extend([Step::Together { first: 1, second: 2 }, Step::LeaveAll { person: 1 }]);
    let slots = [(1, date(2026, 10, 20), &[(Pool::Public, 2)][..])];
    let seen = explored(Town::new(PEOPLE, &slots, 1).of_neighbours(PEOPLE), &all);
    assert!(
        seen.states > 1_000 && seen.parties > 50,
        "{} states, {} parties offered",
        seen.states,
        seen.parties
    );
}

/// What was met on the way through a world.
#[derive(Default)]
struct Seen {
    states: usize,
    /// Steps by which more than one was offered a place together.
    parties: usize,
    /// Offers that ended because another took the same place.
    outrun: usize,
    left: BTreeSet<String>,
}

/// Takes every step in every state that any of them leads to, and asks every law of each.
fn explored(start: Town, steps: &[Step]) -> Seen {
    let mut states = BTreeSet::from([state(&start)]);
    let mut ahead = VecDeque::from([start]);
    let (mut seen, mut taken) = (Seen::default(), 0_u64);
    while let Some(here) = ahead.pop_front() {
        for step in steps {
            taken += 1;
            let mut next = here.clone();
            let came = next.take(*step);
            let lawful = law::followed(&here, &came, &next).and_then(|()| law::holds(&next));
            lawful.unwrap_or_else(|why| panic!("{why}\nafter {step:?} in {here:?}"));
            seen.left.extend(law::why_left(&came).map(|why| format!("{why:?}")));
            seen.outrun += law::outrun(&came);
            seen.parties += usize::from(law::offers_to_a_party(&came));
            next.forget();
            if states.insert(state(&next)) {
                ahead.push_back(next);
            }
        }
    }
    seen.states = states.len();
    println!("{} states, {taken} steps, {} offers to parties", seen.states, seen.parties);
    seen
}

/// All that matters of a state, without ids and instants.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct State {
    bookings: Vec<(u128, Seat)>,
    /// Those who wait, in their order.
    waiting: Vec<Waits>,
    /// And in the order in which they joined.
    joined: Vec<u128>,
    holds: Vec<SlotId>,
    capacities: Vec<u32>,
}

/// Who waits and with whom, about which slots they were asked, which they were offered, and what is offered to them now,
/// with whom along, and who else is offered the same place.
type Waits = (u128, Vec<u128>, Vec<SlotId>, Vec<SlotId>, Option<(Seat, u128, Vec<u128>)>);

type Seat = (SlotId, Pool);

fn state(town: &Town) -> State {
    let waiting = town.waiting().into_iter().map(|entry| {
        let asked = town.asked.iter().filter(|(id, _)| *id == entry.id).map(|(_, slot)| *slot);
        let outrun = |offer: &Offer| offer.ended.is_some_and(|(_, how)| how == OfferEnd::Outrun);
        let own = town.ledger.offers.values().filter(|offer| offer.entry == entry.id);
        let own = own.filter(|offer| !outrun(offer));
        let mut offered: Vec<_> = own.map(|offer| offer.place.slot).collect();
        offered.sort_unstable();
        offered.dedup();
        let live = town.live_offers().find(|offer| offer.entry == entry.id);
        let lead =
            |offer: &Offer| town.ledger.offers.get(&offer.lead).map_or(0, |lead| who(lead.person));
        let rivals = |offer: &Offer| {
            let same = town.live_offers().filter(|other| other.wave == offer.wave);
            let mut rivals: Vec<_> = same.map(|other| who(other.person)).collect();
            rivals.sort_unstable();
            rivals
        };
        let live =
            live.map(|offer| ((offer.place.slot, offer.place.pool), lead(offer), rivals(offer)));
        let with = town.mates(entry).into_iter().map(|mate| who(mate.person)).collect();
        (who(entry.person), with, asked.collect(), offered, live)
    });
    let mut joined = town.waiting();
    joined.sort_by_key(|entry| (entry.joined_at, entry.id));
    let joined = joined.into_iter().map(|entry| who(entry.person)).collect();
    let mut bookings: Vec<_> =
        town.live_bookings().map(|b| (b.person.0.as_u128(), (b.slot, b.pool))).collect();
    bookings.sort_unstable();
    let capacity = |(slot, ..): &Of| {
        let slot = town.ledger.slots.get(&slot_id(*slot));
        slot.map_or(0, |slot| slot.pool(Pool::Public).capacity)
    };
    State {
        bookings,
        waiting: waiting.collect(),
        joined,
        holds: town.ledger.kept.values().map(|hold| hold.slot).collect(),
        capacities: SLOTS.iter().map(capacity).collect(),
    }
}

fn who(person: PersonId) -> u128 {
    person.0.as_u128()
}

/// Everything that anybody could do alone.
fn everything() -> Vec<Step> {
    let mut all = vec![Step::Hold { slot: 2 }, Step::EndHold];
    for to in 0..=1 {
        all.push(Step::Capacity { slot: 2, pool: Pool::Public, to });
    }
    for person in 1..=PEOPLE {
        for slot in 1..=2 {
            all.extend([Step::Book { person, slot }, Step::Move { person, slot }]);
        }
        all.extend([Step::Cancel { person }, Step::Join { person }, Step::Leave { person }]);
        all.extend([Step::Accept { person }, Step::Decline { person }, Step::Lapse { person }]);
    }
    all
}
