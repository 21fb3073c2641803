//! How the facts follow a change, so that the next wish is decided on what the one before it left.

use super::Ledger;
use crate::{
    attendance::Outcome,
    booking::{Booking, BookingState, Held},
    change::{CancelReason, Change},
    hold::Hold,
    id::{AccountId, BookingId, HoldId, PersonId, SlotId},
    slot::{Place, PoolCount, Quota, Slot},
    when::Date,
};
use jiff::Timestamp;

impl Ledger {
    /// Brings the facts up to date with a change. Changes that concern no place leave them alone.
    pub fn absorb(&mut self, change: &Change) {
        match change {
            Change::BookingMade(booking) => self.made(booking),
            Change::BookingMoved { booking, person, dose, account, from, to, date, product } => {
                self.give_back(from, *dose);
                self.slot_mut(to.slot).take(to.pool, to.units, *dose);
                self.moved((*person, *booking), *account, to, (*date, product.as_ref()));
            }
            Change::BookingCancelled { booking, person, dose, place, at, reason } => {
                self.give_back(place, *dose);
                self.cancelled((*person, *booking), *at, *reason);
            }
            Change::PlacePassed { from, to, person, place } => {
                self.booking_mut(*person, *from).units = 0;
                let heir = self.booking_mut(*person, *to);
                (heir.pool, heir.units) = (place.pool, place.units);
            }
            Change::OutcomeRecorded { booking, person, outcome, at, .. } => {
                self.recorded((*person, *booking), *at, *outcome);
            }
            Change::CapacitySet { slot, pool, to, .. } => {
                self.slot_mut(*slot).count_mut(*pool).capacity = *to;
            }
            Change::OverbookingSet { slot, pool, to, .. } => {
                self.slot_mut(*slot).count_mut(*pool).over = *to;
            }
            Change::QuotaSet { slot, to, .. } => self.quota_set(*slot, *to),
            Change::SlotClosed { slot, at } => self.slot_mut(*slot).closed_at = Some(*at),
            Change::SlotReopened { slot, .. } => self.slot_mut(*slot).closed_at = None,
            Change::ProgrammeSaved(programme) => {
                self.programmes.insert(programme.id, programme.clone());
            }
            Change::SlotSaved(slot) => self.saved(slot),
            Change::SlotRemoved { slot, .. } => drop(self.slots.remove(slot)),
            Change::HoldPlaced(hold) => {
                self.slot_mut(hold.slot).hold(hold.pool, hold.places);
                self.kept.insert(hold.id, hold.clone());
            }
            Change::HoldApproved { hold, by, at, .. } => {
                self.kept_mut(*hold).approved = Some((*by, *at));
            }
            Change::HoldUsed { hold, place } => {
                self.let_go(*hold, place);
                self.kept_mut(*hold).used += place.units;
            }
            Change::HoldEnded { hold, place, at } => {
                self.let_go(*hold, place);
                self.kept_mut(*hold).ended_at = Some(*at);
            }
            Change::WaitlistJoined(_)
            | Change::WaitlistChanged { .. }
            | Change::WaitlistLeft { .. }
            | Change::PartySet { .. }
            | Change::OfferMade(_)
            | Change::OfferEnded { .. } => self.absorb_waiting(change),
            Change::PassedBy { .. }
            | Change::Reminded(_)
            | Change::Confirmed(_)
            | Change::PersonLinked { .. }
            | Change::PersonUnlinked { .. }
            | Change::LinkDescribed { .. }
            | Change::CodeGiven(_)
            | Change::CodeUsed { .. }
            | Change::CodeWithdrawn { .. }
            | Change::LockLifted { .. }
            | Change::PersonSaved(_)
            | Change::PersonRestored { .. }
            | Change::PersonRemoved { .. }
            | Change::VenueSaved(_)
            | Change::SessionSaved(_) => {}
        }
    }

    /// A quota that is set keeps what is booked of it.
    fn quota_set(&mut self, slot: SlotId, to: Quota) {
        let slot = self.slot_mut(slot);
        let booked = slot.quota(to.dose).map_or(to.booked, |known| known.booked);
        slot.set_quota(Quota { booked, ..to });
    }

    /// A slot that is edited keeps what is taken of it.
    fn saved(&mut self, slot: &Slot) {
        let mut slot = slot.clone();
        if let Some(known) = self.slots.get(&slot.id) {
            for count in &mut slot.pools {
                let before = known.pool(count.pool);
                *count = PoolCount { capacity: count.capacity, ..before };
            }
            for quota in &mut slot.quotas {
                quota.booked = known.quota(quota.dose).map_or(quota.booked, |known| known.booked);
            }
        }
        self.slots.insert(slot.id, slot);
    }

    fn made(&mut self, booking: &Booking) {
        self.numbers_used += 1;
        self.slot_mut(booking.slot).take(booking.pool, booking.units, booking.dose);
        if let Some(held) = booking.account.and_then(|account| self.holds.get_mut(&account)) {
            let (id, person, on) = (booking.id, booking.person, booking.date);
            held.push((booking.programme, Held { booking: id, person, on }));
        }
        self.bookings.entry(booking.person).or_default().push(booking.clone());
    }

    fn moved(
        &mut self,
        (person, id): (PersonId, BookingId),
        account: Option<AccountId>,
        to: &Place,
        (date, product): (Date, Option<&String>),
    ) {
        let booking = self.booking_mut(person, id);
        (booking.slot, booking.pool, booking.units) = (to.slot, to.pool, to.units);
        booking.date = date;
        booking.product = product.cloned();
        booking.account = account;
        let programme = booking.programme;
        self.held_no_more(id);
        if let Some(held) = account.and_then(|account| self.holds.get_mut(&account)) {
            held.push((programme, Held { booking: id, person, on: date }));
        }
    }

    fn cancelled(
        &mut self,
        (person, id): (PersonId, BookingId),
        at: Timestamp,
        reason: CancelReason,
    ) {
        self.booking_mut(person, id).state = BookingState::Cancelled { at, reason };
        self.held_no_more(id);
    }

    fn recorded(&mut self, (person, id): (PersonId, BookingId), at: Timestamp, outcome: Outcome) {
        self.booking_mut(person, id).state = BookingState::Done { at, outcome };
        self.held_no_more(id);
    }

    fn held_no_more(&mut self, id: BookingId) {
        for held in self.holds.values_mut() {
            held.retain(|(_, held)| held.booking != id);
        }
    }

    fn give_back(&mut self, place: &Place, dose: u8) {
        self.slot_mut(place.slot).give_back(place.pool, place.units, dose);
    }

    fn let_go(&mut self, hold: HoldId, place: &Place) {
        self.slot_mut(place.slot).let_go(place.pool, place.units);
        self.kept_mut(hold).places -= place.units;
    }

    pub(super) fn slot_mut(&mut self, id: SlotId) -> &mut Slot {
        self.slots.get_mut(&id).expect("a decision names only slots it was shown")
    }

    fn kept_mut(&mut self, id: HoldId) -> &mut Hold {
        self.kept.get_mut(&id).expect("a decision names only holds it was shown")
    }

    fn booking_mut(&mut self, person: PersonId, id: BookingId) -> &mut Booking {
        let bookings = self.bookings.get_mut(&person);
        let found = bookings.and_then(|all| all.iter_mut().find(|b| b.id == id));
        found.expect("a decision names only bookings it was shown")
    }
}
