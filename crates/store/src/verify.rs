//! The reconciler: recomputes every count from the records and says where they differ.

use crate::{backend::Row, tx::Reader};
use anyhow::Result;
use domain::SlotId;
use std::collections::BTreeSet;

/// A count that does not follow from the records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A pool's counter and its bookings disagree.
    Places {
        /// Which slot.
        slot: SlotId,
        /// Which pool.
        pool: String,
        /// What the counter says.
        counted: i64,
        /// How many places bookings have taken.
        booked: i64,
    },
    /// A pool's counter and its holds disagree.
    Held {
        /// Which slot.
        slot: SlotId,
        /// Which pool.
        pool: String,
        /// What the counter says.
        counted: i64,
        /// How many places holds keep.
        held: i64,
    },
    /// A pool's counter and its offers disagree.
    Offered {
        /// Which slot.
        slot: SlotId,
        /// Which pool.
        pool: String,
        /// What the counter says.
        counted: i64,
        /// How many places offers keep.
        offered: i64,
    },
    /// The counter of an exam and its bookings disagree.
    Exam {
        /// Which slot.
        slot: SlotId,
        /// Which dose or exam.
        dose: u8,
        /// What the counter says.
        counted: i64,
        /// How many bookings there are.
        booked: i64,
    },
    /// The history was altered at this line, or one before it was taken out.
    History {
        /// The line's number.
        seq: i64,
    },
}

impl Difference {
    /// The slot whose count it is; a line of history is of none.
    pub fn slot(&self) -> Option<SlotId> {
        match self {
            Self::Places { slot, .. }
            | Self::Held { slot, .. }
            | Self::Offered { slot, .. }
            | Self::Exam { slot, .. } => Some(*slot),
            Self::History { .. } => None,
        }
    }
}

/// Of which slots the counts are made again; of all of them without a list.
type Among<'s> = Option<&'s BTreeSet<SlotId>>;

impl Reader<'_> {
    /// Every difference there is; none is how it should be.
    pub fn differences(&mut self) -> Result<Vec<Difference>> {
        let mut all = self.count_differences()?;
        all.extend(self.history_break()?.map(|seq| Difference::History { seq }));
        Ok(all)
    }

    /// Every counter that does not follow from the records, without reading the history.
    pub fn count_differences(&mut self) -> Result<Vec<Difference>> {
        self.differences_among(None)
    }

    /// The same for the counters of these slots, at the cost of these alone.
    pub fn count_differences_of(&mut self, slots: &BTreeSet<SlotId>) -> Result<Vec<Difference>> {
        self.differences_among(Some(slots))
    }

    /// The next slots in the order of their ids, so many at most: a walk through all of them goes on after the last.
    pub fn slots_after(&mut self, last: Option<SlotId>, most: u32) -> Result<Vec<SlotId>> {
        let sql = "SELECT id FROM slot WHERE id > $1 ORDER BY id LIMIT $2";
        let last = last.map(|slot| slot.to_string()).unwrap_or_default();
        self.conn.query(sql, &[&last, &i64::from(most)], |row| row.parsed(0))
    }

    fn differences_among(&mut self, among: Among<'_>) -> Result<Vec<Difference>> {
        let booked =
            "SELECT slot_id, pool, units AS places FROM booking WHERE cancelled_at IS NULL";
        let mut all = self.compare("booked", booked, among, |slot, pool, counted, booked| {
            Difference::Places { slot, pool, counted, booked }
        })?;
        let held = "SELECT slot_id, pool, places FROM hold WHERE ended_at IS NULL";
        all.extend(self.compare("held", held, among, |slot, pool, counted, held| {
            Difference::Held { slot, pool, counted, held }
        })?);
        // Those of one wave are offered the same place.
        let offered = "SELECT slot_id, pool, MAX(units) AS places FROM offer WHERE ended_at IS NULL \
                       GROUP BY slot_id, pool, wave_id";
        all.extend(self.compare("offered", offered, among, |slot, pool, counted, offered| {
            Difference::Offered { slot, pool, counted, offered }
        })?);
        all.extend(self.exam_differences(among)?);
        Ok(all)
    }

    /// Sets a counter of the pools against the places that records have.
    fn compare(
        &mut self,
        counter: &str,
        records: &str,
        among: Among<'_>,
        difference: fn(SlotId, String, i64, i64) -> Difference,
    ) -> Result<Vec<Difference>> {
        let sql = format!(
            "SELECT slot_id, pool, CAST(SUM(counted) AS BIGINT), CAST(SUM(places) AS BIGINT) FROM \
             (SELECT slot_id, pool, {counter} AS counted, 0 AS places FROM slot_pool UNION ALL \
             SELECT slot_id, pool, 0, places FROM ({records}) AS r) AS p WHERE slot_id IN ids \
             GROUP BY slot_id, pool HAVING SUM(counted) <> SUM(places) ORDER BY slot_id, pool"
        );
        self.among(&sql, among, |row| {
            Ok(difference(row.parsed(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
    }

    fn exam_differences(&mut self, among: Among<'_>) -> Result<Vec<Difference>> {
        let sql = "SELECT slot_id, dose, booked, CAST(there AS BIGINT) FROM (SELECT q.slot_id, q.dose, q.booked, \
                   (SELECT COUNT(*) FROM booking b WHERE b.slot_id = q.slot_id AND b.dose = q.dose \
                   AND b.cancelled_at IS NULL) + (SELECT COUNT(DISTINCT o.wave_id) FROM offer o \
                   WHERE o.slot_id = q.slot_id AND o.dose = q.dose AND o.ended_at IS NULL) AS there \
                   FROM slot_quota q) AS p WHERE slot_id IN ids AND booked <> there ORDER BY slot_id, dose";
        self.among(sql, among, |row| {
            Ok(Difference::Exam {
                slot: row.parsed(0)?,
                dose: u8::try_from(row.count(1)?)?,
                counted: row.get(2)?,
                booked: row.get(3)?,
            })
        })
    }

    /// Asks about these slots, or without the words that name them about all.
    fn among(
        &mut self,
        sql: &str,
        among: Among<'_>,
        read: impl FnMut(&Row<'_>) -> Result<Difference>,
    ) -> Result<Vec<Difference>> {
        match among {
            Some(slots) => self.conn.query_in(sql, slots, read),
            None => self.conn.query(&sql.replacen("slot_id IN ids", "TRUE", 1), &[], read),
        }
    }
}
