//! Spoils the sound programme in one place and looks what is found.

use crate::town::{FIRST, HALL, Town, sound};
use domain::{
    opening::{At, Finding, Hit},
    when::Date,
};
use jiff::civil::time;

/// Spoils the sound programme and says what is found then; all of it, so that nothing is found by the way.
#[track_caller]
pub(crate) fn finds(spoil: impl FnOnce(&mut Town), expected: &[Finding]) {
    let mut town = sound();
    spoil(&mut town);
    assert_eq!(town.finds(), expected);
}

/// The same where one wrong thing brings others along.
#[track_caller]
pub(crate) fn finds_among_others(spoil: impl FnOnce(&mut Town), expected: &Finding) {
    let mut town = sound();
    spoil(&mut town);
    assert!(town.finds().contains(expected), "{:?}", town.finds());
}

pub(crate) fn first_at(date: Date) -> At {
    At { date, starts: time(9, 0, 0, 0), venue: HALL }
}

/// A whole session.
pub(crate) fn session(date: Date) -> Hit {
    Hit { first: first_at(date), slots: 4, places: 24 }
}

pub(crate) fn both() -> Hit {
    Hit { first: first_at(FIRST), slots: 8, places: 48 }
}
