//! Attendance: what became of a booking on the day. Staff record it, and may correct it; whoever was
//! vaccinated has had the dose, and everyone else may book it again.

use crate::{
    booking::{self, Booking, BookingState},
    change::{Actor, CancelReason, Change, Decision},
    programme::{AfterCancelled, Programme},
    refusal::Refusal,
    when,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What became of a booking on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The dose was given, or the exam made.
    Vaccinated,
    /// The doctor saw the person and put it off (予診のみ).
    PreExamOnly,
    /// The person came and did not want it, or was sent home at the door.
    Refused,
    /// The person did not come.
    NoShow,
}

impl Outcome {
    /// Every outcome, in the order in which a reception offers them.
    pub const ALL: [Self; 4] = [Self::Vaccinated, Self::PreExamOnly, Self::Refused, Self::NoShow];

    /// The outcome's name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vaccinated => "vaccinated",
            Self::PreExamOnly => "pre_exam_only",
            Self::Refused => "refused",
            Self::NoShow => "no_show",
        }
    }

    /// The outcome of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// Records what became of a booking, or corrects it. The place stays with the booking: it was used, or it
/// is too late to give it to anybody by itself. Recording the same again changes nothing. Where the dose was
/// not given, the later ones that need it are cancelled, as the programme decides.
pub fn record(
    programme: &Programme,
    booking: &Booking,
    own: &[Booking],
    outcome: Outcome,
    by: Actor,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    if !matches!(by, Actor::Officer(_)) {
        return Err(Refusal::StaffOnly);
    }
    let before = match booking.state {
        BookingState::Cancelled { at, .. } => return Err(Refusal::AlreadyCancelled { at }),
        BookingState::Done { outcome, .. } => Some(outcome),
        BookingState::Live => None,
    };
    if when::japan_date(now) < booking.date {
        return Err(Refusal::NotTheDay { on: booking.date });
    }
    if before == Some(outcome) {
        return Ok(Decision::nothing());
    }
    let again = |b: &&Booking| {
        b.id != booking.id
            && (b.programme, b.dose) == (booking.programme, booking.dose)
            && b.keeps_the_dose()
    };
    if outcome == Outcome::Vaccinated
        && let Some(other) = own.iter().find(again)
    {
        return Err(Refusal::AlreadyBooked { dose: other.dose });
    }
    let (id, person) = (booking.id, booking.person);
    let recorded = Change::OutcomeRecorded { booking: id, person, before, outcome, at: now };
    let mut decision = Decision::change(recorded);
    let too = programme.policy.after_cancelled == AfterCancelled::CancelToo;
    if outcome != Outcome::Vaccinated && too {
        let later = booking::followers(programme, booking, own);
        let gone = booking::cancel_all(&later, own, CancelReason::ByTown, now);
        decision.changes.extend(gone.changes);
        decision.notices.extend(gone.notices);
    }
    Ok(decision)
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn every_outcome_has_a_name_of_its_own_that_leads_back() {
        let names = Outcome::ALL.map(Outcome::name);
        assert_eq!(names, ["vaccinated", "pre_exam_only", "refused", "no_show"]);
        assert_eq!(names.map(Outcome::named), Outcome::ALL.map(Some));
        assert_eq!(Outcome::named("came"), None);
    }
}
