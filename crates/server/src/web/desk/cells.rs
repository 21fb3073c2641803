//! The pieces of the board that are also sent alone: a slot's cell and the sums.

use crate::{
    web::page::Room,
    words::{dates, pools},
};
use anyhow::Result;
use askama::Template;
use domain::{Pool, PoolCount, ProgrammeId, when};
use jiff::Timestamp;
use std::collections::BTreeMap;
use store::{BoardSlot, Reader};

/// How many wait in a programme; none where it has no waitlist and nobody waits from before.
pub(super) fn waiting(reader: &mut Reader<'_>, id: ProgrammeId) -> Result<Option<u32>> {
    let programme = reader.programme(id)?;
    let has_one = programme.is_some_and(|programme| programme.policy.waitlist.is_some());
    let count = reader.count_waiting(id)?;
    Ok(Some(count).filter(|count| *count > 0 || has_one))
}

/// A cell on its own.
#[derive(Template)]
#[template(path = "desk/slot_cell.html")]
pub(super) struct Cell {
    pub(super) slot: Slot,
}

/// The sums on their own.
#[derive(Template)]
#[template(path = "desk/board_totals.html")]
pub(super) struct Sums {
    pub(super) totals: Totals,
}

/// One cell.
pub(super) struct Slot {
    pub(super) id: String,
    pub(super) url: String,
    pub(super) time: String,
    pub(super) booked: u32,
    pub(super) capacity: u32,
    pub(super) left: u32,
    pub(super) room: Room,
    pub(super) pools: Vec<PoolLeft>,
    pub(super) note: Option<String>,
}

pub(super) struct PoolLeft {
    pub(super) name: String,
    pub(super) left: u32,
}

/// The sums above the board.
pub(super) struct Totals {
    pub(super) booked: u32,
    pub(super) capacity: u32,
    pub(super) left: u32,
    pub(super) full_slots: usize,
    pub(super) slots: usize,
    pub(super) pools: Vec<PoolTotal>,
    /// Places kept for somebody who has not answered yet.
    pub(super) offered: u32,
    /// How many wait for a freed place; none where there is no waitlist.
    pub(super) waiting: Option<u32>,
    pub(super) as_of: String,
}

pub(super) struct PoolTotal {
    pub(super) name: String,
    pub(super) booked: u32,
    pub(super) capacity: u32,
    pub(super) left: u32,
}

impl Slot {
    pub(super) fn of(slot: &domain::Slot) -> Self {
        let sum = |part: fn(&PoolCount) -> u32| -> u32 { slot.pools.iter().map(part).sum() };
        let (capacity, left) = (sum(|count| count.capacity), sum(|count| PoolCount::left(*count)));
        Self {
            id: slot.id.to_string(),
            url: format!("/desk/slots/{}", slot.id),
            time: dates::clock(slot.starts),
            booked: sum(|count| count.booked),
            capacity,
            left,
            room: Room::of(left, capacity),
            pools: slot
                .pools
                .iter()
                .map(|c| PoolLeft { name: pools::pool(c.pool).to_owned(), left: c.left() })
                .collect(),
            note: note(slot),
        }
    }
}

impl Totals {
    pub(super) fn of(board: &[BoardSlot], waiting: Option<u32>, now: Timestamp) -> Self {
        let mut sums: BTreeMap<Pool, (u32, u32, u32)> = BTreeMap::new();
        for count in board.iter().flat_map(|s| &s.slot.pools) {
            let sum = sums.entry(count.pool).or_default();
            *sum = (sum.0 + count.booked, sum.1 + count.capacity, sum.2 + count.left());
        }
        let pools = sums.into_iter().map(|(pool, (booked, capacity, left))| PoolTotal {
            name: pools::pool(pool).to_owned(),
            booked,
            capacity,
            left,
        });
        let pools: Vec<PoolTotal> = pools.collect();
        let full = |s: &&BoardSlot| s.slot.pools.iter().all(|count| count.left() == 0);
        let local = when::japan_time(now);
        Self {
            booked: pools.iter().map(|pool| pool.booked).sum(),
            capacity: pools.iter().map(|pool| pool.capacity).sum(),
            left: pools.iter().map(|pool| pool.left).sum(),
            full_slots: board.iter().filter(full).count(),
            slots: board.len(),
            offered: board.iter().flat_map(|s| &s.slot.pools).map(|count| count.offered).sum(),
            waiting,
            pools,
            as_of: local.strftime("%-H:%M:%S").to_string(),
        }
    }
}

/// What else is to be known of a slot: places offered, kept back, or given out above the capacity, exams that
/// are limited by themselves, and whether it is closed.
fn note(slot: &domain::Slot) -> Option<String> {
    let sum = |part: fn(&PoolCount) -> u32| -> u32 { slot.pools.iter().map(part).sum() };
    let counted = |name: &str, n: u32| (n > 0).then(|| format!("{name} {n}"));
    let exams = slot.quotas.iter().map(|quota| format!("検査{} 残り {}", quota.dose, quota.left()));
    let notes: Vec<String> = [
        counted("案内中", sum(|count| count.offered)),
        counted("確保中", sum(|count| count.held)),
        counted("上乗せ", sum(|count| count.over)),
        slot.closed_at.map(|_| "受付停止".to_owned()),
    ]
    .into_iter()
    .flatten()
    .chain(exams)
    .collect();
    (!notes.is_empty()).then(|| notes.join("・"))
}
