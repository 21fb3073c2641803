//! A wave: the offers of one place to several people at once. It goes to the first who takes it; the place is kept for all of
//! them as long as one of their offers stands.

use super::Offer;
use crate::{
    door::Door,
    id::OfferId,
    slot::{Place, Pool},
};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Offers that stand of one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wave {
    /// The first of them, whether it stands or not.
    pub id: OfferId,
    /// The place.
    pub place: Place,
    /// For which dose.
    pub dose: u8,
    /// To how many people it is offered now.
    pub offers: usize,
}

impl Wave {
    /// The waves of these offers that stand, the smallest first.
    pub(crate) fn among<'o>(offers: impl Iterator<Item = &'o Offer>) -> Vec<Self> {
        let mut all: BTreeMap<OfferId, Self> = BTreeMap::new();
        for offer in offers {
            let Offer { wave: id, place, dose, .. } = *offer;
            all.entry(id).or_insert(Self { id, place, dose, offers: 0 }).offers += 1;
        }
        let mut all: Vec<Self> = all.into_values().collect();
        all.sort_unstable_by_key(|wave| (wave.offers, wave.id));
        all
    }

    /// Whether its place is one of those that are given out through this door.
    pub(crate) fn is_for(&self, door: Door, released: &[Pool]) -> bool {
        door.pools().contains(&self.place.pool) || released.contains(&self.place.pool)
    }
}

/// For whom the place of an offer is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// For whoever it was made to, until it lapses.
    Alone,
    /// For them until this instant; then others are offered it too.
    AloneUntil(Timestamp),
    /// For the first of several who takes it.
    Shared,
}
