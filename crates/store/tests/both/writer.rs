//! The one writer: closures leave all or nothing, a full queue says so, reads do not wait.

use crate::{
    sample::{ACCOUNT, MORNING, book, booking, now, rush},
    town::{Town, begin, hold, on_both},
};
use anyhow::bail;
use domain::{Command, Refusal};
use std::collections::BTreeSet;
use store::{Committed, WriteError};

/// Commands that may wait in the writer's queue.
const QUEUE_MOST: usize = 4_096;

fn put(tx: &mut store::Tx<'_>, id: &str) -> anyhow::Result<bool> {
    tx.inbox_put(id, b"x", now())
}

async fn kept(town: &Town) -> Vec<String> {
    let due = town.read(|r| r.inbox_due(now(), 10)).await;
    due.into_iter().map(|taken| taken.id).collect()
}

#[test]
fn a_closure_that_fails_leaves_no_trace_while_its_neighbours_commit() {
    on_both(async |town| {
        let mut commits = town.store.commits();
        let held = hold(&town.store).await;
        let mut before = Box::pin(town.store.write(|tx| put(tx, "before")));
        let mut fails = Box::pin(town.store.write(|tx| {
            put(tx, "fails")?;
            bail!("the officer's file has a wrong row") as anyhow::Result<()>
        }));
        let mut stumbles = Box::pin(town.store.write(|tx| {
            put(tx, "stumbles")?;
            tx.answer(domain::NoticeId(uuid::Uuid::from_u128(1)), ACCOUNT, "[]", None, now())
        }));
        let mut after = Box::pin(town.store.write(|tx| put(tx, "after")));
        begin(before.as_mut());
        begin(fails.as_mut());
        begin(stumbles.as_mut());
        begin(after.as_mut());
        held.let_go().await;

        assert!(before.await.unwrap());
        let Err(WriteError::Failed(why)) = fails.await else { panic!("it should have failed") };
        assert_eq!(why.to_string(), "the officer's file has a wrong row");
        assert!(matches!(stumbles.await, Err(WriteError::Failed(_))), "there is no such account");
        assert!(after.await.unwrap());
        assert_eq!(kept(town).await, ["after", "before"]);
        let told = commits.recv().await.unwrap();
        assert_eq!(*told, Committed { inbox: true, ..Committed::default() });
        assert!(commits.is_empty(), "neighbours of one batch are one commit");
    });
}

#[test]
fn what_failed_is_not_told_as_touched() {
    on_both(async |town| {
        let commits = town.store.commits();
        let failed = town.store.write(|tx| {
            put(tx, "fails")?;
            bail!("no") as anyhow::Result<()>
        });
        assert!(failed.await.is_err());
        assert!(commits.is_empty());
    });
}

#[test]
fn a_closure_that_panics_fails_alone() {
    on_both(async |town| {
        let panics = town.store.write(|tx| {
            put(tx, "panics")?;
            panic!("a broken invariant") as anyhow::Result<()>
        });
        let Err(WriteError::Failed(why)) = panics.await else { panic!("it should have failed") };
        assert!(format!("{why:#}").contains("a broken invariant"), "{why:#}");
        assert!(town.write(|tx| put(tx, "after")).await);
        assert_eq!(kept(town).await, ["after"]);
        assert_eq!(town.store.trouble(), None);
    });
}

#[test]
fn the_wishes_of_one_batch_are_decided_together_before_its_closures() {
    on_both(async |town| {
        town.opens(2).await;
        let held = hold(&town.store).await;
        let see = || town.store.write(|tx| Ok(tx.booking(booking(1))?.is_some()));
        let (mut early, mut late) = (Box::pin(see()), Box::pin(see()));
        let mut wish = Box::pin(town.store.place(Command::Book(book(1, MORNING))));
        begin(early.as_mut());
        begin(wish.as_mut());
        begin(late.as_mut());
        held.let_go().await;
        wish.await.unwrap().unwrap();
        assert!(early.await.unwrap(), "nobody had been answered when it was asked for");
        assert!(late.await.unwrap());
    });
}

#[test]
fn one_more_than_the_queue_holds_is_told_at_once_that_the_counter_is_busy() {
    on_both(async |town| {
        town.opens(1).await;
        let held = hold(&town.store).await;
        let wish = || Box::pin(town.store.place(Command::Book(book(1, MORNING))));
        let mut queued: Vec<_> = (0..QUEUE_MOST).map(|_| wish()).collect();
        for wish in &mut queued {
            begin(wish.as_mut());
        }
        assert!(matches!(wish().await, Err(WriteError::Busy)));
        assert!(matches!(town.store.write(|_| Ok(())).await, Err(WriteError::Busy)));
        held.let_go().await;

        let mut made = 0;
        for wish in queued {
            made += wish.await.unwrap().unwrap().changes.len();
        }
        assert_eq!(made, 1, "the same press of the button, as often as it was sent");
        assert!(town.store.place(Command::Book(book(1, MORNING))).await.is_ok());
    });
}

#[test]
fn reads_do_not_wait_for_the_writer_and_see_what_was_committed() {
    on_both(async |town| {
        town.write(|tx| put(tx, "first")).await;
        let held = hold(&town.store).await;
        assert_eq!(kept(town).await, ["first"]);
        held.let_go().await;
        town.write(|tx| put(tx, "second")).await;
        assert_eq!(kept(town).await, ["first", "second"]);
    });
}

#[test]
fn a_glance_sees_what_a_read_sees_and_leaves_nothing_behind() {
    on_both(async |town| {
        let seen = || async { town.store.glance(|r| r.inbox_due(now(), 10)).await.unwrap().len() };
        assert_eq!(seen().await, 0);
        for (n, id) in ["first", "second", "third"].into_iter().enumerate() {
            assert!(town.store.glance(|_| bail!("no") as anyhow::Result<()>).await.is_err());
            assert!(town.write(move |tx| put(tx, id)).await);
            let held = hold(&town.store).await;
            assert_eq!(seen().await, n + 1, "as of now, without waiting for the writer");
            assert_eq!(kept(town).await.len(), n + 1);
            held.let_go().await;
        }
    });
}

#[test]
fn a_read_alters_nothing() {
    on_both(async |town| {
        town.opens(1).await;
        let mut commits = town.store.commits();
        assert!(town.store.read(|_| bail!("no") as anyhow::Result<()>).await.is_err());
        assert_eq!(town.read(|r| r.count_persons()).await, 1);
        assert!(commits.try_recv().is_err());
    });
}

#[test]
fn a_commit_says_which_slots_it_touched_and_that_messages_wait() {
    on_both(async |town| {
        let mut commits = town.store.commits();
        town.opens(12).await;
        assert!(commits.recv().await.unwrap().setup);
        for answer in town.place_all(rush(12, MORNING)).await {
            assert!(matches!(answer.unwrap(), Ok(_) | Err(Refusal::Full)));
        }
        let told = commits.recv().await.unwrap();
        let expected = Committed {
            slots: BTreeSet::from([MORNING]),
            outbox: true,
            inbox: false,
            setup: false,
            ..Committed::default()
        };
        assert_eq!(*told, expected);
    });
}

#[test]
fn what_waits_when_the_store_is_let_go_is_still_done() {
    on_both(async |town| {
        let store = town.home.open();
        store.ready().await.unwrap();
        let held = hold(&store).await;
        let last = {
            let mut asked = Box::pin(store.write(|tx| put(tx, "last")));
            begin(asked.as_mut());
            asked
        };
        drop(last);
        held.let_go().await;
        drop(store);
        assert_eq!(kept(town).await, ["last"]);
    });
}
