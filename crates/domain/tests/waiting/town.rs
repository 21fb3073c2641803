//! A small town with a waitlist, and a writer in small: after each decision it asks those who wait, as the store does.

use crate::linked::link;
use domain::{
    AccountId, Actor, Applicant, Booking, BookingId, CancelReason, Change, Command, Decision, Door,
    Dose, Entry, EntryId, HoldId, Ledger, LinkedBy, Offer, OfferId, OfficerId, PersonId, Policy,
    Pool, PoolCount, Programme, ProgrammeId, Refusal, RequestId, SessionId, Slot, SlotId, VenueId,
    capacity,
    command::{Book, Cancel, EndOffer, HoldPlaces, Move, OnHold},
    hold,
    waitlist::{self, OfferEnd, Waitlist},
    when::Date,
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{date, time},
};
use std::collections::BTreeSet;
use uuid::Uuid;

pub(crate) const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(1));
const HOLD: HoldId = HoldId(Uuid::from_u128(1));
pub(crate) const OFFICER: Actor = Actor::Officer(OfficerId(Uuid::from_u128(1)));

/// What may be done in the town.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Book {
        person: u128,
        slot: u128,
    },
    Move {
        person: u128,
        slot: u128,
    },
    Cancel {
        person: u128,
    },
    Join {
        person: u128,
    },
    /// Those wait together from now on; one alone waits without the others.
    Together {
        first: u128,
        second: u128,
    },
    Leave {
        person: u128,
    },
    /// And all who wait together with them.
    LeaveAll {
        person: u128,
    },
    Accept {
        person: u128,
    },
    Decline {
        person: u128,
    },
    /// The time to answer is over.
    Lapse {
        person: u128,
    },
    Capacity {
        slot: u128,
        pool: Pool,
        to: u32,
    },
    Hold {
        slot: u128,
    },
    EndHold,
}

/// A slot: its number, its day, and the places of its pools.
pub(crate) type Of = (u128, Date, &'static [(Pool, u32)]);

/// The ledger, and what the tables of the store know besides: about which slots somebody was asked before.
#[derive(Clone, Debug)]
pub(crate) struct Town {
    pub(crate) ledger: Ledger,
    /// Whoever was offered a place of a slot, or passed by for good.
    pub(crate) asked: BTreeSet<(EntryId, SlotId)>,
    /// Ids given out so far.
    pub(crate) ids: u128,
    pub(crate) now: Timestamp,
}

/// What came of a step: everything that was decided, in order; the command's own decision comes first.
pub(crate) type Came = Result<Vec<Decision>, Refusal>;

/// Through which door somebody comes: every third is phoned.
pub(crate) fn door(person: u128) -> Door {
    if person.is_multiple_of(3) { Door::Phone } else { Door::Line }
}

pub(crate) fn someone(person: u128) -> Applicant {
    Applicant::born(PersonId(Uuid::from_u128(person)), date(1957, 4, 1))
}

pub(crate) fn account(person: u128) -> Option<AccountId> {
    (door(person) == Door::Line).then_some(AccountId(Uuid::from_u128(person)))
}

pub(crate) fn by(person: u128) -> Actor {
    account(person).map_or(OFFICER, Actor::Account)
}

pub(crate) fn slot_id(slot: u128) -> SlotId {
    SlotId(Uuid::from_u128(slot))
}

impl Town {
    /// Whoever lets so many offers lapse waits no longer.
    pub(crate) fn new(people: u128, slots: &[Of], lapses_most: u8) -> Self {
        let now = "2026-10-01T00:00:00Z".parse().expect("an instant");
        let doses = vec![Dose { number: 1, ..Dose::default() }];
        let waitlist = Some(Waitlist { lapses_most, ..Waitlist::default() });
        let policy = Policy { doses, waitlist, ..Policy::default() };
        let name = "接種".to_owned();
        let programme =
            Programme { id: PROGRAMME, name, opens_at: Some(now), closes_at: None, policy };
        let mut ledger = Ledger::default();
        ledger.programmes.insert(PROGRAMME, programme);
        ledger.slots.extend(slots.iter().map(slot).map(|slot| (slot.id, slot)));
        for person in 1..=people {
            let account = AccountId(Uuid::from_u128(person));
            link(&mut ledger, account, person, LinkedBy::Voucher);
        }
        Self { ledger, asked: BTreeSet::new(), ids: 0, now }
    }

    /// The same where each account acts for the next two people as well, and sees everything of them.
    pub(crate) fn of_neighbours(mut self, people: u128) -> Self {
        for (account, on) in (0..people).flat_map(|account| (0..=2).map(move |on| (account, on))) {
            let person = (account + on) % people + 1;
            let account = AccountId(Uuid::from_u128(account + 1));
            link(&mut self.ledger, account, person, LinkedBy::Counter);
        }
        self
    }

    /// The same with a dose that takes so many places.
    pub(crate) fn each_taking(mut self, places: u32) -> Self {
        let programme = self.ledger.programmes.get_mut(&PROGRAMME).expect("the town has it");
        programme.policy.doses[0].places = places;
        self
    }

    /// The same where so many people are offered the same place at once.
    pub(crate) fn in_waves_of(mut self, wave: u8) -> Self {
        let programme = self.ledger.programmes.get_mut(&PROGRAMME).expect("the town has it");
        let list = programme.policy.waitlist.as_mut().expect("those who wait are asked");
        list.wave = wave;
        self
    }

    /// Takes a step and asks those who wait, until nobody is to be asked any more.
    pub(crate) fn take(&mut self, step: Step) -> Came {
        let at = self.instant(step);
        let mut decision = self.decide(step, at)?;
        let mut all = Vec::new();
        let mut slots = BTreeSet::new();
        loop {
            slots.extend(waitlist::freed(&decision));
            if self.note(&decision) {
                slots.extend(self.ledger.slots.keys());
            }
            all.push(decision);
            let Some(slot) = slots.pop_first() else { return Ok(all) };
            decision = Decision::nothing();
            for made in self.ask(slot, at) {
                decision.changes.extend(made.changes);
            }
        }
    }

    /// An offer lapses at its own instant; everything else happens on the first morning.
    fn instant(&self, step: Step) -> Timestamp {
        match step {
            Step::Lapse { person } => self.offer_of(person).map_or(self.now, |o| o.lapses_at),
            _ => self.now,
        }
    }

    fn decide(&mut self, step: Step, at: Timestamp) -> Result<Decision, Refusal> {
        if let Some(command) = self.command(step, at)? {
            return self.ledger.decide(&command);
        }
        let decision = match step {
            Step::Join { person } => self.join(&[person])?,
            Step::Together { first, second } => self.join(&[first, second])?,
            Step::Capacity { slot, pool, to } => {
                capacity::set(&self.ledger.slots[&slot_id(slot)], pool, to)?
            }
            _ => Decision::nothing(),
        };
        decision.changes.iter().for_each(|change| self.ledger.absorb(change));
        Ok(decision)
    }

    /// The command that a step is, with ids that were never used before.
    fn command(&mut self, step: Step, at: Timestamp) -> Result<Option<Command>, Refusal> {
        self.ids += 1;
        let id = Uuid::from_u128(self.ids);
        Ok(Some(match step {
            Step::Book { person, slot } => Command::Book(self.book(person, slot, id)),
            Step::Move { person, slot } => {
                let booking = self.booking_of(person).ok_or(Refusal::NoSuchBooking)?.id;
                let (applicant, to) = (someone(person), slot_id(slot));
                let (door, by) = (door(person), by(person));
                Command::Move(Move { booking, applicant, to, door, by, at })
            }
            Step::Cancel { person } => {
                let booking = self.booking_of(person).ok_or(Refusal::NoSuchBooking)?.id;
                let (applicant, by) = (someone(person), by(person));
                let reason = CancelReason::ByResident;
                Command::Cancel(Cancel { booking, applicant, reason, by, at })
            }
            Step::Leave { person } => Command::Leave(self.leave(person, false, at)?),
            Step::LeaveAll { person } => Command::Leave(self.leave(person, true, at)?),
            Step::Accept { person } => Command::Accept(self.accept(person, id, at)?),
            Step::Decline { person } => {
                self.end(person, OfferEnd::Declined, self.speaker(person), at)?
            }
            Step::Lapse { person } => self.end(person, OfferEnd::Lapsed, Actor::System, at)?,
            Step::Hold { slot } => Command::Hold(HoldPlaces {
                slot: slot_id(slot),
                ask: hold::Ask {
                    id: HOLD,
                    pool: Pool::Public,
                    places: 1,
                    reason: "施設の方".to_owned(),
                    expires_at: at + SignedDuration::from_hours(12),
                },
                by: OFFICER,
                at,
            }),
            Step::EndHold => Command::EndHold(OnHold { hold: HOLD, by: OFFICER, at }),
            Step::Join { .. } | Step::Together { .. } | Step::Capacity { .. } => return Ok(None),
        }))
    }

    fn book(&self, person: u128, slot: u128, id: Uuid) -> Book {
        Book {
            id: BookingId(id),
            once: RequestId(id),
            applicant: someone(person),
            programme: PROGRAMME,
            dose: 1,
            slot: slot_id(slot),
            door: door(person),
            account: account(person),
            exception: None,
            hold: None,
            by: by(person),
            at: self.now,
        }
    }

    /// Those with whom somebody waits, themselves among them, in their order.
    pub(crate) fn mates<'a>(&'a self, entry: &'a Entry) -> Vec<&'a Entry> {
        if entry.party.is_none() {
            return vec![entry];
        }
        let with = |other: &&Entry| other.party == entry.party;
        self.waiting().into_iter().filter(with).collect()
    }

    fn end(
        &self,
        person: u128,
        how: OfferEnd,
        by: Actor,
        at: Timestamp,
    ) -> Result<Command, Refusal> {
        let offer = self.offer_of(person).ok_or(Refusal::NoSuchOffer)?;
        Ok(Command::EndOffer(EndOffer { offer: offer.id, person: offer.person, how, by, at }))
    }

    /// The instant after everybody who waits has joined.
    pub(crate) fn turn(&self) -> Timestamp {
        let last = self.waiting().into_iter().map(|entry| entry.joined_at).max();
        last.map_or(self.now, |last| last + SignedDuration::from_secs(1))
    }

    /// Asks those who wait for a place of this slot, in their order, as the store's query finds them.
    fn ask(&mut self, slot: SlotId, at: Timestamp) -> Vec<Decision> {
        let mut row: Vec<Vec<(Entry, Applicant)>> = Vec::new();
        for entry in self.waiting() {
            let known = row.iter().flatten().any(|(known, _)| known.id == entry.id);
            if !known && !self.asked.contains(&(entry.id, slot)) {
                let who = |entry: &Entry| (entry.clone(), someone(entry.person.0.as_u128()));
                row.push(self.mates(entry).into_iter().map(who).collect());
            }
        }
        self.ids += 1;
        let ids = self.ids;
        let id = |entry: &Entry| OfferId(Uuid::from_u128((ids << 64) + entry.id.0.as_u128()));
        self.ledger.ask_in_turn(slot, &row, id, at)
    }

    /// Notes who was asked about which slot; says whether somebody is to be asked anew about all they were not offered.
    fn note(&mut self, decision: &Decision) -> bool {
        for change in &decision.changes {
            match change {
                Change::OfferMade(offer) => self.asked.insert((offer.entry, offer.place.slot)),
                // Whoever was outrun may be offered another place of the same slot.
                Change::OfferEnded { entry, place, how: OfferEnd::Outrun, .. } => {
                    self.asked.remove(&(*entry, place.slot))
                }
                // What may be otherwise next time was not the last word.
                Change::PassedBy { entry, slot, why, .. } if why.is_final() => {
                    self.asked.insert((*entry, *slot))
                }
                _ => continue,
            };
        }
        let (persons, room) = (waitlist::asked_anew(decision), waitlist::make_room(decision));
        let entries = self.waiting();
        let anew = entries.into_iter().filter(|entry| {
            let gives = |person| room.contains(person) && entry.party.is_some();
            self.mates(entry).iter().any(|m| persons.contains(&m.person) || gives(&m.person))
        });
        let anew: BTreeSet<EntryId> = anew.map(|entry| entry.id).collect();
        let outrun = |offer: &&Offer| offer.ended.is_some_and(|(_, how)| how == OfferEnd::Outrun);
        let offers = self.ledger.offers.values().filter(|offer| !outrun(offer));
        let offered: BTreeSet<_> = offers.map(|offer| (offer.entry, offer.place.slot)).collect();
        self.asked.retain(|asked| !anew.contains(&asked.0) || offered.contains(asked));
        !anew.is_empty()
    }

    /// Follows a change that was decided elsewhere.
    pub(crate) fn follow(&mut self, change: &Change) {
        self.ledger.absorb(change);
        self.note(&Decision::change(change.clone()));
    }

    /// Those who wait, in their order.
    pub(crate) fn waiting(&self) -> Vec<&Entry> {
        let mut all: Vec<_> = self.ledger.entries.values().filter(|entry| entry.waits()).collect();
        all.sort_by_key(|entry| entry.rank);
        all
    }

    pub(crate) fn live_offers(&self) -> impl Iterator<Item = &Offer> {
        self.ledger.offers.values().filter(|offer| offer.is_live())
    }

    pub(crate) fn live_bookings(&self) -> impl Iterator<Item = &Booking> {
        self.ledger.bookings.values().flatten().filter(|booking| booking.is_live())
    }

    pub(crate) fn booking_of(&self, person: u128) -> Option<&Booking> {
        self.live_bookings().find(|booking| booking.person == someone(person).person)
    }

    pub(crate) fn entry_of(&self, person: u128) -> Option<&Entry> {
        self.waiting().into_iter().find(|entry| entry.person == someone(person).person)
    }

    pub(crate) fn offer_of(&self, person: u128) -> Option<&Offer> {
        self.live_offers().find(|offer| offer.person == someone(person).person)
    }

    /// Lets go of what has ended and means nothing any more, so that a long walk does not grow.
    pub(crate) fn forget(&mut self) {
        let ledger = &mut self.ledger;
        ledger.entries.retain(|_, entry| entry.waits());
        ledger.offers.retain(|_, offer| ledger.entries.contains_key(&offer.entry));
        ledger.bookings.values_mut().for_each(|own| own.retain(Booking::is_live));
        self.asked.retain(|(entry, _)| ledger.entries.contains_key(entry));
        if ledger.kept.get(&HOLD).is_some_and(|hold| hold.ended_at.is_some()) {
            ledger.kept.clear();
        }
    }
}

fn slot((number, date, pools): &Of) -> Slot {
    Slot {
        id: slot_id(*number),
        session: SessionId(Uuid::from_u128(*number)),
        programme: PROGRAMME,
        venue: VenueId(Uuid::nil()),
        date: *date,
        starts: time(10, 0, 0, 0),
        ends: time(11, 0, 0, 0),
        product: None,
        closed_at: None,
        pools: pools.iter().map(|(pool, places)| PoolCount::of(*pool, *places)).collect(),
        quotas: Vec::new(),
    }
}
