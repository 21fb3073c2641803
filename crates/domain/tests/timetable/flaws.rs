//! What contradicts itself in a timetable is found before anything is made of it.

use crate::town::{Hall, Hours, MONDAY, SUNDAY, at, closed_on, hours, usual};
use domain::{
    Pool,
    timetable::{Exception, Flaw, Size, Timetable},
    waitlist::Weekdays,
};
use jiff::civil::date;

/// What is found in the usual timetable once it is spoiled.
fn finds(spoil: impl FnOnce(&mut Timetable)) -> Vec<Flaw> {
    let mut timetable = usual();
    spoil(&mut timetable);
    timetable.flaws(&Hall::empty().policy, date(2026, 10, 20))
}

#[test]
fn the_usual_timetable_has_no_flaw() {
    assert_eq!(finds(|_| ()), []);
    assert_eq!(finds(|t| t.first = date(2026, 10, 1)), [], "what is over of it is left out");
}

#[test]
fn days_that_cannot_be() {
    assert_eq!(finds(|t| t.last = date(2026, 11, 1)), [Flaw::LastBeforeFirst]);
    assert_eq!(finds(|t| (t.first, t.last) = (date(2025, 11, 2), date(2025, 11, 8))), [Flaw::Past]);
    assert_eq!(
        finds(|t| (t.first, t.last) = (date(2027, 11, 2), date(2027, 11, 8))),
        [Flaw::FarAhead]
    );
    assert_eq!(finds(|t| t.last = date(9999, 12, 31)), [Flaw::TooLong]);
    assert_eq!(finds(|t| t.weekdays = Weekdays(0)), [Flaw::NoWeekday]);
    assert_eq!(
        finds(|t| (t.first, t.last) = (date(2026, 11, 7), date(2026, 11, 8))),
        [Flaw::NoDay],
        "a weekend"
    );
}

#[test]
fn hours_that_cannot_be() {
    assert_eq!(finds(|t| t.hours.clear()), [Flaw::NoHours]);
    assert_eq!(finds(|t| t.hours = vec![hours(12, 9)]), [Flaw::HoursBackwards { piece: 1 }]);
    assert_eq!(
        finds(|t| t.hours = vec![hours(9, 12), hours(11, 14)]),
        [Flaw::HoursOverlap { piece: 2 }]
    );
    let short = Hours { from: at(9, 0), until: at(9, 20) };
    assert_eq!(finds(|t| t.hours = vec![short]), [Flaw::HoursTooShort { piece: 1 }]);
    assert_eq!(finds(|t| t.minutes = 0), [Flaw::MinutesOutOfRange]);
    assert!(finds(|t| t.minutes = 721).contains(&Flaw::MinutesOutOfRange));
}

#[test]
fn places_that_cannot_be() {
    assert_eq!(finds(|t| t.size = Size::Places(0)), [Flaw::NoPlaces]);
    assert_eq!(finds(|t| t.size = Size::Places(10_000)), [Flaw::TooManyPlaces]);
    assert_eq!(finds(|t| t.shares.clear()), [Flaw::NoShares]);
    assert_eq!(finds(|t| t.shares = vec![(Pool::Public, 0)]), [Flaw::NoShares]);
    assert_eq!(finds(|t| t.quotas = vec![(1, 10_000)]), [Flaw::TooManyPlaces]);
    assert_eq!(finds(|t| t.size = Size::Vials(2)), [Flaw::NoVial]);
    let unknown = |t: &mut Timetable| t.product = Some("w".to_owned());
    assert_eq!(finds(unknown), [Flaw::UnknownProduct { product: "w".to_owned() }]);
    let many = |t: &mut Timetable| {
        (t.product, t.size) = (Some("v".to_owned()), Size::VialsADay(u32::MAX));
    };
    assert_eq!(finds(many), [Flaw::TooManyPlaces]);
}

#[test]
fn exceptions_that_cannot_be() {
    let outside = closed_on(date(2026, 11, 9));
    let date_of = outside.date;
    assert_eq!(finds(|t| t.exceptions.push(outside)), [Flaw::ExceptionOutside { date: date_of }]);
    assert_eq!(
        finds(|t| t.exceptions.extend([closed_on(SUNDAY), closed_on(SUNDAY)])),
        [Flaw::ExceptionTwice { date: SUNDAY }]
    );
    let backwards = Exception { date: MONDAY, hours: vec![hours(12, 9)], places: None };
    assert_eq!(finds(|t| t.exceptions.push(backwards)), [Flaw::ExceptionHours { date: MONDAY }]);
}

#[test]
fn more_slots_than_anybody_meant() {
    let endless = |t: &mut Timetable| {
        t.last = date(2027, 11, 1);
        t.weekdays = Weekdays::ALL;
        t.hours = vec![hours(0, 23)];
        t.minutes = 1;
    };
    assert!(matches!(finds(endless)[..], [Flaw::TooManySlots { slots: 470_000.. }]));
}
