//! What ends by time alone. Events from LINE that could not be worked off, or that we did not know, are forgotten;
//! what was worked off is forgotten at once. So are files of people that nobody imported, and calls of long ago. Notices that wait for a resident who does not come back become an
//! officer's to tell.

use crate::{App, delivery::WAITS_MOST};
use anyhow::Result;
use jiff::SignedDuration;
use std::time::Duration;
use tokio::time;

/// How long such an event is kept: long enough to look into it, and for a newer program to learn its kind.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long a file of people waits to be imported: a working day and the night after it.
const FILE_WAITS: SignedDuration = SignedDuration::from_hours(24);
/// How long it is kept who was on the phone when: a whole year can be laid beside the one before, to the month.
const CALLS_KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);
/// How often we look.
const EVERY: Duration = Duration::from_hours(1);

/// Forgets what is due, and gives up waiting where it was long enough.
pub async fn tick(app: &App) -> Result<()> {
    let now = app.clock.now();
    let (old, gone) = (now.saturating_sub(KEPT)?, now.saturating_sub(WAITS_MOST)?);
    let file = now.saturating_sub(FILE_WAITS)?;
    let calls = now.saturating_sub(CALLS_KEPT)?;
    let ended = app.store.write(move |tx| {
        tx.inbox_forget(old)?;
        tx.forget_uploads(file)?;
        tx.forget_calls(calls)?;
        tx.outbox_expire(gone, now)
    });
    let ended = ended.await?;
    if ended > 0 {
        tracing::warn!("{ended} notices waited in vain for their residents: see the page of LINE");
    }
    Ok(())
}

/// Does so for as long as the service lives.
pub async fn run(app: App) {
    loop {
        if let Err(error) = tick(&app).await {
            tracing::warn!("old events could not be forgotten: {error:#}");
        }
        time::sleep(EVERY).await;
    }
}
