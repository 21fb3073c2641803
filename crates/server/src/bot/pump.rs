//! Works the inbox off. `tick` does what is due and returns; `run` does so whenever something comes in.

use super::work;
use crate::{App, pump};
use anyhow::Result;
use domain::{AccountId, NoticeId};
use jiff::SignedDuration;
use store::Taken;

/// Events taken at once.
const TAKEN_MOST: u32 = 64;
/// After so many failures an event is given up.
const TRIES_MOST: u32 = 8;

/// Works off what is due; says how many events there were.
pub async fn tick(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let due = app.store.read(move |reader| reader.inbox_due(now, TAKEN_MOST)).await?;
    let count = due.len();
    for taken in due {
        one(app, taken).await?;
    }
    Ok(count)
}

async fn one(app: &App, taken: Taken) -> Result<()> {
    let (new, id) = (AccountId(app.ids.uuid()), NoticeId(app.ids.uuid()));
    let (worker, event) = (app.clone(), taken.clone());
    let Err(error) = app.store.write(move |tx| work(&worker, tx, &event, new, id)).await else {
        return Ok(());
    };
    let store::WriteError::Failed(error) = error else { return Err(error.into()) };
    tracing::error!(
        event = taken.id,
        tries = taken.tries,
        "an event could not be worked off: {error:#}"
    );
    let now = app.clock.now();
    let pause = SignedDuration::from_secs(1 << taken.tries.min(TRIES_MOST));
    let again = (taken.tries + 1 < TRIES_MOST).then(|| now.saturating_add(pause)).transpose()?;
    app.store.write(move |tx| tx.inbox_again(&taken.id, again, now)).await?;
    Ok(())
}

/// Works the inbox off for as long as the service lives.
pub async fn run(app: App) {
    pump::run(&app, "inbox", |commit| commit.inbox, tick, |reader| reader.inbox_next()).await;
}
