//! What is free, for pages that everybody may see: a programme is read once, and after each commit only those of its
//! slots are read again that the commit touched. What is printed of it is kept in [`sheets`].

pub mod sheets;

use crate::{App, Problem, news::News};
use anyhow::Result;
use domain::{Programme, ProgrammeId, Slot, SlotId, venue::Venue, when};
use sheets::Sheets;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use store::{Committed, Reader};
use tokio::{
    sync::{
        broadcast::{self, error::RecvError},
        watch,
    },
    time::{self, MissedTickBehavior},
};

/// A programme that nobody asked for within this time is not kept up to date any more.
const UNASKED: Duration = Duration::from_mins(5);

/// A programme with the slots that are still to come, as of one commit.
#[derive(Clone, Debug)]
pub struct Free {
    /// The programme.
    pub programme: Programme,
    /// Where it is held, by name.
    pub venues: Vec<Venue>,
    /// Its slots from today on.
    pub slots: BTreeMap<SlotId, Slot>,
    /// Grows with each look.
    pub version: u64,
}

/// Programmes that somebody looks at, and the pages printed of them.
#[derive(Debug, Default)]
pub struct Availability {
    kept: Mutex<HashMap<ProgrammeId, Kept>>,
    opening: tokio::sync::Mutex<()>,
    /// The pages.
    pub sheets: Sheets,
}

#[derive(Clone, Debug)]
struct Kept {
    free: watch::Receiver<Arc<Free>>,
    asked: Arc<AtomicBool>,
}

impl Availability {
    fn kept(&self) -> MutexGuard<'_, HashMap<ProgrammeId, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A programme that is kept, each time it is different.
    pub fn watched(&self, id: ProgrammeId) -> Option<watch::Receiver<Arc<Free>>> {
        self.kept().get(&id).map(|kept| kept.free.clone())
    }

    /// Of what is kept, which version is the newest.
    pub fn version(&self, id: ProgrammeId) -> Option<u64> {
        self.ask(id, |free| free.version)
    }

    fn now(&self, id: ProgrammeId) -> Option<Arc<Free>> {
        self.ask(id, Arc::clone)
    }

    fn ask<T>(&self, id: ProgrammeId, takes: impl FnOnce(&Arc<Free>) -> T) -> Option<T> {
        let kept = self.kept();
        let there = kept.get(&id)?;
        there.asked.store(true, Ordering::Relaxed);
        Some(takes(&there.free.borrow()))
    }
}

/// What is free in a programme, behind the newest commit by no more than the one that is being read.
pub async fn of(app: &App, id: ProgrammeId) -> Result<Arc<Free>, Problem> {
    if let Some(free) = app.availability.now(id) {
        return Ok(free);
    }
    let _one_after_another = app.availability.opening.lock().await;
    if let Some(free) = app.availability.now(id) {
        return Ok(free);
    }
    // Listening begins before the look, so that no commit falls between the two.
    let commits = app.store.commits();
    let free = Arc::new(look(app, id, 0).await?.ok_or(Problem::NotFound)?);
    let (sender, receiver) = watch::channel(Arc::clone(&free));
    let asked = Arc::new(AtomicBool::new(true));
    app.availability.kept().insert(id, Kept { free: receiver, asked: Arc::clone(&asked) });
    tokio::spawn(keep(app.clone(), id, commits, (sender, asked)));
    Ok(free)
}

/// Keeps a programme up to date for as long as somebody asks for it.
async fn keep(
    app: App,
    id: ProgrammeId,
    mut commits: broadcast::Receiver<Arc<Committed>>,
    (sender, asked): (watch::Sender<Arc<Free>>, Arc<AtomicBool>),
) {
    let mut unasked = time::interval_at(time::Instant::now() + UNASKED, UNASKED);
    unasked.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut news = News::default();
    loop {
        let free = Arc::clone(&sender.borrow());
        tokio::select! {
            heard = commits.recv() => match heard {
                Ok(commit) => news.hears(&commit, &free.slots),
                Err(RecvError::Lagged(_)) => news.all = true,
                Err(RecvError::Closed) => break,
            },
            // The days go by also where nothing is booked.
            _ = unasked.tick() => {
                if !asked.swap(false, Ordering::Relaxed) {
                    break;
                }
                news.all = true;
            }
        }
        news.hears_all(&mut commits, &free.slots);
        if !news.all && news.slots.is_empty() {
            continue;
        }
        let fresh = if news.all {
            look(&app, id, free.version + 1).await
        } else {
            look_again(&app, &free, news.slots.clone()).await.map(Some)
        };
        match fresh {
            Ok(Some(fresh)) => {
                news = News::default();
                sender.send_replace(Arc::new(fresh));
            }
            Ok(None) => break,
            // What cannot be read now is read with the next commit.
            Err(_) => {}
        }
    }
    app.availability.kept().remove(&id);
    app.availability.sheets.forget(id);
}

async fn look(app: &App, id: ProgrammeId, version: u64) -> Result<Option<Free>, Problem> {
    let today = when::japan_date(app.clock.now());
    let found = app.store.read(move |reader: &mut Reader<'_>| {
        let Some(programme) = reader.programme(id)? else { return Ok(None) };
        let slots = reader.slots_from(id, today)?;
        let slots = slots.into_iter().map(|slot| (slot.id, slot)).collect();
        Ok(Some(Free { programme, venues: reader.venues_of(id)?, slots, version }))
    });
    Ok(found.await?)
}

async fn look_again(app: &App, free: &Free, touched: BTreeSet<SlotId>) -> Result<Free, Problem> {
    let read = app.store.read(move |reader| reader.slots_by_ids(&touched)).await?;
    let mut fresh = Free { version: free.version + 1, ..free.clone() };
    fresh.slots.extend(read.into_iter().map(|slot| (slot.id, slot)));
    Ok(fresh)
}
