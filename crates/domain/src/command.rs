//! Commands: the wishes that take or give back a scarce place, as the writer's queue carries them.

use crate::{
    applicant::Applicant,
    change::{Actor, CancelReason, Door},
    id::{AccountId, BookingId, PersonId, ProgrammeId, RequestId, SlotId},
};
use jiff::Timestamp;

/// A wish that takes or gives back a scarce place.
#[derive(Clone, Debug)]
pub enum Command {
    /// Take a place.
    Book(Book),
    /// Swap a place for another.
    Move(Move),
    /// Give a place back.
    Cancel(Cancel),
    /// Take several places, all or none: a family together, both doses, several exams.
    Together(Vec<Book>),
}

/// The wish for a place.
#[derive(Clone, Debug)]
pub struct Book {
    /// The id the booking will have.
    pub id: BookingId,
    /// The press of the button.
    pub once: RequestId,
    /// For whom.
    pub applicant: Applicant,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Which dose.
    pub dose: u8,
    /// Where and when.
    pub slot: SlotId,
    /// Through which door.
    pub door: Door,
    /// Who to tell.
    pub account: Option<AccountId>,
    /// Why staff set cut-offs, releases and limits aside, if they do.
    pub exception: Option<String>,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// The wish to swap a place for another.
#[derive(Clone, Debug)]
pub struct Move {
    /// Which booking.
    pub booking: BookingId,
    /// Whose.
    pub applicant: Applicant,
    /// The slot wanted.
    pub to: SlotId,
    /// Through which door.
    pub door: Door,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// The wish to give a place back.
#[derive(Clone, Debug)]
pub struct Cancel {
    /// Which booking.
    pub booking: BookingId,
    /// Whose.
    pub applicant: Applicant,
    /// Why.
    pub reason: CancelReason,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

impl Command {
    /// The persons it is about.
    pub fn persons(&self) -> Vec<PersonId> {
        match self {
            Self::Book(wish) => vec![wish.applicant.person],
            Self::Move(wish) => vec![wish.applicant.person],
            Self::Cancel(wish) => vec![wish.applicant.person],
            Self::Together(wishes) => wishes.iter().map(|wish| wish.applicant.person).collect(),
        }
    }

    /// The slots it asks for; the slot of an existing booking is found through the booking.
    pub fn wanted_slots(&self) -> Vec<SlotId> {
        match self {
            Self::Book(wish) => vec![wish.slot],
            Self::Move(wish) => vec![wish.to],
            Self::Cancel(_) => Vec::new(),
            Self::Together(wishes) => wishes.iter().map(|wish| wish.slot).collect(),
        }
    }

    /// The accounts that ask.
    pub fn accounts(&self) -> Vec<AccountId> {
        let by = |by: &Actor| match by {
            Actor::Account(account) => Some(*account),
            Actor::Officer(_) | Actor::System => None,
        };
        match self {
            Self::Book(wish) => by(&wish.by).into_iter().collect(),
            Self::Move(wish) => by(&wish.by).into_iter().collect(),
            Self::Cancel(_) => Vec::new(),
            Self::Together(wishes) => wishes.iter().filter_map(|wish| by(&wish.by)).collect(),
        }
    }

    /// Who asked, when, and why staff set rules aside: what history records.
    pub fn by(&self) -> (Actor, Timestamp, Option<&str>) {
        match self {
            Self::Book(wish) => (wish.by, wish.at, wish.exception.as_deref()),
            Self::Move(wish) => (wish.by, wish.at, None),
            Self::Cancel(wish) => (wish.by, wish.at, None),
            Self::Together(wishes) => {
                let first = wishes.first().expect("together are at least two");
                (first.by, first.at, first.exception.as_deref())
            }
        }
    }
}
