//! The one search box: what was typed becomes the ways in which it can be meant. Words may stand in any order, and a
//! word that can be read in several ways is read in all of them; nothing is guessed. Who fits is for [`fit`] to say,
//! where to look for them is for [`keys`].

pub mod fit;
pub mod keys;
#[cfg(test)]
mod tests;
mod word;

use crate::{
    booking_number::BookingNumber, municipality::MunicipalityCode, voucher::VoucherNumber,
    when::Date,
};
use std::collections::BTreeSet;

/// The longest text that is read. A name, a date, a voucher and a phone number together are not half of it.
pub const CHARS_MOST: usize = 120;
/// The most words: more of them say nothing that eight do not.
pub const WORDS_MOST: usize = 8;
/// The most ways to read a text. Eight words of four digits could be meant in tens of thousands.
const WAYS_MOST: usize = 64;

/// One thing that a word can mean. Numbers are digits alone, names are folded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// A whole voucher, with the town that printed it if that was given.
    Voucher(Option<MunicipalityCode>, VoucherNumber),
    /// The end of a voucher's number, from four digits on.
    VoucherTail(String),
    /// A phone number or its end, from four digits on.
    Phone(String),
    /// A reading, or how one begins.
    Kana(String),
    /// A name as it is written, or how it begins.
    Written(String),
    /// A birth date.
    Born(Date),
    /// A year of birth.
    BornIn(i16),
    /// A birthday: month and day.
    BornOn(i8, i8),
    /// A booking.
    Booking(BookingNumber),
}

/// What was typed, as far as it can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The ways in which the text can be meant. A person is wanted if everything that one of them says is true of
    /// them.
    pub ways: BTreeSet<BTreeSet<Meaning>>,
    /// Words that say nothing about anybody, and were left out.
    pub left_out: Vec<LeftOut>,
}

/// A word that was left out.
#[derive(Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The word.
    pub word: String,
    /// Why.
    pub why: Why,
}

/// Why a word says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Fewer than four digits: too many people have them somewhere.
    FewDigits,
    /// So many digits no number has.
    NoSuchNumber {
        /// How many there are.
        digits: usize,
    },
    /// Digits with something between them that neither a date nor a number has.
    Unclear,
    /// Neither letters nor digits.
    NoLetters,
}

/// Why nothing was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing was typed.
    Nothing,
    /// Far more than anybody would look for.
    TooLong {
        /// How many characters there are.
        chars: usize,
    },
    /// More words than are read.
    TooManyWords {
        /// How many there are.
        words: usize,
    },
    /// So many numbers that could be anything that there are too many ways to read them.
    TooManyWays,
    /// No word says anything.
    Nobody(Vec<LeftOut>),
}

impl std::fmt::Debug for Meaning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meaning(sealed)")
    }
}

impl std::fmt::Debug for LeftOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LeftOut").field("why", &self.why).finish_non_exhaustive()
    }
}

/// Reads what was typed into the box.
pub fn read(text: &str, today: Date) -> Result<Asked, Unreadable> {
    // What is longer than anything is not even counted to its end.
    if text.len() > CHARS_MOST && text.chars().nth(CHARS_MOST).is_some() {
        return Err(Unreadable::TooLong { chars: text.chars().count() });
    }
    let words = word::words(text);
    if words.is_empty() {
        return Err(Unreadable::Nothing);
    }
    if words.len() > WORDS_MOST {
        return Err(Unreadable::TooManyWords { words: words.len() });
    }
    let cuts = cuts(&words, today);
    // A date that was written with spaces is no row of numbers that are too short: the best cut leaves least out.
    let least = cuts.iter().map(|cut| cut.left_out.len()).min().unwrap_or_default();
    let best = cuts.into_iter().filter(|cut| cut.left_out.len() == least);
    let (mut ways, mut left_out) = (BTreeSet::new(), Vec::new());
    for cut in best {
        let every = cut.terms.iter().map(BTreeSet::len).try_fold(1_usize, usize::checked_mul);
        if every.is_none_or(|every| ways.len() + every > WAYS_MOST) {
            return Err(Unreadable::TooManyWays);
        }
        ways.extend(ways_of(&cut.terms));
        left_out = cut.left_out;
    }
    ways.retain(|way: &BTreeSet<Meaning>| !way.is_empty());
    if ways.is_empty() { Err(Unreadable::Nobody(left_out)) } else { Ok(Asked { ways, left_out }) }
}

/// The words of a text, some of them put together: what each can mean, and what was left out.
#[derive(Clone, Default)]
struct Cut {
    terms: Vec<BTreeSet<Meaning>>,
    left_out: Vec<LeftOut>,
}

/// The most words one number or date is written in: 0 9 0 1 2 3 4 5 … is nobody's way of typing.
const JOINED_MOST: usize = 5;
/// The most cuts that are looked at.
const CUTS_MOST: usize = 16;

/// Every way to put words together that stand beside each other: a date, a phone or a booking number may have spaces.
fn cuts(words: &[String], today: Date) -> Vec<Cut> {
    let Some((first, rest)) = words.split_first() else { return vec![Cut::default()] };
    let alone = match word::meanings(first, today) {
        Ok(meanings) => Cut { terms: vec![meanings], left_out: Vec::new() },
        Err(why) => Cut { terms: Vec::new(), left_out: vec![LeftOut { word: first.clone(), why }] },
    };
    let mut all = before(&alone, cuts(rest, today));
    for length in 2..=words.len().min(JOINED_MOST) {
        let (joined, rest) = words.split_at(length);
        let Some(whole) = word::whole(joined, today) else { continue };
        let cut = Cut { terms: vec![whole], left_out: Vec::new() };
        all.extend(before(&cut, cuts(rest, today)));
    }
    all.truncate(CUTS_MOST);
    all
}

fn before(first: &Cut, rest: Vec<Cut>) -> Vec<Cut> {
    let whole = |cut: Cut| Cut {
        terms: [first.terms.clone(), cut.terms].concat(),
        left_out: [first.left_out.clone(), cut.left_out].concat(),
    };
    rest.into_iter().map(whole).collect()
}

/// One meaning of each word, in every combination.
fn ways_of(terms: &[BTreeSet<Meaning>]) -> Vec<BTreeSet<Meaning>> {
    let with = |ways: Vec<BTreeSet<Meaning>>, term: &BTreeSet<Meaning>| {
        let one = |way: &BTreeSet<Meaning>| {
            let more = |meaning: &Meaning| way.iter().chain([meaning]).cloned().collect();
            term.iter().map(more).collect::<Vec<_>>()
        };
        ways.iter().flat_map(one).collect()
    };
    terms.iter().fold(vec![BTreeSet::new()], with)
}
