//! Turns each change into rows, a line of history and the messages it promises, in bulk.
//! The match is exhaustive: a new kind of change does not compile until it is stored.

use crate::{backend::Param, history::Line, tx::Tx};
use anyhow::Result;
use domain::{Actor, Booking, BookingId, CancelReason, Change, Decision, Pool, SlotId};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A decision with what history wants to know about it.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    pub(crate) decision: Decision,
    pub(crate) by: Actor,
    pub(crate) at: Timestamp,
    pub(crate) why: Option<String>,
}

/// What a batch of decisions comes to, gathered so that each table is written once.
#[derive(Default)]
struct Bulk<'d> {
    made: Vec<&'d Booking>,
    moved: BTreeMap<BookingId, (SlotId, Pool)>,
    cancelled: BTreeMap<BookingId, (Timestamp, CancelReason)>,
    places: BTreeMap<(SlotId, Pool), i64>,
}

impl Tx<'_> {
    /// Stores one decision with its history and its messages.
    pub fn apply(
        &mut self,
        decision: &Decision,
        by: Actor,
        at: Timestamp,
        why: Option<&str>,
    ) -> Result<()> {
        let why = why.map(str::to_owned);
        self.store(&[Recorded { decision: decision.clone(), by, at, why }])
    }

    /// Stores decisions in their order.
    pub(crate) fn store(&mut self, all: &[Recorded]) -> Result<()> {
        let mut bulk = Bulk::default();
        let mut lines = Vec::new();
        for Recorded { decision, by, at, why } in all {
            for change in &decision.changes {
                self.gather(&mut bulk, change, *at)?;
                lines.push(Line::of(change, *by, *at, why.as_deref())?);
            }
        }
        self.store_bulk(&bulk)?;
        self.append_history(&lines)?;
        let notices = all.iter().flat_map(|r| r.decision.notices.iter().map(|n| (n, r.at)));
        self.promise(&notices.collect::<Vec<_>>())
    }

    /// Sorts a change into the bulk, or stores it at once where bulk brings nothing.
    fn gather<'d>(&mut self, bulk: &mut Bulk<'d>, change: &'d Change, at: Timestamp) -> Result<()> {
        match change {
            Change::BookingMade(booking) => {
                bulk.made.push(booking);
                bulk.place(booking.slot, booking.pool, 1);
            }
            Change::BookingMoved { booking, from, to, .. } => {
                bulk.moved.insert(*booking, *to);
                bulk.place(from.0, from.1, -1);
                bulk.place(to.0, to.1, 1);
            }
            Change::BookingCancelled { booking, place, at, reason, .. } => {
                bulk.cancelled.insert(*booking, (*at, *reason));
                bulk.place(place.0, place.1, -1);
            }
            Change::CapacitySet { slot, pool, to, .. } => self.set_capacity(*slot, *pool, *to)?,
            Change::PersonLinked { account, person } => self.link(*account, *person, at)?,
            Change::PersonUnlinked { account, person } => self.unlink(*account, *person, at)?,
            Change::PersonSaved(person) => self.save_person(person, at)?,
            Change::ProgrammeSaved(programme) => self.save_programme(programme)?,
            Change::VenueSaved(venue) => self.save_venue(venue)?,
            Change::SessionSaved(session) => self.save_session(session)?,
            Change::SlotSaved(slot) => self.save_slot(slot)?,
        }
        Ok(())
    }

    fn store_bulk(&mut self, bulk: &Bulk<'_>) -> Result<()> {
        self.insert_bookings(&bulk.made)?;
        let moved: Vec<_> = bulk
            .moved
            .iter()
            .map(|(id, (slot, pool))| (id.to_string(), slot.to_string(), pool.name()))
            .collect();
        let rows: Vec<Vec<&dyn Param>> =
            moved.iter().map(|m| -> Vec<&dyn Param> { vec![&m.0, &m.1, &m.2] }).collect();
        self.conn.each_row(
            "UPDATE booking SET slot_id = v.column2, pool = v.column3 FROM (",
            "($1, $2, $3)",
            ") AS v WHERE booking.id = v.column1",
            &rows,
        )?;
        let cancelled: Vec<_> = bulk
            .cancelled
            .iter()
            .map(|(id, (at, reason))| (id.to_string(), at.as_millisecond(), reason.name()))
            .collect();
        let rows: Vec<Vec<&dyn Param>> =
            cancelled.iter().map(|c| -> Vec<&dyn Param> { vec![&c.0, &c.1, &c.2] }).collect();
        self.conn.each_row(
            "UPDATE booking SET cancelled_at = v.column2, cancel_reason = v.column3 FROM (",
            "($1, CAST($2 AS BIGINT), $3)",
            ") AS v WHERE booking.id = v.column1",
            &rows,
        )?;
        self.store_places(&bulk.places)
    }

    /// Takes and gives back places; the table itself refuses to go over capacity or below nothing.
    fn store_places(&mut self, places: &BTreeMap<(SlotId, Pool), i64>) -> Result<()> {
        let changed: Vec<_> = places
            .iter()
            .filter(|(_, by)| **by != 0)
            .map(|((slot, pool), by)| (slot.to_string(), pool.name(), *by))
            .collect();
        let rows: Vec<Vec<&dyn Param>> =
            changed.iter().map(|c| -> Vec<&dyn Param> { vec![&c.0, &c.1, &c.2] }).collect();
        self.conn.each_row(
            "UPDATE slot_pool SET booked = booked + v.column3 FROM (",
            "($1, $2, CAST($3 AS BIGINT))",
            ") AS v WHERE slot_pool.slot_id = v.column1 AND slot_pool.pool = v.column2",
            &rows,
        )?;
        self.touched.slots.extend(places.keys().map(|(slot, _)| *slot));
        Ok(())
    }
}

impl Bulk<'_> {
    fn place(&mut self, slot: SlotId, pool: Pool, by: i64) {
        *self.places.entry((slot, pool)).or_default() += by;
    }
}
