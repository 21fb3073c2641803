//! What the writer is asked for, and how whoever asked is answered.

use super::caught;
use crate::{places::Wish, tx::Tx};
use anyhow::Result;
use std::fmt;
use tokio::sync::oneshot;

/// Why a write did not happen.
#[derive(Debug)]
pub enum WriteError {
    /// The queue is full: try again in a moment.
    Busy,
    /// The database cannot be reached. What was asked has not happened, or, when the connection broke
    /// during the commit, is not known to have: repeating it is safe.
    Unavailable,
    /// This write itself failed and left no trace.
    Failed(anyhow::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("the writer's queue is full"),
            Self::Unavailable => f.write_str("the database cannot be reached"),
            Self::Failed(error) => write!(f, "the write failed: {error:#}"),
        }
    }
}

impl std::error::Error for WriteError {}

pub(crate) enum Job {
    Closure(Box<dyn Work>),
    Place(Box<Wish>),
}

impl Job {
    pub(super) fn answer(self, committed: bool) {
        match self {
            Self::Closure(work) => work.answer(committed),
            Self::Place(wish) => wish.answer(committed),
        }
    }
}

/// A closure on its way through the writer: run inside the transaction, answered after the commit.
pub(crate) trait Work: Send {
    /// Runs it; false says that it failed and must leave no trace.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Tells whoever waits.
    fn answer(self: Box<Self>, committed: bool);
}

pub(super) struct Closure<F, T> {
    work: Option<F>,
    result: Option<Result<T>>,
    reply: oneshot::Sender<Result<T, WriteError>>,
}

impl<F, T> Closure<F, T>
where
    T: Send + 'static,
    F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
{
    pub(super) fn job(work: F, reply: oneshot::Sender<Result<T, WriteError>>) -> Job {
        Job::Closure(Box::new(Self { work: Some(work), result: None, reply }))
    }
}

impl<F, T> Work for Closure<F, T>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T> + Send,
    T: Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let work = self.work.take().expect("a closure runs once");
        let result = caught(|| work(tx));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, committed: bool) {
        let answer = match self.result {
            Some(Ok(value)) if committed => Ok(value),
            Some(Err(error)) if committed => Err(WriteError::Failed(error)),
            _ => Err(WriteError::Unavailable),
        };
        // Whoever asked may have gone; what was done stays done.
        let _ = self.reply.send(answer);
    }
}
