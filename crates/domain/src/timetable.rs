//! Timetables: by what pattern a programme has slots at a venue. From it come the days and the slots that should be
//! there; what has to change for that is [`plan()`]'s, what was done is taken back by [`undo()`].

pub mod after;
pub mod flaw;
pub mod plan;
pub mod shares;
pub mod undo;

pub use after::after;
pub use flaw::Flaw;
pub use plan::{Around, Plan, Step, plan};
pub use shares::share;
pub use undo::{Did, Undo, did, undo};

use crate::{
    holiday,
    id::{ProgrammeId, VenueId},
    slot::Pool,
    waitlist::Weekdays,
    when::Date,
};
use jiff::civil::Time;
use serde::{Deserialize, Serialize};

/// By what pattern a programme has slots at a venue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timetable {
    /// The programme.
    pub programme: ProgrammeId,
    /// The venue.
    pub venue: VenueId,
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// On which days of the week.
    pub weekdays: Weekdays,
    /// Whether national holidays are days like others. The town's own closures never are.
    pub holidays: bool,
    /// From when until when, each after the other; what lies between is a break.
    pub hours: Vec<Hours>,
    /// How long a slot is.
    pub minutes: u16,
    /// How many places a slot has.
    pub size: Size,
    /// Among which pools they are shared, and in which proportion.
    pub shares: Vec<(Pool, u32)>,
    /// The product that is given, if it is fixed.
    pub product: Option<String>,
    /// How many times a dose or exam can be had within one slot, where that is limited.
    pub quotas: Vec<(u8, u32)>,
    /// Days that differ.
    pub exceptions: Vec<Exception>,
}

/// A piece of a day without a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// When the first slot starts.
    pub from: Time,
    /// When the last slot has ended.
    pub until: Time,
}

/// How many places a slot has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// As many as the shares come to.
    Shares,
    /// So many.
    Places(u32),
    /// What so many vials give.
    Vials(u32),
    /// What so many vials give in a whole day, spread over its slots.
    VialsADay(u32),
}

/// A day that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Which day.
    pub date: Date,
    /// From when until when on that day; none is closed.
    pub hours: Vec<Hours>,
    /// Places of a slot on that day, if others.
    pub places: Option<u32>,
}

/// A slot that should be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// On which day.
    pub date: Date,
    /// When people are asked to come.
    pub starts: Time,
    /// When the next ones are.
    pub ends: Time,
    /// Its places by pool.
    pub pools: Vec<(Pool, u32)>,
}

/// What a day is by the timetable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Day {
    /// A day with these slots.
    Open(Vec<Planned>),
    /// No such day of the week.
    Off,
    /// A national holiday, left out.
    Holiday(&'static str),
    /// One of the town's own closures.
    TownClosed,
    /// Closed on this day alone.
    Closed,
}

impl Planned {
    /// Its places in all.
    pub fn places(&self) -> u32 {
        self.pools.iter().map(|(_, places)| places).fold(0_u32, |sum, n| sum.saturating_add(*n))
    }
}

impl Timetable {
    /// Every day from the first to the last. A vial gives so many doses, if the product has vials.
    pub fn days(&self, closures: &[Date], vial: Option<u16>) -> Vec<(Date, Day)> {
        let most = usize::try_from(flaw::MOST_DAYS).unwrap_or(usize::MAX);
        let days = self.first.series(jiff::Span::new().days(1)).take(most);
        let days = days.take_while(|date| *date <= self.last);
        days.map(|date| (date, self.day(date, closures, vial))).collect()
    }

    fn day(&self, date: Date, closures: &[Date], vial: Option<u16>) -> Day {
        if let Some(exception) = self.exceptions.iter().find(|other| other.date == date) {
            if exception.hours.is_empty() {
                return Day::Closed;
            }
            return Day::Open(self.slots(date, &exception.hours, exception.places, vial));
        }
        if closures.contains(&date) {
            return Day::TownClosed;
        }
        if !self.weekdays.has(date) {
            return Day::Off;
        }
        match holiday::holiday_name(date).filter(|_| !self.holidays) {
            Some(name) => Day::Holiday(name),
            None => Day::Open(self.slots(date, &self.hours, None, vial)),
        }
    }

    fn slots(
        &self,
        date: Date,
        hours: &[Hours],
        places: Option<u32>,
        vial: Option<u16>,
    ) -> Vec<Planned> {
        let times: Vec<(Time, Time)> = hours.iter().flat_map(|piece| self.times(*piece)).collect();
        let sizes = self.sizes(times.len(), places, vial);
        let slot = |((starts, ends), places): ((Time, Time), u32)| {
            let pools = share(places, &self.shares);
            Planned { date, starts, ends, pools }
        };
        times.into_iter().zip(sizes).map(slot).collect()
    }

    /// The slots that fit into a piece of the day, whole.
    fn times(&self, piece: Hours) -> impl Iterator<Item = (Time, Time)> {
        let length = jiff::SignedDuration::from_mins(i64::from(self.minutes.max(1)));
        let after = move |starts: Time| starts.checked_add(length).ok();
        let first = after(piece.from).map(|ends| (piece.from, ends));
        std::iter::successors(first, move |(_, ends)| after(*ends).map(|next| (*ends, next)))
            .take_while(move |(_, ends)| *ends <= piece.until)
    }

    /// The places of each slot of a day.
    fn sizes(&self, slots: usize, places: Option<u32>, vial: Option<u16>) -> Vec<u32> {
        let of_vials = |vials: u32| vials.saturating_mul(u32::from(vial.unwrap_or(1)));
        let each = match (places, self.size) {
            (Some(places), _) | (None, Size::Places(places)) => places,
            (None, Size::Vials(vials)) => of_vials(vials),
            (None, Size::Shares) => {
                self.shares.iter().fold(0_u32, |sum, (_, n)| sum.saturating_add(*n))
            }
            (None, Size::VialsADay(vials)) => return shares::spread(of_vials(vials), slots),
        };
        vec![each; slots]
    }
}
