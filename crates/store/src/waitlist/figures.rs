//! What came of the places that were offered to those who wait: how many were made, taken and left, how long a freed
//! place stays empty, and how many of those who came from the waitlist have their place still.

use super::offers::end_name;
use crate::{
    backend::{Param, Row},
    tx::Reader,
};
use anyhow::{Context, Result};
use domain::{ProgrammeId, waitlist::OfferEnd, when};
use jiff::{SignedDuration, Timestamp};

/// So many since midnight in Japan, and so many in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Since midnight.
    pub today: u32,
    /// In all, today's among them.
    pub all: u32,
}

/// What came of the places that were offered to those who wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refilled {
    /// Offers that were made, those that stand among them.
    pub made: Counted,
    /// Offers that were taken: places that would have stayed empty, or gone to whoever happened to look.
    pub taken: Counted,
    /// Offers that somebody let pass.
    pub declined: Counted,
    /// Offers that nobody answered in time.
    pub lapsed: Counted,
    /// Offers of a wave whose place somebody else took first.
    pub outrun: Counted,
    /// The middle one of the times from a place's being freed to its being taken, whoever was asked in between.
    pub middle: Option<SignedDuration>,
    /// Places that somebody who waited keeps still, or had the dose at: not those given back since, nor those of
    /// whoever did not come or had no dose.
    pub saved: u32,
}

impl Reader<'_> {
    /// What came of the places that were offered.
    pub fn refilled(&mut self, programme: ProgrammeId, now: Timestamp) -> Result<Refilled> {
        let midnight = when::day_begins(when::japan_date(now));
        let (programme, midnight) = (programme.to_string(), midnight.as_millisecond());
        let (made, ended) = self.offers_counted(&programme, midnight)?;
        let how = |how: OfferEnd| {
            let found = ended.iter().find(|(name, _)| name == end_name(how));
            found.map(|(_, counted)| *counted).unwrap_or_default()
        };
        Ok(Refilled {
            made,
            taken: how(OfferEnd::Accepted),
            declined: how(OfferEnd::Declined),
            lapsed: how(OfferEnd::Lapsed),
            outrun: how(OfferEnd::Outrun),
            middle: self.middle_refill(&programme)?,
            saved: self.doses_saved(&programme)?,
        })
    }

    /// Offers made, and ended in each way, since midnight and in all.
    fn offers_counted(
        &mut self,
        programme: &str,
        midnight: i64,
    ) -> Result<(Counted, Vec<(String, Counted)>)> {
        let sql = "SELECT COALESCE(ended_how, ''), CAST(COUNT(*) AS BIGINT), \
                   CAST(SUM(CASE WHEN made_at >= $2 THEN 1 ELSE 0 END) AS BIGINT), \
                   CAST(SUM(CASE WHEN ended_at >= $2 THEN 1 ELSE 0 END) AS BIGINT) \
                   FROM offer WHERE programme_id = $1 GROUP BY ended_how ORDER BY ended_how";
        let read = |row: &Row<'_>| {
            let (all, how) = (row.count(1)?, row.get::<String>(0)?);
            Ok((how, Counted { today: row.count(2)?, all }, Counted { today: row.count(3)?, all }))
        };
        let rows = self.conn.query(sql, &[&programme, &midnight], read)?;
        let sum = |part: fn(&Counted) -> u32| rows.iter().map(|(_, made, _)| part(made)).sum();
        let made = Counted { today: sum(|made| made.today), all: sum(|made| made.all) };
        Ok((made, rows.into_iter().map(|(how, _, ended)| (how, ended)).collect()))
    }

    /// The middle one of the times in which a freed place was taken.
    fn middle_refill(&mut self, programme: &str) -> Result<Option<SignedDuration>> {
        let sql = "SELECT ended_at - freed_at AS took FROM offer \
                   WHERE programme_id = $1 AND ended_how = $2 ORDER BY took LIMIT 1 OFFSET ( \
                   SELECT COUNT(*) / 2 FROM offer WHERE programme_id = $1 AND ended_how = $2)";
        let params: &[&dyn Param] = &[&programme, &end_name(OfferEnd::Accepted)];
        self.conn.first(sql, params, |row| Ok(SignedDuration::from_millis(row.get(0)?)))
    }

    /// Places that went from an offer to somebody who has them still.
    fn doses_saved(&mut self, programme: &str) -> Result<u32> {
        let sql = "SELECT CAST(COALESCE(SUM(o.units), 0) AS BIGINT) FROM offer o \
                   WHERE o.programme_id = $1 AND o.ended_how = $2 AND EXISTS ( \
                   SELECT 1 FROM booking b WHERE b.person_id = o.person_id \
                   AND b.programme_id = o.programme_id AND b.dose = o.dose AND b.cancelled_at IS NULL \
                   AND b.slot_id = o.slot_id AND (b.outcome IS NULL OR b.outcome = 'vaccinated'))";
        let params: &[&dyn Param] = &[&programme, &end_name(OfferEnd::Accepted)];
        self.conn.first(sql, params, |row| row.count(0))?.context("a sum is always one row")
    }
}
