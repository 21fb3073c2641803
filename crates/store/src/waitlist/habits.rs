//! What people did in a programme so far, as far as a waitlist depends on it: how many places were given back and how
//! long before their time, and how offers were answered.

use super::{COLUMNS, entry, offers::end_named};
use crate::{backend::Row, tx::Reader};
use anyhow::{Context, Result};
use domain::{Entry, ProgrammeId, waitlist::OfferEnd, when};
use jiff::SignedDuration;

/// What people did so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Bookings that were made.
    pub booked: u32,
    /// Those of them that were cancelled before their time: how long before.
    pub leads: Vec<SignedDuration>,
    /// Offers that were taken, let pass, and left unanswered.
    pub offers: [u32; 3],
    /// How long the answers took from when they could be read.
    pub answers: Vec<SignedDuration>,
}

impl Reader<'_> {
    /// Those who wait in a programme, in their order.
    pub fn waiting_in(&mut self, programme: ProgrammeId) -> Result<Vec<Entry>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM waitlist_entry e WHERE e.programme_id = $1 AND e.ended_at IS NULL \
             ORDER BY e.rank_class, e.rank_key, e.id"
        );
        let found = self.conn.query(&sql, &[&programme.to_string()], entry)?;
        self.with_venues(found)
    }

    /// What people did in a programme so far.
    pub fn waitlist_habits(&mut self, programme: ProgrammeId) -> Result<Seen> {
        let programme = programme.to_string();
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM booking WHERE programme_id = $1";
        let booked = self.conn.first(sql, &[&programme], |row| row.count(0))?;
        let sql = "SELECT se.date, s.starts, b.cancelled_at FROM booking b JOIN slot s ON s.id = b.slot_id \
                   JOIN session se ON se.id = s.session_id \
                   WHERE b.programme_id = $1 AND b.cancelled_at IS NOT NULL ORDER BY b.cancelled_at, b.id";
        let lead = |row: &Row<'_>| {
            let starts_at = when::at_japan(row.date(0)?.to_datetime(row.time(1)?));
            Ok(starts_at.duration_since(row.at(2)?))
        };
        let mut leads = self.conn.query(sql, &[&programme], lead)?;
        leads.retain(|lead| !lead.is_negative());
        let sql = "SELECT ended_how, ended_at, told_from FROM offer WHERE programme_id = $1 \
                   AND ended_at IS NOT NULL ORDER BY ended_at, id";
        let answer = |row: &Row<'_>| {
            let how: String = row.get(0)?;
            Ok((end_named(&how)?, row.at(1)?.duration_since(row.at(2)?)))
        };
        let ended = self.conn.query(sql, &[&programme], answer)?;
        let ways = [OfferEnd::Accepted, OfferEnd::Declined, OfferEnd::Lapsed];
        let count = |way| ended.iter().filter(|(how, _)| *how == way).count();
        let answered = ended.iter().filter(|(how, _)| ways[..2].contains(how));
        Ok(Seen {
            booked: booked.context("a count is always one row")?,
            leads,
            offers: ways.map(|way| u32::try_from(count(way)).unwrap_or(u32::MAX)),
            answers: answered.map(|(_, took)| (*took).max(SignedDuration::ZERO)).collect(),
        })
    }
}
