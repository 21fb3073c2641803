//! How far apart two doses must lie, in the arithmetic of the Ministry of Health.
//! It knows days and spans; which vaccine has which rule is a programme's data, not code.

use serde::{Deserialize, Serialize};

use crate::when::{Date, day_completing_months, days_after};

/// The gap between two different injected live vaccines since 1 October 2020; every other pair of
/// different vaccines is free.
pub const BETWEEN_INJECTED_LIVE: Span = Span::Days(27);

/// A length of time as vaccination rules state it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// ○日の間隔: that many whole days between the two days, neither counted.
    Days(u32),
    /// ○週間の間隔: the same weekday that many weeks later.
    Weeks(u32),
    /// ○月の間隔: the same day number that many months later, or the first of the month after if
    /// there is no such day.
    Months(u32),
    /// ○月半の間隔: the months, and then half the month they lead to.
    HalfMonths {
        /// The whole months.
        months: u32,
    },
}

/// What one dose asks of the dose before it: the minimum and maximum block, the standard advises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntervalRule {
    /// No dose before this.
    pub minimum: Span,
    /// The interval usually proposed, if it is longer than the minimum.
    pub standard: Option<Span>,
    /// The end of the usual range.
    pub standard_latest: Option<Span>,
    /// No dose after this.
    pub maximum: Option<Span>,
}

/// How a day stands to an [`IntervalRule`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// Blocked: the minimum has not passed.
    TooEarly {
        /// The first day allowed.
        earliest: Date,
    },
    /// Allowed, though sooner than usual.
    BeforeStandard {
        /// The first day of the usual range.
        standard: Date,
    },
    /// Within the usual range.
    Fine,
    /// Allowed, though later than usual.
    AfterStandard {
        /// The last day of the usual range.
        latest: Date,
    },
    /// Blocked: the maximum has passed.
    TooLate {
        /// The last day that was allowed.
        latest: Date,
    },
}

/// How a vaccine is made and given, as far as intervals to other vaccines depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VaccineKind {
    /// Live and injected: BCG, measles-rubella, varicella, mumps.
    InjectedLive,
    /// Live and swallowed: rotavirus.
    OralLive,
    /// Everything that is not live.
    Inactivated,
}

impl IntervalRule {
    /// Judges a day for the next dose, given the day of the previous one.
    pub fn judge(&self, previous: Date, day: Date) -> Interval {
        let earliest = earliest(previous, self.minimum);
        if day < earliest {
            return Interval::TooEarly { earliest };
        }
        let last = |span| latest(previous, span);
        if let Some(latest) = self.maximum.map(last).filter(|latest| *latest < day) {
            return Interval::TooLate { latest };
        }
        if let Some(standard) = self.first_standard(previous).filter(|first| day < *first) {
            return Interval::BeforeStandard { standard };
        }
        if let Some(latest) = self.standard_latest.map(last).filter(|latest| *latest < day) {
            return Interval::AfterStandard { latest };
        }
        Interval::Fine
    }

    /// The first and the last day of the usual range; it begins with the minimum where the rule names no other.
    pub fn usual(&self, previous: Date) -> (Date, Option<Date>) {
        let first = earliest(previous, self.minimum);
        let first = self.first_standard(previous).map_or(first, |standard| standard.max(first));
        (first, self.standard_latest.map(|span| latest(previous, span)))
    }

    fn first_standard(&self, previous: Date) -> Option<Date> {
        self.standard.map(|span| earliest(previous, span))
    }
}

/// The first day on which this much time lies between: "at least".
pub fn earliest(previous: Date, at_least: Span) -> Date {
    day_at(previous, at_least)
}

/// The last day on which no more than this lies between: "up to".
///
/// "27 to 56 days" is every day with 27 to 56 whole days between, so both ends are counted alike
/// and 56 days end on the day after the same weekday eight weeks later.
pub fn latest(previous: Date, up_to: Span) -> Date {
    day_at(previous, up_to)
}

/// The gap that two different vaccines ask for, if any. A second dose of the same vaccine is not
/// meant: that gap is the vaccine's own [`IntervalRule`].
pub fn between_vaccines(previous: VaccineKind, next: VaccineKind) -> Option<Span> {
    let both = (VaccineKind::InjectedLive, VaccineKind::InjectedLive);
    ((previous, next) == both).then_some(BETWEEN_INJECTED_LIVE)
}

/// The day from which exactly this interval lies behind.
fn day_at(previous: Date, span: Span) -> Date {
    match span {
        Span::Days(days) => days_after(previous, i64::from(days) + 1),
        Span::Weeks(weeks) => days_after(previous, i64::from(weeks) * 7),
        Span::Months(months) => days_after(day_completing_months(previous, months), 1),
        Span::HalfMonths { months } => {
            let whole = day_at(previous, Span::Months(months));
            days_after(whole, half_of_its_month(whole))
        }
    }
}

/// 14 days in a month of 28, 15 in one of 29 or 30, 16 in one of 31.
fn half_of_its_month(day: Date) -> i64 {
    i64::from(day.days_in_month() + 1) / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// The first day after `previous` on which an interval lies behind, found by walking day by
    /// day and crossing off what each day completes.
    fn walked(previous: Date, span: Span) -> Date {
        let (weekday, number) = (previous.weekday(), previous.day());
        let (mut day, mut between, mut weeks, mut months) = (previous, 0, 0, 0);
        loop {
            day = day.tomorrow().unwrap();
            weeks += u32::from(day.weekday() == weekday);
            let skipped = day.day() == 1 && number > day.yesterday().unwrap().day();
            months += u32::from(day.day() == number || skipped);
            let complete = match span {
                Span::Days(n) => between == n,
                Span::Weeks(n) => weeks == n,
                Span::Months(n) | Span::HalfMonths { months: n } => months == n,
            };
            if complete {
                return day;
            }
            between += 1;
        }
    }

    fn any_day() -> impl Strategy<Value = Date> {
        (0..40_000_i64).prop_map(|offset| days_after(date(1990, 1, 1), offset))
    }

    fn any_span() -> impl Strategy<Value = Span> {
        prop_oneof![
            (0..800_u32).prop_map(Span::Days),
            (1..120_u32).prop_map(Span::Weeks),
            (1..60_u32).prop_map(Span::Months),
            (1..60_u32).prop_map(|months| Span::HalfMonths { months }),
        ]
    }

    proptest! {
        #[test]
        fn an_interval_agrees_with_walking(previous in any_day(), span in any_span()) {
            let mut day = walked(previous, span);
            if matches!(span, Span::HalfMonths { .. }) {
                let half = [14, 15, 15, 16][usize::try_from(day.days_in_month() - 28).unwrap()];
                day = days_after(day, half);
            }
            prop_assert_eq!(earliest(previous, span), day);
        }

        #[test]
        fn a_longer_wait_is_never_judged_earlier(
            previous in any_day(),
            minimum in any_span(),
            standard in proptest::option::of(any_span()),
            standard_latest in proptest::option::of(any_span()),
            maximum in proptest::option::of(any_span()),
        ) {
            let rule = IntervalRule { minimum, standard, standard_latest, maximum };
            let first = earliest(previous, minimum);
            prop_assert_eq!(rule.judge(previous, days_after(first, -1)), Interval::TooEarly { earliest: first });
            let never = matches!(rule.judge(previous, first), Interval::TooEarly { .. });
            prop_assert!(!never);
            if let Some(last) = maximum.map(|span| latest(previous, span)).filter(|last| *last >= first) {
                let on_the_last = matches!(rule.judge(previous, last), Interval::TooLate { .. });
                prop_assert!(!on_the_last);
                prop_assert_eq!(rule.judge(previous, days_after(last, 1)), Interval::TooLate { latest: last });
            }
        }
    }

    #[test]
    fn only_two_injected_live_vaccines_keep_apart() {
        use VaccineKind::{Inactivated, InjectedLive, OralLive};
        for previous in [InjectedLive, OralLive, Inactivated] {
            for next in [InjectedLive, OralLive, Inactivated] {
                let apart = previous == InjectedLive && next == InjectedLive;
                assert_eq!(between_vaccines(previous, next), apart.then_some(Span::Days(27)));
            }
        }
    }
}
