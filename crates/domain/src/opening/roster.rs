//! The programme against the people on the roster: whom it is meant for, and whether the places fit them.

use super::{DoseOf, Finding, View, hit::places, schedules};
use crate::{applicant::Listed, booking, group::Proof, when::Date};
use std::collections::{BTreeMap, BTreeSet};

/// From ten times more or less on, a zero is more likely than a plan.
const ZERO: usize = 10;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    if view.roster.is_empty() {
        return vec![Finding::EmptyRoster];
    }
    let meant = Meant::of(view);
    let mut found = groups(view);
    if meant.people == 0 {
        found.push(Finding::NobodyMeant { people: view.roster.len() });
        return found;
    }
    found.extend(meant.for_nobody(view));
    found.extend(meant.vouchers(view));
    found.extend(room(view, meant.people, meant.wanted));
    found
}

/// How many people it is meant for, and how many places all of them take.
pub(super) fn wanted(view: &View<'_>) -> (usize, usize) {
    let meant = Meant::of(view);
    (meant.people, meant.wanted)
}

/// Whom the programme is meant for on any of its days.
#[derive(Default)]
struct Meant {
    /// How many people.
    people: usize,
    /// How many of them for each dose.
    of_dose: BTreeMap<DoseOf, usize>,
    /// The doses by which somebody begins.
    plans: BTreeSet<Option<usize>>,
    /// How many places all of them would take.
    wanted: usize,
    /// How many have no voucher in force, and how many one that is valid on no session day.
    vouchers: (usize, usize),
}

impl Meant {
    fn of(view: &View<'_>) -> Self {
        let (mut meant, days) = (Self::default(), view.days());
        for listed in view.roster {
            let plans = schedules::plans_of(view, listed, &days);
            let places = plans.iter().map(|plan| meant.count(view, listed, *plan, &days)).max();
            meant.plans.extend(plans);
            let Some(places) = places.filter(|places| *places > 0) else { continue };
            meant.people += 1;
            meant.wanted += if view.policy.one_place_a_visit { 1 } else { places };
            let vouchers = &listed.applicant.vouchers;
            if vouchers.is_empty() {
                meant.vouchers.0 += 1;
            } else if !days.iter().any(|day| vouchers.iter().any(|one| one.covers(*day))) {
                meant.vouchers.1 += 1;
            }
        }
        meant
    }

    /// Counts one person for the doses of a schedule, and says how many places these take.
    fn count(
        &mut self,
        view: &View<'_>,
        listed: &Listed,
        plan: Option<usize>,
        days: &[Date],
    ) -> usize {
        let (programme, mut places) = (&view.setup.programme, 0_usize);
        for (of, dose) in view.doses().filter(|(of, _)| of.schedule == plan) {
            let meant = |day| booking::is_meant_on(programme, dose, &listed.applicant, day).is_ok();
            if days.iter().any(|day| meant(*day)) {
                *self.of_dose.entry(of).or_default() += 1;
                places = places.saturating_add(dose.units() as usize);
            }
        }
        places
    }

    /// Doses that nobody can have. Of a schedule by which nobody begins, that alone is said.
    fn for_nobody(&self, view: &View<'_>) -> Vec<Finding> {
        let nobody =
            |of: &DoseOf| self.plans.contains(&of.schedule) && !self.of_dose.contains_key(of);
        let doses = view.doses().map(|(of, _)| of).filter(nobody);
        doses.map(|dose| Finding::NobodyMeantForDose { dose }).collect()
    }

    fn vouchers(&self, view: &View<'_>) -> Option<Finding> {
        let (people, (none, on_no_day)) = (self.people, self.vouchers);
        (view.policy.voucher_needed && none + on_no_day > 0).then_some(Finding::WithoutVoucher {
            people,
            none,
            on_no_day,
        })
    }
}

/// Groups that the roster or a birth date shows; who declares something is known when they book.
fn groups(view: &View<'_>) -> Vec<Finding> {
    let days = view.days();
    let shown = view
        .policy
        .groups
        .iter()
        .filter(|group| matches!(group.proof, Proof::Age(_) | Proof::Roster));
    let empty = shown.filter(|group| {
        let mut people = view.roster.iter().map(|listed| &listed.applicant);
        !people.any(|applicant| days.iter().any(|day| group.has(applicant, *day)))
    });
    empty.map(|group| Finding::NobodyInGroup { group: group.code.clone() }).collect()
}

fn room(view: &View<'_>, people: usize, wanted: usize) -> Option<Finding> {
    let places = view.coming.iter().map(|slot| places(slot)).fold(0, u32::saturating_add);
    if places == 0 {
        return None;
    }
    let so_many = places as usize;
    if so_many.saturating_mul(ZERO) <= people {
        return Some(Finding::FewPlaces { places, people });
    }
    (so_many >= wanted.saturating_mul(ZERO)).then_some(Finding::ManyPlaces { places, wanted })
}
