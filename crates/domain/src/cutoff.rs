//! Cut-offs: until when one may book, change or cancel. Notices must go out and vaccine be ordered, so
//! each is its own, in calendar days or in days on which the town hall works.

use crate::{
    holiday,
    slot::Slot,
    when::{self, Date, days_after},
};
use jiff::{Timestamp, civil::Time};
use serde::{Deserialize, Serialize};

/// Until when something may be done about a slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutOff {
    /// Until the slot starts.
    #[default]
    UntilStart,
    /// Through the end of the day that lies so many calendar days before the session.
    DaysBefore(u16),
    /// Until this time of the day that lies so many calendar days before the session.
    DaysBeforeAt(u16, Time),
    /// Through the end of the day that lies so many business days before the session.
    BusinessDaysBefore(u16),
    /// Until this time of the day that lies so many business days before the session.
    BusinessDaysBeforeAt(u16, Time),
}

impl CutOff {
    /// The instant from which it is too late. `closures` are the days on which the town hall is closed
    /// besides weekends and national holidays.
    pub fn closes_at(self, slot: &Slot, closures: &[Date]) -> Timestamp {
        let end_of = |day: Date| at(days_after(day, 1), Time::midnight());
        match self {
            Self::UntilStart => slot.starts_at(),
            Self::DaysBefore(days) => end_of(days_after(slot.date, -i64::from(days))),
            Self::DaysBeforeAt(days, time) => at(days_after(slot.date, -i64::from(days)), time),
            Self::BusinessDaysBefore(days) => {
                end_of(holiday::business_days_before(slot.date, days.into(), closures))
            }
            Self::BusinessDaysBeforeAt(days, time) => {
                at(holiday::business_days_before(slot.date, days.into(), closures), time)
            }
        }
    }
}

fn at(day: Date, time: Time) -> Timestamp {
    when::at_japan(day.to_datetime(time))
}
