//! Each refusal as a sentence that says why, and what next, in the language of whoever asked. The sentences stand
//! in two tables, every language side by side: one for what residents meet, one for what only the desk does.

mod samples;

pub use samples::samples;

use super::{Lang, lang::texts};
use domain::{Refusal, age::AgeRefusal, waitlist::OfferEnd};

/// Why not, and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct No {
    /// The reason.
    pub why: String,
    /// The next step.
    pub next: String,
}

texts! {
    call: "お困りのときは、お電話ください。", "If you need help, please call us.", "わからない ときは、電話してください。";
}

/// A table of refusals: each becomes a method of [`Lang`]. A reason without a next step asks to call.
macro_rules! nos {
    ($($name:ident $(($($fact:ident),+))?: $japanese:tt, $english:tt, $easy:tt;)+) => {
        impl Lang {
            $(pub(super) fn $name(self, $($($fact: impl std::fmt::Display),+)?) -> No {
                match self {
                    Self::Japanese => nos!(@no self, $japanese),
                    Self::English => nos!(@no self, $english),
                    Self::Easy => nos!(@no self, $easy),
                }
            })+
        }
    };
    (@no $lang:ident, [$why:literal]) => {
        No { why: format!($why), next: $lang.call().to_owned() }
    };
    (@no $lang:ident, [$why:literal, $next:literal]) => {
        No { why: format!($why), next: format!($next) }
    };
}

mod bookings;
mod desk;

/// The sentence for whoever reads this language.
#[expect(clippy::too_many_lines, reason = "one arm for each refusal, so that none is forgotten")]
pub fn sentence(lang: Lang, refusal: &Refusal) -> No {
    match refusal {
        Refusal::NotOpenYet { from: Some(from) } => lang.no_open_from(lang.instant(*from)),
        Refusal::NotOpenYet { from: None } => lang.no_not_open(),
        Refusal::NotYourGroup => lang.no_other_group(),
        Refusal::NotResident => lang.no_resident(),
        Refusal::NoVoucher => lang.no_voucher(),
        Refusal::VoucherNotValid { from, until } => lang.no_voucher_then(lang.span(*from, *until)),
        Refusal::OtherSex => lang.no_other_sex(),
        Refusal::NoPattern => lang.no_pattern(),
        Refusal::NotInPattern { pattern, .. } => lang.no_in_pattern(pattern),
        Refusal::DoseNotNeeded { dose, needed, first } => {
            lang.no_dose_needed(dose, needed, lang.long(*first))
        }
        Refusal::AlreadyGiven { dose, on } => lang.no_given(dose, lang.long(*on)),
        Refusal::LaterDoseBooked { dose } => lang.no_later_booked(dose),
        Refusal::TooNearOtherVaccine { other, earliest } => {
            let [other, earliest] = lang.together([*other, *earliest]);
            lang.no_other_vaccine(other, earliest)
        }
        Refusal::ProductUnusable { until } => lang.no_product_then(lang.short(*until)),
        Refusal::OtherProduct { .. } => lang.no_other_product(),
        Refusal::AccountFull { most } => lang.no_account_full(most),
        Refusal::AccountFullOnDay { most } => lang.no_account_full_on_day(most),
        Refusal::OneOfThem { why, .. } => {
            let No { why, next } = sentence(lang, why);
            lang.no_one_of_them(why, next)
        }
        Refusal::ProgrammeClosed { closed_at } => lang.no_closed(lang.instant(*closed_at)),
        Refusal::NoSuchDose { .. }
        | Refusal::NotThisProgramme
        | Refusal::NoSuchBooking
        | Refusal::NotLinked => lang.no_such(),
        Refusal::AlreadyBooked { .. } => lang.no_booked(),
        Refusal::PreviousDoseMissing { dose } => lang.no_previous(dose),
        Refusal::Age(age) => age_sentence(lang, *age),
        Refusal::TooSoon { previous, earliest } => {
            let [previous, earliest] = lang.together([*previous, *earliest]);
            lang.no_too_soon(previous, earliest)
        }
        Refusal::TooLate { previous, latest } => {
            let [previous, latest] = lang.together([*previous, *latest]);
            lang.no_too_late(previous, latest)
        }
        Refusal::TooSoonAfterFirst { first, earliest } => {
            let [first, earliest] = lang.together([*first, *earliest]);
            lang.no_too_soon_after_first(first, earliest)
        }
        Refusal::OutsideStandard { previous, first, last: None } => {
            let [previous, first] = lang.together([*previous, *first]);
            lang.no_outside_standard_from(previous, first)
        }
        Refusal::OutsideStandard { previous, first, last: Some(last) } => {
            let [previous, first, last] = lang.together([*previous, *first, *last]);
            lang.no_outside_standard(previous, first, last)
        }
        Refusal::LaterDoseNotNeeded { dose, on, needed } => {
            lang.no_later_needed(dose, lang.short(*on), needed)
        }
        Refusal::BreaksNextDose { dose, on } => lang.no_breaks_next(dose, lang.short(*on)),
        Refusal::PastCutOff { closed_at } => lang.no_past_cut_off(lang.instant(*closed_at)),
        Refusal::ExamFull { .. } => lang.no_exam_full(),
        Refusal::StaffOnly => lang.no_staff_only(),
        Refusal::PersonProtected => lang.no_person_protected(),
        Refusal::NotTheDay { on } => lang.no_not_the_day(lang.short(*on)),
        Refusal::AlreadyCame { at, outcome } => {
            lang.no_already_came(lang.instant(*at), lang.outcome(*outcome))
        }
        Refusal::NoSuchHold => lang.no_such_hold(),
        Refusal::HoldNeedsReason => lang.no_hold_reason(),
        Refusal::HoldEndsOutOfTime { latest } => lang.no_hold_end(lang.instant(*latest)),
        Refusal::HoldBeyondLeft { left: 0 } => lang.no_hold_left(),
        Refusal::HoldBeyondLeft { left } => lang.no_hold_beyond(left),
        Refusal::HoldNeedsSecondOfficer => lang.no_hold_second(),
        Refusal::HoldOver { at } => lang.no_hold_over(lang.instant(*at)),
        Refusal::OverbookedTooMuch { most } => lang.no_overbooked(most),
        Refusal::NoWaitlist => lang.no_waitlist(),
        Refusal::PlacesFree => lang.no_places_free(),
        Refusal::NotWaiting => lang.no_not_waiting(),
        Refusal::NoSuchOffer => lang.no_such_offer(),
        Refusal::OfferOver { how: OfferEnd::Accepted, .. } => lang.no_offer_taken(),
        Refusal::OfferOver { how: OfferEnd::Lapsed, at } => lang.no_offer_lapsed(lang.instant(*at)),
        Refusal::OfferOver { how: OfferEnd::Outrun, .. } => lang.no_offer_outrun(),
        Refusal::OfferOver { .. } => lang.no_offer_over(),
        Refusal::SlotClosed => lang.no_slot_closed(),
        Refusal::Full => lang.no_full(),
        Refusal::AlreadyCancelled { at } => lang.no_cancelled(lang.instant(*at)),
        Refusal::BelowTaken { taken } => lang.no_below_taken(taken),
        Refusal::AboveAnyRoom { most } => lang.no_above_any_room(most),
        Refusal::ContradictsItself { findings } => lang.no_contradicts(findings),
    }
}

fn age_sentence(lang: Lang, age: AgeRefusal) -> No {
    match age {
        AgeRefusal::TooYoung { from } => lang.no_too_young(lang.long(from)),
        AgeRefusal::TooOld { last } => lang.no_too_old(lang.long(last)),
        AgeRefusal::BornBefore { first } => lang.no_born_before(lang.long(first)),
        AgeRefusal::BornAfter { last } => lang.no_born_after(lang.long(last)),
    }
}

#[cfg(test)]
mod tests;
