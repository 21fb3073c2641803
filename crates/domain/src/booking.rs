//! The life of a booking: book, move, cancel. Each takes the facts and returns what changes or why not.
//! The list of slots, the confirmation and the final word all ask [`may_book`], so they cannot disagree.

use crate::{
    applicant::Applicant,
    booking_number::BookingNumber,
    change::{Actor, CancelReason, Change, Decision, Door, Notice, NoticeKind},
    id::{AccountId, BookingId, PersonId, ProgrammeId, RequestId, SlotId},
    interval::Interval,
    programme::{Dose, Programme},
    refusal::Refusal,
    slot::{Pool, Slot},
    when::Date,
};
use jiff::Timestamp;
use serde::Serialize;

/// A place taken by a person for a dose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Booking {
    /// Identifies the booking.
    pub id: BookingId,
    /// The number that is read over the phone.
    pub number: BookingNumber,
    /// The press of the button that made it.
    pub once: RequestId,
    /// For whom.
    pub person: PersonId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// For which dose of it.
    pub dose: u8,
    /// Which slot.
    pub slot: SlotId,
    /// The date of that slot, on which intervals are counted.
    pub date: Date,
    /// The pool its place was taken from.
    pub pool: Pool,
    /// Through which door it was made.
    pub door: Door,
    /// The account to tell about it, if one made it.
    pub account: Option<AccountId>,
    /// When it was made.
    pub booked_at: Timestamp,
    /// What became of it.
    pub state: BookingState,
}

/// What became of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingState {
    /// The place is kept.
    Live,
    /// The place was given back.
    Cancelled {
        /// When.
        at: Timestamp,
        /// Why.
        reason: CancelReason,
    },
}

impl Booking {
    /// Whether it still keeps its place.
    pub fn is_live(&self) -> bool {
        self.state == BookingState::Live
    }

    /// Whether an account that acts for the person may see place and time. Voucher and birth date alone
    /// are known to a violent spouse as well, so only the account that made the booking sees it.
    pub fn is_visible_to(&self, account: AccountId) -> bool {
        self.account == Some(account)
    }
}

/// The facts a booking is decided on.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The programme with its rules.
    pub programme: &'a Programme,
    /// For which dose.
    pub dose: u8,
    /// The slot that is wanted.
    pub slot: &'a Slot,
    /// For whom.
    pub applicant: Applicant,
    /// All bookings of this person in this programme, cancelled ones too.
    pub bookings: &'a [Booking],
}

/// What was asked, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    /// The id the booking will have.
    pub id: BookingId,
    /// The number it will have.
    pub number: BookingNumber,
    /// The press of the button.
    pub once: RequestId,
    /// Through which door.
    pub door: Door,
    /// Who to tell.
    pub account: Option<AccountId>,
}

/// Whether this person may have this dose at all on some day, whatever the slots.
pub fn may_have(
    programme: &Programme,
    dose: u8,
    bookings: &[Booking],
    now: Timestamp,
) -> Result<(), Refusal> {
    is_open(programme, now)?;
    let dose = programme.dose(dose).ok_or(Refusal::NoSuchDose { dose })?;
    if live(bookings, dose.number, None).is_some() {
        return Err(Refusal::AlreadyBooked { dose: dose.number });
    }
    previous(dose, bookings, None).map(|_| ())
}

/// Whether this slot may be booked for this person now, and from which pool the place would come.
pub fn may_book(case: &Case<'_>, door: Door, now: Timestamp) -> Result<Pool, Refusal> {
    may_have(case.programme, case.dose, case.bookings, now)?;
    may_come(case, None, now)?;
    let closes_at = case.programme.policy.book_until.closes_at(case.slot);
    if now >= closes_at {
        return Err(Refusal::PastCutOff { closed_at: closes_at });
    }
    place(case.slot, door)
}

/// Books, or says why not. The same press of the button a second time changes nothing.
pub fn book(case: &Case<'_>, ask: &Ask, now: Timestamp) -> Result<Decision, Refusal> {
    if case.bookings.iter().any(|booking| booking.once == ask.once) {
        return Ok(Decision::nothing());
    }
    let pool = may_book(case, ask.door, now)?;
    let booking = Booking {
        id: ask.id,
        number: ask.number,
        once: ask.once,
        person: case.applicant.person,
        programme: case.programme.id,
        dose: case.dose,
        slot: case.slot.id,
        date: case.slot.date,
        pool,
        door: ask.door,
        account: ask.account,
        booked_at: now,
        state: BookingState::Live,
    };
    let notices = notice(&booking, NoticeKind::Booked);
    Ok(Decision { changes: vec![Change::BookingMade(booking)], notices })
}

/// Whether the booking may move to the slot of the case, and from which pool the place would come.
pub fn may_move(
    case: &Case<'_>,
    booking: &Booking,
    from: &Slot,
    door: Door,
    now: Timestamp,
) -> Result<Pool, Refusal> {
    still_live(booking)?;
    is_open(case.programme, now)?;
    let policy = &case.programme.policy;
    let change_closes = policy.change_until.closes_at(from);
    if now >= change_closes {
        return Err(Refusal::PastCutOff { closed_at: change_closes });
    }
    may_come(case, Some(booking.id), now)?;
    let book_closes = policy.book_until.closes_at(case.slot);
    if now >= book_closes {
        return Err(Refusal::PastCutOff { closed_at: book_closes });
    }
    place(case.slot, door)
}

/// Moves a booking: the new place is taken and the old one given back in one step, or neither.
pub fn move_to(
    case: &Case<'_>,
    booking: &Booking,
    from: &Slot,
    door: Door,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    if booking.is_live() && booking.slot == case.slot.id {
        return Ok(Decision::nothing());
    }
    let pool = may_move(case, booking, from, door, now)?;
    let change = Change::BookingMoved {
        booking: booking.id,
        person: booking.person,
        from: (booking.slot, booking.pool),
        to: (case.slot.id, pool),
        date: case.slot.date,
    };
    Ok(Decision { changes: vec![change], notices: notice(booking, NoticeKind::Moved) })
}

/// Cancels a booking. A second cancellation changes nothing.
pub fn cancel(
    programme: &Programme,
    booking: &Booking,
    slot: &Slot,
    reason: CancelReason,
    by: Actor,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    if !booking.is_live() {
        return Ok(Decision::nothing());
    }
    let closes_at = programme.policy.cancel_until.closes_at(slot);
    let by_themselves = matches!(by, Actor::Account(_));
    if by_themselves && now >= closes_at {
        return Err(Refusal::PastCutOff { closed_at: closes_at });
    }
    let change = Change::BookingCancelled {
        booking: booking.id,
        person: booking.person,
        place: (booking.slot, booking.pool),
        at: now,
        reason,
    };
    Ok(Decision { changes: vec![change], notices: notice(booking, NoticeKind::Cancelled) })
}

fn is_open(programme: &Programme, now: Timestamp) -> Result<(), Refusal> {
    match (programme.opens_at, programme.closes_at) {
        (_, Some(closed_at)) if now >= closed_at => Err(Refusal::ProgrammeClosed { closed_at }),
        (Some(from), _) if now < from => Err(Refusal::NotOpenYet { from: Some(from) }),
        (None, _) => Err(Refusal::NotOpenYet { from: None }),
        _ => Ok(()),
    }
}

/// The rules about this person on this day: age, and distance from the doses before and after.
fn may_come(case: &Case<'_>, moving: Option<BookingId>, now: Timestamp) -> Result<(), Refusal> {
    let slot = case.slot;
    if slot.programme != case.programme.id {
        return Err(Refusal::NotThisProgramme);
    }
    let dose = case.programme.dose(case.dose).ok_or(Refusal::NoSuchDose { dose: case.dose })?;
    if slot.closed_at.is_some_and(|closed_at| now >= closed_at) {
        return Err(Refusal::SlotClosed);
    }
    for rule in &dose.ages {
        rule.check(case.applicant.birth, slot.date).map_err(Refusal::Age)?;
    }
    if let Some((rule, earlier)) = previous(dose, case.bookings, moving)?.zip_rule(dose) {
        judge(rule.judge(earlier, slot.date), earlier)?;
    }
    let following = case.programme.dose(case.dose + 1);
    let later = live(case.bookings, case.dose + 1, moving);
    if let (Some(rule), Some(later)) = (following.and_then(|next| next.interval.as_ref()), later)
        && judge(rule.judge(slot.date, later.date), slot.date).is_err()
    {
        return Err(Refusal::TooNearNextDose { dose: case.dose + 1, on: later.date });
    }
    Ok(())
}

fn judge(interval: Interval, previous: Date) -> Result<(), Refusal> {
    match interval {
        Interval::TooEarly { earliest } => Err(Refusal::TooSoon { previous, earliest }),
        Interval::TooLate { latest } => Err(Refusal::TooLate { previous, latest }),
        Interval::BeforeStandard { .. } | Interval::Fine | Interval::AfterStandard { .. } => Ok(()),
    }
}

/// The day of the dose before this one, if this dose needs one.
struct Previous(Option<Date>);

impl Previous {
    fn zip_rule(self, dose: &Dose) -> Option<(&crate::interval::IntervalRule, Date)> {
        Some((dose.interval.as_ref()?, self.0?))
    }
}

fn previous(
    dose: &Dose,
    bookings: &[Booking],
    moving: Option<BookingId>,
) -> Result<Previous, Refusal> {
    if dose.number == 1 {
        return Ok(Previous(None));
    }
    let missing = Refusal::PreviousDoseMissing { dose: dose.number - 1 };
    let earlier = live(bookings, dose.number - 1, moving).ok_or(missing)?;
    Ok(Previous(Some(earlier.date)))
}

fn live(bookings: &[Booking], dose: u8, except: Option<BookingId>) -> Option<&Booking> {
    bookings.iter().find(|b| b.dose == dose && b.is_live() && Some(b.id) != except)
}

fn still_live(booking: &Booking) -> Result<(), Refusal> {
    match booking.state {
        BookingState::Live => Ok(()),
        BookingState::Cancelled { at, .. } => Err(Refusal::AlreadyCancelled { at }),
    }
}

fn place(slot: &Slot, door: Door) -> Result<Pool, Refusal> {
    slot.pool_for(door).ok_or(Refusal::Full)
}

fn notice(booking: &Booking, kind: NoticeKind) -> Vec<Notice> {
    let to = booking.account;
    to.map(|account| Notice { account, kind, booking: booking.id }).into_iter().collect()
}
