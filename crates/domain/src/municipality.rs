//! The six-digit code of a prefecture or municipality (全国地方公共団体コード) and its check digit.
//! It proves that a code is well formed; it holds no list of towns.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::digits::{Stray, digits};

/// A well-formed code: prefecture 2, municipality 3, check digit 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MunicipalityCode(u32);

/// Why something typed is not a municipality code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MunicipalityError {
    /// Not six digits. Five digits is the same code without its check digit.
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
    /// The sixth digit does not follow from the first five.
    CheckDigit {
        /// What the sixth digit would be.
        expected: u8,
    },
    /// The first two digits are not one of the 47 prefectures.
    NoSuchPrefecture {
        /// What stands in the place of the prefecture.
        prefecture: u32,
    },
}

impl MunicipalityCode {
    /// Reads a code in any width, with or without spaces and hyphens.
    pub fn parse(input: &str) -> Result<Self, MunicipalityError> {
        let text = digits(input).map_err(|Stray { position, found }| {
            MunicipalityError::NotADigit { position, found }
        })?;
        if text.len() != 6 {
            return Err(MunicipalityError::WrongLength { digits: text.len() });
        }
        let code: u32 = text.parse().expect("six ASCII digits are a number");
        let expected = check_digit(code / 10);
        if code % 10 != u32::from(expected) {
            return Err(MunicipalityError::CheckDigit { expected });
        }
        let prefecture = code / 10_000;
        if !(1..=47).contains(&prefecture) {
            return Err(MunicipalityError::NoSuchPrefecture { prefecture });
        }
        Ok(Self(code))
    }

    /// The number of the prefecture, from 1 to 47.
    pub fn prefecture(self) -> u8 {
        u8::try_from(self.0 / 10_000).expect("two digits")
    }
}

/// Weights 6, 5, 4, 3, 2 over the five digits; 11 minus the remainder by 11; its last digit.
fn check_digit(five_digits: u32) -> u8 {
    let mut sum = 0;
    let mut rest = five_digits;
    for weight in 2..=6 {
        sum += rest % 10 * weight;
        rest /= 10;
    }
    u8::try_from((11 - sum % 11) % 10).expect("a remainder by ten is a digit")
}

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl fmt::Debug for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MunicipalityCode({self})")
    }
}

impl From<MunicipalityCode> for String {
    fn from(code: MunicipalityCode) -> Self {
        code.to_string()
    }
}

impl TryFrom<String> for MunicipalityCode {
    type Error = MunicipalityError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

/// For whoever reads a broken file; residents and officers get a sentence from the server.
impl fmt::Display for MunicipalityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a municipality code: {self:?}")
    }
}

impl std::error::Error for MunicipalityError {}
