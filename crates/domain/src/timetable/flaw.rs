//! What contradicts itself in a timetable before anything else is looked at.

use super::{Day, Hours, Size, Timetable};
use crate::{
    capacity::MOST_PLACES,
    programme::Policy,
    when::{Date, days_after},
};
use std::collections::BTreeSet;

/// The most days from the first to the last: a year and a month, so that a wrong year is caught.
pub const MOST_DAYS: i64 = 396;
/// The most slots that one timetable makes.
pub const MOST_SLOTS: usize = 20_000;
/// The longest slot: half a day.
pub const MOST_MINUTES: u16 = 720;

/// What is wrong with a timetable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// The last day lies before the first.
    LastBeforeFirst,
    /// All of it is over.
    Past,
    /// It begins more than a year ahead: most likely a wrong year.
    FarAhead,
    /// More days than a year and a month.
    TooLong,
    /// No day of the week.
    NoWeekday,
    /// No hours.
    NoHours,
    /// These hours end before they begin.
    HoursBackwards {
        /// Which, counted from 1.
        piece: usize,
    },
    /// These hours begin before the ones before them have ended.
    HoursOverlap {
        /// Which, counted from 1.
        piece: usize,
    },
    /// These hours are shorter than one slot.
    HoursTooShort {
        /// Which, counted from 1.
        piece: usize,
    },
    /// A slot of no length, or longer than half a day.
    MinutesOutOfRange,
    /// No place in a slot.
    NoPlaces,
    /// More places in a slot than any hall serves.
    TooManyPlaces,
    /// No pool has a share.
    NoShares,
    /// It is sized by vials, and the product has none.
    NoVial,
    /// The rules do not know the product.
    UnknownProduct {
        /// Its code.
        product: String,
    },
    /// An exception outside of the days.
    ExceptionOutside {
        /// Its day.
        date: Date,
    },
    /// Two exceptions on one day.
    ExceptionTwice {
        /// The day.
        date: Date,
    },
    /// The hours of an exception contradict themselves.
    ExceptionHours {
        /// Its day.
        date: Date,
    },
    /// Nothing comes of it: no day in it is open.
    NoDay,
    /// More slots than one timetable makes.
    TooManySlots {
        /// How many.
        slots: usize,
    },
}

impl Timetable {
    /// What is wrong with it, by the order of the form.
    pub fn flaws(&self, policy: &Policy, today: Date) -> Vec<Flaw> {
        let mut found: BTreeSet<Flaw> = self.of_days(today).into_iter().collect();
        found.extend(of_hours(&self.hours, self.minutes));
        if self.weekdays.0 == 0 {
            found.insert(Flaw::NoWeekday);
        }
        if self.minutes == 0 || self.minutes > MOST_MINUTES {
            found.insert(Flaw::MinutesOutOfRange);
        }
        found.extend(self.of_size(policy));
        found.extend(self.of_exceptions());
        if found.is_empty() {
            found.extend(self.of_outcome(policy));
        }
        found.into_iter().collect()
    }

    /// How many doses a vial of its product gives.
    pub fn vial(&self, policy: &Policy) -> Option<u16> {
        policy.product(self.product.as_deref()?)?.vial
    }

    fn of_days(&self, today: Date) -> Option<Flaw> {
        let is_far = self.first > days_after(today, 366);
        let cases = [
            (self.last < self.first, Flaw::LastBeforeFirst),
            (self.last < today, Flaw::Past),
            (is_far, Flaw::FarAhead),
            (self.last > days_after(self.first, MOST_DAYS - 1), Flaw::TooLong),
        ];
        cases.into_iter().find(|(is_so, _)| *is_so).map(|(_, flaw)| flaw)
    }

    fn of_size(&self, policy: &Policy) -> Vec<Flaw> {
        let mut found = Vec::new();
        let shares = self.shares.iter().map(|(_, part)| u64::from(*part)).sum::<u64>();
        let vial = u64::from(self.vial(policy).unwrap_or(1));
        let places = match self.size {
            Size::Shares => shares,
            Size::Places(places) => u64::from(places),
            Size::Vials(vials) | Size::VialsADay(vials) => u64::from(vials) * vial,
        };
        if let Some(product) = self.product.as_ref().filter(|code| policy.product(code).is_none()) {
            found.push(Flaw::UnknownProduct { product: product.clone() });
        } else if matches!(self.size, Size::Vials(_) | Size::VialsADay(_))
            && self.vial(policy).is_none()
        {
            found.push(Flaw::NoVial);
        }
        if shares == 0 {
            found.push(Flaw::NoShares);
        } else if places == 0 {
            found.push(Flaw::NoPlaces);
        }
        let others = self.exceptions.iter().filter_map(|other| other.places);
        let others = others.chain(self.quotas.iter().map(|(_, most)| *most));
        if others.map(u64::from).chain([places]).any(|places| places > u64::from(MOST_PLACES)) {
            found.push(Flaw::TooManyPlaces);
        }
        found
    }

    fn of_exceptions(&self) -> Vec<Flaw> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        for exception in &self.exceptions {
            let date = exception.date;
            if date < self.first || self.last < date {
                found.push(Flaw::ExceptionOutside { date });
            } else if !seen.insert(date) {
                found.push(Flaw::ExceptionTwice { date });
            } else if !exception.hours.is_empty()
                && !of_hours(&exception.hours, self.minutes).is_empty()
            {
                found.push(Flaw::ExceptionHours { date });
            }
        }
        found
    }

    fn of_outcome(&self, policy: &Policy) -> Option<Flaw> {
        let days = self.days(&policy.closures, self.vial(policy));
        let slots = |day: &Day| if let Day::Open(slots) = day { slots.len() } else { 0 };
        match days.iter().map(|(_, day)| slots(day)).sum() {
            0 => Some(Flaw::NoDay),
            slots if slots > MOST_SLOTS => Some(Flaw::TooManySlots { slots }),
            _ => None,
        }
    }
}

fn of_hours(hours: &[Hours], minutes: u16) -> Vec<Flaw> {
    if hours.is_empty() {
        return vec![Flaw::NoHours];
    }
    let length = jiff::SignedDuration::from_mins(i64::from(minutes));
    let mut found = Vec::new();
    for (n, hours_of_n) in hours.iter().enumerate() {
        let (piece, Hours { from, until }) = (n + 1, *hours_of_n);
        if until <= from {
            found.push(Flaw::HoursBackwards { piece });
        } else if n > 0 && from < hours[n - 1].until {
            found.push(Flaw::HoursOverlap { piece });
        } else if until.duration_since(from) < length {
            found.push(Flaw::HoursTooShort { piece });
        }
    }
    found
}
