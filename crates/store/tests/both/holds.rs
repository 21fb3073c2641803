//! Holds as they are stored: asked for, approved, used, ended; found by slot, by id, by when they are due.

use crate::{
    sample::{LATE, MORNING, OFFICER, PUBLIC, book, booking, later, now},
    town::{Town, on_both},
};
use domain::{
    Actor, Change, Command, Decision, HoldId, OfficerId, Pool, PoolCount, Refusal, SlotId,
    command::{Book, HoldPlaces, OnHold},
    hold,
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use uuid::Uuid;

const SECOND: OfficerId = OfficerId(Uuid::from_u128(2));
const REASON: &str = "さくら荘";

fn id(n: u128) -> HoldId {
    HoldId(Uuid::from_u128(n))
}

/// An officer asks for three places; an hour later the hold would end.
fn asks(n: u128, slot: SlotId) -> Command {
    let reason = REASON.to_owned();
    let (pool, expires_at) = (Pool::Public, later(60));
    let ask = hold::Ask { id: id(n), pool, places: 3, reason, expires_at };
    Command::Hold(HoldPlaces { slot, ask, by: Actor::Officer(OFFICER), at: now() })
}

fn on(n: u128, by: Actor, at: Timestamp) -> OnHold {
    OnHold { hold: id(n), by, at }
}

fn approves(n: u128) -> Command {
    Command::ApproveHold(on(n, Actor::Officer(SECOND), later(1)))
}

async fn public(town: &Town, slot: SlotId) -> PoolCount {
    town.read(move |r| r.slot(slot)).await.unwrap().pool(Pool::Public)
}

#[test]
fn a_hold_is_asked_for_approved_used_and_ended() {
    on_both(async |town| {
        town.opens(2).await;
        town.place(asks(1, MORNING)).await.unwrap();
        assert_eq!(town.place(asks(1, MORNING)).await, Ok(Decision::nothing()), "the same again");
        assert_eq!(public(town, MORNING).await.left(), PUBLIC - 3);
        let lines_where = |more: &str| {
            let lines = "SELECT COUNT(*) FROM history WHERE what LIKE '{\"hold_placed\"%'";
            town.home.number(&format!("{lines} AND {more}"))
        };
        assert_eq!(lines_where(&format!("why = '{REASON}'")), 1);
        assert_eq!(lines_where("what LIKE '%reason%'"), 0, "the history has the reason once");
        town.is_sound().await;

        let found = town.read(|r| r.holds_by_ids(&BTreeSet::from([id(1), id(9)]))).await;
        let [kept] = &found[..] else { panic!("one hold: {found:?}") };
        assert_eq!((kept.places, kept.reason.as_str(), kept.asked_by), (3, REASON, OFFICER));
        assert_eq!((kept.approved, kept.ended_at), (None, None));
        assert_eq!(town.read(|r| r.holds_of_slot(MORNING)).await, found);
        assert_eq!(town.read(|r| r.holds_of_slot(LATE)).await, []);

        town.place(approves(1)).await.unwrap();
        let by = Actor::Officer(OFFICER);
        let wish = Book { hold: Some(id(1)), by, account: None, ..book(1, MORNING) };
        let made = town.place(Command::Book(wish)).await.unwrap();
        let [Change::HoldUsed { .. }, Change::BookingMade(_)] = &made.changes[..] else {
            panic!("a place of the hold: {made:?}")
        };
        let count = public(town, MORNING).await;
        assert_eq!((count.booked, count.held, count.left()), (1, 2, PUBLIC - 3));
        assert_eq!(town.read(|r| r.booking(booking(1))).await.unwrap().pool, Pool::Public);
        town.is_sound().await;

        town.place(Command::EndHold(on(1, by, later(2)))).await.unwrap();
        let ended = town.read(|r| r.holds_of_slot(MORNING)).await.remove(0);
        assert_eq!((ended.places, ended.ended_at), (0, Some(later(2))));
        assert_eq!(ended.approved, Some((SECOND, later(1))));
        assert_eq!(public(town, MORNING).await.left(), PUBLIC - 1);
        assert_eq!(town.read(|r| r.holds_now()).await, []);
        town.is_sound().await;
    });
}

#[test]
fn what_is_due_is_found_by_its_time_and_ends_once() {
    on_both(async |town| {
        town.opens(0).await;
        assert_eq!(town.read(|r| r.holds_next()).await, None);
        for (n, slot) in [(1, MORNING), (2, LATE)] {
            town.place(asks(n, slot)).await.unwrap();
        }
        let ids = |holds: Vec<domain::Hold>| holds.iter().map(|h| h.id).collect::<Vec<_>>();
        assert_eq!(ids(town.read(|r| r.holds_now()).await), [id(1), id(2)]);
        assert_eq!(town.read(|r| r.holds_next()).await, Some(later(60)));
        assert_eq!(town.read(|r| r.holds_due(later(59), 10)).await, []);
        assert_eq!(town.read(|r| r.holds_due(later(60), 1)).await, [id(1)], "no more than asked");
        for _ in 0..2 {
            town.place(Command::EndHold(on(1, Actor::System, later(60)))).await.unwrap();
        }
        assert_eq!(town.read(|r| r.holds_due(later(60), 10)).await, [id(2)]);
        assert_eq!(
            town.home.number("SELECT COUNT(*) FROM history WHERE what LIKE '%hold_ended%'"),
            1
        );
        town.is_sound().await;
    });
}

#[test]
fn a_hold_that_is_approved_goes_on_and_one_that_is_not_ends_sooner() {
    on_both(async |town| {
        town.opens(0).await;
        let long = |n| {
            let Command::Hold(wish) = asks(n, MORNING) else { unreachable!("it asks") };
            let expires_at = later(60 * 24 * 3);
            Command::Hold(HoldPlaces { ask: hold::Ask { expires_at, ..wish.ask }, ..wish })
        };
        town.place(long(1)).await.unwrap();
        let a_day = now() + hold::APPROVED_WITHIN;
        assert_eq!(town.read(|r| r.holds_next()).await, Some(a_day));
        town.place(approves(1)).await.unwrap();
        assert_eq!(town.read(|r| r.holds_next()).await, Some(later(60 * 24 * 3)));
    });
}

#[test]
fn the_database_itself_refuses_one_officer_as_both() {
    on_both(async |town| {
        town.opens(0).await;
        town.place(asks(1, MORNING)).await.unwrap();
        let change = Change::HoldApproved { hold: id(1), slot: MORNING, by: OFFICER, at: later(1) };
        let decision = Decision::change(change);
        let both = town
            .store
            .write(move |tx| tx.apply(&decision, Actor::Officer(OFFICER), later(1), None));
        assert!(matches!(both.await, Err(store::WriteError::Failed(_))));
    });
}

#[test]
fn held_and_booked_places_together_never_exceed_what_there_is() {
    on_both(async |town| {
        town.opens(u128::from(PUBLIC)).await;
        town.place(asks(1, MORNING)).await.unwrap();
        let wishes: Vec<_> =
            (1..=u128::from(PUBLIC)).map(|n| Command::Book(book(n, MORNING))).collect();
        let answers = town.place_all(wishes).await;
        let granted = answers.iter().filter(|answer| matches!(answer, Ok(Ok(_)))).count();
        let full = answers.iter().filter(|answer| matches!(answer, Ok(Err(Refusal::Full)))).count();
        assert_eq!((granted, full), (PUBLIC as usize - 3, 3));
        town.is_sound().await;
    });
}

#[test]
fn a_commit_says_that_holds_were_touched_and_a_booking_touches_none() {
    on_both(async |town| {
        town.opens(2).await;
        let mut commits = town.store.commits();
        let by = Actor::Officer(OFFICER);
        let drawn = Book { hold: Some(id(1)), by, account: None, ..book(1, MORNING) };
        for (wish, holds) in [
            (asks(1, MORNING), true),
            (approves(1), true),
            (Command::Book(drawn), true),
            (Command::Book(book(2, MORNING)), false),
            (Command::EndHold(on(1, by, later(2))), true),
        ] {
            town.place(wish.clone()).await.unwrap();
            assert_eq!(commits.recv().await.unwrap().holds, holds, "{wish:?}");
        }
    });
}
