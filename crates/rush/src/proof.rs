//! What is proven when it is over: each acknowledged booking is looked up by its owner, the places told out are
//! counted, and the product counts its own books again.

use crate::{
    run::CALMLY,
    tally::{Acknowledged, Counted},
    town::Town,
    visit::Visitor,
};
use anyhow::Result;
use futures_util::{StreamExt, stream};
use std::collections::{BTreeMap, BTreeSet};

/// What holds, or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Bookings that somebody was told they have, each counted once.
    pub acknowledged: usize,
    /// Of those, the ones their owner does not find afterwards.
    pub lost: usize,
    /// People who find more than the one booking they may have.
    pub doubled: usize,
    /// Places told out beyond those there are; unknown where the town is not of our making.
    pub oversold: Option<usize>,
    /// Whether the product finds its own books in order.
    pub in_order: bool,
    /// What it says of them.
    pub words: String,
}

impl Proof {
    /// Whether nothing was sold twice and nothing was lost.
    pub fn holds(&self) -> bool {
        self.lost == 0 && self.doubled == 0 && self.oversold.unwrap_or(0) == 0 && self.in_order
    }
}

pub(crate) async fn prove(town: &Town, counted: &Counted, visitors: Vec<Visitor>) -> Result<Proof> {
    let told = once_each(&counted.acknowledged);
    let mut of_person: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (booking, (person, _)) in &told {
        of_person.entry(*person).or_default().push(booking.clone());
    }
    let asked = visitors.into_iter().filter_map(|visitor| {
        let bookings = of_person.remove(&visitor.index)?;
        Some(looked_up(visitor, bookings))
    });
    let found: Vec<Result<(usize, bool)>> =
        stream::iter(asked).buffer_unordered(CALMLY).collect().await;
    let found = found.into_iter().collect::<Result<Vec<_>>>()?;
    let (in_order, words) = town.verified()?;
    Ok(Proof {
        acknowledged: told.len(),
        lost: found.iter().map(|(lost, _)| lost).sum(),
        doubled: found.iter().filter(|(_, doubled)| *doubled).count(),
        oversold: town.places.map(|places| beyond(told.values().map(|(_, slot)| slot), places)),
        in_order,
        words,
    })
}

/// Each booking with its person and slot; who pressed twice was told twice of the same.
fn once_each(acknowledged: &[Acknowledged]) -> BTreeMap<String, (usize, String)> {
    let told = acknowledged.iter();
    told.map(|told| (told.booking.clone(), (told.person, told.slot.clone()))).collect()
}

/// Of somebody's bookings those not found, and whether more are found than were told.
async fn looked_up(mut visitor: Visitor, bookings: Vec<String>) -> Result<(usize, bool)> {
    let mut lost = 0;
    let mut most = 0;
    for booking in bookings.iter().collect::<BTreeSet<_>>() {
        let (shown, all) = visitor.looks_up(booking).await?;
        lost += usize::from(!shown);
        most = most.max(all);
    }
    Ok((lost, most > 1 || bookings.len() > 1))
}

/// How many places were told out that there are not.
pub(crate) fn beyond<'a>(slots: impl Iterator<Item = &'a String>, places: u32) -> usize {
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for slot in slots {
        *told.entry(slot).or_default() += 1;
    }
    told.values().map(|told| told.saturating_sub(places as usize)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn told(person: usize, booking: &str, slot: &str) -> Acknowledged {
        let (booking, slot) = (booking.to_owned(), slot.to_owned());
        Acknowledged { person, booking, slot, after: Duration::ZERO }
    }

    #[test]
    fn who_was_told_twice_of_one_booking_has_one_and_a_slot_has_no_more_than_its_places() {
        let all = [told(1, "a", "s"), told(1, "a", "s"), told(2, "b", "s"), told(3, "c", "t")];
        let told = once_each(&all);
        assert_eq!(told.len(), 3);
        let beyond = |places| beyond(told.values().map(|(_, slot)| slot), places);
        assert_eq!((beyond(2), beyond(1), beyond(0)), (0, 1, 3));
    }

    #[test]
    fn nothing_lost_doubled_or_oversold_and_books_in_order_is_what_holds() {
        let good = Proof {
            acknowledged: 3,
            lost: 0,
            doubled: 0,
            oversold: None,
            in_order: true,
            words: String::new(),
        };
        assert!(good.holds());
        assert!(!Proof { lost: 1, ..good.clone() }.holds());
        assert!(!Proof { doubled: 1, ..good.clone() }.holds());
        assert!(!Proof { oversold: Some(1), ..good.clone() }.holds());
        assert!(!Proof { in_order: false, ..good }.holds());
    }
}
