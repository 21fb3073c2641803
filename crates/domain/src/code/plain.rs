//! A code as it is written down and typed: eight characters by chance and one check character, `AC3-K7P-XYW`.
//! The alphabet has no two that look alike on paper or sound alike on the phone.

use crate::digits::{is_dash, is_space};
use std::fmt;

/// Nineteen, which is prime: so one check character finds every wrong character and every swap of two.
const ALPHABET: &[u8; 19] = b"34679ACEFHJKNPRTWXY";
const SIZE: u64 = 19;
/// Characters drawn by chance.
const DRAWN: usize = 8;
/// How many codes there are.
const CODES: u64 = SIZE.pow(8);

/// A code in clear. It is shown once and kept nowhere; its `Debug` prints nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainCode([u8; DRAWN + 1]);

/// Why something typed is not a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainCodeError {
    /// Nothing was typed.
    Empty,
    /// Not nine characters.
    WrongLength {
        /// How many were found.
        characters: usize,
    },
    /// A character that no code has.
    NotInAlphabet {
        /// Its place, counted in characters from 1.
        position: usize,
        /// What stands there.
        found: char,
    },
    /// Nine characters, one of them wrong or two of them swapped.
    CheckCharacter,
}

impl PlainCode {
    /// The code of a number drawn by chance.
    pub fn of_chance(random: u64) -> Self {
        let mut rest = random % CODES;
        let mut places = [0; DRAWN + 1];
        for place in places[..DRAWN].iter_mut().rev() {
            *place = (rest % SIZE) as u8;
            rest /= SIZE;
        }
        let sum = weighed(&places);
        places[DRAWN] = ((SIZE - sum) % SIZE) as u8;
        Self(places)
    }

    /// Reads a code in any width and case, with or without spaces and hyphens.
    pub fn parse(input: &str) -> Result<Self, PlainCodeError> {
        let mut found = Vec::new();
        for (index, c) in input.chars().enumerate() {
            if is_space(c) || is_dash(c) {
                continue;
            }
            let known = ALPHABET.iter().position(|known| char::from(*known) == narrow(c));
            let not = PlainCodeError::NotInAlphabet { position: index + 1, found: c };
            found.push(u8::try_from(known.ok_or(not)?).unwrap_or(u8::MAX));
        }
        if found.is_empty() {
            return Err(PlainCodeError::Empty);
        }
        let characters = found.len();
        let places: [u8; DRAWN + 1] =
            found.try_into().map_err(|_| PlainCodeError::WrongLength { characters })?;
        if weighed(&places) != 0 {
            return Err(PlainCodeError::CheckCharacter);
        }
        Ok(Self(places))
    }

    /// Three groups of three, for a letter and for reading aloud.
    pub fn groups(&self) -> [String; 3] {
        let group = |n: usize| {
            let places = self.0[n * 3..n * 3 + 3].iter();
            places.map(|place| char::from(ALPHABET[usize::from(*place)])).collect()
        };
        [group(0), group(1), group(2)]
    }

    /// What its token is made of.
    pub fn written(&self) -> String {
        self.groups().join("-")
    }
}

/// Upper case and half width.
fn narrow(c: char) -> char {
    let half = match c {
        '！'..='～' => char::from_u32(u32::from(c) - u32::from('！') + u32::from('!')),
        _ => Some(c),
    };
    half.unwrap_or(c).to_ascii_uppercase()
}

/// The sum of the places, each times its own weight; zero for a code. The weights differ and none is zero, so
/// with a prime modulus no single slip and no swap leaves it at zero.
fn weighed(places: &[u8; DRAWN + 1]) -> u64 {
    let weights = (2..).take(DRAWN).chain([1]);
    places.iter().zip(weights).map(|(place, weight)| u64::from(*place) * weight).sum::<u64>() % SIZE
}

impl fmt::Debug for PlainCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainCode")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(random: u64) {
            let code = PlainCode::of_chance(random);
            prop_assert_eq!(PlainCode::parse(&code.written()), Ok(code));
        }

        #[test]
        fn every_wrong_character_is_caught(random: u64, place in 0..9_usize, off in 1..19_u8) {
            let PlainCode(mut places) = PlainCode::of_chance(random);
            places[place] = (places[place] + off) % 19;
            prop_assert_eq!(
                PlainCode::parse(&PlainCode(places).written()),
                Err(PlainCodeError::CheckCharacter)
            );
        }

        #[test]
        fn every_swap_is_caught(random: u64, one in 0..9_usize, other in 0..9_usize) {
            let PlainCode(right) = PlainCode::of_chance(random);
            let mut places = right;
            places.swap(one, other);
            let read = PlainCode::parse(&PlainCode(places).written());
            prop_assert_eq!(read.is_ok(), places == right);
        }

        #[test]
        fn two_numbers_are_two_codes(a in 0..CODES, b in 0..CODES) {
            prop_assert_eq!(a == b, PlainCode::of_chance(a) == PlainCode::of_chance(b));
        }
    }

    #[test]
    fn it_may_be_typed_in_any_way() {
        let code = PlainCode::of_chance(12_345_678_901);
        let written = code.written();
        let wide: String =
            written.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        for typed in [
            written.to_lowercase(),
            written.replace('-', ""),
            written.replace('-', " "),
            format!("　{}　", written.replace('-', "ー")),
            wide.clone(),
            wide.to_lowercase(),
        ] {
            assert_eq!(PlainCode::parse(&typed), Ok(code.clone()), "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_says_why() {
        assert_eq!(PlainCode::parse(" - "), Err(PlainCodeError::Empty));
        assert_eq!(PlainCode::parse("ACE"), Err(PlainCodeError::WrongLength { characters: 3 }));
        let stray = PlainCodeError::NotInAlphabet { position: 3, found: 'Ｏ' };
        assert_eq!(PlainCode::parse("A-Ｏ"), Err(stray));
        assert_eq!(format!("{:?}", PlainCode::of_chance(1)), "PlainCode");
    }

    #[test]
    fn no_two_characters_look_alike() {
        for c in "0O1IL2Z5S8BUVDQGM".chars() {
            assert!(!ALPHABET.contains(&(c as u8)), "{c}");
        }
    }
}
