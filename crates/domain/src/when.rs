//! Days and times as a town in Japan lives them: civil dates, and the bridge to instants.
//! It holds no clock; an instant always comes in as an argument.

use jiff::civil::{DateTime, Time};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

pub use jiff::civil::Date;

/// Japan standard time, nine hours ahead of UTC.
///
/// A constant is right: daylight saving was last used in 1951, and the act behind it was repealed
/// on 11 April 1952 (Act No. 84 of 1952, 夏時刻法を廃止する法律). Nothing here handles an instant
/// before that.
pub const JAPAN: Offset = Offset::constant(9);

/// The day it is in Japan at this instant.
pub fn japan_date(at: Timestamp) -> Date {
    japan_time(at).date()
}

/// What a clock on the wall in Japan shows at this instant.
pub fn japan_time(at: Timestamp) -> DateTime {
    JAPAN.to_datetime(at)
}

/// The instant at which a clock on the wall in Japan shows this date and time.
pub fn at_japan(datetime: DateTime) -> Timestamp {
    // Only the first and last hours of the calendar (the years -9999 and 9999) have no instant.
    JAPAN.to_timestamp(datetime).unwrap_or(if datetime.year() < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

/// The instant at which a day begins in Japan.
pub fn day_begins(day: Date) -> Timestamp {
    at_japan(day.to_datetime(Time::MIN))
}

/// The day at whose end this many months since `start` are complete.
///
/// Civil Code, article 143: a period ends with the eve of the day that answers to its first; where
/// the last month has no such day, with the last day of that month. Ages and intervals in months
/// both stand on this day, the one including it and the other beginning after it.
pub(crate) fn day_completing_months(start: Date, months: u32) -> Date {
    let later = later(start, Span::new().try_months(months));
    if later.day() == start.day() { days_after(later, -1) } else { later }
}

/// The day this many days later; the last or first day of the calendar if it ends before.
pub(crate) fn days_after(start: Date, days: i64) -> Date {
    later(start, Span::new().try_days(days))
}

fn later(start: Date, span: Result<Span, jiff::Error>) -> Date {
    span.map_or(Date::MAX, |span| start.saturating_add(span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    #[test]
    fn the_day_turns_at_midnight_in_japan() {
        let last_second: Timestamp = "2026-03-31T14:59:59Z".parse().unwrap();
        let midnight: Timestamp = "2026-03-31T15:00:00Z".parse().unwrap();
        assert_eq!(japan_date(last_second), date(2026, 3, 31));
        assert_eq!(japan_date(midnight), date(2026, 4, 1));
        assert_eq!(at_japan(datetime(2026, 4, 1, 0, 0, 0, 0)), midnight);
        assert_eq!(japan_time(midnight), datetime(2026, 4, 1, 0, 0, 0, 0));
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_panic() {
        assert_eq!(at_japan(DateTime::MAX), Timestamp::MAX);
        assert_eq!(at_japan(DateTime::MIN), Timestamp::MIN);
    }

    #[test]
    fn months_are_complete_on_the_eve_or_on_the_last_day_of_a_short_month() {
        assert_eq!(day_completing_months(date(2013, 4, 2), 2), date(2013, 6, 1));
        assert_eq!(day_completing_months(date(2022, 11, 30), 3), date(2023, 2, 28));
        assert_eq!(day_completing_months(date(2020, 2, 29), 12), date(2021, 2, 28));
        assert_eq!(day_completing_months(date(2020, 2, 29), 48), date(2024, 2, 28));
        assert_eq!(day_completing_months(date(2020, 1, 1), u32::MAX), Date::MAX);
    }
}
