//! What a booking does to the places: one is taken, or swapped for another, or given back or on. Whether it may be is
//! in `rules.rs`.

use super::{Ask, Booking, BookingState, Case};
use crate::{
    change::{Change, Decision},
    id::{AccountId, BookingId},
    notice::{Notice, NoticeKind},
    slot::Place,
};
use jiff::Timestamp;

/// Makes a booking of this place.
pub(crate) fn take(case: &Case<'_>, ask: &Ask<'_>, place: Place, now: Timestamp) -> Decision {
    let booking = Booking {
        id: ask.id,
        number: ask.number,
        once: ask.once,
        person: case.applicant.person,
        programme: case.programme.id,
        dose: case.dose,
        slot: case.slot.id,
        date: case.slot.date,
        product: case.slot.product.clone(),
        pool: place.pool,
        units: place.units,
        door: ask.door,
        account: ask.account,
        booked_at: now,
        state: BookingState::Live,
    };
    let notices = notice(&booking, NoticeKind::Booked);
    Decision { changes: vec![Change::BookingMade(booking)], notices }
}

/// Swaps the place of a booking for this one of the case's slot. It belongs to `keeper` from then on, who is told;
/// so is who had it, if somebody moved it themselves.
pub(crate) fn swap(
    case: &Case<'_>,
    booking: &Booking,
    to: Place,
    keeper: Option<AccountId>,
    by_themselves: bool,
) -> Decision {
    let (passed, given_back) = leaves(booking, case.bookings, &[booking.id]);
    let moved = Change::BookingMoved {
        booking: booking.id,
        person: booking.person,
        dose: booking.dose,
        account: keeper,
        from: given_back,
        to,
        date: case.slot.date,
        product: case.slot.product.clone(),
    };
    let changes = passed.into_iter().chain([moved]).collect();
    let had = booking.account.filter(|account| by_themselves && keeper != Some(*account));
    let told = had.into_iter().chain(keeper);
    let notices = told.map(|to| Notice::about_booking(to, NoticeKind::Moved, booking.id));
    Decision { changes, notices: notices.collect() }
}

/// What becomes of the place of a booking that leaves its slot: it passes to another exam of the same person
/// there that has none of its own, or is given back.
pub(super) fn leaves(
    booking: &Booking,
    own: &[Booking],
    going: &[BookingId],
) -> (Option<Change>, Place) {
    let place = booking.place();
    let stays = |b: &&Booking| {
        b.slot == booking.slot && b.units == 0 && b.keeps_place() && !going.contains(&b.id)
    };
    let heir = own.iter().find(stays).filter(|_| place.units > 0);
    let Some(heir) = heir else { return (None, place) };
    let (from, to, person) = (booking.id, heir.id, booking.person);
    (Some(Change::PlacePassed { from, to, person, place }), Place { units: 0, ..place })
}

pub(super) fn notice(booking: &Booking, kind: NoticeKind) -> Vec<Notice> {
    let to = booking.account;
    to.map(|account| Notice::about_booking(account, kind, booking.id)).into_iter().collect()
}
