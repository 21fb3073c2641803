//! The memory of the counter: the only crate that contains SQL.
//! One writer thread commits whatever waits as one transaction; reads never wait for it.

mod accounts;
mod apply;
mod backend;
mod board;
mod bookings;
mod calls;
mod codes;
mod committed;
mod copying;
#[cfg(test)]
mod growth;
mod history;
mod holds;
mod imports;
mod inbox;
mod known;
mod links;
mod menus;
mod migrate;
mod moved;
mod nodes;
mod notes;
mod officers;
mod outbox;
mod persons;
mod places;
mod pool;
mod programmes;
mod protection;
mod reminders;
mod scripts;
mod seal;
mod search;
mod second;
mod sign_ins;
mod slots;
mod staff;
mod statistics;
mod talk;
mod throttle;
mod timetables;
mod todos;
mod tx;
mod uploads;
mod verify;
mod vouchers;
mod waitlist;
mod writer;

pub use accounts::{Account, LineUser};
pub use backend::Url;
pub use board::PlacesAt;
pub use bookings::{BoardSlot, Seat};
pub use committed::Committed;
pub use copying::{Copied, CopiedTable, CopyStep, NotCopied, copy_to_postgres, reopen};
pub use history::{HistoryLine, What, search::HistoryAsked};
pub use imports::{Built, Import, Obstacle};
pub use inbox::Taken;
pub use links::{EverLinked, Proxy};
pub use migrate::NEWEST;
pub use officers::{AtDesk, Officer};
pub use outbox::{Due, Lost, Outgoing, PushStop, Settled, Undelivered, id_of_cause};
pub use places::Placed;
pub use pool::ReadError;
pub use programmes::{Announced, SessionRow};
pub use reminders::{ToRemind, Told};
pub use scripts::Wording;
pub use seal::{KEY_LEN, Keys, Sealed, Token};
pub use search::{Found, Hit, Progress, Unsearched};
pub use second::SecondFactor;
pub use sign_ins::{DeskSignIn, Ended, SignIn, Who};
pub use staff::{Colleague, Invitation};
pub use statistics::Made;
pub use throttle::{Allowance, LIFT};
pub use timetables::Run;
pub use todos::{TodoEnd, WhichTodos};
pub use tx::{Reader, Tx};
pub use uploads::Upload;
pub use verify::Difference;
pub use vouchers::Owner;
pub use waitlist::{Counted, Refilled, Seen};
pub use writer::{Trouble, WriteError};

use anyhow::Result;
use domain::{AccountId, Command};
use jiff::Timestamp;
use std::{sync::Arc, time::Duration};
use tokio::sync::broadcast;

/// The store of one town.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    writer: writer::Writer,
    readers: pool::Pool,
    keys: Arc<Keys>,
    known: Arc<known::Known>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

/// How long a read waits for the database to be ready before it says that it is not.
const READY_WAIT: Duration = Duration::from_secs(2);

impl Store {
    /// Starts the writer on this database. A server that cannot be reached is tried again with growing
    /// pauses; until then reads and writes say so. [`Store::ready`] waits for the first success.
    pub fn start(url: Url, keys: Keys) -> Self {
        let keys = Arc::new(keys);
        let known = Arc::new(known::Known::default());
        let writer = writer::Writer::start(url.clone(), Arc::clone(&keys), Arc::clone(&known));
        let readers = pool::Pool::new(url, Arc::clone(&keys));
        Self { inner: Arc::new(Inner { writer, readers, keys, known }) }
    }

    /// Waits until the schema is there, or says what stands in the way.
    pub async fn ready(&self) -> Result<()> {
        self.inner.writer.ready().await
    }

    /// What stands in the way of writing now, if anything.
    pub fn trouble(&self) -> Option<String> {
        self.inner.writer.trouble()
    }

    /// The same, as far as it makes a difference to whoever is told. What the disk does not take can still be read.
    pub fn kind_of_trouble(&self) -> Option<Trouble> {
        self.inner.writer.kind_of_trouble()
    }

    /// Whether what stands in the way will not be mended by waiting: a newer schema, another town's key.
    pub fn is_hopeless(&self) -> bool {
        self.inner.writer.is_hopeless()
    }

    /// The keys, for tokens that are computed before the queue.
    pub fn keys(&self) -> &Keys {
        &self.inner.keys
    }

    /// Alters the world. The closure runs on the writer's thread; the future resolves when what it did is
    /// durable. A closure that fails leaves no trace.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T, WriteError> {
        self.inner.writer.write(work).await
    }

    /// Takes, swaps or gives back a place. Resolves when the answer is durable.
    pub async fn place(&self, command: Command) -> Result<Placed, WriteError> {
        self.inner.writer.place(command).await
    }

    /// Looks at the world as of one moment, without waiting for the writer.
    pub async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Reader<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T, ReadError> {
        if !self.inner.writer.is_readable_within(READY_WAIT).await {
            return Err(ReadError::Unavailable);
        }
        self.inner.readers.read(look).await
    }

    /// The same for a look of some microseconds that a press of a button waits for.
    pub async fn glance<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Reader<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T, ReadError> {
        if !self.inner.writer.is_readable_within(READY_WAIT).await {
            return Err(ReadError::Unavailable);
        }
        self.inner.readers.glance(look).await
    }

    /// The resident's account whose sign-in has this token, if it is in force. Whoever was here before is known without
    /// the database.
    pub async fn account_signed_in(
        &self,
        token: &Token,
        now: Timestamp,
    ) -> Result<Option<AccountId>, ReadError> {
        let known = &self.inner.known;
        if let Some(account) = known.whose(token, now) {
            return Ok(Some(account));
        }
        let (began, asked) = (known.before_a_look(), token.clone());
        let found = self.read(move |reader| reader.sign_in(&asked, now)).await?;
        let Some(SignIn { who: Who::Account(account), expires_at }) = found else {
            return Ok(None);
        };
        known.keep(began, token.clone(), (account, expires_at));
        Ok(Some(account))
    }

    /// What each commit touched, as it happens. A receiver that falls behind is told that it did.
    pub fn commits(&self) -> broadcast::Receiver<Arc<Committed>> {
        self.inner.writer.commits()
    }
}
