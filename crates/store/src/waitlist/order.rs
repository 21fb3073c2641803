//! Another order for those who wait already, when a programme gets one.

use crate::tx::Tx;
use anyhow::Result;
use domain::{Applicant, Entry, EntryId, PartyId, Programme, waitlist::Rank};
use std::collections::{BTreeMap, BTreeSet};

impl Tx<'_> {
    /// Gives everybody who waits the rank that the new rules give whoever joined when they did, if the rules rank
    /// otherwise than before. A rank of the old rules says nothing beside one of the new.
    pub(crate) fn order_anew(&mut self, before: &Programme, after: &Programme) -> Result<()> {
        let (old, new) = (&before.policy, &after.policy);
        let Some(rules) = &new.waitlist else { return Ok(()) };
        let same = |old_rules| !rules.ranks_otherwise(&new.groups, (old_rules, &old.groups));
        if old.waitlist.as_ref().is_some_and(same) {
            return Ok(());
        }
        let waiting = self.waiting_in(after.id)?;
        let people =
            self.people(&waiting.iter().map(|entry| entry.person).collect::<BTreeSet<_>>())?;
        let applicants: BTreeMap<_, Applicant> =
            people.into_iter().map(|(id, person)| (id, person.into_applicant())).collect();
        let mut parties: BTreeMap<PartyId, Vec<(&Entry, &Applicant)>> = BTreeMap::new();
        for entry in &waiting {
            let known = entry.party.zip(applicants.get(&entry.person));
            if let Some((party, applicant)) = known {
                parties.entry(party).or_default().push((entry, applicant));
            }
        }
        for entry in &waiting {
            let Some(applicant) = applicants.get(&entry.person) else { continue };
            let alone = [(entry, applicant)];
            let members = entry.party.and_then(|party| parties.get(&party));
            let members = members.map_or(&alone[..], Vec::as_slice);
            let rank = rules.rank_of(members, entry.id, &new.groups);
            if rank != entry.rank {
                self.rank(entry.id, rank)?;
            }
        }
        Ok(())
    }

    pub(super) fn rank(&mut self, entry: EntryId, rank: Rank) -> Result<()> {
        self.touched.waitlist = true;
        let (id, class) = (entry.to_string(), i64::from(rank.class));
        for sql in [
            "UPDATE waitlist_entry SET rank_class = $2, rank_key = $3 WHERE id = $1",
            "UPDATE waitlist_venue SET rank_class = $2, rank_key = $3 WHERE entry_id = $1",
        ] {
            self.conn.execute(sql, &[&id, &class, &rank.key])?;
        }
        Ok(())
    }
}
