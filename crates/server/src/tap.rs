//! What a button of ours carries, and reading it back. It is neither secret nor signed: whoever sends it may have
//! made it up, so that it only says what is wanted, and the sender decides what they may have.

use domain::{BookingId, OfferId};
use std::{fmt, str::FromStr};

/// The form of what we write today. Another form comes from a button of an older or a newer program.
const FORM: &str = "m1";

/// What a tap wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tap {
    /// To change or cancel this booking.
    Alter(BookingId),
    /// To say that they will come to this booking.
    Confirm(BookingId),
    /// To let this offer pass.
    Decline(OfferId),
}

/// It is none of today's buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotOurs;

impl fmt::Display for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alter(booking) => write!(f, "{FORM} alter {booking}"),
            Self::Confirm(booking) => write!(f, "{FORM} confirm {booking}"),
            Self::Decline(offer) => write!(f, "{FORM} decline {offer}"),
        }
    }
}

impl FromStr for Tap {
    type Err = NotOurs;

    fn from_str(data: &str) -> Result<Self, NotOurs> {
        let mut words = data.split(' ');
        match [words.next(), words.next(), words.next(), words.next()] {
            [Some(FORM), Some("alter"), Some(id), None] => {
                Ok(Self::Alter(BookingId(id.parse().map_err(|_| NotOurs)?)))
            }
            [Some(FORM), Some("confirm"), Some(id), None] => {
                Ok(Self::Confirm(BookingId(id.parse().map_err(|_| NotOurs)?)))
            }
            [Some(FORM), Some("decline"), Some(id), None] => {
                Ok(Self::Decline(OfferId(id.parse().map_err(|_| NotOurs)?)))
            }
            _ => Err(NotOurs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_tap_is_read_back_as_it_was_written_and_nothing_else_is() {
        let (booking, offer) = (BookingId(Uuid::from_u128(7)), OfferId(Uuid::from_u128(7)));
        for tap in [Tap::Alter(booking), Tap::Confirm(booking), Tap::Decline(offer)] {
            assert_eq!(tap.to_string().parse(), Ok(tap));
        }
        let id = Uuid::nil();
        for data in [
            String::new(),
            "m1".to_owned(),
            "m1 alter".to_owned(),
            "m1 alter 7".to_owned(),
            format!("m1 alter {id} more"),
            format!("m2 alter {id}"),
            format!("m1 delete {id}"),
            format!("action=cancel&booking={id}"),
            "\u{0}".repeat(300),
        ] {
            assert_eq!(data.parse::<Tap>(), Err(NotOurs), "{data}");
        }
    }
}
