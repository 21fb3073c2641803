//! Slots: by id, session, programme and venue, from a date on; with every pool in its order.

use crate::{
    sample::{GYM, LATE, MONTH_LATER, MORNING, PHONE, PROGRAMME, PUBLIC, day, later, slot, venue},
    town::on_both,
};
use domain::{Change, Pool, PoolCount, ProgrammeId, Slot, SlotId, capacity};
use jiff::civil::time;
use std::collections::BTreeSet;
use uuid::Uuid;

fn ids(slots: Vec<Slot>) -> Vec<SlotId> {
    slots.into_iter().map(|slot| slot.id).collect()
}

#[test]
fn a_slot_comes_back_as_it_was_set_up() {
    on_both(async |town| {
        assert_eq!(town.read(|r| r.slot(MORNING)).await, None);
        town.opens(0).await;
        let expected = slot(MORNING, 1, venue(1), "2026-10-20", 9);
        assert_eq!(town.read(|r| r.slot(MORNING)).await, Some(expected));
    });
}

#[test]
fn slots_are_found_by_id_and_programme_in_order_of_time() {
    on_both(async |town| {
        town.opens(0).await;
        let asked = BTreeSet::from([MONTH_LATER, LATE, MORNING, SlotId(Uuid::from_u128(99))]);
        let found = ids(town.read(move |r| r.slots_by_ids(&asked)).await);
        assert_eq!(found, [MORNING, LATE, MONTH_LATER]);
        assert_eq!(ids(town.read(|r| r.slots_by_ids(&BTreeSet::new())).await), []);

        let from = |date| move |r: &mut store::Reader<'_>| r.slots_from(PROGRAMME, day(date));
        // The gymnasium's nine o'clock stands beside the hall's: same time, greater id.
        let all = [MORNING, GYM, LATE, MONTH_LATER];
        assert_eq!(ids(town.read(from("2026-10-20")).await), all);
        assert_eq!(ids(town.read(from("2026-10-21")).await), [MONTH_LATER]);
        assert_eq!(ids(town.read(from("2026-11-18")).await), []);
        assert_eq!(ids(town.read(from("-009999-01-01")).await), all);
        let last_day =
            |from| move |r: &mut store::Reader<'_>| r.slots_on_last_day(PROGRAMME, day(from));
        assert_eq!(ids(town.read(last_day("2026-10-20")).await), [MONTH_LATER]);
        assert_eq!(ids(town.read(last_day("2026-11-17")).await), [MONTH_LATER]);
        assert_eq!(ids(town.read(last_day("2026-11-18")).await), []);
        let between = |from, until| {
            move |r: &mut store::Reader<'_>| r.slots_between(PROGRAMME, day(from), day(until))
        };
        assert_eq!(ids(town.read(between("2026-10-20", "2026-11-17")).await), all);
        assert_eq!(ids(town.read(between("2026-10-20", "2026-10-20")).await), all[..3]);
        assert_eq!(ids(town.read(between("2026-10-21", "2026-11-16")).await), []);
        let other = ProgrammeId(Uuid::from_u128(2));
        assert_eq!(ids(town.read(move |r| r.slots_from(other, day("2026-01-01"))).await), []);
    });
}

#[test]
fn an_edited_slot_keeps_its_bookings_and_takes_its_times_and_its_closing() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([1, 2], MORNING).await;
        let mut edited = town.read(|r| r.slot(MORNING)).await.unwrap();
        edited.starts = time(9, 30, 0, 0);
        edited.closed_at = Some(later(1));
        town.changes(Change::SlotSaved(edited.clone())).await;
        let found = town.read(|r| r.slot(MORNING)).await;
        assert_eq!(found.as_ref().map(|slot| slot.pool(Pool::Public).booked), Some(2));
        assert_eq!(found, Some(edited));
        town.is_sound().await;
    });
}

#[test]
fn a_capacity_set_shows_at_once_for_a_pool_there_is_and_for_a_new_one() {
    on_both(async |town| {
        town.opens(0).await;
        for (pool, to) in [(Pool::Public, 12), (Pool::StaffHeld, 3)] {
            let slot = town.read(|r| r.slot(MORNING)).await.unwrap();
            let decision = capacity::set(&slot, pool, to).unwrap();
            town.changes(decision.changes.into_iter().next().unwrap()).await;
        }
        let pool = |pool, capacity| PoolCount::of(pool, capacity);
        let expected = [
            pool(Pool::Public, PUBLIC + 2),
            pool(Pool::CallCentre, PHONE),
            pool(Pool::StaffHeld, 3),
        ];
        assert_eq!(town.read(|r| r.slot(MORNING)).await.unwrap().pools, expected);
        town.is_sound().await;
    });
}
