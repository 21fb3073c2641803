//! Patterns of a check-up: which exams are offered together to whom. The roster says which pattern a
//! person is of, so that nobody has to check a booking afterwards.

use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// A combination of exams that a person may book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// Its code among the groups of the roster, for example `P3`.
    pub code: String,
    /// Its name on pages.
    pub name: String,
    /// The numbers of the exams.
    pub exams: Vec<u8>,
}

/// Whether somebody in these groups may book the exam. Without patterns everybody may; who is of several
/// may book the exams of all of them.
pub fn allows(patterns: &[Pattern], groups: &[String], exam: u8) -> Result<(), Refusal> {
    let mut own = patterns.iter().filter(|pattern| groups.contains(&pattern.code)).peekable();
    let Some(first) = own.peek().copied() else {
        return if patterns.is_empty() { Ok(()) } else { Err(Refusal::NoPattern) };
    };
    if own.any(|pattern| pattern.exams.contains(&exam)) {
        return Ok(());
    }
    Err(Refusal::NotInPattern { exam, pattern: first.name.clone() })
}
