//! The next dose: whether those who get one find a place for the next within reach of the interval. The places
//! themselves are not kept for any dose, so only what is certain to be a first dose is counted as one.

use super::{
    Finding, View,
    hit::{left, places},
};
use crate::{
    booking,
    interval::{Interval, earliest},
    programme::Dose,
    slot::Slot,
    when::{Date, days_after},
};
use std::collections::{BTreeMap, BTreeSet};

/// A next dose that falls due within so many days must have its places when the programme opens; one that is
/// due later belongs to sessions that are not set up yet.
const SOON: i64 = 56;

/// A day, and the product that is given on it.
type Day = (Date, Option<String>);
type Days = BTreeMap<Day, u32>;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let all = days(view, |slot| places(slot) / units(view.policy.doses.first()));
    let mut from: Days = all.clone();
    let mut found = Vec::new();
    for dose in view.policy.doses.iter().filter(|dose| dose.number > 1 && dose.follows()) {
        let reached = reachable(view, dose, &from, &all);
        if view.is_open() {
            found.extend(booked(view, dose));
        } else if reached.is_empty() {
            found.extend(none(view, dose, &from));
        } else if dose.number == 2 {
            let room = days(view, |slot| places(slot) / units(Some(dose)));
            found.extend(short(view, dose, &all, &room, &reached));
        }
        if reached.is_empty() {
            break;
        }
        from = reached;
    }
    found
}

/// How many places someone takes for this dose.
fn units(dose: Option<&Dose>) -> u32 {
    dose.map_or(1, Dose::units)
}

fn days(view: &View<'_>, count: impl Fn(&Slot) -> u32) -> Days {
    let mut days = Days::new();
    for slot in &view.coming {
        let sum = days.entry((slot.date, slot.product.clone())).or_default();
        *sum = sum.saturating_add(count(slot));
    }
    days
}

/// Whether someone who has the dose before on one day may have this one on the other.
fn reaches(view: &View<'_>, dose: &Dose, before: &Day, day: &Day) -> bool {
    let same = match (&before.1, &day.1) {
        (Some(one), Some(other)) => one == other || !view.policy.same_product,
        _ => true,
    };
    let rule = booking::interval_for(&view.setup.programme.policy, dose, day.1.as_deref(), day.0);
    let judged = rule.map(|rule| rule.judge(before.0, day.0));
    let blocked = matches!(judged, Some(Interval::TooEarly { .. } | Interval::TooLate { .. }));
    same && !blocked && before.0 < day.0
}

/// The days on which a dose can be given to someone who had the one before on one of these.
fn reachable(view: &View<'_>, dose: &Dose, from: &Days, all: &Days) -> Days {
    let reached = |day: &Day| from.keys().any(|before| reaches(view, dose, before, day));
    all.iter().filter(|(day, _)| reached(day)).map(|(day, count)| (day.clone(), *count)).collect()
}

fn is_soon(view: &View<'_>, dose: &Dose, from: &Days) -> bool {
    from.keys().next().is_some_and(|(date, product)| {
        let rule =
            booking::interval_for(&view.setup.programme.policy, dose, product.as_deref(), *date);
        rule.is_none_or(|rule| earliest(*date, rule.minimum) <= days_after(*date, SOON))
    })
}

fn none(view: &View<'_>, dose: &Dose, from: &Days) -> Option<Finding> {
    let places = from.values().copied().fold(0, u32::saturating_add);
    let soon = is_soon(view, dose, from);
    (places > 0).then_some(Finding::NoNextDose { dose: dose.number, places, soon })
}

/// Days on which no second dose is possible are first doses alone; each of them needs its second.
fn short(view: &View<'_>, dose: &Dose, all: &Days, room: &Days, reached: &Days) -> Option<Finding> {
    let mut first = all.clone();
    first.retain(|day, _| !reached.contains_key(day));
    let wanted = first.values().copied().fold(0, u32::saturating_add);
    let found = placed(&first, room, &|before, day| reaches(view, dose, before, day));
    let soon = is_soon(view, dose, &first);
    (found < wanted).then_some(Finding::NextDoseShort { dose: dose.number, wanted, found, soon })
}

/// People who have the dose before booked, and not this one, against the places nobody has taken.
fn booked(view: &View<'_>, dose: &Dose) -> Option<Finding> {
    let mut waiting = Days::new();
    for listed in view.roster {
        let live = |number: u8| {
            listed
                .bookings
                .iter()
                .find(|booking| booking.keeps_the_dose() && booking.dose == number)
        };
        let given = listed.applicant.given.iter();
        let mut given = given.filter(|given| given.series == view.policy.series);
        let has_it = live(dose.number).is_some() || given.any(|given| given.dose == dose.number);
        if let Some(booking) = live(dose.number - 1).filter(|_| !has_it) {
            *waiting.entry((booking.date, booking.product.clone())).or_default() += 1;
        }
    }
    let people = waiting.values().copied().fold(0, u32::saturating_add);
    let free = days(view, |slot| left(slot) / units(Some(dose)));
    let found = placed(&waiting, &free, &|before, day| reaches(view, dose, before, day));
    (found < people).then_some(Finding::BookedWithoutNext { dose: dose.number, people, found })
}

/// How many of those who wait can be placed at once: a flow from days to days, pushed on until it is full.
fn placed(wanted: &Days, room: &Days, reaches: &dyn Fn(&Day, &Day) -> bool) -> u32 {
    let mut flow = Flow {
        reach: wanted
            .keys()
            .map(|from| {
                let days = room.keys().enumerate();
                days.filter(|(_, to)| reaches(from, to)).map(|(index, _)| index).collect()
            })
            .collect(),
        room: room.values().copied().collect(),
        taken: vec![BTreeMap::new(); room.len()],
    };
    let mut all = 0;
    for (index, count) in wanted.values().enumerate() {
        let mut rest = *count;
        while rest > 0 {
            let pushed = flow.push(index, rest, &mut BTreeSet::new());
            if pushed == 0 {
                break;
            }
            rest -= pushed;
            all += pushed;
        }
    }
    all
}

/// Who is placed where: for each day with room, how many come from which day.
struct Flow {
    reach: Vec<Vec<usize>>,
    room: Vec<u32>,
    taken: Vec<BTreeMap<usize, u32>>,
}

impl Flow {
    /// Places up to so many from one day, moving others on where that makes room.
    fn push(&mut self, from: usize, most: u32, seen: &mut BTreeSet<usize>) -> u32 {
        for at in 0..self.reach[from].len() {
            let to = self.reach[from][at];
            if !seen.insert(to) {
                continue;
            }
            let mut free = self.room[to].min(most);
            self.room[to] -= free;
            if free == 0 {
                let here: Vec<(usize, u32)> =
                    self.taken[to].iter().map(|(f, n)| (*f, *n)).collect();
                for (other, count) in here.into_iter().filter(|(_, count)| *count > 0) {
                    free = self.push(other, count.min(most), seen);
                    if free > 0 {
                        *self.taken[to].entry(other).or_default() -= free;
                        break;
                    }
                }
            }
            if free > 0 {
                *self.taken[to].entry(from).or_default() += free;
                return free;
            }
        }
        0
    }
}
