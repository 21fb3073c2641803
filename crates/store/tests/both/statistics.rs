//! Counts of a programme over time: the hour in Japan in which bookings were made, and when half of a pool was gone.

use crate::{
    sample::{MORNING, PROGRAMME, book, cancel, now},
    town::on_both,
};
use domain::{Command, Door, Pool, command::Book, when};
use jiff::SignedDuration;

#[test]
fn bookings_are_counted_by_the_hour_in_japan_and_what_was_cancelled_still_came() {
    on_both(async |town| {
        town.opens(4).await;
        assert_eq!(town.read(|r| r.bookings_made(PROGRAMME)).await, []);
        assert_eq!(town.read(|r| r.half_booked_at(PROGRAMME, Pool::Public)).await, None);
        let late = now() + SignedDuration::from_hours(1);
        for (n, at) in [(1, now()), (2, late), (3, late)] {
            town.place(Command::Book(Book { at, ..book(n, MORNING) })).await.unwrap();
        }
        town.place(Command::Cancel(cancel(3))).await.unwrap();
        let made = town.read(|r| r.bookings_made(PROGRAMME)).await;
        let local = when::japan_time(now());
        let hour = u8::try_from(local.hour()).unwrap();
        let counts: Vec<_> = made.iter().map(|m| (m.on, m.hour, m.door, m.made, m.kept)).collect();
        assert_eq!(
            counts,
            [(local.date(), hour, Door::Line, 1, 1), (local.date(), hour + 1, Door::Line, 2, 1)]
        );
        let half = town.read(|r| r.half_booked_at(PROGRAMME, Pool::Public)).await;
        assert_eq!(half, Some(late), "the second of the two that stand");
        assert_eq!(town.read(|r| r.half_booked_at(PROGRAMME, Pool::CallCentre)).await, None);
    });
}
