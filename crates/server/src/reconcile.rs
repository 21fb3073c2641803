//! The reconciler: counts every place again from the records, all the time, and shouts when a counter
//! differs. It mends nothing by itself; `madoguchi verify` names each difference.

use crate::App;
use anyhow::Result;
use std::{sync::atomic::Ordering, time::Duration};
use tokio::time;

/// How long after one count the next one begins.
const EVERY: Duration = Duration::from_mins(1);

/// Counts once, and says how many counters differ.
pub async fn tick(app: &App) -> Result<usize> {
    let differences = app.store.read(|reader| reader.count_differences()).await?;
    for difference in &differences {
        tracing::error!("a counter does not follow from the records: {difference:?}");
    }
    let count = differences.len();
    app.counts.differences.store(count as u64, Ordering::Relaxed);
    Ok(count)
}

/// Counts for as long as the service lives.
pub async fn run(app: App) {
    loop {
        if let Err(error) = tick(&app).await {
            tracing::warn!("the places could not be counted again: {error:#}");
        }
        time::sleep(EVERY).await;
    }
}
