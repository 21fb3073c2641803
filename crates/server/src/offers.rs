//! The pump of the offers: ends those that nobody answered, so that each place goes on to the next by itself, and has more
//! people asked about what still stands when time is nearly out.

use crate::{App, pump};
use anyhow::Result;
use domain::{
    Actor, Command, Offer,
    command::{EndOffer, Refill},
    waitlist::OfferEnd,
};

/// What the log calls it.
const NAME: &str = "end of offers";
/// Offers ended at once.
const TAKEN_MOST: u32 = 256;
/// Slots of which more people are asked at once.
const WIDENED_MOST: u32 = 64;

/// Ends what is due, and widens what is; says how many offers and slots there were.
pub async fn tick(app: &App) -> Result<usize> {
    let at = app.clock.now();
    let due = app.store.read(move |reader| reader.offers_due(at, TAKEN_MOST)).await?;
    let (how, by) = (OfferEnd::Lapsed, Actor::System);
    let end = |offer: Offer| {
        Command::EndOffer(EndOffer { offer: offer.id, person: offer.person, how, by, at })
    };
    let ended = pump::place_each(app, NAME, due.into_iter().map(end)).await?;
    let widen = app.store.read(move |reader| reader.offers_to_widen(at, WIDENED_MOST)).await?;
    let refill = |slot| Command::Refill(Refill { slot, by: Actor::System, at });
    Ok(ended + pump::place_each(app, NAME, widen.into_iter().map(refill)).await?)
}

/// Ends offers for as long as the service lives.
pub async fn run(app: App) {
    let changed = |commit: &store::Committed| commit.waitlist;
    pump::run(&app, NAME, changed, tick, |reader| reader.offers_next()).await;
}
