//! What a disk that fails asks of us. After an error of the disk nothing is acknowledged until it has shown that it takes and
//! keeps what is written; a sync that failed is never simply asked for again, since the system may have forgotten what
//! was to be written (decision 0029).

use super::Conn;
use crate::writer::Trouble;
use anyhow::{Context, Result};
use rusqlite::ErrorCode;
use std::{fmt, fs, io, path::Path};

/// Room that there must be beside the file before writing goes on; else the next batch would fail again.
const ROOM: usize = 1024 * 1024;

/// What an error tells of the disk, if it comes from there.
pub(crate) fn trouble(error: &anyhow::Error) -> Option<Trouble> {
    error.chain().find_map(|cause| {
        if let Some(error) = cause.downcast_ref::<rusqlite::Error>() {
            return match error.sqlite_error_code()? {
                ErrorCode::DiskFull => Some(Trouble::DiskFull),
                // A file system that met an error is often read only from then on.
                ErrorCode::SystemIoFailure | ErrorCode::ReadOnly => Some(Trouble::DiskFails),
                _ => None,
            };
        }
        let NoRoom(error) = cause.downcast_ref::<NoRoom>()?;
        let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
        Some(if full.contains(&error.kind()) { Trouble::DiskFull } else { Trouble::DiskFails })
    })
}

/// The disk did not take or keep a file beside the database; an error of the network's is none of the disk's.
#[derive(Debug)]
struct NoRoom(io::Error);

impl fmt::Display for NoRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "writing beside the file: {}", self.0)
    }
}

impl std::error::Error for NoRoom {}

impl Conn {
    /// Brings what is in the log into the file and syncs both, as far as no reader stands in the way. What a failed sync
    /// left undone is written again first: SQLite counts only what it saw synced.
    pub(crate) fn checkpoint(&mut self) -> Result<()> {
        let Self::Lite(conn) = self else { return Ok(()) };
        let done = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        done.context("bringing the log into the file")
    }

    /// Shows that the disk takes and keeps what is written. There is room beside the file; everything acknowledged
    /// is in the file and synced there; and a commit of its own lies, synced, where the failed one began in the log, so
    /// that no start ever takes that one for made.
    pub(crate) fn proves_its_disk(&mut self) -> Result<()> {
        let Self::Lite(conn) = self else { return Ok(()) };
        let file = conn.path().context("a file has a path")?.to_owned();
        has_room(Path::new(&file)).map_err(NoRoom)?;
        self.checkpoint()?;
        let done = self.batch("BEGIN IMMEDIATE; PRAGMA user_version = 0; COMMIT");
        if done.is_err() {
            // There may be nothing to take back.
            let _ = self.batch("ROLLBACK");
        }
        done.context("committing nothing")
    }
}

/// Whether the disk takes and keeps a file of some size.
fn has_room(file: &Path) -> io::Result<()> {
    let beside = file.with_extension("room");
    let written =
        fs::write(&beside, vec![0x5a; ROOM]).and_then(|()| fs::File::open(&beside)?.sync_all());
    // What could not be made need not be removed.
    let _ = fs::remove_file(&beside);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_disk_is_told_from_others() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let told = anyhow::Error::from(NoRoom(full())).context("x");
        assert_eq!(trouble(&told), Some(Trouble::DiskFull));
        assert_eq!(
            trouble(&NoRoom(io::Error::from_raw_os_error(5)).into()),
            Some(Trouble::DiskFails)
        );
        assert_eq!(trouble(&full().into()), None, "a server's");
        let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        assert_eq!(trouble(&rusqlite::Error::SqliteFailure(busy, None).into()), None);
        for (code, what) in [
            (rusqlite::ffi::SQLITE_FULL, Trouble::DiskFull),
            (rusqlite::ffi::SQLITE_IOERR_FSYNC, Trouble::DiskFails),
            (rusqlite::ffi::SQLITE_READONLY, Trouble::DiskFails),
        ] {
            let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
            assert_eq!(trouble(&error.into()), Some(what));
        }
    }
}
