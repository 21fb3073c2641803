//! The pump of the offers: ends those that nobody answered, so that each place goes on to the next by itself.

use crate::App;
use anyhow::Result;
use domain::{Actor, Command, command::EndOffer, waitlist::OfferEnd};

/// Offers ended at once.
const TAKEN_MOST: u32 = 256;

/// Ends what is due; says how many offers there were.
pub async fn tick(app: &App) -> Result<usize> {
    let at = app.clock.now();
    let due = app.store.read(move |reader| reader.offers_due(at, TAKEN_MOST)).await?;
    for offer in &due {
        let (how, by) = (OfferEnd::Lapsed, Actor::System);
        let end = EndOffer { offer: offer.id, person: offer.person, how, by, at };
        if let Err(refusal) = app.store.place(Command::EndOffer(end)).await? {
            tracing::warn!("the offer {} does not end: {refusal:?}", offer.id);
        }
    }
    Ok(due.len())
}

/// Ends offers for as long as the service lives.
pub async fn run(app: App) {
    let changed = |commit: &store::Committed| commit.waitlist;
    crate::pump::run(&app, "end of offers", changed, tick, |reader| reader.offers_next()).await;
}
