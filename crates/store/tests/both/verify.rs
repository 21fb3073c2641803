//! The reconciler: silent over a sound database, and precise about what was damaged.

use crate::{
    sample::{GYM, LATE, MORNING, booking, cancel, move_to},
    town::on_both,
};
use domain::Command;
use store::Difference;

fn places(slot: domain::SlotId, pool: &str, counted: i64, booked: i64) -> Difference {
    Difference::Places { slot, pool: pool.to_owned(), counted, booked }
}

#[test]
fn a_counter_that_drifted_is_named_with_both_counts() {
    on_both(async |town| {
        town.opens(4).await;
        town.is_sound().await;
        town.books([1, 2, 3], MORNING).await;
        town.books([4], LATE).await;
        town.place(Command::Move(move_to(2, GYM))).await.unwrap();
        town.place(Command::Cancel(cancel(3))).await.unwrap();
        town.is_sound().await;

        let drift = |slot, by| {
            let of = format!("slot_id = '{slot}' AND pool = 'public'");
            town.home.sql(&format!("UPDATE slot_pool SET booked = booked + {by} WHERE {of}"));
        };
        drift(MORNING, 3);
        drift(LATE, -1);
        let found = town.read(|r| r.differences()).await;
        assert_eq!(found, [places(MORNING, "public", 4, 1), places(LATE, "public", 0, 1)]);
    });
}

#[test]
fn a_booking_lost_behind_the_stores_back_is_found() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([1, 2], MORNING).await;
        town.home.sql(&format!("DELETE FROM booking WHERE id = '{}'", booking(2)));
        let found = town.read(|r| r.differences()).await;
        assert_eq!(found, [places(MORNING, "public", 2, 1)]);
    });
}

#[test]
fn a_live_booking_whose_pool_is_gone_is_found() {
    on_both(async |town| {
        town.opens(1).await;
        town.books([1], MORNING).await;
        let gone = format!("DELETE FROM slot_pool WHERE slot_id = '{MORNING}' AND pool = 'public'");
        town.home.sql(&gone);
        let found = town.read(|r| r.differences()).await;
        assert_eq!(found, [places(MORNING, "public", 0, 1)]);
    });
}

#[test]
fn drift_refuses_one_wish_and_leaves_the_counter_standing() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([1], MORNING).await;
        town.home.sql("UPDATE slot_pool SET booked = 0");
        let cancelled = town.store.place(Command::Cancel(cancel(1))).await;
        assert!(matches!(cancelled, Err(store::WriteError::Failed(_))));
        town.books([2], LATE).await;
        assert!(town.read(|r| r.booking(booking(1))).await.is_some_and(|b| b.is_live()));
    });
}
