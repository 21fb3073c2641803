//! Holds: places that staff keep back. Their count stands in the pool, their reason and their officers here.

use crate::{
    backend::Row,
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{Hold, HoldId, OfficerId, Place, Pool, ProgrammeId, SlotId};
use jiff::Timestamp;
use std::collections::BTreeSet;

const HOLD: &str = "SELECT id, slot_id, pool, places, reason, asked_by, asked_at, approved_by, \
    approved_at, expires_at, ended_at, used FROM hold";

impl Reader<'_> {
    /// The holds of these ids.
    pub fn holds_by_ids(&mut self, ids: &BTreeSet<HoldId>) -> Result<Vec<Hold>> {
        self.conn.query_in(&format!("{HOLD} WHERE id IN ids ORDER BY id"), ids, hold)
    }

    /// Every hold there ever was of a slot, oldest first.
    pub fn holds_of_slot(&mut self, slot: SlotId) -> Result<Vec<Hold>> {
        let sql = format!("{HOLD} WHERE slot_id = $1 ORDER BY asked_at, id");
        self.conn.query(&sql, &[&slot.to_string()], hold)
    }

    /// Every hold there ever was in a programme, whatever its slot: those that still keep places first, by when they
    /// end, then the others, the last ended first.
    pub fn holds_of_programme(&mut self, programme: ProgrammeId) -> Result<Vec<Hold>> {
        let of = "WHERE slot_id IN (SELECT s.id FROM slot s JOIN session se ON se.id = s.session_id \
                  WHERE se.programme_id = $1)";
        let order = "ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, \
                     CASE WHEN ended_at IS NULL THEN due_at ELSE -ended_at END, id";
        self.conn.query(&format!("{HOLD} {of} {order}"), &[&programme.to_string()], hold)
    }

    /// Every hold that keeps places now, by when it ends: what a town may publish.
    pub fn holds_now(&mut self) -> Result<Vec<Hold>> {
        self.conn.query(&format!("{HOLD} WHERE ended_at IS NULL ORDER BY due_at, id"), &[], hold)
    }

    /// Holds whose time has come, the longest overdue first.
    pub fn holds_due(&mut self, now: Timestamp, most: u32) -> Result<Vec<HoldId>> {
        let sql = "SELECT id FROM hold WHERE ended_at IS NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $2";
        self.conn.query(sql, &[&now.as_millisecond(), &i64::from(most)], |row| row.parsed(0))
    }

    /// When the next hold ends by itself.
    pub fn holds_next(&mut self) -> Result<Option<Timestamp>> {
        let sql = "SELECT due_at FROM hold WHERE ended_at IS NULL ORDER BY due_at LIMIT 1";
        self.conn.first(sql, &[], |row| row.at(0))
    }
}

impl Tx<'_> {
    pub(crate) fn insert_hold(&mut self, hold: &Hold) -> Result<()> {
        self.touched.holds = true;
        self.conn.execute(
            "INSERT INTO hold (id, slot_id, pool, places, reason, asked_by, asked_at, expires_at, due_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                &hold.id.to_string(),
                &hold.slot.to_string(),
                &hold.pool.name(),
                &i64::from(hold.places),
                &hold.reason,
                &hold.asked_by.to_string(),
                &hold.asked_at.as_millisecond(),
                &hold.expires_at.as_millisecond(),
                &hold.ends_at().as_millisecond(),
            ],
        )?;
        Ok(())
    }

    /// From now on it ends when it was meant to.
    pub(crate) fn approve_hold(
        &mut self,
        hold: HoldId,
        by: OfficerId,
        at: Timestamp,
    ) -> Result<()> {
        self.touched.holds = true;
        let sql =
            "UPDATE hold SET approved_by = $2, approved_at = $3, due_at = expires_at WHERE id = $1";
        self.conn.execute(sql, &[&hold.to_string(), &by.to_string(), &at.as_millisecond()])?;
        Ok(())
    }

    pub(crate) fn use_hold(&mut self, hold: HoldId, place: &Place) -> Result<()> {
        self.touched.holds = true;
        let sql = "UPDATE hold SET places = places - $2, used = used + $2 WHERE id = $1";
        self.conn.execute(sql, &[&hold.to_string(), &i64::from(place.units)])?;
        Ok(())
    }

    pub(crate) fn end_hold(&mut self, hold: HoldId, at: Timestamp) -> Result<()> {
        self.touched.holds = true;
        let sql = "UPDATE hold SET places = 0, ended_at = $2 WHERE id = $1";
        self.conn.execute(sql, &[&hold.to_string(), &at.as_millisecond()])?;
        Ok(())
    }
}

fn hold(row: &Row<'_>) -> Result<Hold> {
    let pool: String = row.get(2)?;
    Ok(Hold {
        id: row.parsed(0)?,
        slot: row.parsed(1)?,
        pool: Pool::named(&pool).context("a pool of no known name")?,
        places: row.count(3)?,
        used: row.count(11)?,
        reason: row.get(4)?,
        asked_by: row.parsed(5)?,
        asked_at: row.at(6)?,
        approved: row.parsed_opt(7)?.zip(row.at_opt(8)?),
        expires_at: row.at(9)?,
        ended_at: row.at_opt(10)?,
    })
}
