//! What the rules alone get wrong: numbers, names, intervals, ages, gaps between dated rules, limits.

use super::{Contradiction, DatedRule, DoseOf, Finding, OLDEST, View};
use crate::{
    booking,
    dated::in_force,
    interval::{IntervalRule, earliest, latest},
    programme::Dose,
    slot::Slot,
    when::{Date, days_after},
};

/// The least number of people an account should be able to book for: two parents and two children.
const FAMILY: u32 = 4;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> =
        view.policy.plans().flat_map(|(schedule, doses)| numbers(schedule, doses)).collect();
    found.extend(codes(view));
    found.extend(intervals(view));
    found.extend(view.doses().filter_map(|(of, dose)| ages(view, of, dose)));
    found.extend(view.doses().flat_map(|(of, dose)| gaps(view, of, dose)));
    found.extend(series(view));
    found.extend(limits(view));
    found.extend(reminders(view));
    found
}

fn numbers(schedule: Option<usize>, doses: &[Dose]) -> Vec<Finding> {
    if doses.is_empty() {
        return vec![Finding::NoDose { schedule }];
    }
    let unnamed = doses.iter().filter(|dose| dose.name.trim().is_empty());
    let of = |dose: &Dose| DoseOf { schedule, number: dose.number };
    let mut found: Vec<Finding> =
        unnamed.map(|dose| Finding::DoseWithoutName { dose: of(dose) }).collect();
    let numbers: Vec<u8> = doses.iter().map(|dose| dose.number).collect();
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    if !sorted.iter().copied().eq((1..=u8::MAX).take(sorted.len())) {
        found.push(Finding::DosesMisnumbered { schedule, found: numbers });
    }
    found
}

fn codes(view: &View<'_>) -> Vec<Finding> {
    let products = view.policy.products.iter().map(|product| product.code.as_str());
    let groups = view.policy.groups.iter().map(|group| group.code.as_str());
    let patterns = view.policy.patterns.iter().map(|pattern| pattern.code.as_str());
    let mut found = Vec::new();
    for mut codes in [products.collect::<Vec<_>>(), groups.collect(), patterns.collect()] {
        codes.sort_unstable();
        let twice = codes.windows(2).filter(|pair| pair[0] == pair[1]);
        found.extend(twice.map(|pair| Finding::CodeTwice { code: pair[0].to_owned() }));
    }
    found.dedup();
    found
}

fn intervals(view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let judge = |rule: &IntervalRule| contradiction(rule, view.today);
    for (of, dose) in view.doses() {
        let rules = dose.intervals.iter().chain(&dose.intervals_after_passed);
        for how in rules.filter_map(|dated| judge(&dated.rule)) {
            let dose = Some(of);
            found.push(Finding::IntervalContradicts { dose, product: None, how });
        }
    }
    let ties = view.policy.all_doses().any(|dose| dose.number > 1 && dose.follows());
    for product in &view.policy.products {
        let code = &product.code;
        for how in product.intervals.iter().filter_map(|dated| judge(&dated.rule)) {
            let product = Some(code.clone());
            found.push(Finding::IntervalContradicts { dose: None, product, how });
        }
        if !product.intervals.is_empty() && !ties {
            found.push(Finding::IntervalNeverApplies { product: code.clone() });
        }
    }
    found
}

/// How an interval contradicts itself in the year from a day on, if it does. Months are not all alike, so a year of
/// days is asked. A maximum must never fall before the minimum; for the standard, which only advises, a few days of a
/// short month do not count.
pub fn contradiction(rule: &IntervalRule, from: Date) -> Option<Contradiction> {
    let days = || (0..366).map(|n| days_after(from, n));
    let first = |day| earliest(day, rule.minimum);
    if let Some(maximum) = rule.maximum
        && days().any(|day| latest(day, maximum) < first(day))
    {
        return Some(Contradiction::MinimumBeyondMaximum);
    }
    let (maximum, standard_latest) = (rule.maximum, rule.standard_latest);
    let standard = rule.standard.unwrap_or(rule.minimum);
    if days().all(|day| earliest(day, standard) < first(day)) {
        return Some(Contradiction::StandardBelowMinimum);
    }
    let ends_before = |end| days().all(|day| latest(day, end) < earliest(day, standard));
    if maximum.is_some_and(ends_before) {
        return Some(Contradiction::StandardBeyondMaximum);
    }
    standard_latest.is_some_and(ends_before).then_some(Contradiction::StandardEndsBeforeItBegins)
}

/// Whether no birth date at all is admitted on any day. Asked only where nobody on the roster is.
fn ages(view: &View<'_>, of: DoseOf, dose: &Dose) -> Option<Finding> {
    let days = view.days();
    let admits = |birth: Date| days.iter().any(|day| dose.ages_admit(birth, *day).is_ok());
    if view.roster.iter().any(|listed| admits(listed.applicant.birth)) {
        return None;
    }
    let last = *days.last()?;
    let anyone = (0..OLDEST).any(|n| admits(days_after(last, -n)));
    (!anyone).then_some(Finding::AgesContradict { dose: of })
}

/// Session days without a rule that is in force. Without an age rule everyone is admitted; without an
/// interval, any day.
fn gaps(view: &View<'_>, of: DoseOf, dose: &Dose) -> Vec<Finding> {
    let programme = &view.setup.programme;
    let gap = |rule, is_gap: &dyn Fn(&Slot) -> bool| {
        let last = view.coming.iter().filter(|slot| is_gap(slot)).map(|slot| slot.date).max()?;
        Some(Finding::RuleGap { dose: of, rule, last, hit: view.hit(is_gap)? })
    };
    let no_age = |slot: &Slot| {
        !dose.ages.is_empty() && !dose.ages.iter().any(|dated| dated.holds_on(slot.date))
    };
    let no_interval = |slot: &Slot| {
        dose.number > 1
            && dose.follows()
            && booking::interval_for(&programme.policy, dose, slot.product.as_deref(), slot.date)
                .is_none()
    };
    let no_since_first = |slot: &Slot| {
        !dose.since_first.is_empty() && in_force(&dose.since_first, slot.date).is_none()
    };
    let found = [
        gap(DatedRule::Ages, &no_age),
        gap(DatedRule::Interval, &no_interval),
        gap(DatedRule::SinceFirst, &no_since_first),
    ];
    found.into_iter().flatten().collect()
}

/// Doses given elsewhere are found under the name of the series, and under none there are none.
fn series(view: &View<'_>) -> Option<Finding> {
    let policy = view.policy;
    let vaccinates = !policy.products.is_empty() || policy.all_doses().any(Dose::follows);
    (vaccinates && policy.series.is_empty()).then_some(Finding::NoSeries)
}

fn reminders(view: &View<'_>) -> Option<Finding> {
    let reminders = &view.policy.reminders;
    let (days, times) = (reminders.first().unwrap_or(0), reminders.days.len());
    (!reminders.are_within_measure()).then_some(Finding::RemindersBeyond { days, times })
}

fn limits(view: &View<'_>) -> Option<Finding> {
    let limits = view.policy.limits;
    let most = view.policy.plans().map(|(_, doses)| doses.len()).max().unwrap_or(0);
    let doses = u32::try_from(most).unwrap_or(u32::MAX).max(1);
    let in_all = limits.live_per_account.map(|most| most / doses);
    let persons = [limits.persons_per_day, in_all].into_iter().flatten().min()?;
    (persons < FAMILY).then_some(Finding::LimitTight { persons })
}
