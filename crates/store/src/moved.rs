//! Whether the town has moved to another database: then nothing is written into this one any more.

use crate::{backend::Conn, writer::Moved};
use anyhow::Result;
use jiff::Timestamp;

/// An error if the town has moved.
pub(crate) fn refuse(conn: &mut Conn) -> Result<()> {
    let moved = conn
        .first("SELECT place, at FROM moved", &[], |row| Ok((row.get::<String>(0)?, row.at(1)?)))?;
    let Some((place, at)) = moved else { return Ok(()) };
    let why = format!(
        "the town moved from this file to the PostgreSQL database {place} at {at}: start the service with the \
         configuration that names it"
    );
    Err(Moved(why).into())
}

/// Writes nothing here from now on.
pub(crate) fn close(conn: &mut Conn, place: &str, at: Timestamp) -> Result<()> {
    let sql = "INSERT INTO moved (id, place, at) VALUES (1, $1, $2) \
               ON CONFLICT (id) DO UPDATE SET place = excluded.place, at = excluded.at";
    conn.execute(sql, &[&place, &at.as_millisecond()]).map(|_| ())
}

/// Writes here again.
pub(crate) fn reopen(conn: &mut Conn) -> Result<()> {
    conn.batch("DELETE FROM moved")
}
