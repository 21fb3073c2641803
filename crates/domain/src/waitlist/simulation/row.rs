//! Those who wait, as they are asked in a play: those who wait together side by side.

use crate::{
    applicant::Applicant,
    group::Group,
    waitlist::{Entry, Waitlist},
};
use std::collections::HashMap;

/// Those who wait, in their order by these rules.
pub(super) fn ranked(
    waiting: &[(Entry, Applicant)],
    rules: &Waitlist,
    groups: &[Group],
) -> Vec<Vec<(Entry, Applicant)>> {
    let mut row = side_by_side(waiting);
    for together in &mut row {
        let members = together.clone();
        let members: Vec<_> = members.iter().map(|(entry, who)| (entry, who)).collect();
        for (entry, _) in together {
            entry.rank = rules.rank_of(&members, entry.id, groups);
        }
    }
    row.sort_by_key(|together| together.first().map(|(entry, _)| entry.rank));
    row
}

/// Those who wait together as one, in the order in which the first of them comes.
fn side_by_side(waiting: &[(Entry, Applicant)]) -> Vec<Vec<(Entry, Applicant)>> {
    let mut row: Vec<Vec<(Entry, Applicant)>> = Vec::with_capacity(waiting.len());
    let mut parties = HashMap::new();
    for one in waiting {
        let known = one.0.party.map(|party| *parties.entry(party).or_insert(row.len()));
        match known.and_then(|at| row.get_mut(at)) {
            Some(together) => together.push(one.clone()),
            None => row.push(vec![one.clone()]),
        }
    }
    row
}
