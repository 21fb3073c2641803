//! A transaction for each booking, as most systems have it: 64 connections want the one hot slot, and its row or a lock by
//! name lets in one after another.

use crate::{
    bare::{self, Client},
    setting::PEOPLE,
};
use anyhow::{Context, Result};
use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

/// Connections at the same time.
const CONNECTIONS: usize = 64;
/// A key of an advisory lock that nothing else has.
const BY_NAME: &str = "SELECT pg_advisory_xact_lock(7)";
const BY_ROW: &str = "SELECT 1 FROM slot_pool WHERE slot_id = '00000000-0000-0000-0000-000000000000' \
    AND pool = 'public' FOR UPDATE";

/// What lets in one after another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    Row,
    Advisory,
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Row => "row lock, 64 connections",
            Self::Advisory => "advisory lock, 64 connections",
        })
    }
}

/// Books through all of them; says how many in what time.
pub(crate) fn run(
    client: impl Fn() -> Result<Client>,
    lock: Lock,
    length: Duration,
) -> Result<(u64, Duration)> {
    let clients = (0..CONNECTIONS).map(|_| client()).collect::<Result<Vec<_>>>()?;
    let (next, begun) = (AtomicU64::new(0), Instant::now());
    let made = thread::scope(|scope| {
        let books = |client| scope.spawn(|| one(client, lock, &next, begun + length));
        let all: Vec<_> = clients.into_iter().map(books).collect();
        all.into_iter().try_fold(0, |sum, one| {
            let made = one.join().ok().context("a connection's thread ends well")??;
            anyhow::Ok(sum + made)
        })
    })?;
    Ok((made, begun.elapsed()))
}

/// One connection's bookings.
fn one(mut client: Client, lock: Lock, next: &AtomicU64, until: Instant) -> Result<u64> {
    let (mut made, mut hash) = (0, Vec::new());
    while Instant::now() < until {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= PEOPLE {
            break;
        }
        client.batch("BEGIN")?;
        client.batch(match lock {
            Lock::Row => BY_ROW,
            Lock::Advisory => BY_NAME,
        })?;
        hash = bare::book(&mut client, n, true, &hash)?;
        client.batch("COMMIT")?;
        made += 1;
    }
    Ok(made)
}
