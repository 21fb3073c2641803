//! Refilling: what a decision frees is offered to those who wait, in the same transaction, so that no stranger comes
//! between.

use crate::{apply::Recorded, outbox::id_of_cause, tx::Tx};
use anyhow::Result;
use domain::{Actor, Change, Decision, Entry, Ledger, OfferId, PersonId, SlotId, when};
use jiff::Timestamp;
use std::{collections::BTreeSet, ops::RangeInclusive};

/// How many of those who wait are looked up at first, and at most, where many of them have an offer since just now.
const PAGE: RangeInclusive<u32> = 16..=256;
/// How many are asked together: a record is opened for each, and mostly the first takes the place.
const ASKED_TOGETHER: usize = 4;

impl Tx<'_> {
    /// Offers what is free of these slots to those who wait.
    pub fn refill(&mut self, slots: &BTreeSet<SlotId>, now: Timestamp) -> Result<()> {
        let mut ledger = self.ledger(&BTreeSet::new(), slots.clone(), &BTreeSet::new())?;
        let mut all = Vec::new();
        for slot in slots {
            all.extend(self.refill_one(&mut ledger, *slot, now)?);
        }
        self.store(&all)
    }

    /// Asks those who wait for a place like one of this slot, as long as one is left. The ledger follows; what it
    /// decided is still to be stored.
    pub(crate) fn refill_one(
        &mut self,
        ledger: &mut Ledger,
        id: SlotId,
        now: Timestamp,
    ) -> Result<Vec<Recorded>> {
        let mut all = Vec::new();
        let Some(slot) = ledger.slots.get(&id).cloned() else { return Ok(all) };
        let programme = ledger.programmes.get(&slot.programme);
        if programme.is_none_or(|programme| programme.policy.waitlist.is_none()) {
            return Ok(all);
        }
        let (mut after, mut most) = (None, *PAGE.start());
        loop {
            let doors = ledger.doors_with_room(id, now);
            if doors.is_empty() {
                return Ok(all);
            }
            let mut page = self.waiting_for(&slot, &doors, after, now, most)?;
            let Some(last) = page.last() else { return Ok(all) };
            after = Some(last.rank);
            most = (most * 4).min(*PAGE.end());
            // Many places may be freed in one batch: whoever was offered one of them just now needs no second look, and
            // nobody's record is opened for nothing.
            page.retain(|entry| !ledger.has_offer(entry.id));
            for asked in page.chunks(ASKED_TOGETHER) {
                if ledger.doors_with_room(id, now).is_empty() {
                    return Ok(all);
                }
                all.extend(self.ask(ledger, id, asked, now)?);
            }
        }
    }

    /// Asks these in their order for a place of a slot, until none is left.
    fn ask(
        &mut self,
        ledger: &mut Ledger,
        slot: SlotId,
        entries: &[Entry],
        now: Timestamp,
    ) -> Result<Vec<Recorded>> {
        let persons: BTreeSet<PersonId> = entries.iter().map(|entry| entry.person).collect();
        self.admit(ledger, &persons)?;
        let people = self.people(&persons)?;
        let known = |entry: &Entry| {
            let applicant = people.get(&entry.person)?.applicant();
            Some((entry.clone(), applicant))
        };
        let row: Vec<_> = entries.iter().filter_map(known).collect();
        let name = |entry: &Entry| {
            let cause = format!("offer/{}/{slot}/{}", entry.id, now.as_millisecond());
            OfferId(id_of_cause(&cause).0)
        };
        let asked = ledger.ask_in_turn(slot, &row, name, now);
        let asked = self.without_told(asked)?;
        let recorded = |decision| Recorded { decision, by: Actor::System, at: now, why: None };
        Ok(asked.into_iter().map(recorded).collect())
    }

    /// Without the reasons, good for now only, that somebody was told before about the same slot.
    fn without_told(&mut self, asked: Vec<Decision>) -> Result<Vec<Decision>> {
        let for_now = |decision: &Decision| match &decision.changes[..] {
            [Change::PassedBy { entry, slot, why, .. }] if !why.is_final() => Some((*entry, *slot)),
            _ => None,
        };
        let entries: BTreeSet<_> =
            asked.iter().filter_map(for_now).map(|(entry, _)| entry).collect();
        let told = self.told_for_now(&entries)?;
        let news =
            |decision: &Decision| for_now(decision).is_none_or(|about| !told.contains(&about));
        Ok(asked.into_iter().filter(news).collect())
    }

    /// Those of these persons who wait for something.
    pub(crate) fn who_waits(&mut self, persons: &BTreeSet<PersonId>) -> Result<BTreeSet<PersonId>> {
        if persons.is_empty() {
            return Ok(BTreeSet::new());
        }
        Ok(self.waiting_of_persons(persons)?.into_iter().map(|entry| entry.person).collect())
    }

    /// Asks about every slot with room, for those to whom places may go now that went by them before: each slot in the
    /// order of all who wait for it. What was decided so far is stored already.
    pub(crate) fn ask_anew(
        &mut self,
        ledger: &mut Ledger,
        persons: &BTreeSet<PersonId>,
        now: Timestamp,
    ) -> Result<Vec<Recorded>> {
        let entries = self.waiting_of_persons(persons)?;
        entries.iter().try_for_each(|entry| self.ask_anew_about_all(entry.id, now))?;
        let mut all = Vec::new();
        for entry in entries {
            for slot in self.slots_with_room(entry.programme, when::japan_date(now))? {
                if ledger.has_offer(entry.id) {
                    break;
                }
                if entry.wish.wants(&slot, now) {
                    let id = slot.id;
                    ledger.slots.entry(id).or_insert(slot);
                    all.extend(self.refill_one(ledger, id, now)?);
                }
            }
        }
        Ok(all)
    }

    /// Adds the facts about persons whom the ledger does not know; what it knows is newer than what is stored.
    fn admit(&mut self, ledger: &mut Ledger, persons: &BTreeSet<PersonId>) -> Result<()> {
        let unknown = |person: &&PersonId| !ledger.bookings.contains_key(*person);
        let unknown: BTreeSet<PersonId> = persons.iter().filter(unknown).copied().collect();
        let found = self.ledger(&unknown, BTreeSet::new(), &BTreeSet::new())?;
        for (slot, facts) in found.slots {
            ledger.slots.entry(slot).or_insert(facts);
        }
        ledger.links.extend(found.links);
        ledger.bookings.extend(unknown.into_iter().map(|person| (person, Vec::new())));
        ledger.bookings.extend(found.bookings);
        Ok(())
    }
}
