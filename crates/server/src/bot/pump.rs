//! Works the inbox off. `tick` does what is due and returns; `run` does so whenever something comes in.

use super::{Intent, work};
use crate::{App, pump};
use anyhow::Result;
use domain::AccountId;
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::SignedDuration;
use line::{Event, EventKind};
use std::{collections::BTreeMap, time::Duration};
use store::Taken;
use tokio::time;

/// Events taken at once.
const TAKEN_MOST: u32 = 64;
/// After so many failures an event is given up.
const TRIES_MOST: u32 = 8;

/// Users whose events are worked off at the same time; each user's own stay in their order.
const AT_ONCE: usize = 16;

/// Whoever waits longer for an answer is shown that one is coming, for at most so many seconds.
const SOON: Duration = Duration::from_secs(1);
const DOTS_FOR: u32 = 10;

/// An event with what was read of it, before it waits for the writer.
pub(super) struct Read {
    pub(super) taken: Taken,
    pub(super) event: Event,
    /// What a text wants; of no meaning for other events.
    pub(super) intent: Intent,
}

impl Read {
    fn of(taken: Taken) -> Self {
        let event = Event::read(&serde_json::from_slice(&taken.body).unwrap_or_default());
        let intent = match &event.kind {
            EventKind::Text { text, .. } => Intent::of(text),
            _ => Intent::Unknown,
        };
        Self { taken, event, intent }
    }
}

/// Works off what is due; says how many events there were.
pub async fn tick(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let due = app.store.read(move |reader| reader.inbox_due(now, TAKEN_MOST)).await?;
    let count = due.len();
    let mut by_user: BTreeMap<Option<String>, Vec<Read>> = BTreeMap::new();
    for taken in due {
        let read = Read::of(taken);
        by_user.entry(read.event.user_id.clone()).or_default().push(read);
    }
    let users = stream::iter(by_user.into_values()).map(|mut events| async move {
        // LINE may deliver them out of order.
        events.sort_by_key(|read| read.event.occurred_at);
        for read in events {
            one(app, read).await?;
        }
        anyhow::Ok(())
    });
    users.buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    Ok(count)
}

async fn one(app: &App, read: Read) -> Result<()> {
    let Read { taken, event, .. } = &read;
    let waits = event.reply_token.is_some() && !event.standby && !event.in_group;
    let waiting = event.user_id.clone().filter(|_| waits);
    let (id, tries) = (taken.id.clone(), taken.tries);
    let (new, worker) = (AccountId(app.ids.uuid()), app.clone());
    let working = app.store.write(move |tx| work(&worker, tx, &read, new));
    let worked = with_dots(app, waiting, working).await;
    let Err(error) = worked else { return Ok(()) };
    let store::WriteError::Failed(error) = error else { return Err(error.into()) };
    tracing::error!(event = id, tries, "an event could not be worked off: {error:#}");
    let now = app.clock.now();
    let pause = SignedDuration::from_secs(1 << tries.min(TRIES_MOST));
    let again = (tries + 1 < TRIES_MOST).then(|| now.saturating_add(pause)).transpose()?;
    app.store.write(move |tx| tx.inbox_again(&id, again, now)).await?;
    Ok(())
}

/// The work, with the dots of somebody writing in the talk of who waits for it longer than a moment.
async fn with_dots<T>(app: &App, user: Option<String>, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    if let Ok(done) = time::timeout(SOON, &mut work).await {
        return done;
    }
    if let Some(user) = user {
        // LINE may be slow as well; nobody waits for it.
        tokio::spawn(shows_dots(app.clone(), user));
    }
    work.await
}

async fn shows_dots(app: App, user: String) {
    let Some(line) = &app.line else { return };
    if let Err(error) = line.client.loading(&user, DOTS_FOR).await {
        tracing::debug!("the dots could not be shown: {error}");
    }
}

/// Works the inbox off for as long as the service lives.
pub async fn run(app: App) {
    pump::run(&app, "inbox", |commit| commit.inbox, tick, |reader, _| reader.inbox_next()).await;
}
