//! Keeps a spreadsheet from running what stands in a cell as a formula.
//! It is put on when writing and taken off when reading, so that nothing of a value changes.

use std::borrow::Cow;

/// A full-width space: a spreadsheet takes the cell for text, and it hardly shows. An apostrophe
/// would stay visible, and would be read back as part of the name.
const GUARD: char = '　';

/// What makes a cell a formula as its first character; Japanese Excel takes the full-width forms too.
pub(crate) fn starts_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// The cell as it may safely be opened in a spreadsheet.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if starts_formula(text) { format!("{GUARD}{text}").into() } else { text.into() }
}

/// Whether the space in front is a guard, and the only one around.
pub(crate) fn is_guarded(text: &str) -> bool {
    text.strip_prefix(GUARD)
        .is_some_and(|rest| starts_formula(rest) && rest.trim_end().len() == rest.len())
}
