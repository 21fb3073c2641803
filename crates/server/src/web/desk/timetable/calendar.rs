//! A plan as a calendar: a grid for each month, what becomes of each day in words and numbers, and the sums.

use crate::{
    actions::timetable::Wanted,
    words::{dates, pools, timetables as words},
};
use domain::{
    Pool, Slot,
    timetable::{Day, Plan, Planned, Step, plan::DayPlan},
    when::Date,
};
use std::collections::{BTreeMap, BTreeSet};

/// So many slots that stay are told one by one.
const TOLD: usize = 20;

/// A month.
pub(super) struct Month {
    pub(super) title: String,
    pub(super) weeks: Vec<Vec<Option<Cell>>>,
}

/// A day of it.
pub(super) struct Cell {
    pub(super) day: i8,
    pub(super) is_open: bool,
    /// 文化の日, 町の休み日, この日は休み.
    pub(super) note: Option<String>,
    /// 8枠 48人.
    pub(super) sum: Option<String>,
    /// 新しい 8, 残す 1.
    pub(super) marks: Vec<Mark>,
}

/// What becomes of so many slots of a day.
pub(super) struct Mark {
    pub(super) class: &'static str,
    pub(super) label: String,
}

/// A slot that stays, and why.
pub(super) struct Kept {
    pub(super) when: String,
    pub(super) why: String,
}

/// What it comes to.
pub(super) struct Sums {
    pub(super) days: usize,
    pub(super) slots: usize,
    pub(super) places: u32,
    pub(super) pools: Vec<(String, u32)>,
    pub(super) acts: Vec<(String, usize)>,
    pub(super) people: usize,
    pub(super) wanted: usize,
    pub(super) all_places: u32,
}

/// What kind of thing becomes of a slot, in the order of the marks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Add,
    Resize,
    Remove,
    Close,
    Stay,
    LeaveOut,
    Same,
}

impl Kind {
    const ALL: [Self; 6] =
        [Self::Add, Self::Resize, Self::Remove, Self::Close, Self::Stay, Self::LeaveOut];

    fn of(step: &Step) -> Self {
        match step {
            Step::Add(_) => Self::Add,
            Step::Resize { .. } => Self::Resize,
            Step::Remove(_) => Self::Remove,
            Step::Close(_) => Self::Close,
            Step::Stay(..) => Self::Stay,
            Step::LeaveOut(..) => Self::LeaveOut,
            Step::Same(_) => Self::Same,
        }
    }

    /// Class, the word in a cell, and the line of the sums.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Add => ("mark-new", "新", "新しくつくる枠"),
            Self::Resize => ("mark-changed", "人数変更", "人数を変える枠"),
            Self::Remove => ("mark-gone", "取消", "取り消す枠（だれも予約していません）"),
            Self::Close => ("mark-gone", "受付を止める", "受付を止める枠（予約の記録があります）"),
            Self::Stay => {
                ("mark-kept", "残す", "そのまま残す枠（予約・案内中・確保・職員が閉じた枠）")
            }
            Self::LeaveOut => {
                ("mark-kept", "つくらない", "つくらない枠（予約のある枠と重なります）")
            }
            Self::Same => ("", "", ""),
        }
    }
}

fn marks(day: &DayPlan) -> Vec<Mark> {
    let mark = |kind: Kind| {
        let count = day.steps.iter().filter(|step| Kind::of(step) == kind).count();
        let (class, word, _) = kind.words();
        (count > 0).then(|| Mark { class, label: format!("{word} {count}") })
    };
    Kind::ALL.into_iter().filter_map(mark).collect()
}

/// The months of a plan, each with its weeks from Monday on.
pub(super) fn months(plan: &Plan) -> Vec<Month> {
    let days: BTreeMap<Date, &DayPlan> = plan.days.iter().map(|day| (day.date, day)).collect();
    let firsts: BTreeSet<Date> = days.keys().map(|date| date.first_of_month()).collect();
    let month = |first: Date| {
        let before = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or(0);
        let mut cells: Vec<Option<Cell>> = (0..before).map(|_| None).collect();
        let dates = first.series(jiff::Span::new().days(1));
        for date in dates.take_while(|date| *date <= first.last_of_month()) {
            cells.push(Some(cell(date, days.get(&date).copied())));
        }
        while !cells.len().is_multiple_of(7) {
            cells.push(None);
        }
        let mut weeks = Vec::new();
        while !cells.is_empty() {
            weeks.push(cells.drain(..7).collect());
        }
        Month { title: format!("{}年{}月", first.year(), first.month()), weeks }
    };
    firsts.into_iter().map(month).collect()
}

fn cell(date: Date, day: Option<&DayPlan>) -> Cell {
    let slots = match day.map(|day| &day.day) {
        Some(Some(Day::Open(slots))) => &slots[..],
        _ => &[],
    };
    let places: u32 = slots.iter().map(Planned::places).sum();
    let note = match day.map(|day| &day.day) {
        Some(Some(Day::Holiday(name))) => Some(format!("{name}（休み）")),
        Some(Some(Day::TownClosed)) => Some("町の休み日".to_owned()),
        Some(Some(Day::Closed)) => Some("この日は休み".to_owned()),
        Some(Some(Day::Open(_))) => domain::holiday::holiday_name(date).map(str::to_owned),
        _ => None,
    };
    let product = day.is_some_and(|day| day.product_stays);
    let mut marks = day.map(marks).unwrap_or_default();
    if product {
        marks.push(Mark { class: "mark-kept", label: "製品は前のまま".to_owned() });
    }
    Cell {
        day: date.day(),
        is_open: !slots.is_empty(),
        note,
        sum: (!slots.is_empty()).then(|| format!("{}枠 {places}人", slots.len())),
        marks,
    }
}

/// The slots that stay although the timetable says otherwise, the first of them one by one, and how many more.
pub(super) fn kept(plan: &Plan) -> (Vec<Kept>, usize) {
    let when =
        |date, starts, ends| format!("{} {}", dates::short(date), dates::range(starts, ends));
    let of_slot = |slot: &Slot| when(slot.date, slot.starts, slot.ends);
    let of = |step: &Step| match step {
        Step::Resize { slot, short: true, .. } => {
            let why =
                "ふさがっている数より少なくはできないため、いちばん近い人数にします".to_owned();
            Some(Kept { when: of_slot(slot), why })
        }
        Step::Close(slot) => {
            let why = "予約の記録があるため残し、新しい受付だけを止めます".to_owned();
            Some(Kept { when: of_slot(slot), why })
        }
        Step::Stay(slot, why) => Some(Kept { when: of_slot(slot), why: stays(*why) }),
        Step::LeaveOut(plan, why) => {
            let why = words::why(*why).to_owned();
            Some(Kept { when: when(plan.date, plan.starts, plan.ends), why })
        }
        _ => None,
    };
    let mut all: Vec<Kept> = plan.steps().filter_map(of).collect();
    let more = all.len().saturating_sub(TOLD);
    all.truncate(TOLD);
    (all, more)
}

fn stays(why: domain::timetable::plan::Why) -> String {
    format!("{}、そのまま残します", words::why(why))
}

impl Sums {
    pub(super) fn of(plan: &Plan, wanted: Wanted) -> Self {
        let open = plan.days.iter().filter_map(|day| match &day.day {
            Some(Day::Open(slots)) if !slots.is_empty() => Some(slots),
            _ => None,
        });
        let (mut days, mut slots, mut pools) = (0, 0, BTreeMap::<Pool, u32>::new());
        for planned in open {
            days += 1;
            slots += planned.len();
            for (pool, places) in planned.iter().flat_map(|slot| &slot.pools) {
                *pools.entry(*pool).or_default() += places;
            }
        }
        let act = |kind: Kind| {
            let count = plan.steps().filter(|step| Kind::of(step) == kind).count();
            (count > 0).then(|| (kind.words().2.to_owned(), count))
        };
        Self {
            days,
            slots,
            places: pools.values().sum(),
            pools: pools.into_iter().map(|(pool, n)| (pools::pool(pool).to_owned(), n)).collect(),
            acts: Kind::ALL.into_iter().filter_map(act).collect(),
            people: wanted.people,
            wanted: wanted.wanted,
            all_places: wanted.places,
        }
    }
}
