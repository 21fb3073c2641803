//! Another order for those who wait already, when a programme gets one.

use crate::tx::Tx;
use anyhow::Result;
use domain::{Entry, Programme, waitlist::Rank};
use std::collections::BTreeSet;

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
        for entry in &waiting {
            let Some(person) = people.get(&entry.person) else { continue };
            let asked = (entry.id, entry.wish.notice);
            let rank = rules.rank(asked, &person.applicant(), &new.groups, entry.joined_at);
            if rank != entry.rank {
                self.rank(entry, rank)?;
            }
        }
        Ok(())
    }

    fn rank(&mut self, entry: &Entry, rank: Rank) -> Result<()> {
        self.touched.waitlist = true;
        let (id, class) = (entry.id.to_string(), i64::from(rank.class));
        for sql in [
            "UPDATE waitlist_entry SET rank_class = $2, rank_key = $3 WHERE id = $1",
            "UPDATE waitlist_venue SET rank_class = $2, rank_key = $3 WHERE entry_id = $1",
        ] {
            self.conn.execute(sql, &[&id, &class, &rank.key])?;
        }
        Ok(())
    }
}
