//! A whole small world with a waitlist, every state of it: three people, one of whom is phoned, two slots with three
//! places in two pools, a place that staff keep back, and everything that anybody can do in every state that any of it
//! leads to.

use crate::{
    law,
    town::{Of, Step, Town, slot_id},
};
use domain::{Pool, SlotId, waitlist::Left};
use jiff::civil::date;
use std::collections::{BTreeSet, VecDeque};

const PEOPLE: u128 = 3;
const SLOTS: [Of; 2] = [
    (1, date(2026, 10, 20), &[(Pool::Public, 1), (Pool::CallCentre, 1)]),
    (2, date(2026, 10, 27), &[(Pool::Public, 1)]),
];

#[test]
fn nothing_forbidden_can_be_reached_with_those_who_wait() {
    let start = Town::new(PEOPLE, &SLOTS, 1);
    let mut seen = BTreeSet::from([state(&start)]);
    let mut ahead = VecDeque::from([start]);
    let (mut steps, mut left) = (0_u64, BTreeSet::new());
    while let Some(here) = ahead.pop_front() {
        for step in everything() {
            steps += 1;
            let mut next = here.clone();
            let came = next.take(step);
            let lawful = law::followed(&here, &came, &next).and_then(|()| law::holds(&next));
            lawful.unwrap_or_else(|why| panic!("{why}\nafter {step:?} in {here:?}"));
            left.extend(law::why_left(&came).map(|why| format!("{why:?}")));
            next.forget();
            if seen.insert(state(&next)) {
                ahead.push_back(next);
            }
        }
    }
    println!("{} states, {steps} steps", seen.len());
    assert!(seen.len() > 1_000, "a world in which little happens proves little");
    let every = [Left::Served, Left::Themselves, Left::Silent].map(|why| format!("{why:?}"));
    assert_eq!(left, every.into(), "everything that can become of somebody was seen");
}

/// All that matters of a state, without ids and instants.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct State {
    bookings: Vec<(u128, Seat)>,
    /// Those who wait, in their order.
    waiting: Vec<Waits>,
    holds: Vec<SlotId>,
    capacities: Vec<u32>,
}

/// Who waits, about which slots they were asked, which they were offered, and what is offered to them now.
type Waits = (u128, Vec<SlotId>, Vec<SlotId>, Option<Seat>);

type Seat = (SlotId, Pool);

fn state(town: &Town) -> State {
    let waiting = town.waiting().into_iter().map(|entry| {
        let asked = town.asked.iter().filter(|(id, _)| *id == entry.id).map(|(_, slot)| *slot);
        let own = town.ledger.offers.values().filter(|offer| offer.entry == entry.id);
        let mut offered: Vec<_> = own.map(|offer| offer.place.slot).collect();
        offered.sort_unstable();
        let live = town.live_offers().find(|offer| offer.entry == entry.id);
        let live = live.map(|offer| (offer.place.slot, offer.place.pool));
        (entry.person.0.as_u128(), asked.collect(), offered, live)
    });
    let mut bookings: Vec<_> =
        town.live_bookings().map(|b| (b.person.0.as_u128(), (b.slot, b.pool))).collect();
    bookings.sort_unstable();
    let capacity = |(slot, ..): &Of| town.ledger.slots[&slot_id(*slot)].pool(Pool::Public).capacity;
    State {
        bookings,
        waiting: waiting.collect(),
        holds: town.ledger.kept.values().map(|hold| hold.slot).collect(),
        capacities: SLOTS.iter().map(capacity).collect(),
    }
}

/// Everything that anybody could do.
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
