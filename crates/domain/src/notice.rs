//! Messages that a decision promises. Their words are found when they are sent.

use crate::id::{AccountId, BookingId, OfferId, PersonId};
use serde::{Deserialize, Serialize};

/// A message promised to an account. Its words are found when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// To whom.
    pub account: AccountId,
    /// What it tells.
    pub kind: NoticeKind,
    /// What it is about.
    #[serde(flatten)]
    pub about: About,
}

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A booking.
    Booking(BookingId),
    /// A freed place that somebody is offered.
    Offer(OfferId),
    /// Who acts for a person.
    Person(PersonId),
}

impl Notice {
    /// A message about a booking.
    pub fn about_booking(account: AccountId, kind: NoticeKind, booking: BookingId) -> Self {
        Self { account, kind, about: About::Booking(booking) }
    }

    /// A message about an offer.
    pub fn about_offer(account: AccountId, kind: NoticeKind, offer: OfferId) -> Self {
        Self { account, kind, about: About::Offer(offer) }
    }

    /// A message about who acts for a person.
    pub fn about_person(account: AccountId, kind: NoticeKind, person: PersonId) -> Self {
        Self { account, kind, about: About::Person(person) }
    }
}

/// What a message tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// The booking is made.
    Booked,
    /// The booking has another place.
    Moved,
    /// The booking is cancelled.
    Cancelled,
    /// The day of the booking is near.
    Reminder,
    /// A freed place is kept for them until they answer.
    Offered,
    /// They did not answer, and the place has gone on.
    OfferLapsed,
    /// Somebody else who was offered the same place took it first.
    OfferOutrun,
    /// Somebody else is proven for the person from now on.
    ProxyAdded,
}

impl NoticeKind {
    /// Whether it says only what its reader has just seen on the page, and may be left out if they wish so.
    pub fn is_confirmation(self) -> bool {
        self == Self::Booked
    }

    /// Whether somebody who does not hear of it would come in vain, or to the wrong place.
    pub fn is_pressing(self) -> bool {
        match self {
            Self::Booked
            | Self::Reminder
            | Self::Offered
            | Self::OfferLapsed
            | Self::OfferOutrun
            | Self::ProxyAdded => false,
            Self::Moved | Self::Cancelled => true,
        }
    }
}
