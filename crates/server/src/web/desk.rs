//! What the staff see, one file per screen; [`urls`] is the table of its addresses, [`Who`] the bar above every page.

mod board;
mod booking;
mod cells;
mod events;
mod find;
mod history;
mod line;
mod offers;
mod person;
mod person_acts;
mod person_waits;
mod programmes;
mod session;
mod sign_in;
mod slot;
mod urls;
mod venue;
mod venues;
mod wait;

pub(super) use urls::{streams, urls};

use super::session::Officer;

/// Who is signed in, in the bar above every page.
#[derive(Clone, Debug)]
pub(super) struct Who {
    pub(super) name: String,
    pub(super) role: String,
    pub(super) sign_out_url: String,
    pub(super) places: &'static [Place],
}

/// Where the bar leads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) label: &'static str,
    pub(super) url: &'static str,
}

/// The places of the bar, in its order.
const PLACES: &[Place] = &[
    Place { label: "事業", url: "/desk" },
    Place { label: "会場", url: "/desk/venues" },
    Place { label: "空き枠の電話", url: "/desk/offers" },
    Place { label: "LINEのお知らせ", url: "/desk/line" },
];

impl Who {
    fn of(officer: &Officer) -> Self {
        Self {
            name: officer.name.clone(),
            role: String::new(),
            sign_out_url: "/desk/signout".to_owned(),
            places: PLACES,
        }
    }
}
