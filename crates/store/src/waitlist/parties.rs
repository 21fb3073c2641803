//! Those who wait together: who they are, and what is offered to them. What they are offered is in `offers.rs`.

use super::{
    COLUMNS, entry,
    offers::{OFFER, offer},
};
use crate::tx::{Reader, Tx};
use anyhow::Result;
use domain::{Entry, EntryId, Offer, OfferId, PartyId, PersonId, waitlist::Rank};
use std::collections::{BTreeMap, BTreeSet};

impl Reader<'_> {
    /// Everybody of these parties who still waits, in their order.
    pub fn waiting_of_parties(&mut self, parties: &BTreeSet<PartyId>) -> Result<Vec<Entry>> {
        if parties.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {COLUMNS} FROM waitlist_entry e WHERE e.ended_at IS NULL AND e.party_id IN ids \
             ORDER BY e.rank_class, e.rank_key, e.id"
        );
        let found = self.conn.query_in(&sql, parties, entry)?;
        self.with_venues(found)
    }

    /// Those who wait together with these persons, or have an offer that was made along with one of theirs; and who is offered
    /// the same place as any of all these.
    pub(crate) fn companions(
        &mut self,
        persons: &BTreeSet<PersonId>,
    ) -> Result<BTreeSet<PersonId>> {
        let waiting = "SELECT b.person_id FROM waitlist_entry a JOIN waitlist_entry b ON b.party_id = a.party_id \
                       WHERE a.ended_at IS NULL AND b.ended_at IS NULL AND a.person_id IN ids ORDER BY b.person_id";
        let offered = "SELECT b.person_id FROM offer a JOIN offer b ON b.lead_id = a.lead_id WHERE a.ended_at IS NULL \
                       AND b.ended_at IS NULL AND a.person_id IN ids ORDER BY b.person_id";
        let same_place = "SELECT b.person_id FROM offer a JOIN offer b ON b.wave_id = a.wave_id WHERE a.ended_at IS NULL \
                          AND b.ended_at IS NULL AND a.person_id IN ids ORDER BY b.person_id";
        let mut all = BTreeSet::new();
        for sql in [waiting, offered] {
            all.extend(self.conn.query_in(sql, persons, |row| row.parsed::<PersonId>(0))?);
        }
        // Whoever waits together may be in waves of their own, from before they did.
        let of_them = all.union(persons).copied().collect();
        all.extend(self.conn.query_in(same_place, &of_them, |row| row.parsed::<PersonId>(0))?);
        Ok(all)
    }

    /// Those of these persons who do not wait alone.
    pub(crate) fn who_wait_together(
        &mut self,
        persons: &BTreeSet<PersonId>,
    ) -> Result<BTreeSet<PersonId>> {
        let sql = "SELECT person_id FROM waitlist_entry WHERE ended_at IS NULL AND party_id IS NOT NULL \
                   AND person_id IN ids ORDER BY person_id";
        Ok(self.conn.query_in(sql, persons, |row| row.parsed(0))?.into_iter().collect())
    }

    /// Every offer that was made along with this one, itself among them, however they ended.
    pub fn offers_led_by(&mut self, lead: OfferId) -> Result<Vec<Offer>> {
        let sql = format!("{OFFER} WHERE lead_id = $1 ORDER BY person_id, id");
        self.conn.query(&sql, &[&lead.to_string()], offer)
    }

    /// What is offered now to somebody who was made this offer: it and those that were made along with it to those with
    /// whom they still wait. Where theirs has ended, it is what the others are still offered.
    pub fn offers_standing(&mut self, offer: &Offer) -> Result<Vec<Offer>> {
        let mut all = self.offers_led_by(offer.lead)?;
        all.retain(Offer::is_live);
        if !offer.is_live() {
            return Ok(all);
        }
        let ids = all.iter().map(|other| other.entry).chain([offer.entry]).collect();
        let parties: BTreeMap<EntryId, Option<PartyId>> =
            self.entries_by_ids(&ids)?.iter().map(|entry| (entry.id, entry.party)).collect();
        let party = |offer: &Offer| parties.get(&offer.entry).copied().flatten();
        let own = party(offer);
        all.retain(|other| other.id == offer.id || own.is_some() && party(other) == own);
        Ok(all)
    }
}

impl Tx<'_> {
    /// Somebody waits with others, with fewer, or alone again, at this place in the order.
    pub(crate) fn set_party(
        &mut self,
        entry: EntryId,
        party: Option<PartyId>,
        rank: Rank,
    ) -> Result<()> {
        let sql = "UPDATE waitlist_entry SET party_id = $2 WHERE id = $1";
        let party = party.map(|party| party.to_string());
        self.conn.execute(sql, &[&entry.to_string(), &party])?;
        self.rank(entry, rank)
    }
}
