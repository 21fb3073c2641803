//! The one writer: a thread that owns the write connection. Whatever waits in its queue, 512 at most and
//! without any timer, becomes one transaction, and nobody is answered before that is durable.

mod job;
mod state;

use crate::{
    backend::{Conn, Url, disk_trouble},
    committed::Committed,
    known::Known,
    migrate, moved,
    nodes::{self, Listener, Told},
    persons,
    places::{self, Placed, Wish},
    seal::Keys,
    tx::{Reader, Tx},
};
use anyhow::Result;
use domain::Command;
pub use job::WriteError;
use job::{Closure, Job, Work};
pub use state::Trouble;
use state::{Asked, State};
pub(crate) use state::{Final, Moved};
use std::{
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicI32, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, SyncSender, TrySendError},
    },
    thread,
    time::{Duration, Instant},
};
use tokio::sync::{broadcast, oneshot, watch};

/// Commands that become one transaction at most.
const BATCH_MOST: usize = 512;
/// Commands that may wait; one more is told that the counter is busy.
const QUEUE_MOST: usize = 4_096;
/// Commits a slow board may fall behind before it must load afresh.
const COMMITS_KEPT: usize = 1_024;
/// How long nobody may ask for anything before it is looked whether the town is still here.
const LOOKS_AFTER: Duration = Duration::from_secs(5);
const PAUSE_FIRST: Duration = Duration::from_millis(200);
const PAUSE_MOST: Duration = Duration::from_secs(10);

pub(crate) struct Writer {
    queue: Mutex<Option<SyncSender<Job>>>,
    state: watch::Receiver<State>,
    asked: Asked,
    commits: broadcast::Sender<Arc<Committed>>,
    thread: Mutex<Option<thread::JoinHandle<()>>>,
}

impl Drop for Writer {
    /// Ends the thread after what waits is done, so that the file is closed in good order.
    fn drop(&mut self) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

impl Writer {
    pub(crate) fn start(url: Url, keys: Arc<Keys>, known: Arc<Known>) -> Self {
        let (queue, jobs) = mpsc::sync_channel(QUEUE_MOST);
        let (state_in, watched) = watch::channel(State::Starting);
        let commits = broadcast::Sender::new(COMMITS_KEPT);
        let told = Arc::new(Told { commits: commits.clone(), known, own: AtomicI32::new(0) });
        let asked = Asked::default();
        let (state, nodes) = (state_in, OnceLock::new());
        let desk = Desk { url, keys, state, asked: asked.clone(), told, nodes };
        let thread = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || desk.run(&jobs))
            .expect("a thread can be started");
        let (queue, thread) = (Mutex::new(Some(queue)), Mutex::new(Some(thread)));
        Self { queue, state: watched, asked, commits, thread }
    }

    pub(crate) fn commits(&self) -> broadcast::Receiver<Arc<Committed>> {
        self.commits.subscribe()
    }

    pub(crate) fn trouble(&self) -> Option<String> {
        match &*self.state.borrow() {
            State::Ready => None,
            State::Starting => Some("starting".to_owned()),
            State::Down(why) | State::Ailing(_, why) | State::Refused(_, why) => Some(why.clone()),
        }
    }

    pub(crate) fn kind_of_trouble(&self) -> Option<Trouble> {
        match &*self.state.borrow() {
            State::Ready => None,
            State::Starting | State::Down(_) => Some(Trouble::Unreachable),
            State::Ailing(trouble, _) | State::Refused(trouble, _) => Some(*trouble),
        }
    }

    /// Whether waiting will never mend it: a newer schema, another town's key, a town that moved.
    pub(crate) fn is_hopeless(&self) -> bool {
        matches!(*self.state.borrow(), State::Refused(..))
    }

    pub(crate) async fn ready(&self) -> Result<()> {
        let mut state = self.state.clone();
        let settled = state.wait_for(|s| !matches!(s, State::Starting)).await?.clone();
        match settled {
            State::Ready | State::Starting => Ok(()),
            State::Down(why) | State::Ailing(_, why) | State::Refused(_, why) => {
                Err(anyhow::anyhow!(why))
            }
        }
    }

    /// Whether there is a database to read from, waiting for it so long.
    pub(crate) async fn is_readable_within(&self, wait: Duration) -> bool {
        let readable = |state: &State| matches!(state, State::Ready | State::Ailing(..));
        let mut state = self.state.clone();
        if readable(&state.borrow()) {
            return true;
        }
        tokio::time::timeout(wait, state.wait_for(readable)).await.is_ok()
    }

    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, WriteError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Closure::job(work, reply))?;
        answer.await.unwrap_or(Err(WriteError::Unavailable))
    }

    pub(crate) async fn place(&self, command: Command) -> Result<Placed, WriteError> {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Job::Place(Box::new(Wish::new(command, reply))))?;
        answer.await.unwrap_or(Err(WriteError::Unavailable))
    }

    fn enqueue(&self, job: Job) -> Result<(), WriteError> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queue.as_ref().ok_or(WriteError::Unavailable)?;
        if self.asked.in_vain() {
            return Err(WriteError::Unavailable);
        }
        queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => WriteError::Busy,
            TrySendError::Disconnected(_) => WriteError::Unavailable,
        })
    }
}

/// The thread's own half.
struct Desk {
    url: Url,
    keys: Arc<Keys>,
    state: watch::Sender<State>,
    asked: Asked,
    /// Whoever waits for what a commit touched.
    told: Arc<Told>,
    /// Listens to other nodes since the database was first opened.
    nodes: OnceLock<Listener>,
}

impl Desk {
    fn run(&self, jobs: &Receiver<Job>) {
        while let Some(mut conn) = self.connect(jobs) {
            loop {
                let first = match jobs.recv_timeout(LOOKS_AFTER) {
                    Ok(first) => first,
                    Err(RecvTimeoutError::Disconnected) => return,
                    Err(RecvTimeoutError::Timeout) => {
                        match self.asked.while_at(|| self.looks(&mut conn)) {
                            Ok(()) => continue,
                            Err(_) => break,
                        }
                    }
                };
                let mut batch = gather(first, jobs);
                let done = self.asked.while_at(|| self.commit(&mut conn, &mut batch));
                if let Err(error) = &done {
                    tracing::error!("a batch could not be committed: {error:#}");
                    self.state.send_replace(State::after(error));
                }
                // Last, so that whoever is answered finds the boards and the state as they now are.
                for job in batch {
                    job.answer(done.is_ok());
                }
                if done.is_err() && !self.is_ailing() {
                    break;
                }
                if done.is_err() && !self.heals(&mut conn, jobs) {
                    return;
                }
            }
        }
    }

    /// While nobody asks for anything: whether the town is still here. Another program may have taken it away, or the server
    /// may be gone without a word.
    fn looks(&self, conn: &mut Conn) -> Result<()> {
        let still = if conn.is_file() { moved::refuse(conn) } else { conn.batch("SELECT 1") };
        if let Err(error) = &still {
            tracing::error!("nothing can be written any more: {error:#}");
            self.state.send_replace(State::after(error));
        }
        still
    }

    /// Opens and prepares the database, trying again with growing pauses; meanwhile every job is told so.
    /// `None` says that nobody is left to serve.
    fn connect(&self, jobs: &Receiver<Job>) -> Option<Conn> {
        let mut pause = PAUSE_FIRST;
        loop {
            match self.asked.while_at(|| self.open()) {
                Ok(mut conn) => match conn.checkpoint() {
                    Ok(()) => {
                        self.state.send_replace(State::Ready);
                        return Some(conn);
                    }
                    Err(error) => {
                        tracing::error!("the disk does not keep what is written: {error:#}");
                        self.state.send_replace(State::after(&error));
                        if self.is_ailing() {
                            return self.heals(&mut conn, jobs).then_some(conn);
                        }
                    }
                },
                Err(error) => {
                    tracing::warn!("the database is not ready: {error:#}");
                    // Without a connection there is nothing to read from either.
                    self.state.send_replace(match State::after(&error) {
                        State::Ailing(_, why) => State::Down(why),
                        other => other,
                    });
                }
            }
            if !turned_away(jobs, pause) {
                return None;
            }
            pause = (pause * 2).min(PAUSE_MOST);
        }
    }

    fn is_ailing(&self) -> bool {
        matches!(*self.state.borrow(), State::Ailing(..))
    }

    /// Waits until the disk takes and keeps what is written again, on the same connection: another one would believe the
    /// doubtful end of the log. False says that nobody is left to serve.
    fn heals(&self, conn: &mut Conn, jobs: &Receiver<Job>) -> bool {
        let mut pause = PAUSE_FIRST;
        while turned_away(jobs, pause) {
            match conn.proves_its_disk() {
                Ok(()) => {
                    tracing::warn!("the disk takes and keeps what is written again");
                    self.state.send_replace(State::Ready);
                    return true;
                }
                Err(error) => {
                    tracing::warn!("the disk still does not keep what is written: {error:#}");
                    let trouble = disk_trouble(&error).unwrap_or(Trouble::DiskFails);
                    self.state.send_replace(State::Ailing(trouble, format!("{error:#}")));
                }
            }
            pause = (pause * 2).min(PAUSE_MOST);
        }
        false
    }

    fn open(&self) -> Result<Conn> {
        let mut conn = self.url.connect(true)?;
        migrate::run(&mut conn)?;
        conn.keeps_nobody_waiting()?;
        conn.shows_itself()?;
        moved::refuse(&mut conn)?;
        persons::check_key(&mut conn, &self.keys)?;
        self.told.own.store(conn.number().unwrap_or_default(), Ordering::Relaxed);
        if self.nodes.get().is_none()
            && let Some(ear) = self.url.ear()?
        {
            let (url, told) = (self.url.clone(), Arc::clone(&self.told));
            self.nodes.get_or_init(|| Listener::start(ear, url, told));
        }
        Ok(conn)
    }

    /// One batch, one transaction. An error means that the connection is of no more use.
    fn commit(&self, conn: &mut Conn, batch: &mut [Job]) -> Result<()> {
        let mut touched = Committed::default();
        let done = conn.begin_write().and_then(|()| {
            if conn.is_file() {
                moved::refuse(conn)?;
            }
            let reader = Reader { conn, keys: &self.keys };
            let mut tx = Tx { reader, touched: &mut touched };
            run_all(&mut tx, batch)?;
            let told = nodes::message(tx.touched);
            tx.conn.commit(told)
        });
        if done.is_err() {
            let _ = conn.batch("ROLLBACK");
        }
        if done.is_ok() {
            self.told.of(touched);
        } else if touched.signed_out {
            // Nobody knows whether it happened.
            self.told.known.forget();
        }
        done
    }
}

/// Tells everybody who comes within this time that it cannot be done now; false if nobody can come any more.
fn turned_away(jobs: &Receiver<Job>, pause: Duration) -> bool {
    let until = Instant::now() + pause;
    while let Some(left) = until.checked_duration_since(Instant::now()) {
        match jobs.recv_timeout(left) {
            Ok(job) => job.answer(false),
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
    true
}

fn gather(first: Job, jobs: &Receiver<Job>) -> Vec<Job> {
    let mut batch = vec![first];
    while batch.len() < BATCH_MOST {
        let Ok(job) = jobs.try_recv() else { break };
        batch.push(job);
    }
    batch
}

/// Decides all wishes for places together, and then runs the closures in their order. Whoever asked waits for an answer, so
/// no two of the jobs were asked for one after the other, and a message that is ticked off need not cut the wishes in two.
fn run_all(tx: &mut Tx<'_>, batch: &mut [Job]) -> Result<()> {
    let wishes = batch.iter_mut().filter_map(|job| match job {
        Job::Place(wish) => Some(wish.as_mut()),
        Job::Closure(_) => None,
    });
    let mut wishes: Vec<_> = wishes.collect();
    if !wishes.is_empty() {
        places::run(tx, &mut wishes)?;
    }
    for job in batch {
        if let Job::Closure(work) = job {
            run_one(tx, work.as_mut())?;
        }
    }
    Ok(())
}

fn run_one(tx: &mut Tx<'_>, work: &mut dyn Work) -> Result<()> {
    guarded(tx, |tx| Ok(work.run(tx))).map(|_| ())
}

/// Runs something inside a savepoint and takes it back if it says no or fails.
/// The inner `Err` is its own failure, the outer one the connection's.
pub(crate) fn guarded(
    tx: &mut Tx<'_>,
    work: impl FnOnce(&mut Tx<'_>) -> Result<bool>,
) -> Result<Result<bool>> {
    tx.conn.word("SAVEPOINT one")?;
    let before = tx.touched.clone();
    let kept = caught(|| work(tx));
    if matches!(kept, Ok(true)) {
        tx.conn.word("RELEASE SAVEPOINT one")?;
    } else {
        *tx.touched = before;
        tx.conn.batch("ROLLBACK TO SAVEPOINT one; RELEASE SAVEPOINT one")?;
    }
    Ok(kept)
}

/// A broken invariant costs whoever met it an error, not the town its writer. Nothing half done is seen
/// afterwards: the savepoint takes it back.
fn caught<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Err(anyhow::anyhow!("a broken invariant: {}", text.unwrap_or("without words")))
    })
}
