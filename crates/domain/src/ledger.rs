//! The ledger: the facts of many commands at once, decided one after another in memory.
//! The writer loads it, asks it, and stores what it says; a test or a simulation needs nothing more.

mod absorb;
mod party;
mod waiting;

use crate::{
    applicant::Applicant,
    attendance,
    booking::{self, Ask, Booking, Case, Elsewhere, Held},
    booking_number::BookingNumber,
    change::{Actor, Decision},
    command::{Book, Cancel, Command, HoldPlaces, Move, Record},
    hold::{self, Hold},
    id::{AccountId, BookingId, EntryId, HoldId, OfferId, PersonId, ProgrammeId, SlotId},
    link::{Link, Sight},
    programme::Programme,
    refusal::Refusal,
    slot::Slot,
    waitlist::{Entry, Offer},
};
use std::collections::{HashMap, HashSet};

/// The facts of a batch of commands.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Programmes by id.
    pub programmes: HashMap<ProgrammeId, Programme>,
    /// Every slot that is wanted or held by a booking below.
    pub slots: HashMap<SlotId, Slot>,
    /// Every booking of every person of the batch.
    pub bookings: HashMap<PersonId, Vec<Booking>>,
    /// The links of every person of the batch that are in force. A person whom proxies may not see has none.
    pub links: HashMap<(AccountId, PersonId), Link>,
    /// What the accounts of the batch hold, where a programme limits it.
    pub holds: HashMap<AccountId, Vec<(ProgrammeId, Held)>>,
    /// The places staff keep back that a command names.
    pub kept: HashMap<HoldId, Hold>,
    /// Those who wait, as far as the batch concerns them.
    pub entries: HashMap<EntryId, Entry>,
    /// The offers to the persons of the batch.
    pub offers: HashMap<OfferId, Offer>,
    /// Whom a slot went by for a reason that may be another next time, as it was told already.
    pub passed: HashSet<(EntryId, SlotId)>,
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
            Command::Together(wishes) => return self.together(wishes),
            Command::Record(record) => self.record(record),
            Command::Hold(wish) => self.hold(wish),
            Command::ApproveHold(on) => hold::approve(self.kept(on.hold)?, on.by, on.at),
            Command::EndHold(on) => hold::end(self.kept(on.hold)?, on.by, on.at),
            Command::Accept(wish) => return self.accept(wish),
            Command::EndOffer(end) => self.end_offer(end),
            Command::Leave(leave) => self.leave(leave),
            // What is offered then is decided one by one, as whoever waits is asked in turn.
            Command::Refill(_) => Ok(Decision::nothing()),
        }?;
        self.absorb_all(&decision);
        Ok(decision)
    }

    /// All of them or none: the facts are put back when one is refused.
    fn together(&mut self, wishes: &[Book]) -> Result<Decision, Refusal> {
        let before = self.part_for(wishes);
        let mut all = Decision::nothing();
        for (index, wish) in wishes.iter().enumerate() {
            match self.book(wish) {
                Ok(decision) => {
                    self.absorb_all(&decision);
                    all.changes.extend(decision.changes);
                    all.notices.extend(decision.notices);
                }
                Err(why) => {
                    self.put_back(before);
                    return Err(Refusal::OneOfThem { index, why: Box::new(why) });
                }
            }
        }
        Ok(all)
    }

    /// The facts that these wishes may alter.
    fn part_for(&self, wishes: &[Book]) -> Self {
        let mut part = Self { numbers_used: self.numbers_used, ..Self::default() };
        for wish in wishes {
            part.slots.extend(self.slots.get(&wish.slot).map(|slot| (slot.id, slot.clone())));
            let hold = wish.hold.and_then(|id| self.kept.get(&id));
            part.kept.extend(hold.map(|hold| (hold.id, hold.clone())));
            let person = wish.applicant.person;
            part.bookings.insert(person, self.bookings.get(&person).cloned().unwrap_or_default());
            if let Some(account) = wish.account
                && let Some(held) = self.holds.get(&account)
            {
                part.holds.insert(account, held.clone());
            }
        }
        part
    }

    fn put_back(&mut self, part: Self) {
        self.slots.extend(part.slots);
        self.bookings.extend(part.bookings);
        self.holds.extend(part.holds);
        self.kept.extend(part.kept);
        self.entries.extend(part.entries);
        self.offers.extend(part.offers);
        self.numbers_used = part.numbers_used;
    }

    /// The facts about people, to be asked about a few slots of many.
    pub(crate) fn without_slots(&self) -> Self {
        Self {
            programmes: self.programmes.clone(),
            slots: HashMap::new(),
            bookings: self.bookings.clone(),
            links: self.links.clone(),
            holds: self.holds.clone(),
            kept: self.kept.clone(),
            entries: self.entries.clone(),
            offers: self.offers.clone(),
            passed: self.passed.clone(),
            numbers_used: self.numbers_used,
        }
    }

    fn absorb_all(&mut self, decision: &Decision) {
        for change in &decision.changes {
            self.absorb(change);
        }
    }

    fn book(&self, wish: &Book) -> Result<Decision, Refusal> {
        self.sight(wish.by, wish.applicant.person)?;
        let programme = self.programmes.get(&wish.programme).ok_or(Refusal::NotThisProgramme)?;
        let slot = self.slots.get(&wish.slot).ok_or(Refusal::NotThisProgramme)?;
        let facts = self.facts(&wish.applicant, programme, wish.by);
        let hold = wish.hold.map(|id| self.kept(id)).transpose()?;
        let ask = Ask {
            id: wish.id,
            number: BookingNumber::from_counter(self.numbers_used),
            once: wish.once,
            door: wish.door,
            account: wish.account,
            exception: wish.exception.is_some() && matches!(wish.by, Actor::Officer(_)),
            hold,
        };
        booking::book(&facts.case(programme, wish.dose, slot, &wish.applicant), &ask, wish.at)
    }

    fn move_to(&self, wish: &Move) -> Result<Decision, Refusal> {
        let (programme, booking, from) = self.held(&wish.applicant, wish.booking, wish.by)?;
        let slot = self.slots.get(&wish.to).ok_or(Refusal::NotThisProgramme)?;
        let facts = self.facts(&wish.applicant, programme, wish.by);
        let case = facts.case(programme, booking.dose, slot, &wish.applicant);
        let told = self.keeper_after_move(wish.by, booking);
        booking::move_to(&case, booking, from, wish.door, told, wish.at)
    }

    /// Which account a booking keeps when it moves. The one that has proven nothing does not learn where staff
    /// moved it.
    fn keeper_after_move(&self, by: Actor, booking: &Booking) -> Option<AccountId> {
        let proven = |account: &AccountId| {
            self.links.get(&(*account, booking.person)).is_some_and(Link::is_proven)
        };
        match by {
            Actor::Account(account) => Some(account),
            Actor::Officer(_) | Actor::System => booking.account.filter(proven),
        }
    }

    fn cancel(&self, wish: &Cancel) -> Result<Decision, Refusal> {
        let (programme, booking, slot) = self.held(&wish.applicant, wish.booking, wish.by)?;
        let facts = self.facts(&wish.applicant, programme, wish.by);
        let case = facts.case(programme, booking.dose, slot, &wish.applicant);
        booking::cancel(&case, booking, wish.reason, wish.at)
    }

    fn record(&self, record: &Record) -> Result<Decision, Refusal> {
        let own = self.bookings.get(&record.person).ok_or(Refusal::NoSuchBooking)?;
        let booking = own.iter().find(|b| b.id == record.booking).ok_or(Refusal::NoSuchBooking)?;
        let programme = self.programmes.get(&booking.programme).ok_or(Refusal::NotThisProgramme)?;
        attendance::record(programme, booking, own, record.outcome, record.by, record.at)
    }

    fn hold(&self, wish: &HoldPlaces) -> Result<Decision, Refusal> {
        let slot = self.slots.get(&wish.slot).ok_or(Refusal::NotThisProgramme)?;
        hold::place(slot, self.kept.get(&wish.ask.id), &wish.ask, wish.by, wish.at)
    }

    fn kept(&self, id: HoldId) -> Result<&Hold, Refusal> {
        self.kept.get(&id).ok_or(Refusal::NoSuchHold)
    }

    /// What whoever asks may see of this person; an account that does not act for them has no business here.
    pub fn sight(&self, by: Actor, person: PersonId) -> Result<Sight, Refusal> {
        match by {
            Actor::Account(account) => {
                self.links.get(&(account, person)).map(Link::sight).ok_or(Refusal::NotLinked)
            }
            Actor::Officer(_) | Actor::System => Ok(Sight::Whole),
        }
    }

    /// What the rules look at besides the programme, the slot and the person. To an account that does not
    /// act for them everything is hidden.
    pub fn facts(&self, applicant: &Applicant, programme: &Programme, by: Actor) -> Facts {
        let all = self.bookings.get(&applicant.person).map_or(&[][..], Vec::as_slice);
        let (own, others): (Vec<&Booking>, Vec<&Booking>) =
            all.iter().partition(|b| b.programme == programme.id);
        let elsewhere =
            others.into_iter().filter_map(|b| Elsewhere::of(b, self.programmes.get(&b.programme)?));
        let holds = match by {
            Actor::Account(account) => self.holds.get(&account),
            Actor::Officer(_) | Actor::System => None,
        };
        let in_programme =
            |(id, held): &(ProgrammeId, Held)| (*id == programme.id).then_some(*held);
        Facts {
            bookings: own.into_iter().cloned().collect(),
            elsewhere: elsewhere.collect(),
            holds: holds.into_iter().flatten().filter_map(in_programme).collect(),
            by,
            sight: self.sight(by, applicant.person).unwrap_or(Sight::None),
        }
    }

    /// A booking of this person that whoever asks may see, with its programme and its slot.
    fn held(
        &self,
        applicant: &Applicant,
        id: BookingId,
        by: Actor,
    ) -> Result<(&Programme, &Booking, &Slot), Refusal> {
        let sight = self.sight(by, applicant.person)?;
        let bookings = self.bookings.get(&applicant.person).ok_or(Refusal::NoSuchBooking)?;
        let booking = bookings.iter().find(|b| b.id == id && b.is_visible_to(sight));
        let booking = booking.ok_or(Refusal::NoSuchBooking)?;
        let programme = self.programmes.get(&booking.programme).ok_or(Refusal::NotThisProgramme)?;
        let slot = self.slots.get(&booking.slot).ok_or(Refusal::NotThisProgramme)?;
        Ok((programme, booking, slot))
    }
}

/// What the rules look at, gathered for one person in one programme.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The person's bookings in the programme, cancelled ones too.
    pub bookings: Vec<Booking>,
    /// What the person is booked for or had in other programmes.
    pub elsewhere: Vec<Elsewhere>,
    /// What the account that asks already holds in the programme.
    pub holds: Vec<Held>,
    /// Who asks.
    pub by: Actor,
    /// What they may see of the person.
    pub sight: Sight,
}

impl Facts {
    /// The case of one slot.
    pub fn case<'a>(
        &'a self,
        programme: &'a Programme,
        dose: u8,
        slot: &'a Slot,
        applicant: &'a Applicant,
    ) -> Case<'a> {
        let Self { bookings, elsewhere, holds, by, sight } = self;
        let (by, sight) = (*by, *sight);
        Case { programme, dose, slot, applicant, bookings, elsewhere, holds, by, sight }
    }
}
