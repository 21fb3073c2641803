//! What many calls come to: how many, how long, and with which endings. No names.

use super::{Call, CallState, Ending};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The figures of some calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Calls that were ended.
    pub ended: u32,
    /// Calls that go on.
    pub running: u32,
    /// Calls that nobody ended.
    pub abandoned: u32,
    /// Half of the ended calls took no longer, in seconds; none where there are none.
    pub median: Option<u32>,
    /// Nine in ten took no longer.
    pub ninth: Option<u32>,
    /// What they came to.
    pub endings: BTreeMap<Ending, u32>,
}

impl Figures {
    /// The figures at an instant.
    pub fn of<'a>(calls: impl IntoIterator<Item = &'a Call>, now: Timestamp) -> Self {
        let (mut figures, mut took) = (Self::default(), Vec::new());
        for call in calls {
            match call.state(now) {
                CallState::Running => figures.running += 1,
                CallState::Abandoned => figures.abandoned += 1,
                CallState::Ended { seconds, how } => {
                    took.push(seconds);
                    *figures.endings.entry(how).or_default() += 1;
                }
            }
        }
        took.sort_unstable();
        figures.ended = u32::try_from(took.len()).unwrap_or(u32::MAX);
        Self { median: share(&took, 50), ninth: share(&took, 90), ..figures }
    }
}

/// The least of these, which are in order, that so many in a hundred do not exceed.
fn share(sorted: &[u32], percent: usize) -> Option<u32> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call::SILENCE,
        id::{CallId, OfficerId, PersonId},
    };
    use jiff::SignedDuration;
    use uuid::Uuid;

    fn call(seconds: Option<i64>) -> Call {
        let at: Timestamp = "2026-10-05T00:00:00Z".parse().unwrap();
        let ended = |s| (at + SignedDuration::from_secs(s), Ending::Booked);
        Call {
            id: CallId(Uuid::nil()),
            officer: OfficerId(Uuid::nil()),
            person: PersonId(Uuid::nil()),
            began_at: at,
            heard_at: at,
            identity: None,
            ended: seconds.map(ended),
        }
    }

    #[test]
    fn the_shares_are_those_of_ended_calls_only() {
        let calls: Vec<Call> = (1..=10).map(|n| call(Some(n * 10))).chain([call(None)]).collect();
        let soon = calls[0].began_at + SignedDuration::from_secs(1);
        let figures = Figures::of(&calls, soon);
        assert_eq!((figures.ended, figures.running, figures.abandoned), (10, 1, 0));
        assert_eq!((figures.median, figures.ninth), (Some(50), Some(90)));
        assert_eq!(figures.endings, BTreeMap::from([(Ending::Booked, 10)]));
        let late = Figures::of(&calls, soon + SILENCE);
        assert_eq!((late.running, late.abandoned), (0, 1));
    }

    #[test]
    fn of_one_call_both_are_that_call_and_of_none_there_is_none() {
        let one = [call(Some(7))];
        let figures = Figures::of(&one, one[0].began_at);
        assert_eq!((figures.median, figures.ninth), (Some(7), Some(7)));
        let none = Figures::of(&[], one[0].began_at);
        assert_eq!((none.median, none.ninth, none.ended), (None, None, 0));
        let three = [call(Some(9)), call(Some(1)), call(Some(5))];
        let figures = Figures::of(&three, one[0].began_at);
        assert_eq!((figures.median, figures.ninth), (Some(5), Some(9)));
    }
}
