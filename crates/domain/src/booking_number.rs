//! The number a resident reads over the phone: eight digits and one check digit, `123-456-789`.
//! It is a name for a booking, not a secret: whoever has it still proves who they are.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::digits::{Stray, digits};

/// How many different numbers there are.
const NUMBERS: u64 = 100_000_000;
/// Shares no factor with 100,000,000, so multiplying by it maps the counter one to one; close to
/// the golden ratio, so that neighbours in time lie far apart.
const STEP: u64 = 61_803_399;
/// Where the counter's zero lands, so that the first booking is not 000-000-000.
const START: u64 = 27_182_818;

/// Damm's table of order ten: walking it with a number's digits ends at the check digit, and it
/// catches every single wrong digit and every swap of neighbours (H. M. Damm, 2004).
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// A booking's number, check digit included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BookingNumber([u8; 9]);

/// Why something typed or read out is not a booking number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingNumberError {
    /// Not nine digits.
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
    /// Nine digits, one of them misheard or two of them swapped.
    CheckDigit,
}

impl BookingNumber {
    /// The number of the `n`-th booking, scrambled so that it does not tell how many there are.
    ///
    /// After a hundred million bookings the numbers come round again.
    pub fn from_counter(n: u64) -> Self {
        let mut payload = (n % NUMBERS * STEP + START) % NUMBERS;
        let mut number = [0; 9];
        for place in (0..8).rev() {
            number[place] = (payload % 10) as u8;
            payload /= 10;
        }
        number[8] = damm(&number[..8]);
        Self(number)
    }

    /// Reads a number in any width, with or without spaces and hyphens.
    pub fn parse(input: &str) -> Result<Self, BookingNumberError> {
        let text = digits(input).map_err(|Stray { position, found }| {
            BookingNumberError::NotADigit { position, found }
        })?;
        let mut number: [u8; 9] = text
            .as_bytes()
            .try_into()
            .map_err(|_| BookingNumberError::WrongLength { digits: text.len() })?;
        for digit in &mut number {
            *digit -= b'0';
        }
        if damm(&number) != 0 {
            return Err(BookingNumberError::CheckDigit);
        }
        Ok(Self(number))
    }
}

/// The check digit of these digits; zero when the last of them already is theirs.
fn damm(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |interim, &digit| DAMM[usize::from(interim)][usize::from(digit)])
}

impl fmt::Display for BookingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in self.0.iter().enumerate() {
            if place == 3 || place == 6 {
                f.write_str("-")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for BookingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BookingNumber({self})")
    }
}

impl From<BookingNumber> for String {
    fn from(number: BookingNumber) -> Self {
        number.to_string()
    }
}

impl TryFrom<String> for BookingNumber {
    type Error = BookingNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

/// For whoever reads a broken file; residents and officers get a sentence from the server.
impl fmt::Display for BookingNumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a booking number: {self:?}")
    }
}

impl std::error::Error for BookingNumberError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn typed(number: [u8; 9]) -> String {
        number.iter().map(|digit| char::from(b'0' + digit)).collect()
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(n: u64) {
            let number = BookingNumber::from_counter(n);
            prop_assert_eq!(BookingNumber::parse(&number.to_string()), Ok(number));
        }

        #[test]
        fn every_single_wrong_digit_is_caught(n: u64) {
            let BookingNumber(right) = BookingNumber::from_counter(n);
            for place in 0..9 {
                for wrong in (0..10).filter(|&digit| digit != right[place]) {
                    let mut number = right;
                    number[place] = wrong;
                    prop_assert_eq!(
                        BookingNumber::parse(&typed(number)),
                        Err(BookingNumberError::CheckDigit)
                    );
                }
            }
        }

        #[test]
        fn every_swap_of_neighbours_is_caught(n: u64) {
            let BookingNumber(right) = BookingNumber::from_counter(n);
            for place in (0..8).filter(|&place| right[place] != right[place + 1]) {
                let mut number = right;
                number.swap(place, place + 1);
                prop_assert_eq!(
                    BookingNumber::parse(&typed(number)),
                    Err(BookingNumberError::CheckDigit)
                );
            }
        }

        #[test]
        fn two_bookings_never_share_a_number(a in 0..NUMBERS, b in 0..NUMBERS) {
            prop_assert_eq!(
                a == b,
                BookingNumber::from_counter(a) == BookingNumber::from_counter(b)
            );
        }
    }

    #[test]
    fn a_hundred_thousand_bookings_in_a_row_have_different_numbers() {
        let numbers: HashSet<_> = (0..100_000).map(BookingNumber::from_counter).collect();
        assert_eq!(numbers.len(), 100_000);
    }

    #[test]
    fn the_step_shares_no_factor_with_the_size() {
        // 100,000,000 has no prime factor but 2 and 5.
        assert_ne!(STEP % 2, 0);
        assert_ne!(STEP % 5, 0);
    }
}
