//! Events from LINE, kept until they are worked off. LINE's event id is the key, so that a redelivery is
//! known as such; the body, which may hold what someone typed, is sealed and dropped once done.

use crate::tx::{Reader, Tx};
use anyhow::Result;
use jiff::Timestamp;

/// An event whose turn has come.
#[derive(Clone, PartialEq, Eq)]
pub struct Taken {
    /// LINE's id of the event.
    pub id: String,
    /// The event as it came.
    pub body: Vec<u8>,
    /// When it came.
    pub received_at: Timestamp,
    /// Tries before this one.
    pub tries: u32,
}

impl std::fmt::Debug for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Taken")
            .field("id", &self.id)
            .field("tries", &self.tries)
            .finish_non_exhaustive()
    }
}

impl Reader<'_> {
    /// Events to work off, in the order they came.
    pub fn inbox_due(&mut self, now: Timestamp, most: u32) -> Result<Vec<Taken>> {
        let sql = "SELECT id, sealed, received_at, tries FROM inbox \
                   WHERE due_at <= $1 AND done_at IS NULL AND given_up_at IS NULL \
                   ORDER BY received_at, id LIMIT $2";
        let rows = self.conn.query(sql, &[&now.as_millisecond(), &i64::from(most)], |row| {
            Ok((row.get::<String>(0)?, row.get::<Vec<u8>>(1)?, row.at(2)?, row.count(3)?))
        })?;
        let open = |(id, sealed, received_at, tries): (String, Vec<u8>, _, _)| {
            let body = self.keys.open(&place(&id), &sealed)?.to_vec();
            Ok(Taken { id, body, received_at, tries })
        };
        rows.into_iter().map(open).collect()
    }

    /// When the next event is to be worked off, if any waits.
    pub fn inbox_next(&mut self) -> Result<Option<Timestamp>> {
        let sql = "SELECT due_at FROM inbox WHERE done_at IS NULL AND given_up_at IS NULL \
                   ORDER BY due_at LIMIT 1";
        self.conn.first(sql, &[], |row| row.at(0))
    }
}

impl Tx<'_> {
    /// Keeps an event; false says that it was here before.
    pub fn inbox_put(&mut self, id: &str, body: &[u8], now: Timestamp) -> Result<bool> {
        let sealed = self.keys.seal(&place(id), body)?;
        let put = self.conn.execute(
            "INSERT INTO inbox (id, sealed, received_at, due_at, tries) VALUES ($1, $2, $3, $3, 0) \
             ON CONFLICT (id) DO NOTHING",
            &[&id, &sealed, &now.as_millisecond()],
        )?;
        self.touched.inbox |= put > 0;
        Ok(put > 0)
    }

    /// The event is worked off; what it said is forgotten.
    pub fn inbox_done(&mut self, id: &str, now: Timestamp) -> Result<()> {
        let sql = "UPDATE inbox SET done_at = $2, sealed = NULL WHERE id = $1";
        self.conn.execute(sql, &[&id, &now.as_millisecond()])?;
        Ok(())
    }

    /// The event could not be worked off; try again then, or never if `None`.
    pub fn inbox_again(&mut self, id: &str, at: Option<Timestamp>, now: Timestamp) -> Result<()> {
        match at {
            Some(at) => self.conn.execute(
                "UPDATE inbox SET due_at = $2, tries = tries + 1 WHERE id = $1",
                &[&id, &at.as_millisecond()],
            ),
            None => self.conn.execute(
                "UPDATE inbox SET given_up_at = $2, tries = tries + 1 WHERE id = $1",
                &[&id, &now.as_millisecond()],
            ),
        }?;
        Ok(())
    }
}

fn place(id: &str) -> String {
    format!("inbox/{id}")
}
