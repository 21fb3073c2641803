//! When a reminder is due, to whom, and what is left to do by hand.

use super::*;
use jiff::civil::{DateTime, date, datetime};
use proptest::prelude::*;

fn at(when: DateTime) -> Timestamp {
    when::at_japan(when)
}

fn stage(reminders: &Reminders, when: DateTime) -> Option<u16> {
    reminders.stage(date(2026, 10, 22), at(when)).map(|stage| stage.days)
}

#[test]
fn three_days_before_and_the_day_before_at_ten() {
    let usual = Reminders::default();
    assert_eq!(stage(&usual, datetime(2026, 10, 19, 9, 59, 59, 0)), None);
    assert_eq!(stage(&usual, datetime(2026, 10, 19, 10, 0, 0, 0)), Some(3));
    assert_eq!(stage(&usual, datetime(2026, 10, 21, 9, 59, 0, 0)), Some(3));
    assert_eq!(stage(&usual, datetime(2026, 10, 21, 10, 0, 0, 0)), Some(1));
    assert_eq!(usual.first(), Some(3));
    let never = Reminders { days: Vec::new(), ..usual };
    assert_eq!((stage(&never, datetime(2026, 10, 21, 10, 0, 0, 0)), never.first()), (None, None));
}

#[test]
fn a_stage_knows_since_when() {
    let stage = Reminders::default().stage(date(2026, 3, 1), at(datetime(2026, 3, 1, 7, 0, 0, 0)));
    let since = at(datetime(2026, 2, 28, 10, 0, 0, 0));
    assert_eq!(stage, Some(Stage { days: 1, since }));
}

#[test]
fn at_night_nobody_is_reminded() {
    let usual = Reminders::default();
    let (evening, morning) =
        (datetime(2026, 10, 21, 22, 0, 0, 0), datetime(2026, 10, 22, 8, 0, 0, 0));
    assert_eq!(usual.may_tell(at(evening)), at(morning));
    assert_eq!(usual.may_tell(at(morning)), at(morning));
    let any_time = Reminders { quiet: None, ..usual };
    assert_eq!(any_time.may_tell(at(evening)), at(evening));
}

#[test]
fn ways_have_names_that_lead_back() {
    assert_eq!(Way::ALL.map(|way| Way::named(way.name())), Way::ALL.map(Some));
    assert_eq!(Way::named("fax"), None);
    assert_eq!(Way::ALL.map(Way::tells), [true, true, false, true]);
}

#[test]
fn whom_line_does_not_reach_is_phoned_or_written_to() {
    let nobody = Reach::default();
    assert_eq!(nobody.task(), Some(Task::Postcard));
    assert_eq!(Reach { has_phone: true, ..nobody }.task(), Some(Task::Phone));
    let protected = Reach { protected: true, ..nobody };
    assert_eq!(protected.task(), Some(Task::WithCare), "nothing comes to the house");
    assert_eq!(Reach { has_phone: true, ..protected }.task(), Some(Task::Phone));
    let in_line = Reach { in_line: true, has_phone: true, ..nobody };
    assert_eq!(in_line.task(), None);
    assert_eq!(Reach { lost: true, ..in_line }.task(), Some(Task::Phone));
    for done in [Reach { confirmed: true, ..nobody }, Reach { told: true, ..nobody }] {
        assert_eq!(done.task(), None);
    }
}

proptest! {
    /// As time goes on reminders come nearer to the day, never further from it, and each begins when it says.
    #[test]
    fn stages_follow_each_other(
        days in prop::collection::vec(0..40_u16, 0..5),
        hours in prop::collection::vec(0..1_500_i64, 2..20),
    ) {
        let reminders = Reminders { days: days.clone(), ..Reminders::default() };
        let begin = at(datetime(2026, 9, 1, 0, 0, 0, 0));
        let mut hours = hours;
        hours.sort_unstable();
        let mut before = u16::MAX;
        for hour in hours {
            let now = begin + jiff::SignedDuration::from_hours(hour);
            if let Some(stage) = reminders.stage(date(2026, 10, 22), now) {
                prop_assert!(stage.days <= before && days.contains(&stage.days));
                prop_assert!(stage.since <= now);
                before = stage.days;
            } else {
                prop_assert_eq!(before, u16::MAX, "once begun there is always one");
            }
        }
    }
}
