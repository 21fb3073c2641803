//! A waitlist played through before anybody is asked: the slots and the people of a programme, the habits seen so far,
//! and the rules to be tried. Cancelled places are offered, answered and passed on by the very rules of the ledger; only
//! who does what is drawn, from a seed.

mod row;
mod summary;

pub use summary::Summary;

use super::{Entry, Offer, OfferEnd, Waitlist, asked_anew, freed, policy::stirred};
use crate::{
    applicant::Applicant,
    booking::{Booking, BookingState},
    booking_number::BookingNumber,
    change::{Actor, CancelReason, Change, Decision},
    command::{Accept, Cancel, Command, EndOffer},
    door::Door,
    id::{BookingId, EntryId, OfferId, PersonId, ProgrammeId, RequestId, SlotId},
    ledger::Ledger,
    slot::Pool,
    when::Date,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use uuid::Uuid;

/// As many of those who wait as are asked together.
const PAGE: usize = 32;

/// What people do: seen in a programme so far, or assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Habits {
    /// How many of a thousand places are given back.
    pub given_back: u32,
    /// How long before its time a place is given back: each time one of these.
    pub leads: Vec<SignedDuration>,
    /// How many of a thousand offers are taken, if there is time.
    pub taken: u32,
    /// And how many are let pass; the rest is left unanswered.
    pub declined: u32,
    /// How long somebody takes to answer: each time one of these.
    pub answers: Vec<SignedDuration>,
}

/// What is played.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The programme, the bookings and links of those who wait, and the slots to come, of which all are taken to be full:
    /// only then is there anything to wait for.
    pub facts: Ledger,
    /// Which programme.
    pub programme: ProgrammeId,
    /// Those who wait.
    pub waiting: Vec<(Entry, Applicant)>,
    /// What people do.
    pub habits: Habits,
    /// From when on.
    pub from: Timestamp,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Places that were given back.
    pub freed: u32,
    /// Of these, how long each was empty that somebody took.
    pub filled: Vec<SignedDuration>,
    /// Offers that were made.
    pub offers: u32,
    /// People who were sent one at least.
    pub disturbed: u32,
    /// People whom a place went by for good that they had wished for.
    pub passed_by: u32,
    /// Offers of which another of the same wave took the place first.
    pub outrun: u32,
}

impl Outcome {
    /// Places that nobody took.
    pub fn wasted(&self) -> u32 {
        self.freed.saturating_sub(u32::try_from(self.filled.len()).unwrap_or(u32::MAX))
    }
}

/// Plays the programme once by these rules. The same seed draws the same people doing the same, whatever the rules are.
pub fn play(stage: &Stage, rules: &Waitlist, seed: u64) -> Outcome {
    let mut play = Play::begins(stage, rules, seed);
    while let Some(((at, _), event)) = play.events.pop_first() {
        play.happens(event, at);
    }
    let empty: u32 = play.empty.values().map(|left| u32::try_from(left.len()).unwrap_or(0)).sum();
    let filled = u32::try_from(play.outcome.filled.len()).unwrap_or(u32::MAX);
    Outcome {
        freed: filled.saturating_add(empty),
        disturbed: u32::try_from(play.disturbed.len()).unwrap_or(u32::MAX),
        passed_by: u32::try_from(play.passed_by.len()).unwrap_or(u32::MAX),
        ..play.outcome
    }
}

/// What happens at an instant.
#[derive(Clone, Debug)]
enum Event {
    /// Somebody gives back a place of this pool.
    GivenBack(SlotId, Pool),
    /// An offer ends.
    Answered(Box<Offer>, OfferEnd),
    /// More people are offered what is offered of this slot still.
    Widens(SlotId),
}

struct Play<'s> {
    stage: &'s Stage,
    seed: u64,
    ledger: Ledger,
    /// Those who wait, in their order, those who wait together side by side.
    row: Vec<Vec<(Entry, Applicant)>>,
    /// What is still to happen, by when, and in the order in which it came about.
    events: BTreeMap<(Timestamp, u64), Event>,
    /// Who needs not be asked about a slot again.
    asked: HashMap<SlotId, HashSet<EntryId>>,
    /// Since when places of a slot have been empty.
    empty: HashMap<SlotId, VecDeque<Timestamp>>,
    disturbed: HashSet<PersonId>,
    passed_by: HashSet<PersonId>,
    counter: u64,
    outcome: Outcome,
}

impl<'s> Play<'s> {
    fn begins(stage: &'s Stage, rules: &Waitlist, seed: u64) -> Self {
        let mut ledger = stage.facts.clone();
        let groups = ledger.programmes.get_mut(&stage.programme).map(|programme| {
            programme.policy.waitlist = Some(rules.clone());
            programme.policy.groups.clone()
        });
        let groups = groups.unwrap_or_default();
        let row = row::ranked(&stage.waiting, rules, &groups);
        let mut play = Self {
            stage,
            seed,
            ledger,
            row,
            events: BTreeMap::new(),
            asked: HashMap::new(),
            empty: HashMap::new(),
            disturbed: HashSet::new(),
            passed_by: HashSet::new(),
            counter: 0,
            outcome: Outcome::default(),
        };
        play.fills_and_draws();
        play
    }

    /// Every slot to come is full, and of its places it is drawn which are given back, and when.
    fn fills_and_draws(&mut self) {
        let mut slots: Vec<SlotId> = self.ledger.slots.keys().copied().collect();
        slots.sort_unstable();
        for id in slots {
            let slot = self.ledger.slots.get_mut(&id).expect("it was listed just now");
            let starts_at = slot.starts_at();
            for count in &mut slot.pools {
                count.offered = 0;
                count.booked = count.limit().saturating_sub(count.held);
            }
            let over = slot.programme != self.stage.programme || slot.closed_at.is_some();
            if over || starts_at <= self.stage.from {
                continue;
            }
            // What nobody may book for themselves or by phone, nobody gives back to those who wait.
            let by_a_door = |pool| Door::ALL.iter().any(|door| door.pools().contains(&pool));
            let pools = slot.pools.iter().filter(|count| by_a_door(count.pool));
            let pools: Vec<_> = pools.map(|count| (count.pool, count.booked)).collect();
            for (pool, booked) in pools {
                for n in 0..booked {
                    self.draws_a_place(id, pool, n, starts_at);
                }
            }
        }
    }

    fn draws_a_place(&mut self, slot: SlotId, pool: Pool, n: u32, starts_at: Timestamp) {
        let place = u64::from(n) * 8 + pool as u64;
        if self.drawn(slot.0, place, 1) % 1_000 >= u64::from(self.stage.habits.given_back) {
            return;
        }
        let lead = one_of(&self.stage.habits.leads, self.drawn(slot.0, place, 2));
        let at = lead.and_then(|lead| starts_at.checked_sub(lead).ok());
        if let Some(at) = at.filter(|at| *at > self.stage.from) {
            self.will(at, Event::GivenBack(slot, pool));
        }
    }

    fn will(&mut self, at: Timestamp, event: Event) {
        self.counter += 1;
        self.events.insert((at, self.counter), event);
    }

    fn happens(&mut self, event: Event, at: Timestamp) {
        match event {
            Event::GivenBack(slot, pool) => self.is_given_back(slot, pool, at),
            Event::Answered(offer, how) => self.ends(&offer, how, at),
            Event::Widens(slot) => self.asks(slot, at),
        }
    }

    /// Somebody who is in nobody's way otherwise had the place.
    fn is_given_back(&mut self, slot: SlotId, pool: Pool, at: Timestamp) {
        self.counter += 1;
        let name = Uuid::from_u64_pair(self.seed, self.counter);
        let person = PersonId(name);
        let Some((date, product)) =
            self.ledger.slots.get(&slot).map(|slot| (slot.date, slot.product.clone()))
        else {
            return;
        };
        let doses = self.ledger.programmes.get(&self.stage.programme).map(|p| &p.policy.doses);
        let dose = doses.and_then(|doses| doses.first()).map_or(1, |dose| dose.number);
        let booking = Booking {
            id: BookingId(name),
            number: BookingNumber::from_counter(self.counter),
            once: RequestId(name),
            person,
            programme: self.stage.programme,
            dose,
            slot,
            date,
            product,
            pool,
            units: 1,
            door: Door::Phone,
            account: None,
            booked_at: self.stage.from,
            state: BookingState::Live,
        };
        self.ledger.bookings.insert(person, vec![booking]);
        let cancel = Cancel {
            booking: BookingId(name),
            applicant: Applicant::born(person, Date::MIN),
            reason: CancelReason::ByResident,
            by: Actor::System,
            at,
        };
        self.decides(&Command::Cancel(cancel), at);
    }

    fn ends(&mut self, offer: &Offer, how: OfferEnd, at: Timestamp) {
        let Offer { id, entry, person, .. } = *offer;
        if how == OfferEnd::Accepted {
            let is = |(waits, _): &(Entry, Applicant)| waits.id == entry;
            let Some(together) = self.row.iter().find(|together| together.iter().any(is)) else {
                return;
            };
            let Some((waits, applicant)) = together.iter().find(|one| is(one)) else { return };
            let (applicant, name) = (applicant.clone(), id.0);
            let others = together.iter().filter(|one| !is(one));
            let along = others.map(|(other, who)| (who.clone(), BookingId(other.id.0))).collect();
            let accept = Accept {
                offer: id,
                id: BookingId(name),
                once: RequestId(name),
                applicant,
                along,
                door: waits.door,
                account: None,
                by: Actor::System,
                at,
            };
            if self.decides(&Command::Accept(accept), at) {
                return;
            }
        }
        // What the rules do not let them take after all ends as if they had let it pass.
        let how = if how == OfferEnd::Accepted { OfferEnd::Declined } else { how };
        let end = EndOffer { offer: id, person, how, by: Actor::System, at };
        self.decides(&Command::EndOffer(end), at);
    }

    /// Whether it was granted. What it frees is offered on.
    fn decides(&mut self, command: &Command, at: Timestamp) -> bool {
        let Ok(decision) = self.ledger.decide(command) else { return false };
        self.counts(&decision, at);
        self.ledger.offers.retain(|_, offer| offer.is_live());
        let mut slots = freed(&decision);
        // Whoever has no offer any more is asked about what is empty elsewhere.
        if !asked_anew(&decision).is_empty() {
            let empty = self.empty.iter().filter(|(_, since)| !since.is_empty());
            slots.extend(empty.map(|(slot, _)| *slot));
        }
        slots.sort_unstable();
        slots.dedup();
        for slot in slots {
            self.asks(slot, at);
        }
        true
    }

    /// Those who wait and were not asked about this slot yet are asked in their order, as long as a place is left.
    fn asks(&mut self, slot: SlotId, at: Timestamp) {
        let mut next = 0;
        while next < self.row.len() && !self.ledger.doors_with_room(slot, at).is_empty() {
            let asked = self.asked.entry(slot).or_default();
            let mut page = Vec::with_capacity(PAGE);
            while next < self.row.len() && page.len() < PAGE {
                let gone = |(entry, _): &(Entry, Applicant)| {
                    self.ledger.entries.get(&entry.id).is_some_and(|known| !known.waits())
                };
                let together = &self.row[next];
                if together.iter().any(|one| !gone(one) && !asked.contains(&one.0.id)) {
                    page.push(together.clone());
                }
                next += 1;
            }
            self.counter += 1;
            let (seed, counter) = (self.seed, self.counter);
            let name = |entry: &Entry| {
                let (high, low) = entry.id.0.as_u64_pair();
                OfferId(Uuid::from_u64_pair(stirred(stirred(high ^ seed) ^ low), counter))
            };
            for decision in self.ledger.ask_in_turn(slot, &page, name, at) {
                self.counts(&decision, at);
            }
        }
    }

    fn counts(&mut self, decision: &Decision, at: Timestamp) {
        for change in &decision.changes {
            match change {
                Change::BookingCancelled { place, .. } => self.is_free(place.slot, place.units, at),
                Change::BookingMoved { from, .. } => self.is_free(from.slot, from.units, at),
                Change::OfferMade(offer) => self.is_made(offer),
                Change::OfferEnded { place, how: OfferEnd::Accepted, .. } => {
                    let empty = self.empty.entry(place.slot).or_default();
                    let since = empty.drain(..empty.len().min(place.units as usize));
                    self.outcome.filled.extend(since.map(|since| at.duration_since(since)));
                }
                // They keep their turn, for this slot too.
                Change::OfferEnded { entry, place, how: OfferEnd::Outrun, .. } => {
                    self.asked.entry(place.slot).or_default().remove(entry);
                    self.outcome.outrun += 1;
                }
                Change::PassedBy { entry, person, slot, why, .. } if why.is_final() => {
                    self.asked.entry(*slot).or_default().insert(*entry);
                    self.passed_by.insert(*person);
                }
                _ => {}
            }
        }
    }

    fn is_free(&mut self, slot: SlotId, units: u32, at: Timestamp) {
        let empty = self.empty.entry(slot).or_default();
        empty.extend((0..units).map(|_| at));
    }

    /// What becomes of an offer is drawn when it is made: an answer, if it comes in time.
    fn is_made(&mut self, offer: &Offer) {
        self.disturbed.insert(offer.person);
        self.asked.entry(offer.place.slot).or_default().insert(offer.entry);
        // Those who wait together are sent one offer and give one answer.
        if offer.id != offer.lead {
            return;
        }
        self.outcome.offers += 1;
        if let Some(at) = offer.widens_at().filter(|_| offer.opens_wave()) {
            self.will(at, Event::Widens(offer.place.slot));
        }
        let (low, habits) = (offer.place.slot.0.as_u64_pair().1, &self.stage.habits);
        let mood = self.drawn(offer.entry.0, low, 3) % 1_000;
        let how = match mood {
            _ if mood < u64::from(habits.taken) => OfferEnd::Accepted,
            _ if mood < u64::from(habits.taken) + u64::from(habits.declined) => OfferEnd::Declined,
            _ => OfferEnd::Lapsed,
        };
        let after = one_of(&habits.answers, self.drawn(offer.entry.0, low, 4));
        let at = after.and_then(|after| offer.told_from.checked_add(after).ok());
        let in_time = at.filter(|at| how != OfferEnd::Lapsed && *at < offer.lapses_at);
        let (at, how) = in_time.map_or((offer.lapses_at, OfferEnd::Lapsed), |at| (at, how));
        self.will(at, Event::Answered(Box::new(offer.clone()), how));
    }

    /// A number that is drawn for somebody or something, the same whenever it is drawn.
    fn drawn(&self, what: Uuid, which: u64, purpose: u64) -> u64 {
        let (high, low) = what.as_u64_pair();
        [high, low, which, purpose].into_iter().fold(self.seed, |drawn, part| stirred(drawn ^ part))
    }
}

fn one_of(all: &[SignedDuration], drawn: u64) -> Option<SignedDuration> {
    let index = usize::try_from(drawn % u64::try_from(all.len().max(1)).ok()?).ok()?;
    all.get(index).copied()
}
