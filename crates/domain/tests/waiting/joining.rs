//! Joining in the small town, alone or with others, by the facts that the service would look up; and who leaves or takes an
//! offer for whom.

use crate::town::{OFFICER, PROGRAMME, Town, account, by, door, someone};
use domain::{
    Actor, Applicant, BookingId, Decision, Entry, EntryId, PartyId, Refusal, RequestId, booking,
    command::{Accept, Leave},
    waitlist::{self, Join, Joiner, Wish},
};
use jiff::Timestamp;
use uuid::Uuid;

impl Town {
    /// Joins, if the rules let them all and nothing that would do for all can be booked at once. Several are told in LINE
    /// where all of them are there.
    pub(crate) fn join(&self, persons: &[u128]) -> Result<Decision, Refusal> {
        let programme = &self.ledger.programmes[&PROGRAMME];
        let first = persons[0];
        let in_line = persons.iter().all(|person| account(*person).is_some());
        let told = account(first).filter(|_| in_line);
        let by = if in_line { by(first) } else { OFFICER };
        let applicants: Vec<Applicant> = persons.iter().map(|person| someone(*person)).collect();
        let one = |(n, applicant): (u128, &'_ Applicant)| {
            let facts = self.ledger.facts(applicant, programme, by);
            let known = (&facts.bookings[..], &facts.elsewhere[..]);
            let person = persons[usize::try_from(n).expect("few")];
            (
                booking::may_have(programme, 1, applicant, known, facts.sight, self.now),
                self.booking_of(person).map(|own| own.id),
                EntryId(Uuid::from_u128((self.ids << 8) + n)),
            )
        };
        let known: Vec<_> = (0..).zip(&applicants).map(one).collect();
        let joiners = persons.iter().zip(&applicants).zip(&known);
        let joiners = joiners.map(|((person, applicant), (may_have, current, id))| {
            let (may_have, current, id) = (may_have.clone(), *current, *id);
            Joiner { id, applicant, dose: 1, may_have, current, known: self.entry_of(*person) }
        });
        let joiners: Vec<_> = joiners.collect();
        let door = if in_line { door(first) } else { domain::Door::Phone };
        let all: Vec<_> = applicants.iter().map(|applicant| (applicant, 1)).collect();
        let fits = |slot| self.ledger.fits_all(slot, &all, (programme, door, by), self.now);
        let bookable = self.ledger.slots.values().any(fits);
        let (party, wish) = (PartyId(Uuid::from_u128(self.ids)), Wish::default());
        let ask = Join { party, wish: &wish, account: told, holds: &[], door, bookable };
        let left = self.left_behind(persons);
        waitlist::join(programme, &joiners, &ask, &left, self.turn())
    }

    /// With whom these wait now who are not among them.
    fn left_behind(&self, persons: &[u128]) -> Vec<(Entry, Applicant)> {
        let is_among = |entry: &Entry| persons.contains(&entry.person.0.as_u128());
        let parties: Vec<_> = self.waiting().into_iter().filter(|entry| is_among(entry)).collect();
        let left = self.waiting().into_iter().filter(|entry| {
            let known = parties.iter().any(|known| known.party == entry.party);
            entry.party.is_some() && known && !is_among(entry)
        });
        left.map(|entry| (entry.clone(), someone(entry.person.0.as_u128()))).collect()
    }

    /// Who answers for them while they wait: the account that is told, or an officer who has them on the phone.
    pub(crate) fn speaker(&self, person: u128) -> Actor {
        let told = |entry: &Entry| entry.account.map_or(OFFICER, Actor::Account);
        self.entry_of(person).map_or_else(|| by(person), told)
    }

    pub(crate) fn leave(&self, person: u128, all: bool, at: Timestamp) -> Result<Leave, Refusal> {
        let entry = self.entry_of(person).ok_or(Refusal::NotWaiting)?;
        Ok(Leave { entry: entry.id, person: entry.person, all, by: self.speaker(person), at })
    }

    pub(crate) fn accept(&self, person: u128, id: Uuid, at: Timestamp) -> Result<Accept, Refusal> {
        let offer = self.offer_of(person).ok_or(Refusal::NoSuchOffer)?.id;
        let own = self.entry_of(person).ok_or(Refusal::NotWaiting)?;
        let others = self.mates(own).into_iter().filter(|mate| mate.id != own.id);
        let along = others.map(|mate| {
            let id = BookingId(Uuid::from_u128(id.as_u128() + (mate.id.0.as_u128() << 64)));
            (someone(mate.person.0.as_u128()), id)
        });
        Ok(Accept {
            offer,
            id: BookingId(id),
            once: RequestId(id),
            applicant: someone(person),
            along: along.collect(),
            door: door(person),
            account: own.account,
            by: self.speaker(person),
            at,
        })
    }
}
