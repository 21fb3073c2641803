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

impl Reader<'_> {
    /// How many events still hold what they said: those that wait, and those that were given up or left.
    pub fn inbox_kept(&mut self) -> Result<u32> {
        let sql = "SELECT COUNT(*) FROM inbox WHERE sealed IS NOT NULL";
        Ok(self.conn.first(sql, &[], |row| row.count(0))?.unwrap_or_default())
    }
}

impl Tx<'_> {
    /// Keeps an event; false says that it was here before.
    pub fn inbox_put(&mut self, id: &str, body: &[u8], now: Timestamp) -> Result<bool> {
        self.put(id, None, body, now)
    }

    /// Keeps an event that brings a message; one that was taken back before it came leaves no content.
    pub fn inbox_put_message(
        &mut self,
        id: &str,
        message: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Result<bool> {
        let put = self.put(id, Some(message), body, now)?;
        let sql = "SELECT at FROM unsent WHERE message_id = $1";
        if put && self.conn.first(sql, &[&message], |row| row.at(0))?.is_some() {
            self.inbox_done(id, now)?;
        }
        Ok(put)
    }

    fn put(
        &mut self,
        id: &str,
        message: Option<&str>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<bool> {
        let sealed = self.keys.seal(&place(id), body)?;
        let put = self.conn.execute(
            "INSERT INTO inbox (id, message_id, sealed, received_at, due_at, tries) \
             VALUES ($1, $2, $3, $4, $4, 0) ON CONFLICT (id) DO NOTHING",
            &[&id, &message, &sealed, &now.as_millisecond()],
        )?;
        self.touched.inbox |= put > 0;
        Ok(put > 0)
    }

    /// A message was taken back: every event that brought it is done and empty, and one that still comes
    /// will be.
    pub fn inbox_unsend(&mut self, message: &str, now: Timestamp) -> Result<()> {
        let at = now.as_millisecond();
        self.conn.execute(
            "INSERT INTO unsent (message_id, at) VALUES ($1, $2) ON CONFLICT (message_id) DO NOTHING",
            &[&message, &at],
        )?;
        self.conn.execute(
            "UPDATE inbox SET sealed = NULL, done_at = COALESCE(done_at, $2) WHERE message_id = $1",
            &[&message, &at],
        )?;
        Ok(())
    }

    /// The event is of a kind we do not know: nothing more is done about it, and it is kept as it came, for
    /// a program that knows it.
    pub fn inbox_leave(&mut self, id: &str, now: Timestamp) -> Result<()> {
        let sql = "UPDATE inbox SET done_at = $2 WHERE id = $1";
        self.conn.execute(sql, &[&id, &now.as_millisecond()])?;
        Ok(())
    }

    /// Forgets what events that came before this said: those that were given up or left.
    pub fn inbox_forget(&mut self, before: Timestamp) -> Result<()> {
        let at = before.as_millisecond();
        let sql = "UPDATE inbox SET sealed = NULL WHERE received_at < $1 AND sealed IS NOT NULL \
                   AND (done_at IS NOT NULL OR given_up_at IS NOT NULL)";
        self.conn.execute(sql, &[&at])?;
        self.conn.execute("DELETE FROM unsent WHERE at < $1", &[&at])?;
        Ok(())
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
