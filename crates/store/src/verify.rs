//! The reconciler: recomputes every count from the records and says where they differ.

use crate::tx::Reader;
use anyhow::Result;
use domain::SlotId;

/// A count that does not follow from the records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A pool's counter and its live bookings disagree.
    Places {
        /// Which slot.
        slot: SlotId,
        /// Which pool.
        pool: String,
        /// What the counter says.
        counted: i64,
        /// How many live bookings there are.
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
        let sql = "SELECT slot_id, pool, CAST(SUM(counted) AS BIGINT), CAST(SUM(live) AS BIGINT) FROM \
                   (SELECT slot_id, pool, booked AS counted, 0 AS live FROM slot_pool UNION ALL \
                   SELECT slot_id, pool, 0, 1 FROM booking WHERE cancelled_at IS NULL) AS places \
                   GROUP BY slot_id, pool HAVING SUM(counted) <> SUM(live) ORDER BY slot_id, pool";
        let mut all = self.conn.query(sql, &[], |row| {
            Ok(Difference::Places {
                slot: row.parsed(0)?,
                pool: row.get(1)?,
                counted: row.get(2)?,
                booked: row.get(3)?,
            })
        })?;
        all.extend(self.history_break()?.map(|seq| Difference::History { seq }));
        Ok(all)
    }
}
