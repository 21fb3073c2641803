//! The applicant: the few facts about a person that the rules look at.

use crate::{id::PersonId, when::Date};

/// A person as the rules see them. Opened from the sealed record before the writer is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Applicant {
    /// Who.
    pub person: PersonId,
    /// The birth date, on which every age rule rests.
    pub birth: Date,
}

impl std::fmt::Debug for Applicant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Applicant").field("person", &self.person).finish_non_exhaustive()
    }
}
