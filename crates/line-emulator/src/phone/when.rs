//! Instants as a telephone in Japan shows them.

use jiff::{Timestamp, Zoned, tz};

fn in_japan(at: i64) -> Zoned {
    let instant =
        Timestamp::from_millisecond(at).expect("the clock stays within the years of the calendar");
    instant.to_zoned(tz::offset(9).to_time_zone())
}

/// Such as `9:05`.
pub(super) fn clock(at: i64) -> String {
    let time = in_japan(at);
    format!("{}:{:02}", time.hour(), time.minute())
}

/// Such as `11月22日(日)`.
pub(super) fn day(at: i64) -> String {
    const WEEKDAYS: [&str; 7] = ["日", "月", "火", "水", "木", "金", "土"];
    let time = in_japan(at);
    let weekday = usize::try_from(time.weekday().to_sunday_zero_offset()).unwrap_or(0);
    format!("{}月{}日({})", time.month(), time.day(), WEEKDAYS[weekday])
}
