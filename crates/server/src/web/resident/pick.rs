//! Picking a place step by step: venue, day, time, confirm. Booking and changing share these steps; the
//! same rule decides what each list shows and what the confirmation accepts.

mod confirm;
mod days;
mod parts;
mod picking;
mod taken;
mod times;
mod venues;

pub(super) use confirm::confirm_view;
pub(super) use days::days_view;
pub(super) use parts::STEPS;
pub(super) use picking::Picking;
pub(super) use taken::taken_view;
pub(super) use times::times_view;
pub(super) use venues::venues_view;

use crate::{
    web::page::{Choice, Room, dose_name, left_words},
    words::{Lang, lang::Html, refusal},
};
use anyhow::Result;
use domain::{
    AccountId, Actor, Applicant, Booking, Door, PersonId, Programme, ProgrammeId, Refusal, Slot,
    booking::{self, Case},
    ledger::Facts,
    person::Details,
    schedule::Plan,
    venue::Venue,
    when,
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::Reader;

/// What is being picked for, with the facts every step needs.
pub(super) struct Wish {
    pub(super) applicant: Applicant,
    pub(super) details: Details,
    pub(super) programme: Programme,
    pub(super) dose: u8,
    facts: Facts,
    /// The booking that is being changed, with its slot; none for a new one.
    pub(super) changing: Option<(Booking, Slot)>,
    pub(super) venues: Vec<Venue>,
    pub(super) now: Timestamp,
}

impl Wish {
    /// A new booking for a person this account acts for.
    pub(super) fn new(
        reader: &mut Reader<'_>,
        account: AccountId,
        person: PersonId,
        programme: ProgrammeId,
        dose: u8,
        now: Timestamp,
    ) -> Result<Option<Self>> {
        if !reader.persons_of(account)?.contains(&person) {
            return Ok(None);
        }
        let Some(programme) = reader.programme(programme)? else { return Ok(None) };
        Self::load(reader, account, person, programme, (dose, None), now)
    }

    /// Another place for a booking this account may see.
    pub(super) fn change(
        reader: &mut Reader<'_>,
        account: AccountId,
        booking: Booking,
        now: Timestamp,
    ) -> Result<Option<Self>> {
        let (Some(programme), Some(slot)) =
            (reader.programme(booking.programme)?, reader.slot(booking.slot)?)
        else {
            return Ok(None);
        };
        let (person, dose) = (booking.person, booking.dose);
        Self::load(reader, account, person, programme, (dose, Some((booking, slot))), now)
    }

    fn load(
        reader: &mut Reader<'_>,
        account: AccountId,
        person: PersonId,
        programme: Programme,
        (dose, changing): (u8, Option<(Booking, Slot)>),
        now: Timestamp,
    ) -> Result<Option<Self>> {
        let set = BTreeSet::from([person]);
        let Some(known) = reader.people(&set)?.remove(&person) else { return Ok(None) };
        let ledger = reader.ledger(&set, BTreeSet::new(), &BTreeSet::from([account]))?;
        let (applicant, details) = (known.applicant(), known.details);
        let facts = ledger.facts(&applicant, &programme, Actor::Account(account));
        let venues = reader.venues_of(programme.id)?;
        Ok(Some(Self { applicant, details, programme, dose, facts, changing, venues, now }))
    }

    /// Whether anything can be picked at all.
    pub(super) fn possible(&self) -> Result<(), Refusal> {
        match &self.changing {
            None => booking::may_have(
                &self.programme,
                self.dose,
                &self.applicant,
                (&self.facts.bookings, &self.facts.elsewhere),
                self.facts.sight,
                self.now,
            ),
            Some((booking, from)) => {
                let case = self.case(from);
                match booking::may_move(&case, booking, from, Door::Line, self.now) {
                    // The present slot may well be full or past its cut-off; that is not what is asked.
                    Err(
                        refusal @ (Refusal::AlreadyCancelled { .. }
                        | Refusal::AlreadyBooked { .. }
                        | Refusal::NotOpenYet { .. }
                        | Refusal::ProgrammeClosed { .. }),
                    ) => Err(refusal),
                    _ => change_closes(&self.programme, from, self.now),
                }
            }
        }
    }

    /// The doses of this person.
    fn plan(&self) -> Plan<'_> {
        booking::plan(&self.programme, &self.applicant, &self.facts.bookings)
    }

    fn case<'a>(&'a self, slot: &'a Slot) -> Case<'a> {
        self.facts.case(&self.programme, self.dose, slot, &self.applicant)
    }

    /// Places left and places in all for those who book here.
    fn counts(&self, slots: &[&Slot]) -> (u32, u32) {
        slots.iter().fold((0, 0), |(left, capacity), slot| {
            let released = self.programme.policy.released_pools(slot, self.now);
            let units = self.plan().dose(self.dose).map_or(1, |dose| dose.units());
            let here = slot.room_for(Door::Line, &released, self.dose, units);
            (left + here, capacity + slot.capacity_for(Door::Line, &released))
        })
    }

    /// All slots from today on.
    pub(super) fn slots(&self, reader: &mut Reader<'_>) -> Result<Vec<Slot>> {
        reader.slots_from(self.programme.id, when::japan_date(self.now))
    }
}

impl Picking for Wish {
    fn base(&self) -> String {
        match &self.changing {
            None => {
                format!("/r/book/{}/{}/{}", self.applicant.person, self.programme.id, self.dose)
            }
            Some((booking, _)) => format!("/r/bookings/{}/change", booking.id),
        }
    }

    fn back_url(&self) -> String {
        match &self.changing {
            None => format!("/r/book/{}", self.applicant.person),
            Some((booking, _)) => format!("/r/bookings/{}", booking.id),
        }
    }

    /// A new booking begins with choosing the programme.
    fn step(&self, picking: u32) -> u32 {
        if self.changing.is_some() { picking } else { picking + 1 }
    }

    fn chosen(&self, lang: Lang) -> Vec<Choice> {
        let choice =
            |label: &str, value: Html| Choice { label: label.to_owned(), value, change_url: None };
        let dose = dose_name(lang, &self.plan(), self.dose);
        vec![
            choice(lang.for_whom(), lang.person(&self.details.name)),
            choice(lang.what(), Html::name(&self.programme.name).and(dose)),
        ]
    }

    fn venues(&self) -> &[Venue] {
        &self.venues
    }

    fn judge(&self, slot: &Slot) -> Result<(), Refusal> {
        let case = self.case(slot);
        match &self.changing {
            None => booking::may_book(&case, Door::Line, self.now).map(|_| ()),
            Some((booking, from)) => {
                booking::may_move(&case, booking, from, Door::Line, self.now).map(|_| ())
            }
        }
    }

    fn room(&self, lang: Lang, slots: &[&Slot]) -> (Room, String) {
        let (left, capacity) = self.counts(slots);
        (Room::of(left, capacity), left_words(lang, left))
    }

    /// A further exam of one visit needs no place of its own.
    fn has_room(&self, slot: &Slot) -> bool {
        self.counts(&[slot]).0 > 0 || self.judge(slot).is_ok()
    }

    fn wait_url(&self) -> Option<String> {
        let at = (self.applicant.person, self.programme.id, self.dose);
        self.programme.policy.waitlist.is_some().then(|| super::wait::url(at))
    }

    fn is_present(&self, slot: &Slot) -> bool {
        self.changing.as_ref().is_some_and(|(_, from)| from.id == slot.id)
    }
}

/// What can still be done about a booking by its owner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Doors {
    pub(super) change_url: Option<String>,
    pub(super) cancel_url: Option<String>,
    pub(super) closed: Option<String>,
}

impl Doors {
    pub(super) fn of(
        lang: Lang,
        programme: &Programme,
        slot: &Slot,
        booking: &Booking,
        now: Timestamp,
    ) -> Self {
        if !booking.is_live() {
            return Self::default();
        }
        let change = change_closes(programme, slot, now);
        let cancel_closes = programme.policy.cancel_closes_at(slot);
        let can_cancel = now < cancel_closes;
        let url = |verb: &str| format!("/r/bookings/{}/{verb}", booking.id);
        let closed = change.as_ref().err().map(|no| {
            if can_cancel {
                return lang.change_closed_cancel_until(lang.instant(cancel_closes));
            }
            let no = refusal::sentence(lang, no);
            lang.both(no.why, no.next)
        });
        Self {
            change_url: change.is_ok().then(|| url("change")),
            cancel_url: can_cancel.then(|| url("cancel")),
            closed,
        }
    }
}

fn change_closes(programme: &Programme, slot: &Slot, now: Timestamp) -> Result<(), Refusal> {
    let closed_at = programme.policy.change_closes_at(slot);
    if now >= closed_at { Err(Refusal::PastCutOff { closed_at }) } else { Ok(()) }
}
