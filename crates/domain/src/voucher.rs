//! The number on a vaccination voucher (接種券) in the three lengths people meet it: 10, 16 or 18 digits.
//! A number read here is well formed; only the roster can tell whether it was ever issued.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::digits::{self, Stray};
use crate::municipality::MunicipalityCode;
use crate::when::Date;

/// The ten digits a municipality assigned. Text, not a number: leading zeros belong to it.
///
/// It names a person, so it is neither printed nor serialised by accident: `Debug` shows two digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VoucherNumber(String);

/// The days on which a voucher may be used, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// The first day; none if it may be used at once.
    #[serde(default)]
    pub from: Option<Date>,
    /// The last day; none if no end is printed on it.
    #[serde(default)]
    pub until: Option<Date>,
}

impl Validity {
    /// Whether the voucher may be used on that day.
    pub fn covers(&self, day: Date) -> bool {
        !self.begins_after(day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether that day is before its first.
    pub fn begins_after(&self, day: Date) -> bool {
        self.from.is_some_and(|from| day < from)
    }
}

/// Of several vouchers the one to speak of when none may be used on a day: the next to begin, else the one
/// that ended last. None if there is no voucher, or one that may be used.
pub fn nearest(vouchers: &[Validity], day: Date) -> Option<Validity> {
    if vouchers.iter().any(|validity| validity.covers(day)) {
        return None;
    }
    let to_come = vouchers.iter().filter(|validity| validity.begins_after(day));
    let next = to_come.min_by_key(|validity| validity.from);
    next.or_else(|| vouchers.iter().max_by_key(|validity| validity.until)).copied()
}

/// What was read: the number, and the parts that stood before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanned {
    /// The voucher kind, from the 18-digit line only. Its values are not published, so it stays a
    /// character and the town's settings say what it means.
    pub kind: Option<char>,
    /// Which dose the voucher is for, from the 18-digit line only.
    pub dose: Option<u8>,
    /// The town that issued it, from 16 or 18 digits.
    pub municipality: Option<MunicipalityCode>,
    /// The number itself, unique only within that town.
    pub number: VoucherNumber,
}

/// Why something typed or scanned is not a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VoucherError {
    /// Nothing but spaces and hyphens.
    Empty,
    /// Not 10, 16 or 18 digits.
    WrongLength {
        /// How many digits were found.
        digits: usize,
    },
    /// Something other than a digit.
    NotADigit {
        /// Its place, counted in characters from 1.
        position: usize,
        /// What stands there.
        found: char,
    },
    /// 16 or 18 digits, but the six in the place of the municipality code are not one.
    BadMunicipality {
        /// Those six digits.
        code: String,
    },
}

/// Reads a voucher as typed, read out or scanned: any width, spaces, hyphens, NW-7 start and stop.
pub fn parse(input: &str) -> Result<Scanned, VoucherError> {
    let text = digits::digits(&without_nw7_marks(input))
        .map_err(|Stray { position, found }| VoucherError::NotADigit { position, found })?;
    let (front, number) = match text.len() {
        0 => return Err(VoucherError::Empty),
        10 | 16 | 18 => text.split_at(text.len() - 10),
        digits => return Err(VoucherError::WrongLength { digits }),
    };
    let (kind_and_dose, code) = front.split_at(front.len().saturating_sub(6));
    let mut leading = kind_and_dose.chars();
    Ok(Scanned {
        kind: leading.next(),
        dose: leading.next().and_then(|c| c.to_digit(10)).and_then(|dose| dose.try_into().ok()),
        municipality: municipality(code)?,
        number: VoucherNumber(number.to_owned()),
    })
}

fn municipality(code: &str) -> Result<Option<MunicipalityCode>, VoucherError> {
    if code.is_empty() {
        return Ok(None);
    }
    MunicipalityCode::parse(code)
        .map(Some)
        .map_err(|_| VoucherError::BadMunicipality { code: code.to_owned() })
}

/// An NW-7 (Codabar) bar code begins and ends with one of A–D, and many readers send both along.
/// A space takes the first one's place, so that positions stay those of what was scanned.
fn without_nw7_marks(input: &str) -> Cow<'_, str> {
    let is_mark = |c: char| matches!(c, 'A'..='D' | 'a'..='d');
    let inner = input.trim_end().strip_prefix(is_mark).and_then(|rest| rest.strip_suffix(is_mark));
    inner.map_or(Cow::Borrowed(input), |inner| Cow::Owned(format!(" {inner}")))
}

impl VoucherNumber {
    /// The ten digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for VoucherNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VoucherNumber(********{})", &self.0[8..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_a_log_shows_two_digits_only() {
        let scanned = parse("0012345678").unwrap();
        assert_eq!(scanned.number.as_str(), "0012345678");
        assert_eq!(format!("{:?}", scanned.number), "VoucherNumber(********78)");
        assert!(!format!("{scanned:?}").contains("3456"));
    }
}
