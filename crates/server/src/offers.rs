//! The pump of the offers: ends those that nobody answered, so that each place goes on to the next by itself, and has more
//! people asked about what still stands when time is nearly out.

use crate::{App, clock::Jump, pump};
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

/// Whoever has an offer has as much time left to answer as before the clock jumped. Says how many that were.
pub async fn time_to_answer_is_kept(app: &App, Jump { from, to }: Jump) -> Result<u64> {
    let kept = app.store.write(move |tx| tx.time_to_answer_is_kept(from, to)).await?;
    tracing::warn!(
        "the clock jumped from {from} to {to}: {kept} offers keep the time that was left to answer"
    );
    Ok(kept)
}

/// Looks at the clock first: nothing lapses early because it was set.
async fn look(app: &App) -> Result<usize> {
    if let Some(watch) = &app.watch
        && let Some(jump) = watch.jumped(&app.clock)
    {
        time_to_answer_is_kept(app, jump).await?;
        watch.goes_on(&app.clock);
    }
    tick(app).await
}

/// Ends offers for as long as the service lives.
pub async fn run(app: App) {
    let changed = |commit: &store::Committed| commit.waitlist;
    pump::run(&app, NAME, changed, look, |reader, _| reader.offers_next()).await;
}
