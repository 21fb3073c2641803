//! The doors to the same places: who comes through which, and on what pools it draws.

use crate::slot::Pool;
use serde::{Deserialize, Serialize};

/// Through which door someone comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// The talk and the booking pages.
    Line,
    /// The call centre.
    Phone,
}

impl Door {
    /// Every door.
    pub const ALL: [Self; 2] = [Self::Line, Self::Phone];

    /// The pools this door may draw on, in this order.
    pub fn pools(self) -> &'static [Pool] {
        match self {
            Self::Line => &[Pool::Public],
            Self::Phone => &[Pool::CallCentre, Pool::Public],
        }
    }

    /// The door's name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Phone => "phone",
        }
    }

    /// The door of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|door| door.name() == name)
    }
}
