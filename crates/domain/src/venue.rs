//! Venues and their sessions: where and on which dates a programme is held.

use crate::{
    capacity::MOST_PLACES,
    id::{ProgrammeId, SessionId, VenueId},
    when::Date,
};
use serde::{Deserialize, Serialize};

/// The longest name of a venue, in characters: it stands on a card in the talk and in the cell of a board.
pub const LONGEST_NAME: usize = 40;
/// The longest address or way to get there.
pub const LONGEST_TEXT: usize = 300;

/// A place where sessions are held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Venue {
    /// Identifies the venue.
    pub id: VenueId,
    /// The name on the sign at the door.
    pub name: String,
    /// The address of the building.
    pub address: String,
    /// How to get there and where to park.
    pub access: String,
    /// How many people the room takes at once, where the town says so.
    #[serde(default)]
    pub room: Option<u32>,
}

/// What is wrong with a venue that is about to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// It has no name.
    NoName,
    /// Its name is too long.
    NameTooLong,
    /// Another venue is called the same.
    NameTaken,
    /// It has no address.
    NoAddress,
    /// Its address is too long.
    AddressTooLong,
    /// The way to get there is too long.
    AccessTooLong,
    /// A room for nobody, or for more people than any hall.
    RoomOutOfRange,
}

impl Venue {
    /// What is wrong with it, beside the venues there are.
    pub fn flaws(&self, others: &[Self]) -> Vec<Flaw> {
        let longer = |text: &str, most| text.chars().count() > most;
        let is_taken =
            others.iter().any(|other| other.id != self.id && same_name(&other.name, &self.name));
        let room = self.room.is_some_and(|room| room == 0 || room > MOST_PLACES);
        let found = [
            (self.name.is_empty(), Flaw::NoName),
            (longer(&self.name, LONGEST_NAME), Flaw::NameTooLong),
            (!self.name.is_empty() && is_taken, Flaw::NameTaken),
            (self.address.is_empty(), Flaw::NoAddress),
            (longer(&self.address, LONGEST_TEXT), Flaw::AddressTooLong),
            (longer(&self.access, LONGEST_TEXT), Flaw::AccessTooLong),
            (room, Flaw::RoomOutOfRange),
        ];
        found.into_iter().filter(|(is_so, _)| *is_so).map(|(_, flaw)| flaw).collect()
    }
}

/// Spaces do not tell two venues apart.
fn same_name(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// A venue on a date for a programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Identifies the session.
    pub id: SessionId,
    /// The programme it serves.
    pub programme: ProgrammeId,
    /// Where it is held.
    pub venue: VenueId,
    /// The date in Japan.
    pub date: Date,
    /// The product that is given, if it is fixed.
    pub product: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn hall(n: u128) -> Venue {
        Venue {
            id: VenueId(Uuid::from_u128(n)),
            name: "中央公民館".to_owned(),
            address: "本町1".to_owned(),
            access: String::new(),
            room: Some(40),
        }
    }

    #[test]
    fn a_venue_has_a_name_and_an_address_and_a_room_that_exists() {
        assert_eq!(hall(1).flaws(&[hall(1)]), [], "it is not in its own way");
        let blank = Venue { name: String::new(), address: String::new(), ..hall(1) };
        assert_eq!(blank.flaws(&[]), [Flaw::NoName, Flaw::NoAddress]);
        let long = Venue {
            name: "長".repeat(LONGEST_NAME + 1),
            address: "長".repeat(LONGEST_TEXT + 1),
            access: "長".repeat(LONGEST_TEXT + 1),
            room: Some(MOST_PLACES + 1),
            ..hall(1)
        };
        let all =
            [Flaw::NameTooLong, Flaw::AddressTooLong, Flaw::AccessTooLong, Flaw::RoomOutOfRange];
        assert_eq!(long.flaws(&[]), all);
        assert_eq!(Venue { room: Some(0), ..hall(1) }.flaws(&[]), [Flaw::RoomOutOfRange]);
        assert_eq!(Venue { room: None, ..hall(1) }.flaws(&[]), []);
    }

    #[test]
    fn two_venues_of_one_name_are_mixed_up_at_the_counter() {
        assert_eq!(hall(1).flaws(&[hall(2)]), [Flaw::NameTaken]);
        let spaced = Venue { name: "中央公民館　".to_owned(), ..hall(2) };
        assert_eq!(hall(1).flaws(&[spaced]), [Flaw::NameTaken]);
        let annexe = Venue { name: "中央公民館 別館".to_owned(), ..hall(2) };
        assert_eq!(hall(1).flaws(&[annexe]), []);
    }
}
