//! Patterns of a check-up against its exams and against the roster.

use super::{Finding, View};
use crate::applicant::Applicant;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let patterns = &view.policy.patterns;
    let mut found = Vec::new();
    for pattern in patterns {
        let unknown = |exam: &&u8| view.policy.doses_numbered(**exam).next().is_none();
        found.extend(pattern.exams.iter().filter(unknown).map(|exam| {
            Finding::PatternUnknownExam { pattern: pattern.code.clone(), exam: *exam }
        }));
        let is_in = |applicant: &Applicant| applicant.groups.contains(&pattern.code);
        let anyone = view.roster.iter().any(|listed| is_in(&listed.applicant));
        if !view.roster.is_empty() && !anyone {
            found.push(Finding::NobodyInPattern { pattern: pattern.code.clone() });
        }
    }
    found.extend(without(view));
    found
}

/// People whom only the missing pattern keeps from booking.
fn without(view: &View<'_>) -> Option<Finding> {
    let (patterns, days) = (&view.policy.patterns, view.days());
    if patterns.is_empty() {
        return None;
    }
    let in_none =
        |person: &Applicant| !patterns.iter().any(|pattern| person.groups.contains(&pattern.code));
    let could = |person: &Applicant| {
        (person.resident || !view.policy.residents_only)
            && view.policy.all_doses().any(|exam| {
                exam.is_for(person.sex)
                    && days.iter().any(|day| exam.ages_admit(person.birth, *day).is_ok())
            })
    };
    let roster = view.roster.iter().map(|listed| &listed.applicant);
    let people = roster.filter(|person| in_none(person) && could(person)).count();
    (people > 0).then_some(Finding::WithoutPattern { people })
}
