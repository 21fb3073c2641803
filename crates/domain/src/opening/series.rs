//! The next dose: whether those who get one find a place for the next within reach of the interval. The places
//! themselves are not kept for any dose, so only what is certain to be a first dose is counted as one.

use super::{
    DoseOf, Finding, View,
    hit::{left, places},
    schedules,
};
use crate::{
    applicant::Listed,
    booking,
    dated::in_force,
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
/// Days on which a dose can be given, each with the earliest day of dose 1 that leads there.
type Reached = BTreeMap<Day, Date>;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    if view.is_open() {
        let numbers: BTreeSet<u8> = next_doses(view).into_iter().map(|(of, _)| of.number).collect();
        return numbers.into_iter().filter_map(|number| booked(view, number)).collect();
    }
    let all = days(view, |slot| places(slot) / units(view.policy.doses.first()));
    let mut found: Vec<Finding> =
        view.policy.plans().filter_map(|(schedule, _)| unreached(view, schedule, &all)).collect();
    found.extend(short(view, &all));
    found
}

/// The doses that follow another.
fn next_doses<'a>(view: &View<'a>) -> Vec<(DoseOf, &'a Dose)> {
    view.doses().filter(|(of, dose)| of.number > 1 && dose.follows()).collect()
}

/// The first dose of a schedule that nobody who begins by it could be given.
fn unreached(view: &View<'_>, schedule: Option<usize>, all: &Days) -> Option<Finding> {
    let by_age = !view.policy.schedules.is_empty();
    let begun = |day: &Date| !by_age || schedules::anyone_begins(view, schedule, *day);
    let first: BTreeSet<Date> = view.days().into_iter().filter(begun).collect();
    let of_first = all.keys().filter(|(day, _)| first.contains(day));
    let mut from: Reached = of_first.map(|day| (day.clone(), day.0)).collect();
    for (of, dose) in next_doses(view).into_iter().filter(|(of, _)| of.schedule == schedule) {
        let reached = reachable(view, dose, &from, all);
        if reached.is_empty() {
            return none(view, of, dose, &from, all);
        }
        from = reached;
    }
    None
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

/// Whether someone who has the dose before on one day, and dose 1 on another, may have this one on the third.
fn reaches(view: &View<'_>, dose: &Dose, first: Date, before: &Day, day: &Day) -> bool {
    let same = match (&before.1, &day.1) {
        (Some(one), Some(other)) => one == other || !view.policy.same_product,
        _ => true,
    };
    let rule = booking::interval_for(&view.setup.programme.policy, dose, day.1.as_deref(), day.0);
    let judged = rule.map(|rule| rule.judge(before.0, day.0));
    let blocked = matches!(judged, Some(Interval::TooEarly { .. } | Interval::TooLate { .. }));
    let gap = in_force(&dose.since_first, day.0);
    let waits = gap.is_some_and(|gap| day.0 < earliest(first, *gap));
    same && !blocked && !waits && before.0 < day.0
}

/// The days on which a dose can be given to someone who had the one before on one of these.
fn reachable(view: &View<'_>, dose: &Dose, from: &Reached, all: &Days) -> Reached {
    let first = |day: &Day| {
        let before =
            from.iter().filter(|(before, first)| reaches(view, dose, **first, before, day));
        before.map(|(_, first)| *first).min()
    };
    all.keys().filter_map(|day| Some((day.clone(), first(day)?))).collect()
}

fn is_soon(view: &View<'_>, dose: &Dose, from: Option<&Day>) -> bool {
    from.is_some_and(|(date, product)| {
        let rule =
            booking::interval_for(&view.setup.programme.policy, dose, product.as_deref(), *date);
        rule.is_none_or(|rule| earliest(*date, rule.minimum) <= days_after(*date, SOON))
    })
}

fn none(view: &View<'_>, of: DoseOf, dose: &Dose, from: &Reached, all: &Days) -> Option<Finding> {
    let places = from.keys().filter_map(|day| all.get(day)).copied().fold(0, u32::saturating_add);
    let soon = is_soon(view, dose, from.keys().next());
    (places > 0).then_some(Finding::NoNextDose { dose: of, places, soon })
}

/// Days on which no second dose is possible, whatever the schedule, are first doses alone; each of them needs its
/// second, but for those that people take who need only one.
fn short(view: &View<'_>, all: &Days) -> Option<Finding> {
    let seconds: Vec<&Dose> = next_doses(view)
        .into_iter()
        .filter(|(of, _)| of.number == 2)
        .map(|(_, dose)| dose)
        .collect();
    let least = seconds.iter().map(|dose| dose.units()).min()?;
    let reaches = |before: &Day, day: &Day| {
        seconds.iter().any(|dose| reaches(view, dose, before.0, before, day))
    };
    let mut first = all.clone();
    first.retain(|day, _| !all.keys().any(|before| reaches(before, day)));
    if first.len() == all.len() {
        return None;
    }
    let days_of_first: Vec<Date> = first.keys().map(|(day, _)| *day).collect();
    let one = schedules::need_one(view, &days_of_first);
    let places = first.values().copied().fold(0, u32::saturating_add);
    let wanted = places.saturating_sub(u32::try_from(one).unwrap_or(u32::MAX));
    let room = days(view, |slot| self::places(slot) / least);
    let found = placed(&first, &room, &reaches);
    let soon = seconds.iter().all(|dose| is_soon(view, dose, first.keys().next()));
    (found < wanted).then_some(Finding::NextDoseShort { dose: 2, wanted, found, soon })
}

/// Someone who waits for a dose: by which schedule, the day of dose 1, and the day of the dose before.
type Waiting = (Option<usize>, Date, Day);

/// People who have the dose before booked, and not this one, against the places nobody has taken.
fn booked(view: &View<'_>, number: u8) -> Option<Finding> {
    let mut waiting: BTreeMap<Waiting, u32> = BTreeMap::new();
    for listed in view.roster {
        if let Some(waits) = waits(view, listed, number) {
            *waiting.entry(waits).or_default() += 1;
        }
    }
    let of_number: BTreeMap<Option<usize>, &Dose> = next_doses(view)
        .into_iter()
        .filter(|(of, _)| of.number == number)
        .map(|(of, dose)| (of.schedule, dose))
        .collect();
    let people = waiting.values().copied().fold(0, u32::saturating_add);
    let least = of_number.values().map(|dose| dose.units()).min()?;
    let free = days(view, |slot| left(slot) / least);
    let found = placed(&waiting, &free, &|(schedule, first, before), day| {
        of_number.get(schedule).is_some_and(|dose| reaches(view, dose, *first, before, day))
    });
    (found < people).then_some(Finding::BookedWithoutNext { dose: number, people, found })
}

/// Whether somebody needs this dose, has the one before booked, and neither has nor had this one.
fn waits(view: &View<'_>, listed: &Listed, number: u8) -> Option<Waiting> {
    let live = |number: u8| {
        listed.bookings.iter().find(|booking| booking.keeps_the_dose() && booking.dose == number)
    };
    let before = live(number - 1)?;
    let given = listed.applicant.given.iter();
    let mut given = given.filter(|given| given.series == view.policy.series);
    if live(number).is_some() || given.any(|given| given.dose == number) {
        return None;
    }
    let plan = booking::plan(&view.setup.programme, &listed.applicant, &listed.bookings);
    plan.doses().iter().find(|dose| dose.number == number && dose.follows())?;
    let first = plan.first.unwrap_or(before.date);
    Some((plan.schedule, first, (before.date, before.product.clone())))
}

/// How many of those who wait can be placed at once: a flow from days to days, pushed on until it is full.
fn placed<From>(
    wanted: &BTreeMap<From, u32>,
    room: &Days,
    reaches: &dyn Fn(&From, &Day) -> bool,
) -> u32 {
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
