//! How far apart: the rules about the days of one person's doses, and of other vaccines beside them.
//! Who may come at all, and whether there is a place, is in `rules.rs`.

use super::{Booking, Case};
use crate::{
    applicant::Applicant,
    dated::in_force,
    id::BookingId,
    interval::{self, Interval, IntervalRule, VaccineKind},
    product::Given,
    programme::{Dose, Policy, Programme},
    refusal::Refusal,
    schedule::Plan,
    when::Date,
};

/// The doses of this person, by the day on which dose 1 was given or is booked.
pub fn plan<'a>(programme: &'a Programme, applicant: &Applicant, bookings: &[Booking]) -> Plan<'a> {
    Plan::new(&programme.policy, applicant.birth, first_on(programme, applicant, bookings, None))
}

/// The same, where the slot of the case is the day of dose 1 if that is what is asked for.
pub(super) fn plan_of<'a>(case: &Case<'a>, moving: Option<BookingId>) -> Plan<'a> {
    let Case { programme, slot, applicant, bookings, .. } = case;
    let own = (case.dose == 1).then_some(slot.date);
    let first = own.or_else(|| first_on(programme, applicant, bookings, moving));
    Plan::new(&programme.policy, applicant.birth, first)
}

fn first_on(
    programme: &Programme,
    applicant: &Applicant,
    bookings: &[Booking],
    moving: Option<BookingId>,
) -> Option<Date> {
    let booked = || standing(bookings, 1, moving).map(|booking| booking.date);
    given(programme, applicant, 1).map(|given| given.on).or_else(booked)
}

/// Distance from what lies before and after. `strictly` asks for the standard interval as well.
pub(super) fn keeps_apart(
    case: &Case<'_>,
    dose: &Dose,
    plan: &Plan<'_>,
    moving: Option<BookingId>,
    strictly: bool,
) -> Result<(), Refusal> {
    let day = case.slot.date;
    if let Some(before) = previous(case.programme, dose, case.applicant, case.bookings, moving)? {
        let product = case.slot.product.as_deref();
        same_product(&case.programme.policy, before.product.as_deref(), product)?;
        let rule = interval_for(&case.programme.policy, dose, product, day);
        let soon = rule.map_or(Ok(()), |rule| judge(rule, before.on, day, strictly));
        later_of(soon, since_first(dose, plan.first, day))?;
    }
    before_later_ones(case, plan, moving, strictly)?;
    apart_from_others(case)
}

/// The dose before this one: when it was or will be given, and which product.
pub(super) struct Before {
    on: Date,
    product: Option<String>,
}

pub(super) fn previous(
    programme: &Programme,
    dose: &Dose,
    applicant: &Applicant,
    bookings: &[Booking],
    moving: Option<BookingId>,
) -> Result<Option<Before>, Refusal> {
    if dose.number == 1 || !dose.follows() {
        return Ok(None);
    }
    let number = dose.number - 1;
    let booked = standing(bookings, number, moving);
    let booked = booked.map(|b| Before { on: b.date, product: b.product.clone() });
    let given = given(programme, applicant, number);
    let before = given.map(|g| Before { on: g.on, product: g.product.clone() }).or(booked);
    before.map(Some).ok_or(Refusal::PreviousDoseMissing { dose: number })
}

pub(super) fn given<'a>(
    programme: &Programme,
    applicant: &'a Applicant,
    number: u8,
) -> Option<&'a Given> {
    let series = &programme.policy.series;
    applicant.given.iter().find(|g| !series.is_empty() && g.series == *series && g.dose == number)
}

/// The booking that stands for a dose: still to come, or given.
pub(super) fn standing(
    bookings: &[Booking],
    dose: u8,
    except: Option<BookingId>,
) -> Option<&Booking> {
    bookings.iter().find(|b| b.dose == dose && b.keeps_the_dose() && Some(b.id) != except)
}

/// The day of the dose before, and the first and last usual days for the dose of the case after it.
pub fn usual_days(case: &Case<'_>) -> Option<(Date, Option<Date>)> {
    let Case { programme, slot, applicant, bookings, .. } = case;
    let dose = plan_of(case, None).dose(case.dose).ok()?;
    let before = previous(programme, dose, applicant, bookings, None).ok()??;
    let rule = interval_for(&programme.policy, dose, slot.product.as_deref(), slot.date)?;
    Some(rule.usual(before.on))
}

/// The interval to the dose before that counts on a day: the product's own where it has one, else the dose's.
pub fn interval_for<'a>(
    policy: &'a Policy,
    dose: &'a Dose,
    product: Option<&str>,
    day: Date,
) -> Option<&'a IntervalRule> {
    let own = product.and_then(|code| policy.product(code));
    let own = own.and_then(|product| in_force(&product.intervals, day));
    own.or_else(|| dose.interval_on(day))
}

fn same_product(policy: &Policy, before: Option<&str>, now: Option<&str>) -> Result<(), Refusal> {
    match (before, now) {
        (Some(before), Some(now)) if policy.same_product && before != now => {
            Err(Refusal::OtherProduct { before: before.to_owned() })
        }
        _ => Ok(()),
    }
}

fn judge(rule: &IntervalRule, previous: Date, day: Date, strictly: bool) -> Result<(), Refusal> {
    match rule.judge(previous, day) {
        Interval::TooEarly { earliest } => Err(Refusal::TooSoon { previous, earliest }),
        Interval::TooLate { latest } => Err(Refusal::TooLate { previous, latest }),
        Interval::BeforeStandard { .. } | Interval::AfterStandard { .. } if strictly => {
            let (first, last) = rule.usual(previous);
            Err(Refusal::OutsideStandard { previous, first, last })
        }
        Interval::BeforeStandard { .. } | Interval::Fine | Interval::AfterStandard { .. } => Ok(()),
    }
}

/// The distance that a dose keeps from dose 1, besides that from the dose before.
fn since_first(dose: &Dose, first: Option<Date>, day: Date) -> Result<(), Refusal> {
    let (Some(first), Some(gap)) = (first, in_force(&dose.since_first, day)) else { return Ok(()) };
    let earliest = interval::earliest(first, *gap);
    if day < earliest { Err(Refusal::TooSoonAfterFirst { first, earliest }) } else { Ok(()) }
}

/// Of two reasons to wait, the one that asks for the longer wait, so that its day is one that will do.
fn later_of(one: Result<(), Refusal>, other: Result<(), Refusal>) -> Result<(), Refusal> {
    let waits = |answer: &Result<(), Refusal>| match answer {
        Err(Refusal::TooSoon { earliest, .. } | Refusal::TooSoonAfterFirst { earliest, .. }) => {
            Some(*earliest)
        }
        Err(Refusal::OutsideStandard { first, .. }) => Some(*first),
        _ => None,
    };
    if waits(&one) < waits(&other) { other } else { one.and(other) }
}

/// The doses after this one that are booked already must stay legal and needed. A move of dose 1 may lead to
/// another schedule, so that all of them are looked at again and not only the next.
fn before_later_ones(
    case: &Case<'_>,
    plan: &Plan<'_>,
    moving: Option<BookingId>,
    strictly: bool,
) -> Result<(), Refusal> {
    let by_age = case.dose == 1 && !case.programme.policy.schedules.is_empty();
    let mut before = case.slot.date;
    let last = case.bookings.iter().map(|booking| booking.dose).max().unwrap_or(0);
    for number in (case.dose..last).map(|number| number + 1) {
        let Some(later) = standing(case.bookings, number, moving) else { continue };
        let (on, previous) = (later.date, std::mem::replace(&mut before, later.date));
        let dose = match plan.dose(number) {
            Ok(dose) => dose,
            Err(Refusal::DoseNotNeeded { needed, .. }) if by_age => {
                return Err(Refusal::LaterDoseNotNeeded { dose: number, on, needed });
            }
            Err(_) => continue,
        };
        let next = number == case.dose + 1;
        let rule = interval_for(&case.programme.policy, dose, later.product.as_deref(), on);
        let rule = rule.filter(|_| next || by_age);
        let legal = rule.is_none_or(|rule| judge(rule, previous, on, strictly).is_ok())
            && (case.dose > 1 || since_first(dose, plan.first, on).is_ok())
            && (!by_age || dose.ages_admit(case.applicant.birth, on).is_ok());
        if !legal {
            return Err(Refusal::BreaksNextDose { dose: number, on });
        }
    }
    Ok(())
}

/// Injected live vaccines keep their distance from each other, whatever the programme.
fn apart_from_others(case: &Case<'_>) -> Result<(), Refusal> {
    let product = case.slot.product.as_deref().and_then(|code| case.programme.policy.product(code));
    let Some(kind) = product.map(|product| product.kind) else { return Ok(()) };
    let series = &case.programme.policy.series;
    let given = case.applicant.given.iter().filter(|g| g.series != *series || series.is_empty());
    let booked = case.elsewhere.iter().map(|other| (other.on, other.kind));
    for (on, other) in given.map(|g| (g.on, g.kind)).chain(booked) {
        apart(on, other, case.slot.date, kind)?;
    }
    Ok(())
}

fn apart(on: Date, other: VaccineKind, day: Date, kind: VaccineKind) -> Result<(), Refusal> {
    let (first, first_kind, second, second_kind) =
        if on <= day { (on, other, day, kind) } else { (day, kind, on, other) };
    let Some(gap) = interval::between_vaccines(first_kind, second_kind) else { return Ok(()) };
    if second >= interval::earliest(first, gap) {
        return Ok(());
    }
    let earliest = interval::earliest(on, gap);
    Err(Refusal::TooNearOtherVaccine { other: on, earliest })
}
