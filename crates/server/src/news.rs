//! What commits have brought since somebody last looked, for those who keep what they have read: boards, and what is free.

use domain::SlotId;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::Committed;
use tokio::sync::broadcast::{Receiver, error::TryRecvError};

/// What has happened since the last look.
#[derive(Debug, Default)]
pub(crate) struct News {
    /// Slots that are known and were touched.
    pub(crate) slots: BTreeSet<SlotId>,
    /// Whether the waitlist is another.
    pub(crate) waitlist: bool,
    /// Whether everything has to be looked at again.
    pub(crate) all: bool,
}

impl News {
    /// One commit.
    pub(crate) fn hears<V>(&mut self, commit: &Committed, known: &BTreeMap<SlotId, V>) {
        self.slots.extend(commit.slots.iter().filter(|slot| known.contains_key(*slot)));
        self.waitlist |= commit.waitlist;
        self.all |= commit.setup;
    }

    /// Everything that waits to be heard, so that commits which came meanwhile are looked at together.
    pub(crate) fn hears_all<V>(
        &mut self,
        commits: &mut Receiver<Arc<Committed>>,
        known: &BTreeMap<SlotId, V>,
    ) {
        loop {
            match commits.try_recv() {
                Ok(commit) => self.hears(&commit, known),
                Err(TryRecvError::Lagged(_)) => self.all = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            }
        }
    }
}
