//! Who may book what and when: each rule once, in the order in which a clerk would ask; how far apart is in
//! `apart.rs`. What the list shows, the confirmation accepts and staff are warned of all come from here.

use super::{
    Ask, Booking, BookingState, Case, Elsewhere,
    apart::{Had, Known, keeps_apart, plan_of, previous},
};
use crate::{
    applicant::Applicant,
    door::Door,
    group,
    hold::{self, Hold},
    id::BookingId,
    interval::VaccineKind,
    link::Sight,
    pattern,
    programme::{Dose, Programme},
    refusal::Refusal,
    schedule::Plan,
    slot::{Place, Slot},
    voucher::{self, Validity},
    when::{self, Date},
};
use jiff::Timestamp;

/// Whether this person may have this dose at all, whatever the slots.
pub fn may_have(
    programme: &Programme,
    dose: u8,
    applicant: &Applicant,
    (bookings, elsewhere): (&[Booking], &[Elsewhere]),
    sight: Sight,
    now: Timestamp,
) -> Result<(), Refusal> {
    let known = Known { programme, applicant, bookings, elsewhere, moving: None };
    is_open(programme, now)?;
    is_meant(&known, dose)?;
    nothing_hidden(&known, sight, now)?;
    is_due(&known, &known.plan(None), dose, when::japan_date(now))
}

/// Whether this slot may be booked for this person now, and which place it would take.
pub fn may_book(case: &Case<'_>, door: Door, now: Timestamp) -> Result<Place, Refusal> {
    may_come_now(case, false, now)?;
    place(case, None, door, now)
}

/// The same where an officer gives a reason why cut-offs, releases and limits are set aside: ages, distances, the room
/// and everything else holds.
pub fn may_book_with_reason(case: &Case<'_>, door: Door, now: Timestamp) -> Result<Place, Refusal> {
    may_come_now(case, true, now)?;
    place(case, None, door, now)
}

/// The same for a place that is kept back by a hold, with or without such a reason.
pub fn may_book_from(
    case: &Case<'_>,
    hold: &Hold,
    exception: bool,
    now: Timestamp,
) -> Result<Place, Refusal> {
    may_come_now(case, exception, now)?;
    let units = units(case)?;
    hold::may_draw(hold, case.slot.id, units, case.by, now)?;
    exam_is_left(case)?;
    Ok(Place { slot: case.slot.id, pool: hold.pool, units })
}

/// The same, where staff may set aside what is not a matter of safety, and take a place from a hold.
pub(super) fn may_book_by(
    case: &Case<'_>,
    ask: &Ask<'_>,
    now: Timestamp,
) -> Result<Place, Refusal> {
    if let Some(hold) = ask.hold {
        return may_book_from(case, hold, ask.exception, now);
    }
    may_come_now(case, ask.exception, now)?;
    place(case, None, ask.door, now)
}

/// Everything but the place itself.
fn may_come_now(case: &Case<'_>, exception: bool, now: Timestamp) -> Result<(), Refusal> {
    if !exception {
        is_open(case.programme, now)?;
    }
    let known = Known::of(case, None);
    is_meant(&known, case.dose)?;
    nothing_hidden(&known, case.sight, now)?;
    is_due(&known, &plan_of(case, None), case.dose, when::japan_date(now))?;
    may_come(case, None, exception)?;
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
    nothing_hidden(&Known::of(case, Some(booking.id)), case.sight, now)?;
    let closed_at = case.programme.policy.change_closes_at(from);
    if now >= closed_at {
        return Err(Refusal::PastCutOff { closed_at });
    }
    may_come(case, Some(booking.id), false)?;
    is_in_time(case, now)?;
    within_limits(case, Some(booking.id))?;
    place(case, Some(booking.id), door, now)
}

/// Whether a freed place of this slot may go to this person, who gives up the booking that is `moving` for it, and how
/// many places that takes. Its own cut-off stands in for the one of booking.
pub(crate) fn may_be_offered(
    case: &Case<'_>,
    moving: Option<&Booking>,
    closes_at: Timestamp,
    now: Timestamp,
) -> Result<u32, Refusal> {
    let moving = moving.map(|booking| booking.id);
    let known = Known::of(case, moving);
    is_open(case.programme, now)?;
    is_meant(&known, case.dose)?;
    nothing_hidden(&known, case.sight, now)?;
    is_due(&known, &plan_of(case, moving), case.dose, when::japan_date(now))?;
    may_come(case, moving, false)?;
    is_in_time_until(case, closes_at, now)?;
    within_limits(case, moving)?;
    units(case)
}

/// Whether this person may have this dose on the day of this slot, whatever its room, and whatever the hour at
/// which it is asked: releases, cut-offs and limits are left aside.
pub fn may_receive(case: &Case<'_>) -> Result<(), Refusal> {
    let known = Known::of(case, None);
    is_meant(&known, case.dose)?;
    is_due(&known, &plan_of(case, None), case.dose, case.slot.date)?;
    may_come(case, None, false)
}

/// Whether a booking that is there is right under these rules; the case names its own dose and slot. Staff may
/// have set the standard interval aside for it, so that is not asked again.
pub fn still_stands(case: &Case<'_>, booking: &Booking) -> Result<(), Refusal> {
    let own = Some(booking.id);
    let known = Known::of(case, own);
    is_meant(&known, case.dose)?;
    is_due(&known, &plan_of(case, own), case.dose, case.slot.date)?;
    may_come(case, own, true)
}

/// Whether a dose is meant for this person on this day by residence, pattern, sex and age, whatever they have
/// booked or been given.
pub fn is_meant_on(
    programme: &Programme,
    dose: &Dose,
    applicant: &Applicant,
    day: Date,
) -> Result<(), Refusal> {
    is_for(programme, applicant, dose.number)?;
    if !dose.is_for(applicant.sex) {
        return Err(Refusal::OtherSex);
    }
    dose.ages_admit(applicant.birth, day).map_err(Refusal::Age)
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
fn is_meant(known: &Known<'_>, number: u8) -> Result<(), Refusal> {
    let Known { programme, applicant, .. } = *known;
    let policy = &programme.policy;
    if policy.doses_numbered(number).next().is_none() {
        return Err(Refusal::NoSuchDose { dose: number });
    }
    is_for(programme, applicant, number)?;
    if policy.doses_numbered(number).all(|dose| !dose.is_for(applicant.sex)) {
        return Err(Refusal::OtherSex);
    }
    has_voucher(programme, applicant)?;
    match known.had(number) {
        Some(Had { on, given: true, .. }) => Err(Refusal::AlreadyGiven { dose: number, on }),
        Some(_) => Err(Refusal::AlreadyBooked { dose: number }),
        None => known.nothing_later_given(number),
    }
}

/// Residence, and the pattern the roster puts the person in.
fn is_for(programme: &Programme, applicant: &Applicant, number: u8) -> Result<(), Refusal> {
    if programme.policy.residents_only && !applicant.resident {
        return Err(Refusal::NotResident);
    }
    pattern::allows(&programme.policy.patterns, &applicant.groups, number)
}

/// Whether the dose is one of those the person needs, and the one before it is booked or given. It comes
/// after [`nothing_hidden`], because how many are needed tells the day of dose 1. Who asks passes over what is
/// too late on the day of asking, and not what will be by the day of the slot.
fn is_due(known: &Known<'_>, plan: &Plan<'_>, number: u8, day: Date) -> Result<(), Refusal> {
    previous(known, plan, plan.dose(number)?, day).map(|_| ())
}

/// While a booking is still to come that the asking account may not see, nothing that must keep its distance
/// from it is booked or moved from there: the days that do would tell its day.
fn nothing_hidden(known: &Known<'_>, sight: Sight, now: Timestamp) -> Result<(), Refusal> {
    let today = when::japan_date(now);
    let own =
        known.bookings.iter().find(|b| b.is_live() && b.date >= today && !b.is_visible_to(sight));
    let live = Some(VaccineKind::InjectedLive);
    let gives_live = known.programme.policy.products.iter().any(|p| Some(p.kind) == live);
    let other = known.elsewhere.iter().find(|other| {
        let hidden = !other.given && other.on >= today && !other.is_visible_to(sight);
        hidden && (other.is_of(known.programme) || gives_live && other.kind == live)
    });
    match own.map(|b| b.dose).or(other.map(|other| other.dose)) {
        Some(dose) => Err(Refusal::AlreadyBooked { dose }),
        None => Ok(()),
    }
}

/// The rules about this person on this day: age, product, and distance from what lies before and after.
/// An exception sets the standard interval aside, and nothing else here.
fn may_come(case: &Case<'_>, moving: Option<BookingId>, exception: bool) -> Result<(), Refusal> {
    let (programme, slot, applicant) = (case.programme, case.slot, case.applicant);
    if slot.programme != programme.id {
        return Err(Refusal::NotThisProgramme);
    }
    let plan = plan_of(case, moving);
    let dose = plan.dose(case.dose)?;
    if !dose.is_for(applicant.sex) {
        return Err(Refusal::OtherSex);
    }
    dose.ages_admit(applicant.birth, slot.date).map_err(Refusal::Age)?;
    voucher_covers(programme, applicant, slot.date)?;
    let product = slot.product.as_deref();
    if let Some(until) = product.and_then(|code| programme.policy.product(code)?.usable_until)
        && slot.date > until
    {
        return Err(Refusal::ProductUnusable { until });
    }
    keeps_apart(case, dose, &plan, moving, programme.policy.standard_binds && !exception)
}

/// Where it takes a voucher there must be one in force, whatever the day.
fn has_voucher(programme: &Programme, applicant: &Applicant) -> Result<(), Refusal> {
    let lacks = programme.policy.voucher_needed && applicant.vouchers.is_empty();
    if lacks { Err(Refusal::NoVoucher) } else { Ok(()) }
}

/// And one of those in force must be valid on the day.
fn voucher_covers(programme: &Programme, applicant: &Applicant, day: Date) -> Result<(), Refusal> {
    has_voucher(programme, applicant)?;
    if !programme.policy.voucher_needed {
        return Ok(());
    }
    let wrong = voucher::nearest(&applicant.vouchers, day);
    wrong.map_or(Ok(()), |Validity { from, until }| Err(Refusal::VoucherNotValid { from, until }))
}

/// Releases, closed slots and the cut-off.
fn is_in_time(case: &Case<'_>, now: Timestamp) -> Result<(), Refusal> {
    is_in_time_until(case, case.programme.policy.book_closes_at(case.slot), now)
}

fn is_in_time_until(case: &Case<'_>, closed_at: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    let (policy, slot) = (&case.programme.policy, case.slot);
    if slot.closed_at.is_some_and(|closed_at| now >= closed_at) {
        return Err(Refusal::SlotClosed);
    }
    group::released(&policy.releases, &policy.groups, case.applicant, slot, now)?;
    if now >= closed_at { Err(Refusal::PastCutOff { closed_at }) } else { Ok(()) }
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

/// Whether this dose is left in the slot, where it is limited by itself.
pub(crate) fn exam_is_left(case: &Case<'_>) -> Result<(), Refusal> {
    match case.slot.quota(case.dose) {
        Some(quota) if quota.left() == 0 => Err(Refusal::ExamFull { dose: case.dose }),
        _ => Ok(()),
    }
}

fn units(case: &Case<'_>) -> Result<u32, Refusal> {
    plan_of(case, None).dose(case.dose).map(|dose| dose.units())
}
