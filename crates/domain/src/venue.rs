//! Venues and their sessions: where and on which dates a programme is held.

use crate::{
    id::{ProgrammeId, SessionId, VenueId},
    when::Date,
};
use serde::{Deserialize, Serialize};

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
