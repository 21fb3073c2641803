//! A connection to a PostgreSQL server: what is settled with it before anything is asked.

use super::{Conn, OTHER_WRITER_MOST};
use anyhow::{Context, Result, bail};
use std::{collections::HashMap, time::Duration};

/// What is asked of a server at first. A database may hold several towns, each in a schema of its own.
const ABOUT: &str = "SELECT current_setting('server_version_num')::int, pg_backend_pid(), \
    quote_ident('madoguchi_' || COALESCE(current_schema(), 'public'))";

/// How long a node may stand still in the middle of a batch before the server takes the batch back and lets the next one
/// in. Between two statements of ours there are milliseconds.
const STANDS_STILL_MOST: Duration = Duration::from_secs(10);
/// A side that has gone without a word is found out by both within some eleven seconds: after so much silence it is asked,
/// and again after so long, so often.
const SILENCE: Duration = Duration::from_secs(5);
const ASKED_AGAIN: Duration = Duration::from_secs(2);
const ASKED_TIMES: u32 = 3;
/// The key of the lock that every node of a town holds, beside that of its schema ("here" in ASCII). All hold it together:
/// nobody ever waits for it, and the server lets it go with the connection.
const HERE: i32 = 0x6865_7265;
/// The key of the town.
const TOWN: &str = "hashtext(COALESCE(current_schema(), 'public'))";

pub(crate) struct Pg {
    pub(super) client: postgres::Client,
    prepared: HashMap<String, postgres::Statement>,
    /// Where this town's nodes tell each other what they did.
    pub(super) channel: String,
    /// What the server knows this connection by.
    pub(super) number: i32,
}

pub(super) fn connect_pg(url: &str) -> Result<Pg> {
    let mut config: postgres::Config = url.parse().context("reading the PostgreSQL URL")?;
    config.application_name("madoguchi");
    config.connect_timeout(Duration::from_secs(3));
    config.tcp_user_timeout(STANDS_STILL_MOST);
    config.keepalives_idle(SILENCE);
    config.keepalives_interval(ASKED_AGAIN);
    config.keepalives_retries(ASKED_TIMES);
    let mut client = config.connect(postgres::NoTls).context("connecting to PostgreSQL")?;
    let about = client.query_one(ABOUT, &[])?;
    let (version, number): (i32, i32) = (about.get(0), about.get(1));
    let channel = about.get(2);
    if version < 150_000 {
        bail!("PostgreSQL 15 or newer is needed; this server is {}", version / 10_000);
    }
    client.batch_execute(&format!(
        "SET synchronous_commit = on; SET idle_in_transaction_session_timeout = '60s'; \
         SET tcp_keepalives_idle = {}; SET tcp_keepalives_interval = {}; \
         SET tcp_keepalives_count = {ASKED_TIMES}; SET tcp_user_timeout = {}",
        SILENCE.as_secs(),
        ASKED_AGAIN.as_secs(),
        STANDS_STILL_MOST.as_millis(),
    ))?;
    Ok(Pg { client, prepared: HashMap::new(), channel, number })
}

impl Conn {
    /// Whoever writes here must not keep the other nodes waiting, nor wait for them longer than a page may take.
    pub(crate) fn keeps_nobody_waiting(&mut self) -> Result<()> {
        let Self::Pg(pg) = self else { return Ok(()) };
        Ok(pg.client.batch_execute(&format!(
            "SET idle_in_transaction_session_timeout = {}; SET lock_timeout = {}",
            STANDS_STILL_MOST.as_millis(),
            OTHER_WRITER_MOST.as_millis(),
        ))?)
    }
}

impl Conn {
    /// From now on other nodes see that this one is here, for as long as the connection lives.
    pub(crate) fn shows_itself(&mut self) -> Result<()> {
        let Self::Pg(pg) = self else { return Ok(()) };
        let sql = format!("SELECT pg_advisory_lock_shared({HERE}, {TOWN})");
        Ok(pg.client.batch_execute(&sql)?)
    }

    /// Whether no other node is here; a file never has another.
    pub(crate) fn is_alone(&mut self) -> Result<bool> {
        let others = format!(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND classid = {HERE} \
             AND objid = ({TOWN}::bigint & 4294967295)::oid AND pid <> pg_backend_pid() \
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1"
        );
        match self {
            Self::Lite(_) => Ok(true),
            Self::Pg(_) => Ok(self.first(&others, &[], |_| Ok(()))?.is_none()),
        }
    }
}

impl Pg {
    pub(super) fn prepare(&mut self, sql: &str) -> Result<postgres::Statement> {
        if let Some(found) = self.prepared.get(sql) {
            return Ok(found.clone());
        }
        let made = self.client.prepare(sql)?;
        self.prepared.insert(sql.to_owned(), made.clone());
        Ok(made)
    }
}
