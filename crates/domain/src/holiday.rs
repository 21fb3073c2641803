//! Japan's national holidays, computed from the Act on National Holidays (Act No. 178 of 1948), and the
//! business days of a town hall. Local closures are the town's data and come in as arguments.

use jiff::civil::Weekday::{Monday, Saturday, Sunday};

use crate::when::{Date, days_after};

/// The years in which holidays are known; outside them no day is a holiday.
pub const KNOWN_YEARS: std::ops::RangeInclusive<i16> = 1980..=2099;

/// The name of the holiday on this day, or `None` on an ordinary day.
pub fn holiday_name(date: Date) -> Option<&'static str> {
    if !KNOWN_YEARS.contains(&date.year()) {
        return None;
    }
    if let Some(name) = national(date) {
        return Some(name);
    }
    if is_substitute(date) {
        return Some("振替休日");
    }
    is_sandwiched(date).then_some("国民の休日")
}

/// Whether a town hall works on this day: Monday to Friday, no holiday, none of its own closures.
pub fn is_business_day(date: Date, closures: &[Date]) -> bool {
    !matches!(date.weekday(), Saturday | Sunday)
        && holiday_name(date).is_none()
        && !closures.contains(&date)
}

/// The `n`-th business day before this one, which itself need not be one; `n` of zero is the day itself.
pub fn business_days_before(date: Date, n: u32, closures: &[Date]) -> Date {
    let mut day = date;
    for _ in 0..n {
        day = days_after(day, -1);
        while !is_business_day(day, closures) && day > Date::MIN {
            day = days_after(day, -1);
        }
    }
    day
}

/// 29 December to 3 January, the closure that most towns set by ordinance (Local Autonomy Act,
/// article 4-2). A town that keeps it puts these days among its closures.
pub fn year_end_closure(year: i16) -> [Date; 6] {
    let first = Date::new(year, 12, 29).unwrap_or(Date::MAX);
    std::array::from_fn(|day| days_after(first, i64::try_from(day).expect("six days")))
}

/// The holidays the Act names, and those that single acts added for one year.
fn national(date: Date) -> Option<&'static str> {
    once(date).or_else(|| {
        let (year, day) = (date.year(), date.day());
        match date.month() {
            1 => january(date),
            2 => february(year, day),
            3 => (day == vernal_equinox(year)).then_some("春分の日"),
            4 => (day == 29).then(|| april_29(year)),
            5 => may(year, day),
            7 => july(date),
            8 => mountain_day(year, day),
            9 => september(date),
            10 => sports_day(date),
            11 => match day {
                3 => Some("文化の日"),
                23 => Some("勤労感謝の日"),
                _ => None,
            },
            12 => (day == 23 && (1989..=2018).contains(&year)).then_some("天皇誕生日"),
            _ => None,
        }
    })
}

/// Days made holidays once, by an act of their own.
fn once(date: Date) -> Option<&'static str> {
    match (date.year(), date.month(), date.day()) {
        (1989, 2, 24) => Some("昭和天皇の大喪の礼"),
        (1990, 11, 12) | (2019, 10, 22) => Some("即位礼正殿の儀"),
        (1993, 6, 9) => Some("皇太子徳仁親王の結婚の儀"),
        (2019, 5, 1) => Some("天皇の即位の日"),
        _ => None,
    }
}

fn january(date: Date) -> Option<&'static str> {
    let coming_of_age = if date.year() < 2000 { date.day() == 15 } else { is_monday(date, 2) };
    match date.day() {
        1 => Some("元日"),
        _ => coming_of_age.then_some("成人の日"),
    }
}

fn february(year: i16, day: i8) -> Option<&'static str> {
    match day {
        11 => Some("建国記念の日"),
        23 if year >= 2020 => Some("天皇誕生日"),
        _ => None,
    }
}

fn april_29(year: i16) -> &'static str {
    match year {
        ..=1988 => "天皇誕生日",
        1989..=2006 => "みどりの日",
        _ => "昭和の日",
    }
}

fn may(year: i16, day: i8) -> Option<&'static str> {
    match day {
        3 => Some("憲法記念日"),
        4 if year >= 2007 => Some("みどりの日"),
        5 => Some("こどもの日"),
        _ => None,
    }
}

/// Marine Day, and Sports Day in the two years it moved here for the Olympic Games.
fn july(date: Date) -> Option<&'static str> {
    let marine = match date.year() {
        ..=1995 => false,
        1996..=2002 => date.day() == 20,
        2020 => date.day() == 23,
        2021 => date.day() == 22,
        _ => is_monday(date, 3),
    };
    let sports = matches!((date.year(), date.day()), (2020, 24) | (2021, 23));
    match (marine, sports) {
        (true, _) => Some("海の日"),
        (_, true) => Some("スポーツの日"),
        _ => None,
    }
}

fn mountain_day(year: i16, day: i8) -> Option<&'static str> {
    let on = match year {
        ..=2015 => return None,
        2020 => 10,
        2021 => 8,
        _ => 11,
    };
    (day == on).then_some("山の日")
}

fn september(date: Date) -> Option<&'static str> {
    let aged = if date.year() < 2003 { date.day() == 15 } else { is_monday(date, 3) };
    if aged {
        return Some("敬老の日");
    }
    (date.day() == autumnal_equinox(date.year())).then_some("秋分の日")
}

fn sports_day(date: Date) -> Option<&'static str> {
    match date.year() {
        ..=1999 => (date.day() == 10).then_some("体育の日"),
        2000..=2019 => is_monday(date, 2).then_some("体育の日"),
        2020 | 2021 => None,
        _ => is_monday(date, 2).then_some("スポーツの日"),
    }
}

/// A holiday on a Sunday frees the next day; since 2007 the next day that is no holiday itself.
fn is_substitute(date: Date) -> bool {
    let mut before = days_after(date, -1);
    if date.year() < 2007 {
        return before.weekday() == Sunday && national(before).is_some();
    }
    while national(before).is_some() {
        if before.weekday() == Sunday {
            return true;
        }
        before = days_after(before, -1);
    }
    false
}

/// Since the end of 1985 a day between two holidays is free as well; until 2006 not if a Sunday.
fn is_sandwiched(date: Date) -> bool {
    let counts = date.year() >= 2007 || date.weekday() != Sunday;
    date.year() >= 1986
        && counts
        && national(days_after(date, -1)).is_some()
        && national(days_after(date, 1)).is_some()
}

fn is_monday(date: Date, nth: i8) -> bool {
    date.weekday() == Monday && (date.day() + 6) / 7 == nth
}

/// The day of March. The Cabinet announces it each February; the usual formula has always agreed.
fn vernal_equinox(year: i16) -> i8 {
    equinox(year, 20_843_100)
}

/// The day of September, likewise.
fn autumnal_equinox(year: i16) -> i8 {
    equinox(year, 23_248_800)
}

/// Valid for [`KNOWN_YEARS`]; counted in millionths of a day from the one of 1980.
fn equinox(year: i16, in_1980: i32) -> i8 {
    let years = i32::from(year) - 1980;
    let day = (in_1980 + 242_194 * years) / 1_000_000 - years / 4;
    i8::try_from(day).expect("an equinox falls between the 19th and the 24th of its month")
}
