//! The reconciler: silent over a sound database, and precise about what was damaged.

use crate::{
    sample::{GYM, LATE, MORNING, booking, cancel, move_to},
    town::on_both,
};
use domain::{Change, Command, Quota};
use std::collections::BTreeSet;
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
fn a_counter_of_held_places_and_one_of_exams_is_named_too() {
    on_both(async |town| {
        town.opens(1).await;
        let to = Quota { dose: 1, capacity: 5, booked: 0 };
        town.changes(Change::QuotaSet { slot: MORNING, from: None, to }).await;
        town.books([1], MORNING).await;
        town.is_sound().await;
        town.home.sql("UPDATE slot_quota SET booked = 4");
        let of = format!("slot_id = '{LATE}' AND pool = 'public'");
        town.home.sql(&format!("UPDATE slot_pool SET held = 2 WHERE {of}"));
        let found = town.read(|r| r.count_differences()).await;
        let held = Difference::Held { slot: LATE, pool: "public".into(), counted: 2, held: 0 };
        let exam = Difference::Exam { slot: MORNING, dose: 1, counted: 4, booked: 1 };
        assert_eq!(found, [held, exam]);
        assert_eq!(town.read(|r| r.differences()).await, found);
    });
}

#[test]
fn a_part_of_the_slots_is_counted_by_itself_and_the_parts_come_to_the_whole() {
    on_both(async |town| {
        town.opens(4).await;
        let to = Quota { dose: 1, capacity: 5, booked: 0 };
        town.changes(Change::QuotaSet { slot: GYM, from: None, to }).await;
        town.books([1, 2], MORNING).await;
        town.books([3], GYM).await;
        let mut all = Vec::new();
        while let Some(next) = {
            let last = all.last().copied();
            town.read(move |r| r.slots_after(last, 1)).await.pop()
        } {
            all.push(next);
        }
        assert_eq!(town.read(|r| r.slots_after(None, 100)).await, all, "each once, in their order");
        assert!([MORNING, GYM].iter().all(|slot| all.contains(slot)));
        let of =
            async |slot| town.read(move |r| r.count_differences_of(&BTreeSet::from([slot]))).await;
        for slot in &all {
            assert_eq!(of(*slot).await, []);
        }
        town.home.sql("UPDATE slot_pool SET booked = 3, held = 1 WHERE pool = 'public'");
        town.home.sql("UPDATE slot_quota SET booked = 2");
        let whole = town.read(|r| r.count_differences()).await;
        let mut parts = Vec::new();
        for slot in &all {
            let found = of(*slot).await;
            assert!(found.iter().all(|one| one.slot() == Some(*slot)));
            parts.extend(found);
        }
        let sorted = |mut all: Vec<Difference>| {
            all.sort_by_key(|one| format!("{one:?}"));
            all
        };
        assert_eq!(sorted(parts), sorted(whole));
        assert_eq!(of(GYM).await[0], places(GYM, "public", 3, 1));
        assert_eq!(of(GYM).await.len(), 3, "places, holds and the exam");
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
