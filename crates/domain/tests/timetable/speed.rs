//! Nine venues, 162 days, forty slots a day, as a city once typed in by hand: how long it takes is printed, not asserted.

use crate::town::{Hall, MONDAY, Timetable, hours, usual};
use domain::waitlist::Weekdays;
use jiff::ToSpan;
use std::time::Instant;

#[test]
fn a_city_is_planned_and_planned_again() {
    let city = Timetable {
        last: MONDAY.saturating_add(161.days()),
        weekdays: Weekdays::ALL,
        holidays: true,
        hours: vec![hours(9, 12), hours(13, 16)],
        minutes: 9,
        ..usual()
    };
    let begun = Instant::now();
    let mut venues = Vec::new();
    for _ in 0..9 {
        let mut hall = Hall::empty();
        hall.runs(&city);
        venues.push(hall);
    }
    let slots: usize = venues.iter().map(|hall| hall.slots.len()).sum();
    println!("{slots} slots planned in {:?}", begun.elapsed());
    let begun = Instant::now();
    let is_done = venues.iter().all(|hall| hall.plan(&city).is_nothing(&hall.around()));
    println!("planned again in {:?}", begun.elapsed());
    assert!(is_done && slots == 9 * 162 * 40);
}
