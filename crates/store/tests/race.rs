//! Many at once: a place is never sold twice and never lost, whoever comes first.

use crate::{
    sample::{
        GYM, LATE, MORNING, PUBLIC, book, booking, cancel, move_to, now, person, pressed_again,
        rush,
    },
    town::{Home, Town, on_both},
};
use domain::{
    Actor, Change, Command, Pool, Refusal, SlotId, capacity,
    command::{Book, Move},
};
use std::collections::BTreeSet;

/// Nodes that wait for another's batch.
const WAITING: &str = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";

async fn booked(town: &Town, slot: SlotId) -> u32 {
    town.read(move |r| Ok(r.slot(slot)?.unwrap().pool(Pool::Public).booked)).await
}

async fn live_of(town: &Town, n: u128) -> usize {
    let all = town.read(move |r| r.bookings_of_persons(&BTreeSet::from([person(n)]))).await;
    all.iter().filter(|booking| booking.is_live()).count()
}

#[test]
fn two_hundred_want_ten_places() {
    on_both(async |town| {
        town.opens(200).await;
        let answers = town.place_all(rush(200, MORNING)).await;
        let (mut made, mut full) = (0, 0);
        for answer in answers {
            match answer.unwrap() {
                Ok(decision) if !decision.changes.is_empty() => made += 1,
                Err(Refusal::Full) => full += 1,
                other => panic!("neither a place nor a clear no: {other:?}"),
            }
        }
        assert_eq!((made, full), (PUBLIC, 200 - PUBLIC));
        assert_eq!(town.home.number("SELECT COUNT(*) FROM outbox"), i64::from(PUBLIC));
        assert_eq!(booked(town, MORNING).await, PUBLIC);
        town.is_sound().await;
    });
}

#[test]
fn two_nodes_sell_the_same_ten_places() {
    on_both(async |town| {
        town.opens(60).await;
        let (other, mut asked) = (town.home.open(), Vec::new());
        for (n, wish) in rush(60, MORNING).enumerate() {
            let store = if n % 2 == 0 { town.store.clone() } else { other.clone() };
            asked.push(tokio::spawn(async move { store.place(wish).await }));
        }
        let mut made = 0;
        for answer in asked {
            made += u32::from(answer.await.unwrap().unwrap().is_ok());
        }
        assert_eq!(made, PUBLIC);
        town.is_sound().await;
    });
}

#[test]
fn a_node_waits_for_the_other_nodes_batch_and_sees_what_it_did() {
    on_both(async |town| {
        let other = town.home.open();
        other.ready().await.unwrap();
        let (go, wait) = std::sync::mpsc::channel();
        let (started, running) = tokio::sync::oneshot::channel();
        let first = town.store.clone();
        let first = tokio::spawn(async move {
            let put = first.write(move |tx| {
                tx.inbox_put("first", b"x", now())?;
                started.send(()).unwrap();
                Ok(wait.recv()?)
            });
            put.await.unwrap();
        });
        running.await.unwrap();
        let second = tokio::spawn(async move {
            other.write(|tx| Ok(tx.inbox_due(now(), 10)?.len())).await.unwrap()
        });
        // PostgreSQL tells who waits; SQLite's second writer cannot even begin.
        while matches!(town.home, Home::Postgres { .. }) && town.home.number(WAITING) == 0 {
            assert!(!second.is_finished(), "it did not wait");
        }
        go.send(()).unwrap();
        first.await.unwrap();
        assert_eq!(second.await.unwrap(), 1);
    });
}

#[test]
fn the_same_press_sent_twenty_times_at_once_is_one_booking() {
    on_both(async |town| {
        town.opens(1).await;
        let same_press = (0..20).map(|n| {
            let wish = book(1, MORNING);
            Command::Book(Book { id: booking(100 + n), ..wish })
        });
        let mut made = 0;
        for answer in town.place_all(same_press).await {
            made += answer.unwrap().unwrap().changes.len();
        }
        assert_eq!((made, booked(town, MORNING).await, live_of(town, 1).await), (1, 1, 1));
        town.is_sound().await;
    });
}

#[test]
fn one_person_through_two_requests_gets_one_place() {
    on_both(async |town| {
        town.opens(1).await;
        let slots = [MORNING, LATE, GYM, MORNING];
        let presses = slots.into_iter().zip(100..);
        let wishes = presses.map(|(slot, n)| Command::Book(pressed_again(book(1, slot), n)));
        let answers = town.place_all(wishes).await;
        let made = answers.iter().filter(|a| a.as_ref().unwrap().is_ok()).count();
        let refused = Err(Refusal::AlreadyBooked { dose: 1 });
        let twice = answers.into_iter().filter(|a| *a.as_ref().unwrap() == refused).count();
        assert_eq!((made, twice, live_of(town, 1).await), (1, 3, 1));
        town.is_sound().await;
    });
}

#[test]
fn everyone_moves_into_a_slot_that_has_room_for_ten() {
    on_both(async |town| {
        town.opens(20).await;
        town.books(1..=10, MORNING).await;
        town.books(11..=20, LATE).await;
        let moves = (1..=20).map(|n| Command::Move(move_to(n, GYM)));
        let answers = town.place_all(moves).await;
        let moved = answers.iter().filter(|a| a.as_ref().unwrap().is_ok()).count();
        let full = Err(Refusal::Full);
        assert_eq!(answers.iter().filter(|a| *a.as_ref().unwrap() == full).count(), 10);
        assert_eq!((moved, booked(town, GYM).await), (10, PUBLIC));
        assert_eq!(
            booked(town, MORNING).await + booked(town, LATE).await,
            10,
            "nobody lost a place"
        );
        for n in 1..=20 {
            assert_eq!(live_of(town, n).await, 1);
        }
        town.is_sound().await;
    });
}

#[test]
fn moving_and_cancelling_one_booking_at_once_leaves_no_place_taken() {
    on_both(async |town| {
        town.opens(10).await;
        town.books(1..=10, MORNING).await;
        let wishes = (1..=10).flat_map(|n| {
            let (there, back) = (move_to(n, LATE), Move { to: MORNING, ..move_to(n, LATE) });
            [Command::Move(there), Command::Cancel(cancel(n)), Command::Move(back)]
        });
        for answer in town.place_all(wishes).await {
            assert!(matches!(answer.unwrap(), Ok(_) | Err(Refusal::AlreadyCancelled { .. })));
        }
        assert_eq!((booked(town, MORNING).await, booked(town, LATE).await), (0, 0));
        town.is_sound().await;
    });
}

#[test]
fn freed_places_go_to_those_who_ask_next_and_never_to_two() {
    on_both(async |town| {
        town.opens(40).await;
        town.books(1..=10, MORNING).await;
        let cancels = (1..=10).map(|n| Command::Cancel(cancel(n)));
        let books = (11..=40).map(|n| Command::Book(book(n, MORNING)));
        for answer in town.place_all(cancels.chain(books)).await {
            assert!(matches!(answer.unwrap(), Ok(_) | Err(Refusal::Full)));
        }
        let live = "SELECT COUNT(*) FROM booking WHERE cancelled_at IS NULL";
        assert_eq!(town.home.number(live), i64::from(booked(town, MORNING).await));
        town.is_sound().await;

        let left = PUBLIC - booked(town, MORNING).await;
        let again = (11..=40).map(|n| Command::Book(pressed_again(book(n, MORNING), 1_000 + n)));
        town.place_all(again).await;
        assert_eq!(booked(town, MORNING).await, PUBLIC, "{left} places were still to be had");
        town.is_sound().await;
    });
}

#[test]
fn capacity_is_cut_while_people_book() {
    on_both(async |town| {
        town.opens(30).await;
        let (store, cutter) = (town.store.clone(), town.store.clone());
        let cuts = tokio::spawn(async move {
            for to in (4..=9).rev() {
                cutter.write(move |tx| cut(tx, to)).await.unwrap();
            }
        });
        let books = tokio::spawn(async move {
            let mut made = 0;
            for wish in rush(30, MORNING) {
                made += u32::from(store.place(wish).await.unwrap().is_ok());
            }
            made
        });
        cuts.await.unwrap();
        let made = books.await.unwrap();
        let slot = town.read(|r| r.slot(MORNING)).await.unwrap();
        let public = slot.pool(Pool::Public);
        assert_eq!(public.booked, made);
        assert_eq!(public.booked, public.capacity, "thirty asked for what was left of ten");
        assert!((4..=PUBLIC).contains(&public.capacity));
        town.is_sound().await;
    });
}

/// What the nurse's page does: decides on the slot as it is now, and stores the answer.
fn cut(tx: &mut store::Tx<'_>, to: u32) -> anyhow::Result<()> {
    let slot = tx.slot(MORNING)?.unwrap();
    match capacity::set(&slot, Pool::Public, to) {
        Ok(decision) => {
            assert!(matches!(decision.changes[..], [Change::CapacitySet { .. }]));
            tx.apply(&decision, Actor::System, now(), None)
        }
        Err(Refusal::BelowTaken { taken }) => {
            assert!(taken > to);
            Ok(())
        }
        Err(other) => panic!("no reason to refuse: {other:?}"),
    }
}
