//! The town of the policy stories: one programme, a slot a day, and people of whom nothing special is known.

use crate::linked::link;
use domain::{
    AccountId, Actor, Applicant, BookingId, CancelReason, Command, Dated, Decision, Door, Dose,
    Ledger, LinkedBy, OfficerId, PersonId, Policy, Pool, PoolCount, Programme, ProgrammeId,
    Refusal, RequestId, SessionId, Slot, SlotId, VenueId,
    command::{Book, Cancel, Move},
    interval::{IntervalRule, Span},
    when::Date,
};
use jiff::{
    Timestamp,
    civil::{date, time},
};
use uuid::Uuid;

pub(crate) const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(1));
pub(crate) const OTHER: ProgrammeId = ProgrammeId(Uuid::from_u128(2));
pub(crate) const ACCOUNT: AccountId = AccountId(Uuid::from_u128(1));
pub(crate) const OFFICER: Actor = Actor::Officer(OfficerId(Uuid::from_u128(1)));

/// An instant as a clock in Japan shows it.
pub(crate) fn at(text: &str) -> Timestamp {
    format!("{text}+09:00").parse().expect("an instant")
}

/// A town with one programme under this policy and a slot of two public places and one for the phone on
/// each of these days; the slot's id is its place in the list.
pub(crate) struct Town {
    pub(crate) ledger: Ledger,
    pub(crate) now: Timestamp,
    people: u128,
}

impl Town {
    pub(crate) fn new(policy: Policy, days: &[Date]) -> Self {
        let mut town =
            Self { ledger: Ledger::default(), now: at("2026-10-01T09:00:00"), people: 0 };
        town.programme(PROGRAMME, policy);
        for (index, day) in days.iter().enumerate() {
            town.slot(index, PROGRAMME, *day, None);
        }
        town
    }

    pub(crate) fn programme(&mut self, id: ProgrammeId, policy: Policy) {
        let opens_at = Some(at("2026-09-01T09:00:00"));
        let name = "接種".to_owned();
        let programme = Programme { id, name, opens_at, closes_at: None, policy };
        self.ledger.programmes.insert(id, programme);
    }

    pub(crate) fn slot(
        &mut self,
        index: usize,
        programme: ProgrammeId,
        date: Date,
        product: Option<&str>,
    ) {
        let id = slot(index);
        let pool = |pool, capacity| PoolCount::of(pool, capacity);
        let slot = Slot {
            id,
            session: SessionId(id.0),
            programme,
            venue: VenueId(Uuid::nil()),
            date,
            starts: time(10, 0, 0, 0),
            ends: time(11, 0, 0, 0),
            product: product.map(str::to_owned),
            closed_at: None,
            pools: vec![pool(Pool::Public, 2), pool(Pool::CallCentre, 1)],
            quotas: Vec::new(),
        };
        self.ledger.slots.insert(id, slot);
    }

    /// Someone born on 1 April 1957, of whom nothing else is known.
    pub(crate) fn someone(&mut self) -> Applicant {
        self.people += 1;
        link(&mut self.ledger, ACCOUNT, self.people, LinkedBy::Voucher);
        Applicant::born(PersonId(Uuid::from_u128(self.people)), date(1957, 4, 1))
    }

    pub(crate) fn wish(&self, who: &Applicant, dose: u8, index: usize) -> Book {
        let id =
            Uuid::from_u128(who.person.0.as_u128() * 1000 + u128::from(dose) * 100 + index as u128);
        Book {
            id: BookingId(id),
            once: RequestId(id),
            applicant: who.clone(),
            programme: self.ledger.slots.get(&slot(index)).map_or(PROGRAMME, |slot| slot.programme),
            dose,
            slot: slot(index),
            door: Door::Line,
            account: Some(ACCOUNT),
            exception: None,
            hold: None,
            by: Actor::Account(ACCOUNT),
            at: self.now,
        }
    }

    pub(crate) fn books(
        &mut self,
        who: &Applicant,
        dose: u8,
        index: usize,
    ) -> Result<Decision, Refusal> {
        let wish = self.wish(who, dose, index);
        self.ledger.decide(&Command::Book(wish))
    }

    pub(crate) fn cancels(
        &mut self,
        who: &Applicant,
        dose: u8,
        index: usize,
    ) -> Result<Decision, Refusal> {
        let Book { id, applicant, by, at, .. } = self.wish(who, dose, index);
        let reason = CancelReason::ByResident;
        self.ledger.decide(&Command::Cancel(Cancel { booking: id, applicant, reason, by, at }))
    }

    pub(crate) fn moves(
        &mut self,
        who: &Applicant,
        dose: u8,
        from: usize,
        to: usize,
    ) -> Result<Decision, Refusal> {
        let Book { id, applicant, door, by, at, .. } = self.wish(who, dose, from);
        let to = slot(to);
        self.ledger.decide(&Command::Move(Move { booking: id, applicant, to, door, by, at }))
    }

    pub(crate) fn left(&self, index: usize) -> u32 {
        self.ledger.slots[&slot(index)].left_for(Door::Phone, &[])
    }
}

pub(crate) fn slot(index: usize) -> SlotId {
    SlotId(Uuid::from_u128(index as u128 + 1))
}

pub(crate) fn dose(number: u8) -> Dose {
    Dose { number, ..Dose::default() }
}

pub(crate) fn days_apart(minimum: u32) -> Vec<Dated<IntervalRule>> {
    vec![Dated::always(rule(Span::Days(minimum)))]
}

pub(crate) fn rule(minimum: Span) -> IntervalRule {
    IntervalRule { minimum, standard: None, standard_latest: None, maximum: None }
}

pub(crate) fn one_dose() -> Policy {
    Policy { doses: vec![dose(1)], ..Policy::default() }
}

pub(crate) fn two_doses(minimum: u32) -> Policy {
    let second = Dose { intervals: days_apart(minimum), ..dose(2) };
    Policy { series: "covid-2021".to_owned(), doses: vec![dose(1), second], ..Policy::default() }
}

pub(crate) const OCT_20: Date = date(2026, 10, 20);
