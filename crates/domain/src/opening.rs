//! The opening check: a programme that contradicts itself does not open. It says what is wrong, how many
//! people and places it hits and where to mend it. What holds for one booking is judged in `booking`.

mod finding;
mod hit;
mod part;
mod pattern;
mod policy;
mod releases;
mod roster;
mod schedules;
mod series;
mod sessions;
mod severity;
mod slots;

pub use finding::Finding;
pub use hit::{At, Hit, Hits};
pub use part::{Contradiction, DatedRule, DoseOf, Lack};
pub use policy::contradiction;
pub use severity::{Severity, Where};

use crate::{
    applicant::Listed,
    change::{Change, Decision},
    programme::{Dose, Policy, Programme},
    refusal::Refusal,
    slot::Slot,
    venue::{Session, Venue},
    when::{self, Date},
};
use jiff::Timestamp;

/// The oldest anybody on a roster is, in days.
const OLDEST: i64 = 130 * 366;

/// A programme with everything that is set up for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The programme.
    pub programme: Programme,
    /// The venues it has sessions at.
    pub venues: Vec<Venue>,
    /// Its sessions, past ones too.
    pub sessions: Vec<Session>,
    /// Its slots, past ones too.
    pub slots: Vec<Slot>,
    /// What other programmes do at the same venues.
    pub elsewhere: Vec<Slot>,
}

/// Looks at everything at once: what stops the opening first, then what should be looked at.
pub fn check(setup: &Setup, roster: &[Listed], now: Timestamp) -> Vec<Finding> {
    let view = View::of(setup, roster, now);
    let parts = [
        policy::check,
        schedules::check,
        pattern::check,
        releases::check,
        sessions::check,
        slots::check,
        series::check,
        roster::check,
    ];
    let mut found: Vec<Finding> = parts.iter().flat_map(|part| part(&view)).collect();
    found.sort_by(|a, b| (a.severity(), a).cmp(&(b.severity(), b)));
    found
}

/// The part of the check that looks at the sessions and slots alone: what a plan for them is held against.
pub fn check_places(setup: &Setup, now: Timestamp) -> Vec<Finding> {
    let view = View::of(setup, &[], now);
    let mut found = sessions::check(&view);
    found.extend(slots::check(&view));
    found.sort_by(|a, b| (a.severity(), a).cmp(&(b.severity(), b)));
    found
}

/// How many people on the roster the programme is meant for on its days, and how many places all of them take.
pub fn wanted(setup: &Setup, roster: &[Listed], now: Timestamp) -> (usize, usize) {
    roster::wanted(&View::of(setup, roster, now))
}

/// Opens the programme from an instant on, unless it contradicts itself.
pub fn open(
    mut setup: Setup,
    from: Timestamp,
    roster: &[Listed],
    now: Timestamp,
) -> Result<Decision, Refusal> {
    setup.programme.opens_at = Some(from);
    unless_stopped(setup, roster, now)
}

/// Puts other rules in force. A programme that takes bookings, or will at a fixed hour, keeps its old rules
/// if it contradicted itself with the new ones; one that nobody can book yet may stand half done.
pub fn save(setup: Setup, roster: &[Listed], now: Timestamp) -> Result<Decision, Refusal> {
    if setup.programme.opens_at.is_none() {
        return Ok(Decision::change(Change::ProgrammeSaved(setup.programme)));
    }
    unless_stopped(setup, roster, now)
}

fn unless_stopped(setup: Setup, roster: &[Listed], now: Timestamp) -> Result<Decision, Refusal> {
    let found = check(&setup, roster, now);
    match found.iter().filter(|finding| finding.severity() == Severity::Stops).count() {
        0 => Ok(Decision::change(Change::ProgrammeSaved(setup.programme))),
        findings => Err(Refusal::ContradictsItself { findings }),
    }
}

/// What every part of the check looks at.
struct View<'a> {
    setup: &'a Setup,
    policy: &'a Policy,
    roster: &'a [Listed],
    /// The slots that are still to come and that staff have not closed, by date and time.
    coming: Vec<&'a Slot>,
    today: Date,
    now: Timestamp,
}

impl<'a> View<'a> {
    fn of(setup: &'a Setup, roster: &'a [Listed], now: Timestamp) -> Self {
        let today = when::japan_date(now);
        let is_coming = |slot: &&Slot| slot.date >= today && slot.closed_at.is_none();
        let mut coming: Vec<&Slot> = setup.slots.iter().filter(is_coming).collect();
        coming.sort_by_key(|slot| (slot.date, slot.starts, slot.venue, slot.id));
        Self { setup, policy: &setup.programme.policy, roster, coming, today, now }
    }

    /// Whether bookings are taken already.
    fn is_open(&self) -> bool {
        self.setup.programme.opens_at.is_some_and(|from| from <= self.now)
    }

    /// The days that are still to come, each once; today where there are none.
    fn days(&self) -> Vec<Date> {
        let mut days: Vec<Date> = self.coming.iter().map(|slot| slot.date).collect();
        days.dedup();
        if days.is_empty() { vec![self.today] } else { days }
    }

    /// Every dose, the usual ones and those of the schedules.
    fn doses(&self) -> impl Iterator<Item = (DoseOf, &'a Dose)> {
        self.policy.plans().flat_map(|(schedule, doses)| {
            doses.iter().map(move |dose| (DoseOf { schedule, number: dose.number }, dose))
        })
    }

    /// The coming slots for which this is so.
    fn hit(&self, is_so: impl Fn(&Slot) -> bool) -> Option<Hit> {
        Hit::of(self.coming.iter().copied().filter(|slot| is_so(slot)))
    }
}
