//! The ledger: the facts of many commands at once, decided one after another in memory.
//! The writer loads it, asks it, and stores what it says; a test or a simulation needs nothing more.

use crate::{
    applicant::Applicant,
    booking::{self, Ask, Booking, BookingState, Case},
    booking_number::BookingNumber,
    change::{Actor, CancelReason, Change, Decision, Door},
    id::{AccountId, BookingId, ProgrammeId, RequestId, SlotId},
    programme::Programme,
    refusal::Refusal,
    slot::Slot,
};
use jiff::Timestamp;
use std::collections::HashMap;

/// A wish that takes or gives back a scarce place.
#[derive(Clone, Debug)]
pub enum Command {
    /// Take a place.
    Book(Book),
    /// Swap a place for another.
    Move(Move),
    /// Give a place back.
    Cancel(Cancel),
}

/// The wish for a place.
#[derive(Clone, Copy, Debug)]
pub struct Book {
    /// The id the booking will have.
    pub id: BookingId,
    /// The press of the button.
    pub once: RequestId,
    /// For whom.
    pub applicant: Applicant,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Which dose.
    pub dose: u8,
    /// Where and when.
    pub slot: SlotId,
    /// Through which door.
    pub door: Door,
    /// Who to tell.
    pub account: Option<AccountId>,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// The wish to swap a place for another.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    /// Which booking.
    pub booking: BookingId,
    /// Whose.
    pub applicant: Applicant,
    /// The slot wanted.
    pub to: SlotId,
    /// Through which door.
    pub door: Door,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// The wish to give a place back.
#[derive(Clone, Copy, Debug)]
pub struct Cancel {
    /// Which booking.
    pub booking: BookingId,
    /// Whose.
    pub applicant: Applicant,
    /// Why.
    pub reason: CancelReason,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

impl Command {
    /// Whose booking it is about.
    pub fn applicant(&self) -> Applicant {
        match self {
            Self::Book(wish) => wish.applicant,
            Self::Move(wish) => wish.applicant,
            Self::Cancel(wish) => wish.applicant,
        }
    }

    /// The slot it asks for; the slot of an existing booking is found through the booking.
    pub fn wanted_slot(&self) -> Option<SlotId> {
        match self {
            Self::Book(wish) => Some(wish.slot),
            Self::Move(wish) => Some(wish.to),
            Self::Cancel(_) => None,
        }
    }

    /// Who asked, and when: what history records.
    pub fn by(&self) -> (Actor, Timestamp) {
        match self {
            Self::Book(wish) => (wish.by, wish.at),
            Self::Move(wish) => (wish.by, wish.at),
            Self::Cancel(wish) => (wish.by, wish.at),
        }
    }
}

/// The facts of a batch of commands.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Programmes by id.
    pub programmes: HashMap<ProgrammeId, Programme>,
    /// Every slot that is wanted or held by a booking below.
    pub slots: HashMap<SlotId, Slot>,
    /// Every booking of every person of the batch.
    pub bookings: HashMap<crate::id::PersonId, Vec<Booking>>,
    /// How many booking numbers have been given out.
    pub numbers_used: u64,
}

impl Ledger {
    /// Decides one command on the facts as the commands before it left them.
    /// A refusal leaves the facts as they were.
    pub fn decide(&mut self, command: &Command) -> Result<Decision, Refusal> {
        let decision = match command {
            Command::Book(wish) => self.book(wish),
            Command::Move(wish) => self.move_to(wish),
            Command::Cancel(wish) => self.cancel(wish),
        }?;
        for change in &decision.changes {
            self.absorb(change);
        }
        Ok(decision)
    }

    /// The bookings of a person in a programme, cancelled ones too.
    fn bookings_in(&self, applicant: Applicant, programme: ProgrammeId) -> Vec<Booking> {
        let all = self.bookings.get(&applicant.person);
        all.into_iter().flatten().filter(|b| b.programme == programme).cloned().collect()
    }

    fn book(&self, wish: &Book) -> Result<Decision, Refusal> {
        let programme = self.programmes.get(&wish.programme).ok_or(Refusal::NotThisProgramme)?;
        let slot = self.slots.get(&wish.slot).ok_or(Refusal::NotThisProgramme)?;
        let bookings = self.bookings_in(wish.applicant, programme.id);
        let case = Case {
            programme,
            dose: wish.dose,
            slot,
            applicant: wish.applicant,
            bookings: &bookings,
        };
        let ask = Ask {
            id: wish.id,
            number: BookingNumber::from_counter(self.numbers_used),
            once: wish.once,
            door: wish.door,
            account: wish.account,
        };
        booking::book(&case, &ask, wish.at)
    }

    fn move_to(&self, wish: &Move) -> Result<Decision, Refusal> {
        let (programme, booking, from) = self.held(wish.applicant, wish.booking)?;
        let slot = self.slots.get(&wish.to).ok_or(Refusal::NotThisProgramme)?;
        let bookings = self.bookings_in(wish.applicant, programme.id);
        let case = Case {
            programme,
            dose: booking.dose,
            slot,
            applicant: wish.applicant,
            bookings: &bookings,
        };
        booking::move_to(&case, booking, from, wish.door, wish.at)
    }

    fn cancel(&self, wish: &Cancel) -> Result<Decision, Refusal> {
        let (programme, booking, slot) = self.held(wish.applicant, wish.booking)?;
        booking::cancel(programme, booking, slot, wish.reason, wish.by, wish.at)
    }

    /// A booking of this person with its programme and its slot.
    fn held(
        &self,
        applicant: Applicant,
        id: BookingId,
    ) -> Result<(&Programme, &Booking, &Slot), Refusal> {
        let bookings = self.bookings.get(&applicant.person).ok_or(Refusal::NoSuchBooking)?;
        let booking = bookings.iter().find(|b| b.id == id).ok_or(Refusal::NoSuchBooking)?;
        let programme = self.programmes.get(&booking.programme).ok_or(Refusal::NotThisProgramme)?;
        let slot = self.slots.get(&booking.slot).ok_or(Refusal::NotThisProgramme)?;
        Ok((programme, booking, slot))
    }

    /// Brings the facts up to date with a change. Changes that concern no place leave them alone.
    pub fn absorb(&mut self, change: &Change) {
        match change {
            Change::BookingMade(booking) => {
                self.numbers_used += 1;
                self.slot_mut(booking.slot).take(booking.pool);
                self.bookings.entry(booking.person).or_default().push(booking.clone());
            }
            Change::BookingMoved { booking, person, from, to, date } => {
                self.slot_mut(from.0).give_back(from.1);
                self.slot_mut(to.0).take(to.1);
                let held = self.booking_mut(*person, *booking);
                (held.slot, held.pool, held.date) = (to.0, to.1, *date);
            }
            Change::BookingCancelled { booking, person, place, at, reason } => {
                self.slot_mut(place.0).give_back(place.1);
                let state = BookingState::Cancelled { at: *at, reason: *reason };
                self.booking_mut(*person, *booking).state = state;
            }
            Change::CapacitySet { slot, pool, to, .. } => {
                self.slot_mut(*slot).count_mut(*pool).capacity = *to;
            }
            Change::ProgrammeSaved(programme) => {
                self.programmes.insert(programme.id, programme.clone());
            }
            Change::SlotSaved(slot) => {
                self.slots.insert(slot.id, slot.clone());
            }
            Change::PersonLinked { .. }
            | Change::PersonUnlinked { .. }
            | Change::PersonSaved(_)
            | Change::VenueSaved(_)
            | Change::SessionSaved(_) => {}
        }
    }

    fn slot_mut(&mut self, id: SlotId) -> &mut Slot {
        self.slots.get_mut(&id).expect("a decision names only slots it was shown")
    }

    fn booking_mut(&mut self, person: crate::id::PersonId, id: BookingId) -> &mut Booking {
        let bookings = self.bookings.get_mut(&person);
        let found = bookings.and_then(|all| all.iter_mut().find(|b| b.id == id));
        found.expect("a decision names only bookings it was shown")
    }
}
