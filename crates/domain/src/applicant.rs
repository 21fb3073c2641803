//! The applicant: the facts about a person that the rules look at. They are opened from the sealed record
//! before the writer is asked, never inside its queue.

use crate::{
    booking::{Booking, Elsewhere},
    id::PersonId,
    person::Sex,
    product::Given,
    voucher::Validity,
    when::Date,
};

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
    /// When the vouchers in force may be used.
    pub vouchers: Vec<Validity>,
    /// The district as the roster has it; empty where it is not known.
    pub district: String,
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
            vouchers: Vec::new(),
            district: String::new(),
        }
    }
}

impl std::fmt::Debug for Applicant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Applicant").field("person", &self.person).finish_non_exhaustive()
    }
}

/// A person on the roster with what one programme needs to know about their bookings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The person.
    pub applicant: Applicant,
    /// Their bookings in the programme, cancelled ones too.
    pub bookings: Vec<Booking>,
    /// What they are booked for or had in other programmes.
    pub elsewhere: Vec<Elsewhere>,
}

impl Listed {
    /// Someone who has booked nothing.
    pub fn new(applicant: Applicant) -> Self {
        Self { applicant, bookings: Vec::new(), elsewhere: Vec::new() }
    }
}
