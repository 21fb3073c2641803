//! The reconciler: counts every place again from the records, all the time, and shouts when a counter
//! differs. It mends nothing by itself; `madoguchi verify` names each difference.
//!
//! What was touched is counted within the minute, and some thousands of slots more: a town is so counted whole each time,
//! and a city with its years bit by bit, at a cost that does not grow with it.

use crate::App;
use anyhow::Result;
use domain::SlotId;
use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use store::{Committed, Difference};
use tokio::{
    sync::broadcast::{
        Receiver,
        error::TryRecvError::{Closed, Empty, Lagged},
    },
    time,
};

/// How long after one count the next one begins.
const EVERY: Duration = Duration::from_mins(1);
/// How many slots are counted then besides those that were touched: more than most towns have.
const SLOTS_MOST: u32 = 5_000;

/// What goes on from one count to the next.
#[derive(Debug)]
pub struct Recount {
    most: u32,
    commits: Receiver<Arc<Committed>>,
    touched: BTreeSet<SlotId>,
    /// How far the walk through all slots has come.
    last: Option<SlotId>,
    /// What differed when it was last counted.
    differ: Vec<Difference>,
}

impl Recount {
    /// A count that begins at the first slot.
    pub fn new(app: &App) -> Self {
        Self::by(app, SLOTS_MOST)
    }

    /// The same by so many slots at once.
    pub fn by(app: &App, most: u32) -> Self {
        let (commits, touched) = (app.store.commits(), BTreeSet::new());
        Self { most, commits, touched, last: None, differ: Vec::new() }
    }

    fn hears(&mut self) {
        loop {
            match self.commits.try_recv() {
                Ok(commit) => self.touched.extend(&commit.slots),
                // What was missed is counted as the walk comes by.
                Err(Lagged(_)) => {}
                Err(Empty | Closed) => return,
            }
        }
    }

    /// What was counted takes the place of what was known of it.
    fn learns(&mut self, part: &[SlotId], counted: &BTreeSet<SlotId>, found: Vec<Difference>) {
        let whole = part.len() < self.most as usize;
        let end = if whole { None } else { part.last().copied() };
        let walked = |slot: SlotId| {
            self.last.is_none_or(|last| slot > last) && end.is_none_or(|end| slot <= end)
        };
        // A slot that is gone is passed by the walk, too.
        self.differ
            .retain(|one| one.slot().is_some_and(|slot| !counted.contains(&slot) && !walked(slot)));
        self.differ.extend(found);
        self.last = end;
        self.touched.clear();
    }
}

/// Counts what was touched and a part of the rest, and says how many counters differ as far as is known.
pub async fn tick(app: &App, recount: &mut Recount) -> Result<usize> {
    recount.hears();
    let (last, most, touched) = (recount.last, recount.most, recount.touched.clone());
    let counted = app.store.read(move |reader| {
        let part = reader.slots_after(last, most)?;
        let slots = part.iter().copied().chain(touched).collect();
        let found = reader.count_differences_of(&slots)?;
        Ok((part, slots, found))
    });
    let (part, slots, found) = counted.await?;
    for difference in &found {
        tracing::error!("a counter does not follow from the records: {difference:?}");
    }
    recount.learns(&part, &slots, found);
    let count = recount.differ.len();
    app.counts.differences.store(count as u64, Ordering::Relaxed);
    Ok(count)
}

/// Counts for as long as the service lives.
pub async fn run(app: App) {
    let mut recount = Recount::new(&app);
    loop {
        if let Err(error) = tick(&app, &mut recount).await {
            tracing::warn!("the places could not be counted again: {error:#}");
        }
        time::sleep(EVERY).await;
    }
}
