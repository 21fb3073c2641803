//! The life of a booking: book, move, cancel. Each takes the facts and returns what changes or why not.
//! The list of slots, the confirmation and the final word all ask [`may_book`], so they cannot disagree.

mod apart;
mod rules;
mod take;

pub use apart::{first_usual_days, interval_for, plan, usual_days};
pub(crate) use rules::{exam_is_left, may_be_offered};
pub use rules::{
    is_meant_on, may_book, may_book_from, may_book_with_reason, may_have, may_move, may_receive,
    still_stands,
};
pub(crate) use take::{swap, take};

use crate::{
    applicant::Applicant,
    attendance::Outcome,
    booking_number::BookingNumber,
    change::{Actor, CancelReason, Change, Decision},
    door::Door,
    hold::Hold,
    id::{AccountId, BookingId, PersonId, ProgrammeId, RequestId, SlotId},
    interval::VaccineKind,
    link::Sight,
    notice::NoticeKind,
    programme::{AfterCancelled, Dose, Programme},
    refusal::Refusal,
    slot::{Place, Pool, Slot},
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
    /// The product that is given there, if the session names one.
    pub product: Option<String>,
    /// The pool its place was taken from.
    pub pool: Pool,
    /// How many places of that pool it takes; none for a further exam of someone who has a place already.
    pub units: u32,
    /// Through which door it was made.
    pub door: Door,
    /// The account to tell about it: the one that made it, or moved it last, if any did.
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
    /// The day is over for it.
    Done {
        /// When that was recorded.
        at: Timestamp,
        /// What became of it.
        outcome: Outcome,
    },
    /// The place was given back.
    Cancelled {
        /// When.
        at: Timestamp,
        /// Why.
        reason: CancelReason,
    },
}

impl Booking {
    /// Whether it is still to come.
    pub fn is_live(&self) -> bool {
        self.state == BookingState::Live
    }

    /// Whether its place is taken: until it is cancelled, whatever became of it.
    pub fn keeps_place(&self) -> bool {
        !matches!(self.state, BookingState::Cancelled { .. })
    }

    /// Whether it stands for its dose: still to come, or given.
    pub fn keeps_the_dose(&self) -> bool {
        self.is_live() || self.was_given()
    }

    /// Whether the dose was given.
    pub fn was_given(&self) -> bool {
        matches!(self.state, BookingState::Done { outcome: Outcome::Vaccinated, .. })
    }

    /// What it takes of its slot.
    pub fn place(&self) -> Place {
        Place { slot: self.slot, pool: self.pool, units: self.units }
    }

    /// Whether place and time are to be seen. Voucher and birth date alone are known to a violent spouse as
    /// well, so an account that has proven no more sees only what it booked itself.
    pub fn is_visible_to(&self, sight: Sight) -> bool {
        sight.reaches(self.account, self.booked_at)
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
    pub applicant: &'a Applicant,
    /// All bookings of this person in this programme, cancelled ones too.
    pub bookings: &'a [Booking],
    /// What this person is booked for or had in other programmes.
    pub elsewhere: &'a [Elsewhere],
    /// What the account that asks already holds in this programme.
    pub holds: &'a [Held],
    /// Who asks.
    pub by: Actor,
    /// What they may see of this person. They are not shown the rest, not even by the answers.
    pub sight: Sight,
}

/// A dose of another programme that the person is booked for or had: it may belong to the same series, and
/// its vaccine may have to keep its distance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The day.
    pub on: Date,
    /// How that vaccine is given, if a product is named.
    pub kind: Option<VaccineKind>,
    /// The series that programme counts its doses for; empty where it counts none.
    pub series: String,
    /// Which dose.
    pub dose: u8,
    /// Which product, if one is named.
    pub product: Option<String>,
    /// Whether it was given, and is not still to come.
    pub given: bool,
    /// The account that booked it, if one did.
    pub account: Option<AccountId>,
    /// When it was booked.
    pub booked_at: Timestamp,
}

impl Elsewhere {
    /// What a booking of that other programme comes to here; nothing if the dose was neither given nor is to
    /// come.
    pub fn of(booking: &Booking, programme: &Programme) -> Option<Self> {
        let product = booking.product.as_deref().and_then(|code| programme.policy.product(code));
        booking.keeps_the_dose().then(|| Self {
            on: booking.date,
            kind: product.map(|product| product.kind),
            series: programme.policy.series.clone(),
            dose: booking.dose,
            product: booking.product.clone(),
            given: booking.was_given(),
            account: booking.account,
            booked_at: booking.booked_at,
        })
    }

    /// Whether its day is to be seen.
    pub fn is_visible_to(&self, sight: Sight) -> bool {
        sight.reaches(self.account, self.booked_at)
    }

    /// Whether it counts for this programme's own series.
    pub fn is_of(&self, programme: &Programme) -> bool {
        !self.series.is_empty() && self.series == programme.policy.series
    }
}

/// A live booking that an account holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub booking: BookingId,
    /// For whom.
    pub person: PersonId,
    /// On which day.
    pub on: Date,
}

/// What was asked, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
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
    /// Whether staff set cut-offs, releases and limits aside, with a reason that goes into the history.
    /// Ages and minimum intervals are never set aside.
    pub exception: bool,
    /// The hold that staff take the place from.
    pub hold: Option<&'a Hold>,
}

/// Books, or says why not. The same press of the button a second time changes nothing.
pub fn book(case: &Case<'_>, ask: &Ask<'_>, now: Timestamp) -> Result<Decision, Refusal> {
    if case.bookings.iter().any(|booking| booking.once == ask.once) {
        return Ok(Decision::nothing());
    }
    let place = rules::may_book_by(case, ask, now)?;
    let mut decision = take(case, ask, place, now);
    let drawn = ask.hold.map(|hold| Change::HoldUsed { hold: hold.id, place });
    decision.changes.splice(..0, drawn);
    Ok(decision)
}

/// Moves a booking: the new place is taken and the old one given back in one step, or neither. It belongs to
/// `keeper` from then on.
pub fn move_to(
    case: &Case<'_>,
    booking: &Booking,
    from: &Slot,
    door: Door,
    keeper: Option<AccountId>,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    if booking.is_live() && booking.slot == case.slot.id {
        return Ok(Decision::nothing());
    }
    let to = may_move(case, booking, from, door, now)?;
    // By staff, none but the keeper is told. Who moved it themselves is told along with who had it.
    let by_themselves = matches!(case.by, Actor::Account(_));
    Ok(swap(case, booking, to, keeper, by_themselves))
}

/// Cancels a booking, and those that make no sense without it. A second cancellation changes nothing.
///
/// The slot of the case is the booking's own.
pub fn cancel(
    case: &Case<'_>,
    booking: &Booking,
    reason: CancelReason,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    match booking.state {
        BookingState::Cancelled { .. } => return Ok(Decision::nothing()),
        BookingState::Done { at, outcome } => return Err(Refusal::AlreadyCame { at, outcome }),
        BookingState::Live => {}
    }
    let gone: Vec<&Booking> =
        std::iter::once(booking).chain(may_cancel(case, booking, now)?).collect();
    Ok(cancel_all(&gone, case.bookings, reason, now))
}

/// Whether a live booking may be cancelled now, and which bookings go with it: what the page shows before the
/// button is what the button does.
pub fn may_cancel<'a>(
    case: &Case<'a>,
    booking: &Booking,
    now: Timestamp,
) -> Result<Vec<&'a Booking>, Refusal> {
    let policy = &case.programme.policy;
    let closed_at = policy.cancel_closes_at(case.slot);
    let by_themselves = matches!(case.by, Actor::Account(_));
    if by_themselves && now >= closed_at {
        return Err(Refusal::PastCutOff { closed_at });
    }
    let later = goes_with(case, booking);
    let hidden = |b: &&&Booking| !b.is_visible_to(case.sight);
    let refused = policy.after_cancelled == AfterCancelled::Refuse;
    if let Some(next) = later.iter().find(|b| refused || hidden(b)) {
        return Err(Refusal::LaterDoseBooked { dose: next.dose });
    }
    Ok(later)
}

/// The bookings that go when this one is cancelled: those that need it, unless the dose was given after all.
fn goes_with<'a>(case: &Case<'a>, booking: &Booking) -> Vec<&'a Booking> {
    let given = apart::Known::of(case, Some(booking.id)).had(booking.dose);
    if given.is_some_and(|had| had.given) {
        return Vec::new();
    }
    followers(case.programme, booking, case.bookings)
}

/// The live doses after this one that need it before them: a second without its first helps nobody.
pub fn followers<'a>(
    programme: &Programme,
    booking: &Booking,
    own: &'a [Booking],
) -> Vec<&'a Booking> {
    let follows = |number: &u8| programme.policy.doses_numbered(*number).any(Dose::follows);
    let last = own.iter().map(|booking| booking.dose).max().unwrap_or(0);
    let numbers = (booking.dose..last).map(|number| number + 1).take_while(follows);
    let live = |number| own.iter().find(|b| b.is_live() && b.dose == number);
    numbers.filter_map(live).collect()
}

/// Cancels all of these, each giving back its place or passing it on.
pub(crate) fn cancel_all(
    gone: &[&Booking],
    own: &[Booking],
    reason: CancelReason,
    now: Timestamp,
) -> Decision {
    let ids: Vec<BookingId> = gone.iter().map(|booking| booking.id).collect();
    let mut decision = Decision::nothing();
    for gone in gone {
        let (passed, place) = take::leaves(gone, own, &ids);
        decision.changes.extend(passed);
        decision.changes.push(Change::BookingCancelled {
            booking: gone.id,
            person: gone.person,
            dose: gone.dose,
            place,
            at: now,
            reason,
        });
        decision.notices.extend(take::notice(gone, NoticeKind::Cancelled));
    }
    decision
}
