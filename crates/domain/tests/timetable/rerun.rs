//! A timetable that is changed after people have booked, and runs that are taken back.

use crate::town::{HALL, Hall, MONDAY, PROGRAMME, at, hours, usual};
use domain::{
    Pool, Slot, SlotId,
    timetable::{
        Step, Timetable,
        plan::Why,
        undo::{Left, Stays},
    },
};
use uuid::Uuid;

fn monday() -> Timetable {
    Timetable { last: MONDAY, ..usual() }
}

#[test]
fn other_places_reach_what_is_free_and_stop_at_what_is_taken() {
    let mut hall = Hall::empty();
    hall.runs(&monday());
    hall.books(MONDAY, at(9, 0), Pool::Public, 3);
    let fewer = Timetable { size: domain::timetable::Size::Places(4), ..monday() };
    let plan = hall.plan(&fewer);
    let short: Vec<bool> = plan
        .steps()
        .filter_map(|step| if let Step::Resize { short, .. } = step { Some(*short) } else { None })
        .collect();
    assert_eq!(short, [true, false, false, false], "{plan:?}");
    hall.runs(&fewer);
    let expected = [
        "11-02 09:00-09:30 3+2",
        "11-02 09:30-10:00 2+2",
        "11-02 13:00-13:30 2+2",
        "11-02 13:30-14:00 2+2",
    ];
    assert_eq!(hall.shape(), expected);
}

#[test]
fn hours_that_go_take_free_slots_along_and_close_those_with_bookings() {
    let mut hall = Hall::empty();
    hall.runs(&monday());
    hall.books(MONDAY, at(13, 0), Pool::Public, 1);
    let id = hall.slot(MONDAY, at(13, 30)).id;
    hall.used.insert(id);
    hall.runs(&Timetable { hours: vec![hours(9, 10)], ..monday() });
    let expected = [
        "11-02 09:00-09:30 3+3",
        "11-02 09:30-10:00 3+3",
        "11-02 13:00-13:30 3+3 closed",
        "11-02 13:30-14:00 3+3 closed",
    ];
    assert_eq!(hall.shape(), expected, "who cancelled has a record of where it was");
    assert_eq!(hall.slot(MONDAY, at(13, 0)).pool(Pool::Public).booked, 1);
}

#[test]
fn what_is_promised_is_neither_closed_nor_taken_away() {
    let mut hall = Hall::empty();
    hall.runs(&monday());
    hall.slot(MONDAY, at(9, 0)).pools[0].offered = 1;
    hall.slot(MONDAY, at(13, 0)).pools[0].held = 2;
    let ran = hall.runs(&Timetable { hours: vec![hours(16, 17)], ..monday() });
    assert_eq!(ran.added.len(), 2);
    let open = hall.slots.iter().filter(|slot| slot.closed_at.is_none() && slot.starts < at(14, 0));
    assert_eq!(open.map(|slot| slot.starts).collect::<Vec<_>>(), [at(9, 0), at(13, 0)]);
}

#[test]
fn other_lengths_leave_the_old_time_where_somebody_is_booked() {
    let mut hall = Hall::empty();
    hall.runs(&monday());
    hall.books(MONDAY, at(9, 30), Pool::CallCentre, 1);
    let quarters = Timetable { minutes: 20, hours: vec![hours(9, 10)], ..monday() };
    let plan = hall.plan(&quarters);
    let left_out = plan.steps().filter(|step| matches!(step, Step::LeaveOut(_, Why::InTheWay)));
    assert_eq!(left_out.count(), 2, "{plan:?}");
    hall.runs(&quarters);
    let expected = ["11-02 09:00-09:20 3+3", "11-02 09:30-10:00 3+3"];
    assert_eq!(hall.shape(), expected, "nobody is asked to come twice into one room");
}

#[test]
fn what_staff_closed_stays_closed() {
    let mut hall = Hall::empty();
    hall.runs(&monday());
    let now = hall.now;
    hall.slot(MONDAY, at(9, 0)).closed_at = Some(now);
    let plan = hall.plan(&Timetable { size: domain::timetable::Size::Places(9), ..monday() });
    assert!(matches!(plan.steps().next(), Some(Step::Stay(_, Why::Closed))), "{plan:?}");
}

#[test]
fn slots_of_another_timetable_are_nobody_elses_business() {
    let mut hall = Hall::empty();
    hall.runs(&monday());
    hall.own.clear();
    let before = hall.shape();
    hall.runs(&Timetable { hours: vec![hours(16, 17)], ..monday() });
    assert_eq!(hall.slots.len(), before.len() + 2);
}

#[test]
fn another_exam_limit_is_set_where_nobody_was_ever_booked() {
    let mut hall = Hall::empty();
    hall.runs(&monday());
    hall.books(MONDAY, at(9, 0), Pool::Public, 1);
    let limited = Timetable { quotas: vec![(1, 2)], ..monday() };
    hall.runs(&limited);
    let quotas: Vec<_> = hall.slots.iter().map(|s| s.quota(1).map(|q| q.capacity)).collect();
    assert_eq!(quotas, [None, Some(2), Some(2), Some(2)]);
    hall.runs(&Timetable { quotas: vec![(1, 4)], ..monday() });
    assert_eq!(hall.slot(MONDAY, at(9, 30)).quota(1).map(|quota| quota.capacity), Some(4));
    assert_eq!(hall.slots.len(), 4);
}

#[test]
fn another_product_is_given_where_nobody_is_booked() {
    let mut hall = Hall::empty();
    let two_days = usual();
    hall.runs(&two_days);
    hall.books(MONDAY, at(9, 0), Pool::Public, 1);
    let other = Timetable { product: Some("v".to_owned()), ..two_days };
    let plan = hall.plan(&other);
    let stays: Vec<_> = plan.days.iter().filter(|day| day.product_stays).map(|d| d.date).collect();
    assert_eq!(stays, [MONDAY]);
    hall.runs(&other);
    assert_eq!(hall.sessions.iter().filter(|one| one.product.is_none()).count(), 1);
}

#[test]
fn a_first_run_that_is_taken_back_leaves_nothing_but_what_was_booked_meanwhile() {
    let mut hall = Hall::empty();
    let ran = hall.runs(&monday());
    hall.books(MONDAY, at(13, 0), Pool::Public, 2);
    let undo = hall.takes_back(&monday(), &ran);
    assert_eq!(hall.shape(), ["11-02 13:00-13:30 3+3 closed"]);
    let (starts, ends) = (at(13, 0), at(13, 30));
    let stays = Stays { date: MONDAY, starts, ends, taken: 2, why: Left::Booked };
    assert_eq!(undo.stays, [stays]);
    assert_eq!(hall.sessions.len(), 1);
}

#[test]
fn a_second_run_that_is_taken_back_brings_the_old_slots_back() {
    let mut hall = Hall::empty();
    hall.runs(&monday());
    hall.books(MONDAY, at(9, 0), Pool::Public, 2);
    let by_hand = &mut hall.slot(MONDAY, at(9, 30)).pools[0];
    (by_hand.capacity, by_hand.over) = (5, 1);
    let before = hall.clone();
    let other = Timetable {
        hours: vec![hours(9, 10)],
        size: domain::timetable::Size::Places(2),
        ..monday()
    };
    let ran = hall.runs(&other);
    assert_eq!(hall.shape(), ["11-02 09:00-09:30 2+1", "11-02 09:30-10:00 1+1"]);
    hall.takes_back(&other, &ran);
    assert_eq!(hall.slots, before.slots);
    assert_eq!(hall.own, before.own, "what came back belongs to the run that had made it");
    assert_eq!(hall.sessions, before.sessions);
}

#[test]
fn what_staff_changed_since_is_not_taken_back() {
    let mut hall = Hall::empty();
    hall.runs(&monday());
    let other = Timetable { size: domain::timetable::Size::Places(8), ..monday() };
    let ran = hall.runs(&other);
    hall.slot(MONDAY, at(9, 0)).pools[0].capacity = 9;
    let undo = hall.takes_back(&other, &ran);
    assert_eq!(hall.slot(MONDAY, at(9, 0)).pools[0].capacity, 9);
    assert_eq!(undo.stays.iter().map(|stays| stays.why).collect::<Vec<_>>(), [Left::Changed]);
    assert_eq!(hall.slot(MONDAY, at(9, 30)).pools[0].capacity, 3);
}

#[test]
fn a_slot_does_not_come_back_into_the_time_of_another() {
    let mut hall = Hall::empty();
    hall.runs(&monday());
    let other = Timetable { hours: vec![hours(9, 10)], ..monday() };
    let ran = hall.runs(&other);
    let newer = Slot {
        id: SlotId(Uuid::from_u128(9)),
        programme: PROGRAMME,
        venue: HALL,
        starts: at(13, 15),
        ends: at(13, 45),
        ..hall.slots[0].clone()
    };
    hall.slots.push(newer);
    let undo = hall.takes_back(&other, &ran);
    assert!(undo.stays.iter().all(|stays| stays.why == Left::Replaced));
    assert_eq!((undo.stays.len(), hall.slots.len()), (2, 3));
}

#[test]
fn what_has_begun_meanwhile_is_not_taken_back() {
    let mut hall = Hall::empty();
    let ran = hall.runs(&monday());
    hall.now = "2026-11-02T03:00:00Z".parse().unwrap();
    let undo = hall.takes_back(&monday(), &ran);
    assert_eq!(hall.shape(), ["11-02 09:00-09:30 3+3", "11-02 09:30-10:00 3+3"]);
    assert_eq!(undo.stays.iter().map(|stays| stays.why).collect::<Vec<_>>(), [Left::Over; 2]);
}
