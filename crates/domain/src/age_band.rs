//! Age bands: the ages a board and its statistics put together.

/// Ages that are counted together, in completed years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgeBand {
    /// The youngest.
    pub from: i32,
    /// The oldest, unless it goes on without end.
    pub through: Option<i32>,
}

impl AgeBand {
    /// Whether somebody of this age belongs to it.
    pub fn has(self, age: i32) -> bool {
        age >= self.from && self.through.is_none_or(|through| age <= through)
    }
}

/// Small children, pupils, those of working age, and the two halves of the elderly, as they are called in medical
/// insurance. Together they have everybody once.
pub const BANDS: [AgeBand; 5] = [
    AgeBand { from: 0, through: Some(6) },
    AgeBand { from: 7, through: Some(17) },
    AgeBand { from: 18, through: Some(64) },
    AgeBand { from: 65, through: Some(74) },
    AgeBand { from: 75, through: None },
];

#[cfg(test)]
mod tests {
    use super::BANDS;

    #[test]
    fn everybody_is_in_one_band() {
        for age in 0..=130 {
            assert_eq!(BANDS.iter().filter(|band| band.has(age)).count(), 1, "{age}");
        }
        let at = |age| BANDS.iter().position(|band| band.has(age));
        assert_eq!([6, 7, 17, 18, 64, 65, 74, 75].map(at), [0, 1, 1, 2, 2, 3, 3, 4].map(Some));
    }
}
