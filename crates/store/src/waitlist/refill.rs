//! Refilling: what a decision frees is offered to those who wait, in the same transaction, so that no stranger comes
//! between.

use crate::{apply::Recorded, outbox::id_of_cause, tx::Tx};
use anyhow::Result;
use domain::{
    AccountId, Actor, Booking, Change, Decision, Entry, EntryId, Ledger, OfferId, PartyId,
    PersonId, ProgrammeId, Slot, SlotId, booking::Held, waitlist::Waitlist, when,
};
use jiff::Timestamp;
use std::{
    collections::{BTreeSet, HashMap},
    ops::RangeInclusive,
};

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
        self.admit_waves(ledger, &slot, now)?;
        let (mut after, mut most, mut met) = (None, *PAGE.start(), BTreeSet::new());
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
                all.extend(self.ask(ledger, id, (asked, &mut met), now)?);
            }
        }
    }

    /// Asks these in their order for a place of a slot, until none is left; those who wait together as one, and once.
    fn ask(
        &mut self,
        ledger: &mut Ledger,
        slot: SlotId,
        (entries, met): (&[Entry], &mut BTreeSet<PartyId>),
        now: Timestamp,
    ) -> Result<Vec<Recorded>> {
        let parties = entries.iter().filter_map(|entry| entry.party).collect();
        let mates = self.waiting_of_parties(&parties)?;
        let mut row: Vec<Vec<Entry>> = Vec::with_capacity(entries.len());
        for entry in entries {
            let with = |mate: &&Entry| mate.party == entry.party;
            match entry.party {
                None => row.push(vec![entry.clone()]),
                Some(party) if met.insert(party) => {
                    row.push(mates.iter().filter(with).cloned().collect());
                }
                Some(_) => {}
            }
        }
        let offered = match entries.first() {
            Some(first) if may_be_shared(ledger, first.programme) => entries,
            _ => &[],
        };
        let offered = offered.iter().chain(&mates).map(|entry| entry.person).collect();
        self.admit_all(ledger, &row, &offered)?;
        let persons = row.iter().flatten().map(|entry| entry.person).collect();
        let people = self.people(&persons)?;
        let known = |entry: &Entry| {
            let applicant = people.get(&entry.person)?.applicant();
            Some((entry.clone(), applicant))
        };
        let row: Vec<Vec<_>> =
            row.iter().map(|together| together.iter().filter_map(known).collect()).collect();
        let mut before: HashMap<EntryId, usize> = HashMap::new();
        for offer in ledger.offers.values().filter(|offer| offer.place.slot == slot) {
            *before.entry(offer.entry).or_default() += 1;
        }
        let name = |entry: &Entry| {
            // Whom somebody outran may be offered a place of the same slot again.
            let before = before.get(&entry.id).copied().unwrap_or(0);
            let cause = format!("offer/{}/{slot}/{}/{before}", entry.id, now.as_millisecond());
            OfferId(id_of_cause(&cause).0)
        };
        let asked = ledger.ask_in_turn(slot, &row, name, now);
        let asked = self.without_told(asked)?;
        let recorded = |decision| Recorded { decision, by: Actor::System, at: now, why: None };
        Ok(asked.into_iter().map(recorded).collect())
    }

    /// Adds what of this slot is offered now, where more people than one may be offered the same place; what the ledger
    /// knows is newer.
    fn admit_waves(&mut self, ledger: &mut Ledger, slot: &Slot, now: Timestamp) -> Result<()> {
        let programme = ledger.programmes.get(&slot.programme);
        let policy = programme.map(|programme| &programme.policy);
        let wave = policy.and_then(|policy| {
            Some(policy.waitlist.as_ref()?.wave_at(policy.waitlist_closes_at(slot), now))
        });
        if wave.is_some_and(|wave| wave > 1) {
            for offer in self.offers_of_slot_live(slot.id)? {
                ledger.offers.entry(offer.id).or_insert(offer);
            }
        }
        Ok(())
    }

    /// Adds the facts about those who are asked, what the accounts hold that they are told by, and what some of them have
    /// been offered.
    fn admit_all(
        &mut self,
        ledger: &mut Ledger,
        row: &[Vec<Entry>],
        offered: &BTreeSet<PersonId>,
    ) -> Result<()> {
        let persons = row.iter().flatten().map(|entry| entry.person).collect();
        let accounts = row.iter().flatten().filter_map(|entry| entry.account).collect();
        self.admit(ledger, &persons, &accounts)?;
        if !offered.is_empty() {
            for offer in self.offers_of_persons(offered)? {
                ledger.offers.entry(offer.id).or_insert(offer);
            }
        }
        Ok(())
    }

    /// Without the reasons that somebody was told before about the same slot: those good for now only, and of those who wait
    /// together also the ones that still stand, since they are asked again for the sake of the others.
    fn without_told(&mut self, asked: Vec<Decision>) -> Result<Vec<Decision>> {
        let passed = |decision: &Decision| match &decision.changes[..] {
            [Change::PassedBy { entry, slot, why, .. }] => Some((*entry, *slot, why.is_final())),
            _ => None,
        };
        let entries: BTreeSet<_> =
            asked.iter().filter_map(passed).map(|(entry, ..)| entry).collect();
        let told = self.told_before(&entries)?;
        let news =
            |decision: &Decision| passed(decision).is_none_or(|about| !told.contains(&about));
        Ok(asked.into_iter().filter(news).collect())
    }

    /// Those who wait with others from now on, with fewer or alone again, are asked about what went by them: what is too little
    /// room for some is enough for others. Whoever has only joined may be offered what others are offered too.
    pub fn ask_regrouped(&mut self, decision: &Decision, now: Timestamp) -> Result<()> {
        let regrouped = |change: &Change| match change {
            Change::PartySet { person, .. } => Some(*person),
            _ => None,
        };
        let joined = |change: &Change| match change {
            Change::WaitlistJoined(entry) => Some((entry.programme, entry.person)),
            _ => None,
        };
        let mut persons: BTreeSet<_> = decision.changes.iter().filter_map(regrouped).collect();
        let joined: Vec<_> = decision.changes.iter().filter_map(joined).collect();
        if persons.is_empty() && joined.is_empty() {
            return Ok(());
        }
        let known = joined.iter().map(|(_, person)| *person).chain(persons.iter().copied());
        let mut ledger = self.ledger(&known.collect(), BTreeSet::new(), &BTreeSet::new())?;
        let shared = joined.into_iter().filter(|(programme, _)| may_be_shared(&ledger, *programme));
        persons.extend(shared.map(|(_, person)| person));
        if persons.is_empty() {
            return Ok(());
        }
        let all = self.ask_anew(&mut ledger, &persons, now)?;
        self.store(&all)
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
        let parties = entries.iter().filter_map(|entry| entry.party).collect();
        for entry in self.waiting_of_parties(&parties)?.iter().chain(&entries) {
            self.ask_anew_about_all(entry.id, now)?;
        }
        let mut all = Vec::new();
        for entry in entries {
            let shared = may_be_shared(ledger, entry.programme);
            for slot in self.slots_with_room(entry.programme, when::japan_date(now), shared)? {
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
    fn admit(
        &mut self,
        ledger: &mut Ledger,
        persons: &BTreeSet<PersonId>,
        accounts: &BTreeSet<AccountId>,
    ) -> Result<()> {
        let unknown = |person: &&PersonId| !ledger.bookings.contains_key(*person);
        let unknown: BTreeSet<PersonId> = persons.iter().filter(unknown).copied().collect();
        let new = |account: &&AccountId| !ledger.holds.contains_key(*account);
        let accounts = accounts.iter().filter(new).copied().collect();
        let found = self.ledger_of(&unknown, BTreeSet::new(), &accounts, Booking::is_live)?;
        for (account, stored) in found.holds {
            ledger.holds.insert(account, as_of_now(ledger, account, stored));
        }
        for (slot, facts) in found.slots {
            ledger.slots.entry(slot).or_insert(facts);
        }
        ledger.links.extend(found.links);
        ledger.bookings.extend(unknown.into_iter().map(|person| (person, Vec::new())));
        ledger.bookings.extend(found.bookings);
        Ok(())
    }
}

/// Whether a place may be offered to several people of a programme at once.
fn may_be_shared(ledger: &Ledger, programme: ProgrammeId) -> bool {
    let policy = ledger.programmes.get(&programme).map(|programme| &programme.policy);
    let waitlist = policy.and_then(|policy| policy.waitlist.as_ref());
    waitlist.is_some_and(Waitlist::races)
}

/// What an account holds, as this batch has left it: what it decided so far is not stored yet.
fn as_of_now(
    ledger: &Ledger,
    account: AccountId,
    mut holds: Vec<(ProgrammeId, Held)>,
) -> Vec<(ProgrammeId, Held)> {
    holds.retain(|(_, held)| {
        let own = ledger.bookings.get(&held.person).map_or(&[][..], Vec::as_slice);
        own.iter().all(|booking| booking.id != held.booking)
    });
    let known = ledger.bookings.values().flatten();
    let live = known.filter(|booking| booking.is_live() && booking.account == Some(account));
    holds.extend(live.map(|booking| {
        let held = Held { booking: booking.id, person: booking.person, on: booking.date };
        (booking.programme, held)
    }));
    holds
}
