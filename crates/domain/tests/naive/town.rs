//! The second opinion: a town in which everything is found by going through the list of bookings. It names
//! every reason against a wish; the engine must name one of them, or none where there is none.
//! A new rule is a variant of [`Reason`], a line in [`NaiveTown::against`] and a function.

use super::{
    calendar::Day,
    law::{Life, day_at},
};
use domain::{
    Dated, Dose, Policy, Pool, Refusal,
    interval::{IntervalRule, VaccineKind},
    product::Given,
};
use std::collections::{BTreeMap, BTreeSet};

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    OtherProgramme,
    NoSuchDose,
    Booked,
    Given,
    PreviousMissing,
    Age,
    TooSoon,
    TooLate,
    OutsideStandard,
    TooSoonAfterFirst,
    BreaksLater,
    OtherVaccine,
    Full,
    ExamFull,
    BelowTaken,
    BeyondLeft,
}

/// The engine's refusal by our name; none for a rule this town does not have.
pub(crate) fn reason(refusal: &Refusal) -> Option<Reason> {
    Some(match refusal {
        Refusal::NotThisProgramme => Reason::OtherProgramme,
        Refusal::NoSuchDose { .. } => Reason::NoSuchDose,
        Refusal::AlreadyBooked { .. } => Reason::Booked,
        Refusal::AlreadyGiven { .. } => Reason::Given,
        Refusal::PreviousDoseMissing { .. } => Reason::PreviousMissing,
        Refusal::Age(_) => Reason::Age,
        Refusal::TooSoon { .. } => Reason::TooSoon,
        Refusal::TooLate { .. } => Reason::TooLate,
        Refusal::OutsideStandard { .. } => Reason::OutsideStandard,
        Refusal::TooSoonAfterFirst { .. } => Reason::TooSoonAfterFirst,
        Refusal::BreaksNextDose { .. } => Reason::BreaksLater,
        Refusal::TooNearOtherVaccine { .. } => Reason::OtherVaccine,
        Refusal::Full => Reason::Full,
        Refusal::ExamFull { .. } => Reason::ExamFull,
        Refusal::HoldBeyondLeft { .. } => Reason::BeyondLeft,
        Refusal::BelowTaken { .. } => Reason::BelowTaken,
        _ => return None,
    })
}

/// The day on which everything is asked, before every slot.
const TODAY: Day = Day { year: 2026, month: 9, number: 30 };

/// A place taken and perhaps given back.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub(crate) person: usize,
    pub(crate) programme: usize,
    pub(crate) dose: u8,
    pub(crate) slot: usize,
    pub(crate) pool: Pool,
    pub(crate) live: bool,
}

/// Places that staff keep back, until they give them up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept {
    pub(crate) slot: usize,
    pub(crate) pool: Pool,
    pub(crate) places: u32,
    pub(crate) live: bool,
}

/// A slot: its programme, its day, the capacity of each pool, and how often one of its doses can be had.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) programme: usize,
    pub(crate) day: Day,
    pub(crate) capacity: BTreeMap<Pool, u32>,
    pub(crate) quota: Option<(u8, u32)>,
}

/// Who lives there.
#[derive(Debug)]
pub(crate) struct Someone {
    pub(crate) life: Life,
    pub(crate) given: Vec<Given>,
}

#[derive(Debug)]
pub(crate) struct NaiveTown {
    pub(crate) programmes: Vec<Policy>,
    pub(crate) places: Vec<Place>,
    pub(crate) people: Vec<Someone>,
    pub(crate) list: Vec<Taken>,
    pub(crate) kept: Vec<Kept>,
}

/// What is wished for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) person: usize,
    pub(crate) programme: usize,
    pub(crate) dose: u8,
    pub(crate) slot: usize,
    /// The pools one may draw on, in this order.
    pub(crate) pools: &'static [Pool],
    /// The line of the list that moves, if one does.
    pub(crate) moving: Option<usize>,
}

impl NaiveTown {
    /// Every reason against it.
    pub(crate) fn against(&self, asked: &Asked) -> BTreeSet<Reason> {
        let mut reasons = BTreeSet::new();
        if self.places[asked.slot].programme != asked.programme {
            reasons.insert(Reason::OtherProgramme);
        }
        let policy = &self.programmes[asked.programme];
        let Some(dose) = policy.doses.iter().find(|dose| dose.number == asked.dose) else {
            reasons.insert(Reason::NoSuchDose);
            return reasons;
        };
        if asked.moving.is_none() {
            self.held_already(asked, &mut reasons);
        }
        self.of_another_age(asked, dose, &mut reasons);
        self.too_near_before(asked, dose, &mut reasons);
        self.too_near_after(asked, &mut reasons);
        self.too_near_other_vaccines(asked, &mut reasons);
        if self.pool_with_room(asked).is_none() {
            reasons.insert(Reason::Full);
        }
        if let Some((dose, times)) = self.places[asked.slot].quota
            && dose == asked.dose
            && self.had_here(asked.slot, dose) >= times
        {
            reasons.insert(Reason::ExamFull);
        }
        reasons
    }

    /// Live lines of this person, without the one that moves.
    fn own(&self, asked: &Asked) -> impl Iterator<Item = &Taken> {
        let (person, moving) = (asked.person, asked.moving);
        let lines = self.list.iter().enumerate();
        let lines = lines.filter(move |(line, _)| Some(*line) != moving);
        lines.map(|(_, taken)| taken).filter(move |taken| taken.live && taken.person == person)
    }

    fn given_on(&self, asked: &Asked, dose: u8) -> Option<Day> {
        let series = &self.programmes[asked.programme].series;
        let mut given = self.people[asked.person].given.iter();
        given.find(|given| given.series == *series && given.dose == dose).map(|g| Day::of(g.on))
    }

    fn booked_on(&self, asked: &Asked, dose: u8) -> Option<Day> {
        let mut own = self.own(asked).filter(|taken| taken.programme == asked.programme);
        own.find(|taken| taken.dose == dose).map(|taken| self.places[taken.slot].day)
    }

    fn had_on(&self, asked: &Asked, dose: u8) -> Option<Day> {
        self.given_on(asked, dose).or_else(|| self.booked_on(asked, dose))
    }

    /// The first dose this person has not had and not booked.
    pub(crate) fn due(&self, asked: &Asked) -> u8 {
        let due = (1..=4).find(|dose| self.had_on(asked, *dose).is_none());
        due.expect("nobody has had a fourth of three")
    }

    fn held_already(&self, asked: &Asked, reasons: &mut BTreeSet<Reason>) {
        if self.booked_on(asked, asked.dose).is_some() {
            reasons.insert(Reason::Booked);
        }
        if self.given_on(asked, asked.dose).is_some() {
            reasons.insert(Reason::Given);
        }
        // Nobody goes back for a dose when a later one that builds on it was given.
        let policy = &self.programmes[asked.programme];
        for dose in policy.doses.iter().filter(|dose| dose.number > asked.dose) {
            if dose.intervals.is_empty() {
                break;
            }
            if self.given_on(asked, dose.number).is_some() {
                reasons.insert(Reason::Given);
            }
        }
    }

    fn of_another_age(&self, asked: &Asked, dose: &Dose, reasons: &mut BTreeSet<Reason>) {
        let day = self.places[asked.slot].day;
        for age in dose.ages.iter().filter(|age| in_force_on(age, day)) {
            if !self.people[asked.person].life.may_by(&age.rule, day) {
                reasons.insert(Reason::Age);
            }
        }
    }

    fn too_near_before(&self, asked: &Asked, dose: &Dose, reasons: &mut BTreeSet<Reason>) {
        if asked.dose == 1 || dose.intervals.is_empty() {
            return;
        }
        let day = self.places[asked.slot].day;
        match self.last_before(asked, day) {
            None => {
                reasons.insert(Reason::PreviousMissing);
            }
            Some((last, previous)) => self.judge(asked, dose, (last, previous), day, reasons),
        }
        if let Some(first) = self.had_on(asked, 1)
            && since_first(dose, first, day)
        {
            reasons.insert(Reason::TooSoonAfterFirst);
        }
    }

    /// The dose that this one builds on, and its day. One the person has outgrown is left out; whoever books
    /// must have outgrown it today.
    fn last_before(&self, asked: &Asked, day: Day) -> Option<(u8, Day)> {
        let doses = &self.programmes[asked.programme].doses;
        for dose in doses.iter().rev().filter(|dose| dose.number < asked.dose) {
            if let Some(on) = self.had_on(asked, dose.number) {
                return Some((dose.number, on));
            }
            let outgrown = |on: Day| {
                let mut ages = dose.ages.iter().filter(|age| in_force_on(age, on));
                ages.any(|age| self.people[asked.person].life.has_outgrown(&age.rule, on))
            };
            let today = asked.moving.is_some() || outgrown(TODAY);
            if !(dose.passed_over && today && outgrown(day)) {
                return None;
            }
        }
        None
    }

    fn judge(
        &self,
        asked: &Asked,
        dose: &Dose,
        (last, previous): (u8, Day),
        day: Day,
        reasons: &mut BTreeSet<Reason>,
    ) {
        let Some(rule) = rule_on(dose, last, day) else { return };
        if day < day_at(previous, rule.minimum) {
            reasons.insert(Reason::TooSoon);
        }
        if rule.maximum.is_some_and(|span| day_at(previous, span) < day) {
            reasons.insert(Reason::TooLate);
        }
        let early = rule.standard.is_some_and(|span| day < day_at(previous, span));
        let late = rule.standard_latest.is_some_and(|span| day_at(previous, span) < day);
        if (early || late) && self.programmes[asked.programme].standard_binds {
            reasons.insert(Reason::OutsideStandard);
        }
    }

    /// The doses after this one that are booked or were given.
    fn too_near_after(&self, asked: &Asked, reasons: &mut BTreeSet<Reason>) {
        let policy = &self.programmes[asked.programme];
        let day = self.places[asked.slot].day;
        let mut next = true;
        for dose in policy.doses.iter().filter(|dose| dose.number > asked.dose) {
            let Some(on) = self.had_on(asked, dose.number) else { continue };
            let mut wrong = BTreeSet::new();
            if std::mem::take(&mut next) {
                self.judge(asked, dose, (asked.dose, day), on, &mut wrong);
            }
            if !wrong.is_empty() || (asked.dose == 1 && since_first(dose, day, on)) {
                reasons.insert(Reason::BreaksLater);
            }
        }
    }

    /// 注射生ワクチンどうしは、間に27日以上をはさむ。同じ日なら、医師が認めれば一緒に受けられる。
    fn too_near_other_vaccines(&self, asked: &Asked, reasons: &mut BTreeSet<Reason>) {
        let kind = |programme: usize| self.programmes[programme].products[0].kind;
        let live = VaccineKind::InjectedLive;
        if kind(asked.programme) != live {
            return;
        }
        let day = self.places[asked.slot].day;
        let series = &self.programmes[asked.programme].series;
        let given = self.people[asked.person].given.iter();
        let given = given.filter(|g| g.series != *series && g.kind == live).map(|g| Day::of(g.on));
        let booked = self.own(asked).filter(|taken| taken.programme != asked.programme);
        let booked = booked.filter(|taken| kind(taken.programme) == live);
        for other in given.chain(booked.map(|taken| self.places[taken.slot].day)) {
            let (first, second) = (day.min(other), day.max(other));
            if first != second && first.whole_days_before(second).is_none_or(|between| between < 27)
            {
                reasons.insert(Reason::OtherVaccine);
            }
        }
    }

    /// Places of a pool that are booked, counted one by one for each booking.
    pub(crate) fn booked(&self, slot: usize, pool: Pool) -> u32 {
        let here = |taken: &&Taken| taken.live && (taken.slot, taken.pool) == (slot, pool);
        let lines = self.list.iter().filter(here);
        lines.map(|taken| self.seats(taken.programme, taken.dose)).sum()
    }

    /// Places of a pool that staff keep back.
    pub(crate) fn kept(&self, slot: usize, pool: Pool) -> u32 {
        let here = |kept: &&Kept| kept.live && (kept.slot, kept.pool) == (slot, pool);
        self.kept.iter().filter(here).map(|kept| kept.places).sum()
    }

    /// Places of a pool that somebody has a claim to.
    pub(crate) fn taken(&self, slot: usize, pool: Pool) -> u32 {
        self.booked(slot, pool) + self.kept(slot, pool)
    }

    /// How often a dose is booked in a slot.
    pub(crate) fn had_here(&self, slot: usize, dose: u8) -> u32 {
        let here = |taken: &&Taken| taken.live && (taken.slot, taken.dose) == (slot, dose);
        u32::try_from(self.list.iter().filter(here).count()).expect("a small town")
    }

    /// How many places one booking of a dose takes: one, unless more are written down.
    fn seats(&self, programme: usize, dose: u8) -> u32 {
        let mut doses = self.programmes[programme].doses.iter();
        let written = doses.find(|known| known.number == dose).map_or(0, |dose| dose.places);
        if written == 0 { 1 } else { written }
    }

    pub(crate) fn pool_with_room(&self, asked: &Asked) -> Option<Pool> {
        let capacity = &self.places[asked.slot].capacity;
        let seats = self.seats(asked.programme, asked.dose);
        let room = |pool: &&Pool| self.taken(asked.slot, **pool) + seats <= capacity[*pool];
        asked.pools.iter().find(room).copied()
    }

    /// Gives back a place, and those of the doses after it.
    pub(crate) fn cancel(&mut self, line: usize) {
        let gone = self.list[line].clone();
        let whose =
            |taken: &Taken| (taken.person, taken.programme) == (gone.person, gone.programme);
        for taken in self.list.iter_mut().filter(|taken| whose(taken) && taken.dose >= gone.dose) {
            taken.live = false;
        }
    }
}

fn in_force_on<T>(dated: &Dated<T>, day: Day) -> bool {
    dated.from.is_none_or(|from| Day::of(from) <= day)
        && dated.until.is_none_or(|until| day <= Day::of(until))
}

/// Of the rules that hold on that day, the one written last; first those for where doses between were left out.
fn rule_on(dose: &Dose, last: u8, day: Day) -> Option<&IntervalRule> {
    let mut left_out = dose.intervals_after_passed.iter();
    let left_out = left_out.rfind(|rule| last + 1 < dose.number && in_force_on(rule, day));
    if let Some(rule) = left_out {
        return Some(&rule.rule);
    }
    dose.intervals.iter().rfind(|rule| in_force_on(rule, day)).map(|rule| &rule.rule)
}

/// Whether it is too soon after dose 1.
fn since_first(dose: &Dose, first: Day, day: Day) -> bool {
    let gap = dose.since_first.iter().rfind(|gap| in_force_on(gap, day));
    gap.is_some_and(|gap| day < day_at(first, gap.rule))
}
