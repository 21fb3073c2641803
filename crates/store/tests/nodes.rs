//! Two nodes on one database: each hears what the other has committed, once, and its own from itself alone.

use crate::{
    outage::Door,
    sample::{ACCOUNT, LATE, MORNING, book, later, now},
    town::{AT_MOST, Engine, Home, KEY, Town, engines, recovers, run},
};
use domain::{Command, SlotId};
use std::{
    collections::BTreeSet,
    sync::{Arc, mpsc},
};
use store::{Committed, Keys, LineUser, SignIn, Store, Tx, Who, WriteError};
use tokio::{
    sync::{broadcast::Receiver, oneshot},
    time::timeout,
};

/// Tells a story of a town on PostgreSQL.
fn on_postgres(story: impl AsyncFn(Town)) {
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    run(async {
        let home = Home::fresh(Engine::Postgres);
        let town = Town { store: home.open(), home };
        town.store.ready().await.unwrap();
        town.opens(9).await;
        story(town).await;
    });
}

async fn books(store: &Store, n: u128, slot: SlotId) {
    let made = store.place(Command::Book(book(n, slot))).await.unwrap().unwrap();
    assert!(!made.changes.is_empty());
}

async fn hears(commits: &mut Receiver<Arc<Committed>>) -> Arc<Committed> {
    timeout(AT_MOST, commits.recv()).await.unwrap().unwrap()
}

#[test]
fn what_one_node_commits_the_other_hears_and_nobody_hears_twice() {
    on_postgres(async |town| {
        let other = town.home.open();
        other.ready().await.unwrap();
        let (mut here, mut there) = (town.store.commits(), other.commits());
        books(&town.store, 1, MORNING).await;
        let heard = hears(&mut there).await;
        assert_eq!(heard.slots, BTreeSet::from([MORNING]));
        assert!(!heard.outbox, "the node that promised a message sends it");
        assert!(hears(&mut here).await.outbox);

        // What the other commits comes next here: of one's own nothing came twice.
        books(&other, 2, LATE).await;
        assert_eq!(hears(&mut here).await.slots, BTreeSet::from([LATE]));
        assert_eq!(hears(&mut there).await.slots, BTreeSet::from([LATE]));
        town.changes(crate::sample::linked(crate::sample::ACCOUNT, 3, domain::LinkedBy::Voucher))
            .await;
        books(&town.store, 4, LATE).await;
        let next = hears(&mut there).await;
        assert_eq!(next.slots, BTreeSet::from([LATE]), "a link concerns no other node: {next:?}");
    });
}

#[test]
fn what_another_node_has_taken_is_its_own_until_it_is_gone() {
    on_postgres(async |town| {
        books(&town.store, 1, MORNING).await;
        let other = town.home.open();
        other.ready().await.unwrap();
        other
            .write(|tx| {
                let taken = tx.outbox_due(now(), 1)?.remove(0);
                tx.outbox_claim(taken.id, "[]", now(), later(1))
            })
            .await
            .unwrap();
        let take_over = async || town.write(|tx| tx.outbox_take_over(now(), later(2))).await;
        assert!(!take_over().await);
        assert_eq!(town.read(|r| r.outbox_due(now(), 1)).await, []);

        let neighbour = Home::fresh(Engine::Postgres);
        let beside = neighbour.open();
        beside.ready().await.unwrap();
        drop(other);
        let gone = async {
            while !take_over().await {
                tokio::task::yield_now().await;
            }
        };
        timeout(AT_MOST, gone).await.expect("whoever is in another town is not here");
        assert_eq!(town.read(|r| r.outbox_due(now(), 1)).await.len(), 1);
    });
}

#[test]
fn whoever_signs_out_on_one_node_is_signed_out_on_all() {
    on_postgres(async |town| {
        let other = town.home.open();
        other.ready().await.unwrap();
        let token = vec![1; 16];
        let sign_in = SignIn { who: Who::Account(ACCOUNT), expires_at: later(90) };
        let user = LineUser("U-hanako".to_owned());
        let (at, kept) = (token.clone(), sign_in.clone());
        town.write(move |tx| {
            tx.account_for(&user, ACCOUNT, now())?;
            tx.add_sign_in(&at, &kept, now())
        })
        .await;
        let is_in = async |store: &Store| store.account_signed_in(&token, now()).await.unwrap();
        for store in [&town.store, &other] {
            assert_eq!(is_in(store).await, Some(ACCOUNT));
            // Known by now: it is told without a look.
            assert_eq!(is_in(store).await, Some(ACCOUNT));
        }
        let out = token.clone();
        town.write(move |tx| tx.remove_sign_in(&out)).await;
        assert_eq!(is_in(&town.store).await, None, "where it happened, before it was answered");
        let heard = async {
            while is_in(&other).await.is_some() {
                tokio::task::yield_now().await;
            }
        };
        timeout(AT_MOST, heard).await.unwrap();
    });
}

#[test]
fn towns_in_one_database_do_not_hear_each_other() {
    on_postgres(async |town| {
        let neighbour = Home::fresh(Engine::Postgres);
        let neighbour = Town { store: neighbour.open(), home: neighbour };
        neighbour.store.ready().await.unwrap();
        neighbour.opens(3).await;
        let node = town.home.open();
        node.ready().await.unwrap();
        let mut commits = node.commits();
        books(&neighbour.store, 1, MORNING).await;
        books(&town.store, 1, LATE).await;
        assert_eq!(hears(&mut commits).await.slots, BTreeSet::from([LATE]));
    });
}

#[test]
fn whoever_was_cut_off_looks_at_everything_again() {
    on_postgres(async |town| {
        let (mut door, through) = Door::shut(&town.home).await;
        door.opens().await;
        let far = Store::start(through, Keys::derive(&KEY));
        far.ready().await.unwrap();
        let mut commits = far.commits();
        door.cuts();
        books(&town.store, 1, MORNING).await;
        loop {
            let heard = hears(&mut commits).await;
            if heard.setup && heard.holds && heard.waitlist && heard.outbox && heard.inbox {
                break;
            }
        }
        // The writer finds its connection cut when it next writes.
        let _ = far.write(|tx| tx.inbox_put("event", b"{}", now())).await;
        recovers(&far).await;
        books(&far, 2, MORNING).await;
        books(&town.store, 3, LATE).await;
        let mut slots = Vec::new();
        while !slots.contains(&LATE) {
            slots.extend(hears(&mut commits).await.slots.iter().copied());
        }
        assert_eq!(slots, [MORNING, LATE], "its own once, though it has another connection now");
    });
}

#[test]
fn a_node_that_stands_still_in_the_middle_of_a_batch_keeps_the_others_waiting_no_longer_than_it_may()
 {
    on_postgres(async |town| {
        let other = town.home.open();
        other.ready().await.unwrap();
        let (go, wait) = mpsc::channel();
        let (started, running) = oneshot::channel();
        let store = town.store.clone();
        let half_done = tokio::spawn(async move {
            let work = move |tx: &mut Tx<'_>| {
                tx.inbox_put("half done", b"x", now())?;
                started.send(()).unwrap();
                Ok(wait.recv()?)
            };
            store.write(work).await
        });
        running.await.unwrap();
        // It has the lock, and does not go on.
        timeout(AT_MOST, books(&other, 1, MORNING)).await.unwrap();
        go.send(()).unwrap();
        assert!(matches!(half_done.await.unwrap(), Err(WriteError::Unavailable)));

        recovers(&town.store).await;
        assert_eq!(town.read(|r| r.inbox_due(now(), 10)).await, []);
        books(&town.store, 2, MORNING).await;
        town.is_sound().await;
    });
}
