//! A row a commit: what bookings are a multiple of. The same disk in the same minute, the same settings as the product's own
//! file, and nothing but one durable row after another.

use crate::measure::as_float;
use anyhow::{Result, ensure};
use rusqlite::Connection;
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// How long rows are written.
const LENGTH: Duration = Duration::from_millis(500);
/// About what a message that waits to be sent takes.
const ROW: [u8; 300] = [0x5a; 300];
const SETTINGS: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000";
const TABLE: &str = "CREATE TABLE bare (id INTEGER PRIMARY KEY, what BLOB NOT NULL)";
const INSERT: &str = "INSERT INTO bare (what) VALUES ($1)";
const COUNT: &str = "SELECT COUNT(*) FROM bare";

/// Rows a second in a new file of this folder, where each is durable before the next one. The file goes afterwards.
pub(crate) fn rows_a_second(folder: &Path) -> Result<f64> {
    let folder = tempfile::tempdir_in(folder)?;
    let conn = Connection::open(folder.path().join("rows.db"))?;
    conn.execute_batch(SETTINGS)?;
    conn.execute_batch(TABLE)?;
    let mut insert = conn.prepare(INSERT)?;
    let (begun, mut rows) = (Instant::now(), 0_usize);
    while begun.elapsed() < LENGTH {
        insert.execute([ROW])?;
        rows += 1;
    }
    let took = begun.elapsed().as_secs_f64();
    let found: i64 = conn.query_row(COUNT, [], |row| row.get(0))?;
    ensure!(usize::try_from(found)? == rows, "{found} rows are there of {rows}");
    Ok(as_float(rows) / took)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn rows_are_written_and_their_file_goes() {
        let folder = tempfile::tempdir().unwrap();
        assert!(rows_a_second(folder.path()).unwrap() > 0.0);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(rows_a_second(Path::new("/nowhere")).is_err());
    }
}
