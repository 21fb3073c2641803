//! The mornings that are played: who comes when, for how many places, and how they behave.

use crate::chance::Chance;
use clap::ValueEnum;
use std::time::Duration;

/// A morning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scenario {
    /// 3 May 2021: 340,000 may come for 76,509 places, half of them in the first tenth of the time, and reload.
    Yokohama,
    /// A small town on an ordinary morning: places for everybody, people come one by one.
    Takinoue,
    /// Everybody at the same instant for one slot.
    OneSlot,
    /// An even stream that grows tenfold for the middle third, and falls back.
    Overload,
    /// A few people book, give back and book again without end, while the service is killed again and again.
    Kill,
    /// The same while the PostgreSQL under it is killed and started again, and at last replaced by its standby.
    Outage,
    /// Everybody looks where there is room, as fast as it goes, in turn with a handler that does nothing.
    Pages,
    /// Everybody has the form before them and presses: how many bookings a second come in by HTTP.
    Presses,
    /// Everybody has the form before them for a slot with few places: how many a second are told that it is gone.
    Refusals,
}

/// Of a hundred people: how many reload a page they have, press the button twice at once, only look, and come
/// without a sign-in of today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Habits {
    pub(crate) reload: usize,
    pub(crate) press_twice: usize,
    pub(crate) only_look: usize,
    pub(crate) sign_in: usize,
    /// How often somebody looks again when nothing is free or the counter is busy.
    pub(crate) patience: usize,
}

impl Scenario {
    /// How many come and for how many slots with how many places, if nobody says otherwise: a small morning in
    /// the proportions of the large one.
    pub fn size(self) -> (u32, u32, u32) {
        match self {
            Self::Yokohama => (400, 9, 10),
            Self::Takinoue => (200, 60, 6),
            Self::OneSlot => (300, 1, 40),
            Self::Overload => (600, 60, 20),
            Self::Kill | Self::Outage => (32, 4, 6),
            Self::Pages => (64, 120, 20),
            Self::Presses => (1_400, 60, 40),
            Self::Refusals => (1_400, 7, 20),
        }
    }

    pub(crate) fn habits(self) -> Habits {
        match self {
            Self::Yokohama => {
                Habits { reload: 30, press_twice: 20, only_look: 5, sign_in: 50, patience: 4 }
            }
            Self::Takinoue => {
                Habits { reload: 5, press_twice: 10, only_look: 15, sign_in: 80, patience: 2 }
            }
            Self::OneSlot => {
                Habits { reload: 0, press_twice: 30, only_look: 0, sign_in: 0, patience: 1 }
            }
            Self::Overload => {
                Habits { reload: 10, press_twice: 10, only_look: 5, sign_in: 30, patience: 3 }
            }
            Self::Presses | Self::Refusals => {
                Habits { reload: 0, press_twice: 0, only_look: 0, sign_in: 0, patience: 0 }
            }
            Self::Kill | Self::Outage | Self::Pages => {
                Habits { reload: 0, press_twice: 20, only_look: 0, sign_in: 0, patience: 0 }
            }
        }
    }

    /// When each of so many people comes within this time, the first first.
    pub(crate) fn arrivals(self, people: usize, within: Duration, seed: u64) -> Vec<Duration> {
        let mut chance = Chance::new(seed);
        let mut at = |from: f64, to: f64| {
            let part = f64::from(u32::try_from(chance.below(1_000_000)).unwrap_or(0)) / 1e6;
            within.mul_f64(from + (to - from) * part)
        };
        let mut arrivals: Vec<Duration> = (0..people)
            .map(|person| match self {
                Self::OneSlot
                | Self::Kill
                | Self::Outage
                | Self::Pages
                | Self::Presses
                | Self::Refusals => Duration::ZERO,
                Self::Yokohama if person % 2 == 0 => at(0.0, 0.1),
                Self::Yokohama | Self::Takinoue => at(0.0, 1.0),
                // One part, ten parts, one part.
                Self::Overload => match person % 12 {
                    0 => at(0.0, 1.0 / 3.0),
                    11 => at(2.0 / 3.0, 1.0),
                    _ => at(1.0 / 3.0, 2.0 / 3.0),
                },
            })
            .collect();
        arrivals.sort_unstable();
        arrivals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITHIN: Duration = Duration::from_secs(30);

    fn between(scenario: Scenario, from: u64, to: u64) -> usize {
        let range = Duration::from_secs(from)..Duration::from_secs(to);
        let arrivals = scenario.arrivals(1_200, WITHIN, 3);
        assert_eq!(arrivals.len(), 1_200);
        assert!(arrivals.is_sorted());
        arrivals.iter().filter(|at| range.contains(at)).count()
    }

    #[test]
    fn half_of_yokohama_comes_in_the_first_tenth_of_the_time() {
        assert!(between(Scenario::Yokohama, 0, 3) >= 600);
        assert_eq!(between(Scenario::Yokohama, 0, 31), 1_200);
    }

    #[test]
    fn an_overload_is_ten_times_the_stream_before_and_after_it() {
        assert_eq!(between(Scenario::Overload, 0, 10), 100);
        assert_eq!(between(Scenario::Overload, 10, 20), 1_000);
        assert_eq!(between(Scenario::Overload, 20, 31), 100);
    }

    #[test]
    fn everybody_wants_the_one_slot_at_once_and_the_same_seed_brings_the_same_morning() {
        assert_eq!(between(Scenario::OneSlot, 0, 1), 1_200);
        let takinoue = |seed| Scenario::Takinoue.arrivals(50, WITHIN, seed);
        assert_eq!(takinoue(1), takinoue(1));
        assert_ne!(takinoue(1), takinoue(2));
    }
}
