//! The pump of the releases: at the instant at which everybody may take the places of a pool, those who wait are asked
//! about them.

use crate::{App, pump};
use anyhow::Result;
use domain::{Actor, Command, command::Refill};

/// What the log calls it.
const NAME: &str = "release of pools";
/// Slots asked about at once.
const TAKEN_MOST: u32 = 64;

/// Carries out what is due; says of how many slots.
pub async fn tick(app: &App) -> Result<usize> {
    let at = app.clock.now();
    let due = app.store.read(move |reader| reader.releases_due(at, TAKEN_MOST)).await?;
    let refill = |slot| Command::Refill(Refill { slot, by: Actor::System, at });
    pump::place_each(app, NAME, due.into_iter().map(refill)).await
}

/// Carries out releases for as long as the service lives.
pub async fn run(app: App) {
    let changed = |commit: &store::Committed| commit.setup;
    pump::run(&app, NAME, changed, tick, |reader, now| reader.releases_next(now)).await;
}
