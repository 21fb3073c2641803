//! The pump of the releases: at the instant at which everybody may take the places of a pool, those who wait are asked
//! about them.

use crate::App;
use anyhow::Result;
use domain::{Actor, Command, command::Refill};

/// Slots asked about at once.
const TAKEN_MOST: u32 = 64;

/// Carries out what is due; says of how many slots.
pub async fn tick(app: &App) -> Result<usize> {
    let at = app.clock.now();
    let due = app.store.read(move |reader| reader.releases_due(at, TAKEN_MOST)).await?;
    for slot in &due {
        let refill = Command::Refill(Refill { slot: *slot, by: Actor::System, at });
        if let Err(refusal) = app.store.place(refill).await? {
            tracing::warn!("the slot {slot} is not offered on: {refusal:?}");
        }
    }
    Ok(due.len())
}

/// Carries out releases for as long as the service lives.
pub async fn run(app: App) {
    let changed = |commit: &store::Committed| commit.setup;
    crate::pump::run(&app, "release of pools", changed, tick, |reader| reader.releases_next())
        .await;
}
