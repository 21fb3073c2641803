//! Reads a time of the day as people type it: 9:00, 9時半, 0900, ９：００, 午後1時. It refuses what no clock shows, and
//! never guesses between morning and afternoon.

use crate::digits::{is_dash, is_space};
use jiff::civil::Time;
use unicode_normalization::UnicodeNormalization;

/// Why something typed is no time of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockTimeError {
    /// Nothing was typed.
    Empty,
    /// It is not written as a time.
    NotATime,
    /// An hour that no day has.
    NoSuchHour {
        /// The hour as written.
        hour: u32,
    },
    /// A minute that no hour has.
    NoSuchMinute {
        /// The minute as written.
        minute: u32,
    },
}

/// Reads a time.
pub fn parse(input: &str) -> Result<Time, ClockTimeError> {
    let text: String = input.nfkc().filter(|c| !is_space(*c)).collect();
    if text.is_empty() {
        return Err(ClockTimeError::Empty);
    }
    let (half, rest) = half(&text);
    let (hour, minute) = hour_and_minute(rest).ok_or(ClockTimeError::NotATime)?;
    if half.is_some() && hour >= 12 {
        return Err(ClockTimeError::NotATime);
    }
    let hour = hour + half.unwrap_or(0);
    let no_such_hour = ClockTimeError::NoSuchHour { hour };
    let no_such_minute = ClockTimeError::NoSuchMinute { minute };
    let on_clock = i8::try_from(hour).ok().filter(|hour| *hour < 24).ok_or(no_such_hour)?;
    let minute = i8::try_from(minute).map_err(|_| no_such_minute)?;
    Time::new(on_clock, minute, 0, 0).map_err(|_| no_such_minute)
}

/// Reads from when until when, as in 9:00〜12:00 or 9時から12時まで.
pub fn parse_range(input: &str) -> Result<(Time, Time), ClockTimeError> {
    let text: String = input.nfkc().collect();
    let text = text.trim_end_matches(is_space);
    let text = text.strip_suffix("まで").unwrap_or(text);
    let is_between = |c: char| matches!(c, '~' | '〜' | '～') || is_dash(c);
    let ends = text.split_once("から").or_else(|| text.split_once(is_between));
    let (from, until) = ends.ok_or(ClockTimeError::NotATime)?;
    Ok((parse(from)?, parse(until)?))
}

/// The hours that 午前 or 午後 in front add, if one stands there.
fn half(text: &str) -> (Option<u32>, &str) {
    let halves = [("午前", 0), ("午後", 12)];
    let found = halves.iter().find_map(|(word, add)| Some((*add, text.strip_prefix(word)?)));
    found.map_or((None, text), |(add, rest)| (Some(add), rest))
}

fn hour_and_minute(text: &str) -> Option<(u32, u32)> {
    if let Some(hour) = text.strip_suffix("時半") {
        return Some((number(hour)?, 30));
    }
    if let Some((hour, minute)) = text.split_once([':', '時', '.']) {
        let minute = minute.strip_suffix('分').unwrap_or(minute);
        let minute = if minute.is_empty() && text.ends_with('時') { 0 } else { number(minute)? };
        return Some((number(hour)?, minute));
    }
    let all = number(text)?;
    match text.len() {
        1 | 2 => Some((all, 0)),
        _ => Some((all / 100, all % 100)),
    }
}

/// One to four digits.
fn number(text: &str) -> Option<u32> {
    let is_short = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if is_short { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;
    use proptest::prelude::*;

    #[test]
    fn a_time_is_read_as_people_write_it() {
        let nine = [
            "9:00",
            "09:00",
            "９：００",
            "9時",
            "９時００分",
            "0900",
            "900",
            "9",
            "午前9時",
            " 9 : 00 ",
        ];
        for typed in nine {
            assert_eq!(parse(typed), Ok(time(9, 0, 0, 0)), "{typed}");
        }
        for typed in ["13:30", "13時半", "１３時３０分", "1330", "13.30", "午後1時30分", "午後1:30"]
        {
            assert_eq!(parse(typed), Ok(time(13, 30, 0, 0)), "{typed}");
        }
        assert_eq!(parse("午後0時"), Ok(time(12, 0, 0, 0)), "noon");
        assert_eq!(parse("0:00"), Ok(time(0, 0, 0, 0)));
    }

    #[test]
    fn what_no_clock_shows_is_told_apart() {
        assert_eq!(parse("25:00"), Err(ClockTimeError::NoSuchHour { hour: 25 }));
        assert_eq!(parse("24:00"), Err(ClockTimeError::NoSuchHour { hour: 24 }));
        assert_eq!(parse("2500"), Err(ClockTimeError::NoSuchHour { hour: 25 }));
        assert_eq!(parse("9:60"), Err(ClockTimeError::NoSuchMinute { minute: 60 }));
        assert_eq!(parse("9:9999"), Err(ClockTimeError::NoSuchMinute { minute: 9999 }));
        assert_eq!(parse("　"), Err(ClockTimeError::Empty));
        for typed in [
            "朝",
            "🎉",
            "9:",
            ":30",
            "9:00:00",
            "午後13時",
            "午後12時",
            "-9",
            "90000",
            &"9".repeat(10_000),
        ] {
            assert_eq!(parse(typed), Err(ClockTimeError::NotATime), "{typed}");
        }
    }

    #[test]
    fn from_when_until_when() {
        let morning = Ok((time(9, 0, 0, 0), time(12, 0, 0, 0)));
        for typed in [
            "9:00〜12:00",
            "9:00-12:00",
            "9時から12時まで",
            "９：００～１２：００",
            "9:00 – 12:00 ",
        ] {
            assert_eq!(parse_range(typed), morning, "{typed}");
        }
        assert_eq!(parse_range("9:00"), Err(ClockTimeError::NotATime));
        assert_eq!(parse_range("9:00〜25:00"), Err(ClockTimeError::NoSuchHour { hour: 25 }));
        assert_eq!(parse_range("〜12:00"), Err(ClockTimeError::Empty));
    }

    proptest! {
        #[test]
        fn every_minute_of_the_day_is_read_back(minutes in 0..1440_i16) {
            let hour = i8::try_from(minutes / 60).unwrap();
            let at = time(hour, i8::try_from(minutes % 60).unwrap(), 0, 0);
            for format in ["%H:%M", "%H時%M分", "%H%M"] {
                prop_assert_eq!(parse(&at.strftime(format).to_string()), Ok(at));
            }
        }

        #[test]
        fn whatever_is_typed_gets_an_answer(typed in "[0-9:時分半午前後~〜 -]{0,12}") {
            let _ = (parse(&typed).is_ok(), parse_range(&typed).is_ok());
        }
    }
}
