//! Forgets in time what events from LINE said that could not be worked off, or that we did not know. What was
//! worked off is forgotten at once.

use crate::App;
use anyhow::Result;
use jiff::SignedDuration;
use std::time::Duration;
use tokio::time;

/// How long such an event is kept: long enough to look into it, and for a newer program to learn its kind.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How often we look.
const EVERY: Duration = Duration::from_hours(1);

/// Forgets what is due.
pub async fn tick(app: &App) -> Result<()> {
    let before = app.clock.now().saturating_sub(KEPT)?;
    Ok(app.store.write(move |tx| tx.inbox_forget(before)).await?)
}

/// Forgets for as long as the service lives.
pub async fn run(app: App) {
    loop {
        if let Err(error) = tick(&app).await {
            tracing::warn!("old events could not be forgotten: {error:#}");
        }
        time::sleep(EVERY).await;
    }
}
