//! Those who wait together: all are offered places of one slot or none is, each judged along with the others.

use super::Ledger;
use crate::{
    applicant::Applicant,
    booking::{self, Held},
    change::{Actor, Change, Decision},
    door::Door,
    id::{BookingId, EntryId, OfferId, PersonId, SlotId},
    programme::Programme,
    refusal::Refusal,
    slot::Slot,
    waitlist::{self, Entry, Ids, Offer, PassedBy, Wave},
};
use jiff::Timestamp;

/// What came of asking those who wait together.
#[derive(Default)]
pub(super) struct Asked {
    /// The offers, if any were made.
    pub(super) made: Option<Decision>,
    /// Whom the place went by, and why.
    pub(super) passed: Vec<(EntryId, PersonId, PassedBy)>,
}

/// What those of a company who were judged already would hold in the programme, for the limits of the account.
#[derive(Default)]
struct Company {
    /// Bookings that would go.
    gone: Vec<BookingId>,
    /// What would come instead.
    come: Vec<Held>,
}

impl Company {
    fn joins(&mut self, person: PersonId, current: Option<BookingId>, slot: &Slot) {
        self.gone.extend(current);
        let booking = BookingId(person.0);
        self.come.push(Held { booking, person, on: slot.date });
    }

    fn with(&self, holds: &mut Vec<Held>) {
        holds.retain(|held| !self.gone.contains(&held.booking));
        holds.extend(&self.come);
    }
}

impl Ledger {
    /// Offers places of this slot to those who wait together, or to somebody who waits alone, or says why it goes by
    /// them. The facts follow.
    ///
    /// Who has a place of their own that is not later, or may not have the dose any more, stands aside: the others are
    /// asked as the smaller party.
    pub(super) fn offer(
        &mut self,
        slot: SlotId,
        together: &[(Entry, Applicant)],
        id: impl Fn(&Entry) -> OfferId,
        now: Timestamp,
    ) -> Asked {
        let mut asked = Asked::default();
        let aside =
            |(entry, applicant): &(Entry, Applicant)| self.aside(slot, entry, applicant, now);
        let aside: Vec<Option<PassedBy>> = if together.len() > 1 {
            together.iter().map(aside).collect()
        } else {
            vec![None; together.len()]
        };
        let mut need = Vec::with_capacity(together.len());
        for ((entry, applicant), why) in together.iter().zip(aside) {
            match why {
                Some(why) => asked.passed.push((entry.id, entry.person, why)),
                None => need.push((entry, applicant)),
            }
        }
        let Some((first, _)) = need.first() else { return asked };
        let lead = id(first);
        let offers: Vec<OfferId> = need.iter().map(|(entry, _)| id(entry)).collect();
        let before = self.slots.get(&slot).cloned();
        // Only whoever comes alone can run for a place that others are offered.
        let waves = (need.len() == 1).then(|| self.open_waves(slot, now));
        let (mut company, mut all) = (Company::default(), Decision::nothing());
        for (index, (entry, applicant)) in need.iter().enumerate() {
            let ids = (Ids { id: offers[index], lead }, waves.as_deref());
            match self.offer_one(slot, (entry, applicant), ids, &mut company, now) {
                Ok(decision) => {
                    all.changes.extend(decision.changes);
                    all.notices.extend(decision.notices);
                }
                Err(why) => {
                    self.slots.extend(before.map(|slot| (slot.id, slot)));
                    self.offers.retain(|id, _| !offers.contains(id));
                    asked.passed.extend(need.iter().enumerate().map(|(other, (entry, _))| {
                        let theirs = if other == index { why.clone() } else { why.for_others() };
                        (entry.id, entry.person, theirs)
                    }));
                    return asked;
                }
            }
        }
        asked.made = Some(all);
        asked
    }

    /// Offers one place. Who is offered it is asked as whoever would be told sees them, so that an offer tells no
    /// account what it may not know.
    fn offer_one(
        &mut self,
        slot: SlotId,
        (entry, applicant): (&Entry, &Applicant),
        ids: (Ids, Option<&[Wave]>),
        company: &mut Company,
        now: Timestamp,
    ) -> Result<Decision, PassedBy> {
        let no = |refusal| PassedBy::Rules(refusal);
        let programme =
            self.programmes.get(&entry.programme).ok_or(no(Refusal::NotThisProgramme))?;
        let place = self.slots.get(&slot).ok_or(no(Refusal::NotThisProgramme))?;
        let told = entry.account.map_or(Actor::System, Actor::Account);
        self.sight(told, entry.person).map_err(no)?;
        let mut facts = self.facts(applicant, programme, told);
        company.with(&mut facts.holds);
        let case = facts.case(programme, entry.dose, place, applicant);
        let decision = waitlist::offer_to(&case, entry, ids, now)?;
        let current = facts.bookings.iter().find(|b| b.dose == entry.dose && b.is_live());
        company.joins(entry.person, current.map(|booking| booking.id), place);
        self.entries.insert(entry.id, entry.clone());
        self.absorb_all(&decision);
        Ok(decision)
    }

    /// Why somebody of a party needs no place of this slot, or cannot have one of any.
    fn aside(
        &self,
        slot: SlotId,
        entry: &Entry,
        applicant: &Applicant,
        now: Timestamp,
    ) -> Option<PassedBy> {
        let (programme, slot) = (self.programmes.get(&entry.programme)?, self.slots.get(&slot)?);
        let policy = programme.policy.waitlist.as_ref()?;
        let told = entry.account.map_or(Actor::System, Actor::Account);
        if let Err(no) = self.sight(told, entry.person) {
            return Some(PassedBy::Rules(no));
        }
        let facts = self.facts(applicant, programme, told);
        let live = facts.bookings.iter().find(|b| b.dose == entry.dose && b.is_live());
        if live.is_some_and(|booking| booking.date <= slot.date) {
            return Some(PassedBy::HasEarlier);
        }
        let known = (&facts.bookings[..], &facts.elsewhere[..]);
        let may = booking::may_have(programme, entry.dose, applicant, known, facts.sight, now);
        let no = policy
            .admits(entry.dose, may)
            .err()
            .filter(|no| !matches!(no, Refusal::NotOpenYet { .. }));
        no.map(PassedBy::Rules)
    }

    /// Whether all of these who need a place could book this slot at once, or move to it where it is earlier than what
    /// they have.
    pub fn fits_all(
        &self,
        slot: &Slot,
        all: &[(&Applicant, u8)],
        (programme, door, by): (&Programme, Door, Actor),
        now: Timestamp,
    ) -> bool {
        let (mut slot, mut company, mut placed) = (slot.clone(), Company::default(), false);
        for (applicant, dose) in all {
            let mut facts = self.facts(applicant, programme, by);
            company.with(&mut facts.holds);
            let current = facts.bookings.iter().find(|b| b.dose == *dose && b.is_live());
            if current.is_some_and(|booking| booking.date <= slot.date) {
                continue;
            }
            let case = facts.case(programme, *dose, &slot, applicant);
            let from = current.and_then(|booking| self.slots.get(&booking.slot));
            let place = match current.zip(from) {
                None => booking::may_book(&case, door, now),
                Some((booking, from)) => booking::may_move(&case, booking, from, door, now),
            };
            let Ok(place) = place else { return false };
            company.joins(applicant.person, current.map(|booking| booking.id), &slot);
            slot.take(place.pool, place.units, *dose);
            placed = true;
        }
        placed
    }

    /// This offer and those that were made with it to those who still wait together with whoever it was made to. One that
    /// has ended stands for itself.
    pub(super) fn made_together(&self, id: OfferId) -> Vec<OfferId> {
        let Some(offer) = self.offers.get(&id).filter(|offer| offer.is_live()) else {
            return vec![id];
        };
        let party = |offer: &Offer| self.entries.get(&offer.entry).and_then(|entry| entry.party);
        let own = party(offer);
        let with = |other: &&Offer| {
            let along = other.lead == offer.lead && own.is_some() && party(other) == own;
            other.is_live() && (other.id == id || along)
        };
        let mut all: Vec<OfferId> =
            self.offers.values().filter(with).map(|offer| offer.id).collect();
        all.sort_unstable_by_key(|other| (*other != offer.lead, *other));
        all
    }

    /// Those who wait together with this one, in their order.
    pub(super) fn mates(&self, entry: &Entry) -> Vec<&Entry> {
        let with = |other: &&Entry| {
            other.waits()
                && other.id != entry.id
                && other.party.is_some()
                && other.party == entry.party
        };
        let mut mates: Vec<&Entry> = self.entries.values().filter(with).collect();
        mates.sort_unstable_by_key(|mate| mate.rank);
        mates
    }

    /// With whom those wait to whom these offers were made, themselves among them.
    pub(super) fn with_whom(&self, offers: &[OfferId]) -> Vec<EntryId> {
        let entry = |id: &OfferId| self.entries.get(&self.offers.get(id)?.entry);
        offers.iter().filter_map(entry).map(|entry| entry.id).collect()
    }

    /// What becomes of those who waited together with these, who have left.
    pub(super) fn wait_on(&self, left: &[EntryId]) -> Vec<Change> {
        let left: Vec<EntryId> = left
            .iter()
            .filter(|id| self.entries.get(id).is_some_and(|entry| !entry.waits()))
            .copied()
            .collect();
        self.wait_on_without(&left)
    }

    /// Those who waited together with these, who go now, wait on as the smaller party, or alone where only one is left. Their
    /// place in the order stays.
    pub(super) fn wait_on_without(&self, going: &[EntryId]) -> Vec<Change> {
        let mut rest: Vec<&Entry> = going
            .iter()
            .filter_map(|id| self.entries.get(id))
            .flat_map(|entry| self.mates(entry))
            .filter(|mate| !going.contains(&mate.id))
            .collect();
        rest.sort_unstable_by_key(|entry| entry.id);
        rest.dedup_by_key(|entry| entry.id);
        let stays = |entry: &&Entry| {
            let mates = self.mates(entry).into_iter().filter(|mate| !going.contains(&mate.id));
            let party = entry.party.filter(|_| mates.count() > 0);
            Change::PartySet { entry: entry.id, person: entry.person, party, rank: entry.rank }
        };
        rest.iter().map(stays).collect()
    }

    /// The facts that taking these offers may alter.
    pub(super) fn part_about(&self, offers: &[OfferId]) -> Self {
        let mut part = Self { numbers_used: self.numbers_used, ..Self::default() };
        if offers.len() < 2 {
            return part;
        }
        part.holds.clone_from(&self.holds);
        for offer in offers.iter().filter_map(|id| self.offers.get(id)) {
            let own = self.bookings.get(&offer.person).cloned().unwrap_or_default();
            let slots = own.iter().map(|booking| booking.slot).chain([offer.place.slot]);
            let slots = slots.filter_map(|id| self.slots.get(&id));
            part.slots.extend(slots.map(|slot| (slot.id, slot.clone())));
            part.bookings.insert(offer.person, own);
            part.offers.insert(offer.id, offer.clone());
            let entry = self.entries.get(&offer.entry);
            part.entries.extend(entry.map(|entry| (entry.id, entry.clone())));
        }
        part
    }
}
