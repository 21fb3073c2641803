//! The pieces of the board that are also sent alone: a slot's cell and the sums.

use super::refills::Refills;
use crate::{
    boards::Figures,
    web::page::Room,
    words::{dates, pace, pools},
};
use askama::Template;
use domain::{
    Duty, Pool, PoolCount, Programme,
    pace::{Stock, forecast},
    role::Venues,
    when,
};
use jiff::Timestamp;
use std::collections::BTreeMap;

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
    /// Who is booked here, for those who may know.
    pub(super) people_url: Option<String>,
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
    /// What came of the places that were offered to them; none where there is no waitlist.
    pub(super) refills: Option<Refills>,
    /// Places booked within an hour and within a day.
    pub(super) hour: u32,
    pub(super) day: u32,
    pub(super) cancelled_today: u32,
    /// When it is full at this speed, or why that cannot be said.
    pub(super) full_at: String,
    /// Whether some of it is of venues that the officer does not see.
    pub(super) of_others_too: bool,
    pub(super) as_of: String,
}

pub(super) struct PoolTotal {
    pub(super) name: String,
    pub(super) booked: u32,
    pub(super) capacity: u32,
    pub(super) left: u32,
}

impl Slot {
    pub(super) fn of(slot: &domain::Slot, may_open: bool) -> Self {
        let sum = |part: fn(&PoolCount) -> u32| -> u32 { slot.pools.iter().map(part).sum() };
        let (capacity, left) = (sum(|count| count.capacity), sum(|count| PoolCount::left(*count)));
        Self {
            id: slot.id.to_string(),
            url: format!("/desk/slots/{}", slot.id),
            people_url: may_open
                .then(|| format!("/desk/sessions/{}?slot={}", slot.session, slot.id)),
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
    pub(super) fn of<'s>(
        slots: impl Iterator<Item = &'s domain::Slot> + Clone,
        figures: &Figures,
        full_at: String,
        duty: &Duty,
    ) -> Self {
        let mut sums: BTreeMap<Pool, (u32, u32, u32)> = BTreeMap::new();
        for count in slots.clone().flat_map(|slot| &slot.pools) {
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
        let full = |slot: &&domain::Slot| slot.pools.iter().all(|count| count.left() == 0);
        let pace = figures.pace;
        Self {
            booked: pools.iter().map(|pool| pool.booked).sum(),
            capacity: pools.iter().map(|pool| pool.capacity).sum(),
            left: pools.iter().map(|pool| pool.left).sum(),
            full_slots: slots.clone().filter(full).count(),
            slots: slots.clone().count(),
            offered: slots.flat_map(|slot| &slot.pools).map(|count| count.offered).sum(),
            waiting: figures.waiting,
            refills: figures.waiting.map(|_| Refills::of(figures.refilled)),
            hour: pace.hour,
            day: pace.day,
            cancelled_today: pace.cancelled_today,
            full_at,
            of_others_too: duty.venues != Venues::Every,
            pools,
            as_of: when::japan_time(figures.at).strftime("%-H:%M:%S").to_string(),
        }
    }
}

/// When the programme is full, or why that cannot be said, over all of its slots.
pub(super) fn full_at<'s>(
    slots: impl Iterator<Item = &'s domain::Slot>,
    figures: &Figures,
) -> String {
    let now = figures.at;
    let stock = stock(slots, &figures.programme, now);
    pace::full_at(forecast(figures.pace, stock, now), now)
}

/// What there is still to fill.
fn stock<'s>(
    slots: impl Iterator<Item = &'s domain::Slot>,
    programme: &Programme,
    now: Timestamp,
) -> Stock {
    let opens_at = programme.opens_at.filter(|_| programme.closes_at.is_none_or(|at| now < at));
    let mut stock = Stock { open_since: opens_at, left: 0, last: None };
    for slot in slots.filter(|slot| slot.closed_at.is_none() && slot.starts_at() > now) {
        stock.left += slot.pools.iter().map(|count| count.left()).sum::<u32>();
        stock.last = stock.last.max(Some(slot.starts_at()));
    }
    stock
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
