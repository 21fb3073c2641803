//! The applicant: the facts about a person that the rules look at. They are opened from the sealed record
//! before the writer is asked, never inside its queue.

use crate::{id::PersonId, person::Sex, product::Given, when::Date};

/// A person as the rules see them.
#[derive(Clone, PartialEq, Eq)]
pub struct Applicant {
    /// Who.
    pub person: PersonId,
    /// The birth date, on which every age rule rests.
    pub birth: Date,
    /// Sex as registered.
    pub sex: Sex,
    /// Whether the person lives in the town.
    pub resident: bool,
    /// Codes of the groups the roster puts them in.
    pub groups: Vec<String>,
    /// Codes of the groups they say they belong to.
    pub declared: Vec<String>,
    /// Doses given before, here or elsewhere.
    pub given: Vec<Given>,
}

impl Applicant {
    /// Someone who lives in the town and of whom nothing but the birth date is known.
    pub fn born(person: PersonId, birth: Date) -> Self {
        Self {
            person,
            birth,
            sex: Sex::Unstated,
            resident: true,
            groups: Vec::new(),
            declared: Vec::new(),
            given: Vec::new(),
        }
    }
}

impl std::fmt::Debug for Applicant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Applicant").field("person", &self.person).finish_non_exhaustive()
    }
}
