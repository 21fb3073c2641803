//! What is measured on one database: every case from a fresh copy of the same town, its rows counted
//! afterwards, and the figures of a round set against each other.

use crate::{
    bare::{self, Client},
    locks::{self, Lock},
    setting::{KEY, LINKS, PEOPLE, PEOPLE_LITE, PEOPLE_PG, set_up, wish},
};
use anyhow::{Result, ensure};
use domain::Command;
use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use store::{Keys, Store, Url};
use tokio::{runtime::Runtime, task::JoinSet};

/// Commands that become one transaction at most, in the writer and in the bare loop.
const BATCH: u64 = 512;
const SCHEMA: &str = "madoguchi_bench";

/// One way of booking, over all slots or into one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Bare {
        per_commit: u64,
        hot: bool,
    },
    Ours {
        at_once: usize,
        hot: bool,
    },
    /// A transaction for each booking on PostgreSQL, into the one hot slot, behind this lock.
    Each {
        lock: Lock,
    },
}

impl Case {
    pub(crate) const ALL: [Self; 10] = {
        const fn of(hot: bool) -> [Case; 5] {
            [
                Case::Bare { per_commit: 1, hot },
                Case::Bare { per_commit: BATCH, hot },
                Case::Ours { at_once: 1, hot },
                Case::Ours { at_once: 64, hot },
                Case::Ours { at_once: 1_024, hot },
            ]
        }
        let ([a, b, c, d, e], [f, g, h, i, j]) = (of(false), of(true));
        [a, b, c, d, e, f, g, h, i, j]
    };

    fn hot(self) -> bool {
        match self {
            Self::Bare { hot, .. } | Self::Ours { hot, .. } => hot,
            Self::Each { .. } => true,
        }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let over = if self.hot() { "one hot slot" } else { "2,000 slots" };
        match self {
            Self::Bare { per_commit: 1, .. } => write!(f, "(a) bare, a commit each | {over}"),
            Self::Bare { per_commit, .. } => {
                write!(f, "(b) bare, {per_commit} per commit | {over}")
            }
            Self::Ours { at_once, .. } => write!(f, "ours, {at_once} outstanding | {over}"),
            Self::Each { lock } => write!(f, "a transaction each, {lock} | {over}"),
        }
    }
}

/// One database and what was measured on it, one figure a round.
pub(crate) struct Bench {
    place: Place,
    rates: Vec<(Case, Vec<f64>)>,
    lines: i64,
}

enum Place {
    Sqlite { template: PathBuf, run: PathBuf },
    Postgres { server: String, url: String },
}

impl Bench {
    /// Sets the town up in a file that every case gets a copy of.
    pub(crate) fn sqlite(folder: &Path) -> Result<Self> {
        let (template, run) = (folder.join("template.db"), folder.join("run.db"));
        begin(Url::Sqlite(template.clone()))?;
        let mut client = Client::lite(&template)?;
        client.batch(PEOPLE_LITE)?;
        client.batch(LINKS)?;
        client.batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
        Self::of(Place::Sqlite { template, run }, &mut client)
    }

    /// Sets the town up in a schema of its own.
    pub(crate) fn postgres(server: &str) -> Result<Self> {
        let url = schema(server, SCHEMA)?;
        begin(Url::Postgres(url.clone()))?;
        let mut client = Client::pg(&url)?;
        client.batch(PEOPLE_PG)?;
        client.batch(LINKS)?;
        client.batch("ANALYZE person")?;
        Self::of(Place::Postgres { server: server.to_owned(), url }, &mut client)
    }

    fn of(place: Place, client: &mut Client) -> Result<Self> {
        let lines = client.number("SELECT COUNT(*) FROM history")?;
        Ok(Self { place, rates: Vec::new(), lines })
    }

    /// Runs one case and keeps its figure.
    pub(crate) fn measure(&mut self, case: Case, length: Duration) -> Result<f64> {
        self.place.fresh()?;
        let (made, took) = match case {
            Case::Bare { per_commit, hot } => {
                bare::run(&mut self.place.client()?, per_commit, hot, length)?
            }
            Case::Ours { at_once, hot } => {
                runtime()?.block_on(ours(self.place.url(), at_once, hot, length))?
            }
            Case::Each { lock } => locks::run(|| self.place.client(), lock, length)?,
        };
        self.count(case, made)?;
        #[expect(clippy::cast_precision_loss, reason = "a hundred thousand at most")]
        let rate = made as f64 / took.as_secs_f64();
        eprintln!("{}: {case}: {rate:.0}", self.place);
        match self.rates.iter_mut().find(|(other, _)| *other == case) {
            Some((_, rates)) => rates.push(rate),
            None => self.rates.push((case, vec![rate])),
        }
        Ok(rate)
    }

    /// Every answer has its rows, and there are no others.
    fn count(&self, case: Case, made: u64) -> Result<()> {
        let mut client = self.place.client()?;
        let made = i64::try_from(made)?;
        for (rows, expected) in [
            ("SELECT COUNT(*) FROM booking WHERE cancelled_at IS NULL", made),
            ("SELECT COUNT(*) FROM outbox", made),
            ("SELECT COUNT(*) FROM history", made + self.lines),
            ("SELECT CAST(SUM(booked) AS BIGINT) FROM slot_pool", made),
            ("SELECT value FROM counter WHERE name = 'booking_number'", made),
        ] {
            let found = client.number(rows)?;
            ensure!(
                found == expected,
                "{case}: {rows} gives {found} where {expected} were answered"
            );
        }
        Ok(())
    }

    fn rates(&self, case: Case) -> &[f64] {
        let found = self.rates.iter().find(|(other, _)| *other == case);
        found.map_or(&[], |(_, rates)| rates)
    }
}

impl fmt::Display for Bench {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## {}\n", self.place)?;
        writeln!(
            f,
            "| case | places | durable bookings/s | ÷ (a), same round | ÷ (b), same round |"
        )?;
        writeln!(f, "|---|---|--:|--:|--:|")?;
        for (case, rates) in &self.rates {
            let against = |per_commit| {
                let bare = self.rates(Case::Bare { per_commit, hot: case.hot() });
                Spread::of(
                    &rates.iter().zip(bare).map(|(ours, bare)| ours / bare).collect::<Vec<_>>(),
                )
            };
            writeln!(
                f,
                "| {case} | {} | {:.2} | {:.2} |",
                Spread::of(rates),
                against(1),
                against(BATCH)
            )?;
        }
        Ok(())
    }
}

impl Place {
    fn url(&self) -> Url {
        match self {
            Self::Sqlite { run, .. } => Url::Sqlite(run.clone()),
            Self::Postgres { url, .. } => Url::Postgres(url.clone()),
        }
    }

    fn client(&self) -> Result<Client> {
        match self {
            Self::Sqlite { run, .. } => Client::lite(run),
            Self::Postgres { url, .. } => Client::pg(url),
        }
    }

    /// The town as it was set up, without a booking.
    fn fresh(&self) -> Result<()> {
        match self {
            Self::Sqlite { template, run } => {
                // The last connection to close took the write-ahead log with it.
                fs::copy(template, run)?;
                fs::File::open(run)?.sync_all()?;
                Ok(())
            }
            Self::Postgres { url, .. } => {
                let mut client = Client::pg(url)?;
                client.batch(
                    "TRUNCATE booking, outbox CASCADE; DELETE FROM history WHERE booking_id IS NOT NULL; \
                     UPDATE slot_pool SET booked = 0; UPDATE counter SET value = 0",
                )?;
                ["booking", "outbox", "history", "slot_pool", "counter"]
                    .into_iter()
                    .try_for_each(|table| client.batch(&format!("VACUUM FULL ANALYZE {table}")))
            }
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite { .. } => "SQLite",
            Self::Postgres { .. } => "PostgreSQL",
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Self::Postgres { server, .. } = self {
            let gone = format!("DROP SCHEMA IF EXISTS {SCHEMA} CASCADE");
            if let Err(error) = Client::pg(server).and_then(|mut client| client.batch(&gone)) {
                eprintln!("the schema {SCHEMA} is left behind: {error:#}");
            }
        }
    }
}

/// Makes an empty schema; says where it is.
pub(crate) fn schema(server: &str, name: &str) -> Result<String> {
    let made = format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}");
    Client::pg(server)?.batch(&made)?;
    let mark = if server.contains('?') { '&' } else { '?' };
    Ok(format!("{server}{mark}options=-c%20search_path%3D{name}"))
}

fn runtime() -> Result<Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

fn begin(url: Url) -> Result<()> {
    runtime()?.block_on(async {
        let store = Store::start(url, Keys::derive(&KEY));
        store.ready().await?;
        Ok(store.write(set_up).await?)
    })
}

/// Books through the store with so many wishes outstanding at any time.
async fn ours(url: Url, at_once: usize, hot: bool, length: Duration) -> Result<(u64, Duration)> {
    let store = Store::start(url, Keys::derive(&KEY));
    store.ready().await?;
    let (next, begun) = (Arc::new(AtomicU64::new(0)), Instant::now());
    let mut asking = JoinSet::new();
    for _ in 0..at_once {
        let (store, next) = (store.clone(), Arc::clone(&next));
        asking.spawn(async move {
            let mut made = 0;
            while begun.elapsed() < length {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= PEOPLE {
                    break;
                }
                let placed = store.place(Command::Book(wish(n, hot))).await?;
                let granted = placed.is_ok_and(|decision| !decision.changes.is_empty());
                ensure!(granted, "wish {n} was not granted");
                made += 1;
            }
            Ok(made)
        });
    }
    let mut made = 0;
    while let Some(one) = asking.join_next().await {
        made += one??;
    }
    Ok((made, begun.elapsed()))
}

/// A median with its range.
pub(crate) struct Spread {
    pub(crate) median: f64,
    least: f64,
    most: f64,
}

impl Spread {
    pub(crate) fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |index| sorted.get(index).copied().unwrap_or(f64::NAN);
        Self {
            median: at(sorted.len() / 2),
            least: at(0),
            most: at(sorted.len().saturating_sub(1)),
        }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(0);
        write!(f, "{:.digits$} ({:.digits$}–{:.digits$})", self.median, self.least, self.most)
    }
}
