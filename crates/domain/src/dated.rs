//! Rules with the days they are in force. Intervals and ages change in the middle of a campaign, after
//! letters have gone out, so a rule is never overwritten: the next one begins on its day.

use crate::when::Date;
use serde::{Deserialize, Serialize};

/// A rule and the days of vaccination or examination for which it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dated<T> {
    /// The first day; none if it has always held.
    #[serde(default)]
    pub from: Option<Date>,
    /// The last day; none if no end is known.
    #[serde(default)]
    pub until: Option<Date>,
    /// The rule.
    pub rule: T,
}

impl<T> Dated<T> {
    /// A rule that always holds.
    pub fn always(rule: T) -> Self {
        Self { from: None, until: None, rule }
    }

    /// A rule that holds from a day on.
    pub fn from(day: Date, rule: T) -> Self {
        Self { from: Some(day), until: None, rule }
    }

    /// Whether it holds on that day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// The rule for a day: of those that hold, the one written last, so that a change is a line added.
pub fn in_force<T>(rules: &[Dated<T>], day: Date) -> Option<&T> {
    rules.iter().rev().find(|dated| dated.holds_on(day)).map(|dated| &dated.rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_rule_written_last_wins_on_the_days_it_holds() {
        let rules = [
            Dated::always("8 months"),
            Dated::from(date(2022, 1, 17), "7 months"),
            Dated { until: Some(date(2022, 3, 31)), ..Dated::from(date(2022, 3, 1), "6 months") },
        ];
        let on = |month, day| in_force(&rules, date(2022, month, day)).copied();
        assert_eq!(on(1, 16), Some("8 months"));
        assert_eq!(on(1, 17), Some("7 months"));
        assert_eq!(on(3, 1), Some("6 months"));
        assert_eq!(on(3, 31), Some("6 months"));
        assert_eq!(on(4, 1), Some("7 months"));
        assert_eq!(in_force::<&str>(&[], date(2022, 1, 1)), None);
    }
}
