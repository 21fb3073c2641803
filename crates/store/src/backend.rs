//! The only file that knows there are two databases. Everything else speaks one SQL with `$n` parameters
//! through [`Conn`]. It holds no business meaning.

mod bulk;
mod disk;
mod ear;
mod server;
#[cfg(test)]
pub(crate) mod steps;
mod text;

use anyhow::{Context, Result, bail};
pub(crate) use disk::trouble as disk_trouble;
pub(crate) use ear::Ear;
use jiff::{Timestamp, civil::Date, civil::Time};
use rusqlite::config::DbConfig;
use server::{Pg, connect_pg};
use std::{collections::BTreeSet, path::PathBuf, str::FromStr, time::Duration};
use text::{by_number, chunk_of, in_list, repeat_row};

/// Where the data lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Url {
    /// A file on this machine.
    Sqlite(PathBuf),
    /// A PostgreSQL server, 15 or newer; the text is its connection URL.
    Postgres(String),
}

/// The key of the advisory lock that makes every node's batch run as if alone ("madoguch" in ASCII).
const WRITER_LOCK: i64 = 0x6d61_646f_6775_6368;

/// The most ids a statement is asked about. Either database takes many more; this many are asked about in one go
/// often enough that the round trips do not count, and the statement stays small.
const IDS_MOST: usize = 1_024;

/// How long the writer waits for another process or node that writes, such as an import of a whole town, which takes
/// some 14 seconds. It is less than the time a page may take, so that whoever asked is told that nothing has happened.
const OTHER_WRITER_MOST: Duration = Duration::from_secs(25);
/// Reading hardly ever waits for anybody.
const READER_WAITS_MOST: Duration = Duration::from_secs(5);

/// One connection to either database.
pub(crate) enum Conn {
    Lite(rusqlite::Connection),
    Pg(Box<Pg>),
}

/// A value both databases can bind.
pub(crate) trait Param: Sync {
    fn lite(&self) -> &dyn rusqlite::ToSql;
    fn pg(&self) -> &(dyn postgres::types::ToSql + Sync);
}

impl<T: rusqlite::ToSql + postgres::types::ToSql + Sync> Param for T {
    fn lite(&self) -> &dyn rusqlite::ToSql {
        self
    }
    fn pg(&self) -> &(dyn postgres::types::ToSql + Sync) {
        self
    }
}

/// One row of either database.
pub(crate) enum Row<'a> {
    Lite(&'a rusqlite::Row<'a>),
    Pg(&'a postgres::Row),
}

impl Row<'_> {
    pub(crate) fn get<T>(&self, column: usize) -> Result<T>
    where
        T: rusqlite::types::FromSql + for<'a> postgres::types::FromSql<'a>,
    {
        let value = match self {
            Self::Lite(row) => row.get(column).map_err(anyhow::Error::from),
            Self::Pg(row) => row.try_get(column).map_err(anyhow::Error::from),
        };
        value.with_context(|| format!("reading column {column}"))
    }

    /// A value kept as text: an id, a date, a booking number.
    pub(crate) fn parsed<T: FromStr>(&self, column: usize) -> Result<T> {
        let text: String = self.get(column)?;
        text.parse().ok().with_context(|| format!("column {column} does not hold what it should"))
    }

    pub(crate) fn parsed_opt<T: FromStr>(&self, column: usize) -> Result<Option<T>> {
        let text: Option<String> = self.get(column)?;
        let parsed = text.map(|text| text.parse().ok());
        parsed.map(|value| value.context("a column does not hold what it should")).transpose()
    }

    pub(crate) fn at(&self, column: usize) -> Result<Timestamp> {
        Ok(Timestamp::from_millisecond(self.get(column)?)?)
    }

    pub(crate) fn at_opt(&self, column: usize) -> Result<Option<Timestamp>> {
        let ms: Option<i64> = self.get(column)?;
        Ok(ms.map(Timestamp::from_millisecond).transpose()?)
    }

    pub(crate) fn date(&self, column: usize) -> Result<Date> {
        self.parsed(column)
    }

    pub(crate) fn time(&self, column: usize) -> Result<Time> {
        let text: String = self.get(column)?;
        Time::strptime("%H:%M", text).context("reading a time of day")
    }

    pub(crate) fn count(&self, column: usize) -> Result<u32> {
        let value: i64 = self.get(column)?;
        u32::try_from(value).context("a count is out of range")
    }
}

impl Url {
    /// Opens a connection; `write` says whether it may alter anything.
    pub(crate) fn connect(&self, write: bool) -> Result<Conn> {
        match self {
            Self::Sqlite(path) => connect_lite(path, write).map(Conn::Lite),
            Self::Postgres(url) => connect_pg(url).map(Box::new).map(Conn::Pg),
        }
    }
}

fn connect_lite(path: &PathBuf, write: bool) -> Result<rusqlite::Connection> {
    let conn = rusqlite::Connection::open(path)
        .with_context(|| format!("opening the database file {}", path.display()))?;
    conn.busy_timeout(if write { OTHER_WRITER_MOST } else { READER_WAITS_MOST })?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "wal_autocheckpoint", 4000)?;
    conn.pragma_update(None, "query_only", !write)?;
    // Otherwise a statement is planned anew each time that another number stands behind its LIMIT.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

impl Conn {
    /// Runs a statement that begins or ends a transaction or a part of one, kept like any other.
    pub(crate) fn word(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Lite(conn) => {
                conn.prepare_cached(sql)?.raw_execute()?;
                Ok(())
            }
            Self::Pg(_) => self.batch(sql),
        }
    }

    /// Runs statements that take no parameters.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Lite(conn) => Ok(conn.execute_batch(sql)?),
            Self::Pg(pg) => Ok(pg.client.batch_execute(sql)?),
        }
    }

    /// Starts a write transaction that runs as if alone on either database.
    pub(crate) fn begin_write(&mut self) -> Result<()> {
        match self {
            Self::Lite(_) => self.word("BEGIN IMMEDIATE"),
            Self::Pg(pg) => Ok(pg.client.batch_execute(&format!(
                "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({WRITER_LOCK})"
            ))?),
        }
    }

    /// Starts a read transaction that sees one moment throughout.
    pub(crate) fn begin_read(&mut self) -> Result<()> {
        match self {
            Self::Lite(_) => self.word("BEGIN DEFERRED"),
            Self::Pg(pg) => {
                Ok(pg.client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?)
            }
        }
    }

    /// Whether it leads to a file of this machine, which only a program of this machine can have taken away.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Self::Lite(_))
    }

    /// What the server knows this connection by; none where there is no server.
    pub(crate) fn number(&self) -> Option<i32> {
        match self {
            Self::Lite(_) => None,
            Self::Pg(pg) => Some(pg.number),
        }
    }

    /// Ends a write transaction, and tells other nodes so, if there can be any: in letters, digits and spaces.
    pub(crate) fn commit(&mut self, told: Option<String>) -> Result<()> {
        match (self, told) {
            (Self::Pg(pg), Some(told)) => {
                let channel = &pg.channel;
                Ok(pg.client.batch_execute(&format!("NOTIFY {channel}, '{told}'; COMMIT"))?)
            }
            (conn, _) => conn.word("COMMIT"),
        }
    }

    /// Whether the connection is of no more use.
    pub(crate) fn is_lost(&self) -> bool {
        match self {
            Self::Lite(_) => false,
            Self::Pg(pg) => pg.client.is_closed(),
        }
    }

    /// Runs a statement; says how many rows it touched.
    pub(crate) fn execute(&mut self, sql: &str, params: &[&dyn Param]) -> Result<u64> {
        match self {
            Self::Lite(conn) => {
                let mut statement = conn.prepare_cached(&by_number(sql))?;
                bind(&mut statement, params)?;
                let touched = statement.raw_execute()?;
                #[cfg(test)]
                steps::count(&statement);
                Ok(touched as u64)
            }
            Self::Pg(pg) => {
                let statement = pg.prepare(sql)?;
                let params: Vec<_> = params.iter().map(|param| param.pg()).collect();
                Ok(pg.client.execute(&statement, &params)?)
            }
        }
    }

    /// Runs a query and reads every row.
    pub(crate) fn query<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        match self {
            Self::Lite(conn) => {
                let mut statement = conn.prepare_cached(&by_number(sql))?;
                bind(&mut statement, params)?;
                let mut rows = statement.raw_query();
                let mut out = Vec::new();
                while let Some(row) = rows.next()? {
                    out.push(read(&Row::Lite(row))?);
                }
                drop(rows);
                #[cfg(test)]
                steps::count(&statement);
                Ok(out)
            }
            Self::Pg(pg) => {
                let statement = pg.prepare(sql)?;
                let params: Vec<_> = params.iter().map(|param| param.pg()).collect();
                let rows = pg.client.query(&statement, &params)?;
                rows.iter().map(|row| read(&Row::Pg(row))).collect()
            }
        }
    }

    /// Runs a query over a set of ids, which stands in its text as `IN ids`. Many ids are asked for in
    /// several rounds, since a statement takes only so many parameters; each round keeps the query's order.
    pub(crate) fn query_in<I: ToString, T>(
        &mut self,
        sql: &str,
        ids: &BTreeSet<I>,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        self.query_among(sql, &ids, read)
    }

    /// The same over values that are bound as they are, such as tokens.
    pub(crate) fn query_among<P: Param, T>(
        &mut self,
        sql: &str,
        values: &[P],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        for round in values.chunks(IDS_MOST) {
            let (marks, size) = in_list(round.len());
            // The list is filled up with its last id, so that few texts are ever prepared.
            let filled = (0..size).map(|n| -> &dyn Param { &round[n.min(round.len() - 1)] });
            let sql = sql.replacen("IN ids", &format!("IN ({marks})"), 1);
            found.extend(self.query(&sql, &filled.collect::<Vec<_>>(), &mut read)?);
        }
        Ok(found)
    }

    /// The first row, if there is one.
    pub(crate) fn first<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.query(sql, params, read)?.into_iter().next())
    }

    /// Runs `head VALUES row, row, … tail` over many rows. A `row` is written once, as `($1, $2)`.
    /// SQLite, whose statements cost microseconds, takes row after row; PostgreSQL, where a round trip
    /// is what costs, takes them in chunks of falling powers of two, so that few texts are ever prepared.
    pub(crate) fn each_row(
        &mut self,
        head: &str,
        row: &str,
        tail: &str,
        rows: &[Vec<&dyn Param>],
    ) -> Result<()> {
        if let Self::Lite(_) = self {
            let sql = format!("{head} VALUES {row} {tail}");
            let sql = by_number(&sql);
            return rows.iter().try_for_each(|params| self.execute(&sql, params).map(|_| ()));
        }
        let mut rest = rows;
        while !rest.is_empty() {
            let size = chunk_of(rest.len());
            let (chunk, after) = rest.split_at(size);
            let sql = format!("{head} VALUES {} {tail}", repeat_row(row, size));
            self.execute(&sql, &chunk.concat())?;
            rest = after;
        }
        Ok(())
    }
}

fn bind(statement: &mut rusqlite::CachedStatement<'_>, params: &[&dyn Param]) -> Result<()> {
    let count = statement.parameter_count();
    if count != params.len() {
        bail!("a statement takes {count} parameters and was given {}", params.len());
    }
    for (at, param) in params.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, param.lite())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::StatementStatus;

    #[test]
    fn a_statement_is_planned_once_whatever_it_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let conn = connect_lite(&folder.path().join("town.db"), true).unwrap();
        conn.execute_batch("CREATE TABLE t (id TEXT PRIMARY KEY, n BIGINT)").unwrap();
        let sql = "SELECT id FROM t WHERE n > ?1 AND id LIKE ?2 ORDER BY n LIMIT ?3 OFFSET ?4";
        for n in 0..5_i64 {
            let mut statement = conn.prepare_cached(sql).unwrap();
            statement.query((n, format!("{n}%"), n, n)).unwrap().next().unwrap();
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{n}");
        }
    }

    #[test]
    fn the_writer_waits_for_an_import_of_a_whole_town_and_a_reader_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("town.db");
        for (write, least, most) in [(true, 20_000, 29_000), (false, 1, 5_000)] {
            let conn = connect_lite(&path, write).unwrap();
            let waits: i64 =
                conn.pragma_query_value(None, "busy_timeout", |row| row.get(0)).unwrap();
            assert!((least..=most).contains(&waits), "{write}: {waits}");
        }
    }
}
