//! Random towns, each once for the engine and once for the second opinion, with what is asked in them. Days
//! are drawn near the ends of ages and intervals, where two readings of a rule part.

use super::{
    calendar::Day,
    law::{Life, day_at},
    town::{NaiveTown, Place, Someone},
};
use domain::{
    Applicant, Dated, Dose, Ledger, PersonId, Policy, Pool, PoolCount, Programme, ProgrammeId,
    SessionId, Slot, SlotId, VenueId,
    age::{Age, AgeRule, WeekAge},
    interval::{IntervalRule, Span, VaccineKind},
    product::{Given, Product},
    slot::Quota,
    when::Date,
};
use jiff::{
    Timestamp, ToSpan,
    civil::{date, time},
};
use proptest::{option, prelude::*, sample::Index};
use uuid::Uuid;

pub(crate) const PEOPLE: usize = 3;
pub(crate) const SLOTS: usize = 10;
pub(crate) const POOLS: [Pool; 2] = [Pool::Public, Pool::CallCentre];
const START: Date = date(2026, 10, 1);

/// Before every slot.
pub(crate) fn now() -> Timestamp {
    "2026-09-30T00:00:00Z".parse().expect("an instant")
}

/// What is asked, whether it makes sense or not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) kind: u8,
    pub(crate) person: usize,
    pub(crate) other_programme: bool,
    /// None is the dose that is due.
    pub(crate) dose: Option<u8>,
    pub(crate) slot: usize,
    pub(crate) by_phone: bool,
    pub(crate) pick: Index,
    pub(crate) to: u32,
}

/// Where a slot's day comes from.
#[derive(Clone, Debug)]
enum Draw {
    Any(i32),
    /// So many days from the day on which this person is another month old.
    Month(usize, Index, i32),
    /// So many days from where an interval of this slot ends.
    Interval(Index, Index, i32),
}

/// A slot as it is drawn: whether it is of the other programme, its day, its places in each pool, and how often a
/// dose can be had there.
type DrawnSlot = (bool, Draw, [u32; 2], Option<(u8, u32)>);

/// A town as it is drawn.
#[derive(Debug)]
pub(crate) struct Drawn {
    births: Vec<Date>,
    policies: Vec<Policy>,
    given: Vec<Vec<Given>>,
    slots: Vec<DrawnSlot>,
    pub(crate) steps: Vec<Step>,
}

pub(crate) fn programme(index: usize) -> ProgrammeId {
    ProgrammeId(Uuid::from_u128(index as u128 + 1))
}

pub(crate) fn slot(index: usize) -> SlotId {
    SlotId(Uuid::from_u128(index as u128 + 1))
}

impl Drawn {
    /// The applicant of the engine.
    pub(crate) fn applicant(&self, person: usize) -> Applicant {
        let id = PersonId(Uuid::from_u128(person as u128 + 1));
        Applicant { given: self.given[person].clone(), ..Applicant::born(id, self.births[person]) }
    }

    fn days(&self) -> Vec<Date> {
        let mut days: Vec<Date> = Vec::new();
        let spans = || self.policies.iter().flat_map(|policy| &policy.doses).flat_map(spans);
        for (_, draw, ..) in &self.slots {
            let day = match draw {
                Draw::Any(offset) => START.saturating_add(offset.days()),
                Draw::Month(person, month, offset) => {
                    let months = i32::try_from(month.index(12)).expect("twelve") + 1;
                    let birthday = self.births[*person].day();
                    let near = START.saturating_add(months.months());
                    let first = Date::new(near.year(), near.month(), 1).expect("a first");
                    first.saturating_add((i32::from(birthday) - 2 + offset).days())
                }
                Draw::Interval(from, span, offset) => {
                    let spans: Vec<Span> = spans().collect();
                    let from = if days.is_empty() { START } else { days[from.index(days.len())] };
                    let end = day_at(Day::of(from), spans[span.index(spans.len())]);
                    let end = Date::new(end.year, end.month, end.number).expect("a day");
                    end.saturating_add(offset.days())
                }
            };
            days.push(day.max(START));
        }
        days
    }

    pub(crate) fn ledger(&self) -> Ledger {
        let programmes = self.policies.iter().enumerate().map(|(index, policy)| Programme {
            id: programme(index),
            name: format!("事業{index}"),
            opens_at: Some(Timestamp::MIN),
            closes_at: None,
            policy: policy.clone(),
        });
        let slots = self.days().into_iter().zip(&self.slots).enumerate();
        let slots = slots.map(|(index, (day, (other, _, capacity, quota)))| {
            slot_of(index, usize::from(*other), day, *capacity, *quota)
        });
        Ledger {
            programmes: programmes.map(|programme| (programme.id, programme)).collect(),
            slots: slots.map(|slot| (slot.id, slot)).collect(),
            ..Ledger::default()
        }
    }

    pub(crate) fn naive(&self) -> NaiveTown {
        let days: Vec<Day> = self.days().into_iter().map(Day::of).collect();
        let last = days.iter().max().copied().expect("some slots").after(1);
        let people = self.births.iter().zip(&self.given).map(|(birth, given)| Someone {
            life: Life::walked(Day::of(*birth), last),
            given: given.clone(),
        });
        let places = days.iter().zip(&self.slots).map(|(day, (other, _, capacity, quota))| Place {
            programme: usize::from(*other),
            day: *day,
            capacity: POOLS.into_iter().zip(*capacity).collect(),
            quota: *quota,
        });
        NaiveTown {
            programmes: self.policies.clone(),
            places: places.collect(),
            people: people.collect(),
            list: Vec::new(),
            kept: Vec::new(),
        }
    }
}

fn slot_of(
    index: usize,
    of: usize,
    date: Date,
    capacity: [u32; 2],
    quota: Option<(u8, u32)>,
) -> Slot {
    let counts = POOLS.into_iter().zip(capacity);
    let count = |(pool, capacity)| PoolCount::of(pool, capacity);
    Slot {
        id: slot(index),
        session: SessionId(Uuid::nil()),
        programme: programme(of),
        venue: VenueId(Uuid::nil()),
        date,
        starts: time(10, 0, 0, 0),
        ends: time(11, 0, 0, 0),
        product: Some("product".to_owned()),
        closed_at: None,
        pools: counts.map(count).collect(),
        quotas: quota
            .map(|(dose, capacity)| Quota { dose, capacity, booked: 0 })
            .into_iter()
            .collect(),
    }
}

fn spans(dose: &Dose) -> impl Iterator<Item = Span> {
    let rules =
        dose.intervals.iter().map(|dated| dated.rule).flat_map(|rule| {
            [Some(rule.minimum), rule.standard, rule.standard_latest, rule.maximum]
        });
    let first = dose.since_first.iter().map(|dated| dated.rule);
    rules.flatten().chain(first).chain([Span::Days(27)])
}

fn any_birth() -> impl Strategy<Value = Date> {
    let before = |days: std::ops::Range<i32>| days.prop_map(|d| START.saturating_add((-d).days()));
    prop_oneof![
        4 => before(0..400),
        4 => before(0..3_000),
        1 => before(4_000..5_000),
        1 => before(23_300..24_200),
        1 => Just(date(2024, 2, 29)),
        1 => (2019..2026_i16).prop_map(|year| date(year, 4, 1)),
    ]
}

fn any_age(births: &[Date]) -> impl Strategy<Value = AgeRule> + use<> {
    let births = births.to_vec();
    let age = || (0..8_u16, 0..13_u16).prop_map(|(years, months)| Age { years, months });
    let young = || prop_oneof![5 => age(), 1 => Just(Age { years: 65, months: 0 })];
    let years = || prop_oneof![5 => 0..8_u16, 1 => 64..67_u16];
    let week = |range: std::ops::Range<u16>| (range, 0..7_u16);
    let week = move |range| week(range).prop_map(|(weeks, days)| WeekAge { weeks, days });
    let near = move || {
        let births = births.clone();
        (any::<Index>(), -1..2_i32).prop_map(move |(which, offset)| {
            births[which.index(births.len())].saturating_add(offset.days())
        })
    };
    prop_oneof![
        4 => (option::of(age()), option::of(young()))
            .prop_map(|(from, under)| AgeRule::OnTheDay { from, under }),
        2 => (option::of(years()), option::of(years()))
            .prop_map(|(from, through)| AgeRule::FiscalYear { from, through }),
        1 => (option::of(near()), option::of(near()))
            .prop_map(|(first, last)| AgeRule::Born { first, last }),
        1 => (week(0..20), week(10..60)).prop_map(|(from, through)| AgeRule::Weeks { from, through }),
    ]
}

fn any_span(longest: u32) -> impl Strategy<Value = Span> {
    prop_oneof![
        3 => (0..longest * 30).prop_map(Span::Days),
        1 => (1..=longest * 4).prop_map(Span::Weeks),
        2 => (1..=longest).prop_map(Span::Months),
        1 => (1..=longest).prop_map(|months| Span::HalfMonths { months }),
    ]
}

fn dated<T: Copy + std::fmt::Debug>(
    rule: impl Strategy<Value = T>,
) -> impl Strategy<Value = Dated<T>> {
    let day =
        || prop::option::weighted(0.2, (0..300_i32).prop_map(|d| START.saturating_add(d.days())));
    (day(), day(), rule).prop_map(|(from, until, rule)| Dated { from, until, rule })
}

prop_compose! {
    fn any_interval()(
        minimum in any_span(3),
        standard in option::of(any_span(3)),
        standard_latest in option::of(any_span(5)),
        maximum in option::of(any_span(7)),
    ) -> IntervalRule {
        IntervalRule { minimum, standard, standard_latest, maximum }
    }
}

fn any_dose(number: u8, births: &[Date]) -> impl Strategy<Value = Dose> + use<> {
    let ages = prop::collection::vec(dated(any_age(births)), 0..2);
    let least = usize::from(number > 1);
    let intervals = prop::collection::vec(dated(any_interval()), least..=least * 2);
    let since_first = prop::collection::vec(dated(any_span(5)), 0..=usize::from(number > 2));
    let places = prop_oneof![4 => 0..2_u32, 1 => Just(2)];
    let after_passed = prop::collection::vec(dated(any_interval()), 0..=usize::from(number > 2));
    let parts = (ages, intervals, since_first, places, (any::<bool>(), after_passed));
    parts.prop_map(move |(ages, intervals, since_first, places, passed)| Dose {
        number,
        ages,
        intervals,
        since_first,
        places,
        passed_over: passed.0,
        intervals_after_passed: passed.1,
        ..Dose::default()
    })
}

fn any_policy(series: &'static str, births: &[Date]) -> impl Strategy<Value = Policy> + use<> {
    let doses = (any_dose(1, births), any_dose(2, births), any_dose(3, births));
    let kind = prop_oneof![
        3 => Just(VaccineKind::InjectedLive),
        1 => Just(VaccineKind::Inactivated),
        1 => Just(VaccineKind::OralLive),
    ];
    (doses, kind, any::<bool>()).prop_map(move |((one, two, three), kind, standard_binds)| {
        let product = Product {
            code: "product".to_owned(),
            name: String::new(),
            kind,
            intervals: Vec::new(),
            usable_until: None,
            vial: None,
        };
        Policy {
            series: series.to_owned(),
            doses: vec![one, two, three],
            products: vec![product],
            standard_binds,
            ..Policy::default()
        }
    })
}

fn any_given() -> impl Strategy<Value = Vec<Given>> {
    let one = (0..3_usize, 1..3_u8, 1..60_i32).prop_map(|(series, dose, ago)| Given {
        series: ["one", "two", "other"][series].to_owned(),
        dose,
        on: START.saturating_add((-ago).days()),
        product: None,
        kind: VaccineKind::InjectedLive,
    });
    prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(one, 1..3)]
}

fn any_day() -> impl Strategy<Value = Draw> {
    let near = || -1..2_i32;
    prop_oneof![
        1 => (0..300_i32).prop_map(Draw::Any),
        1 => (0..PEOPLE, any::<Index>(), near()).prop_map(|(who, month, by)| Draw::Month(who, month, by)),
        2 => (any::<Index>(), any::<Index>(), near()).prop_map(|(from, span, by)| Draw::Interval(from, span, by)),
    ]
}

prop_compose! {
    fn any_step()(
        kind in 0..12_u8,
        person in 0..PEOPLE,
        other_programme in prop::bool::weighted(0.02),
        dose in prop_oneof![12 => Just(None), 5 => (1..4_u8).prop_map(Some), 1 => Just(Some(4))],
        slot in 0..SLOTS,
        by_phone in any::<bool>(),
        pick in any::<Index>(),
        to in 0..4_u32,
    ) -> Step {
        Step { kind, person, other_programme, dose, slot, by_phone, pick, to }
    }
}

pub(crate) fn any_town() -> impl Strategy<Value = Drawn> {
    prop::collection::vec(any_birth(), PEOPLE).prop_flat_map(|births| {
        let policies = (any_policy("one", &births), any_policy("two", &births));
        let given = prop::collection::vec(any_given(), PEOPLE);
        let quota = prop::option::weighted(0.3, (1..4_u8, 0..2_u32));
        let slot = (prop::bool::weighted(0.3), any_day(), [0..4_u32, 0..4_u32], quota);
        let slots = prop::collection::vec(slot, SLOTS);
        let steps = prop::collection::vec(any_step(), 20..60);
        (policies, given, slots, steps).prop_map(move |((one, two), given, slots, steps)| Drawn {
            births: births.clone(),
            policies: vec![one, two],
            given,
            slots,
            steps,
        })
    })
}
