//! The reconciler: recomputes every count from the records and says where they differ.

use crate::tx::Reader;
use anyhow::Result;
use domain::SlotId;

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

impl Reader<'_> {
    /// Every difference there is; none is how it should be.
    pub fn differences(&mut self) -> Result<Vec<Difference>> {
        let mut all = self.count_differences()?;
        all.extend(self.history_break()?.map(|seq| Difference::History { seq }));
        Ok(all)
    }

    /// Every counter that does not follow from the records, without reading the history.
    pub fn count_differences(&mut self) -> Result<Vec<Difference>> {
        let booked =
            "SELECT slot_id, pool, units AS places FROM booking WHERE cancelled_at IS NULL";
        let mut all = self.compare("booked", booked, |slot, pool, counted, booked| {
            Difference::Places { slot, pool, counted, booked }
        })?;
        let held = "SELECT slot_id, pool, places FROM hold WHERE ended_at IS NULL";
        all.extend(self.compare("held", held, |slot, pool, counted, held| Difference::Held {
            slot,
            pool,
            counted,
            held,
        })?);
        // Those of one wave are offered the same place.
        let offered = "SELECT slot_id, pool, MAX(units) AS places FROM offer WHERE ended_at IS NULL \
                       GROUP BY slot_id, pool, wave_id";
        all.extend(self.compare("offered", offered, |slot, pool, counted, offered| {
            Difference::Offered { slot, pool, counted, offered }
        })?);
        all.extend(self.exam_differences()?);
        Ok(all)
    }

    /// Sets a counter of the pools against the places that records have.
    fn compare(
        &mut self,
        counter: &str,
        records: &str,
        difference: fn(SlotId, String, i64, i64) -> Difference,
    ) -> Result<Vec<Difference>> {
        let sql = format!(
            "SELECT slot_id, pool, CAST(SUM(counted) AS BIGINT), CAST(SUM(places) AS BIGINT) FROM \
             (SELECT slot_id, pool, {counter} AS counted, 0 AS places FROM slot_pool UNION ALL \
             SELECT slot_id, pool, 0, places FROM ({records}) AS r) AS p \
             GROUP BY slot_id, pool HAVING SUM(counted) <> SUM(places) ORDER BY slot_id, pool"
        );
        self.conn.query(&sql, &[], |row| {
            Ok(difference(row.parsed(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
    }

    fn exam_differences(&mut self) -> Result<Vec<Difference>> {
        let sql = "SELECT q.slot_id, q.dose, q.booked, CAST(COUNT(b.id) AS BIGINT) FROM slot_quota q \
                   LEFT JOIN (SELECT id, slot_id, dose FROM booking WHERE cancelled_at IS NULL UNION ALL \
                   SELECT MIN(id), slot_id, dose FROM offer WHERE ended_at IS NULL GROUP BY wave_id, slot_id, dose) AS b \
                   ON b.slot_id = q.slot_id AND b.dose = q.dose GROUP BY q.slot_id, q.dose, q.booked \
                   HAVING q.booked <> COUNT(b.id) ORDER BY q.slot_id, q.dose";
        self.conn.query(sql, &[], |row| {
            Ok(Difference::Exam {
                slot: row.parsed(0)?,
                dose: u8::try_from(row.count(1)?)?,
                counted: row.get(2)?,
                booked: row.get(3)?,
            })
        })
    }
}
