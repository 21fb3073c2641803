//! How far apart: the rules about the days of one person's doses, and of other vaccines beside them.
//! Who may come at all, and whether there is a place, is in `rules.rs`.

use super::{Booking, Case, Elsewhere};
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

/// What is known of one person in one programme.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) programme: &'a Programme,
    pub(super) applicant: &'a Applicant,
    pub(super) bookings: &'a [Booking],
    pub(super) elsewhere: &'a [Elsewhere],
    /// The booking that is about to move, which counts for nothing meanwhile.
    pub(super) moving: Option<BookingId>,
}

/// A dose that is booked or was given, here or elsewhere.
pub(super) struct Had {
    pub(super) dose: u8,
    pub(super) on: Date,
    pub(super) product: Option<String>,
    pub(super) given: bool,
}

impl<'a> Known<'a> {
    pub(super) fn of(case: &Case<'a>, moving: Option<BookingId>) -> Self {
        let Case { programme, applicant, bookings, elsewhere, .. } = *case;
        Self { programme, applicant, bookings, elsewhere, moving }
    }

    /// When and how the person had this dose, or is to have it: by the roster, in this programme, or in
    /// another one of the same series.
    pub(super) fn had(&self, number: u8) -> Option<Had> {
        let series = &self.programme.policy.series;
        let counts =
            |given: &&Given| !series.is_empty() && given.series == *series && given.dose == number;
        let given = self.applicant.given.iter().find(counts);
        let given =
            given.map(|g| Had { dose: number, on: g.on, product: g.product.clone(), given: true });
        let booked = || {
            let found = standing(self.bookings, number, self.moving)?;
            let (on, product) = (found.date, found.product.clone());
            Some(Had { dose: number, on, product, given: found.was_given() })
        };
        let elsewhere = || {
            let same = |other: &&Elsewhere| other.is_of(self.programme) && other.dose == number;
            let found = self.elsewhere.iter().find(same)?;
            let (on, product, given) = (found.on, found.product.clone(), found.given);
            Some(Had { dose: number, on, product, given })
        };
        given.or_else(booked).or_else(elsewhere)
    }

    /// The highest number of a dose the person had or is booked for.
    fn last(&self) -> u8 {
        let series = &self.programme.policy.series;
        let given =
            self.applicant.given.iter().filter(|g| !series.is_empty() && g.series == *series);
        let elsewhere = self.elsewhere.iter().filter(|other| other.is_of(self.programme));
        let booked = self.bookings.iter().map(|booking| booking.dose);
        let all = booked.chain(given.map(|g| g.dose)).chain(elsewhere.map(|other| other.dose));
        all.max().unwrap_or(0)
    }

    /// The doses of this person, where dose 1 is on this day if it is on any.
    pub(super) fn plan(&self, first: Option<Date>) -> Plan<'a> {
        let first = first.or_else(|| self.had(1).map(|had| had.on));
        Plan::new(&self.programme.policy, self.applicant.birth, first)
    }

    /// Whether a later dose was given already that needs this one before it: nobody goes back for it then.
    pub(super) fn nothing_later_given(&self, number: u8) -> Result<(), Refusal> {
        let follows = |later: &u8| self.programme.policy.doses_numbered(*later).any(Dose::follows);
        let later = (number..self.last()).map(|dose| dose + 1).take_while(follows);
        for dose in later {
            if let Some(Had { on, given: true, .. }) = self.had(dose) {
                return Err(Refusal::AlreadyGiven { dose, on });
            }
        }
        Ok(())
    }
}

/// The doses of this person, by the day on which dose 1 was given or is booked.
pub fn plan<'a>(programme: &'a Programme, applicant: &Applicant, bookings: &[Booking]) -> Plan<'a> {
    let first = Known { programme, applicant, bookings, elsewhere: &[], moving: None }.had(1);
    Plan::new(&programme.policy, applicant.birth, first.map(|had| had.on))
}

/// The same, where the slot of the case is the day of dose 1 if that is what is asked for.
pub(super) fn plan_of<'a>(case: &Case<'a>, moving: Option<BookingId>) -> Plan<'a> {
    let own = (case.dose == 1).then_some(case.slot.date);
    Known::of(case, moving).plan(own)
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
    if let Some(before) = previous(&Known::of(case, moving), plan, dose, day)? {
        let product = case.slot.product.as_deref();
        same_product(&case.programme.policy, before.product.as_deref(), product)?;
        let rule = interval_since(&case.programme.policy, dose, before.dose, product, day);
        let soon = rule.map_or(Ok(()), |rule| judge(rule, before.on, day, strictly));
        later_of(soon, since_first(dose, plan.first, day))?;
    }
    before_later_ones(case, plan, moving, strictly)?;
    apart_from_others(case)
}

/// The dose before this one on a day, if it needs one: those that are passed over by then do not count.
pub(super) fn previous(
    known: &Known<'_>,
    plan: &Plan<'_>,
    dose: &Dose,
    day: Date,
) -> Result<Option<Had>, Refusal> {
    if dose.number == 1 || !dose.follows() {
        return Ok(None);
    }
    for number in (1..dose.number).rev() {
        let passed = |dose: &Dose| dose.is_passed_over(known.applicant.birth, day);
        match known.had(number) {
            Some(had) => return Ok(Some(had)),
            None if plan.dose(number).is_ok_and(passed) => {}
            None => return Err(Refusal::PreviousDoseMissing { dose: number }),
        }
    }
    Err(Refusal::PreviousDoseMissing { dose: 1 })
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
    let Case { programme, slot, .. } = case;
    let plan = plan_of(case, None);
    let dose = plan.dose(case.dose).ok()?;
    let before = previous(&Known::of(case, None), &plan, dose, slot.date).ok()??;
    let product = slot.product.as_deref();
    let rule = interval_since(&programme.policy, dose, before.dose, product, slot.date)?;
    Some(rule.usual(before.on))
}

/// The first usual day by each interval that may count for a dose: its own, and those of products. None where
/// there is no dose right before it, or days on which no interval of the dose is in force.
pub fn first_usual_days(
    programme: &Programme,
    number: u8,
    applicant: &Applicant,
    bookings: &[Booking],
) -> Vec<Date> {
    let known = Known { programme, applicant, bookings, elsewhere: &[], moving: None };
    let plan = known.plan(None);
    let Ok(dose) = plan.dose(number) else { return Vec::new() };
    let before = previous(&known, &plan, dose, Date::MIN);
    let always = dose.intervals.iter().any(|rule| rule.from.is_none() && rule.until.is_none());
    let (Ok(Some(before)), true) = (before, always) else { return Vec::new() };
    let products = programme.policy.products.iter().filter(|_| !dose.whatever_product);
    let products = products.flat_map(|product| &product.intervals);
    dose.intervals.iter().chain(products).map(|dated| dated.rule.usual(before.on).0).collect()
}

/// The interval to the last dose before that counts on a day. Where doses between were passed over, that for
/// this case counts, if the dose has one.
fn interval_since<'a>(
    policy: &'a Policy,
    dose: &'a Dose,
    before: u8,
    product: Option<&str>,
    day: Date,
) -> Option<&'a IntervalRule> {
    let passed = || in_force(&dose.intervals_after_passed, day);
    let passed = if before + 1 < dose.number { passed() } else { None };
    passed.or_else(|| interval_for(policy, dose, product, day))
}

/// The interval to the dose right before that counts on a day: the product's own where it has one and the dose's does not
/// count whatever is given, else the dose's.
pub fn interval_for<'a>(
    policy: &'a Policy,
    dose: &'a Dose,
    product: Option<&str>,
    day: Date,
) -> Option<&'a IntervalRule> {
    let own = product.filter(|_| !dose.whatever_product).and_then(|code| policy.product(code));
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
    let mut before = (case.dose, case.slot.date);
    let known = Known::of(case, moving);
    for number in (case.dose..known.last()).map(|number| number + 1) {
        let Some(later) = known.had(number) else { continue };
        let (on, previous) = (later.on, std::mem::replace(&mut before, (number, later.on)));
        let dose = match plan.dose(number) {
            Ok(dose) => dose,
            Err(Refusal::DoseNotNeeded { needed, .. }) if by_age => {
                return Err(Refusal::LaterDoseNotNeeded { dose: number, on, needed });
            }
            Err(_) => continue,
        };
        let (next, product) = (previous.0 == case.dose, later.product.as_deref());
        let rule = interval_since(&case.programme.policy, dose, previous.0, product, on);
        let rule = rule.filter(|_| next || by_age);
        let legal = rule.is_none_or(|rule| judge(rule, previous.1, on, strictly).is_ok())
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
    let others = case.elsewhere.iter().filter(|other| !other.is_of(case.programme));
    let booked = others.filter_map(|other| Some((other.on, other.kind?)));
    for (on, other) in given.map(|g| (g.on, g.kind)).chain(booked) {
        apart(on, other, case.slot.date, kind)?;
    }
    Ok(())
}

fn apart(on: Date, other: VaccineKind, day: Date, kind: VaccineKind) -> Result<(), Refusal> {
    // On one and the same day they may be given together.
    if on == day {
        return Ok(());
    }
    let (first, first_kind, second, second_kind) =
        if on <= day { (on, other, day, kind) } else { (day, kind, on, other) };
    let Some(gap) = interval::between_vaccines(first_kind, second_kind) else { return Ok(()) };
    if second >= interval::earliest(first, gap) {
        return Ok(());
    }
    let earliest = interval::earliest(on, gap);
    Err(Refusal::TooNearOtherVaccine { other: on, earliest })
}
