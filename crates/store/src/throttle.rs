//! Failed look-ups, counted by account, voucher and address, so that guessing leads nowhere.
//! What is counted is kept as a token: the table does not say who tried what.

use crate::{
    seal::Token,
    tx::{Reader, Tx},
};
use anyhow::Result;
use domain::PersonId;
use jiff::{SignedDuration, Timestamp};

/// How many failures are borne within which time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Whose failures: the token of an account, a voucher or an address.
    pub token: Token,
    /// As many as this; the next try is turned away unseen.
    pub most: u32,
    /// Counted from the first failure on.
    pub within: SignedDuration,
}

/// How long a lift lasts.
pub const LIFT: SignedDuration = SignedDuration::from_hours(1);

impl Reader<'_> {
    /// Until when tries for a person are counted by the person alone, because staff lifted the lock.
    pub fn lifted_until(&mut self, person: PersonId, now: Timestamp) -> Result<Option<Timestamp>> {
        let sql = "SELECT ends_at FROM throttle WHERE token = $1 AND ends_at > $2";
        let token = self.keys.token("lift", &person.to_string());
        self.conn.first(sql, &[&token, &now.as_millisecond()], |row| row.at(0))
    }

    /// How many failures are counted under this token in the window that runs.
    pub fn failures(&mut self, token: &Token, now: Timestamp) -> Result<u32> {
        let sql = "SELECT failures FROM throttle WHERE token = $1 AND ends_at > $2";
        let found = self.conn.first(sql, &[token, &now.as_millisecond()], |row| row.count(0))?;
        Ok(found.unwrap_or(0))
    }

    /// Until when nobody may try, if one of these has used up its allowance.
    pub fn throttled(&mut self, all: &[Allowance], now: Timestamp) -> Result<Option<Timestamp>> {
        let sql =
            "SELECT ends_at FROM throttle WHERE token = $1 AND failures >= $2 AND ends_at > $3";
        let mut until = None;
        for allowance in all {
            let most = i64::from(allowance.most);
            let ends =
                self.conn.first(sql, &[&allowance.token, &most, &now.as_millisecond()], |row| {
                    row.at(0)
                })?;
            until = until.max(ends);
        }
        Ok(until)
    }
}

impl Tx<'_> {
    /// Forgets what was counted under this token.
    pub fn forget_failures(&mut self, token: &Token) -> Result<()> {
        self.conn.execute("DELETE FROM throttle WHERE token = $1", &[token])?;
        Ok(())
    }

    /// Takes one failure back that was counted before it was known to be none.
    pub fn take_back_failure(&mut self, all: &[Allowance]) -> Result<()> {
        let sql = "UPDATE throttle SET failures = failures - 1 WHERE token = $1 AND failures > 0";
        for allowance in all {
            self.conn.execute(sql, &[&allowance.token])?;
        }
        Ok(())
    }

    /// Lifts the lock of a person: for an hour neither account nor address stands in the way of tries for
    /// them. What was counted for the person is forgotten by whoever knows its tokens.
    pub(crate) fn lift_lock(&mut self, person: PersonId, now: Timestamp) -> Result<()> {
        let token = self.keys.token("lift", &person.to_string());
        let ends_at = now.saturating_add(LIFT)?.as_millisecond();
        self.conn.execute(
            "INSERT INTO throttle (token, failures, ends_at) VALUES ($1, 0, $2) \
             ON CONFLICT (token) DO UPDATE SET ends_at = excluded.ends_at",
            &[&token, &ends_at],
        )?;
        Ok(())
    }

    /// Counts a failure against each of these; a window that has ended starts anew.
    pub fn count_failure(&mut self, all: &[Allowance], now: Timestamp) -> Result<()> {
        self.conn.execute("DELETE FROM throttle WHERE ends_at <= $1", &[&now.as_millisecond()])?;
        for allowance in all {
            let ends_at = now.saturating_add(allowance.within)?.as_millisecond();
            self.conn.execute(
                "INSERT INTO throttle (token, failures, ends_at) VALUES ($1, 1, $2) \
                 ON CONFLICT (token) DO UPDATE SET failures = throttle.failures + 1",
                &[&allowance.token, &ends_at],
            )?;
        }
        Ok(())
    }
}
