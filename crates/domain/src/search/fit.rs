//! Whether a person is one of those who are looked for, by what, and how well: asked of the opened person, since keys
//! only find candidates.

use super::{
    Asked, Meaning,
    keys::{phones, starts},
};
use crate::{id::PersonId, kana, person::Person};
use std::collections::BTreeSet;

/// By what somebody was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// A booking's number.
    Booking,
    /// The whole voucher, also one that was reissued since.
    Voucher,
    /// The end of a voucher.
    VoucherTail,
    /// The phone number or its end.
    Phone,
    /// The birth date.
    Born,
    /// The year of birth.
    BornIn,
    /// Month and day of birth.
    BornOn,
    /// The written name.
    Written,
    /// The reading.
    Kana,
    /// A reading that sounds alike.
    AlikeKana,
}

/// How somebody fits. The better one is the lesser.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fit {
    /// How far the names are from what was typed: 0 where each is whole.
    pub distance: u8,
    /// By what.
    pub by: BTreeSet<By>,
}

/// How the person fits the best of the ways, if they fit any. `leads` says to whom a whole voucher or a booking leads.
pub fn fit(
    asked: &Asked,
    person: &Person,
    leads: &impl Fn(&Meaning) -> Option<PersonId>,
) -> Option<Fit> {
    asked.ways.iter().filter_map(|way| fits(way, person, leads)).min()
}

fn fits(
    way: &BTreeSet<Meaning>,
    person: &Person,
    leads: &impl Fn(&Meaning) -> Option<PersonId>,
) -> Option<Fit> {
    let mut fit = Fit { distance: 0, by: BTreeSet::new() };
    for meaning in way {
        let (by, distance) = says(meaning, person, leads)?;
        fit.by.insert(by);
        fit.distance = fit.distance.saturating_add(distance);
    }
    Some(fit)
}

/// What a meaning says of a person, if it is true of them.
fn says(
    meaning: &Meaning,
    person: &Person,
    leads: &impl Fn(&Meaning) -> Option<PersonId>,
) -> Option<(By, u8)> {
    let details = &person.details;
    let birth = details.birth;
    let (by, is_true) = match meaning {
        Meaning::Booking(_) => (By::Booking, leads(meaning) == Some(person.id)),
        Meaning::Voucher(..) => (By::Voucher, leads(meaning) == Some(person.id)),
        Meaning::VoucherTail(tail) => {
            let ends = |number: &str| number.ends_with(tail.as_str());
            (By::VoucherTail, person.vouchers.iter().any(|v| ends(v.number.as_str())))
        }
        Meaning::Phone(tail) => {
            let numbers = details.phone.iter().flat_map(|phone| phones(phone));
            (By::Phone, numbers.into_iter().any(|number| number.ends_with(tail.as_str())))
        }
        Meaning::Born(date) => (By::Born, birth == *date),
        Meaning::BornIn(year) => (By::BornIn, birth.year() == *year),
        Meaning::BornOn(month, day) => (By::BornOn, (birth.month(), birth.day()) == (*month, *day)),
        Meaning::Written(name) => {
            return Some((By::Written, begins(&details.name, name, kana::fold_kanji)?));
        }
        Meaning::Kana(reading) => return sounds(&details.kana, reading),
    };
    is_true.then_some((by, 0))
}

fn sounds(reading: &str, typed: &str) -> Option<(By, u8)> {
    if let Some(distance) = begins(reading, typed, kana::fold) {
        return Some((By::Kana, distance));
    }
    let distance = begins(reading, &kana::fold_loose(typed), kana::fold_loose)?;
    Some((By::AlikeKana, distance + 2))
}

/// Whether a name begins so at one of its words: 0 if that word, or the whole name, is all of it.
fn begins(name: &str, typed: &str, fold: fn(&str) -> String) -> Option<u8> {
    let begins = starts(name, fold).iter().any(|start| start.starts_with(typed));
    let whole = || fold(name) == typed || name.split_whitespace().any(|word| fold(word) == typed);
    begins.then(|| u8::from(!whole()))
}
