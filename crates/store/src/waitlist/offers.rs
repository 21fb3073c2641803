//! Offers of freed places. How many a pool has given to offers stands in the pool, to whom and until when here.

use crate::{
    backend::{Param, Row},
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{Offer, OfferId, PersonId, Place, Pool, SlotId, waitlist::OfferEnd};
use jiff::Timestamp;
use std::collections::BTreeSet;

pub(super) const OFFER: &str = "SELECT id, entry_id, person_id, programme_id, dose, slot_id, pool, units, made_at, told_from, \
    lapses_at, closes_at, ended_at, ended_how, lead_id, wave_id, shared_from FROM offer";

/// An offer whose message, or that of the one it was made along with, LINE does not have yet: its time to answer has not begun. It ends when the waitlist for its
/// slot closes, told or not.
const NOT_TOLD: &str = "EXISTS (SELECT 1 FROM outbox x WHERE x.offer_id = offer.lead_id AND x.sent_at IS NULL \
    AND x.given_up_at IS NULL AND x.waits_since IS NULL)";

impl Reader<'_> {
    /// One offer.
    pub fn offer(&mut self, id: OfferId) -> Result<Option<Offer>> {
        self.conn.first(&format!("{OFFER} WHERE id = $1"), &[&id.to_string()], offer)
    }

    /// Every offer these persons ever had, oldest first.
    pub fn offers_of_persons(&mut self, persons: &BTreeSet<PersonId>) -> Result<Vec<Offer>> {
        let sql = format!("{OFFER} WHERE person_id IN ids ORDER BY made_at, id");
        self.conn.query_in(&sql, persons, offer)
    }

    /// Every offer there ever was of a slot, oldest first.
    pub fn offers_of_slot(&mut self, slot: SlotId) -> Result<Vec<Offer>> {
        let sql = format!("{OFFER} WHERE slot_id = $1 ORDER BY made_at, id");
        self.conn.query(&sql, &[&slot.to_string()], offer)
    }

    /// Offers of a slot that stand now, oldest first.
    pub(crate) fn offers_of_slot_live(&mut self, slot: SlotId) -> Result<Vec<Offer>> {
        let sql = format!("{OFFER} WHERE slot_id = $1 AND ended_at IS NULL ORDER BY made_at, id");
        self.conn.query(&sql, &[&slot.to_string()], offer)
    }

    /// Slots of which more people are to be offered now what stands there, the longest overdue first.
    pub fn offers_to_widen(&mut self, now: Timestamp, most: u32) -> Result<Vec<SlotId>> {
        // By an id made anew, lest SQLite goes through every offer there ever was to have them by slot.
        let sql = "SELECT slot_id FROM (SELECT slot_id || '' AS slot_id, widens_at FROM offer \
                   WHERE ended_at IS NULL AND widens_at <= $1) AS o \
                   GROUP BY slot_id ORDER BY MIN(widens_at), slot_id LIMIT $2";
        let params: &[&dyn Param] = &[&now.as_millisecond(), &i64::from(most)];
        self.conn.query(sql, params, |row| row.parsed(0))
    }

    /// Offers that stand now to those who are phoned, the one that lapses first at the top.
    pub fn offers_to_phone(&mut self) -> Result<Vec<Offer>> {
        let sql = format!(
            "{OFFER} WHERE ended_at IS NULL AND EXISTS (SELECT 1 FROM waitlist_entry e \
             WHERE e.id = offer.entry_id AND e.account_id IS NULL) ORDER BY lapses_at, lead_id, person_id, id"
        );
        self.conn.query(&sql, &[], offer)
    }

    /// Offers whose time has come, the longest overdue first.
    pub fn offers_due(&mut self, now: Timestamp, most: u32) -> Result<Vec<Offer>> {
        let sql = format!(
            "{OFFER} WHERE ended_at IS NULL AND lapses_at <= $1 AND (closes_at <= $1 OR NOT {NOT_TOLD}) \
             ORDER BY lapses_at, id LIMIT $2"
        );
        self.conn.query(&sql, &[&now.as_millisecond(), &i64::from(most)], offer)
    }

    /// When the next offer lapses by itself, or its place is offered to more people.
    pub fn offers_next(&mut self) -> Result<Option<Timestamp>> {
        let sql = format!(
            "SELECT CASE WHEN {NOT_TOLD} THEN closes_at ELSE lapses_at END AS at FROM offer \
             WHERE ended_at IS NULL ORDER BY at LIMIT 1"
        );
        let lapses = self.conn.first(&sql, &[], |row| row.at(0))?;
        let sql = "SELECT widens_at FROM offer WHERE ended_at IS NULL AND widens_at IS NOT NULL \
                   ORDER BY widens_at LIMIT 1";
        let widens = self.conn.first(sql, &[], |row| row.at(0))?;
        Ok([lapses, widens].into_iter().flatten().min())
    }
}

impl Tx<'_> {
    /// Stores an offer, with since when its place had been free: of a wave, since that of its first had been; where one of the
    /// same pool ended at that very instant without being taken, since that one's place had been. Of several that ended then,
    /// the longest free counts.
    pub(crate) fn insert_offer(&mut self, offer: &Offer) -> Result<()> {
        self.touched.waitlist = true;
        self.conn.execute(
            "INSERT INTO offer (id, entry_id, person_id, programme_id, dose, slot_id, pool, units, made_at, \
             told_from, lapses_at, closes_at, lead_id, wave_id, widens_at, shared_from, freed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14, $15, $16, $17, COALESCE(( \
             SELECT w.freed_at FROM offer w WHERE w.id = $15), ( \
             SELECT MIN(b.freed_at) FROM offer b WHERE b.slot_id = $6 AND b.ended_at = $9 AND b.pool = $7 \
             AND b.ended_how <> $13 AND b.ended_how <> 'outrun'), $9))",
            &[
                &offer.id.to_string(),
                &offer.entry.to_string(),
                &offer.person.to_string(),
                &offer.programme.to_string(),
                &i64::from(offer.dose),
                &offer.place.slot.to_string(),
                &offer.place.pool.name(),
                &i64::from(offer.place.units),
                &offer.made_at.as_millisecond(),
                &offer.told_from.as_millisecond(),
                &offer.lapses_at.as_millisecond(),
                &offer.closes_at.as_millisecond(),
                &end_name(OfferEnd::Accepted),
                &offer.lead.to_string(),
                &offer.wave.to_string(),
                &offer.widens_at().map(Timestamp::as_millisecond),
                &offer.shared_from.map(Timestamp::as_millisecond),
            ],
        )?;
        Ok(())
    }

    /// Those who wait were asked about what was to be offered to more people of this slot by now.
    pub(crate) fn note_widened(&mut self, slot: SlotId, now: Timestamp) -> Result<()> {
        let sql = "UPDATE offer SET widens_at = NULL WHERE slot_id = $1 AND widens_at <= $2 \
                   AND ended_at IS NULL";
        self.conn.execute(sql, &[&slot.to_string(), &now.as_millisecond()])?;
        Ok(())
    }

    pub(crate) fn end_offer(&mut self, offer: OfferId, at: Timestamp, how: OfferEnd) -> Result<()> {
        self.touched.waitlist = true;
        let sql = "UPDATE offer SET ended_at = $2, ended_how = $3 WHERE id = $1";
        self.conn.execute(sql, &[&offer.to_string(), &at.as_millisecond(), &end_name(how)])?;
        if how == OfferEnd::Lapsed {
            let sql = "UPDATE waitlist_entry SET lapses = lapses + 1 \
                       WHERE id = (SELECT entry_id FROM offer WHERE id = $1)";
            self.conn.execute(sql, &[&offer.to_string()])?;
        }
        Ok(())
    }

    /// LINE has the message of an offer only now: the time to answer begins with it, also of those that were made along with
    /// it, and still ends when the waitlist closes.
    pub(crate) fn offer_told(&mut self, message: &str, at: i64) -> Result<()> {
        let moved = self.conn.execute(
            "UPDATE offer SET told_from = $2, lapses_at = CASE WHEN $2 + lapses_at - told_from > closes_at \
             THEN closes_at ELSE $2 + lapses_at - told_from END \
             WHERE ended_at IS NULL AND told_from < $2 AND lead_id = (SELECT o.lead_id FROM outbox x \
             JOIN offer o ON o.id = x.offer_id WHERE x.id = $1)",
            &[&message, &at],
        )?;
        self.touched.waitlist |= moved > 0;
        Ok(())
    }

    /// The clock jumped: it tells `to` where it would have told `from`. Whoever has an offer has as much time left to answer as
    /// before, until the waitlist closes; what was to be told between the two is told now. Says how many that were.
    pub fn time_to_answer_is_kept(&mut self, from: Timestamp, to: Timestamp) -> Result<u64> {
        let kept = self.conn.execute(
            "UPDATE offer SET \
             told_from = CASE WHEN told_from <= $1 THEN told_from + $2 - $1 ELSE told_from END, \
             lapses_at = CASE \
             WHEN $2 + lapses_at - CASE WHEN told_from <= $1 THEN $1 ELSE told_from END > closes_at THEN closes_at \
             ELSE $2 + lapses_at - CASE WHEN told_from <= $1 THEN $1 ELSE told_from END END \
             WHERE ended_at IS NULL AND lapses_at > $1 AND (told_from <= $1 OR told_from <= $2)",
            &[&from.as_millisecond(), &to.as_millisecond()],
        )?;
        self.touched.waitlist |= kept > 0;
        Ok(kept)
    }

    /// LINE does not take the message of an offer: whoever it is for is phoned from now on, and so are those who wait
    /// together with them.
    pub(crate) fn offer_untold(&mut self, message: &str) -> Result<()> {
        let changed = self.conn.execute(
            "UPDATE waitlist_entry SET account_id = NULL WHERE ended_at IS NULL AND id IN ( \
             SELECT b.entry_id FROM outbox x JOIN offer a ON a.id = x.offer_id JOIN offer b ON b.lead_id = a.lead_id \
             WHERE x.id = $1 AND b.ended_at IS NULL)",
            &[&message],
        )?;
        let sql = "UPDATE waitlist_entry SET account_id = NULL WHERE ended_at IS NULL AND account_id IS NOT NULL \
                   AND party_id IN (SELECT p.party_id FROM outbox x JOIN offer a ON a.id = x.offer_id \
                   JOIN waitlist_entry p ON p.id = a.entry_id WHERE x.id = $1 AND p.ended_at IS NULL)";
        let along = if changed > 0 { self.conn.execute(sql, &[&message])? } else { 0 };
        self.touched.waitlist |= changed + along > 0;
        Ok(())
    }
}

pub(super) fn offer(row: &Row<'_>) -> Result<Offer> {
    let pool: String = row.get(6)?;
    let how: Option<String> = row.get(13)?;
    Ok(Offer {
        id: row.parsed(0)?,
        entry: row.parsed(1)?,
        person: row.parsed(2)?,
        programme: row.parsed(3)?,
        dose: u8::try_from(row.count(4)?)?,
        place: Place {
            slot: row.parsed(5)?,
            pool: Pool::named(&pool).context("a pool of no known name")?,
            units: row.count(7)?,
        },
        made_at: row.at(8)?,
        told_from: row.at(9)?,
        lapses_at: row.at(10)?,
        closes_at: row.at(11)?,
        lead: row.parsed(14)?,
        wave: row.parsed(15)?,
        shared_from: row.at_opt(16)?,
        ended: row.at_opt(12)?.zip(how.map(|how| end_named(&how)).transpose()?),
    })
}

pub(super) fn end_name(how: OfferEnd) -> &'static str {
    match how {
        OfferEnd::Accepted => "accepted",
        OfferEnd::Declined => "declined",
        OfferEnd::Lapsed => "lapsed",
        OfferEnd::Withdrawn => "withdrawn",
        OfferEnd::Outrun => "outrun",
    }
}

pub(super) fn end_named(name: &str) -> Result<OfferEnd> {
    let all = [
        OfferEnd::Accepted,
        OfferEnd::Declined,
        OfferEnd::Lapsed,
        OfferEnd::Withdrawn,
        OfferEnd::Outrun,
    ];
    all.into_iter().find(|how| end_name(*how) == name).context("no known end of an offer")
}
