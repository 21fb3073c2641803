//! Timetables: what slots come of one, what a changed one does to slots where somebody is booked, and how a run is
//! taken back.
#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected ends there")]

mod flaws;
#[path = "../how_many/mod.rs"]
mod how_many;
mod laws;
mod rerun;
mod speed;
mod town;

use domain::{
    Pool, PoolCount,
    timetable::{Day, Exception, Size, Timetable},
    waitlist::Weekdays,
};
use jiff::civil::date;
use town::{Hall, MONDAY, closed_on, hours, usual};

const WEDNESDAY: domain::when::Date = date(2026, 11, 4);

#[test]
fn a_week_has_its_weekdays_without_the_holiday_and_without_the_lunch_break() {
    let mut hall = Hall::empty();
    hall.runs(&usual());
    let day = |day| {
        ["09:00-09:30", "09:30-10:00", "13:00-13:30", "13:30-14:00"]
            .map(|time| format!("11-{day} {time} 3+3"))
    };
    assert_eq!(hall.shape(), [day("02"), day("04"), day("05"), day("06")].concat());
    assert_eq!(hall.sessions.len(), 4);
    let days = usual().days(&[], None);
    assert_eq!(days[1].1, Day::Holiday("文化の日"));
    assert_eq!(days[5].1, Day::Off, "Saturday");
}

#[test]
fn a_holiday_a_closure_and_a_day_that_differs_are_as_the_town_says() {
    let mut hall = Hall::empty();
    hall.policy.closures = vec![WEDNESDAY, date(2026, 11, 6)];
    let short = Exception { date: WEDNESDAY, hours: vec![hours(15, 16)], places: Some(3) };
    let timetable = Timetable {
        holidays: true,
        last: date(2026, 11, 6),
        hours: vec![hours(9, 10)],
        exceptions: vec![short, closed_on(date(2026, 11, 5))],
        ..usual()
    };
    hall.runs(&timetable);
    let expected = [
        "11-02 09:00-09:30 3+3",
        "11-02 09:30-10:00 3+3",
        "11-03 09:00-09:30 3+3",
        "11-03 09:30-10:00 3+3",
        "11-04 15:00-15:30 2+1",
        "11-04 15:30-16:00 2+1",
    ];
    assert_eq!(hall.shape(), expected);
    let days = timetable.days(&hall.policy.closures, None);
    assert_eq!((&days[3].1, &days[4].1), (&Day::Closed, &Day::TownClosed));
}

#[test]
fn what_does_not_fit_whole_before_the_break_is_left_out() {
    let hours = vec![town::Hours { from: town::at(9, 0), until: town::at(10, 10) }];
    let mut hall = Hall::empty();
    hall.runs(&Timetable { hours, last: MONDAY, ..usual() });
    assert_eq!(hall.shape(), ["11-02 09:00-09:30 3+3", "11-02 09:30-10:00 3+3"]);
    let late = vec![town::Hours { from: town::at(23, 0), until: town::at(23, 59) }];
    let mut night = Hall::empty();
    night.runs(&Timetable { hours: late, last: MONDAY, ..usual() });
    assert_eq!(night.shape(), ["11-02 23:00-23:30 3+3"], "no slot goes over midnight");
}

#[test]
fn vials_say_how_many_places_there_are() {
    let sized = |size| Timetable {
        size,
        product: Some("v".to_owned()),
        last: MONDAY,
        shares: vec![(Pool::Public, 2), (Pool::CallCentre, 1)],
        ..usual()
    };
    let places = |size| {
        let mut hall = Hall::empty();
        hall.runs(&sized(size));
        assert!(hall.sessions.iter().all(|session| session.product.as_deref() == Some("v")));
        hall.slots.iter().map(|s| s.pools.iter().map(|c| c.capacity).sum()).collect::<Vec<u32>>()
    };
    assert_eq!(places(Size::Vials(2)), [12; 4]);
    assert_eq!(places(Size::VialsADay(3)), [5, 5, 4, 4], "eighteen doses over four slots");
    assert_eq!(places(Size::Shares), [3; 4]);
}

#[test]
fn an_exam_is_limited_in_every_slot() {
    let mut hall = Hall::empty();
    hall.runs(&Timetable { quotas: vec![(1, 2)], last: MONDAY, ..usual() });
    assert!(hall.slots.iter().all(|slot| slot.quota(1).unwrap().capacity == 2));
    assert_eq!(hall.slots[0].pools[0], PoolCount::of(Pool::Public, 3));
}

#[test]
fn what_has_begun_today_is_left_as_it_is() {
    let mut hall = Hall::empty();
    hall.now = "2026-11-02T04:10:00Z".parse().unwrap();
    hall.runs(&Timetable { weekdays: Weekdays(1), ..usual() });
    assert_eq!(hall.shape(), ["11-02 13:30-14:00 3+3"], "it is ten past one");
}
