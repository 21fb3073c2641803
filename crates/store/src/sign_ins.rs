//! Who is signed in on which device. The cookie's secret is never stored, only its token.

use crate::{
    backend::Row,
    seal::Token,
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{AccountId, OfficerId};
use jiff::Timestamp;

/// Who signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A resident, through their LINE account.
    Account(AccountId),
    /// A member of the staff.
    Officer(OfficerId),
}

/// A sign-in that is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Who.
    pub who: Who,
    /// Until when.
    pub expires_at: Timestamp,
}

impl Reader<'_> {
    /// The sign-in under this token, if it is in force.
    pub fn sign_in(&mut self, token: &Token, now: Timestamp) -> Result<Option<SignIn>> {
        let sql = "SELECT s.account_id, s.officer_id, s.expires_at FROM sign_in s \
                   LEFT JOIN officer o ON o.id = s.officer_id \
                   WHERE s.token = $1 AND s.expires_at > $2 AND o.disabled_at IS NULL";
        self.conn.first(sql, &[token, &now.as_millisecond()], sign_in)
    }
}

impl Tx<'_> {
    /// Signs someone in, and forgets the sign-ins that have run out.
    pub fn add_sign_in(&mut self, token: &Token, sign_in: &SignIn, now: Timestamp) -> Result<()> {
        let now = now.as_millisecond();
        self.conn.execute("DELETE FROM sign_in WHERE expires_at <= $1", &[&now])?;
        let (account, officer) = match sign_in.who {
            Who::Account(id) => (Some(id.to_string()), None),
            Who::Officer(id) => (None, Some(id.to_string())),
        };
        self.conn.execute(
            "INSERT INTO sign_in (token, account_id, officer_id, made_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5)",
            &[token, &account, &officer, &now, &sign_in.expires_at.as_millisecond()],
        )?;
        Ok(())
    }

    /// Signs out.
    pub fn remove_sign_in(&mut self, token: &Token) -> Result<()> {
        self.conn.execute("DELETE FROM sign_in WHERE token = $1", &[token])?;
        Ok(())
    }
}

fn sign_in(row: &Row<'_>) -> Result<SignIn> {
    let who = match (row.parsed_opt(0)?, row.parsed_opt(1)?) {
        (Some(account), _) => Who::Account(account),
        (None, officer) => Who::Officer(officer.context("a sign-in is of someone")?),
    };
    Ok(SignIn { who, expires_at: row.at(2)? })
}
