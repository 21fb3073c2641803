//! Slots, their pools and their exams. What is taken is bound to bookings and holds in the same transaction
//! and by a CHECK.

use crate::{
    backend::{Param, Row},
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{Pool, PoolCount, ProgrammeId, Quota, SessionId, Slot, SlotId, when::Date};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

const SLOT: &str = "SELECT s.id, s.session_id, se.programme_id, se.venue_id, se.date, s.starts, s.ends, \
    s.closed_at, se.product, sp.pool, sp.capacity, sp.over, sp.booked, sp.held, sp.offered \
    FROM slot s JOIN session se ON se.id = s.session_id JOIN slot_pool sp ON sp.slot_id = s.id";
const ORDER: &str = "ORDER BY se.date, s.starts, s.id, sp.pool";

impl Reader<'_> {
    /// One slot with its pools.
    pub fn slot(&mut self, id: SlotId) -> Result<Option<Slot>> {
        let sql = format!("{SLOT} WHERE s.id = $1 {ORDER}");
        Ok(self.slots(&sql, &[&id.to_string()])?.into_iter().next())
    }

    /// The slots of these ids.
    pub fn slots_by_ids(&mut self, ids: &BTreeSet<SlotId>) -> Result<Vec<Slot>> {
        let sql = format!("{SLOT} WHERE s.id IN ids {ORDER}");
        let rows = self.conn.query_in(&sql, ids, |row| Ok((slot(row)?, pool(row)?)))?;
        self.with_quotas(together(rows))
    }

    /// The slots of a programme from a date on, by date and time.
    pub fn slots_from(&mut self, programme: ProgrammeId, from: Date) -> Result<Vec<Slot>> {
        let sql = format!("{SLOT} WHERE se.programme_id = $1 AND se.date >= $2 {ORDER}");
        self.slots(&sql, &[&programme.to_string(), &from.to_string()])
    }

    /// The slots of a programme on its last day, if that is this date or later, by time.
    pub fn slots_on_last_day(&mut self, programme: ProgrammeId, from: Date) -> Result<Vec<Slot>> {
        let last = "SELECT MAX(se.date) FROM session se JOIN slot s ON s.session_id = se.id \
                    WHERE se.programme_id = $1 AND se.date >= $2";
        let sql = format!("{SLOT} WHERE se.programme_id = $1 AND se.date = ({last}) {ORDER}");
        self.slots(&sql, &[&programme.to_string(), &from.to_string()])
    }

    /// The slots of a programme on the days from one to another, by date and time.
    pub fn slots_between(
        &mut self,
        programme: ProgrammeId,
        from: Date,
        until: Date,
    ) -> Result<Vec<Slot>> {
        let sql = format!(
            "{SLOT} WHERE se.programme_id = $1 AND se.date >= $2 AND se.date <= $3 {ORDER}"
        );
        self.slots(&sql, &[&programme.to_string(), &from.to_string(), &until.to_string()])
    }

    /// The slots of a programme from a date on of which a place is left in some pool, by date and time; or `or_offered` to
    /// somebody.
    pub(crate) fn slots_with_room(
        &mut self,
        programme: ProgrammeId,
        from: Date,
        or_offered: bool,
    ) -> Result<Vec<Slot>> {
        let offered = if or_offered { " OR left_in.offered > 0" } else { "" };
        let sql = format!(
            "{SLOT} WHERE se.programme_id = $1 AND se.date >= $2 AND EXISTS (SELECT 1 FROM slot_pool left_in \
             WHERE left_in.slot_id = s.id AND (left_in.booked + left_in.held + left_in.offered \
             < left_in.capacity + left_in.over{offered})) {ORDER}"
        );
        self.slots(&sql, &[&programme.to_string(), &from.to_string()])
    }

    fn slots(&mut self, sql: &str, params: &[&dyn Param]) -> Result<Vec<Slot>> {
        let rows = self.conn.query(sql, params, |row| Ok((slot(row)?, pool(row)?)))?;
        self.with_quotas(together(rows))
    }

    /// Puts the exams to the slots that limit them.
    fn with_quotas(&mut self, mut slots: Vec<Slot>) -> Result<Vec<Slot>> {
        let ids: BTreeSet<SlotId> = slots.iter().map(|slot| slot.id).collect();
        let mut quotas: BTreeMap<SlotId, Vec<Quota>> = BTreeMap::new();
        for (slot, quota) in self.quotas(&ids)? {
            quotas.entry(slot).or_default().push(quota);
        }
        for slot in &mut slots {
            slot.quotas = quotas.remove(&slot.id).unwrap_or_default();
        }
        Ok(slots)
    }

    /// The exams that these slots limit by themselves.
    pub(crate) fn quotas_of(&mut self, slots: &BTreeSet<SlotId>) -> Result<BTreeSet<(SlotId, u8)>> {
        let found = self.quotas(slots)?;
        Ok(found.into_iter().map(|(slot, quota)| (slot, quota.dose)).collect())
    }

    fn quotas(&mut self, slots: &BTreeSet<SlotId>) -> Result<Vec<(SlotId, Quota)>> {
        let sql = "SELECT slot_id, dose, capacity, booked FROM slot_quota WHERE slot_id IN ids \
                   ORDER BY slot_id, dose";
        self.conn.query_in(sql, slots, |row| Ok((row.parsed(0)?, quota(row)?)))
    }

    /// How many bookings and offers for a dose a slot holds, which is what a limit on it may not go below.
    pub fn booked_in_slot(&mut self, slot: SlotId, dose: u8) -> Result<u32> {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT id FROM booking \
                   WHERE slot_id = $1 AND dose = $2 AND cancelled_at IS NULL UNION ALL SELECT MIN(id) FROM offer \
                   WHERE slot_id = $1 AND dose = $2 AND ended_at IS NULL GROUP BY wave_id) AS t";
        let params: &[&dyn Param] = &[&slot.to_string(), &i64::from(dose)];
        self.conn.first(sql, params, |row| row.count(0))?.context("a count is always one row")
    }
}

impl Tx<'_> {
    pub(crate) fn set_capacity(&mut self, slot: SlotId, pool: Pool, to: u32) -> Result<()> {
        let capacity = i64::from(to);
        self.conn.execute(
            "INSERT INTO slot_pool (slot_id, pool, capacity, over, booked, held, offered) \
             VALUES ($1, $2, $3, 0, 0, 0, 0) \
             ON CONFLICT (slot_id, pool) DO UPDATE SET capacity = excluded.capacity",
            &[&slot.to_string(), &pool.name(), &capacity],
        )?;
        self.touched.slots.insert(slot);
        Ok(())
    }

    pub(crate) fn set_closed(&mut self, slot: SlotId, at: Option<Timestamp>) -> Result<()> {
        let at = at.map(Timestamp::as_millisecond);
        self.conn
            .execute("UPDATE slot SET closed_at = $2 WHERE id = $1", &[&slot.to_string(), &at])?;
        self.touched.slots.insert(slot);
        Ok(())
    }

    pub(crate) fn set_overbooking(&mut self, slot: SlotId, pool: Pool, to: u32) -> Result<()> {
        let sql = "UPDATE slot_pool SET over = $3 WHERE slot_id = $1 AND pool = $2";
        self.conn.execute(sql, &[&slot.to_string(), &pool.name(), &i64::from(to)])?;
        self.touched.slots.insert(slot);
        Ok(())
    }

    pub(crate) fn set_quota(&mut self, slot: SlotId, to: &Quota) -> Result<()> {
        self.conn.execute(
            "INSERT INTO slot_quota (slot_id, dose, capacity, booked) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (slot_id, dose) DO UPDATE SET capacity = excluded.capacity",
            &[
                &slot.to_string(),
                &i64::from(to.dose),
                &i64::from(to.capacity),
                &i64::from(to.booked),
            ],
        )?;
        self.touched.slots.insert(slot);
        Ok(())
    }

    /// Writes slots that were set up or edited, all in a few statements.
    pub(crate) fn save_slots(&mut self, slots: &[&Slot]) -> Result<()> {
        if slots.is_empty() {
            return Ok(());
        }
        let owned: Vec<_> = slots.iter().map(|slot| columns(slot)).collect();
        let rows: Vec<Vec<&dyn Param>> = owned
            .iter()
            .map(|s| -> Vec<&dyn Param> { vec![&s.0, &s.1, &s.2, &s.3, &s.4] })
            .collect();
        self.conn.each_row(
            "INSERT INTO slot (id, session_id, starts, ends, closed_at)",
            "($1, $2, $3, $4, CAST($5 AS BIGINT))",
            "ON CONFLICT (id) DO UPDATE SET starts = excluded.starts, ends = excluded.ends, \
             closed_at = excluded.closed_at",
            &rows,
        )?;
        self.save_pools(slots)?;
        for slot in slots {
            for quota in &slot.quotas {
                self.set_quota(slot.id, quota)?;
            }
        }
        self.touched.slots.extend(slots.iter().map(|slot| slot.id));
        self.touched.setup = true;
        Ok(())
    }

    fn save_pools(&mut self, slots: &[&Slot]) -> Result<()> {
        let pools = slots.iter().flat_map(|slot| slot.pools.iter().map(|count| (slot.id, count)));
        let pools: Vec<_> = pools
            .map(|(id, count)| (id.to_string(), count.pool.name(), i64::from(count.capacity)))
            .collect();
        let rows: Vec<Vec<&dyn Param>> =
            pools.iter().map(|p| -> Vec<&dyn Param> { vec![&p.0, &p.1, &p.2] }).collect();
        self.conn.each_row(
            "INSERT INTO slot_pool (slot_id, pool, capacity, over, booked, held, offered)",
            "($1, $2, CAST($3 AS BIGINT), 0, 0, 0, 0)",
            "ON CONFLICT (slot_id, pool) DO UPDATE SET capacity = excluded.capacity",
            &rows,
        )
    }

    /// Takes slots out that nobody ever had a claim to, and their sessions where they were the last ones. The
    /// database itself refuses where somebody has.
    pub(crate) fn remove_slots(&mut self, removed: &BTreeMap<SlotId, SessionId>) -> Result<()> {
        if removed.is_empty() {
            return Ok(());
        }
        let slots: BTreeSet<SlotId> = removed.keys().copied().collect();
        let sessions: BTreeSet<SessionId> = removed.values().copied().collect();
        for sql in [
            "DELETE FROM slot_pool WHERE slot_id IN ids RETURNING slot_id",
            "DELETE FROM slot_quota WHERE slot_id IN ids RETURNING slot_id",
            "DELETE FROM pool_release WHERE slot_id IN ids RETURNING slot_id",
            "DELETE FROM slot WHERE id IN ids RETURNING id",
        ] {
            self.conn.query_in(sql, &slots, |row| row.get::<String>(0))?;
        }
        let bare = "DELETE FROM session WHERE id IN ids AND NOT EXISTS \
                    (SELECT 1 FROM slot WHERE slot.session_id = session.id) RETURNING id";
        self.conn.query_in(bare, &sessions, |row| row.get::<String>(0))?;
        self.touched.setup = true;
        Ok(())
    }
}

/// What is written of a slot.
fn columns(slot: &Slot) -> (String, String, String, String, Option<i64>) {
    let time = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
    let closed_at = slot.closed_at.map(Timestamp::as_millisecond);
    (slot.id.to_string(), slot.session.to_string(), time(slot.starts), time(slot.ends), closed_at)
}

/// Rows of one slot stand together, one row a pool.
fn together(rows: Vec<(Slot, PoolCount)>) -> Vec<Slot> {
    let mut slots: Vec<Slot> = Vec::new();
    for (slot, pool) in rows {
        if slots.last().is_none_or(|last| last.id != slot.id) {
            slots.push(slot);
        }
        slots.last_mut().expect("one was just pushed").pools.push(pool);
    }
    for slot in &mut slots {
        slot.pools.sort_by_key(|count| count.pool);
    }
    slots
}

fn slot(row: &Row<'_>) -> Result<Slot> {
    Ok(Slot {
        id: row.parsed(0)?,
        session: row.parsed(1)?,
        programme: row.parsed(2)?,
        venue: row.parsed(3)?,
        date: row.date(4)?,
        starts: row.time(5)?,
        ends: row.time(6)?,
        closed_at: row.at_opt(7)?,
        product: row.get(8)?,
        pools: Vec::new(),
        quotas: Vec::new(),
    })
}

fn pool(row: &Row<'_>) -> Result<PoolCount> {
    let name: String = row.get(9)?;
    let pool = Pool::named(&name).context("a pool of no known name")?;
    Ok(PoolCount {
        pool,
        capacity: row.count(10)?,
        over: row.count(11)?,
        booked: row.count(12)?,
        held: row.count(13)?,
        offered: row.count(14)?,
    })
}

fn quota(row: &Row<'_>) -> Result<Quota> {
    let dose = u8::try_from(row.count(1)?)?;
    Ok(Quota { dose, capacity: row.count(2)?, booked: row.count(3)? })
}
