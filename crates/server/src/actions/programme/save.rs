//! A programme gets other rules. What that does to the people on the roster is shown before; once bookings are
//! taken, rules that contradict themselves are not saved.

use super::{Facts, Settled, store_if_unchanged};
use crate::programme_file::ProgrammeFile;
use domain::{
    Actor, Programme,
    impact::{self, Impact},
    opening,
};
use jiff::Timestamp;
use store::{Store, WriteError};

/// The programme as it will be with what is in the file. The opening stays as it is.
pub fn edited(before: &Programme, file: ProgrammeFile) -> Programme {
    let ProgrammeFile { name, closes_at, policy, .. } = file;
    Programme { id: before.id, name, opens_at: before.opens_at, closes_at, policy }
}

/// What saving it would do to the people on the roster.
pub fn preview(facts: &Facts, after: &Programme, now: Timestamp) -> Impact {
    let Facts { setup, roster, .. } = facts;
    impact::of(&setup.programme, after, roster, &setup.slots, now)
}

/// Saves it.
pub async fn save_programme(
    store: &Store,
    facts: Facts,
    after: Programme,
    by: Actor,
    now: Timestamp,
    why: String,
) -> Result<Settled, WriteError> {
    let Facts { setup: before, roster, .. } = facts;
    let mut setup = before.clone();
    setup.programme = after;
    match opening::save(setup.clone(), &roster, now) {
        Ok(decision) => store_if_unchanged(store, before, decision, by, now, why).await,
        Err(refusal) => Ok(Settled::Refused(refusal, opening::check(&setup, &roster, now))),
    }
}
