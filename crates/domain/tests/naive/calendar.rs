//! A calendar that can do one thing: go to the next day. It shares no arithmetic with the engine.

use domain::when::Date;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day {
    pub(crate) year: i16,
    pub(crate) month: i8,
    pub(crate) number: i8,
}

impl Day {
    pub(crate) fn of(date: Date) -> Self {
        Self { year: date.year(), month: date.month(), number: date.day() }
    }

    pub(crate) fn tomorrow(self) -> Self {
        let Self { year, month, number } = self;
        if number < days_in(year, month) {
            Self { number: number + 1, ..self }
        } else if month < 12 {
            Self { month: month + 1, number: 1, ..self }
        } else {
            Self { year: year + 1, month: 1, number: 1 }
        }
    }

    /// The day reached by going on so many times.
    pub(crate) fn after(self, days: u32) -> Self {
        (0..days).fold(self, |day, _| day.tomorrow())
    }

    /// How many days lie between this one and a later one, neither counted; none if it is not later.
    pub(crate) fn whole_days_before(self, later: Self) -> Option<u32> {
        let mut day = self;
        for between in 0.. {
            day = day.tomorrow();
            if day >= later {
                return (self < later).then_some(between);
            }
        }
        None
    }
}

/// January hath 31.
pub(crate) fn days_in(year: i16, month: i8) -> i8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) => 29,
        2 => 28,
        _ => 31,
    }
}
