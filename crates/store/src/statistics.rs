//! Counts of a programme over time, from its bookings alone: no name and no birth date is opened.

use crate::{
    backend::{Param, Row},
    tx::Reader,
};
use anyhow::{Context, Result};
use domain::{Door, Pool, ProgrammeId, when::Date};
use jiff::{Timestamp, ToSpan, civil::date};

/// Milliseconds that Japan is ahead of UTC, always.
const AHEAD: i64 = 9 * 60 * 60 * 1_000;

/// So many bookings that were made through a door on a day in Japan, within an hour of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// The day they were made.
    pub on: Date,
    /// The hour of that day, from 0 to 23.
    pub hour: u8,
    /// Through which door.
    pub door: Door,
    /// How many, cancelled ones too.
    pub made: u32,
    /// How many of them keep their place.
    pub kept: u32,
}

impl Reader<'_> {
    /// The bookings of a programme by the hour in which they were made.
    pub fn bookings_made(&mut self, programme: ProgrammeId) -> Result<Vec<Made>> {
        let sql = "SELECT (booked_at + $2) / 3600000 AS made_in, door, CAST(COUNT(*) AS BIGINT), \
                   CAST(SUM(CASE WHEN cancelled_at IS NULL THEN 1 ELSE 0 END) AS BIGINT) \
                   FROM booking WHERE programme_id = $1 \
                   GROUP BY (booked_at + $2) / 3600000, door ORDER BY made_in, door";
        self.conn.query(sql, &[&programme.to_string(), &AHEAD], |row: &Row<'_>| {
            let hours: i64 = row.get(0)?;
            let door: String = row.get(1)?;
            Ok(Made {
                on: date(1970, 1, 1).checked_add(hours.div_euclid(24).days())?,
                hour: u8::try_from(hours.rem_euclid(24))?,
                door: Door::named(&door).context("a door of no known name")?,
                made: row.count(2)?,
                kept: row.count(3)?,
            })
        })
    }

    /// When half of the bookings that a pool has now had come.
    pub fn half_booked_at(
        &mut self,
        programme: ProgrammeId,
        pool: Pool,
    ) -> Result<Option<Timestamp>> {
        let sql = "SELECT booked_at FROM booking WHERE programme_id = $1 AND pool = $2 \
                   AND cancelled_at IS NULL AND units > 0 ORDER BY booked_at LIMIT 1 OFFSET ( \
                   SELECT COUNT(*) / 2 FROM booking WHERE programme_id = $1 AND pool = $2 \
                   AND cancelled_at IS NULL AND units > 0)";
        let params: &[&dyn Param] = &[&programme.to_string(), &pool.name()];
        self.conn.first(sql, params, |row| row.at(0))
    }
}
