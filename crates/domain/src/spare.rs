//! Spare doses of a day: what opened vials still give when somebody did not come, or one vial is left. They become
//! places of a later slot, offered to those who wait in the same step, so that no dose is thrown away.

use crate::{
    attendance::Outcome,
    booking::{Booking, BookingState},
    refusal::Refusal,
    slot::Slot,
    vial,
};
use jiff::Timestamp;

/// The doses of a session's day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doses {
    /// How many one vial gives.
    pub per_vial: u16,
    /// How many were given.
    pub given: u32,
    /// How many people may still come.
    pub to_come: u32,
    /// How many did not come, or came and did not have it.
    pub missed: u32,
    /// How many are offered to those who wait.
    pub offered: u32,
}

impl Doses {
    /// Those of a session with these slots and bookings. A vial of nothing gives one dose.
    pub fn of(per_vial: Option<u16>, slots: &[Slot], bookings: &[Booking]) -> Self {
        let mut doses = Self { per_vial: per_vial.unwrap_or(1).max(1), ..Self::default() };
        for booking in bookings {
            match booking.state {
                BookingState::Live => doses.to_come += 1,
                BookingState::Done { outcome: Outcome::Vaccinated, .. } => doses.given += 1,
                BookingState::Done { .. } => doses.missed += 1,
                BookingState::Cancelled { .. } => {}
            }
        }
        let pools = slots.iter().flat_map(|slot| &slot.pools);
        doses.offered = pools.map(|count| count.offered).sum();
        doses
    }

    /// The vials for everybody who was to come.
    pub fn vials(self) -> u32 {
        vial::needed(self.given + self.to_come + self.missed + self.offered, self.per_vial).opened
    }

    /// How many doses of so many vials are nobody's, if so many of those still to come are found not to have come.
    pub fn spare(self, vials: u32, absent: u32) -> u32 {
        let all = vials.saturating_mul(self.per_vial.into());
        let wanted = self.given + self.to_come.saturating_sub(absent) + self.offered;
        all.saturating_sub(wanted)
    }
}

/// Whether it can be recorded that somebody did not come: their time has begun, and nothing else is recorded of them.
pub fn may_be_absent(booking: &Booking, slot: &Slot, now: Timestamp) -> Result<(), Refusal> {
    match booking.state {
        BookingState::Cancelled { at, .. } => Err(Refusal::AlreadyCancelled { at }),
        BookingState::Done { outcome: Outcome::NoShow, .. } => Ok(()),
        BookingState::Done { at, outcome } => Err(Refusal::AlreadyCame { at, outcome }),
        BookingState::Live if now < slot.starts_at() => {
            Err(Refusal::NotTheDay { on: booking.date })
        }
        BookingState::Live => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn who_does_not_come_and_a_vial_over_are_doses_for_others() {
        let day = Doses { per_vial: 6, given: 9, to_come: 9, missed: 0, offered: 0 };
        assert_eq!((day.vials(), day.spare(3, 0), day.spare(3, 3)), (3, 0, 3));
        let day = Doses { given: 12, to_come: 3, missed: 3, ..day };
        assert_eq!((day.vials(), day.spare(3, 0)), (3, 3));
        assert_eq!(day.spare(4, 0), 9, "a vial more");
        let offered = Doses { offered: 3, ..day };
        assert_eq!(offered.spare(3, 0), 0, "what is offered is somebody's");
        assert_eq!(day.spare(1, 9), 0, "never below nothing");
    }

    proptest! {
        /// Whoever has a claim keeps it: spare doses and claims are never more than the vials give.
        #[test]
        fn no_dose_is_promised_twice(
            (per_vial, given, to_come) in (1..20_u16, 0..500_u32, 0..500_u32),
            (missed, offered, vials, absent) in (0..99_u32, 0..99_u32, 0..200_u32, 0..500_u32),
        ) {
            let day = Doses { per_vial, given, to_come, missed, offered };
            let spare = day.spare(vials, absent);
            let claims = given + offered + to_come.saturating_sub(absent);
            prop_assert!(spare == 0 || spare + claims == vials * u32::from(per_vial));
            prop_assert!(day.spare(vials, absent + 1) >= spare);
            prop_assert_eq!(day.spare(day.vials(), to_come) >= missed, true);
        }
    }
}
