//! What the steps of picking a place ask, whoever picks: one person, or several together.

use crate::{
    web::page::{Choice, Room},
    words::Lang,
};
use domain::{Refusal, Slot, VenueId, venue::Venue};

/// Something a place is picked for.
pub(in crate::web::resident) trait Picking {
    /// The address below which all steps lie.
    fn base(&self) -> String;

    /// Where the first step leads back to.
    fn back_url(&self) -> String;

    /// A step of the picking, counted from the first step of the whole way.
    fn step(&self, picking: u32) -> u32;

    /// What was chosen before the place.
    fn chosen(&self, lang: Lang) -> Vec<Choice>;

    /// The venues of the programme.
    fn venues(&self) -> &[Venue];

    /// What the rules say of a slot.
    fn judge(&self, slot: &Slot) -> Result<(), Refusal>;

    /// How much room these slots have, and in words where a number says more.
    fn room(&self, lang: Lang, slots: &[&Slot]) -> (Room, String);

    /// Whether a place is left in it.
    fn has_room(&self, slot: &Slot) -> bool;

    /// Whether it is the place they have already.
    fn is_present(&self, slot: &Slot) -> bool;

    /// Where one can wait for a freed place, if one can.
    fn wait_url(&self) -> Option<String> {
        None
    }

    /// The slots worth showing: those that can be taken, and those that are only full.
    fn shown(&self, mut slots: Vec<Slot>) -> Vec<Slot> {
        let fit = |slot: &Slot| self.judge(slot).err().is_none_or(|no| no.is_full());
        slots.retain(|slot| !self.is_present(slot) && fit(slot));
        slots
    }

    /// One of the venues.
    fn venue(&self, id: VenueId) -> Option<&Venue> {
        self.venues().iter().find(|venue| venue.id == id)
    }
}
