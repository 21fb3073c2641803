//! What holds for every timetable, whatever is booked before it is run again.

use crate::{
    how_many::cases,
    town::{Hall, Hours, MONDAY, at, usual},
};
use domain::{
    Pool, SlotId,
    timetable::{Day, Exception, Size, Timetable},
    waitlist::Weekdays,
};
use jiff::ToSpan;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn any_timetable() -> impl Strategy<Value = Timetable> {
    let morning = (8..11_i8, 0..4_i8, 1..3_i8).prop_map(|(hour, quarter, long)| Hours {
        from: at(hour, quarter * 15),
        until: at(hour + long, quarter * 15),
    });
    let afternoon = proptest::option::of(
        (13..15_i8, 1..3_i8)
            .prop_map(|(hour, long)| Hours { from: at(hour, 0), until: at(hour + long, 0) }),
    );
    let size = prop_oneof![
        Just(Size::Shares),
        (1..20_u32).prop_map(Size::Places),
        (1..4_u32).prop_map(Size::Vials),
        (1..9_u32).prop_map(Size::VialsADay),
    ];
    let shares = (1..5_u32, 0..5_u32, 0..3_u32);
    let when = (0..5_i32, 0..9_i32, 1..128_u8, any::<bool>());
    let exception = proptest::option::of((0..9_i32, any::<bool>(), proptest::option::of(0..9_u32)));
    let minutes = prop_oneof![Just(10_u16), Just(15), Just(20), Just(30), Just(45)];
    (morning, afternoon, size, shares, when, exception, minutes).prop_map(
        |(
            morning,
            afternoon,
            size,
            shares,
            (first, days, weekdays, holidays),
            exception,
            minutes,
        )| {
            let first = MONDAY.saturating_add(first.days());
            let exceptions = exception.map(|(day, open, places)| Exception {
                date: first.saturating_add(day.days()),
                hours: if open {
                    vec![Hours { from: at(17, 0), until: at(18, 0) }]
                } else {
                    Vec::new()
                },
                places,
            });
            Timetable {
                first,
                last: first.saturating_add(days.days()),
                weekdays: Weekdays(weekdays),
                holidays,
                hours: [Some(morning), afternoon].into_iter().flatten().collect(),
                minutes,
                size,
                shares: vec![
                    (Pool::Public, shares.0),
                    (Pool::CallCentre, shares.1),
                    (Pool::StaffHeld, shares.2),
                ],
                product: Some("v".to_owned()),
                exceptions: exceptions.into_iter().collect(),
                ..usual()
            }
        },
    )
}

/// Somebody books, is offered a place, or cancels, in slots drawn from those there are.
fn fate(hall: &mut Hall, draws: &[(usize, u8)]) {
    for (which, what) in draws {
        if hall.slots.is_empty() {
            return;
        }
        let which = which % hall.slots.len();
        let slot = &mut hall.slots[which];
        let id = slot.id;
        let Some(count) = slot.pools.iter_mut().find(|count| count.left() > 0) else { continue };
        match what % 4 {
            0 | 1 => count.booked += 1,
            2 => count.offered += 1,
            _ => {}
        }
        hall.used.insert(id);
    }
}

type Claims = BTreeMap<SlotId, (String, Vec<(Pool, u32, u32)>)>;

/// What somebody has a claim to: which slot, when, and how much.
fn claims(hall: &Hall) -> Claims {
    let claims = hall.slots.iter().filter_map(|slot| {
        let pools = slot.pools.iter().filter(|count| count.taken() > 0);
        let taken: Vec<_> = pools.map(|c| (c.pool, c.booked, c.offered)).collect();
        let when = format!("{} {}-{}", slot.date, slot.starts, slot.ends);
        (!taken.is_empty()).then_some((slot.id, (when, taken)))
    });
    claims.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn slots_lie_within_the_hours_and_their_pools_add_up(timetable in any_timetable()) {
        let vial = Some(6);
        for (date, day) in timetable.days(&[], vial) {
            let Day::Open(slots) = day else { continue };
            prop_assert!(timetable.first <= date && date <= timetable.last);
            let exception = timetable.exceptions.iter().find(|other| other.date == date);
            let hours = exception.map_or(&timetable.hours, |other| &other.hours);
            let mut before = at(0, 0);
            for slot in &slots {
                prop_assert!(hours.iter().any(|h| h.from <= slot.starts && slot.ends <= h.until));
                prop_assert!(before <= slot.starts && slot.starts < slot.ends);
                before = slot.ends;
            }
            if let (Size::VialsADay(vials), None) = (timetable.size, exception.and_then(|e| e.places)) {
                let all: u32 = slots.iter().map(domain::timetable::Planned::places).sum();
                prop_assert!(slots.is_empty() || all == vials * 6, "whole vials a day");
            }
        }
    }

    #[test]
    fn a_second_run_of_the_same_changes_nothing(
        timetable in any_timetable(), draws in proptest::collection::vec((0..99_usize, any::<u8>()), 0..9),
    ) {
        let mut hall = Hall::empty();
        hall.runs(&timetable);
        fate(&mut hall, &draws);
        let again = hall.plan(&timetable);
        prop_assert!(again.is_nothing(&hall.around()), "{:?}", again);
    }

    #[test]
    fn a_changed_timetable_never_touches_what_somebody_has_a_claim_to(
        first in any_timetable(), second in any_timetable(),
        draws in proptest::collection::vec((0..99_usize, any::<u8>()), 0..20),
    ) {
        let mut hall = Hall::empty();
        hall.runs(&first);
        fate(&mut hall, &draws);
        let (before, used) = (claims(&hall), hall.used.clone());
        hall.runs(&second);
        prop_assert_eq!(claims(&hall), before);
        for slot in &hall.slots {
            for count in &slot.pools {
                prop_assert!(count.taken() <= count.limit(), "never below what is taken");
            }
        }
        let there: Vec<SlotId> = hall.slots.iter().map(|slot| slot.id).collect();
        prop_assert!(used.iter().all(|id| there.contains(id)), "a record keeps its slot");
        let mut open: Vec<_> = hall.slots.iter().filter(|slot| slot.closed_at.is_none()).collect();
        open.sort_by_key(|slot| (slot.date, slot.starts));
        for (one, next) in open.iter().zip(open.iter().skip(1)) {
            prop_assert!(one.date < next.date || one.ends <= next.starts, "two at once");
        }
        let again = hall.plan(&second);
        prop_assert!(again.is_nothing(&hall.around()), "{:?}", again);
    }

    #[test]
    fn a_run_taken_back_at_once_leaves_all_as_it_was(
        first in any_timetable(), second in any_timetable(),
        draws in proptest::collection::vec((0..99_usize, any::<u8>()), 0..20),
    ) {
        let mut hall = Hall::empty();
        hall.runs(&first);
        fate(&mut hall, &draws);
        let (shape, taken) = (hall.shape(), claims(&hall));
        let ran = hall.runs(&second);
        hall.takes_back(&second, &ran);
        let shape_of = |all: Vec<String>| {
            let bare = |line: String| line.replace("+0", "");
            let mut all: Vec<String> = all.into_iter().map(bare).collect();
            all.sort();
            all
        };
        prop_assert_eq!(shape_of(hall.shape()), shape_of(shape));
        prop_assert_eq!(claims(&hall), taken);
    }

    #[test]
    fn a_run_taken_back_later_leaves_every_claim(
        timetable in any_timetable(), second in any_timetable(),
        draws in proptest::collection::vec((0..99_usize, any::<u8>()), 0..20),
    ) {
        let mut hall = Hall::empty();
        hall.runs(&timetable);
        let ran = hall.runs(&second);
        fate(&mut hall, &draws);
        let before = claims(&hall);
        hall.takes_back(&second, &ran);
        prop_assert_eq!(claims(&hall), before);
    }
}
