//! The pump of the holds: ends those whose time has come, so that kept places go back by themselves.

use crate::{App, pump};
use anyhow::Result;
use domain::{Actor, Command, command::OnHold};

/// What the log calls it.
const NAME: &str = "end of holds";
/// Holds ended at once.
const TAKEN_MOST: u32 = 64;

/// Ends what is due; says how many holds there were.
pub async fn tick(app: &App) -> Result<usize> {
    let at = app.clock.now();
    let due = app.store.read(move |reader| reader.holds_due(at, TAKEN_MOST)).await?;
    let end = |hold| Command::EndHold(OnHold { hold, by: Actor::System, at });
    pump::place_each(app, NAME, due.into_iter().map(end)).await
}

/// Ends holds for as long as the service lives.
pub async fn run(app: App) {
    let changed = |commit: &store::Committed| commit.holds;
    pump::run(&app, NAME, changed, tick, |reader, _| reader.holds_next()).await;
}
