//! What one word of a search can mean.

use super::{Meaning, Why};
use crate::{
    birthdate::{self, BirthDateError},
    booking_number::BookingNumber,
    digits::{self, digit, is_dash, is_space},
    kana,
    voucher::{self, Scanned},
    wareki::Era,
    when::Date,
};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// The fewest digits that are looked for.
const DIGITS_LEAST: usize = 4;

/// What a page says before a number and somebody copies with it. Nobody has such a name.
const LABELS: [&str; 6] = ["末尾", "接種券", "接種券番号", "電話", "電話番号", "予約番号"];

/// The words of a text: parted by spaces, commas and brackets, and where a name and a number stand side by side.
pub(super) fn words(text: &str) -> Vec<String> {
    let text: String = text.nfkc().collect();
    let parted = text.split(|c| is_space(c) || "、,()+".contains(c));
    let words = parted.filter(|word| !word.is_empty()).flat_map(unglued);
    words.filter(|word| !LABELS.contains(&word.as_str())).collect()
}

/// サトウ5678 is a name and a number, in either order; 昭和32年4月1日 and S32.4.1 are dates and stay whole.
fn unglued(word: &str) -> Vec<String> {
    let of_number = |c: char| c.is_ascii_digit() || is_dash(c) || matches!(c, '/' | '.');
    let whole = || vec![word.to_owned()];
    let Some(at) = word.find(|c: char| c.is_ascii_digit()) else { return whole() };
    let at = if at == 0 { word.find(|c| !of_number(c)).unwrap_or(word.len()) } else { at };
    let (one, other) = word.split_at(at);
    let (name, number) = if one.chars().all(of_number) { (other, one) } else { (one, other) };
    let glued = !name.is_empty()
        && number.chars().all(of_number)
        && !name.chars().any(|c| c.is_ascii_digit())
        && !is_of_a_date(name);
    if glued { vec![name.to_owned(), number.to_owned()] } else { whole() }
}

/// An era, or what stands between the numbers of a date.
fn is_of_a_date(name: &str) -> bool {
    let is_era = |era: Era| {
        let short = name.chars().next().filter(|_| name.chars().count() == 1);
        let is_short = short
            .is_some_and(|c| era.name().starts_with(c) || era.letter() == c.to_ascii_uppercase());
        name == era.name() || is_short
    };
    name == "西暦" || name.starts_with(['年', '月', '日', '生']) || Era::ALL.into_iter().any(is_era)
}

/// Everything a word can mean, or why it means nothing.
pub(super) fn meanings(word: &str, today: Date) -> Result<BTreeSet<Meaning>, Why> {
    let mut found: BTreeSet<Meaning> = dates(word, today).into_iter().map(Meaning::Born).collect();
    found.extend(part_of_date(word, today));
    match digits::digits(word) {
        Ok(number) if !number.is_empty() => found.extend(numbers(&number)),
        Ok(_) => return Err(Why::NoLetters),
        Err(_) => found.extend(name(word)),
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let count = word.chars().filter_map(digit).count();
    Err(match (count, digits::digits(word)) {
        (0, _) => Why::NoLetters,
        (few, _) if few < DIGITS_LEAST => Why::FewDigits,
        (digits, Ok(_)) => Why::NoSuchNumber { digits },
        (_, Err(_)) => Why::Unclear,
    })
}

/// Words beside each other that are one thing: a date, or the whole of a number.
pub(super) fn whole(words: &[String], today: Date) -> Option<BTreeSet<Meaning>> {
    let spaced = words.join(" ");
    let mut found: BTreeSet<Meaning> =
        dates(&spaced, today).into_iter().map(Meaning::Born).collect();
    if let Ok(number) = digits::digits(&spaced) {
        let is_whole = |meaning: &Meaning| match meaning {
            Meaning::Booking(_) | Meaning::Voucher(..) => true,
            Meaning::Phone(phone) => phone.len() >= 10,
            _ => false,
        };
        found.extend(numbers(&number).into_iter().filter(is_whole));
    }
    Some(found).filter(|found| !found.is_empty())
}

/// The numbers that these digits can be, or be the end of.
fn numbers(digits: &str) -> Vec<Meaning> {
    let digits = national(digits);
    let mut found = Vec::new();
    if let Ok(Scanned { municipality, number, .. }) = voucher::parse(&digits) {
        found.push(Meaning::Voucher(municipality, number));
    }
    found.extend(BookingNumber::parse(&digits).ok().map(Meaning::Booking));
    match digits.len() {
        DIGITS_LEAST..=9 => {
            found.push(Meaning::VoucherTail(digits.clone()));
            found.push(Meaning::Phone(digits));
        }
        10 | 11 if digits.starts_with('0') => found.push(Meaning::Phone(digits)),
        _ => {}
    }
    found
}

/// A phone number from abroad as it is dialled at home: 81 90 … is 090 ….
fn national(digits: &str) -> String {
    let rest = digits.strip_prefix("81").filter(|rest| matches!(rest.len(), 9 | 10));
    rest.map_or_else(|| digits.to_owned(), |rest| format!("0{}", rest.trim_start_matches('0')))
}

/// The days that a whole date can be: where the era is missing, that day in every era that had it.
fn dates(word: &str, today: Date) -> Vec<Date> {
    match birthdate::parse(word, None, today) {
        Ok(date) => vec![date],
        Err(BirthDateError::EraMissing { .. }) => {
            let in_era = |era| birthdate::parse(word, Some(era), today).ok();
            Era::ALL.into_iter().filter_map(in_era).collect()
        }
        Err(_) => Vec::new(),
    }
}

/// A year alone, or a month and a day.
fn part_of_date(word: &str, today: Date) -> Vec<Meaning> {
    let mut found = BTreeSet::new();
    let has_digit = word.chars().any(|c| c.is_ascii_digit()) || word.contains('元');
    let four = word.len() == 4 && word.bytes().all(|c| c.is_ascii_digit());
    if has_digit
        && !word.starts_with('0')
        && (word.ends_with('年') || !word.contains(['/', '月', '.', '日']))
    {
        let year = word.trim_end_matches('年');
        // An era begins or ends within a year: one of the two days is always in it.
        for day in ["1月1日", "12月31日"] {
            let days = dates(&format!("{year}年{day}"), today);
            let named = word.ends_with('年') || four || digits::digits(word).is_err();
            found.extend(days.into_iter().filter(|_| named).map(|day| Meaning::BornIn(day.year())));
        }
    }
    if word.contains('月') || word.contains('/') {
        found.extend(birthday(word, today));
    }
    if four {
        found.extend(birthday(&format!("{}/{}", &word[..2], &word[2..]), today));
    }
    found.into_iter().collect()
}

/// The 29th of February is a birthday, too: it is tried in a leap year.
fn birthday(word: &str, today: Date) -> Option<Meaning> {
    let date = birthdate::parse(&format!("2000/{}", word.replace('月', "/")), None, today).ok()?;
    Some(Meaning::BornOn(date.month(), date.day()))
}

/// A name in kana or as it is written, or a voucher as a scanner reads it.
fn name(word: &str) -> Option<Meaning> {
    if let Ok(Scanned { municipality, number, .. }) = voucher::parse(word) {
        return Some(Meaning::Voucher(municipality, number));
    }
    let word = ["さま", "様"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    if !word.chars().any(char::is_alphabetic) || word.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let is_kana = |c: char| matches!(c, 'ぁ'..='ゟ' | '゠'..='ヿ' | 'ㇰ'..='ㇿ') || is_dash(c);
    if word.chars().all(is_kana) {
        let folded = kana::fold(word);
        return Some(folded).filter(|folded| !folded.is_empty()).map(Meaning::Kana);
    }
    Some(kana::fold_kanji(word)).filter(|folded| !folded.is_empty()).map(Meaning::Written)
}
