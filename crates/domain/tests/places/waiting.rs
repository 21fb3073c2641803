//! The waitlist: in whose order freed places are offered, what becomes of an offer, and why some go without.

use crate::town::{self, ANOTHER, OFFICER, PROGRAMME, SLOT, Town, booking, someone, town};
use domain::{
    AccountId, Actor, Applicant, BookingId, Change, Command, Decision, Door, Entry, Ledger, Offer,
    Policy, Pool, Refusal, RequestId,
    command::{Accept, EndOffer, Leave},
    id::{EntryId, OfferId, PartyId},
    waitlist::{self, Join, Joiner, Left, OfferEnd, Part, PassedBy, Waitlist, Weekdays, Wish},
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::time};
use uuid::Uuid;

fn policy(waitlist: Waitlist) -> Policy {
    let doses = town::two_doses();
    Policy { doses, waitlist: Some(waitlist), ..Policy::default() }
}

/// A full town: 1 and 2 have its two places.
fn full() -> Town {
    let mut town = town(policy(Waitlist::default()), 2);
    town.books(1, 1).expect("a place");
    town.books(2, 1).expect("another");
    town
}

fn account(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(n))
}

impl Town {
    fn joins(&mut self, person: u128, wish: &Wish) -> Result<Decision, Refusal> {
        let programme = &self.programmes[&PROGRAMME];
        let known = self.entries.values().find(|e| e.person == someone(person).person && e.waits());
        let one = &someone(person);
        let one = Joiner { known, ..joiner(EntryId(Uuid::from_u128(person)), one) };
        let ask = Join { account: Some(account(person)), door: Door::Line, ..ask(wish) };
        let decision = waitlist::join(programme, &[one], &ask, &[], self.now)?;
        decision.changes.iter().for_each(|change| self.absorb(change));
        Ok(decision)
    }

    /// Asks everyone who waits for a place of this slot, as the writer does after each decision that frees one.
    fn asks(&mut self, slot: domain::SlotId) -> Vec<Decision> {
        let mut row: Vec<_> = self.entries.values().cloned().collect();
        row.sort_by_key(|entry| entry.rank);
        let row: Vec<_> = row
            .into_iter()
            .map(|e| {
                let who = someone(e.person.0.as_u128());
                vec![(e, who)]
            })
            .collect();
        let (now, made) = (self.now, self.offers.len() as u128);
        let id =
            |entry: &Entry| OfferId(Uuid::from_u128(entry.id.0.as_u128() + 1_000 * (made + 1)));
        self.ask_in_turn(slot, &row, id, now)
    }

    /// The person who is offered a place now, if anybody is.
    fn offered(&self) -> Vec<&Offer> {
        let mut live: Vec<_> = self.offers.values().filter(|offer| offer.is_live()).collect();
        live.sort_by_key(|offer| offer.person);
        live
    }

    fn accepts(&mut self, person: u128) -> Result<Decision, Refusal> {
        let offer = self.newest_offer(person);
        let command = accept(offer, person, self.now);
        self.decide(&command)
    }

    fn newest_offer(&self, person: u128) -> OfferId {
        let own = self.offers.values().filter(|offer| offer.person == someone(person).person);
        own.max_by_key(|offer| (offer.made_at, offer.id)).expect("they were offered a place").id
    }

    fn ends_offer(&mut self, person: u128, how: OfferEnd, by: Actor) -> Result<Decision, Refusal> {
        let (offer, at) = (self.newest_offer(person), self.now);
        let end = EndOffer { offer, person: someone(person).person, how, by, at };
        self.decide(&Command::EndOffer(end))
    }
}

/// Somebody whom the rules let wait alone.
fn joiner(id: EntryId, applicant: &Applicant) -> Joiner<'_> {
    Joiner { id, applicant, dose: 1, may_have: Ok(()), current: None, known: None }
}

/// By phone, where nothing is free.
fn ask(wish: &Wish) -> Join<'_> {
    let (party, door) = (PartyId(Uuid::nil()), Door::Phone);
    Join { party, wish, account: None, holds: &[], door, bookable: false }
}

fn accept(offer: OfferId, person: u128, at: Timestamp) -> Command {
    let id = Uuid::from_u128(booking(person, 1) + 10_000);
    Command::Accept(Accept {
        offer,
        id: BookingId(id),
        once: RequestId(id),
        applicant: someone(person),
        along: Vec::new(),
        door: Door::Line,
        account: Some(account(person)),
        by: Actor::Account(account(person)),
        at,
    })
}

#[test]
fn a_freed_place_is_kept_for_whoever_waits_longest() {
    let mut town = full();
    for person in [4, 3, 5] {
        town.joins(person, &Wish::default()).unwrap();
        town.now += SignedDuration::from_secs(1);
    }
    assert_eq!(town.asks(SLOT), [], "nothing is free");
    town.cancels(1).unwrap();
    let made = town.asks(SLOT);
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].notices.len(), 1, "who is offered a place is told");
    assert_eq!(town.offered()[0].person, someone(4).person);
    assert_eq!((town.public().booked, town.public().offered, town.public().left()), (1, 1, 0));
    assert_eq!(town.books(6, 1), Err(Refusal::Full), "no stranger takes what is kept");
    assert_eq!(town.asks(SLOT), [], "one place, one offer");
    let taken = town.accepts(4).unwrap();
    assert_eq!(town.booking(4, 1).pool, Pool::Public);
    assert!(matches!(
        taken.changes[..],
        [
            Change::OfferEnded { .. },
            Change::BookingMade(_),
            Change::WaitlistLeft { why: Left::Served, .. }
        ]
    ));
    assert_eq!((town.public().booked, town.public().offered), (2, 0));
    assert_eq!(town.accepts(4), Ok(Decision::nothing()), "the second press");
}

#[test]
fn what_is_declined_or_left_unanswered_goes_to_the_next() {
    let mut town = full();
    for person in [3, 4, 5] {
        town.joins(person, &Wish::default()).unwrap();
        town.now += SignedDuration::from_secs(1);
    }
    town.cancels(1).unwrap();
    town.asks(SLOT);
    town.ends_offer(3, OfferEnd::Declined, Actor::Account(account(3))).unwrap();
    let twice = town.ends_offer(3, OfferEnd::Declined, Actor::Account(account(3)));
    assert_eq!(twice, Ok(Decision::nothing()));
    // Who declined is not asked about the same slot again; the table of the store sees to that.
    town.entries.remove(&EntryId(Uuid::from_u128(3)));
    town.asks(SLOT);
    assert_eq!(town.offered()[0].person, someone(4).person);

    let early = town.ends_offer(4, OfferEnd::Lapsed, Actor::System);
    assert_eq!(early, Ok(Decision::nothing()), "not before its instant");
    let lapses_at = town.offered()[0].lapses_at;
    town.now = lapses_at;
    assert_eq!(town.accepts(4), Err(Refusal::OfferOver { at: lapses_at, how: OfferEnd::Lapsed }));
    let lapsed = town.ends_offer(4, OfferEnd::Lapsed, Actor::System).unwrap();
    assert_eq!(lapsed.notices.len(), 1, "who lost a place is told");
    assert_eq!(town.entries[&EntryId(Uuid::from_u128(4))].lapses, 1);
    town.now += SignedDuration::from_mins(1);
    let over = Err(Refusal::OfferOver { at: lapses_at, how: OfferEnd::Lapsed });
    assert_eq!(town.accepts(4), over);
    assert_eq!(town.public().left(), 1);
}

#[test]
fn after_three_silent_offers_nobody_waits_on() {
    let mut town = full();
    town.joins(3, &Wish::default()).unwrap();
    town.cancels(1).unwrap();
    for lapse in 1..=3 {
        town.asks(SLOT);
        town.now = town.offered()[0].lapses_at;
        let decision = town.ends_offer(3, OfferEnd::Lapsed, Actor::System).unwrap();
        let left =
            |change: &Change| matches!(change, Change::WaitlistLeft { why: Left::Silent, .. });
        assert_eq!(decision.changes.iter().any(left), lapse == 3);
    }
    assert_eq!(town.asks(SLOT), []);
}

#[test]
fn whoever_takes_an_earlier_place_gives_the_later_one_back() {
    let mut town = full();
    town.another(1);
    town.books_at(3, 1, ANOTHER, None).unwrap();
    let refused = Err(Refusal::AlreadyBooked { dose: 1 });
    let keeps = Waitlist { keeps_booking: false, ..Waitlist::default() };
    let strict = Ledger::clone(&town);
    let programme =
        domain::Programme { policy: policy(keeps), ..strict.programmes[&PROGRAMME].clone() };
    let (who, wish) = (someone(3), Wish::default());
    let one = joiner(EntryId(Uuid::nil()), &who);
    let one = Joiner { may_have: refused.clone().map(|_: Decision| ()), ..one };
    assert_eq!(waitlist::join(&programme, &[one], &ask(&wish), &[], town.now), refused);

    town.joins(3, &Wish::default()).unwrap();
    town.cancels(1).unwrap();
    town.asks(SLOT);
    let taken = town.accepts(3).unwrap();
    assert_eq!(
        waitlist::freed(&taken),
        [SLOT, ANOTHER],
        "the later place is offered on in the same breath"
    );
    assert_eq!((town.booking(3, 1).slot, town.public().booked), (SLOT, 2));
    assert_eq!(town.slots[&ANOTHER].pool(Pool::Public).left(), 1);
}

#[test]
fn whoever_has_an_earlier_place_is_passed_by_for_good() {
    let mut town = full();
    town.another(1);
    town.books_at(3, 1, ANOTHER, None).unwrap();
    town.joins(1, &Wish::default()).unwrap();
    town.cancels(3).unwrap();
    let passed = town.asks(ANOTHER);
    let [Change::PassedBy { why, .. }] = &passed[0].changes[..] else { panic!("{passed:?}") };
    assert_eq!(*why, PassedBy::HasEarlier);
    assert!(why.is_final());
    assert!(!PassedBy::Rules(Refusal::ExamFull { dose: 1 }).is_final(), "exams come back");
}

#[test]
fn a_strangers_word_counts_for_nothing() {
    let mut town = full();
    town.joins(3, &Wish::default()).unwrap();
    town.cancels(1).unwrap();
    town.asks(SLOT);
    let (offer, now) = (town.newest_offer(3), town.now);
    let Command::Accept(mine) = accept(offer, 3, now) else { unreachable!("it is one") };
    let forged = Command::Accept(Accept { by: Actor::Account(account(4)), ..mine.clone() });
    assert_eq!(town.decide(&forged), Err(Refusal::NotLinked));
    let another =
        Command::Accept(Accept { applicant: someone(4), by: Actor::Account(account(4)), ..mine });
    assert_eq!(town.decide(&another), Err(Refusal::NoSuchOffer));
    let by = Actor::Account(account(4));
    assert_eq!(town.ends_offer(3, OfferEnd::Declined, by), Err(Refusal::NotLinked));
    let lapse = town.ends_offer(3, OfferEnd::Lapsed, Actor::Account(account(3)));
    assert_eq!(lapse, Ok(Decision::nothing()), "nobody makes it lapse before its time");
    town.ends_offer(3, OfferEnd::Declined, OFFICER).unwrap();
}

#[test]
fn whoever_leaves_gives_up_what_was_offered() {
    let mut town = full();
    town.joins(3, &Wish::default()).unwrap();
    town.cancels(1).unwrap();
    town.asks(SLOT);
    let leave = Leave {
        entry: EntryId(Uuid::from_u128(3)),
        person: someone(3).person,
        all: false,
        by: Actor::Account(account(3)),
        at: town.now,
    };
    let decision = town.decide(&Command::Leave(leave)).unwrap();
    assert_eq!(waitlist::freed(&decision), [SLOT]);
    assert_eq!(town.public().left(), 1);
    assert_eq!(town.decide(&Command::Leave(leave)), Ok(Decision::nothing()));
    let late = town.accepts(3);
    assert_eq!(late, Err(Refusal::OfferOver { at: town.now, how: OfferEnd::Withdrawn }));
}

#[test]
fn joining_twice_keeps_the_place_in_the_order() {
    let mut town = full();
    town.joins(3, &Wish::default()).unwrap();
    let rank = town.entries[&EntryId(Uuid::from_u128(3))].rank;
    town.now += SignedDuration::from_hours(1);
    assert_eq!(town.joins(3, &Wish::default()), Ok(Decision::nothing()));
    let wish = Wish { notice: 30, ..Wish::default() };
    let changed = town.joins(3, &wish).unwrap();
    assert!(matches!(changed.changes[..], [Change::WaitlistChanged { .. }]));
    let entry = &town.entries[&EntryId(Uuid::from_u128(3))];
    assert_eq!((entry.rank, &entry.wish), (rank, &wish));
}

#[test]
fn nobody_joins_who_may_not_come_or_can_book_at_once() {
    let town = full();
    let programme = &town.programmes[&PROGRAMME];
    let (who, wish) = (someone(3), Wish::default());
    let join = |programme, may_have, bookable| {
        let one = Joiner { may_have, ..joiner(EntryId(Uuid::nil()), &who) };
        waitlist::join(programme, &[one], &Join { bookable, ..ask(&wish) }, &[], town.now)
    };
    assert_eq!(join(programme, Err(Refusal::NotResident), false), Err(Refusal::NotResident));
    assert_eq!(join(programme, Ok(()), true), Err(Refusal::PlacesFree));
    let none = domain::Programme { policy: Policy::default(), ..programme.clone() };
    assert_eq!(join(&none, Ok(()), false), Err(Refusal::NoWaitlist));
}

#[test]
fn a_wish_says_where_and_when() {
    let town = full();
    let slot = town.slot();
    let wants = |wish: Wish| wish.wants(slot, town.now);
    assert!(wants(Wish::default()));
    assert!(wants(Wish { venues: vec![slot.venue], ..Wish::default() }));
    assert!(!wants(Wish { venues: vec![domain::VenueId(Uuid::from_u128(9))], ..Wish::default() }));
    // 20 October 2026 is a Tuesday; the slot begins at ten.
    assert!(wants(Wish { weekdays: Weekdays(0b10), ..Wish::default() }));
    assert!(!wants(Wish { weekdays: Weekdays(0b111_1101), ..Wish::default() }));
    assert!(wants(Wish { parts: waitlist::Parts(Part::Morning.bit()), ..Wish::default() }));
    assert!(!wants(Wish { parts: waitlist::Parts(Part::Afternoon.bit()), ..Wish::default() }));
    assert!(wants(Wish { until: Some(slot.date), ..Wish::default() }));
    assert!(!wants(Wish { until: Some(slot.date.saturating_sub(1.day())), ..Wish::default() }));
    let soon = slot.starts_at() - SignedDuration::from_mins(30);
    assert!(Wish { notice: 30, ..Wish::default() }.wants(slot, soon));
    assert!(!Wish { notice: 31, ..Wish::default() }.wants(slot, soon));
    let parts =
        [(11, Part::Morning), (12, Part::Afternoon), (16, Part::Afternoon), (17, Part::Evening)];
    for (hour, part) in parts {
        assert_eq!(Part::of(time(hour, 59, 0, 0)), part);
    }
}

#[test]
fn too_few_places_are_told_once_and_asked_about_again() {
    let doses = vec![domain::Dose { number: 1, places: 2, ..domain::Dose::default() }];
    let waitlist = Some(Waitlist::default());
    let mut town = town(Policy { doses, waitlist, ..Policy::default() }, 4);
    for person in [1, 2] {
        town.books(person, 1).unwrap();
    }
    for person in [3, 4] {
        town.joins(person, &Wish::default()).unwrap();
    }
    town.set(5).unwrap();
    let passed = town.asks(SLOT);
    let why = |decision: &Decision| match &decision.changes[..] {
        [Change::PassedBy { why, .. }] => Some(why.clone()),
        _ => None,
    };
    assert_eq!(passed.iter().map(why).collect::<Vec<_>>(), vec![Some(PassedBy::TooLittleRoom); 2]);
    assert_eq!(town.asks(SLOT), [], "the same is not told twice");
    town.set(6).unwrap();
    town.asks(SLOT);
    assert_eq!(town.offered().len(), 1);
    assert_eq!((town.offered()[0].place.units, town.public().offered), (2, 2));
}
