//! What an officer notes about a person after a call. It stays as it was written; it can be struck out, and then it is
//! still there.

use crate::id::{NoteId, OfficerId, PersonId};
use jiff::Timestamp;
use std::fmt;

/// The most characters of a note.
pub const LONGEST: usize = 400;

/// A note. Its text is personal, so it is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    /// Identifies the note.
    pub id: NoteId,
    /// Whom it is about.
    pub person: PersonId,
    /// What was noted.
    pub text: String,
    /// Who wrote it.
    pub by: OfficerId,
    /// When.
    pub at: Timestamp,
    /// When it was struck out and by whom, if it was.
    pub struck: Option<(Timestamp, OfficerId)>,
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Note").field("id", &self.id).finish_non_exhaustive()
    }
}
