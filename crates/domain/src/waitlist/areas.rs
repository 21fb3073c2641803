//! The districts that are asked first where a waitlist goes by district: which of them somebody lives in, and what
//! cannot be such a list.

use crate::digits::is_space;
use unicode_normalization::UnicodeNormalization;

/// The most districts in an order.
pub const AREAS_MOST: usize = 50;
/// The longest name of one, as long as the roster's.
pub const AREA_LONGEST: usize = 100;

/// Why names cannot be the districts of an order. Which of them it is counts from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAreas {
    /// There is none.
    Nothing,
    /// There are so many.
    TooMany(usize),
    /// A name is too long.
    TooLong(usize),
    /// A name without a letter in it.
    NoName(usize),
    /// A district stands there twice; this is the second.
    Twice(usize),
}

/// The place of the district among these; behind all where it is none of them. Widths and spaces do not count, all else
/// does: 滝沢 and 滝の沢 may be two places of one town.
pub fn place_of(areas: &[String], district: &str) -> usize {
    areas.iter().position(|area| same(area, district)).unwrap_or(areas.len())
}

/// Whether these can be the districts of an order.
pub fn check(areas: &[String]) -> Result<(), NotAreas> {
    if areas.is_empty() {
        return Err(NotAreas::Nothing);
    }
    if areas.len() > AREAS_MOST {
        return Err(NotAreas::TooMany(areas.len()));
    }
    for (index, area) in areas.iter().enumerate() {
        let nth = index + 1;
        if area.chars().count() > AREA_LONGEST {
            return Err(NotAreas::TooLong(nth));
        }
        if !area.chars().any(char::is_alphanumeric) {
            return Err(NotAreas::NoName(nth));
        }
        if place_of(&areas[..index], area) < index {
            return Err(NotAreas::Twice(nth));
        }
    }
    Ok(())
}

fn same(one: &str, other: &str) -> bool {
    one == other || folded(one).eq(folded(other))
}

fn folded(name: &str) -> impl Iterator<Item = char> + '_ {
    name.nfkc().filter(|c| !is_space(*c))
}
