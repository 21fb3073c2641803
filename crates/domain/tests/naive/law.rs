//! Ages and intervals as the towns and the ministry say them aloud, by walking and counting. Slow, and written
//! without looking at the engine.

use super::calendar::{Day, days_in};
use domain::{
    age::{Age, AgeRule, WeekAge},
    interval::Span,
};

/// A life, walked through once: the days at whose end another month of it was complete.
#[derive(Debug)]
pub(crate) struct Life {
    birth: Day,
    months: Vec<Day>,
}

impl Life {
    pub(crate) fn walked(birth: Day, until: Day) -> Self {
        let mut months = Vec::new();
        let mut today = birth;
        while today <= until {
            let tomorrow = today.tomorrow();
            // 「応当する日」の前日に満ちる。その日がない月では、月の末日に満ちる。
            let answers = tomorrow.number == birth.number;
            let month_is_over = tomorrow.number == 1 && today.number < birth.number;
            if answers || month_is_over {
                months.push(today);
            }
            today = tomorrow;
        }
        Self { birth, months }
    }

    /// Months complete at the end of a day.
    fn complete(&self, day: Day) -> usize {
        self.months.iter().filter(|complete| **complete <= day).count()
    }

    /// Months complete when a day begins.
    fn complete_before(&self, day: Day) -> usize {
        self.months.iter().filter(|complete| **complete < day).count()
    }

    /// Whether the rule admits this person on a day.
    pub(crate) fn may_by(&self, rule: &AgeRule, day: Day) -> bool {
        if day < self.birth {
            return false;
        }
        match rule {
            // "X or older" from the eve, "under X" through the eve: on that one day both hold.
            AgeRule::OnTheDay { from, under } => {
                from.is_none_or(|age| self.complete(day) >= in_months(age))
                    && under.is_none_or(|age| self.complete_before(day) < in_months(age))
            }
            AgeRule::FiscalYear { from, through } => {
                from.is_none_or(|years| self.is_of_year(years, day))
                    && through.is_none_or(|years| !self.is_of_year(years + 1, day))
            }
            AgeRule::Born { first, last } => {
                first.is_none_or(|first| Day::of(first) <= self.birth)
                    && last.is_none_or(|last| self.birth <= Day::of(last))
            }
            AgeRule::Weeks { from, through } => {
                let lived = self.birth.whole_days_before(day).map_or(0, |between| between + 1);
                in_days(*from) <= lived && lived <= in_days(*through)
            }
        }
    }

    /// Whether this person has grown out of the rule by a day.
    pub(crate) fn has_outgrown(&self, rule: &AgeRule, day: Day) -> bool {
        if day < self.birth {
            return false;
        }
        match rule {
            AgeRule::OnTheDay { from, under } => {
                from.is_none_or(|age| self.complete(day) >= in_months(age))
                    && under.is_some_and(|age| self.complete_before(day) >= in_months(age))
            }
            AgeRule::FiscalYear { from, through } => {
                from.is_none_or(|years| self.is_of_year(years, day))
                    && through.is_some_and(|years| self.is_of_year(years + 1, day))
            }
            AgeRule::Born { .. } => false,
            AgeRule::Weeks { from, through } => {
                let lived = self.birth.whole_days_before(day).map_or(0, |between| between + 1);
                in_days(*from) <= lived && in_days(*through) < lived
            }
        }
    }

    /// "65 and over in fiscal 2021" is born on or before 1 April 1957.
    fn is_of_year(&self, years: u16, day: Day) -> bool {
        let april = if day.month >= 4 { day.year } else { day.year - 1 };
        let cut = april + 1 - i16::try_from(years).expect("a human age");
        self.birth <= Day { year: cut, month: 4, number: 1 }
    }
}

fn in_months(age: Age) -> usize {
    usize::from(age.years) * 12 + usize::from(age.months)
}

fn in_days(age: WeekAge) -> u32 {
    u32::from(age.weeks) * 7 + u32::from(age.days)
}

/// The first day of "at least", and the last of "up to".
pub(crate) fn day_at(previous: Day, span: Span) -> Day {
    match span {
        // 「間に○日をはさむ」
        Span::Days(days) => previous.after(days).tomorrow(),
        Span::Weeks(weeks) => previous.after(weeks * 7),
        Span::Months(months) => months_on(previous, months),
        Span::HalfMonths { months } => {
            let day = months_on(previous, months);
            let half = match days_in(day.year, day.month) {
                28 => 14,
                29 | 30 => 15,
                _ => 16,
            };
            day.after(half)
        }
    }
}

/// The same number so many months later, or the first of the month after where there is none.
fn months_on(previous: Day, months: u32) -> Day {
    let mut day = previous;
    for _ in 0..months {
        // To the month after, however long this one is.
        let month = day.month;
        while day.month == month {
            day = day.tomorrow();
        }
    }
    if previous.number > days_in(day.year, day.month) {
        let month = day.month;
        while day.month == month {
            day = day.tomorrow();
        }
        return day;
    }
    Day { number: previous.number, ..day }
}
