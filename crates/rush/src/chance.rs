//! Chance that can be repeated: the same seed gives the same rush.

use std::time::Duration;

/// SplitMix64 by Steele, Lea and Flood: small, and good enough to spread people.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A chance of somebody's own, so that nobody's depends on who was quicker.
    pub(crate) fn of_person(seed: u64, person: usize) -> Self {
        let mut mixed = Self(seed ^ (person as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93));
        mixed.next();
        mixed
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `end`; 0 where that is nothing.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).expect("it is below a usize")
    }

    /// Whether something happens that does so to so many of a hundred.
    pub(crate) fn percent(&mut self, of_hundred: usize) -> bool {
        self.below(100) < of_hundred
    }

    /// Some time up to this one.
    pub(crate) fn within(&mut self, most: Duration) -> Duration {
        let micros = usize::try_from(most.as_micros()).unwrap_or(usize::MAX);
        Duration::from_micros(self.below(micros) as u64)
    }

    /// When each of so many comes who come by themselves within a time, the first first: a Poisson process of which it is
    /// known how many came.
    pub(crate) fn instants(&mut self, many: usize, within: Duration) -> Vec<Duration> {
        let mut all: Vec<Duration> = (0..many).map(|_| self.within(within)).collect();
        all.sort_unstable();
        all
    }

    /// One of them, unless there is none.
    pub(crate) fn pick<'a, T>(&mut self, among: &'a [T]) -> Option<&'a T> {
        let at = self.below(among.len());
        among.get(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_and_another_person_another() {
        let draw = |mut chance: Chance| (0..8).map(|_| chance.below(1_000)).collect::<Vec<_>>();
        assert_eq!(draw(Chance::new(7)), draw(Chance::new(7)));
        assert_ne!(draw(Chance::of_person(7, 1)), draw(Chance::of_person(7, 2)));
    }

    #[test]
    fn those_who_come_by_themselves_come_within_the_time_and_not_evenly() {
        let within = Duration::from_secs(100);
        let all = Chance::new(7).instants(10_000, within);
        assert_eq!(all, Chance::new(7).instants(10_000, within));
        assert!(all.is_sorted() && all.iter().all(|at| *at < within));
        let gaps = all.windows(2).map(|two| two[1].saturating_sub(two[0]).as_secs_f64());
        let gaps: Vec<f64> = gaps.collect();
        // Of waiting times without a memory, e^-1 are longer than the mean and e^-3 than three of it.
        let longer = |than: f64| gaps.iter().filter(|gap| **gap > than).count();
        assert!((3_500..3_860).contains(&longer(0.01)) && (430..570).contains(&longer(0.03)));
    }

    #[test]
    fn what_is_drawn_is_below_and_nothing_is_picked_from_nothing() {
        let mut chance = Chance::new(1);
        assert!((0..1_000).all(|_| chance.below(3) < 3));
        assert_eq!(chance.below(0), 0);
        assert_eq!(chance.pick::<u8>(&[]), None);
        assert!((0..100).all(|_| chance.percent(100) && !chance.percent(0)));
    }
}
