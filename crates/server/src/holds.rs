//! The pump of the holds: ends those whose time has come, so that kept places go back by themselves.

use crate::App;
use anyhow::Result;
use domain::{Actor, Command, command::OnHold};

/// Holds ended at once.
const TAKEN_MOST: u32 = 64;

/// Ends what is due; says how many holds there were.
pub async fn tick(app: &App) -> Result<usize> {
    let at = app.clock.now();
    let due = app.store.read(move |reader| reader.holds_due(at, TAKEN_MOST)).await?;
    for hold in &due {
        let end = Command::EndHold(OnHold { hold: *hold, by: Actor::System, at });
        if let Err(refusal) = app.store.place(end).await? {
            tracing::warn!("the hold {hold} does not end: {refusal:?}");
        }
    }
    Ok(due.len())
}

/// Ends holds for as long as the service lives.
pub async fn run(app: App) {
    let changed = |commit: &store::Committed| commit.holds;
    crate::pump::run(&app, "end of holds", changed, tick, |reader| reader.holds_next()).await;
}
