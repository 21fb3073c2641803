//! Accounts: of LINE users, whose id is sealed and found by its token, and of residents without LINE, to whom
//! nothing is ever sent. For whom they act is in `links.rs`.

use crate::tx::{Reader, Tx};
use anyhow::{Context, Result};
use domain::AccountId;
use jiff::Timestamp;

/// An account as pages and the talk need it.
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

    /// LINE's name for an account, and whether it has blocked us; none for an account without LINE.
    pub fn line_user(&mut self, account: AccountId) -> Result<Option<(LineUser, bool)>> {
        let sql =
            "SELECT sealed, blocked_at FROM account WHERE id = $1 AND without_line_at IS NULL";
        let id = account.to_string();
        let found = self
            .conn
            .first(sql, &[&id], |row| Ok((row.get::<Vec<u8>>(0)?, row.at_opt(1)?.is_some())))?;
        let Some((sealed, blocked)) = found else { return Ok(None) };
        let plain = self.keys.open(&format!("account/{id}"), &sealed)?;
        let user = String::from_utf8(plain.to_vec()).context("reading a LINE user id")?;
        Ok(Some((LineUser(user), blocked)))
    }
}

impl Reader<'_> {
    /// Whether an account is sent a message when it has booked.
    pub fn wants_confirmations(&mut self, account: AccountId) -> Result<bool> {
        let sql = "SELECT 1 FROM account WHERE id = $1 AND unconfirmed_at IS NULL";
        Ok(self.conn.first(sql, &[&account.to_string()], |_| Ok(()))?.is_some())
    }
}

impl Tx<'_> {
    /// Whether the account is sent a message when it has booked, from now on.
    pub fn set_confirmations(
        &mut self,
        account: AccountId,
        wants: bool,
        at: Timestamp,
    ) -> Result<()> {
        let since = (!wants).then_some(at.as_millisecond());
        let sql = "UPDATE account SET unconfirmed_at = $2 WHERE id = $1";
        self.conn.execute(sql, &[&account.to_string(), &since])?;
        Ok(())
    }

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

    /// Makes an account for somebody without LINE.
    pub fn account_without_line(&mut self, id: AccountId, at: Timestamp) -> Result<()> {
        let token = self.keys.token("account", &id.to_string());
        let sealed = self.keys.seal(&format!("account/{id}"), b"")?;
        self.conn.execute(
            "INSERT INTO account (id, token, sealed, made_at, without_line_at) VALUES ($1, $2, $3, $4, $4)",
            &[&id.to_string(), &token, &sealed, &at.as_millisecond()],
        )?;
        Ok(())
    }

    /// The account became a friend, or a friend again; messages that waited for it go on. Events may come
    /// out of order: the latest counts.
    pub fn account_followed(&mut self, account: AccountId, at: Timestamp) -> Result<()> {
        let sql = "UPDATE account SET followed_at = $2, blocked_at = NULL \
                   WHERE id = $1 AND (blocked_at IS NULL OR blocked_at <= $2)";
        let follows = self.conn.execute(sql, &[&account.to_string(), &at.as_millisecond()])?;
        if follows > 0 { self.outbox_release(account) } else { Ok(()) }
    }

    /// The account wrote or tapped, which nobody can who has blocked us: if it did, it is back, even if the
    /// event that says so was lost.
    pub fn account_wrote(&mut self, account: AccountId, at: Timestamp) -> Result<()> {
        let sql = "UPDATE account SET followed_at = $2, blocked_at = NULL WHERE id = $1 AND blocked_at < $2";
        let back = self.conn.execute(sql, &[&account.to_string(), &at.as_millisecond()])?;
        if back > 0 { self.outbox_release(account) } else { Ok(()) }
    }

    /// The account blocked us: nothing is sent to it until it follows again.
    pub fn account_blocked(&mut self, account: AccountId, at: Timestamp) -> Result<()> {
        let sql = "UPDATE account SET blocked_at = $2 \
                   WHERE id = $1 AND (followed_at IS NULL OR followed_at <= $2)";
        self.conn.execute(sql, &[&account.to_string(), &at.as_millisecond()])?;
        Ok(())
    }
}
