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
    waitlist::{self, Answer, Entry, Offer, OfferEnd, PassedBy},
};
use jiff::Timestamp;

impl Ledger {
    /// Offers a place of this slot to somebody who waits, or says why it goes by them. The facts follow. They are asked
    /// as whoever would be told sees them, so that an offer tells no account what it may not know.
    fn offer(
        &mut self,
        slot: SlotId,
        (entry, applicant): (&Entry, &Applicant),
        id: OfferId,
        now: Timestamp,
    ) -> Result<Decision, PassedBy> {
        let no = |refusal| PassedBy::Rules(refusal);
        let programme =
            self.programmes.get(&entry.programme).ok_or(no(Refusal::NotThisProgramme))?;
        let place = self.slots.get(&slot).ok_or(no(Refusal::NotThisProgramme))?;
        let told = entry.account.map_or(Actor::System, Actor::Account);
        self.sight(told, entry.person).map_err(no)?;
        let facts = self.facts(applicant, programme, told);
        let case = facts.case(programme, entry.dose, place, applicant);
        let decision = waitlist::offer_to(&case, entry, id, now)?;
        self.entries.insert(entry.id, entry.clone());
        self.absorb_all(&decision);
        Ok(decision)
    }

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
        let has_room = |door: &Door| slot.left_for(*door, &released) > 0;
        [Door::Line, Door::Phone].into_iter().filter(has_room).collect()
    }

    /// Asks these, who wait, in their order for a place of this slot, until none is left, and gives what was decided
    /// about each: an offer, or why the place went by them.
    pub fn ask_in_turn(
        &mut self,
        slot: SlotId,
        row: &[(Entry, Applicant)],
        id: impl Fn(&Entry) -> OfferId,
        now: Timestamp,
    ) -> Vec<Decision> {
        let mut all = Vec::new();
        for (entry, applicant) in row {
            if self.doors_with_room(slot, now).is_empty() {
                break;
            }
            let entry = self.entries.get(&entry.id).unwrap_or(entry).clone();
            let wanted = self.slots.get(&slot).is_some_and(|slot| entry.wish.wants(slot, now));
            if !entry.waits() || !wanted || self.has_offer(entry.id) {
                continue;
            }
            match self.offer(slot, (&entry, applicant), id(&entry), now) {
                Ok(decision) => all.push(decision),
                // What may be otherwise next time is told once, and asked about again.
                Err(why) if why.is_final() || self.passed.insert((entry.id, slot)) => {
                    let (entry, person) = (entry.id, entry.person);
                    let by = Change::PassedBy { entry, person, slot, why, at: now };
                    all.push(Decision::change(by));
                }
                Err(_) => {}
            }
        }
        all
    }

    /// Whether somebody who waits has an offer that stands.
    pub fn has_offer(&self, entry: EntryId) -> bool {
        self.offers.values().any(|offer| offer.entry == entry && offer.is_live())
    }

    pub(super) fn accept(&self, wish: &Accept) -> Result<Decision, Refusal> {
        let (programme, entry, offer) = self.offered(wish.offer, wish.applicant.person, wish.by)?;
        // The place that was kept is free for this one wish.
        let mut slot = self.slots.get(&offer.place.slot).ok_or(Refusal::NotThisProgramme)?.clone();
        if offer.is_live() {
            slot.end_offer(offer.place.pool, offer.place.units, offer.dose);
        }
        let facts = self.facts(&wish.applicant, programme, wish.by);
        let current = facts.bookings.iter().find(|b| b.dose == offer.dose && b.is_live());
        let from = current.and_then(|booking| self.slots.get(&booking.slot));
        let ask = Ask {
            id: wish.id,
            number: BookingNumber::from_counter(self.numbers_used),
            once: wish.once,
            door: wish.door,
            account: wish.account,
            exception: false,
            hold: None,
        };
        let case = facts.case(programme, offer.dose, &slot, &wish.applicant);
        // What an officer moves on the phone stays with whoever had it.
        let keeper = wish.account.or(current.and_then(|booking| booking.account));
        let answer = Answer { entry, offer, from, keeper };
        waitlist::accept(&case, &ask, &answer, wish.at)
    }

    pub(super) fn end_offer(&self, end: &EndOffer) -> Result<Decision, Refusal> {
        let (programme, entry, offer) = self.offered(end.offer, end.person, end.by)?;
        let lapses_most = programme.policy.waitlist.as_ref().map_or(0, |list| list.lapses_most);
        waitlist::end_offer((entry, offer), end.how, lapses_most, end.by, end.at)
    }

    pub(super) fn leave(&self, leave: &Leave) -> Result<Decision, Refusal> {
        let sight = self.sight(leave.by, leave.person)?;
        let own = |entry: &&Entry| entry.person == leave.person && entry.is_visible_to(sight);
        let entry = self.entries.get(&leave.entry).filter(own).ok_or(Refusal::NotWaiting)?;
        let live = |offer: &&Offer| offer.entry == entry.id && offer.is_live();
        Ok(waitlist::leave(entry, self.offers.values().find(live), leave.at))
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
            Change::OfferMade(offer) => {
                let Place { slot, pool, units } = offer.place;
                self.slot_mut(slot).offer(pool, units, offer.dose);
                self.offers.insert(offer.id, offer.clone());
            }
            Change::OfferEnded { offer, entry, dose, place, at, how, .. } => {
                self.slot_mut(place.slot).end_offer(place.pool, place.units, *dose);
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
