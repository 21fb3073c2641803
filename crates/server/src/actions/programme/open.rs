//! The opening of a programme is fixed, unless it contradicts itself.

use super::{Facts, Settled, store_if_unchanged};
use domain::{Actor, opening};
use jiff::Timestamp;
use store::{Store, WriteError};

/// Opens it from an instant on.
pub async fn open_programme(
    store: &Store,
    facts: Facts,
    from: Timestamp,
    by: Actor,
    now: Timestamp,
    why: String,
) -> Result<Settled, WriteError> {
    let Facts { setup, roster, .. } = facts;
    match opening::open(setup.clone(), from, &roster, now) {
        Ok(decision) => store_if_unchanged(store, setup, decision, by, now, why).await,
        Err(refusal) => {
            let mut opened = setup;
            opened.programme.opens_at = Some(from);
            Ok(Settled::Refused(refusal, opening::check(&opened, &roster, now)))
        }
    }
}
