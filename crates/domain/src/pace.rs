//! Pace: how fast the places of a programme go, and when none is left at that speed. An estimate, which says when
//! it cannot be made.

use jiff::{SignedDuration, Timestamp};

/// Bookings that must have come in before a speed says anything.
pub const ENOUGH: u32 = 10;
/// Over how long the speed is measured: a whole day, so that its night and its morning are both in it.
pub const MEASURED_OVER: SignedDuration = SignedDuration::from_hours(24);

/// What came in and what was given back lately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Places booked within the last hour, whatever became of them.
    pub hour: u32,
    /// Places booked within [`MEASURED_OVER`], whatever became of them.
    pub day: u32,
    /// Places given back within [`MEASURED_OVER`].
    pub given_back: u32,
    /// Bookings cancelled since midnight in Japan.
    pub cancelled_today: u32,
}

/// What there is still to fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stock {
    /// Since when the programme takes bookings; none while it takes none.
    pub open_since: Option<Timestamp>,
    /// Places left in the slots that are still to come and not closed.
    pub left: u32,
    /// When the last of these slots starts; none where none is to come.
    pub last: Option<Timestamp>,
}

/// When the programme is full at the present speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// No slot is still to come.
    NothingToCome,
    /// It is full already.
    Full,
    /// It takes no bookings, so there is no speed.
    NotOpen,
    /// Too few bookings came in to say anything.
    TooFew,
    /// As many places are given back as are booked, or more.
    NotFilling,
    /// Not before the last slot starts.
    NotBefore {
        /// When that is.
        last: Timestamp,
    },
    /// At about this instant.
    At(Timestamp),
}

/// When nothing is left if it goes on as it did within the last day, or since the opening if that is later.
pub fn forecast(pace: Pace, stock: Stock, now: Timestamp) -> Forecast {
    let Some(last) = stock.last else { return Forecast::NothingToCome };
    if stock.left == 0 {
        return Forecast::Full;
    }
    let Some(since) = stock.open_since.filter(|since| *since < now) else {
        return Forecast::NotOpen;
    };
    if pace.day < ENOUGH {
        return Forecast::TooFew;
    }
    let Some(filled) = pace.day.checked_sub(pace.given_back).filter(|net| *net > 0) else {
        return Forecast::NotFilling;
    };
    let seen = now.duration_since(since).min(MEASURED_OVER);
    let needed = seen.as_secs().saturating_mul(i64::from(stock.left)) / i64::from(filled);
    match now.checked_add(SignedDuration::from_secs(needed)) {
        Ok(at) if at < last => Forecast::At(at),
        _ => Forecast::NotBefore { last },
    }
}
