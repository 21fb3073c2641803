//! The waitlist as it is stored: who is asked next, what is kept for whom, and what becomes of it.

use crate::{
    sample::{
        ACCOUNT, GYM, LATE, MONTH_LATER, MORNING, OFFICER, PROGRAMME, PUBLIC, book, booking,
        cancel, later, now, person, resident, venue,
    },
    town::{Town, on_both},
};
use domain::{
    Actor, BookingId, Change, Command, Decision, Door, Entry, EntryId, NoticeKind, Offer, Pool,
    PoolCount, Refusal, RequestId,
    command::{Accept, EndOffer, Leave, Refill},
    waitlist::{Left, OfferEnd, Parts, PassedBy, Rank, Waitlist, Weekdays, Wish},
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::{Outgoing, Settled};
use uuid::Uuid;

pub(super) fn entry_id(n: u128) -> EntryId {
    EntryId(Uuid::from_u128(n))
}

/// The entry of a resident who joined in the n-th minute.
pub(super) fn entry(n: u128, wish: Wish) -> Entry {
    let joined_at = later(i64::try_from(n).unwrap());
    let rank = Rank { class: 0, key: joined_at.as_millisecond(), entry: entry_id(n) };
    Entry {
        id: entry_id(n),
        person: person(n),
        programme: PROGRAMME,
        dose: 1,
        party: None,
        wish,
        account: Some(ACCOUNT),
        door: Door::Line,
        joined_at,
        rank,
        lapses: 0,
        ended: None,
    }
}

/// An open town with a waitlist, so many residents, all places of the morning booked by the first of them, and nothing
/// else to be had that day.
pub(super) async fn full(town: &Town, residents: u128) {
    town.opens(residents).await;
    for slot in [LATE, GYM] {
        town.changes(Change::SlotClosed { slot, at: now() }).await;
    }
    let mut programme = town.read(|r| r.programme(PROGRAMME)).await.unwrap();
    programme.policy.waitlist = Some(Waitlist::default());
    town.changes(Change::ProgrammeSaved(programme)).await;
    for n in 1..=u128::from(PUBLIC) {
        town.place(Command::Book(book(n, MORNING))).await.unwrap();
    }
}

pub(super) async fn joins(town: &Town, entry: Entry) {
    town.changes(Change::WaitlistJoined(entry)).await;
}

pub(super) async fn cancels(town: &Town, n: u128) -> Decision {
    town.place(Command::Cancel(cancel(n))).await.unwrap()
}

async fn public(town: &Town) -> PoolCount {
    town.read(|r| r.slot(MORNING)).await.unwrap().pool(Pool::Public)
}

/// Every offer that stands of the morning.
pub(super) async fn offered(town: &Town) -> Vec<Offer> {
    let mut all = town.read(|r| r.offers_of_slot(MORNING)).await;
    all.retain(Offer::is_live);
    all
}

pub(super) fn accept(offer: &Offer, at: Timestamp) -> Command {
    let n = offer.person.0.as_u128();
    let id = Uuid::from_u128(n + 500);
    Command::Accept(Accept {
        offer: offer.id,
        id: BookingId(id),
        once: RequestId(id),
        applicant: resident(n).applicant(),
        along: Vec::new(),
        door: Door::Line,
        account: Some(ACCOUNT),
        by: Actor::Account(ACCOUNT),
        at,
    })
}

pub(super) fn end(offer: &Offer, how: OfferEnd, by: Actor, at: Timestamp) -> Command {
    Command::EndOffer(EndOffer { offer: offer.id, person: offer.person, how, by, at })
}

#[test]
fn a_cancellation_and_its_offer_are_one_and_an_answer_makes_it_a_booking() {
    on_both(async |town| {
        full(town, 20).await;
        joins(town, entry(16, Wish::default())).await;
        joins(town, entry(15, Wish::default())).await;
        let waiting =
            town.read(|r| r.waiting_of_persons(&BTreeSet::from([person(15), person(16)]))).await;
        assert_eq!(waiting, [entry(15, Wish::default()), entry(16, Wish::default())]);
        assert_eq!(town.read(|r| r.count_waiting(PROGRAMME)).await, 2);
        assert_eq!(town.read(|r| r.count_before(&entry(16, Wish::default()))).await, 1);

        cancels(town, 1).await;
        let offers = offered(town).await;
        let [offer] = &offers[..] else { panic!("one offer: {offers:?}") };
        assert_eq!((offer.person, offer.made_at), (person(15), cancel(1).at), "who joined first");
        assert_eq!((public(town).await.booked, public(town).await.offered), (PUBLIC - 1, 1));
        town.is_sound().await;
        let stranger = town.place(Command::Book(book(17, MORNING))).await;
        assert_eq!(stranger, Err(Refusal::Full));

        let due = town.read(|r| r.outbox_due(later(60), 50)).await;
        let told: Vec<_> = due
            .iter()
            .filter_map(|due| match &due.what {
                Outgoing::Notice(notice) if notice.kind == NoticeKind::Offered => {
                    Some(notice.clone())
                }
                _ => None,
            })
            .collect();
        assert_eq!(told.len(), 1, "the offer is told in the same transaction");
        assert!(town.read(move |r| r.may_be_told(&told[0])).await);

        let at = later(20);
        let taken = town.place(accept(offer, at)).await.unwrap();
        assert!(taken.changes.iter().any(|change| matches!(change, Change::BookingMade(_))));
        assert_eq!(
            town.place(accept(offer, at)).await,
            Ok(Decision::nothing()),
            "the second press"
        );
        let id = offer.id;
        let ended = town.read(move |r| r.offer(id)).await.unwrap();
        assert_eq!(ended.ended, Some((at, OfferEnd::Accepted)));
        assert_eq!(
            town.read(|r| r.offers_of_persons(&BTreeSet::from([person(15)]))).await,
            [ended]
        );
        let left = town.read(|r| r.entries_by_ids(&BTreeSet::from([entry_id(15)]))).await;
        assert_eq!(left[0].ended, Some((at, Left::Served)));
        assert_eq!((public(town).await.booked, public(town).await.offered), (PUBLIC, 0));
        town.is_sound().await;
    });
}

#[test]
fn what_is_not_taken_goes_on_and_nobody_is_asked_twice_about_the_same_slot() {
    on_both(async |town| {
        full(town, 20).await;
        town.changes(Change::SlotClosed { slot: MONTH_LATER, at: now() }).await;
        for n in [15, 16] {
            joins(town, entry(n, Wish::default())).await;
        }
        cancels(town, 1).await;
        let first = offered(town).await.remove(0);
        let declined = end(&first, OfferEnd::Declined, Actor::Account(ACCOUNT), later(5));
        town.place(declined.clone()).await.unwrap();
        assert_eq!(town.place(declined).await, Ok(Decision::nothing()), "the second press");
        let second = offered(town).await.remove(0);
        assert_eq!(second.person, person(16));

        let due = town.read(move |r| r.offers_due(second.lapses_at, 10)).await;
        assert_eq!(due, [], "LINE does not have its message yet");
        let messages = town.read(|r| r.outbox_due(later(60), 50)).await;
        for message in messages {
            town.write(move |tx| tx.outbox_settle(message.id, &Settled::Sent(None), later(6)))
                .await;
        }
        let second = offered(town).await.remove(0);
        assert_eq!(second.told_from, later(6), "the time to answer begins when it could be read");
        assert_eq!(town.read(|r| r.offers_next()).await, Some(second.lapses_at));
        let lapses_at = second.lapses_at;
        let due = town.read(move |r| r.offers_due(lapses_at, 10)).await;
        assert_eq!(due, std::slice::from_ref(&second));
        town.place(end(&second, OfferEnd::Lapsed, Actor::System, lapses_at)).await.unwrap();
        assert_eq!(offered(town).await, [], "both were asked about it");
        let silent =
            town.read(|r| r.entries_by_ids(&BTreeSet::from([entry_id(16)]))).await.remove(0);
        assert_eq!((silent.lapses, silent.ended), (1, None));
        assert_eq!(public(town).await.left(), 1);
        town.is_sound().await;
    });
}

#[test]
fn only_who_wishes_for_such_a_place_and_may_come_is_asked() {
    on_both(async |town| {
        full(town, 30).await;
        let slot = town.read(|r| r.slot(MORNING)).await.unwrap();
        let elsewhere = Wish { venues: vec![venue(99)], ..Wish::default() };
        let other_day =
            Wish { weekdays: Weekdays(!Weekdays::bit(slot.date) & 127), ..Wish::default() };
        let evening = Wish { parts: Parts(0b100), ..Wish::default() };
        let over = Wish { until: slot.date.yesterday().ok(), ..Wish::default() };
        let slow = Wish { notice: u16::MAX, ..Wish::default() };
        for (n, wish) in (11..).zip([elsewhere, other_day, evening, over, slow]) {
            joins(town, entry(n, wish)).await;
        }
        // Who has a place there is passed by for good, and who is phoned comes through another door.
        joins(town, entry(2, Wish::default())).await;
        let here = Wish { venues: vec![slot.venue, venue(99)], notice: 30, ..Wish::default() };
        joins(town, Entry { account: None, door: Door::Phone, ..entry(20, here.clone()) }).await;
        let changed = Change::WaitlistChanged {
            entry: entry_id(20),
            person: person(20),
            account: None,
            wish: Wish { venues: vec![slot.venue], ..here },
        };
        town.changes(changed).await;
        cancels(town, 1).await;
        let offers = offered(town).await;
        assert_eq!(offers.iter().map(|offer| offer.person).collect::<Vec<_>>(), [person(20)]);
        assert_eq!(town.read(|r| r.offers_to_phone()).await.len(), 1);
        let passed = town.read(|r| r.passed_by(entry_id(2))).await;
        assert_eq!(passed, [(MORNING, cancel(1).at, PassedBy::HasEarlier)]);
        town.is_sound().await;
    });
}

#[test]
fn whoever_leaves_or_blocks_or_is_no_longer_told_gives_way() {
    on_both(async |town| {
        full(town, 30).await;
        for n in [15, 16, 17] {
            joins(town, entry(n, Wish::default())).await;
        }
        cancels(town, 1).await;
        let leave = Leave {
            entry: entry_id(15),
            person: person(15),
            all: false,
            by: Actor::Account(ACCOUNT),
            at: later(1),
        };
        town.place(Command::Leave(leave)).await.unwrap();
        assert_eq!(town.place(Command::Leave(leave)).await, Ok(Decision::nothing()));
        assert_eq!(offered(town).await[0].person, person(16), "what was theirs goes on at once");

        // A message that LINE refuses for good makes it a call.
        let offer = offered(town).await.remove(0);
        let about = domain::About::Offer(offer.id);
        let due = town.read(|r| r.outbox_due(later(60), 50)).await;
        let message =
            due.into_iter().find(|due| due.notice.as_ref().is_some_and(|n| n.about == about));
        let (message, gone) = (message.unwrap().id, Settled::GivenUp(store::Lost::Gone));
        town.write(move |tx| tx.outbox_settle(message, &gone, later(2))).await;
        assert_eq!(town.read(|r| r.offers_to_phone()).await, [offer]);
        assert_eq!(
            town.read(|r| r.undelivered(10)).await.len(),
            0,
            "it is not told twice to the staff"
        );

        // Who has blocked the account is not asked.
        town.write(|tx| tx.account_blocked(ACCOUNT, later(3))).await;
        cancels(town, 2).await;
        assert_eq!(offered(town).await.len(), 1);
        assert_eq!(public(town).await.left(), 1);
        town.is_sound().await;
    });
}

#[test]
fn more_places_are_offered_as_they_come() {
    on_both(async |town| {
        full(town, 30).await;
        for n in 15..=20 {
            joins(town, entry(n, Wish::default())).await;
        }
        let more =
            Change::CapacitySet { slot: MORNING, pool: Pool::Public, from: PUBLIC, to: PUBLIC + 2 };
        town.write(move |tx| {
            let officer = Actor::Officer(OFFICER);
            tx.apply(&Decision::change(more.clone()), officer, now(), None)?;
            tx.refill(&BTreeSet::from([MORNING]), now())
        })
        .await;
        let persons: Vec<_> = offered(town).await.iter().map(|offer| offer.person).collect();
        assert_eq!(persons.len(), 2);
        assert!(persons.contains(&person(15)) && persons.contains(&person(16)));
        // Whoever declines within another write frees the place there and then.
        let first = offered(town).await.remove(0);
        let declined = end(&first, OfferEnd::Declined, Actor::Account(ACCOUNT), later(1));
        town.write(move |tx| tx.decide(&declined)).await.unwrap();
        assert_eq!(offered(town).await.len(), 2);
        let again = Refill { slot: MORNING, by: Actor::System, at: later(1) };
        assert_eq!(town.place(Command::Refill(again)).await, Ok(Decision::nothing()));
        assert_eq!(offered(town).await.len(), 2, "no more places, no more offers");
        town.is_sound().await;
    });
}

#[test]
fn an_earlier_place_takes_the_later_ones_stead_and_that_goes_on_too() {
    on_both(async |town| {
        full(town, 30).await;
        for n in 21..=30 {
            town.place(Command::Book(book(n, MONTH_LATER))).await.unwrap();
        }
        joins(town, entry(21, Wish::default())).await;
        let only_then = Wish { venues: vec![venue(1)], ..Wish::default() };
        joins(town, entry(15, only_then)).await;
        cancels(town, 1).await;
        let offer = offered(town).await.remove(0);
        assert_eq!(offer.person, person(15), "who has joined longer is asked first");
        town.place(end(&offer, OfferEnd::Declined, Actor::System, later(3))).await.unwrap();
        let offer = offered(town).await.remove(0);
        assert_eq!(offer.person, person(21));
        let moved = town.place(accept(&offer, later(4))).await.unwrap();
        assert!(moved.changes.iter().any(|change| matches!(change, Change::BookingMoved { .. })));
        assert_eq!(town.read(|r| r.booking(booking(21))).await.unwrap().slot, MORNING);
        let on = town.read(|r| r.offers_of_slot(MONTH_LATER)).await;
        assert_eq!(on.iter().map(|offer| offer.person).collect::<Vec<_>>(), [person(15)]);
        town.is_sound().await;
    });
}

#[test]
fn a_batch_of_cancellations_offers_each_place_once_and_in_order() {
    on_both(async |town| {
        full(town, 40).await;
        for n in 15..=30 {
            joins(town, entry(n, Wish::default())).await;
        }
        for done in town.place_all((1..=8).map(|n| Command::Cancel(cancel(n)))).await {
            done.unwrap().unwrap();
        }
        let mut persons: Vec<_> = offered(town).await.iter().map(|offer| offer.person).collect();
        persons.sort();
        assert_eq!(
            persons,
            (15..=22).map(person).collect::<Vec<_>>(),
            "the eight who joined first"
        );
        assert_eq!((public(town).await.offered, public(town).await.left()), (8, 0));
        town.is_sound().await;
    });
}

#[test]
fn whoever_waits_is_due_another_menu_and_whoever_has_left_everyones() {
    on_both(async |town| {
        full(town, 20).await;
        assert_eq!(town.read(|r| r.menus_due(9)).await, []);
        joins(town, entry(15, Wish::default())).await;
        joins(town, entry(16, Wish::default())).await;
        assert_eq!(town.read(|r| r.menus_due(9)).await, [(ACCOUNT, true)]);
        town.write(|tx| tx.menu_shown(ACCOUNT, true)).await;
        assert_eq!(town.read(|r| r.menus_due(9)).await, []);
        for n in [15, 16] {
            let (entry, by, at) = (entry_id(n), Actor::Account(ACCOUNT), later(20));
            town.place(Command::Leave(Leave { entry, person: person(n), all: false, by, at }))
                .await
                .unwrap();
        }
        assert_eq!(town.read(|r| r.menus_due(9)).await, [(ACCOUNT, false)]);
        town.write(|tx| tx.menu_shown(ACCOUNT, false)).await;
        assert_eq!(town.read(|r| r.menus_due(9)).await, []);
    });
}
