//! Proposals: where the next dose, or a family, would find room. They rank places and decide nothing: what is
//! proposed has passed [`booking::may_book`] and the ledger, and becomes a [`Command::Together`] as it is.

mod family;
mod near;

pub use family::{Company, together};
pub use near::Near;

use crate::{
    booking::{self, Case},
    command::{Book, Command},
    from_when::{Possible, first_possible},
    id::{SlotId, VenueId},
    ledger::Ledger,
    refusal::Refusal,
    slot::Slot,
    when::{self, Date, days_after},
};
use jiff::{Timestamp, civil::Time};

/// Where the next dose would be had.
#[derive(Clone, Debug)]
pub enum Next {
    /// Here, with the wishes that come before it, ready to be booked together.
    Place(Vec<Book>),
    /// None of the slots will do. A day on which one would, if there is one.
    Nowhere(Option<Possible>),
}

/// The slot for the dose of `draft`, whose own slot is yet to be found; what stands there is not looked at.
/// `before` are wishes that are to be booked with it: the dose before, unless that is booked or given.
///
/// Wanted is the first day of the standard interval that has the weekday of the dose before, at its hour and
/// venue. A place within the standard interval goes before any outside of it; of those the nearest, as
/// [`distance`] has it. Staff's exceptions are not used: a proposal keeps to the rules.
pub fn next_dose(
    ledger: &Ledger,
    before: &[Book],
    draft: &Book,
    candidates: &[SlotId],
) -> Result<Next, Refusal> {
    let mut then = ledger.clone();
    then.decide(&Command::Together(before.to_vec()))?;
    let programme = then.programmes.get(&draft.programme).ok_or(Refusal::NotThisProgramme)?;
    let facts = then.facts(&draft.applicant, programme, draft.by);
    let case = |slot| facts.case(programme, draft.dose, slot, &draft.applicant);
    let last = draft.dose.saturating_sub(1);
    let last =
        facts.bookings.iter().find(|booking| booking.keeps_the_dose() && booking.dose == last);
    let last = last.and_then(|booking| then.slots.get(&booking.slot));
    let slots = || candidates.iter().filter_map(|id| then.slots.get(id));
    let legal = slots().filter(|slot| booking::may_book(&case(slot), draft.door, draft.at).is_ok());
    if let Some(best) = legal.min_by_key(|slot| rank(&case(slot), last)) {
        let found = Book { slot: best.id, ..draft.clone() };
        return Ok(Next::Place(before.iter().cloned().chain([found]).collect()));
    }
    let like = last.or_else(|| slots().next());
    Ok(Next::Nowhere(like.and_then(|slot| first_possible(&case(slot), draft.door, draft.at))))
}

/// How far a slot is from a wanted time and venue: the nearest in time first, then the same venue.
pub fn distance(slot: &Slot, time: Timestamp, venue: Option<VenueId>) -> (u64, bool, SlotId) {
    let seconds = slot.starts_at().as_second().abs_diff(time.as_second());
    (seconds, venue.is_some_and(|venue| venue != slot.venue), slot.id)
}

/// The lower the better. Every slot has its own wanted day, because the product it gives may have its own
/// interval.
fn rank(case: &Case<'_>, last: Option<&Slot>) -> (bool, (u64, bool, SlotId)) {
    let slot = case.slot;
    let (first, until) = booking::usual_days(case).unwrap_or_else(|| any_day(last));
    let usual = first <= slot.date && until.is_none_or(|until| slot.date <= until);
    let day = last.map_or(first, |last| same_weekday(first, last.date));
    let hour = last.map_or(Time::midnight(), |last| last.starts);
    let wanted = when::at_japan(day.to_datetime(hour));
    (!usual, distance(slot, wanted, last.map(|last| last.venue)))
}

/// Without an interval, as exams are: with the one before, or else as soon as may be.
fn any_day(last: Option<&Slot>) -> (Date, Option<Date>) {
    (last.map_or(Date::MIN, |last| last.date), None)
}

/// The first day from `from` on that has the weekday of the other.
fn same_weekday(from: Date, other: Date) -> Date {
    days_after(from, i64::from(from.weekday().until(other.weekday())))
}
