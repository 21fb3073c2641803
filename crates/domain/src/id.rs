//! One newtype per identifier, so that a person's id can never be passed where a slot's is meant.
//! Ids are UUIDv7 made by the application and handed in; nothing here draws one.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// Somebody who signs in, through LINE or with a code, and acts for one or more persons.
    AccountId,
    /// A place taken by a person for a dose.
    BookingId,
    /// A phone call at the desk.
    CallId,
    /// A one-time code or an invitation that was given; never what is typed.
    CodeId,
    /// Somebody's place on a waitlist.
    EntryId,
    /// Places that staff keep back.
    HoldId,
    /// One run of an import of people.
    ImportId,
    /// What an officer noted about a person.
    NoteId,
    /// A message promised to an account; also its retry key towards LINE.
    NoticeId,
    /// A freed place that somebody who waits is offered.
    OfferId,
    /// A member of the town's staff.
    OfficerId,
    /// Those who wait together for places of one slot.
    PartyId,
    /// A resident on the roster: never the voucher number, never the LINE user id.
    PersonId,
    /// What the town offers, for example one season of influenza vaccination.
    ProgrammeId,
    /// What one press of a button is called, so that a second press is known as the same.
    RequestId,
    /// One making of slots by a timetable.
    RunId,
    /// One venue on one date.
    SessionId,
    /// A time range of a session with a number of places.
    SlotId,
    /// By what pattern a programme has slots at a venue.
    TimetableId,
    /// A caller who is not on the roster, to get back to.
    TodoId,
    /// Where sessions are held.
    VenueId,
}
