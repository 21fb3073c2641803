//! An import taken back as a whole: everyone is again as they were before it, or nothing changes.

use anyhow::Result;
use domain::{Actor, ImportId};
use jiff::Timestamp;
use store::{Obstacle, Store, WriteError};

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// Everyone is as before.
    Done {
        /// Known before, and with their former details and vouchers again.
        restored: usize,
        /// Brought by the import, and off the roster again.
        removed: usize,
    },
    /// It was undone before; nothing changed.
    Already {
        /// When.
        at: Timestamp,
    },
    /// There was no such import.
    NoSuchImport,
    /// Something was built upon it; nothing changed.
    Refused(Vec<Obstacle>),
}

/// Undoes an import in one transaction.
pub async fn undo_import(
    store: &Store,
    id: ImportId,
    by: Actor,
    now: Timestamp,
) -> Result<Undone, WriteError> {
    store
        .write(move |tx| {
            let Some(import) = tx.import(id)? else { return Ok(Undone::NoSuchImport) };
            if let Some(at) = import.undone_at {
                return Ok(Undone::Already { at });
            }
            let obstacles = tx.import_obstacles(id)?;
            if !obstacles.is_empty() {
                return Ok(Undone::Refused(obstacles));
            }
            let why = format!("名簿の取りこみの取り消し（{}）", import.file);
            let (restored, removed) = tx.undo_import(id, by, now, &why)?;
            Ok(Undone::Done { restored, removed })
        })
        .await
}
