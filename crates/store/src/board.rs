//! What a board shows beside the slots: how fast places go, who came through which door at which age, and what was
//! done against the usual rules, for a reason.

use crate::{HistoryLine, backend::Param, history, persons::birth_in, tx::Reader};
use anyhow::{Context, Result};
use domain::{
    Door, ProgrammeId, VenueId,
    age::completed_years_on,
    pace::{MEASURED_OVER, Pace},
    when::{self, Date},
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// The places that a programme has at a venue, all days together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacesAt {
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Where.
    pub venue: VenueId,
    /// The first day.
    pub first: Date,
    /// And the last.
    pub last: Date,
    /// Places that bookings have.
    pub booked: u32,
    /// Places there are.
    pub capacity: u32,
    /// Places nobody has a claim to.
    pub left: u32,
}

const AN_HOUR: SignedDuration = SignedDuration::from_hours(1);

impl Reader<'_> {
    /// The places of every programme at each of its venues. The database adds them up: a city has years of slots.
    pub fn places_at_venues(&mut self) -> Result<Vec<PlacesAt>> {
        let sql = "SELECT se.programme_id, se.venue_id, MIN(se.date), MAX(se.date), CAST(SUM(p.booked) AS BIGINT), \
                   CAST(SUM(p.capacity) AS BIGINT), \
                   CAST(SUM(p.capacity + p.over - p.booked - p.held - p.offered) AS BIGINT) \
                   FROM session se JOIN slot s ON s.session_id = se.id JOIN slot_pool p ON p.slot_id = s.id \
                   GROUP BY se.programme_id, se.venue_id ORDER BY se.programme_id, se.venue_id";
        self.conn.query(sql, &[], |row| {
            Ok(PlacesAt {
                programme: row.parsed(0)?,
                venue: row.parsed(1)?,
                first: row.date(2)?,
                last: row.date(3)?,
                booked: row.count(4)?,
                capacity: row.count(5)?,
                left: row.count(6)?,
            })
        })
    }

    /// What came in and what was given back in a programme lately.
    pub fn pace(&mut self, programme: ProgrammeId, now: Timestamp) -> Result<Pace> {
        let midnight = when::day_begins(when::japan_date(now));
        let (programme, day) = (programme.to_string(), (now - MEASURED_OVER).as_millisecond());
        let hour = (now - AN_HOUR).as_millisecond();
        let made = "SELECT CAST(COALESCE(SUM(CASE WHEN booked_at > $3 THEN units ELSE 0 END), 0) AS BIGINT), \
                    CAST(COALESCE(SUM(units), 0) AS BIGINT) \
                    FROM booking WHERE programme_id = $1 AND booked_at > $2";
        let params: &[&dyn Param] = &[&programme, &day, &hour];
        let made = self.conn.first(made, params, |row| Ok((row.count(0)?, row.count(1)?)))?;
        let gone = "SELECT CAST(COALESCE(SUM(CASE WHEN cancelled_at > $2 THEN units ELSE 0 END), 0) AS BIGINT), \
                    CAST(COALESCE(SUM(CASE WHEN cancelled_at >= $3 THEN 1 ELSE 0 END), 0) AS BIGINT) FROM booking \
                    WHERE programme_id = $1 AND cancelled_at IS NOT NULL AND cancelled_at >= $4";
        let midnight = midnight.as_millisecond();
        let since = day.min(midnight);
        let params: &[&dyn Param] = &[&programme, &day, &midnight, &since];
        let gone = self.conn.first(gone, params, |row| Ok((row.count(0)?, row.count(1)?)))?;
        let ((hour, day), (given_back, cancelled_today)) =
            (made.context("a sum is always one row")?, gone.context("a sum is always one row")?);
        Ok(Pace { hour, day, given_back, cancelled_today })
    }

    /// How many keep a place in a programme, by door, by age in years on the day they come, and by the hour of Japan
    /// at which they booked. Birth dates are opened one after another inside this read, and only the counts leave it.
    pub fn count_by_door_age_and_hour(
        &mut self,
        programme: ProgrammeId,
    ) -> Result<BTreeMap<(Door, i32, i8), u32>> {
        let sql = "SELECT p.id, p.sealed_key, p.sealed, p.protected_at, b.door, se.date, b.booked_at FROM booking b \
                   JOIN person p ON p.id = b.person_id JOIN slot s ON s.id = b.slot_id \
                   JOIN session se ON se.id = s.session_id \
                   WHERE b.programme_id = $1 AND b.cancelled_at IS NULL";
        let keys = self.keys;
        let mut counts = BTreeMap::new();
        self.conn.query(sql, &[&programme.to_string()], |row| {
            let door: String = row.get(4)?;
            let door = Door::named(&door).context("a door of no known name")?;
            let age = completed_years_on(birth_in(keys, row)?, row.date(5)?);
            *counts.entry((door, age, when::japan_time(row.at(6)?).hour())).or_default() += 1;
            Ok(())
        })?;
        Ok(counts)
    }

    /// What officers did against the usual rules in a programme, each with its reason: bookings for which they set
    /// rules aside, and places given out above a capacity. The newest first.
    pub fn exceptions_of(&mut self, programme: ProgrammeId) -> Result<Vec<HistoryLine>> {
        // From the few lines with a reason to their programmes, not from its slots to all that ever happened to them.
        let sql = "SELECT h.seq, h.at, h.actor, h.what, h.why FROM history h \
                   JOIN slot s ON s.id = h.slot_id JOIN session se ON se.id = s.session_id \
                   WHERE h.why IS NOT NULL AND se.programme_id || '' = $1 \
                   AND (h.what LIKE '{\"booking_made\"%' OR h.what LIKE '{\"overbooking_set\"%') \
                   ORDER BY h.seq DESC";
        self.conn.query(sql, &[&programme.to_string()], history::line)
    }
}
