//! Overbooking, measured: how many places may be given out above the capacity because so many people did
//! not come before. It only suggests; an officer sets it, for each slot, and history keeps why.

use crate::attendance::Outcome;

/// Bookings that must have been seen through before a share says anything.
pub const ENOUGH: u32 = 100;
/// The most that is ever given out above a capacity, in percent of it.
pub const MOST_PERCENT: u32 = 20;

/// How many came and how many did not, over sessions that are past.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// Bookings whose outcome is recorded.
    pub expected: u32,
    /// Those of them who did not come.
    pub missed: u32,
}

impl Attendance {
    /// Counts so many bookings that ended so.
    pub fn count(&mut self, outcome: Outcome, bookings: u32) {
        self.expected += bookings;
        if outcome == Outcome::NoShow {
            self.missed += bookings;
        }
    }

    /// How many places above this capacity the measured share suggests: rounded down, and none before
    /// enough has been seen.
    pub fn suggests(self, capacity: u32) -> u32 {
        if self.expected < ENOUGH {
            return 0;
        }
        let over = u64::from(capacity) * u64::from(self.missed) / u64::from(self.expected);
        u32::try_from(over).unwrap_or(u32::MAX).min(most(capacity))
    }
}

/// The most that may be given out above this capacity.
pub fn most(capacity: u32) -> u32 {
    capacity / (100 / MOST_PERCENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_that_was_measured_is_suggested() {
        let tokyo = Attendance { expected: 10_000, missed: 500 };
        let osaka = Attendance { expected: 10_000, missed: 150 };
        assert_eq!((tokyo.suggests(1_000), osaka.suggests(1_000)), (50, 15));
        assert_eq!((tokyo.suggests(19), tokyo.suggests(20)), (0, 1), "rounded down");
        assert_eq!(Attendance { expected: 99, missed: 50 }.suggests(1_000), 0, "not enough seen");
        assert_eq!(Attendance { expected: 100, missed: 50 }.suggests(1_000), 200, "never above");
        assert_eq!(Attendance::default().suggests(1_000), 0);
    }

    #[test]
    fn only_who_does_not_come_is_missed() {
        let mut seen = Attendance::default();
        for outcome in Outcome::ALL {
            seen.count(outcome, 2);
        }
        assert_eq!(seen, Attendance { expected: 8, missed: 2 });
    }
}
