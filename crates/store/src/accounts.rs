//! LINE accounts and the persons they act for. The LINE user id is sealed; it is found by its token.

use crate::tx::{Reader, Tx};
use anyhow::{Context, Result};
use domain::{AccountId, PersonId};
use jiff::Timestamp;

/// A LINE account as pages and the talk need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Our id for it.
    pub id: AccountId,
    /// Since when it has blocked the town's account, so that nothing is sent to it.
    pub blocked_at: Option<Timestamp>,
}

/// Where LINE sends a message: its own name for a user.
#[derive(Clone, PartialEq, Eq)]
pub struct LineUser(pub String);

impl std::fmt::Debug for LineUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LineUser")
    }
}

impl Reader<'_> {
    /// The account of a LINE user, if it was ever seen.
    pub fn account_of(&mut self, user: &LineUser) -> Result<Option<Account>> {
        let token = self.keys.token("line_user", &user.0);
        let sql = "SELECT id, blocked_at FROM account WHERE token = $1";
        self.conn.first(sql, &[&token], |row| {
            Ok(Account { id: row.parsed(0)?, blocked_at: row.at_opt(1)? })
        })
    }

    /// LINE's name for an account, and whether it has blocked us.
    pub fn line_user(&mut self, account: AccountId) -> Result<Option<(LineUser, bool)>> {
        let sql = "SELECT sealed, blocked_at FROM account WHERE id = $1";
        let id = account.to_string();
        let found = self
            .conn
            .first(sql, &[&id], |row| Ok((row.get::<Vec<u8>>(0)?, row.at_opt(1)?.is_some())))?;
        let Some((sealed, blocked)) = found else { return Ok(None) };
        let plain = self.keys.open(&format!("account/{id}"), &sealed)?;
        let user = String::from_utf8(plain.to_vec()).context("reading a LINE user id")?;
        Ok(Some((LineUser(user), blocked)))
    }

    /// The persons an account acts for, in the order they were added. Those under 支援措置 are nobody's
    /// to see but the desk's.
    pub fn persons_of(&mut self, account: AccountId) -> Result<Vec<PersonId>> {
        let sql = "SELECT ap.person_id FROM account_person ap JOIN person p ON p.id = ap.person_id \
                   WHERE ap.account_id = $1 AND ap.ended_at IS NULL AND p.protected_at IS NULL \
                   ORDER BY ap.linked_at, ap.person_id";
        self.conn.query(sql, &[&account.to_string()], |row| row.parsed(0))
    }
}

impl Tx<'_> {
    /// The account of a LINE user, made on the first sight of it under the id handed in.
    pub fn account_for(
        &mut self,
        user: &LineUser,
        new: AccountId,
        at: Timestamp,
    ) -> Result<AccountId> {
        if let Some(account) = self.account_of(user)? {
            return Ok(account.id);
        }
        let token = self.keys.token("line_user", &user.0);
        let sealed = self.keys.seal(&format!("account/{new}"), user.0.as_bytes())?;
        self.conn.execute(
            "INSERT INTO account (id, token, sealed, made_at) VALUES ($1, $2, $3, $4)",
            &[&new.to_string(), &token, &sealed, &at.as_millisecond()],
        )?;
        Ok(new)
    }

    /// The account became a friend, or a friend again; messages that waited for it go on. Events may come
    /// out of order: the latest counts.
    pub fn account_followed(&mut self, account: AccountId, at: Timestamp) -> Result<()> {
        let sql = "UPDATE account SET followed_at = $2, blocked_at = NULL \
                   WHERE id = $1 AND (blocked_at IS NULL OR blocked_at <= $2)";
        let follows = self.conn.execute(sql, &[&account.to_string(), &at.as_millisecond()])?;
        if follows > 0 { self.outbox_release(account, at) } else { Ok(()) }
    }

    /// The account blocked us: nothing is sent to it until it follows again.
    pub fn account_blocked(&mut self, account: AccountId, at: Timestamp) -> Result<()> {
        let sql = "UPDATE account SET blocked_at = $2 \
                   WHERE id = $1 AND (followed_at IS NULL OR followed_at <= $2)";
        self.conn.execute(sql, &[&account.to_string(), &at.as_millisecond()])?;
        Ok(())
    }

    pub(crate) fn link(
        &mut self,
        account: AccountId,
        person: PersonId,
        at: Timestamp,
    ) -> Result<()> {
        self.conn.execute(
            "INSERT INTO account_person (account_id, person_id, linked_at) VALUES ($1, $2, $3) \
             ON CONFLICT (account_id, person_id) DO UPDATE SET linked_at = excluded.linked_at, \
             ended_at = NULL WHERE account_person.ended_at IS NOT NULL",
            &[&account.to_string(), &person.to_string(), &at.as_millisecond()],
        )?;
        Ok(())
    }

    pub(crate) fn unlink(
        &mut self,
        account: AccountId,
        person: PersonId,
        at: Timestamp,
    ) -> Result<()> {
        self.conn.execute(
            "UPDATE account_person SET ended_at = $3 \
             WHERE account_id = $1 AND person_id = $2 AND ended_at IS NULL",
            &[&account.to_string(), &person.to_string(), &at.as_millisecond()],
        )?;
        Ok(())
    }
}
