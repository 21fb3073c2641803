//! Japanese eras: which era and year a day belongs to, and how that is written.
//! The calendar of Japan is the Gregorian one since 1 January 1873; days before it have no place here.

use std::fmt;

use jiff::civil::date;
use serde::{Deserialize, Serialize};

use crate::when::Date;

/// An era since the Gregorian calendar came into use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Era {
    /// 明治.
    Meiji,
    /// 大正.
    Taisho,
    /// 昭和.
    Showa,
    /// 平成.
    Heisei,
    /// 令和.
    Reiwa,
}

/// A day in the Japanese calendar. Shown as 昭和32年4月1日, the first year as 元年.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wareki {
    /// The era.
    pub era: Era,
    /// The year of the era, from 1.
    pub year: i16,
    /// The month.
    pub month: i8,
    /// The day of the month.
    pub day: i8,
}

impl Era {
    /// Every era, oldest first.
    pub const ALL: [Self; 5] = [Self::Meiji, Self::Taisho, Self::Showa, Self::Heisei, Self::Reiwa];

    /// The era a day belongs to.
    pub fn of(day: Date) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|era| era.first_day() <= day)
    }

    /// The name, such as 昭和.
    pub fn name(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// The letter used on forms, such as S.
    pub fn letter(self) -> char {
        match self {
            Self::Meiji => 'M',
            Self::Taisho => 'T',
            Self::Showa => 'S',
            Self::Heisei => 'H',
            Self::Reiwa => 'R',
        }
    }

    /// Its first day; for Meiji the first day of the Gregorian calendar, in its sixth year.
    pub fn first_day(self) -> Date {
        match self {
            Self::Meiji => date(1873, 1, 1),
            Self::Taisho => date(1912, 7, 30),
            Self::Showa => date(1926, 12, 25),
            Self::Heisei => date(1989, 1, 8),
            Self::Reiwa => date(2019, 5, 1),
        }
    }

    /// The calendar year before the era's first, so that adding the year of the era gives the year.
    pub(crate) fn year_zero(self) -> i16 {
        match self {
            Self::Meiji => 1867,
            _ => self.first_day().year() - 1,
        }
    }
}

impl Wareki {
    /// The day in the Japanese calendar; none before 1873.
    pub fn of(day: Date) -> Option<Self> {
        let era = Era::of(day)?;
        let year = day.year() - era.year_zero();
        Some(Self { era, year, month: day.month(), day: day.day() })
    }

    /// The year alone: 昭和32年, 令和元年.
    pub fn year_name(&self) -> String {
        match self.year {
            1 => format!("{}元年", self.era.name()),
            year => format!("{}{year}年", self.era.name()),
        }
    }
}

impl fmt::Display for Wareki {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}月{}日", self.year_name(), self.month, self.day)
    }
}
