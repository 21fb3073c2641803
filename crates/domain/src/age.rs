//! Age as the law counts it, and the four ways a programme says whom it is for.
//! It answers with days, never with sentences, and it knows nothing of doses or intervals.

use serde::{Deserialize, Serialize};

use crate::when::{Date, day_completing_months, days_after};

/// Whom a programme is for, by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AgeRule {
    /// By age on the day itself. An age is reached on the eve of the birthday and "under" that age
    /// runs through the same eve, so on that one day both hold.
    OnTheDay {
        /// ○歳以上: from the eve of that birthday.
        from: Option<Age>,
        /// ○歳未満・○歳に至るまで: through the eve of that birthday.
        under: Option<Age>,
    },
    /// By the age a person reaches within the fiscal year of the day (年度年齢, cut at 1 April).
    FiscalYear {
        /// ○歳以上.
        from: Option<u16>,
        /// ○歳以下.
        through: Option<u16>,
    },
    /// By a fixed range of birth dates.
    Born {
        /// The earliest birth date meant.
        first: Option<Date>,
        /// The latest birth date meant.
        last: Option<Date>,
    },
    /// By weeks and days since birth, as rotavirus vaccine is given; both ends included.
    Weeks {
        /// 出生○週○日後から.
        from: WeekAge,
        /// 出生○週○日後まで.
        through: WeekAge,
    },
}

/// An age in completed years and months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Age {
    /// Completed years.
    pub years: u16,
    /// Completed months on top of them; 90 months may be written as such.
    pub months: u16,
}

/// An age in weeks and days; the day of birth is week 0, day 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WeekAge {
    /// Whole weeks since the day of birth.
    pub weeks: u16,
    /// Days on top of them.
    pub days: u16,
}

/// The days on which a rule admits one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgeWindow {
    /// The first day, never before birth.
    pub first: Date,
    /// The last day; none if the rule has no upper end. A window that ends before it begins is
    /// never open.
    pub last: Option<Date>,
}

/// Why a rule does not admit a person on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeRefusal {
    /// Not yet.
    TooYoung {
        /// The first day on which it will.
        from: Date,
    },
    /// No longer.
    TooOld {
        /// The last day on which it did.
        last: Date,
    },
    /// Born before the range of birth dates it is meant for.
    BornBefore {
        /// The earliest birth date meant.
        first: Date,
    },
    /// Born after the range of birth dates it is meant for.
    BornAfter {
        /// The latest birth date meant.
        last: Date,
    },
}

impl AgeRule {
    /// Whether the rule admits a person born on `birth` on that day, and if not, why not.
    pub fn check(&self, birth: Date, day: Date) -> Result<(), AgeRefusal> {
        let AgeWindow { first, last } = self.window(birth)?;
        if day < first {
            return Err(AgeRefusal::TooYoung { from: first });
        }
        match last {
            Some(last) if last < day => Err(AgeRefusal::TooOld { last }),
            _ => Ok(()),
        }
    }

    /// The days on which the rule admits a person born on `birth`.
    pub fn window(&self, birth: Date) -> Result<AgeWindow, AgeRefusal> {
        let (first, last) = match *self {
            Self::OnTheDay { from, under } => {
                (from.map(|age| age.reached_on(birth)), under.map(|age| age.reached_on(birth)))
            }
            Self::FiscalYear { from, through } => (
                from.map(|age| fiscal_year_of_age(birth, age)),
                through.map(|age| days_after(fiscal_year_of_age(birth, age.saturating_add(1)), -1)),
            ),
            Self::Born { first, last } => {
                birth_within(birth, first, last)?;
                (None, None)
            }
            Self::Weeks { from, through } => {
                (Some(from.reached_on(birth)), Some(through.reached_on(birth)))
            }
        };
        Ok(AgeWindow { first: first.map_or(birth, |first| first.max(birth)), last })
    }
}

impl Age {
    /// The day on which someone born on `birth` is first this old: the eve of the birthday.
    pub fn reached_on(self, birth: Date) -> Date {
        day_completing_months(birth, u32::from(self.years) * 12 + u32::from(self.months))
    }
}

impl WeekAge {
    /// The day on which someone born on `birth` is exactly this old.
    pub fn reached_on(self, birth: Date) -> Date {
        days_after(birth, i64::from(self.weeks) * 7 + i64::from(self.days))
    }
}

/// The age in years under the Act on Calculation of Ages: a year counts from the eve of the birthday.
///
/// In daily life people count from the birthday itself, one day later. Before birth it is zero.
pub fn completed_years_on(birth: Date, day: Date) -> i32 {
    // The year that a birthday on 1 January completes ends in the calendar year before it.
    let mut years = i32::from(day.year()) - i32::from(birth.year()) + 1;
    while years > 0 && year_completed_on(birth, years) > day {
        years -= 1;
    }
    years.max(0)
}

fn year_completed_on(birth: Date, years: i32) -> Date {
    day_completing_months(birth, years.unsigned_abs().saturating_mul(12))
}

/// The fiscal year a day lies in: April to March, named after its April.
pub fn fiscal_year(day: Date) -> i16 {
    if day.month() < 4 { day.year() - 1 } else { day.year() }
}

/// 年度年齢: the age a person reaches by the end of a fiscal year.
///
/// A birthday on 1 April completes its year on 31 March, so the cut falls between 1 and 2 April.
pub fn fiscal_age(birth: Date, fiscal_year: i16) -> i32 {
    let end = Date::new(fiscal_year.saturating_add(1), 3, 31).unwrap_or(Date::MAX);
    completed_years_on(birth, end)
}

/// Whether the day lies in the year before the child enters school, the second term of the
/// measles-rubella vaccine. As a rule: [`AgeRule::FiscalYear`] from 6 through 6.
pub fn is_preschool_year(birth: Date, day: Date) -> bool {
    fiscal_age(birth, fiscal_year(day)) == 6
}

/// The first day of the fiscal year in which an age is reached.
fn fiscal_year_of_age(birth: Date, years: u16) -> Date {
    let reached = Age { years, months: 0 }.reached_on(birth);
    Date::new(fiscal_year(reached), 4, 1).unwrap_or(Date::MIN)
}

fn birth_within(birth: Date, first: Option<Date>, last: Option<Date>) -> Result<(), AgeRefusal> {
    match (first, last) {
        (Some(first), _) if birth < first => Err(AgeRefusal::BornBefore { first }),
        (_, Some(last)) if last < birth => Err(AgeRefusal::BornAfter { last }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::when::days_after;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// The law read aloud, one day after another: a month is complete at the end of a day if the
    /// next day bears the number of the day of birth, or if the month ends without reaching it.
    fn months_counted_by_hand(birth: Date, day: Date) -> i32 {
        let mut months = 0;
        let mut today = birth;
        while today <= day {
            let tomorrow = today.tomorrow().unwrap();
            let month_ends = tomorrow.day() == 1;
            if tomorrow.day() == birth.day() || (month_ends && today.day() < birth.day()) {
                months += 1;
            }
            today = tomorrow;
        }
        months
    }

    prop_compose! {
        fn any_birth()(offset in 0..55_000_i64) -> Date {
            days_after(date(1900, 1, 1), offset)
        }
    }

    proptest! {
        #[test]
        fn years_agree_with_counting_by_hand(birth in any_birth(), lived in 0..40_000_i64) {
            let day = days_after(birth, lived);
            prop_assert_eq!(completed_years_on(birth, day), months_counted_by_hand(birth, day) / 12);
        }

        #[test]
        fn an_age_is_reached_on_the_first_day_that_counts_it(birth in any_birth(), months in 1..240_u16) {
            let reached = Age { years: 0, months }.reached_on(birth);
            let months = i32::from(months);
            prop_assert_eq!(months_counted_by_hand(birth, reached), months);
            prop_assert_eq!(months_counted_by_hand(birth, days_after(reached, -1)), months - 1);
        }

        #[test]
        fn check_opens_and_shuts_where_the_window_says(birth in any_birth(), years in 0..90_u16) {
            let age = Age { years, months: 6 };
            let under = Age { years: years + 2, months: 0 };
            let fiscal = AgeRule::FiscalYear { from: Some(years), through: Some(years) };
            for rule in [AgeRule::OnTheDay { from: Some(age), under: Some(under) }, fiscal] {
                let AgeWindow { first, last } = rule.window(birth).unwrap();
                let last = last.unwrap();
                prop_assert_eq!(rule.check(birth, first), Ok(()));
                prop_assert_eq!(rule.check(birth, last), Ok(()));
                let (early, late) = (days_after(first, -1), days_after(last, 1));
                prop_assert_eq!(rule.check(birth, early), Err(AgeRefusal::TooYoung { from: first }));
                prop_assert_eq!(rule.check(birth, late), Err(AgeRefusal::TooOld { last }));
            }
        }

        #[test]
        fn fiscal_age_and_its_rule_agree(birth in any_birth(), lived in 0..30_000_i64) {
            let day = days_after(birth, lived);
            let age = u16::try_from(fiscal_age(birth, fiscal_year(day))).unwrap();
            let rule = AgeRule::FiscalYear { from: Some(age), through: Some(age) };
            prop_assert_eq!(rule.check(birth, day), Ok(()));
        }
    }
}
