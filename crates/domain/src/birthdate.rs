//! Reads a birth date in every spelling people use, Japanese era or western year.
//! It refuses what cannot be a birth date and says why; it never guesses an era or a century.

use jiff::ToSpan;
use unicode_normalization::UnicodeNormalization;

use crate::digits::{is_dash, is_space};
use crate::wareki::{Era, Wareki};
use crate::when::Date;

/// No one has lived longer.
const OLDEST_YEARS: i32 = 130;

/// Why something typed is not a birth date. It may quote the date: show it, do not log it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BirthDateError {
    /// Nothing was typed.
    Empty,
    /// A character that belongs to no date.
    UnexpectedCharacter {
        /// The character.
        found: char,
    },
    /// Digits in one piece, but not eight (or six after an era).
    WrongLength {
        /// How many digits were found.
        digits: usize,
    },
    /// Not a year, a month and a day.
    NotThreeParts {
        /// How many numbers were found.
        found: usize,
    },
    /// A year of one or two digits without its era.
    EraMissing {
        /// The year as written.
        year: u32,
    },
    /// A year that no calendar has, such as 昭和0年 or a western year of three or five digits.
    NoSuchYear {
        /// The era, if one was given.
        era: Option<Era>,
        /// The year as written.
        year: u32,
    },
    /// A month other than 1 to 12.
    NoSuchMonth {
        /// The month as written.
        month: u32,
    },
    /// A day the month does not have.
    NoSuchDay {
        /// The month.
        month: u32,
        /// The day as written.
        day: u32,
        /// The last day of that month.
        last: i8,
    },
    /// 29 February of a common year.
    NotLeapYear {
        /// The western year.
        year: i16,
    },
    /// A real day, but of another era.
    WrongEra {
        /// The era as written.
        era: Era,
        /// The day in its own era.
        correct: Wareki,
    },
    /// A day after today.
    Future {
        /// The day.
        date: Date,
    },
    /// More than 130 years ago.
    TooOld {
        /// The day.
        date: Date,
    },
}

/// Reads a birth date. `era_hint` is the era chosen beside the field; an era or a western year that
/// was typed goes before it.
pub fn parse(input: &str, era_hint: Option<Era>, today: Date) -> Result<Date, BirthDateError> {
    let date = calendar_date(input, era_hint)?;
    if today < date {
        return Err(BirthDateError::Future { date });
    }
    if date < today.saturating_sub(OLDEST_YEARS.years()) {
        return Err(BirthDateError::TooOld { date });
    }
    Ok(date)
}

/// Reads any day of the calendar in the same spellings, past or to come.
pub fn any_day(input: &str) -> Result<Date, BirthDateError> {
    calendar_date(input, None)
}

fn calendar_date(input: &str, era_hint: Option<Era>) -> Result<Date, BirthDateError> {
    let text: String = input.nfkc().collect();
    let text = without_frame(text.trim_matches(is_space));
    if text.is_empty() {
        return Err(BirthDateError::Empty);
    }
    let (written_era, rest) = split_era(text);
    let [year, month, day] = three_parts(&numbers(rest)?, written_era, era_hint)?;
    let era = match written_era {
        None if year < 1000 => era_hint,
        written => written,
    };
    let date = calendar_day(western_year(era, year)?, month, day)?;
    match (era, Wareki::of(date)) {
        (Some(era), Some(correct)) if era != correct.era => {
            Err(BirthDateError::WrongEra { era, correct })
        }
        _ => Ok(date),
    }
}

/// The words some people put around the date.
fn without_frame(text: &str) -> &str {
    let text = text.strip_prefix("西暦").unwrap_or(text);
    let endings = ["生まれ", "うまれ", "生"];
    endings.iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(text)
}

/// The era in front, as 昭和, 昭 or s.
fn split_era(text: &str) -> (Option<Era>, &str) {
    for era in Era::ALL {
        let name = era.name();
        let short = name.chars().next().expect("an era has a name");
        let letter = era.letter();
        let rest = text
            .strip_prefix(name)
            .or_else(|| text.strip_prefix(short))
            .or_else(|| text.strip_prefix([letter, letter.to_ascii_lowercase()]));
        if let Some(rest) = rest {
            return (Some(era), rest);
        }
    }
    (None, text)
}

/// One number of the text, and how many digits it was written with; none if written like 三十二.
struct Number {
    value: u32,
    digits: usize,
}

/// The numbers between the separators.
fn numbers(text: &str) -> Result<Vec<Number>, BirthDateError> {
    let mut numbers = Vec::with_capacity(3);
    let mut run = String::new();
    for c in text.chars() {
        if numeral(c).is_some() {
            run.push(c);
        } else if is_space(c) || is_dash(c) || "年月日/.,・、。".contains(c) {
            numbers.extend(number(&std::mem::take(&mut run)));
        } else {
            return Err(BirthDateError::UnexpectedCharacter { found: c });
        }
    }
    numbers.extend(number(&run));
    Ok(joined_if_one_digit_each(numbers))
}

/// Some write one digit to a box, as on a paper form: 1 9 5 7 0 4 0 1.
fn joined_if_one_digit_each(numbers: Vec<Number>) -> Vec<Number> {
    if numbers.len() <= 3 || numbers.iter().any(|number| number.digits != 1) {
        return numbers;
    }
    let append = |value: u32, next: &Number| value.saturating_mul(10).saturating_add(next.value);
    let value = numbers.iter().fold(0, append);
    vec![Number { value, digits: numbers.len() }]
}

enum Numeral {
    Digit(u32),
    Unit(u32),
}

fn numeral(c: char) -> Option<Numeral> {
    const KANJI: &str = "〇一二三四五六七八九";
    if let Some(digit) = c.to_digit(10) {
        return Some(Numeral::Digit(digit));
    }
    let digit = match c {
        '零' => 0,
        '元' | '壱' => 1,
        '弐' => 2,
        '参' => 3,
        '十' | '拾' => return Some(Numeral::Unit(10)),
        '百' => return Some(Numeral::Unit(100)),
        '千' => return Some(Numeral::Unit(1000)),
        _ => (0..).zip(KANJI.chars()).find(|(_, kanji)| *kanji == c)?.0,
    };
    Some(Numeral::Digit(digit))
}

/// The value of a run of numerals, positional (一九五七) or with units (三十二).
fn number(run: &str) -> Option<Number> {
    let (mut total, mut current, mut with_units) = (0_u32, 0_u32, false);
    for numeral in run.chars().filter_map(numeral) {
        match numeral {
            Numeral::Digit(digit) => current = current.saturating_mul(10).saturating_add(digit),
            Numeral::Unit(unit) => {
                total = total.saturating_add(current.max(1).saturating_mul(unit));
                current = 0;
                with_units = true;
            }
        }
    }
    let digits = if with_units { 0 } else { run.chars().count() };
    (!run.is_empty()).then_some(Number { value: total.saturating_add(current), digits })
}

/// Year, month and day, from three numbers or from one piece of digits.
fn three_parts(
    numbers: &[Number],
    written_era: Option<Era>,
    era_hint: Option<Era>,
) -> Result<[u32; 3], BirthDateError> {
    match *numbers {
        [Number { value, digits: digits @ 5.. }] => {
            let in_one_piece = [value / 10_000, value / 100 % 100, value % 100];
            match (digits, written_era) {
                (8, None) | (6, Some(_)) => Ok(in_one_piece),
                (6, None) if era_hint.is_some() => Ok(in_one_piece),
                (6, None) => Err(BirthDateError::EraMissing { year: in_one_piece[0] }),
                _ => Err(BirthDateError::WrongLength { digits }),
            }
        }
        [Number { value: year, .. }, Number { value: month, .. }, Number { value: day, .. }] => {
            Ok([year, month, day])
        }
        _ => Err(BirthDateError::NotThreeParts { found: numbers.len() }),
    }
}

fn western_year(era: Option<Era>, year: u32) -> Result<i16, BirthDateError> {
    let no_such_year = BirthDateError::NoSuchYear { era, year };
    let small = i16::try_from(year).map_err(|_| no_such_year)?;
    match (era, small) {
        (Some(era), 1..=999) => Ok(era.year_zero() + small),
        (None, 1000..=9999) => Ok(small),
        (None, 0..=99) => Err(BirthDateError::EraMissing { year }),
        _ => Err(no_such_year),
    }
}

fn calendar_day(year: i16, month: u32, day: u32) -> Result<Date, BirthDateError> {
    let first = i8::try_from(month).ok().and_then(|month| Date::new(year, month, 1).ok());
    let first = first.ok_or(BirthDateError::NoSuchMonth { month })?;
    let on_that_day = i8::try_from(day).ok().and_then(|day| first.with().day(day).build().ok());
    on_that_day.ok_or(if (month, day) == (2, 29) {
        BirthDateError::NotLeapYear { year }
    } else {
        BirthDateError::NoSuchDay { month, day, last: first.days_in_month() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::when::days_after;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 4, 1);

    proptest! {
        #[test]
        fn every_birth_date_is_read_in_every_spelling(ago in 0..47_000_i64) {
            let birth = days_after(TODAY, -ago);
            let Wareki { era, year, month, day } = Wareki::of(birth).unwrap();
            let letter = era.letter();
            for spelling in [
                birth.to_string(),
                birth.strftime("%Y%m%d").to_string(),
                Wareki::of(birth).unwrap().to_string(),
                format!("{letter}{year}.{month}.{day}"),
                format!("{letter}{year:02}{month:02}{day:02}"),
            ] {
                prop_assert_eq!(parse(&spelling, None, TODAY), Ok(birth), "{}", spelling);
            }
            let with_hint = format!("{year:02}{month:02}{day:02}");
            prop_assert_eq!(parse(&with_hint, Some(era), TODAY), Ok(birth));
        }

        #[test]
        fn whatever_is_typed_gets_an_answer(typed in "[0-9SHT昭和平成年月日元十百千一二三./ -]{0,16}") {
            if let Ok(birth) = parse(&typed, None, TODAY) {
                prop_assert!(birth <= TODAY && birth >= date(1896, 4, 1));
            }
        }
    }
}
