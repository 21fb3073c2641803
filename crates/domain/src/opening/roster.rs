//! The programme against the people on the roster: whom it is meant for, and whether the places fit them.

use super::{Finding, View, hit::places};
use crate::{applicant::Listed, booking, group::Proof};

/// From ten times more or less on, a zero is more likely than a plan.
const ZERO: usize = 10;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    if view.roster.is_empty() {
        return vec![Finding::EmptyRoster];
    }
    let (anyone, of_dose) = meant(view);
    let mut found = groups(view);
    if anyone == 0 {
        found.push(Finding::NobodyMeant { people: view.roster.len() });
        return found;
    }
    for (dose, count) in view.policy.doses.iter().zip(&of_dose) {
        if *count == 0 {
            found.push(Finding::NobodyMeantForDose { dose: dose.number });
        }
    }
    found.extend(room(view, anyone, wanted(view, anyone, &of_dose)));
    found
}

/// How many places all of them would take.
fn wanted(view: &View<'_>, anyone: usize, of_dose: &[usize]) -> usize {
    if view.policy.one_place_a_visit {
        return anyone;
    }
    let doses = view.policy.doses.iter().zip(of_dose);
    doses.map(|(dose, people)| people.saturating_mul(dose.units() as usize)).sum()
}

/// How many people the programme is meant for on any of its days, and each of its doses.
fn meant(view: &View<'_>) -> (usize, Vec<usize>) {
    let (programme, days) = (&view.setup.programme, view.days());
    let mut of_dose = vec![0; view.policy.doses.len()];
    let mut anyone = 0;
    for Listed { applicant, .. } in view.roster {
        let mut is_meant = false;
        for (dose, count) in view.policy.doses.iter().zip(&mut of_dose) {
            let mut days = days.iter();
            if days.any(|day| booking::is_meant_on(programme, dose, applicant, *day).is_ok()) {
                *count += 1;
                is_meant = true;
            }
        }
        anyone += usize::from(is_meant);
    }
    (anyone, of_dose)
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
