//! Timetables: slots made in bulk, taken out again, and the runs that are kept.

use crate::{
    sample::{LATE, MORNING, OFFICER, PROGRAMME, book, booking, later, now, venue},
    town::{Town, on_both},
};
use domain::{
    Actor, Change, Command, Decision, Pool, Quota, RunId, SessionId, Slot, SlotId, TimetableId,
    timetable::{Did, Hours, Size, Timetable},
    venue::Session,
    waitlist::Weekdays,
    when::Date,
};
use jiff::civil::{date, time};
use std::collections::{BTreeMap, BTreeSet};
use store::{Run, WriteError};
use uuid::Uuid;

const DAY: Date = date(2026, 12, 1);
const OF: TimetableId = TimetableId(Uuid::from_u128(1));

fn timetable() -> Timetable {
    Timetable {
        programme: PROGRAMME,
        venue: venue(1),
        first: DAY,
        last: DAY,
        weekdays: Weekdays::ALL,
        holidays: false,
        hours: vec![Hours { from: time(9, 0, 0, 0), until: time(12, 0, 0, 0) }],
        minutes: 30,
        size: Size::Places(4),
        shares: vec![(Pool::Public, 1), (Pool::CallCentre, 1)],
        product: None,
        quotas: vec![(1, 3)],
        exceptions: Vec::new(),
    }
}

fn a_run(n: u128) -> Run {
    Run {
        id: RunId(Uuid::from_u128(n)),
        of: OF,
        timetable: timetable(),
        did: vec![Did::Closed(LATE)],
        added: 6,
        resized: 0,
        removed: 0,
        closed: 1,
        by: OFFICER,
        at: later(i64::try_from(n).unwrap()),
        undone: None,
    }
}

/// So many slots in a session of their own, which a run has made.
pub(crate) async fn runs(town: &Town, n: u128, slots: u8) -> Vec<Slot> {
    let (programme, at) = (PROGRAMME, venue(1));
    let id = SessionId(Uuid::from_u128(500 + n));
    let date = DAY.saturating_add(jiff::Span::new().days(i64::try_from(n).unwrap()));
    let session = Session { id, programme, venue: at, date, product: None };
    let slot = |k: u8| Slot {
        id: SlotId(Uuid::from_u128(1000 * n + u128::from(k))),
        session: id,
        programme,
        venue: at,
        date,
        starts: time(9, i8::try_from(k).unwrap(), 0, 0),
        ends: time(10, i8::try_from(k).unwrap(), 0, 0),
        product: None,
        closed_at: None,
        pools: vec![
            domain::PoolCount::of(Pool::Public, 2),
            domain::PoolCount::of(Pool::CallCentre, 2),
        ],
        quotas: vec![Quota { dose: 1, capacity: 3, booked: 0 }],
    };
    let slots: Vec<Slot> = (0..slots).map(slot).collect();
    let mut changes = vec![Change::SessionSaved(session)];
    changes.extend(slots.iter().cloned().map(Change::SlotSaved));
    let ids: Vec<SlotId> = slots.iter().map(|slot| slot.id).collect();
    town.write(move |tx| {
        let decision = Decision { changes, notices: Vec::new() };
        tx.apply(&decision, Actor::Officer(OFFICER), now(), Some("時間割"))?;
        tx.keep_run(&a_run(n), &ids)
    })
    .await;
    slots
}

fn goes(slot: &Slot) -> Change {
    let (date, starts, ends) = (slot.date, slot.starts, slot.ends);
    Change::SlotRemoved { slot: slot.id, session: slot.session, date, starts, ends }
}

#[test]
fn slots_made_together_are_there_with_all_they_have() {
    on_both(async |town| {
        town.opens(0).await;
        let made = runs(town, 1, 40).await;
        let ids = made.iter().map(|slot| slot.id).collect();
        assert_eq!(town.read(move |r| r.slots_by_ids(&ids)).await, made);
        assert_eq!(town.read(move |r| r.history_of_slot(made[7].id)).await.len(), 1);
        town.is_sound().await;
    });
}

#[test]
fn a_slot_that_goes_takes_its_session_along_when_it_was_the_last() {
    on_both(async |town| {
        town.opens(0).await;
        let made = runs(town, 1, 3).await;
        let sessions = async || town.read(|r| r.sessions_of(PROGRAMME)).await.len();
        let before = sessions().await;
        town.changes(goes(&made[0])).await;
        assert_eq!(sessions().await, before, "two are left");
        for slot in &made[1..] {
            town.changes(goes(slot)).await;
        }
        assert_eq!(sessions().await, before - 1);
        let (gone, id) = (made[0].id, made[2].id);
        assert_eq!(town.read(move |r| r.slot(gone)).await, None);
        let lines = town.read(move |r| r.history_of_slot(id)).await;
        assert_eq!(lines.last().unwrap().what.name, "slot_removed", "the record stays");
        town.is_sound().await;
    });
}

#[test]
fn a_slot_with_a_booking_or_its_record_does_not_go() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([1], MORNING).await;
        town.place(Command::Cancel(crate::sample::cancel(1))).await.unwrap();
        assert!(town.read(|r| r.booking(booking(1))).await.is_some());
        let slot = town.read(|r| r.slot(MORNING)).await.unwrap();
        let decision = Decision::change(goes(&slot));
        let refused =
            town.store.write(move |tx| tx.apply(&decision, Actor::System, now(), None)).await;
        assert!(matches!(refused, Err(WriteError::Failed(_))));
        assert_eq!(town.read(|r| r.slot(MORNING)).await, Some(slot), "and nothing of it is lost");
    });
}

#[test]
fn a_booking_in_a_slot_of_the_same_decision_finds_it() {
    on_both(async |town| {
        town.opens(1).await;
        let made = runs(town, 1, 1).await;
        let set = Change::CapacitySet { slot: made[0].id, pool: Pool::Public, from: 2, to: 9 };
        let mut again = made[0].clone();
        again.pools[0].capacity = 7;
        let changes = vec![Change::SlotSaved(again), set];
        let decision = Decision { changes, notices: Vec::new() };
        town.write(move |tx| tx.apply(&decision, Actor::System, now(), None)).await;
        let id = made[0].id;
        let there = town.read(move |r| r.slot(id)).await.unwrap();
        assert_eq!(there.pool(Pool::Public).capacity, 9, "in the order of the changes");
        let wish = domain::command::Book { at: later(5), ..book(1, id) };
        town.place(Command::Book(wish)).await.unwrap();
    });
}

#[test]
fn runs_come_newest_first_and_know_their_slots() {
    on_both(async |town| {
        town.opens(0).await;
        assert_eq!(town.read(|r| r.runs_of(PROGRAMME)).await, []);
        let (first, second) = (runs(town, 1, 2).await, runs(town, 2, 1).await);
        assert_eq!(town.read(|r| r.runs_of(PROGRAMME)).await, [a_run(2), a_run(1)]);
        assert_eq!(town.read(|r| r.run(RunId(Uuid::from_u128(1)))).await, Some(a_run(1)));
        assert_eq!(town.read(|r| r.run(RunId(Uuid::from_u128(9)))).await, None);
        let run = |n| RunId(Uuid::from_u128(n));
        let made =
            BTreeMap::from([(first[0].id, run(1)), (first[1].id, run(1)), (second[0].id, run(2))]);
        assert_eq!(town.read(|r| r.made_by(OF)).await, made);
        let other = TimetableId(Uuid::from_u128(9));
        assert_eq!(town.read(move |r| r.made_by(other)).await, BTreeMap::new());
        let moved = [(second[0].id, run(1))];
        town.write(move |tx| tx.belong(&moved)).await;
        let of_second = second[0].id;
        assert_eq!(town.read(move |r| r.made_by(OF)).await[&of_second], run(1));
    });
}

#[test]
fn a_slot_is_used_from_its_first_booking_on_even_if_that_was_cancelled() {
    on_both(async |town| {
        town.opens(2).await;
        let made = runs(town, 1, 2).await;
        assert_eq!(town.read(|r| r.used_of(OF)).await, BTreeSet::new());
        let id = made[1].id;
        let wish = domain::command::Book { at: later(5), ..book(1, id) };
        town.place(Command::Book(wish)).await.unwrap();
        town.place(Command::Cancel(crate::sample::cancel(1))).await.unwrap();
        assert_eq!(town.read(|r| r.used_of(OF)).await, BTreeSet::from([id]));
    });
}

#[test]
fn a_run_is_taken_back_once() {
    on_both(async |town| {
        town.opens(0).await;
        runs(town, 1, 1).await;
        let id = RunId(Uuid::from_u128(1));
        town.write(move |tx| tx.undo_run(id, OFFICER, later(7))).await;
        town.write(move |tx| tx.undo_run(id, OFFICER, later(8))).await;
        let undone = town.read(move |r| r.run(id)).await.unwrap().undone;
        assert_eq!(undone, Some((OFFICER, later(7))));
    });
}
