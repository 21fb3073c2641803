//! What became of a booking, in a word.

use domain::{Booking, BookingState, Outcome};

/// What the desk calls it.
pub fn at_the_desk(booking: &Booking) -> &'static str {
    match booking.state {
        BookingState::Live => "予約",
        BookingState::Cancelled { .. } => "キャンセル",
        BookingState::Done { outcome: done, .. } => outcome(done),
    }
}

/// What a resident reads.
pub fn for_residents(booking: &Booking) -> &'static str {
    match booking.state {
        BookingState::Live => "予約ずみ",
        BookingState::Cancelled { .. } => "キャンセルずみ",
        BookingState::Done { outcome: done, .. } => outcome(done),
    }
}

/// What an outcome is called.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Vaccinated => "接種・受診ずみ",
        Outcome::PreExamOnly => "予診のみ",
        Outcome::Refused => "受けずに終了",
        Outcome::NoShow => "来場なし",
    }
}
