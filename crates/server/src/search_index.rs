//! Takes people from before the search into it, bit by bit, so that nobody waits for it. It ends when everybody can be
//! found: from then on whoever is saved is found at once.

use crate::App;
use anyhow::Result;
use std::time::Duration;
use tokio::time;

/// People at once: few enough that a booking does not wait for them.
const TAKEN_MOST: u32 = 200;
/// The pause after trouble.
const PAUSE: Duration = Duration::from_secs(5);

/// Takes some in; says how many.
pub async fn tick(app: &App) -> Result<usize> {
    let some = app.store.read(|reader| reader.unsearched(TAKEN_MOST)).await?;
    let count = some.len();
    if count > 0 {
        app.store.write(move |tx| tx.add_to_search(some)).await?;
    }
    Ok(count)
}

/// Goes on until everybody can be found.
pub async fn run(app: App) {
    loop {
        match tick(&app).await {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!("people cannot be taken into the search: {error:#}");
                time::sleep(PAUSE).await;
            }
        }
    }
}
