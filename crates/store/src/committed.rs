//! What a commit touched, told to whoever waits for it.

use domain::SlotId;
use std::collections::BTreeSet;

/// What one commit touched.
#[expect(clippy::struct_excessive_bools, reason = "each is a door someone waits behind")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// Slots whose places changed.
    pub slots: BTreeSet<SlotId>,
    /// Whether messages were promised.
    pub outbox: bool,
    /// Whether events came in.
    pub inbox: bool,
    /// Whether programmes, venues, sessions or slots were set up or edited.
    pub setup: bool,
    /// Whether holds were asked for, approved, used or ended.
    pub holds: bool,
    /// Whether somebody joined or left the waitlist, or was offered a place.
    pub waitlist: bool,
    /// Whether a resident signed out.
    pub signed_out: bool,
}

impl Committed {
    /// Whatever can be touched, and any slot: for whoever has missed what there was.
    pub(crate) fn anything() -> Self {
        Self {
            slots: BTreeSet::new(),
            outbox: true,
            inbox: true,
            setup: true,
            holds: true,
            waitlist: true,
            signed_out: true,
        }
    }
}
