//! Links that leave the service, in messages and calendar files. They carry opaque ids only.

use crate::config::Config;
use domain::{BookingId, OfferId, PersonId};

/// Makes links.
#[derive(Clone, Debug)]
pub struct Urls {
    base: String,
    liff: Option<String>,
}

impl Urls {
    /// The links of a town.
    pub fn new(config: &Config) -> Self {
        let liff = config.line.as_ref().map(|line| format!("{}/{}", line.hosts.liff, line.liff_id));
        Self { base: config.server.base_url.clone(), liff }
    }

    /// A page by its full address.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Where LINE sends its events.
    pub fn webhook(&self) -> String {
        self.absolute("/line/webhook")
    }

    /// A resident's page as a link that opens inside LINE; in a browser where LINE is not connected.
    pub fn in_line(&self, path: &str) -> String {
        match &self.liff {
            Some(liff) => format!("{liff}{path}"),
            None => self.absolute(&format!("/r{path}")),
        }
    }

    /// Where a resident books.
    pub fn book(&self) -> String {
        self.in_line("/book")
    }

    /// Where a resident sees all bookings.
    pub fn home(&self) -> String {
        self.in_line("/home")
    }

    /// A freed place that somebody is offered.
    pub fn offer(&self, id: OfferId) -> String {
        self.in_line(&format!("/offers/{id}"))
    }

    /// Which messages a resident is sent.
    pub fn notices(&self) -> String {
        self.in_line("/notices")
    }

    /// Who acts for one person.
    pub fn person(&self, id: PersonId) -> String {
        self.in_line(&format!("/people/{id}"))
    }

    /// One booking.
    pub fn booking(&self, id: BookingId) -> String {
        self.in_line(&format!("/bookings/{id}"))
    }
}
