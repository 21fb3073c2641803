//! Several plays by the same rules, told together.

use super::Outcome;
use jiff::SignedDuration;

/// What several plays came to: times over all of them, counts for one of them in tenths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Half of the places were taken within this time.
    pub middle: Option<SignedDuration>,
    /// Nine of ten were.
    pub most: Option<SignedDuration>,
    /// Places given back.
    pub freed: u64,
    /// Places that nobody took.
    pub wasted: u64,
    /// Offers made.
    pub offers: u64,
    /// People who were sent one at least.
    pub disturbed: u64,
    /// People whom a place went by for good that they had wished for.
    pub passed_by: u64,
    /// Offers of which another of the same wave took the place first.
    pub outrun: u64,
}

impl Summary {
    /// Of these plays.
    pub fn of(all: &[Outcome]) -> Self {
        let mut times: Vec<_> = all.iter().flat_map(|one| one.filled.iter().copied()).collect();
        times.sort_unstable();
        let mean = |part: &dyn Fn(&Outcome) -> u32| {
            let sum: u64 = all.iter().map(|one| u64::from(part(one))).sum();
            let runs = all.len().max(1) as u64;
            (sum * 10 + runs / 2) / runs
        };
        let at = |tenths: usize| {
            let index = (times.len() * tenths).div_ceil(10).saturating_sub(1);
            times.get(index).copied()
        };
        Self {
            middle: at(5),
            most: at(9),
            freed: mean(&|one| one.freed),
            wasted: mean(&Outcome::wasted),
            offers: mean(&|one| one.offers),
            disturbed: mean(&|one| one.disturbed),
            passed_by: mean(&|one| one.passed_by),
            outrun: mean(&|one| one.outrun),
        }
    }
}
