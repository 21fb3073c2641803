//! Connections for reading. They never wait for the writer and can alter nothing.

use crate::{
    backend::{Conn, Url},
    seal::Keys,
    tx::Reader,
};
use anyhow::{Result, bail};
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Instant,
};
use tokio::{sync::Semaphore, task};

/// Reads at once; more wait their turn.
const READERS: usize = 8;

pub(crate) struct Pool {
    url: Url,
    keys: Arc<Keys>,
    idle: Arc<Mutex<Idle>>,
    turns: Arc<Semaphore>,
}

#[derive(Default)]
struct Idle {
    conns: Vec<Conn>,
    /// When somebody last found that the database cannot be reached.
    away: Option<Instant>,
}

/// Why a read did not happen.
#[derive(Debug)]
pub enum ReadError {
    /// The database cannot be reached.
    Unavailable,
    /// This read itself failed.
    Failed(anyhow::Error),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable => f.write_str("the database cannot be reached"),
            Self::Failed(error) => write!(f, "the read failed: {error:#}"),
        }
    }
}

impl std::error::Error for ReadError {}

impl Pool {
    pub(crate) fn new(url: Url, keys: Arc<Keys>) -> Self {
        let turns = Arc::new(Semaphore::new(READERS));
        Self { url, keys, idle: Arc::default(), turns }
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Reader<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T, ReadError> {
        let asked = Instant::now();
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|_| ReadError::Unavailable)?;
        let (url, keys, idle) = (self.url.clone(), Arc::clone(&self.keys), Arc::clone(&self.idle));
        let done = task::spawn_blocking(move || {
            let _turn = turn;
            let mut conn = begun(&idle, &url, asked).map_err(|error| {
                tracing::warn!("no connection for reading: {error:#}");
                ReadError::Unavailable
            })?;
            let result = look_once(&mut conn, &keys, look);
            if conn.is_lost() {
                return Err(ReadError::Unavailable);
            }
            idle.lock().unwrap_or_else(PoisonError::into_inner).conns.push(conn);
            result.map_err(ReadError::Failed)
        });
        done.await.unwrap_or_else(|panic| Err(ReadError::Failed(panic.into())))
    }
}

impl Pool {
    /// The same for a look of some microseconds that a press of a button waits for. On a file it is taken where it is asked
    /// for, where a connection is idle, without handing it to another thread and back. A server has to be
    /// waited for, which a thread that runs futures must not do.
    pub(crate) async fn glance<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Reader<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T, ReadError> {
        let idle = |turn| Some((turn, take(&self.idle)?));
        let on_a_file = matches!(self.url, Url::Sqlite(_));
        let turn = if on_a_file { self.turns.try_acquire().ok() } else { None };
        let Some((_turn, mut conn)) = turn.and_then(idle) else {
            return self.read(look).await;
        };
        let result = conn.begin_read().and_then(|()| look_once(&mut conn, &self.keys, look));
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).conns.push(conn);
        result.map_err(ReadError::Failed)
    }
}

impl Drop for Pool {
    /// PostgreSQL's client says goodbye by blocking, which a thread that runs futures must not do.
    fn drop(&mut self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        if !idle.conns.is_empty() {
            let _ = thread::spawn(move || drop(idle)).join();
        }
    }
}

/// A connection with a read transaction begun. One that was cut while it lay idle shows only now, and is
/// replaced, so that nobody is turned away after the database has come back. Where another has found since this was asked
/// for that it cannot be reached, that is not tried again: it takes seconds, and a crowd would wait for its turns one after
/// another.
fn begun(idle: &Mutex<Idle>, url: &Url, asked: Instant) -> Result<Conn> {
    while let Some(mut conn) = take(idle) {
        if conn.begin_read().is_ok() {
            return Ok(conn);
        }
    }
    let known = || idle.lock().unwrap_or_else(PoisonError::into_inner);
    if known().away.is_some_and(|away| away >= asked) {
        bail!("it could not be reached a moment ago");
    }
    let conn = url.connect(false).and_then(|mut conn| conn.begin_read().map(|()| conn));
    if conn.is_err() {
        known().away = Some(Instant::now());
    }
    conn
}

/// An idle connection that still lives, as far as one can tell.
fn take(idle: &Mutex<Idle>) -> Option<Conn> {
    let mut idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
    std::iter::from_fn(|| idle.conns.pop()).find(|conn| !conn.is_lost())
}

fn look_once<T>(
    conn: &mut Conn,
    keys: &Keys,
    look: impl FnOnce(&mut Reader<'_>) -> Result<T>,
) -> Result<T> {
    let result = look(&mut Reader { conn, keys });
    conn.word(if result.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    result
}
