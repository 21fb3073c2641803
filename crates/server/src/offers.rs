//! The pump of the offers: ends those that nobody answered, so that each place goes on to the next by itself.

use crate::{App, pump};
use anyhow::Result;
use domain::{Actor, Command, Offer, command::EndOffer, waitlist::OfferEnd};

/// What the log calls it.
const NAME: &str = "end of offers";
/// Offers ended at once.
const TAKEN_MOST: u32 = 256;

/// Ends what is due; says how many offers there were.
pub async fn tick(app: &App) -> Result<usize> {
    let at = app.clock.now();
    let due = app.store.read(move |reader| reader.offers_due(at, TAKEN_MOST)).await?;
    let (how, by) = (OfferEnd::Lapsed, Actor::System);
    let end = |offer: Offer| {
        Command::EndOffer(EndOffer { offer: offer.id, person: offer.person, how, by, at })
    };
    pump::place_each(app, NAME, due.into_iter().map(end)).await
}

/// Ends offers for as long as the service lives.
pub async fn run(app: App) {
    let changed = |commit: &store::Committed| commit.waitlist;
    pump::run(&app, NAME, changed, tick, |reader| reader.offers_next()).await;
}
