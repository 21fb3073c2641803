//! Programmes: what is offered, to whom, from when to when. A programme is data that staff edit, not code,
//! and its rules carry the days they are in force.

use crate::{
    age::{AgeRefusal, AgeRule},
    cutoff::CutOff,
    dated::{Dated, in_force},
    group::{Group, Release},
    id::ProgrammeId,
    interval::{IntervalRule, Span},
    pattern::Pattern,
    person::Sex,
    product::Product,
    reminder::Reminders,
    schedule::Schedule,
    slot::{Pool, Slot},
    waitlist::Waitlist,
    when::{self, Date, days_after},
};
use jiff::{Timestamp, civil::Time};
use serde::{Deserialize, Serialize};

/// What the town offers, with the rules that say who may book it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Programme {
    /// Identifies the programme.
    pub id: ProgrammeId,
    /// Its name on every page.
    pub name: String,
    /// From when bookings are taken; before that it is announced but closed.
    pub opens_at: Option<Timestamp>,
    /// From when no more bookings are taken.
    pub closes_at: Option<Timestamp>,
    /// The rules.
    pub policy: Policy,
}

/// The rules of a programme.
#[expect(clippy::struct_excessive_bools, reason = "each is a yes or no that the town decides")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// The disease or series its doses count for in a person's record; empty where none do.
    pub series: String,
    /// The doses in their order, or the exams; numbers count from 1 without gaps.
    pub doses: Vec<Dose>,
    /// Doses that take the place of those, by the age at the first. The first that holds counts.
    pub schedules: Vec<Schedule>,
    /// Which exams who may book, by the roster; empty is all of them.
    pub patterns: Vec<Pattern>,
    /// Whether a day outside the standard interval is refused. Otherwise the standard is only proposed.
    pub standard_binds: bool,
    /// The products that are given.
    pub products: Vec<Product>,
    /// Whether all doses of a person must be of one product.
    pub same_product: bool,
    /// Whether only those who live in the town may book.
    pub residents_only: bool,
    /// Whether it takes a voucher that may be used on the day.
    pub voucher_needed: bool,
    /// Groups that are released on their own.
    pub groups: Vec<Group>,
    /// Who may book which days from when on; empty is everyone, once the programme is open.
    pub releases: Vec<Release>,
    /// Until when one may book.
    pub book_until: CutOff,
    /// Until when one may change a booking.
    pub change_until: CutOff,
    /// Until when one may cancel by oneself.
    pub cancel_until: CutOff,
    /// The waitlist; none where nobody can wait.
    pub waitlist: Option<Waitlist>,
    /// Until when a freed place is offered to those who wait.
    pub waitlist_until: CutOff,
    /// When those who have a booking are reminded of it.
    pub reminders: Reminders,
    /// Days on which the town hall is closed besides weekends and national holidays.
    pub closures: Vec<Date>,
    /// Pools whose places everyone may take from an instant on.
    pub pool_releases: Vec<PoolRelease>,
    /// How much one account may hold.
    pub limits: Limits,
    /// Whether a person who has several exams within one slot takes one place of it, not one for each.
    pub one_place_a_visit: bool,
    /// What becomes of the doses after one that is cancelled.
    pub after_cancelled: AfterCancelled,
    /// What to bring on the day, in the town's words.
    pub bring: Vec<String>,
}

/// What one booking is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dose {
    /// 1 for the first.
    pub number: u8,
    /// Its name, for example 「2回目」 or 「胃がん検診」.
    pub name: String,
    /// Who may have it by age; all in force on the day must hold.
    pub ages: Vec<Dated<AgeRule>>,
    /// Who may have it by sex; none is everyone.
    pub sex: Option<Sex>,
    /// How far from the dose before it. A dose without one stands alone, as an exam does.
    pub intervals: Vec<Dated<IntervalRule>>,
    /// Whether these count also where the product that is given has intervals of its own, as it does for a booster
    /// that follows the first doses after months.
    pub whatever_product: bool,
    /// How many places of a slot it takes; 0 counts as 1.
    pub places: u32,
    /// How long after dose 1 at least, besides; hepatitis B asks 139 days of its third.
    pub since_first: Vec<Dated<Span>>,
    /// Whether it is passed over once the person has grown too old for it: the next dose then follows the last
    /// one before it.
    pub passed_over: bool,
    /// How far from that last one, where doses between were passed over; none is as far as ever.
    pub intervals_after_passed: Vec<Dated<IntervalRule>>,
}

/// Places of a pool that everyone may take once nobody needs them kept any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolRelease {
    /// Which pool.
    pub pool: Pool,
    /// So many calendar days before the session.
    pub days_before: u16,
    /// At this time of that day.
    pub at: Time,
}

/// How much one account may hold at once. Counted in persons a day and bookings in all, so that a mother
/// who books for three children meets no limit meant for those who take places to pass them on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Live bookings an account may hold in the programme; none is no limit.
    pub live_per_account: Option<u32>,
    /// Different persons an account may have booked on one day; none is no limit.
    pub persons_per_day: Option<u32>,
}

/// What becomes of the doses after one that is cancelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterCancelled {
    /// They are cancelled with it: a second dose without a first helps nobody.
    #[default]
    CancelToo,
    /// The first may not be cancelled before them.
    Refuse,
}

impl Programme {
    /// Whether it takes bookings.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.opens_at.is_some_and(|at| at <= now) && self.closes_at.is_none_or(|at| now < at)
    }
}

impl Policy {
    /// The usual doses, and those of each schedule under its index.
    pub fn plans(&self) -> impl Iterator<Item = (Option<usize>, &[Dose])> {
        let others = self.schedules.iter().enumerate();
        let others = others.map(|(index, schedule)| (Some(index), &schedule.doses[..]));
        [(None, &self.doses[..])].into_iter().chain(others)
    }

    /// The usual doses, and those that may take their place.
    pub fn all_doses(&self) -> impl Iterator<Item = &Dose> {
        self.plans().flat_map(|(_, doses)| doses)
    }

    /// The usual dose of this number, and those that may take its place.
    pub fn doses_numbered(&self, number: u8) -> impl Iterator<Item = &Dose> {
        self.all_doses().filter(move |dose| dose.number == number)
    }

    /// The product of this code.
    pub fn product(&self, code: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.code == code)
    }

    /// From when it is too late to book this slot.
    pub fn book_closes_at(&self, slot: &Slot) -> Timestamp {
        self.book_until.closes_at(slot, &self.closures)
    }

    /// From when it is too late to change a booking in this slot.
    pub fn change_closes_at(&self, slot: &Slot) -> Timestamp {
        self.change_until.closes_at(slot, &self.closures)
    }

    /// From when it is too late to cancel a booking in this slot by oneself.
    pub fn cancel_closes_at(&self, slot: &Slot) -> Timestamp {
        self.cancel_until.closes_at(slot, &self.closures)
    }

    /// From when it is too late to offer a freed place of this slot to those who wait.
    pub fn waitlist_closes_at(&self, slot: &Slot) -> Timestamp {
        self.waitlist_until.closes_at(slot, &self.closures)
    }

    /// Pools that everyone may draw on for a slot by now.
    pub fn released_pools(&self, slot: &Slot, now: Timestamp) -> Vec<Pool> {
        self.releases_by(slot, now).map(|release| release.pool).collect()
    }

    /// The releases of pools of a slot whose instant has come.
    pub fn releases_by(&self, slot: &Slot, now: Timestamp) -> impl Iterator<Item = &PoolRelease> {
        let day = slot.date;
        self.pool_releases.iter().filter(move |release| release.falls_at(day) <= now)
    }
}

impl PoolRelease {
    /// The instant at which everyone may take the places of a session of this day.
    pub fn falls_at(&self, session: Date) -> Timestamp {
        let day = days_after(session, -i64::from(self.days_before));
        when::at_japan(day.to_datetime(self.at))
    }
}

impl Dose {
    /// Whether it needs the one before it, on a day.
    pub fn interval_on(&self, day: Date) -> Option<&IntervalRule> {
        in_force(&self.intervals, day)
    }

    /// How many places of a slot one booking takes.
    pub fn units(&self) -> u32 {
        self.places.max(1)
    }

    /// Whether it is meant for this sex.
    pub fn is_for(&self, sex: Sex) -> bool {
        self.sex.is_none_or(|own| own == sex)
    }

    /// Whether every age rule in force on that day admits somebody born on `birth`.
    pub fn ages_admit(&self, birth: Date, day: Date) -> Result<(), AgeRefusal> {
        let mut in_force = self.ages.iter().filter(|dated| dated.holds_on(day));
        in_force.try_for_each(|dated| dated.rule.check(birth, day))
    }

    /// Whether somebody born on `birth` who has not had it by that day goes without it.
    pub fn is_passed_over(&self, birth: Date, day: Date) -> bool {
        self.passed_over && matches!(self.ages_admit(birth, day), Err(AgeRefusal::TooOld { .. }))
    }

    /// Whether it ever needs the one before it.
    pub fn follows(&self) -> bool {
        !self.intervals.is_empty()
    }
}
