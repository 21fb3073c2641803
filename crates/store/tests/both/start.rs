//! Opening a database: anew, again, with another town's key, or made by a newer program.

use crate::{
    sample::{MORNING, booking},
    town::{KEY, Town, on_both, on_both_homes, recovers},
};
use store::{KEY_LEN, NEWEST, ReadError, WriteError};

const OTHER_KEY: [u8; KEY_LEN] = [8; KEY_LEN];

#[test]
fn what_was_booked_is_there_when_the_store_is_opened_again() {
    on_both_homes(async |home| {
        let store = home.open();
        store.ready().await.unwrap();
        let town = Town { store, home };
        town.opens(1).await;
        town.books([1], MORNING).await;
        let Town { store, home } = town;
        drop(store);

        let town = Town { store: home.open(), home };
        assert!(town.read(|r| r.booking(booking(1))).await.is_some_and(|b| b.is_live()));
        town.is_sound().await;
    });
}

#[test]
fn a_ready_store_has_no_trouble_and_the_newest_schema() {
    on_both(async |town| {
        assert_eq!(town.store.trouble(), None);
        assert!(!town.store.is_hopeless());
        assert_eq!(town.home.number("SELECT MAX(number) FROM migration"), NEWEST);
    });
}

#[test]
fn another_towns_key_is_refused_before_anything_is_sealed_with_it() {
    on_both(async |town| {
        let stranger = town.home.open_with(OTHER_KEY);
        let why = stranger.ready().await.unwrap_err().to_string();
        assert!(why.contains("key file does not belong to this database"), "{why}");
        assert_eq!(stranger.trouble(), Some(why));
        assert!(stranger.is_hopeless());
        let write = stranger.write(|tx| tx.inbox_put("event-1", b"x", crate::sample::now())).await;
        assert!(matches!(write, Err(WriteError::Unavailable)));
        assert!(matches!(stranger.read(|r| r.count_persons()).await, Err(ReadError::Unavailable)));
        assert_eq!(town.home.number("SELECT COUNT(*) FROM inbox"), 0);
    });
}

#[test]
fn of_two_keys_that_come_to_a_new_database_at_once_one_is_refused() {
    on_both_homes(async |home| {
        home.open().ready().await.unwrap();
        home.sql("DELETE FROM seal_check");
        let (one, other) = (home.open_with(KEY), home.open_with(OTHER_KEY));
        let (one, other) = tokio::join!(one.ready(), other.ready());
        assert!(one.is_ok() != other.is_ok(), "{one:?} and {other:?}");
    });
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    on_both_homes(async |home| {
        home.open().ready().await.unwrap();
        home.sql(&format!("INSERT INTO migration (number) VALUES ({})", NEWEST + 1));
        let store = home.open();
        let why = store.ready().await.unwrap_err().to_string();
        assert!(why.contains("use the newer program"), "{why}");
        assert!(store.is_hopeless());
        let write = store.write(|tx| tx.inbox_put("event-1", b"x", crate::sample::now())).await;
        assert!(matches!(write, Err(WriteError::Unavailable)));
        assert_eq!(home.number("SELECT COUNT(*) FROM inbox"), 0);
        assert_eq!(home.number("SELECT COUNT(*) FROM migration"), NEWEST + 1);
    });
}

#[test]
fn two_stores_that_open_a_new_database_at_once_both_serve_it() {
    on_both_homes(async |home| {
        let (one, other) = (home.open(), home.open());
        // One may find the new file locked by the other and try again.
        tokio::join!(recovers(&one), recovers(&other));
        one.write(|tx| tx.inbox_put("event-1", b"x", crate::sample::now())).await.unwrap();
        let again = other.write(|tx| tx.inbox_put("event-1", b"x", crate::sample::now())).await;
        assert!(!again.unwrap(), "the other node's event is known");
    });
}
