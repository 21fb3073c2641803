//! Links for towns of tests, where an account that acts for nobody may do nothing.

use domain::{AccountId, Ledger, Link, LinkedBy, PersonId};
use jiff::Timestamp;
use uuid::Uuid;

/// Lets an account act for a person, as far as this proves it.
pub(crate) fn link(ledger: &mut Ledger, account: AccountId, person: u128, by: LinkedBy) {
    let person = PersonId(Uuid::from_u128(person));
    let link = Link { account, person, since: Timestamp::MIN, by, relation: None };
    ledger.links.insert((account, person), link);
}
