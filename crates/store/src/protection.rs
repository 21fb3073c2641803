//! What ends when a person comes under 支援措置: everybody's link and every code that could begin one, for
//! good. Who had access before is the one to be kept away, so that nothing of it wakes when the protection
//! ends; whoever may act again is given a new code.

use crate::tx::Tx;
use anyhow::Result;
use domain::{Change, PersonId, code, person::Person};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

impl Tx<'_> {
    /// What else changes for whoever is about to be saved as protected and was not before. It is asked before
    /// they are saved: afterwards nothing finds their links.
    pub(crate) fn severed(
        &mut self,
        saved: &[(&Person, Timestamp)],
    ) -> Result<BTreeMap<PersonId, Vec<Change>>> {
        let hidden = saved.iter().filter(|(person, _)| person.protected_at.is_some());
        let hidden: BTreeSet<PersonId> = hidden.map(|(person, _)| person.id).collect();
        let mut severed: BTreeMap<PersonId, Vec<Change>> = BTreeMap::new();
        for link in self.links_of_persons(&hidden)? {
            let end = Change::PersonUnlinked { account: link.account, person: link.person };
            severed.entry(link.person).or_default().push(end);
        }
        for person in hidden {
            for given in self.codes_of(person)? {
                let withdrawn = code::withdraw(&given).changes;
                severed.entry(person).or_default().extend(withdrawn);
            }
        }
        Ok(severed)
    }
}
