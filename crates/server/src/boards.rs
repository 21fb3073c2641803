//! The boards that are open: one look at the database for all the desks that watch a programme, made again after each
//! commit that touched it. Nobody else pays for how many desks watch, and a board that nobody watches costs nothing.

use crate::{App, Problem, news::News};
use anyhow::Result;
use domain::{Door, Programme, ProgrammeId, SlotId, pace::Pace};
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use store::{BoardSlot, Committed, Reader, Refilled};
use tokio::{
    sync::{
        broadcast::{self, error::RecvError},
        watch,
    },
    time::{self, MissedTickBehavior},
};

/// Commits that come within this time are looked at together.
const TOGETHER: Duration = Duration::from_millis(200);
/// What depends on the hour is looked at again this often, even when nothing happens.
const AGAIN: Duration = Duration::from_mins(1);

/// A slot as it was seen, with its cells once somebody has put them into words.
#[derive(Debug)]
pub struct Seen {
    /// The slot.
    pub slot: BoardSlot,
    /// Its cell on the boards of those who may not open rosters, and of those who may.
    pub cells: [OnceLock<String>; 2],
}

/// What stands above the slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The programme.
    pub programme: Programme,
    /// How many wait for a freed place; none where there is no waitlist and nobody waits from before.
    pub waiting: Option<u32>,
    /// What came of the places that were offered to them.
    pub refilled: Refilled,
    /// What came in and went lately.
    pub pace: Pace,
    /// As of when.
    pub at: Timestamp,
}

/// A board as it was seen at one moment.
#[derive(Clone, Debug)]
pub struct View {
    /// Its slots. One that did not change is the same as in the view before.
    pub slots: BTreeMap<SlotId, Arc<Seen>>,
    /// What stands above them.
    pub figures: Figures,
}

/// The boards that somebody watches.
#[derive(Debug, Default)]
pub struct Boards {
    open: Mutex<HashMap<ProgrammeId, watch::Sender<Arc<View>>>>,
    opening: tokio::sync::Mutex<()>,
    ages: tokio::sync::Mutex<HashMap<ProgrammeId, Arc<Ages>>>,
    reads: AtomicU64,
}

impl Boards {
    /// How many looks at the database there were for all the desks together.
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    fn open(&self) -> MutexGuard<'_, HashMap<ProgrammeId, watch::Sender<Arc<View>>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watched(&self, id: ProgrammeId) -> Option<watch::Receiver<Arc<View>>> {
        self.open().get(&id).map(watch::Sender::subscribe)
    }

    /// Ends a board that nobody watches any more; false if somebody came in the meantime.
    fn closes(&self, id: ProgrammeId) -> bool {
        let mut open = self.open();
        let alone = open.get(&id).is_none_or(|sender| sender.receiver_count() == 0);
        if alone {
            open.remove(&id);
        }
        alone
    }
}

/// What stands above the slots, read now.
pub fn figures(reader: &mut Reader<'_>, id: ProgrammeId, at: Timestamp) -> Result<Option<Figures>> {
    let Some(programme) = reader.programme(id)? else { return Ok(None) };
    let waiting = waiting(reader, &programme)?;
    let (pace, refilled) = (reader.pace(id, at)?, reader.refilled(id, at)?);
    Ok(Some(Figures { programme, waiting, refilled, pace, at }))
}

/// How many wait in a programme; none where it has no waitlist and nobody waits from before.
pub fn waiting(reader: &mut Reader<'_>, programme: &Programme) -> Result<Option<u32>> {
    let count = reader.count_waiting(programme.id)?;
    Ok((count > 0 || programme.policy.waitlist.is_some()).then_some(count))
}

/// Watches a board: what it is now, and each time it is different.
pub async fn watch(app: &App, id: ProgrammeId) -> Result<watch::Receiver<Arc<View>>, Problem> {
    let _one_after_another = app.boards.opening.lock().await;
    if let Some(watched) = app.boards.watched(id) {
        return Ok(watched);
    }
    // Listening begins before the look, so that no commit falls between the two.
    let commits = app.store.commits();
    let view = look(app, id, None).await?.ok_or(Problem::NotFound)?;
    let (sender, watched) = watch::channel(Arc::new(view));
    app.boards.open().insert(id, sender);
    tokio::spawn(keep(app.clone(), id, commits));
    Ok(watched)
}

/// Who keeps a place in a programme, by door and by age on the day.
#[derive(Clone, Debug)]
pub struct Ages {
    /// As of when.
    pub at: Timestamp,
    /// How many, by door, age in years, and hour at which they booked.
    pub counts: BTreeMap<(Door, i32, i8), u32>,
}

/// Who keeps a place, as it was within the last minute. Every birth date is opened for it, so it is counted on demand,
/// once for all who ask, and one programme after another.
pub async fn ages(app: &App, id: ProgrammeId) -> Result<Arc<Ages>, Problem> {
    let mut known = app.boards.ages.lock().await;
    let at = app.clock.now();
    let fresh = |ages: &&Arc<Ages>| at.duration_since(ages.at).unsigned_abs() < AGAIN;
    if let Some(ages) = known.get(&id).filter(fresh) {
        return Ok(Arc::clone(ages));
    }
    let counts = app.store.read(move |reader| reader.count_by_door_age_and_hour(id)).await?;
    let ages = Arc::new(Ages { at, counts });
    known.insert(id, Arc::clone(&ages));
    Ok(ages)
}

/// Keeps a board up to date for as long as somebody watches it.
async fn keep(app: App, id: ProgrammeId, mut commits: broadcast::Receiver<Arc<Committed>>) {
    let mut again = time::interval_at(time::Instant::now() + AGAIN, AGAIN);
    again.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let Some(sender) = app.boards.open().get(&id).cloned() else { return };
    let (mut news, mut figures) = (News::default(), false);
    loop {
        let view = Arc::clone(&sender.borrow());
        tokio::select! {
            () = sender.closed() => {
                if app.boards.closes(id) {
                    return;
                }
            }
            heard = commits.recv() => match heard {
                Ok(commit) => news.hears(&commit, &view.slots),
                Err(RecvError::Lagged(_)) => news.all = true,
                Err(RecvError::Closed) => return,
            },
            _ = again.tick() => figures = true,
        }
        if !figures && !news.all && !news.waitlist && news.slots.is_empty() {
            continue;
        }
        time::sleep(TOGETHER).await;
        news.hears_all(&mut commits, &view.slots);
        let touched = (!news.all).then(|| (&*view, news.slots.clone()));
        // What cannot be read now is asked again with the next commit, or in a minute.
        if let Ok(Some(fresh)) = look(&app, id, touched).await {
            (news, figures) = (News::default(), false);
            sender.send_replace(Arc::new(fresh));
        }
    }
}

/// Looks at the whole board, or again at those of its slots that were touched.
async fn look(
    app: &App,
    id: ProgrammeId,
    touched: Option<(&View, BTreeSet<SlotId>)>,
) -> Result<Option<View>, Problem> {
    app.boards.reads.fetch_add(1, Ordering::Relaxed);
    let at = app.clock.now();
    let Some((view, slots)) = touched else {
        let found = app.store.read(move |reader| {
            let figures = figures(reader, id, at)?;
            figures.map(|figures| Ok((figures, reader.board(id)?))).transpose()
        });
        let whole = |(figures, board): (Figures, Vec<BoardSlot>)| View {
            slots: board.into_iter().map(|slot| (slot.slot.id, seen(slot))).collect(),
            figures,
        };
        return Ok(found.await?.map(whole));
    };
    let found = app.store.read(move |reader| {
        let figures = figures(reader, id, at)?;
        figures.map(|figures| Ok((figures, reader.slots_by_ids(&slots)?))).transpose()
    });
    let Some((figures, slots)) = found.await? else { return Ok(None) };
    let mut fresh = View { slots: view.slots.clone(), figures };
    for slot in slots {
        let Some(known) = fresh.slots.get_mut(&slot.id) else { continue };
        if known.slot.slot != slot {
            let venue = known.slot.venue.clone();
            *known = seen(BoardSlot { slot, venue });
        }
    }
    Ok(Some(fresh))
}

fn seen(slot: BoardSlot) -> Arc<Seen> {
    Arc::new(Seen { slot, cells: [OnceLock::new(), OnceLock::new()] })
}
