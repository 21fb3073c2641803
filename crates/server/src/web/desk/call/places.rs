//! The places for one dose of somebody on the phone, judged as the button will judge them: for a new booking, or instead
//! of the one there is.

use super::stands::{dose_words, what};
use anyhow::Result;
use domain::{
    Actor, Applicant, Booking, Door, Hold, Ledger, OfficerId, Programme, ProgrammeId, Refusal,
    Slot, SlotId, VenueId,
    booking::Case,
    ledger::Facts,
    person::Person,
    proposal,
    standing::{Judged, judge, judge_held},
    venue::Venue,
    when::{self, Date},
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::Reader;

/// Which places do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) venue: Option<VenueId>,
    pub(super) from: Option<Date>,
}

impl Filter {
    pub(super) fn admits(&self, slot: &Slot) -> bool {
        self.venue.is_none_or(|venue| slot.venue == venue)
            && self.from.is_none_or(|from| slot.date >= from)
    }
}

/// A dose that places are looked for.
pub(super) struct Places {
    pub(super) programme: Programme,
    pub(super) dose: u8,
    pub(super) applicant: Applicant,
    pub(super) ledger: Ledger,
    pub(super) facts: Facts,
    pub(super) slots: Vec<Slot>,
    pub(super) venues: Vec<Venue>,
    /// The booking that would move, with its slot.
    pub(super) moving: Option<(Booking, Slot)>,
    /// What staff keep back of this programme, or did.
    pub(super) holds: Vec<Hold>,
    pub(super) now: Timestamp,
}

impl Places {
    /// Nothing where there is no such programme.
    pub(super) fn load(
        reader: &mut Reader<'_>,
        person: &Person,
        (programme, dose): (ProgrammeId, u8),
        officer: OfficerId,
        now: Timestamp,
    ) -> Result<Option<Self>> {
        let Some(programme) = reader.programme(programme)? else { return Ok(None) };
        if programme.policy.doses_numbered(dose).next().is_none() {
            return Ok(None);
        }
        let persons = BTreeSet::from([person.id]);
        let mut ledger = reader.ledger(&persons, BTreeSet::new(), &BTreeSet::new())?;
        let applicant = person.applicant();
        let facts = ledger.facts(&applicant, &programme, Actor::Officer(officer));
        let own = facts.bookings.iter().find(|b| b.is_live() && b.dose == dose).cloned();
        let from = own.as_ref().and_then(|booking| ledger.slots.get(&booking.slot).cloned());
        let slots = reader.slots_from(programme.id, when::japan_date(now))?;
        ledger.slots.extend(slots.iter().map(|slot| (slot.id, slot.clone())));
        let venues = reader.venues_of(programme.id)?;
        let moving = own.zip(from);
        let holds = reader.holds_of_programme(programme.id)?;
        Ok(Some(Self {
            programme,
            dose,
            applicant,
            ledger,
            facts,
            slots,
            venues,
            moving,
            holds,
            now,
        }))
    }

    /// The programme, and the dose where there are several.
    pub(super) fn what(&self) -> String {
        let name = dose_words(&self.programme, &self.applicant, &self.facts.bookings, self.dose);
        what(&self.programme, name.as_deref())
    }

    /// What the rules say of a place.
    pub(super) fn judge(&self, slot: &Slot) -> Judged {
        let moving = self.moving.as_ref().map(|(booking, from)| (booking, from));
        judge(&self.case(slot), moving, Door::Phone, self.now)
    }

    /// What the rules say of a place that is kept back by this hold.
    pub(super) fn judge_held(&self, slot: &Slot, hold: &Hold) -> Judged {
        judge_held(&self.case(slot), hold, self.now)
    }

    fn case<'a>(&'a self, slot: &'a Slot) -> Case<'a> {
        self.facts.case(&self.programme, self.dose, slot, &self.applicant)
    }

    /// What of the places that are kept back they could have, the soonest first. A booking is not moved into them.
    pub(super) fn held(&self) -> Vec<(&Slot, &Hold)> {
        if self.moving.is_some() {
            return Vec::new();
        }
        let mut held = Vec::new();
        for hold in &self.holds {
            if let Some(slot) = self.slot(hold.slot)
                && !matches!(self.judge_held(slot, hold), Judged::No(_))
            {
                held.push((slot, hold));
            }
        }
        held.sort_by_key(|(slot, hold)| (slot.starts_at(), slot.id, hold.id));
        held
    }

    /// One of the slots.
    pub(super) fn slot(&self, id: SlotId) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.id == id)
    }

    /// Where a slot is.
    pub(super) fn venue(&self, slot: &Slot) -> Option<&Venue> {
        self.venues.iter().find(|venue| venue.id == slot.venue)
    }

    /// How many could still come there by phone.
    pub(super) fn left(&self, slot: &Slot) -> u32 {
        let released = self.programme.policy.released_pools(slot, self.now);
        let plan = domain::booking::plan(&self.programme, &self.applicant, &self.facts.bookings);
        let units = plan.dose(self.dose).map_or(1, |dose| dose.units());
        slot.room_for(Door::Phone, &released, self.dose, units)
    }

    /// What can be had of what does, the soonest first.
    pub(super) fn free(&self, filter: &Filter) -> Vec<&Slot> {
        let free = |slot: &&Slot| filter.admits(slot) && self.judge(slot) == Judged::Free;
        self.slots.iter().filter(free).collect()
    }

    /// What a reason would open of what does, the soonest first, with the rule that is set aside.
    pub(super) fn with_reason(&self, filter: &Filter) -> Vec<(&Slot, Refusal)> {
        let opens = |slot| match self.judge(slot) {
            Judged::WithReason(rule) => Some((slot, rule)),
            Judged::Free | Judged::No(_) => None,
        };
        self.slots.iter().filter(|slot| filter.admits(slot)).filter_map(opens).collect()
    }

    /// What can be had nearest to a place that is gone.
    pub(super) fn near(&self, gone: &Slot) -> Vec<&Slot> {
        let mut free = self.free(&Filter::default());
        free.retain(|slot| slot.id != gone.id);
        free.sort_by_key(|slot| proposal::distance(slot, gone.starts_at(), Some(gone.venue)));
        free
    }

    /// Why nothing can be had: the rule that stands in the way of the last day.
    pub(super) fn why_none(&self) -> Refusal {
        let mut rules = self.slots.iter().rev().filter_map(|slot| match self.judge(slot) {
            Judged::Free => None,
            Judged::WithReason(rule) | Judged::No(rule) => Some(rule),
        });
        let full = rules.clone().find(Refusal::is_full);
        full.or_else(|| rules.next()).unwrap_or(Refusal::NotOpenYet { from: None })
    }
}
