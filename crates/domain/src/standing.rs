//! How a person stands with a dose, as it is told on the phone. It has no opinion of its own: it asks what the list
//! and the button ask ([`booking::may_book`], [`booking::may_move`]).

use crate::{
    applicant::Applicant,
    booking::{self, Booking, Case},
    door::Door,
    from_when::{Possible, first_possible},
    hold::Hold,
    id::{BookingId, SlotId},
    ledger::Facts,
    programme::Programme,
    refusal::Refusal,
    slot::{Place, Slot},
    when::Date,
};
use jiff::Timestamp;

/// How somebody stands with a dose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They had it.
    Given {
        /// When.
        on: Date,
    },
    /// They have a place for it.
    Booked {
        /// Which.
        booking: BookingId,
    },
    /// They can book it now.
    Free {
        /// The soonest place.
        slot: SlotId,
    },
    /// They could, but no place is left.
    Full,
    /// They can have it from a later day, or book it from a later instant.
    Later(Possible),
    /// They cannot have it.
    No(Refusal),
}

/// How a place stands with whoever wishes for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It can be had.
    Free,
    /// An officer who gives a reason can have it for them; this is the rule that is set aside.
    WithReason(Refusal),
    /// It cannot be had.
    No(Refusal),
}

/// How this person stands with a dose. The slots are those of the programme from today on, in their order.
pub fn standing(
    (programme, dose): (&Programme, u8),
    (applicant, facts): (&Applicant, &Facts),
    slots: &[Slot],
    door: Door,
    now: Timestamp,
) -> Standing {
    if let Some(live) = facts.bookings.iter().find(|b| b.is_live() && b.dose == dose) {
        return Standing::Booked { booking: live.id };
    }
    let known = (&facts.bookings[..], &facts.elsewhere[..]);
    match booking::may_have(programme, dose, applicant, known, facts.sight, now) {
        Ok(()) => {}
        Err(Refusal::AlreadyGiven { on, .. }) => return Standing::Given { on },
        Err(no) => return Standing::No(no),
    }
    let case = |slot| facts.case(programme, dose, slot, applicant);
    let mut full = None;
    let mut no = None;
    for slot in slots {
        match booking::may_book(&case(slot), door, now) {
            Ok(_) => return Standing::Free { slot: slot.id },
            Err(refusal) if refusal.is_full() => full = Some(Standing::Full),
            Err(refusal) => no = Some(refusal),
        }
    }
    let later = || {
        let possible = first_possible(&case(slots.last()?), door, now)?;
        Some(Standing::Later(possible))
    };
    let without = || Standing::No(no.unwrap_or(Refusal::NotOpenYet { from: None }));
    full.or_else(later).unwrap_or_else(without)
}

/// How a place stands with whoever wishes to book it, or to have it instead of the booking that is `moving`. A booking
/// is moved by the rules alone, and what is over is opened by no reason.
pub fn judge(
    case: &Case<'_>,
    moving: Option<(&Booking, &Slot)>,
    door: Door,
    now: Timestamp,
) -> Judged {
    let (may, with_reason) = if let Some((booking, from)) = moving {
        (booking::may_move(case, booking, from, door, now), false)
    } else {
        let with_reason =
            case.slot.ends_at() > now && booking::may_book_with_reason(case, door, now).is_ok();
        (booking::may_book(case, door, now), with_reason)
    };
    judged(may, with_reason)
}

/// The same for a place that is kept back by this hold.
pub fn judge_held(case: &Case<'_>, hold: &Hold, now: Timestamp) -> Judged {
    let with_reason =
        case.slot.ends_at() > now && booking::may_book_from(case, hold, true, now).is_ok();
    judged(booking::may_book_from(case, hold, false, now), with_reason)
}

fn judged(may: Result<Place, Refusal>, with_reason: bool) -> Judged {
    match may {
        Ok(_) => Judged::Free,
        Err(rule) if with_reason => Judged::WithReason(rule),
        Err(no) => Judged::No(no),
    }
}
