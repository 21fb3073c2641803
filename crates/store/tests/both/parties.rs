//! Those who wait together, as they are stored: offered all or none, answered as one, and what becomes of the rest.

use super::waitlist::{accept, cancels, end, entry, entry_id, full, joins, offered};
use crate::{
    sample::{
        ACCOUNT, MONTH_LATER, MORNING, PROGRAMME, PUBLIC, book, booking, later, now, person,
        resident,
    },
    town::{Town, on_both},
};
use domain::{
    Actor, BookingId, Change, Command, Entry, NoticeKind, Offer, PartyId, Pool, Refusal,
    command::{Accept, Leave},
    waitlist::{Left, OfferEnd, PassedBy, Rank, Wish},
};
use std::collections::BTreeSet;
use uuid::Uuid;

const PARTY: PartyId = PartyId(Uuid::from_u128(77));

/// These wait together, from the minute of the last of them on.
async fn wait_together(town: &Town, all: &[u128]) {
    let last = entry(all.iter().copied().max().unwrap(), Wish::default());
    for n in all {
        let own = entry(*n, Wish::default());
        let rank = Rank { entry: own.id, ..last.rank };
        joins(town, Entry { party: Some(PARTY), rank, ..own }).await;
    }
}

/// Takes what is offered, for all of them.
fn accept_all(offers: &[Offer]) -> Command {
    let Command::Accept(first) = accept(&offers[0], later(3)) else { unreachable!("it is one") };
    let along = offers[1..].iter().map(|offer| {
        let n = offer.person.0.as_u128();
        (resident(n).applicant(), BookingId(Uuid::from_u128(n + 500)))
    });
    Command::Accept(Accept { along: along.collect(), ..first })
}

async fn passed(town: &Town, n: u128) -> Vec<PassedBy> {
    let passed = town.read(move |r| r.passed_by(entry_id(n))).await;
    passed.into_iter().map(|(.., why)| why).collect()
}

/// How many messages of this kind are promised and not sent yet.
async fn told(town: &Town, kind: NoticeKind) -> usize {
    let due = town.read(|r| r.outbox_due(later(600), 50)).await;
    let about = |due: &&store::Due| due.notice.as_ref().is_some_and(|notice| notice.kind == kind);
    due.iter().filter(about).count()
}

#[test]
fn a_couple_is_passed_by_while_one_place_is_free_and_offered_two_at_once() {
    on_both(async |town| {
        full(town, 20).await;
        wait_together(town, &[15, 16]).await;
        joins(town, entry(17, Wish::default())).await;
        let last = town.read(|r| r.waiting_of_parties(&BTreeSet::from([PARTY]))).await;
        assert_eq!(last.iter().map(|e| e.person).collect::<Vec<_>>(), [person(15), person(16)]);
        for one in last {
            assert_eq!(town.read(move |r| r.count_before(&one)).await, 0, "they stand as one");
        }

        cancels(town, 1).await;
        let offers = offered(town).await;
        assert_eq!(offers.iter().map(|o| o.person).collect::<Vec<_>>(), [person(17)]);
        assert_eq!(passed(town, 15).await, [PassedBy::TooLittleRoom]);
        assert_eq!(passed(town, 16).await, [PassedBy::TooLittleRoom]);

        town.place_all([2, 3].map(|n| Command::Cancel(crate::sample::cancel(n))).to_vec()).await;
        let mut offers = offered(town).await;
        offers.retain(|offer| offer.person != person(17));
        assert_eq!(offers.len(), 2, "both places are kept for them");
        assert_eq!(offers[0].lead, offers[1].lead);
        assert_eq!(
            told(town, NoticeKind::Offered).await,
            2,
            "one for the couple, one for the other"
        );

        let lead = offers[0].lead;
        assert_eq!(town.read(move |r| r.offers_led_by(lead)).await.len(), 2);
        let own = offers[1].clone();
        assert_eq!(town.read(move |r| r.offers_standing(&own)).await.len(), 2);
        town.place(accept_all(&offers)).await.unwrap();
        let again = town.place(accept_all(&offers)).await.unwrap();
        assert_eq!(again.changes, [], "the second press changes nothing");
        let pool = town.read(|r| r.slot(MORNING)).await.unwrap().pool(Pool::Public);
        assert_eq!((pool.booked, pool.offered), (PUBLIC - 1, 1));
        town.is_sound().await;
    });
}

/// Two wait together and have been offered the two places that were given back.
async fn are_offered(town: &Town) -> Vec<Offer> {
    full(town, 20).await;
    wait_together(town, &[15, 16]).await;
    cancels(town, 1).await;
    cancels(town, 2).await;
    let offers = offered(town).await;
    assert_eq!(offers.len(), 2);
    offers
}

#[test]
fn one_who_leaves_gives_up_one_place_and_the_other_goes_on_in_the_same_turn() {
    on_both(async |town| {
        let offers = are_offered(town).await;
        joins(town, entry(17, Wish::default())).await;
        let (by, at, person_15) = (Actor::Account(ACCOUNT), later(2), person(15));
        let leave = Leave { entry: entry_id(15), person: person_15, all: false, by, at };
        town.place(Command::Leave(leave)).await.unwrap();
        let left = offered(town).await;
        let kept: BTreeSet<_> = left.iter().map(|offer| offer.person).collect();
        assert_eq!(kept, [person(16), person(17)].into(), "the place goes on, the rest stays");
        let waiting = town.read(|r| r.waiting_of_persons(&BTreeSet::from([person(16)]))).await;
        assert_eq!(waiting[0].party, None, "whoever is left waits alone");

        let first = offers.iter().find(|offer| offer.id == offer.lead).unwrap().clone();
        let second = offers.iter().find(|offer| offer.person == person(16)).unwrap().clone();
        let standing = town.read(move |r| r.offers_standing(&second)).await;
        assert_eq!(standing.len(), 1);
        let lapsed = end(&standing[0], OfferEnd::Lapsed, Actor::System, standing[0].lapses_at);
        town.place(lapsed).await.unwrap();
        assert_eq!(told(town, NoticeKind::OfferLapsed).await, 1);
        let gone = town.read(move |r| r.offer(first.id)).await.unwrap();
        assert_eq!(gone.ended.map(|(_, how)| how), Some(OfferEnd::Withdrawn));
        town.is_sound().await;
    });
}

#[test]
fn what_is_left_unanswered_lapses_for_all_at_once_and_is_told_once() {
    on_both(async |town| {
        let offers = are_offered(town).await;
        let at = offers[0].lapses_at;
        let due = town.read(|r| r.offers_next()).await;
        assert_eq!(due, Some(offers[0].closes_at), "LINE has no message yet");
        for offer in &offers {
            town.place(end(offer, OfferEnd::Lapsed, Actor::System, at)).await.unwrap();
        }
        assert_eq!(offered(town).await, []);
        assert_eq!(told(town, NoticeKind::OfferLapsed).await, 1);
        let waiting = town.read(|r| r.waiting_of_parties(&BTreeSet::from([PARTY]))).await;
        assert_eq!(waiting.iter().map(|entry| entry.lapses).collect::<Vec<_>>(), [1, 1]);

        let (by, person) = (Actor::Account(ACCOUNT), person(15));
        let leave = Leave { entry: entry_id(15), person, all: true, by, at };
        town.place(Command::Leave(leave)).await.unwrap();
        let left = town.read(|r| r.entries_by_ids(&[15, 16].map(entry_id).into())).await;
        assert!(left.iter().all(|entry| entry.ended == Some((at, Left::Themselves))), "{left:?}");
        town.is_sound().await;
    });
}

#[test]
fn who_needs_no_place_stands_aside_and_who_waits_alone_again_is_asked_anew() {
    on_both(async |town| {
        full(town, 20).await;
        wait_together(town, &[15, 16]).await;
        cancels(town, 1).await;
        assert_eq!(offered(town).await, [], "one place is too few for two");
        let rank = entry(15, Wish::default()).rank;
        let alone = |n: u128| Change::PartySet {
            entry: entry_id(n),
            person: person(n),
            party: None,
            rank: Rank { entry: entry_id(n), ..rank },
        };
        let decision =
            domain::Decision { changes: vec![alone(15), alone(16)], notices: Vec::new() };
        town.write(move |tx| {
            tx.apply(&decision, Actor::System, later(1), None)?;
            tx.ask_regrouped(&decision, later(1))
        })
        .await;
        assert_eq!(offered(town).await[0].person, person(15), "who comes first has the one place");
        town.is_sound().await;
    });
    on_both(async |town| {
        full(town, 20).await;
        wait_together(town, &[2, 16]).await;
        cancels(town, 1).await;
        let offers = offered(town).await;
        assert_eq!(offers.iter().map(|offer| offer.person).collect::<Vec<_>>(), [person(16)]);
        assert_eq!(passed(town, 2).await, [PassedBy::HasEarlier], "they have a place there");
    });
    on_both(async |town| {
        full(town, 20).await;
        town.changes(Change::SlotClosed { slot: MONTH_LATER, at: now() }).await;
        wait_together(town, &[15, 16]).await;
        cancels(town, 1).await;
        // One of them finds the free place by themselves: the other is asked about it as soon as there is another.
        town.place(Command::Book(book(15, MORNING))).await.unwrap();
        assert_eq!(offered(town).await, []);
        cancels(town, 3).await;
        let told = (passed(town, 15).await, passed(town, 16).await);
        let offers = offered(town).await;
        assert_eq!(offers.first().map(|offer| offer.person), Some(person(16)), "alone: {told:?}");
        let later_one = town.read(|r| r.booking(booking(15))).await;
        assert_eq!(later_one.map(|b| b.programme), Some(PROGRAMME));
        town.is_sound().await;
    });
}

#[test]
fn the_limits_of_an_account_are_asked_before_the_offer() {
    on_both(async |town| {
        full(town, 20).await;
        let mut programme = town.read(|r| r.programme(PROGRAMME)).await.unwrap();
        // The account has booked all ten places, one more than it may.
        programme.policy.limits.live_per_account = Some(PUBLIC - 1);
        town.changes(Change::ProgrammeSaved(programme)).await;
        wait_together(town, &[15, 16]).await;
        joins(town, entry(17, Wish::default())).await;
        cancels(town, 1).await;
        assert_eq!(offered(town).await, [], "nobody may have one more");
        cancels(town, 2).await;
        let offers = offered(town).await;
        let persons: Vec<_> = offers.iter().map(|offer| offer.person).collect();
        assert_eq!(persons, [person(17)], "two places are free, and one more is allowed");
        let full = PassedBy::Rules(Refusal::AccountFull { most: PUBLIC - 1 });
        assert_eq!(passed(town, 15).await, std::slice::from_ref(&full), "it is told once");
        assert_eq!(passed(town, 16).await, [PassedBy::Together(Box::new(full))]);
        cancels(town, 3).await;
        assert_eq!(offered(town).await.len(), 3, "two more are allowed now");
        town.is_sound().await;
    });
}

#[test]
fn whoever_is_acted_for_no_more_waits_alone_and_is_phoned_and_the_others_go_on() {
    on_both(async |town| {
        let offers = are_offered(town).await;
        let (account, gone) = (ACCOUNT, person(15));
        town.changes(Change::PersonUnlinked { account, person: gone }).await;
        let phoned = town.read(|r| r.offers_to_phone()).await;
        assert_eq!(phoned.iter().map(|offer| offer.person).collect::<Vec<_>>(), [gone]);
        let theirs = offers.iter().find(|offer| offer.person == person(16)).unwrap();
        town.place(accept(theirs, later(3))).await.unwrap();
        let left = offered(town).await;
        assert_eq!(left.iter().map(|offer| offer.person).collect::<Vec<_>>(), [gone]);
        let waiting = town.read(move |r| r.waiting_of_persons(&BTreeSet::from([gone]))).await;
        assert_eq!((waiting[0].party, waiting[0].account), (None, None));
        town.is_sound().await;
    });
}
