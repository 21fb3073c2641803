//! What the staff see, one file per screen.

pub(super) mod board;
pub(super) mod booking;
mod cells;
pub(super) mod events;
pub(super) mod find;
mod history;
pub(super) mod line;
pub(super) mod offers;
pub(super) mod person;
pub(super) mod person_acts;
mod person_waits;
pub(super) mod programmes;
pub(super) mod session;
pub(super) mod sign_in;
pub(super) mod slot;
pub(super) mod wait;

use super::session::Officer;

/// Who is signed in, in the bar above every page.
#[derive(Clone, Debug)]
pub(super) struct Who {
    pub(super) name: String,
    pub(super) role: String,
    pub(super) sign_out_url: String,
}

impl Who {
    fn of(officer: &Officer) -> Self {
        Self {
            name: officer.name.clone(),
            role: String::new(),
            sign_out_url: "/desk/signout".to_owned(),
        }
    }
}
