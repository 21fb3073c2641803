//! A wave: the offers of one place to several people at once. It goes to the first who takes it; the place is kept for all of
//! them as long as one of their offers stands.

use super::{Offer, Waitlist};
use crate::{
    door::Door,
    id::OfferId,
    slot::{Place, Pool},
};
use jiff::Timestamp;

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
        let mut all: Vec<Self> = Vec::new();
        for offer in offers {
            if let Some(wave) = all.iter_mut().find(|wave| wave.id == offer.wave) {
                wave.offers += 1;
            } else {
                let Offer { wave: id, place, dose, .. } = *offer;
                all.push(Self { id, place, dose, offers: 1 });
            }
        }
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

impl Waitlist {
    /// For whom the place of an offer is kept by these rules. What a party is offered is theirs alone.
    pub fn kept_for(&self, offer: &Offer, in_party: bool, now: Timestamp) -> Kept {
        if in_party {
            return Kept::Alone;
        }
        if self.wave_at(offer.closes_at, now) > 1 {
            return Kept::Shared;
        }
        let widens = self.widens_at(offer.closes_at, now).filter(|at| *at < offer.lapses_at);
        widens.map_or(Kept::Alone, Kept::AloneUntil)
    }
}
