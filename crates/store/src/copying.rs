//! Moves a living town from its file of SQLite to an empty database of PostgreSQL, and proves that both are the same.
//!
//! First a snapshot is copied and read back, while the town goes on. Then the file is locked, what has changed meanwhile
//! is copied and read back too, the file is closed for good, and the new database is committed. Everything on the side of
//! PostgreSQL is one transaction: what does not come to its end has not happened there.

mod table;
mod target;

use crate::{
    Keys,
    backend::{Conn, Url},
    migrate, moved, persons,
};
use anyhow::Result;
use jiff::Timestamp;
use std::{
    collections::HashMap,
    fmt,
    path::Path,
    time::{Duration, Instant},
};
use table::{Sum, Table, mark};
use target::{Target, append, give};

/// What was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Every table, in the order of their names.
    pub tables: Vec<CopiedTable>,
    /// Rows that changed while the first of it was copied.
    pub late: u64,
    /// How long nobody could write.
    pub pause: Duration,
}

/// A table that is the same in both databases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopiedTable {
    /// Its name.
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
    /// The sum of the first halves of the SHA-256 of all rows, as `COPY` writes them, modulo 2¹²⁸.
    pub sum: u128,
}

/// How far a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyStep<'a> {
    /// This table is there and was read back.
    Table(&'a str, u64),
    /// Nobody can write from now on.
    Locked,
}

/// Why a town was not copied. The file is as it was and goes on, but for [`NotCopied::Unanswered`].
#[derive(Debug)]
pub enum NotCopied {
    /// The new database is not empty; one of its tables.
    Occupied(String),
    /// The file is closed, and the new database has rows: the town is there.
    There,
    /// What was read back from a table is not what was put in.
    Different(String),
    /// The file is closed, and nobody knows whether the new database has the town: its last answer did not come.
    Unanswered(anyhow::Error),
    /// Something else.
    Failed(anyhow::Error),
}

impl fmt::Display for NotCopied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Occupied(table) => write!(f, "there are rows in {table} already"),
            Self::There => f.write_str("the town has moved already"),
            Self::Different(table) => write!(f, "{table} is not the same after it was copied"),
            Self::Unanswered(error) => write!(f, "the commit was not answered: {error:#}"),
            Self::Failed(error) => write!(f, "{error:#}"),
        }
    }
}

impl std::error::Error for NotCopied {}

impl From<anyhow::Error> for NotCopied {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

/// The rows of a table that were copied, by the mark of their key.
type Known = HashMap<u128, u128>;

/// Copies the town of a file to a database of PostgreSQL and closes the file. `place` is the database without its
/// password; `keys` are those the service will have there. A file that is closed already is copied all the same.
pub fn copy_to_postgres(
    file: &Path,
    (to, place): (&str, &str),
    keys: &Keys,
    now: impl Fn() -> Timestamp,
    mut told: impl FnMut(CopyStep<'_>),
) -> Result<Copied, NotCopied> {
    let url = Url::Sqlite(file.to_owned());
    let mut writer = url.connect(true)?;
    migrate::run(&mut writer)?;
    persons::check_key(&mut writer, keys)?;
    let is_closed = moved::refuse(&mut writer).is_err();
    let tables = Table::all(&mut writer)?;
    let mut target = Target::open(to)?;
    if let Some(table) = target.occupied(&tables)? {
        return Err(if is_closed { NotCopied::There } else { NotCopied::Occupied(table) });
    }
    target.clear()?;
    target.defer_references()?;

    let mut reader = url.connect(false)?;
    reader.begin_read()?;
    let mut copied = Vec::new();
    for table in tables {
        let (known, sum) = copy(&mut reader, &mut target, &table)?;
        told(CopyStep::Table(&table.name, sum.rows));
        copied.push((table, known, sum));
    }
    reader.batch("COMMIT")?;
    target.check_references()?;

    writer.begin_write()?;
    let began = Instant::now();
    told(CopyStep::Locked);
    let (tables, late) = match catch_up(&mut writer, &mut target, copied) {
        Ok(done) => done,
        Err(error) => {
            // The file was only read.
            writer.batch("ROLLBACK")?;
            return Err(error);
        }
    };
    moved::close(&mut writer, place, now())?;
    writer.batch("COMMIT")?;
    target.conn.batch("COMMIT").map_err(NotCopied::Unanswered)?;
    let pause = began.elapsed();
    target.conn.batch("ANALYZE")?;
    Ok(Copied { tables, late, pause })
}

/// Opens a file again that was closed, if the database it moved to has no town. Says whether it was closed.
pub fn reopen(file: &Path, to: &str) -> Result<bool, NotCopied> {
    let mut writer = Url::Sqlite(file.to_owned()).connect(true)?;
    migrate::run(&mut writer)?;
    if moved::refuse(&mut writer).is_ok() {
        return Ok(false);
    }
    let tables = Table::all(&mut writer)?;
    let mut target = Target::open(to)?;
    if let Some(table) = target.occupied(&tables)? {
        return Err(NotCopied::Occupied(table));
    }
    moved::reopen(&mut writer)?;
    Ok(true)
}

/// Copies a table as the snapshot has it, and reads it back.
fn copy(reader: &mut Conn, target: &mut Target, table: &Table) -> Result<(Known, Sum), NotCopied> {
    let (mut known, mut sum) = (Known::new(), Sum::default());
    target.fill(table, |out| {
        table.lines(reader, |line| {
            let whole = mark(line.text);
            known.insert(mark(line.key), whole);
            sum.add(whole);
            give(&line, out)
        })
    })?;
    if target.sum(table)? == sum {
        return Ok((known, sum));
    }
    Err(NotCopied::Different(table.name.clone()))
}

/// What has changed in a table since the snapshot.
#[derive(Default)]
struct Late {
    /// Rows that are new or other.
    now: Vec<u8>,
    /// Keys of rows that are no longer there.
    gone: Vec<u8>,
    /// How many those are.
    gone_rows: u64,
    /// Of the whole table, as the file has it.
    whole: Sum,
}

impl Late {
    fn is_any(&self) -> bool {
        !self.now.is_empty() || !self.gone.is_empty()
    }
}

/// Copies what has changed since the snapshot, and reads that back.
fn catch_up(
    file: &mut Conn,
    target: &mut Target,
    copied: Vec<(Table, Known, Sum)>,
) -> Result<(Vec<CopiedTable>, u64), NotCopied> {
    let mut late = Vec::new();
    for (table, known, mut sum) in copied {
        let changed = changed_in(file, target, &table, known, &mut sum)?;
        if changed.is_any() {
            target.lay_beside(&table, &changed.now, &changed.gone)?;
        }
        late.push((table, changed, sum));
    }
    for (table, _, _) in late.iter().filter(|(_, changed, _)| changed.is_any()) {
        target.take_old(table)?;
    }
    let mut rows = 0;
    for (table, changed, sum) in &mut late {
        if changed.is_any() {
            let back = target.put_new(table)?;
            rows += back.rows + changed.gone_rows;
            sum.rows += back.rows;
            sum.marks = sum.marks.wrapping_add(back.marks);
        }
        if *sum != changed.whole {
            return Err(NotCopied::Different(table.name.clone()));
        }
    }
    target.restore_references()?;
    let told = |(table, _, sum): (Table, Late, Sum)| CopiedTable {
        name: table.name,
        rows: sum.rows,
        sum: sum.marks,
    };
    Ok((late.into_iter().map(told).collect(), rows))
}

/// Compares a table with what was copied, and takes from the sum whatever is no longer so.
fn changed_in(
    file: &mut Conn,
    target: &mut Target,
    table: &Table,
    mut known: Known,
    sum: &mut Sum,
) -> Result<Late> {
    let mut late = Late::default();
    table.lines(file, |line| {
        let whole = mark(line.text);
        late.whole.add(whole);
        let before = known.remove(&mark(line.key));
        if before != Some(whole) {
            if let Some(before) = before {
                sum.take(before);
            }
            append(line.text, &mut late.now);
        }
        Ok(())
    })?;
    if !known.is_empty() {
        target.keys(table, |key| {
            if let Some(before) = known.remove(&mark(key)) {
                sum.take(before);
                append(key, &mut late.gone);
                late.gone_rows += 1;
            }
            Ok(())
        })?;
    }
    Ok(late)
}
