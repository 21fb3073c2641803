//! Who may book what, when and how far apart: each rule once, in the order in which a clerk would ask.
//! What the list shows, what the confirmation accepts and what staff are warned of all come from here.

use super::{Ask, Booking, BookingState, Case};
use crate::{
    applicant::Applicant,
    change::{Actor, Door},
    group, hold,
    id::BookingId,
    interval::{self, Interval, IntervalRule, VaccineKind},
    programme::{Dose, Programme},
    refusal::Refusal,
    slot::{Place, Slot},
    when::{self, Date},
};
use jiff::Timestamp;

/// Whether this person may have this dose at all, whatever the slots.
pub fn may_have(
    programme: &Programme,
    dose: u8,
    applicant: &Applicant,
    bookings: &[Booking],
    by: Actor,
    now: Timestamp,
) -> Result<(), Refusal> {
    is_open(programme, now)?;
    is_meant(programme, dose, applicant, bookings, None)?;
    nothing_hidden(bookings, by, now)
}

/// Whether this slot may be booked for this person now, and which place it would take.
pub fn may_book(case: &Case<'_>, door: Door, now: Timestamp) -> Result<Place, Refusal> {
    may_come_now(case, false, now)?;
    place(case, None, door, now)
}

/// The same, where staff may set aside what is not a matter of safety, and take a place from a hold.
pub(super) fn may_book_by(
    case: &Case<'_>,
    ask: &Ask<'_>,
    now: Timestamp,
) -> Result<Place, Refusal> {
    may_come_now(case, ask.exception, now)?;
    let Some(hold) = ask.hold else { return place(case, None, ask.door, now) };
    let units = units(case)?;
    hold::may_draw(hold, case.slot.id, units, case.by, now)?;
    exam_is_left(case)?;
    Ok(Place { slot: case.slot.id, pool: hold.pool, units })
}

/// Everything but the place itself.
fn may_come_now(case: &Case<'_>, exception: bool, now: Timestamp) -> Result<(), Refusal> {
    if !exception {
        is_open(case.programme, now)?;
    }
    is_meant(case.programme, case.dose, case.applicant, case.bookings, None)?;
    nothing_hidden(case.bookings, case.by, now)?;
    may_come(case, None)?;
    if !exception {
        is_in_time(case, now)?;
        within_limits(case, None)?;
    }
    Ok(())
}

/// Whether the booking may move to the slot of the case, and which place it would take.
pub fn may_move(
    case: &Case<'_>,
    booking: &Booking,
    from: &Slot,
    door: Door,
    now: Timestamp,
) -> Result<Place, Refusal> {
    match booking.state {
        BookingState::Cancelled { at, .. } => return Err(Refusal::AlreadyCancelled { at }),
        BookingState::Done { at, outcome } => return Err(Refusal::AlreadyCame { at, outcome }),
        BookingState::Live => {}
    }
    is_open(case.programme, now)?;
    nothing_hidden(case.bookings, case.by, now)?;
    let closed_at = case.programme.policy.change_closes_at(from);
    if now >= closed_at {
        return Err(Refusal::PastCutOff { closed_at });
    }
    may_come(case, Some(booking.id))?;
    is_in_time(case, now)?;
    within_limits(case, Some(booking.id))?;
    place(case, Some(booking.id), door, now)
}

/// Whether this person may have this dose on the day of this slot, whatever its room, and whatever the hour at
/// which it is asked: releases, cut-offs and limits are left aside.
pub fn may_receive(case: &Case<'_>) -> Result<(), Refusal> {
    is_meant(case.programme, case.dose, case.applicant, case.bookings, None)?;
    may_come(case, None)
}

/// Whether a booking that is there is right under these rules; the case names its own dose and slot.
pub fn still_stands(case: &Case<'_>, booking: &Booking) -> Result<(), Refusal> {
    is_meant(case.programme, case.dose, case.applicant, case.bookings, Some(booking.id))?;
    may_come(case, Some(booking.id))
}

/// Whether a dose is meant for this person on this day by residence, sex and age, whatever they have booked or
/// been given.
pub fn is_meant_on(
    programme: &Programme,
    dose: &Dose,
    applicant: &Applicant,
    day: Date,
) -> Result<(), Refusal> {
    is_for(programme, dose, applicant)?;
    is_of_age(dose, applicant.birth, day)
}

/// The interval to the dose before that counts on a day: the product's own where it has one, else the dose's.
pub fn interval_for<'a>(
    programme: &'a Programme,
    dose: &'a Dose,
    product: Option<&str>,
    day: Date,
) -> Option<&'a IntervalRule> {
    let own = product.and_then(|code| programme.policy.product(code));
    let own = own.and_then(|product| crate::dated::in_force(&product.intervals, day));
    own.or_else(|| dose.interval_on(day))
}

fn is_open(programme: &Programme, now: Timestamp) -> Result<(), Refusal> {
    match (programme.opens_at, programme.closes_at) {
        (_, Some(closed_at)) if now >= closed_at => Err(Refusal::ProgrammeClosed { closed_at }),
        (Some(from), _) if now < from => Err(Refusal::NotOpenYet { from: Some(from) }),
        (None, _) => Err(Refusal::NotOpenYet { from: None }),
        _ => Ok(()),
    }
}

/// The rules about the person alone.
fn is_meant(
    programme: &Programme,
    number: u8,
    applicant: &Applicant,
    bookings: &[Booking],
    moving: Option<BookingId>,
) -> Result<(), Refusal> {
    let dose = programme.dose(number).ok_or(Refusal::NoSuchDose { dose: number })?;
    is_for(programme, dose, applicant)?;
    if let Some(given) = given(programme, applicant, number) {
        return Err(Refusal::AlreadyGiven { dose: number, on: given.on });
    }
    match standing(bookings, number, moving) {
        Some(booking) if booking.was_given() => {
            return Err(Refusal::AlreadyGiven { dose: number, on: booking.date });
        }
        Some(_) => return Err(Refusal::AlreadyBooked { dose: number }),
        None => {}
    }
    previous(programme, dose, applicant, bookings, moving).map(|_| ())
}

fn is_for(programme: &Programme, dose: &Dose, applicant: &Applicant) -> Result<(), Refusal> {
    if programme.policy.residents_only && !applicant.resident {
        return Err(Refusal::NotResident);
    }
    if dose.sex.is_some_and(|sex| sex != applicant.sex) {
        return Err(Refusal::OtherSex);
    }
    Ok(())
}

/// Whether someone born then may have this dose on this day by age; every rule in force must hold.
pub fn is_of_age(dose: &Dose, birth: Date, day: Date) -> Result<(), Refusal> {
    let mut in_force = dose.ages.iter().filter(|dated| dated.holds_on(day));
    in_force.try_for_each(|dated| dated.rule.check(birth, day)).map_err(Refusal::Age)
}

/// While a booking is still to come that the asking account may not see, nothing of its programme is booked
/// or moved from there: the days that keep their distance from it would tell its day.
fn nothing_hidden(bookings: &[Booking], by: Actor, now: Timestamp) -> Result<(), Refusal> {
    let Actor::Account(account) = by else { return Ok(()) };
    let today = when::japan_date(now);
    let hidden = |b: &&Booking| b.is_live() && b.date >= today && !b.is_visible_to(account);
    let found = bookings.iter().find(hidden);
    found.map_or(Ok(()), |b| Err(Refusal::AlreadyBooked { dose: b.dose }))
}

/// The rules about this person on this day: age, product, and distance from what lies before and after.
fn may_come(case: &Case<'_>, moving: Option<BookingId>) -> Result<(), Refusal> {
    let (programme, slot, applicant) = (case.programme, case.slot, case.applicant);
    if slot.programme != programme.id {
        return Err(Refusal::NotThisProgramme);
    }
    let dose = programme.dose(case.dose).ok_or(Refusal::NoSuchDose { dose: case.dose })?;
    is_of_age(dose, applicant.birth, slot.date)?;
    let product = slot.product.as_deref();
    if let Some(until) = product.and_then(|code| programme.policy.product(code)?.usable_until)
        && slot.date > until
    {
        return Err(Refusal::ProductUnusable { until });
    }
    if let Some(before) = previous(programme, dose, applicant, case.bookings, moving)? {
        same_product(programme, before.product.as_deref(), product)?;
        if let Some(rule) = interval_for(programme, dose, product, slot.date) {
            judge(rule.judge(before.on, slot.date), before.on)?;
        }
    }
    before_next(case, moving)?;
    apart_from_others(case)
}

/// The dose before this one: when it was or will be given, and which product.
struct Before {
    on: Date,
    product: Option<String>,
}

fn previous(
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

fn given<'a>(
    programme: &Programme,
    applicant: &'a Applicant,
    number: u8,
) -> Option<&'a crate::product::Given> {
    let series = &programme.policy.series;
    applicant.given.iter().find(|g| !series.is_empty() && g.series == *series && g.dose == number)
}

fn same_product(
    programme: &Programme,
    before: Option<&str>,
    now: Option<&str>,
) -> Result<(), Refusal> {
    match (before, now) {
        (Some(before), Some(now)) if programme.policy.same_product && before != now => {
            Err(Refusal::OtherProduct { before: before.to_owned() })
        }
        _ => Ok(()),
    }
}

fn judge(interval: Interval, previous: Date) -> Result<(), Refusal> {
    match interval {
        Interval::TooEarly { earliest } => Err(Refusal::TooSoon { previous, earliest }),
        Interval::TooLate { latest } => Err(Refusal::TooLate { previous, latest }),
        Interval::BeforeStandard { .. } | Interval::Fine | Interval::AfterStandard { .. } => Ok(()),
    }
}

/// The next dose, if it is booked already, must stay legal too.
fn before_next(case: &Case<'_>, moving: Option<BookingId>) -> Result<(), Refusal> {
    let number = case.dose + 1;
    let Some(next) = case.programme.dose(number) else { return Ok(()) };
    let Some(later) = standing(case.bookings, number, moving) else { return Ok(()) };
    let rule = interval_for(case.programme, next, later.product.as_deref(), later.date);
    let legal =
        rule.is_none_or(|rule| judge(rule.judge(case.slot.date, later.date), later.date).is_ok());
    let near = Refusal::BreaksNextDose { dose: number, on: later.date };
    if legal { Ok(()) } else { Err(near) }
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

/// Releases, closed slots and the cut-off.
fn is_in_time(case: &Case<'_>, now: Timestamp) -> Result<(), Refusal> {
    let (policy, slot) = (&case.programme.policy, case.slot);
    if slot.closed_at.is_some_and(|closed_at| now >= closed_at) {
        return Err(Refusal::SlotClosed);
    }
    group::released(&policy.releases, &policy.groups, case.applicant, slot, now)?;
    let closed_at = policy.book_closes_at(slot);
    if now >= closed_at {
        return Err(Refusal::PastCutOff { closed_at });
    }
    Ok(())
}

fn within_limits(case: &Case<'_>, moving: Option<BookingId>) -> Result<(), Refusal> {
    let limits = case.programme.policy.limits;
    let others = || case.holds.iter().filter(|held| Some(held.booking) != moving);
    if let Some(most) = limits.live_per_account
        && others().count() >= most as usize
    {
        return Err(Refusal::AccountFull { most });
    }
    if let Some(most) = limits.persons_per_day {
        let mut persons: Vec<_> =
            others().filter(|held| held.on == case.slot.date).map(|held| held.person).collect();
        persons.push(case.applicant.person);
        persons.sort_unstable();
        persons.dedup();
        if persons.len() > most as usize {
            return Err(Refusal::AccountFullOnDay { most });
        }
    }
    Ok(())
}

/// The booking that stands for a dose: still to come, or given.
fn standing(bookings: &[Booking], dose: u8, except: Option<BookingId>) -> Option<&Booking> {
    bookings.iter().find(|b| b.dose == dose && b.keeps_the_dose() && Some(b.id) != except)
}

fn place(
    case: &Case<'_>,
    moving: Option<BookingId>,
    door: Door,
    now: Timestamp,
) -> Result<Place, Refusal> {
    exam_is_left(case)?;
    let slot = case.slot.id;
    if case.programme.policy.one_place_a_visit
        && let Some(visit) = case
            .bookings
            .iter()
            .find(|b| b.slot == slot && b.units > 0 && b.keeps_place() && Some(b.id) != moving)
    {
        return Ok(Place { slot, pool: visit.pool, units: 0 });
    }
    let units = units(case)?;
    let released = case.programme.policy.released_pools(case.slot, now);
    let pool = case.slot.pool_for(door, &released, units).ok_or(Refusal::Full)?;
    Ok(Place { slot, pool, units })
}

fn exam_is_left(case: &Case<'_>) -> Result<(), Refusal> {
    match case.slot.quota(case.dose) {
        Some(quota) if quota.left() == 0 => Err(Refusal::ExamFull { dose: case.dose }),
        _ => Ok(()),
    }
}

fn units(case: &Case<'_>) -> Result<u32, Refusal> {
    let dose = case.programme.dose(case.dose).ok_or(Refusal::NoSuchDose { dose: case.dose })?;
    Ok(dose.units())
}
