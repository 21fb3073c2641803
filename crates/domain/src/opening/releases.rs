//! What the calendar of opening gets wrong: releases, opening, closing and cut-offs against the sessions.

use super::{Finding, View};
use crate::{
    group::Release,
    slot::{Pool, Slot},
    when::Date,
};
use jiff::Timestamp;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = programme(view).into_iter().collect();
    found.extend(view.policy.releases.iter().flat_map(|release| one(view, release)));
    found.extend(pairs(view));
    found.extend(uncovered(view));
    found.extend(too_late(view));
    found.extend(kept(view));
    found
}

fn programme(view: &View<'_>) -> Option<Finding> {
    let (opens_at, closes_at) = (view.setup.programme.opens_at?, view.setup.programme.closes_at?);
    (closes_at <= opens_at).then_some(Finding::ClosesBeforeItOpens { opens_at, closes_at })
}

/// What is wrong with one release.
fn one(view: &View<'_>, release: &Release) -> Vec<Finding> {
    let Release { group, from, first, last } = release.clone();
    let mut found = Vec::new();
    if let Some(code) = &group
        && !view.policy.groups.iter().any(|known| known.code == *code)
    {
        found.push(Finding::UnknownGroup { group: code.clone() });
    }
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        found.push(Finding::ReleaseEmpty { first, last });
        return found;
    }
    match view.hit(|slot| release.covers(slot.date)) {
        None if view.coming.is_empty() => {}
        None => found.push(Finding::ReleaseCoversNothing { group, from }),
        Some(hit) => {
            let open = |slot: &Slot| from < view.policy.book_closes_at(slot);
            if view.hit(|slot| release.covers(slot.date) && open(slot)).is_none() {
                found.push(Finding::ReleaseAfterSessions { group, from, hit });
            }
        }
    }
    found
}

/// What is wrong between two releases.
fn pairs(view: &View<'_>) -> Vec<Finding> {
    let releases = &view.policy.releases;
    let mut found = Vec::new();
    for (index, one) in releases.iter().enumerate() {
        for other in &releases[index + 1..] {
            if one.group == other.group && overlap(one, other) {
                let (from, again) = (one.from.min(other.from), one.from.max(other.from));
                found.push(Finding::ReleasesOverlap { group: one.group.clone(), from, again });
            }
        }
        let before = |everyone: &&Release| {
            everyone.group.is_none() && everyone.from <= one.from && contains(everyone, one)
        };
        if let (Some(group), Some(everyone)) = (&one.group, releases.iter().find(before)) {
            let (group, from, everyone) = (group.clone(), one.from, everyone.from);
            found.push(Finding::PriorityAfterEveryone { group, from, everyone });
        }
    }
    found
}

fn range(release: &Release) -> (Date, Date) {
    (release.first.unwrap_or(Date::MIN), release.last.unwrap_or(Date::MAX))
}

fn overlap(one: &Release, other: &Release) -> bool {
    let ((first, last), (again, until)) = (range(one), range(other));
    first.max(again) <= last.min(until)
}

fn contains(outer: &Release, inner: &Release) -> bool {
    let ((first, last), (again, until)) = (range(outer), range(inner));
    first <= again && until <= last
}

fn uncovered(view: &View<'_>) -> Option<Finding> {
    let releases = &view.policy.releases;
    let nowhere = |slot: &Slot| !releases.iter().any(|release| release.covers(slot.date));
    let hit = (!releases.is_empty()).then(|| view.hit(nowhere))??;
    Some(Finding::NotReleased { hit })
}

/// Slots that nobody will ever be able to book by themselves. Once bookings are taken the first days are past
/// their cut-off as a matter of course.
fn too_late(view: &View<'_>) -> Option<Finding> {
    if view.is_open() {
        return None;
    }
    let opens = view.setup.programme.opens_at.unwrap_or(view.now);
    let hit = view.hit(|slot| {
        let first = opens.max(first_release(view, slot).unwrap_or(opens));
        view.policy.book_closes_at(slot) <= first
    })?;
    Some(Finding::CutOffBeforeOpening { hit, all: hit.slots == view.coming.len() })
}

fn first_release(view: &View<'_>, slot: &Slot) -> Option<Timestamp> {
    let covering = view.policy.releases.iter().filter(|release| release.covers(slot.date));
    covering.map(|release| release.from).min()
}

/// Places kept for a group or held by staff that everyone may never take, even when nobody needs them.
fn kept(view: &View<'_>) -> Vec<Finding> {
    let kept = |pool: Pool| {
        let is_kept = |slot: &&&Slot| {
            let closes_at = view.policy.book_closes_at(slot);
            !view.policy.released_pools(slot, closes_at).contains(&pool)
        };
        let slots = view.coming.iter().filter(is_kept);
        let places = slots.map(|slot| slot.pool(pool).left()).fold(0, u32::saturating_add);
        (places > 0).then_some(Finding::HeldNeverReleased { pool, places })
    };
    [Pool::Group, Pool::StaffHeld].into_iter().filter_map(kept).collect()
}
