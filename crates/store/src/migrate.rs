//! Brings a database to this binary's schema: numbered steps, each in a transaction of its own.
//! A database that is newer than the binary is refused, never touched.

use crate::{backend::Conn, writer::Final};
use anyhow::{Context, Result};

/// Every step there is; a step is never edited once a town has run it.
const STEPS: &[(i64, &str)] = &[
    (1, include_str!("../migrations/0001_start.sql")),
    (2, include_str!("../migrations/0002_places.sql")),
    (3, include_str!("../migrations/0003_people.sql")),
    (4, include_str!("../migrations/0004_line.sql")),
    (5, include_str!("../migrations/0005_links.sql")),
    (6, include_str!("../migrations/0006_outbox.sql")),
    (7, include_str!("../migrations/0007_protected_links.sql")),
    (8, include_str!("../migrations/0008_waitlist.sql")),
    (9, include_str!("../migrations/0009_rooms.sql")),
    (10, include_str!("../migrations/0010_roles.sql")),
    (11, include_str!("../migrations/0011_calls.sql")),
    (12, include_str!("../migrations/0012_staff.sql")),
    (13, include_str!("../migrations/0013_board.sql")),
    (14, include_str!("../migrations/0014_uploads.sql")),
    (15, include_str!("../migrations/0015_search.sql")),
    (16, include_str!("../migrations/0016_timetables.sql")),
    (17, include_str!("../migrations/0017_reminders.sql")),
    (18, include_str!("../migrations/0018_search_longer_ends.sql")),
    (19, include_str!("../migrations/0019_refills.sql")),
    (20, include_str!("../migrations/0020_asked_anew.sql")),
    (21, include_str!("../migrations/0021_pool_release.sql")),
    (22, include_str!("../migrations/0022_moved.sql")),
    (23, include_str!("../migrations/0023_history_search.sql")),
    (24, include_str!("../migrations/0024_parties.sql")),
    (25, include_str!("../migrations/0025_waves.sql")),
    (26, include_str!("../migrations/0026_city.sql")),
];

/// The schema this binary works on.
pub const NEWEST: i64 = STEPS[STEPS.len() - 1].0;

/// Runs the steps that are missing.
pub(crate) fn run(conn: &mut Conn) -> Result<()> {
    up_to(conn, NEWEST)
}

/// Runs the missing steps up to one, so that a test can put people into an older schema.
pub(crate) fn up_to(conn: &mut Conn, newest: i64) -> Result<()> {
    conn.begin_write()?;
    conn.batch("CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY)")?;
    conn.batch("COMMIT")?;
    let done = version(conn)?;
    if done > NEWEST {
        let why = format!(
            "the database has schema {done}, and this program knows up to {NEWEST}: use the newer program"
        );
        return Err(Final(why).into());
    }
    for (number, sql) in STEPS.iter().filter(|(number, _)| *number > done && *number <= newest) {
        step(conn, *number, sql).with_context(|| format!("migration {number}"))?;
    }
    Ok(())
}

/// The step another node may have run while this one waited for the lock is left out.
fn step(conn: &mut Conn, number: i64, sql: &str) -> Result<()> {
    conn.begin_write()?;
    let done = version(conn).and_then(|done| {
        if done >= number {
            return Ok(());
        }
        conn.batch(sql)?;
        conn.execute("INSERT INTO migration (number) VALUES ($1)", &[&number])?;
        Ok(())
    });
    match done {
        Ok(()) => conn.batch("COMMIT"),
        Err(error) => {
            conn.batch("ROLLBACK")?;
            Err(error)
        }
    }
}

fn version(conn: &mut Conn) -> Result<i64> {
    let sql = "SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM migration";
    let newest = conn.first(sql, &[], |row| row.get(0))?;
    newest.context("a maximum is always one row")
}
