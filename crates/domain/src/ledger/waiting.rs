//! The waitlist on the ledger: whoever waits is asked in turn on the facts as the commands before left them.

use super::Ledger;
use crate::{
    applicant::Applicant,
    booking::Ask,
    booking_number::BookingNumber,
    change::{Actor, Change, Decision},
    command::{Accept, EndOffer, Leave},
    door::Door,
    id::{EntryId, OfferId, PersonId, SlotId},
    programme::Programme,
    refusal::Refusal,
    slot::Place,
    waitlist::{self, Answer, Entry, Kept, Offer, OfferEnd, Wave},
};
use jiff::Timestamp;
use std::collections::BTreeSet;

impl Ledger {
    /// The doors through which a place of this slot could be offered now: none while it is closed, and none once it
    /// is too late to offer anything of it, which is so for everybody.
    pub fn doors_with_room(&self, slot: SlotId, now: Timestamp) -> Vec<Door> {
        let Some(slot) = self.slots.get(&slot) else { return Vec::new() };
        let Some(Programme { policy, .. }) = self.programmes.get(&slot.programme) else {
            return Vec::new();
        };
        if slot.closed_at.is_some() || policy.waitlist_closes_at(slot) <= now {
            return Vec::new();
        }
        let released = policy.released_pools(slot, now);
        let waves = self.open_waves(slot.id, now);
        let has_room = |door: &Door| {
            slot.left_for(*door, &released) > 0
                || waves.iter().any(|wave| wave.is_for(*door, &released))
        };
        [Door::Line, Door::Phone].into_iter().filter(has_room).collect()
    }

    /// Asks these, who wait, in their order for a place of this slot, until none is left, and gives what was decided
    /// about each: an offer, or why the place went by them. Those who wait together are asked as one.
    pub fn ask_in_turn(
        &mut self,
        slot: SlotId,
        row: &[Vec<(Entry, Applicant)>],
        id: impl Fn(&Entry) -> OfferId,
        now: Timestamp,
    ) -> Vec<Decision> {
        let mut all = Vec::new();
        for together in row {
            if self.doors_with_room(slot, now).is_empty() {
                break;
            }
            let together = self.who_are_asked(slot, together, now);
            let asked = self.offer(slot, &together, &id, now);
            all.extend(asked.made);
            let in_party = together.len() > 1;
            for (entry, person, why) in asked.passed {
                // What may be otherwise next time is told once, and asked about again.
                let told = || !self.passed.contains(&(entry, slot));
                if !in_party && why.is_final() || told() {
                    self.passed.insert((entry, slot));
                    let by = Change::PassedBy { entry, person, slot, why, at: now };
                    all.push(Decision::change(by));
                }
            }
        }
        all
    }

    /// Those of them who wait for such a place still; nobody while one of them has an offer.
    fn who_are_asked(
        &self,
        slot: SlotId,
        together: &[(Entry, Applicant)],
        now: Timestamp,
    ) -> Vec<(Entry, Applicant)> {
        let now_is = |(entry, applicant): &(Entry, Applicant)| {
            let entry = self.entries.get(&entry.id).unwrap_or(entry).clone();
            (entry, applicant.clone())
        };
        let slot = self.slots.get(&slot);
        let waits = |(entry, _): &(Entry, Applicant)| {
            entry.waits() && slot.is_some_and(|slot| entry.wish.wants(slot, now))
        };
        let all: Vec<_> = together.iter().map(now_is).filter(waits).collect();
        let busy = all.iter().any(|(entry, _)| self.has_offer(entry.id));
        if busy { Vec::new() } else { all }
    }

    /// Whether somebody who waits has an offer that stands.
    pub fn has_offer(&self, entry: EntryId) -> bool {
        self.offers.values().any(|offer| offer.entry == entry && offer.is_live())
    }

    /// The places of this slot that are offered to fewer people than the rules want asked at once at this instant, of those that
    /// others may be offered. What somebody was told is theirs alone stays so.
    pub(super) fn open_waves(&self, slot: SlotId, now: Timestamp) -> Vec<Wave> {
        let most = self.slots.get(&slot).and_then(|slot| {
            let policy = &self.programmes.get(&slot.programme)?.policy;
            Some(policy.waitlist.as_ref()?.wave_at(policy.waitlist_closes_at(slot), now))
        });
        let Some(most) = most.filter(|most| *most > 1) else { return Vec::new() };
        let here = |offer: &&Offer| offer.is_live() && offer.place.slot == slot;
        let here: Vec<&Offer> = self.offers.values().filter(here).collect();
        let open = here.iter().filter(|offer| offer.kept(now) == Kept::Shared);
        let open: BTreeSet<OfferId> = open.map(|offer| offer.wave).collect();
        let of_these = here.into_iter().filter(|offer| open.contains(&offer.wave));
        let mut waves = Wave::among(of_these);
        waves.retain(|wave| wave.offers < most);
        waves
    }

    /// Whether others are offered the same place as this one and go on being offered it when these end: of those that end in
    /// one decision, the last gives the place back.
    fn is_shared(&self, offer: &Offer, ended: &[OfferId]) -> bool {
        let stands =
            |other: &Offer| other.id != offer.id && other.is_live() && !ended.contains(&other.id);
        self.offers.values().any(|other| other.wave == offer.wave && stands(other))
    }

    /// Ends what others are offered of the places that were taken by these offers.
    fn outrun(&self, taken: &[OfferId], at: Timestamp) -> Decision {
        let waves: Vec<OfferId> =
            taken.iter().filter_map(|id| self.offers.get(id)).map(|offer| offer.wave).collect();
        let lost = |offer: &&Offer| offer.is_live() && waves.contains(&offer.wave);
        let mut lost: Vec<&Offer> = self.offers.values().filter(lost).collect();
        lost.sort_unstable_by_key(|offer| offer.id);
        let mut all = Decision::nothing();
        for offer in lost {
            let entry = self.entries.get(&offer.entry);
            let entry = entry.expect("whoever is offered the same place is loaded with it");
            let outrun = waitlist::outrun(entry, offer, at);
            all.changes.extend(outrun.changes);
            all.notices.extend(outrun.notices);
        }
        all
    }

    /// What one takes of those to whom offers were made together, all take or none does.
    pub(super) fn accept(&mut self, wish: &Accept) -> Result<Decision, Refusal> {
        let together = self.made_together(wish.offer);
        let rest = self.with_whom(&together);
        let before = self.part_about(&together);
        let mut all = Decision::nothing();
        for (index, offer) in together.iter().enumerate() {
            match self.accept_one(wish, *offer) {
                Ok(decision) => {
                    self.absorb_all(&decision);
                    all.changes.extend(decision.changes);
                    all.notices.extend(decision.notices);
                }
                Err(why) => {
                    self.put_back(before);
                    let one_of = |why| Refusal::OneOfThem { index, why: Box::new(why) };
                    return Err(if together.len() > 1 { one_of(why) } else { why });
                }
            }
        }
        if !all.changes.is_empty() {
            let rest = Decision { changes: self.wait_on(&rest), notices: Vec::new() };
            self.absorb_all(&rest);
            all.changes.extend(rest.changes);
            let outrun = self.outrun(&together, wish.at);
            self.absorb_all(&outrun);
            all.changes.extend(outrun.changes);
            all.notices.extend(outrun.notices);
        }
        Ok(all)
    }

    fn accept_one(&self, wish: &Accept, offer: OfferId) -> Result<Decision, Refusal> {
        let person = self.offers.get(&offer).map(|offer| offer.person);
        let own = (&wish.applicant, wish.id);
        let along = wish.along.iter().map(|(applicant, id)| (applicant, *id));
        let mut all = [own].into_iter().chain(along);
        let found = all.find(|(applicant, _)| Some(applicant.person) == person);
        let (applicant, id) = found.ok_or(Refusal::NoSuchOffer)?;
        let (programme, entry, offer) = self.offered(offer, applicant.person, wish.by)?;
        // The place that was kept is free for this one wish.
        let mut slot = self.slots.get(&offer.place.slot).ok_or(Refusal::NotThisProgramme)?.clone();
        if offer.is_live() {
            slot.end_offer(offer.place.pool, offer.place.units, offer.dose);
        }
        let facts = self.facts(applicant, programme, wish.by);
        let current = facts.bookings.iter().find(|b| b.dose == offer.dose && b.is_live());
        let from = current.and_then(|booking| self.slots.get(&booking.slot));
        let ask = Ask {
            id,
            number: BookingNumber::from_counter(self.numbers_used),
            once: wish.once,
            door: wish.door,
            account: wish.account,
            exception: false,
            hold: None,
        };
        let case = facts.case(programme, offer.dose, &slot, applicant);
        // What an officer moves on the phone stays with whoever had it.
        let keeper = wish.account.or(current.and_then(|booking| booking.account));
        let answer = Answer { entry, offer, from, keeper };
        waitlist::accept(&case, &ask, &answer, wish.at)
    }

    /// Offers that were made together end together, and one message tells it.
    pub(super) fn end_offer(&self, end: &EndOffer) -> Result<Decision, Refusal> {
        let together = self.made_together(end.offer);
        let mut all = Decision::nothing();
        for (index, id) in together.iter().enumerate() {
            let person = self.offers.get(id).map_or(end.person, |offer| offer.person);
            let person = if *id == end.offer { end.person } else { person };
            let (programme, entry, offer) = self.offered(*id, person, end.by)?;
            let lapses_most = programme.policy.waitlist.as_ref().map_or(0, |list| list.lapses_most);
            let offer = (entry, offer, self.is_shared(offer, &together[..index]));
            let ended = waitlist::end_offer(offer, end.how, lapses_most, end.by, end.at)?;
            all.changes.extend(ended.changes);
            all.notices.extend(ended.notices);
        }
        all.notices.truncate(1);
        let gone = |change: &Change| match change {
            Change::WaitlistLeft { entry, .. } => Some(*entry),
            _ => None,
        };
        let gone: Vec<EntryId> = all.changes.iter().filter_map(gone).collect();
        all.changes.extend(self.wait_on_without(&gone));
        Ok(all)
    }

    pub(super) fn leave(&self, leave: &Leave) -> Result<Decision, Refusal> {
        let sight = self.sight(leave.by, leave.person)?;
        let own = |entry: &&Entry| entry.person == leave.person && entry.is_visible_to(sight);
        let entry = self.entries.get(&leave.entry).filter(own).ok_or(Refusal::NotWaiting)?;
        let mut going = vec![entry];
        if leave.all {
            let mates = self.mates(entry);
            for mate in &mates {
                self.sight(leave.by, mate.person)?;
            }
            going.extend(mates);
        }
        let (mut all, mut ended) = (Decision::nothing(), Vec::new());
        for entry in &going {
            let live = |offer: &&Offer| offer.entry == entry.id && offer.is_live();
            let offer = self.offers.values().find(live);
            let offer = offer.map(|offer| (offer, self.is_shared(offer, &ended)));
            ended.extend(offer.map(|(offer, _)| offer.id));
            let left = waitlist::leave(entry, offer, leave.at);
            all.changes.extend(left.changes);
        }
        let going: Vec<EntryId> = going.into_iter().map(|entry| entry.id).collect();
        if !all.changes.is_empty() {
            all.changes.extend(self.wait_on_without(&going));
        }
        Ok(all)
    }

    /// An offer to this person that whoever asks may answer.
    fn offered(
        &self,
        id: OfferId,
        person: PersonId,
        by: Actor,
    ) -> Result<(&Programme, &Entry, &Offer), Refusal> {
        let sight = self.sight(by, person)?;
        let offer = self.offers.get(&id).filter(|offer| offer.person == person);
        let offer = offer.ok_or(Refusal::NoSuchOffer)?;
        let entry = self.entries.get(&offer.entry).filter(|entry| entry.is_visible_to(sight));
        let entry = entry.ok_or(Refusal::NoSuchOffer)?;
        let programme = self.programmes.get(&offer.programme).ok_or(Refusal::NotThisProgramme)?;
        Ok((programme, entry, offer))
    }

    /// Brings the facts up to date with a change of the waitlist.
    pub(super) fn absorb_waiting(&mut self, change: &Change) {
        match change {
            Change::WaitlistJoined(entry) => {
                self.entries.insert(entry.id, entry.clone());
            }
            Change::WaitlistChanged { entry, account, wish, .. } => {
                let entry = self.entry_mut(*entry);
                (entry.account, entry.wish) = (*account, wish.clone());
            }
            Change::WaitlistLeft { entry, at, why, .. } => {
                self.entry_mut(*entry).ended = Some((*at, *why));
            }
            Change::PartySet { entry, party, rank, .. } => {
                let entry = self.entry_mut(*entry);
                (entry.party, entry.rank) = (*party, *rank);
            }
            Change::OfferMade(offer) => {
                let Place { slot, pool, units } = offer.place;
                if offer.opens_wave() {
                    self.slot_mut(slot).offer(pool, units, offer.dose);
                }
                self.offers.insert(offer.id, offer.clone());
            }
            Change::OfferEnded { offer, entry, dose, place, at, how, shared, .. } => {
                if !shared {
                    self.slot_mut(place.slot).end_offer(place.pool, place.units, *dose);
                }
                self.offer_mut(*offer).ended = Some((*at, *how));
                self.entry_mut(*entry).lapses += u8::from(*how == OfferEnd::Lapsed);
            }
            _ => {}
        }
    }

    fn entry_mut(&mut self, id: EntryId) -> &mut Entry {
        self.entries.get_mut(&id).expect("a decision names only those who wait that it was shown")
    }

    fn offer_mut(&mut self, id: OfferId) -> &mut Offer {
        self.offers.get_mut(&id).expect("a decision names only offers it was shown")
    }
}
