//! What became of a booking, in a word, on the desk.

use super::Lang;
use domain::{Booking, BookingState, NoticeKind, Outcome, reminder::Way};

/// What the desk calls it.
pub fn at_the_desk(booking: &Booking) -> &'static str {
    match booking.state {
        BookingState::Live => "予約",
        BookingState::Cancelled { .. } => "キャンセル",
        BookingState::Done { outcome: done, .. } => outcome(done),
    }
}

/// What the desk calls an outcome: the same as a resident reads.
pub fn outcome(outcome: Outcome) -> &'static str {
    Lang::Japanese.outcome(outcome)
}

/// What a notice tells, in a word.
pub fn notice(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Booked => "予約の受付",
        NoticeKind::Moved => "日時の変更",
        NoticeKind::Cancelled => "キャンセル",
        NoticeKind::Reminder => "リマインド",
        NoticeKind::Offered => "空き枠の案内",
        NoticeKind::OfferLapsed => "空き枠の案内の終わり",
        NoticeKind::OfferOutrun => "空き枠の案内の終わり（ほかの方が先）",
        NoticeKind::ProxyAdded => "新しいつながり",
    }
}

/// How somebody was reminded, in a word.
pub fn reminded(way: Way) -> &'static str {
    match way {
        Way::Line => "LINEで送信",
        Way::Phone => "電話で伝えた",
        Way::NoAnswer => "電話に出なかった",
        Way::Postcard => "はがきを送付",
    }
}
