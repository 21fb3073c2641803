//! What the inbox and the outbox share: work when a commit brings something, when something falls due,
//! and when the database comes back.

use crate::App;
use anyhow::Result;
use domain::Command;
use jiff::Timestamp;
use std::time::Duration;
use store::{Committed, Reader, WriteError};
use tokio::{sync::broadcast::error::RecvError, time};

/// The longest sleep: what another node put in is found no later than this.
const SLEEP_MOST: Duration = Duration::from_secs(5);
/// The shortest: what is due and refused all the same is tried again and again, but not without a breath.
const SLEEP_LEAST: Duration = Duration::from_millis(20);
/// The pause after trouble.
const PAUSE: Duration = Duration::from_secs(1);

/// Calls `tick` for as long as the service lives.
pub(crate) async fn run(
    app: &App,
    name: &str,
    brings: fn(&Committed) -> bool,
    tick: impl AsyncFn(&App) -> Result<usize>,
    next: fn(&mut Reader<'_>, Timestamp) -> Result<Option<Timestamp>>,
) {
    let mut commits = app.store.commits();
    loop {
        match tick(app).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => {
                tracing::warn!("the {name} stands still: {error:#}");
                time::sleep(PAUSE).await;
                continue;
            }
        }
        let now = app.clock.now();
        let until = app.store.read(move |reader| next(reader, now)).await.ok().flatten();
        let sleep = until.map_or(SLEEP_MOST, |at| until_then(app, at));
        let woken = async {
            loop {
                match commits.recv().await {
                    Ok(commit) if brings(&commit) => return,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => return,
                    Err(RecvError::Closed) => std::future::pending().await,
                }
            }
        };
        // Both ends are fine: there is something, or it is time to look.
        let _ = time::timeout(sleep, woken).await;
    }
}

fn until_then(app: &App, at: Timestamp) -> Duration {
    let wait = at.duration_since(app.clock.now());
    Duration::try_from(wait).unwrap_or(Duration::ZERO).clamp(SLEEP_LEAST, SLEEP_MOST)
}

/// Asks the rules for each in turn, and says how many they took; a refusal is for the log. One that fails by itself holds up none of
/// the others, and is told once nothing else is left.
pub(crate) async fn place_each(
    app: &App,
    name: &str,
    commands: impl IntoIterator<Item = Command>,
) -> Result<usize> {
    let (mut taken, mut failed) = (0, None);
    for command in commands {
        match app.store.place(command).await {
            Ok(Ok(_)) => taken += 1,
            Ok(Err(refusal)) => tracing::warn!("{name}: {refusal:?}"),
            Err(WriteError::Failed(error)) => failed = failed.or(Some(error)),
            Err(error) => return Err(error.into()),
        }
    }
    match failed {
        Some(error) if taken == 0 => Err(error),
        _ => Ok(taken),
    }
}
