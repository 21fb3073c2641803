//! A town with one slot of some public places, now and then a second one three weeks later, and three officers.

use crate::linked::link;
use domain::{
    AccountId, Actor, Applicant, Booking, BookingId, CancelReason, Command, Dated, Decision, Door,
    Dose, HoldId, Ledger, LinkedBy, OfficerId, Outcome, PersonId, Policy, Pool, PoolCount,
    Programme, ProgrammeId, Refusal, RequestId, SessionId, Slot, SlotId, VenueId, capacity,
    command::{Book, Cancel, HoldPlaces, Move, OnHold, Record},
    hold,
    interval::{IntervalRule, Span},
    when::Date,
};
use jiff::{
    Timestamp,
    civil::{date, time},
};
use std::ops::{Deref, DerefMut};
use uuid::Uuid;

pub(crate) const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(1));
pub(crate) const SLOT: SlotId = SlotId(Uuid::from_u128(1));
pub(crate) const ANOTHER: SlotId = SlotId(Uuid::from_u128(2));
pub(crate) const OFFICER: Actor = Actor::Officer(OfficerId(Uuid::from_u128(1)));
pub(crate) const SECOND: Actor = Actor::Officer(OfficerId(Uuid::from_u128(2)));
pub(crate) const THIRD: Actor = Actor::Officer(OfficerId(Uuid::from_u128(3)));

/// The days of the two slots.
pub(crate) const FIRST: Date = date(2026, 10, 20);
const SECOND_DAY: Date = date(2026, 11, 10);

/// An instant as a clock in Japan shows it.
pub(crate) fn at(text: &str) -> Timestamp {
    format!("{text}+09:00").parse().expect("an instant")
}

/// Two exams that stand alone; one place for a whole visit.
pub(crate) fn exams() -> Policy {
    let exam = |number| Dose { number, ..Dose::default() };
    Policy { doses: vec![exam(1), exam(2)], one_place_a_visit: true, ..Policy::default() }
}

/// Two doses at least three weeks apart.
pub(crate) fn two_doses() -> Vec<Dose> {
    let (standard, standard_latest, maximum) = (None, None, None);
    let rule = IntervalRule { minimum: Span::Weeks(3), standard, standard_latest, maximum };
    let second = Dose { number: 2, intervals: vec![Dated::always(rule)], ..Dose::default() };
    vec![Dose { number: 1, ..Dose::default() }, second]
}

/// The id of a person's booking for a dose.
pub(crate) fn booking(person: u128, dose: u8) -> u128 {
    person + 100 * (u128::from(dose) - 1)
}

/// What an officer asks for: until the eve of the slot's day at noon.
pub(crate) fn ask(hold: u128, places: u32, reason: &str) -> hold::Ask {
    hold::Ask {
        id: HoldId(Uuid::from_u128(hold)),
        pool: Pool::Public,
        places,
        reason: reason.to_owned(),
        expires_at: at("2026-10-19T12:00:00"),
    }
}

pub(crate) struct Town {
    ledger: Ledger,
    pub(crate) now: Timestamp,
}

impl Deref for Town {
    type Target = Ledger;

    fn deref(&self) -> &Ledger {
        &self.ledger
    }
}

impl DerefMut for Town {
    fn deref_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }
}

/// A town with so many public places in its slot.
pub(crate) fn town(policy: Policy, places: u32) -> Town {
    let now = at("2026-10-01T09:00:00");
    let (id, name) = (PROGRAMME, "接種".to_owned());
    let programme = Programme { id, name, opens_at: Some(now), closes_at: None, policy };
    let mut ledger = Ledger::default();
    for person in 1..=20 {
        link(&mut ledger, AccountId(Uuid::from_u128(person)), person, LinkedBy::Voucher);
    }
    ledger.programmes.insert(PROGRAMME, programme);
    let mut town = Town { ledger, now };
    town.add(SLOT, FIRST, places);
    town
}

impl Town {
    fn add(&mut self, id: SlotId, date: Date, places: u32) {
        let slot = Slot {
            id,
            session: SessionId(id.0),
            programme: PROGRAMME,
            venue: VenueId(Uuid::nil()),
            date,
            starts: time(10, 0, 0, 0),
            ends: time(11, 0, 0, 0),
            product: None,
            closed_at: None,
            pools: vec![PoolCount::of(Pool::Public, places)],
            quotas: Vec::new(),
        };
        self.ledger.slots.insert(id, slot);
    }

    /// A second slot, three weeks later.
    pub(crate) fn another(&mut self, places: u32) {
        self.add(ANOTHER, SECOND_DAY, places);
    }

    pub(crate) fn slot(&self) -> &Slot {
        &self.ledger.slots[&SLOT]
    }

    pub(crate) fn public(&self) -> PoolCount {
        self.slot().pool(Pool::Public)
    }

    pub(crate) fn booking(&self, person: u128, dose: u8) -> &Booking {
        let own = &self.ledger.bookings[&PersonId(Uuid::from_u128(person))];
        own.iter().find(|b| b.dose == dose).expect("it was made")
    }

    pub(crate) fn books(&mut self, person: u128, dose: u8) -> Result<Decision, Refusal> {
        self.books_at(person, dose, SLOT, None)
    }

    pub(crate) fn books_from(&mut self, hold: u128, person: u128) -> Result<Decision, Refusal> {
        self.books_at(person, 1, SLOT, Some(hold))
    }

    pub(crate) fn books_at(
        &mut self,
        person: u128,
        dose: u8,
        slot: SlotId,
        hold: Option<u128>,
    ) -> Result<Decision, Refusal> {
        let wish = self.wish(person, dose, slot, hold);
        self.decide(&Command::Book(wish))
    }

    /// The first dose once more, by another press.
    pub(crate) fn books_again(&mut self, person: u128, slot: SlotId) -> Result<Decision, Refusal> {
        let id = Uuid::from_u128(person + 1_000);
        let wish = self.wish(person, 1, slot, None);
        self.decide(&Command::Book(Book { id: BookingId(id), once: RequestId(id), ..wish }))
    }

    fn wish(&self, person: u128, dose: u8, slot: SlotId, hold: Option<u128>) -> Book {
        let id = Uuid::from_u128(booking(person, dose));
        let account = AccountId(Uuid::from_u128(person));
        let by = if hold.is_some() { OFFICER } else { Actor::Account(account) };
        Book {
            id: BookingId(id),
            once: RequestId(id),
            applicant: someone(person),
            programme: PROGRAMME,
            dose,
            slot,
            door: Door::Line,
            account: Some(account),
            exception: None,
            hold: hold.map(|id| HoldId(Uuid::from_u128(id))),
            by,
            at: self.now,
        }
    }

    pub(crate) fn moves(
        &mut self,
        person: u128,
        dose: u8,
        to: SlotId,
    ) -> Result<Decision, Refusal> {
        let booking = BookingId(Uuid::from_u128(booking(person, dose)));
        let (door, by) = (Door::Line, Actor::Account(AccountId(Uuid::from_u128(person))));
        let at = self.now;
        self.decide(&Command::Move(Move { booking, applicant: someone(person), to, door, by, at }))
    }

    pub(crate) fn cancel(&self, booking: u128) -> Cancel {
        let person = booking % 100;
        Cancel {
            booking: BookingId(Uuid::from_u128(booking)),
            applicant: someone(person),
            reason: CancelReason::ByResident,
            by: Actor::Account(AccountId(Uuid::from_u128(person))),
            at: self.now,
        }
    }

    pub(crate) fn cancels(&mut self, booking: u128) -> Result<Decision, Refusal> {
        let wish = self.cancel(booking);
        self.decide(&Command::Cancel(wish))
    }

    pub(crate) fn records(
        &mut self,
        booking: u128,
        outcome: Outcome,
        by: Actor,
    ) -> Result<Decision, Refusal> {
        let (person, booking) =
            (PersonId(Uuid::from_u128(booking % 100)), Uuid::from_u128(booking));
        let booking = BookingId(booking);
        let at = self.now;
        self.decide(&Command::Record(Record { booking, person, outcome, by, at }))
    }

    pub(crate) fn holds(&mut self, ask: hold::Ask) -> Result<Decision, Refusal> {
        self.holds_by(ask, OFFICER)
    }

    pub(crate) fn holds_by(&mut self, ask: hold::Ask, by: Actor) -> Result<Decision, Refusal> {
        let at = self.now;
        self.decide(&Command::Hold(HoldPlaces { slot: SLOT, ask, by, at }))
    }

    pub(crate) fn approves(&mut self, hold: u128, by: Actor) -> Result<Decision, Refusal> {
        let hold = HoldId(Uuid::from_u128(hold));
        let at = self.now;
        self.decide(&Command::ApproveHold(OnHold { hold, by, at }))
    }

    pub(crate) fn ends(&mut self, hold: u128, by: Actor) -> Result<Decision, Refusal> {
        let hold = HoldId(Uuid::from_u128(hold));
        let at = self.now;
        self.decide(&Command::EndHold(OnHold { hold, by, at }))
    }

    pub(crate) fn set(&mut self, to: u32) -> Result<Decision, Refusal> {
        let decision = capacity::set(self.slot(), Pool::Public, to);
        self.absorbed(decision)
    }

    pub(crate) fn shifts(
        &mut self,
        from: Pool,
        to: Pool,
        places: u32,
    ) -> Result<Decision, Refusal> {
        let decision = capacity::shift(self.slot(), from, to, places);
        self.absorbed(decision)
    }

    pub(crate) fn overbook(&mut self, to: u32) -> Result<Decision, Refusal> {
        let decision = capacity::overbook(self.slot(), Pool::Public, to);
        self.absorbed(decision)
    }

    pub(crate) fn limit(&mut self, dose: u8, to: u32) -> Result<Decision, Refusal> {
        let here = |b: &&Booking| b.slot == SLOT && b.dose == dose && b.keeps_place();
        let booked = self.ledger.bookings.values().flatten().filter(here).count();
        let booked = u32::try_from(booked).expect("few");
        let decision = capacity::limit_exam(self.slot(), dose, booked, to);
        self.absorbed(decision)
    }

    fn absorbed(&mut self, decision: Result<Decision, Refusal>) -> Result<Decision, Refusal> {
        for change in decision.iter().flat_map(|decision| &decision.changes) {
            self.ledger.absorb(change);
        }
        decision
    }
}

pub(crate) fn someone(n: u128) -> Applicant {
    Applicant::born(PersonId(Uuid::from_u128(n)), date(1957, 4, 1))
}
