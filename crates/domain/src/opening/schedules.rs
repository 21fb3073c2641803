//! Schedules against each other and against the roster: who begins by which doses, and on which days.

use super::{Finding, OLDEST, View};
use crate::{
    age::Age,
    applicant::Listed,
    booking,
    schedule::{Plan, Start},
    when::{Date, days_after},
};
use std::collections::BTreeSet;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    if view.policy.schedules.is_empty() {
        return Vec::new();
    }
    let mut found = windows(view);
    let days = view.days();
    for (schedule, doses) in view.policy.plans() {
        let contradicts = |index: usize| is_empty(&view.policy.schedules[index].starts);
        let has_first = doses.iter().any(|dose| dose.number == 1);
        if !has_first || schedule.is_some_and(contradicts) {
            continue;
        }
        if begun(view, schedule) || days.iter().any(|day| anyone_begins(view, schedule, *day)) {
            continue;
        }
        if !days.iter().any(|day| ever_begins(view, schedule, *day)) {
            found.push(Finding::ScheduleNeverHolds { schedule });
        } else if !view.roster.is_empty() {
            found.push(Finding::NobodyInSchedule { schedule });
        }
    }
    found
}

/// What the ages at dose 1 say of themselves.
fn windows(view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let starts: Vec<&Start> = view.policy.schedules.iter().map(|one| &one.starts).collect();
    for (other, later) in starts.iter().enumerate() {
        if is_empty(later) {
            found.push(Finding::StartContradicts { schedule: other });
            continue;
        }
        let earlier = starts[..other].iter().enumerate();
        let overlaps = earlier.filter(|(_, start)| overlap(start, later));
        found.extend(overlaps.map(|(first, _)| Finding::SchedulesOverlap { first, other }));
    }
    found
}

fn months(age: Age) -> u32 {
    u32::from(age.years) * 12 + u32::from(age.months)
}

/// From birth is before every age.
fn after(start: &Start) -> Option<u32> {
    start.after.map(months)
}

fn until(start: &Start) -> u32 {
    start.until.map_or(u32::MAX, months)
}

fn is_empty(start: &Start) -> bool {
    after(start).is_some_and(|after| after >= until(start))
}

fn overlap(one: &Start, other: &Start) -> bool {
    let ends = until(one).min(until(other));
    !is_empty(one) && after(one).max(after(other)).is_none_or(|begins| begins < ends)
}

/// The doses of somebody who has dose 1 on that day; nothing if they may not have it then.
fn begins<'a>(view: &View<'a>, listed: &Listed, day: Date) -> Option<Plan<'a>> {
    let plan = Plan::new(view.policy, listed.applicant.birth, Some(day));
    let first = plan.dose(1).ok()?;
    let meant = booking::is_meant_on(&view.setup.programme, first, &listed.applicant, day);
    meant.is_ok().then_some(plan)
}

/// The doses of somebody by the day of dose 1, if it is given or booked.
fn own<'a>(view: &'a View<'_>, listed: &Listed) -> Plan<'a> {
    booking::plan(&view.setup.programme, &listed.applicant, &listed.bookings)
}

/// By which doses this person has begun, or may begin on the days to come.
pub(super) fn plans_of(view: &View<'_>, listed: &Listed, days: &[Date]) -> BTreeSet<Option<usize>> {
    if view.policy.schedules.is_empty() {
        return BTreeSet::from([None]);
    }
    let plan = own(view, listed);
    if plan.first.is_some() {
        return BTreeSet::from([plan.schedule]);
    }
    days.iter().filter_map(|day| Some(begins(view, listed, *day)?.schedule)).collect()
}

fn begun(view: &View<'_>, schedule: Option<usize>) -> bool {
    let mut plans = view.roster.iter().map(|listed| own(view, listed));
    plans.any(|plan| plan.first.is_some() && plan.schedule == schedule)
}

/// Whether somebody on the roster may begin by these doses on that day.
pub(super) fn anyone_begins(view: &View<'_>, schedule: Option<usize>, day: Date) -> bool {
    let mut others = view.roster.iter().filter(|listed| own(view, listed).first.is_none());
    others.any(|listed| begins(view, listed, day).is_some_and(|plan| plan.schedule == schedule))
}

/// Whether somebody might, whenever born.
fn ever_begins(view: &View<'_>, schedule: Option<usize>, day: Date) -> bool {
    (0..OLDEST).map(|n| days_after(day, -n)).any(|birth| {
        let plan = Plan::new(view.policy, birth, Some(day));
        let admits = || plan.dose(1).is_ok_and(|dose| dose.ages_admit(birth, day).is_ok());
        plan.schedule == schedule && admits()
    })
}

/// How many people on the roster may begin on one of these days by doses without a second.
pub(super) fn need_one(view: &View<'_>, days: &[Date]) -> usize {
    if view.policy.schedules.is_empty() {
        return 0;
    }
    let second = |plan: &Plan<'_>| plan.doses().iter().any(|dose| dose.number == 2);
    let needs_one = |listed: &&Listed| {
        let mut plans = days.iter().filter_map(|day| begins(view, listed, *day));
        own(view, listed).first.is_none() && plans.any(|plan| !second(&plan))
    };
    view.roster.iter().filter(needs_one).count()
}
