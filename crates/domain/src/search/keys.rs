//! Under what people are looked for: few short scraps of each person, which the store keeps as keyed tokens. A key
//! finds candidates; whether they are meant is decided on the opened person by [`super::fit`].

use super::Meaning;
use crate::{
    kana,
    person::{Details, Person},
    when::Date,
};
use std::collections::BTreeSet;

/// A scrap that people are looked for by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// How a reading begins, at any of its words, loosely folded.
    Kana(String),
    /// How a written name begins, at any of its words.
    Written(String),
    /// The birth date.
    Born(Date),
    /// The year of birth.
    BornIn(i16),
    /// The birthday: month and day.
    BornOn(i8, i8),
    /// The last four digits of the phone number, or the last eight.
    Phone(String),
    /// The last four digits of a voucher in force, or the last eight.
    Voucher(String),
}

/// One sound is the beginning of a town's tenth: it says nothing.
const KANA_LEAST: usize = 2;
/// Longer beginnings tell nobody apart any more.
const KANA_MOST: usize = 8;
const WRITTEN_MOST: usize = 4;
/// How many digits the ends of numbers have. Four are what a caller gives; a city of a million has a hundred phones that
/// end in the same four, and one that ends in the same eight.
const TAILS: [usize; 2] = [8, 4];
/// Names of more words than this are looked for by their first.
const WORDS_MOST: usize = 4;

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(sealed)")
    }
}

impl Key {
    /// The kind of scrap and the scrap itself, as the store makes a token of them.
    pub fn parts(&self) -> (&'static str, String) {
        match self {
            Self::Kana(text) => ("search_kana", text.clone()),
            Self::Written(text) => ("search_written", text.clone()),
            Self::Born(date) => ("search_born", date.to_string()),
            Self::BornIn(year) => ("search_year", year.to_string()),
            Self::BornOn(month, day) => ("search_birthday", format!("{month}-{day}")),
            Self::Phone(tail) => ("search_phone", tail.clone()),
            Self::Voucher(tail) => ("search_voucher", tail.clone()),
        }
    }
}

/// Every key of a person.
pub fn of(person: &Person) -> BTreeSet<Key> {
    let Details { kana: reading, name, birth, phone, .. } = &person.details;
    let birthday = Key::BornOn(birth.month(), birth.day());
    let mut keys = BTreeSet::from([Key::Born(*birth), Key::BornIn(birth.year()), birthday]);
    for start in starts(reading, kana::fold_loose) {
        keys.extend(prefixes(&start, KANA_LEAST, KANA_MOST).map(Key::Kana));
    }
    for start in starts(name, kana::fold_kanji) {
        keys.extend(prefixes(&start, 1, WRITTEN_MOST).map(Key::Written));
    }
    for number in phone.iter().flat_map(|phone| phones(phone)) {
        keys.extend(tails(&number).map(Key::Phone));
    }
    for voucher in &person.vouchers {
        keys.extend(tails(voucher.number.as_str()).map(Key::Voucher));
    }
    keys
}

/// What a name is from each of its words on, folded: 佐藤花子 and 花子.
pub(super) fn starts(name: &str, fold: fn(&str) -> String) -> Vec<String> {
    let words: Vec<String> = name.split_whitespace().map(fold).collect();
    let from = |at: usize| words[at..].concat();
    (0..words.len().min(WORDS_MOST)).map(from).collect()
}

/// The numbers written into the field for the phone.
pub(super) fn phones(written: &str) -> Vec<String> {
    let parts = written.split(['/', '／', '、', ',', '，', ';', '・', '\n']);
    let digits = |part: &str| part.chars().filter_map(crate::digits::digit).collect::<String>();
    parts.map(digits).filter(|digits| !digits.is_empty()).collect()
}

fn prefixes(text: &str, least: usize, most: usize) -> impl Iterator<Item = String> {
    let chars: Vec<char> = text.chars().take(most).collect();
    (least..=chars.len()).map(move |length| chars[..length].iter().collect())
}

/// The ends of a number, the longest first.
fn tails(digits: &str) -> impl Iterator<Item = String> {
    let end = |length| digits.get(digits.len().checked_sub(length)?..).map(str::to_owned);
    TAILS.into_iter().filter_map(end)
}

impl Meaning {
    /// The key under which those meant are found, if there is one.
    fn key(&self) -> Option<Key> {
        let first = |text: &str, most: usize| text.chars().take(most).collect::<String>();
        match self {
            Self::Kana(reading) => {
                let loose = kana::fold_loose(reading);
                let long = loose.chars().count() >= KANA_LEAST;
                long.then(|| Key::Kana(first(&loose, KANA_MOST)))
            }
            Self::Written(name) => Some(Key::Written(first(name, WRITTEN_MOST))),
            Self::Born(date) => Some(Key::Born(*date)),
            Self::Phone(digits) => tails(digits).next().map(Key::Phone),
            Self::VoucherTail(digits) => tails(digits).next().map(Key::Voucher),
            Self::BornIn(year) => Some(Key::BornIn(*year)),
            Self::BornOn(month, day) => Some(Key::BornOn(*month, *day)),
            Self::Voucher(..) | Self::Booking(_) => None,
        }
    }
}

/// Where to look for those whom a way means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Each is a set of keys that they have all of, the surest first.
    pub all: Vec<BTreeSet<Key>>,
    /// Whether everybody who is meant is at one of them; otherwise what was said is true of too many.
    pub complete: bool,
}

/// Where to look for those whom a way means.
pub fn places(way: &BTreeSet<Meaning>) -> Places {
    let keys = |way: &BTreeSet<Meaning>| way.iter().filter_map(Meaning::key).collect();
    // A year or a birthday alone is that of far too many.
    let tells = |place: &BTreeSet<Key>| {
        place.iter().any(|key| !matches!(key, Key::BornIn(_) | Key::BornOn(..)))
    };
    // Family and given name side by side are rarer than either.
    let mut all: Vec<BTreeSet<Key>> = joined(way).iter().map(keys).collect();
    let whole = keys(way);
    let complete = tells(&whole);
    all.push(whole);
    all.retain(tells);
    Places { all, complete }
}

/// The same way with two of its names as one, in either order.
fn joined(way: &BTreeSet<Meaning>) -> Vec<BTreeSet<Meaning>> {
    let mut all = Vec::new();
    for one in way {
        for other in way.iter().filter(|other| *other != one) {
            let name = match (one, other) {
                (Meaning::Kana(one), Meaning::Kana(other)) => {
                    Meaning::Kana(format!("{one}{other}"))
                }
                (Meaning::Written(one), Meaning::Written(other)) => {
                    Meaning::Written(format!("{one}{other}"))
                }
                _ => continue,
            };
            let rest = way.iter().filter(|meaning| *meaning != one && *meaning != other);
            all.push(rest.cloned().chain([name]).collect());
        }
    }
    all
}
