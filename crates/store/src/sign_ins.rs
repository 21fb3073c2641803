//! Who is signed in on which device. The cookie's secret is never stored, only its token.

use crate::{
    backend::Row,
    history::About,
    seal::Token,
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{AccountId, Actor, OfficerId};
use jiff::Timestamp;
use serde_json::json;

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
        self.touched.signed_out = true;
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

/// A sign-in of an officer, as they see it themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskSignIn {
    /// What it is known by.
    pub token: Token,
    /// Since when.
    pub made_at: Timestamp,
    /// When it was last used, to the hour.
    pub used_at: Timestamp,
    /// From which browser, in words.
    pub browser: String,
}

impl Reader<'_> {
    /// The sign-ins of an officer that are in force, the newest first.
    pub fn sign_ins_of(&mut self, id: OfficerId, now: Timestamp) -> Result<Vec<DeskSignIn>> {
        let sql = "SELECT token, made_at, COALESCE(used_at, made_at), COALESCE(browser, '') \
                   FROM sign_in WHERE officer_id = $1 AND expires_at > $2 \
                   ORDER BY made_at DESC, token";
        self.conn.query(sql, &[&id.to_string(), &now.as_millisecond()], |row| {
            Ok(DeskSignIn {
                token: row.get(0)?,
                made_at: row.at(1)?,
                used_at: row.at(2)?,
                browser: row.get(3)?,
            })
        })
    }
}

impl Tx<'_> {
    /// Signs an officer in from this browser.
    pub fn officer_signs_in(
        &mut self,
        token: &Token,
        sign_in: &SignIn,
        browser: &str,
        now: Timestamp,
    ) -> Result<()> {
        self.add_sign_in(token, sign_in, now)?;
        let (at, sql) = (
            now.as_millisecond(),
            "UPDATE sign_in SET browser = $2, used_at = $3 WHERE token = $1",
        );
        self.conn.execute(sql, &[token, &browser, &at])?;
        let Who::Officer(id) = sign_in.who else { return Ok(()) };
        let sql = "UPDATE officer SET signed_in_at = $2 WHERE id = $1";
        self.conn.execute(sql, &[&id.to_string(), &at])?;
        Ok(())
    }

    /// Notes that a sign-in is used.
    pub fn note_use(&mut self, token: &Token, now: Timestamp) -> Result<()> {
        let sql = "UPDATE sign_in SET used_at = $2 WHERE token = $1";
        self.conn.execute(sql, &[token, &now.as_millisecond()])?;
        Ok(())
    }

    /// Ends one sign-in of an officer, or all but one, and records it if there were any.
    pub fn end_officer_sign_ins(
        &mut self,
        id: OfficerId,
        which: &Ended,
        by: Actor,
        now: Timestamp,
    ) -> Result<u64> {
        let ended = match which {
            Ended::One(token) => {
                let sql = "DELETE FROM sign_in WHERE token = $1 AND officer_id = $2";
                self.conn.execute(sql, &[token, &id.to_string()])?
            }
            Ended::AllBut(keep) => self.end_sign_ins(id, keep.as_ref())?,
        };
        if ended > 0 {
            let facts = json!({ "sign_ins_ended": { "officer": id, "sign_ins": ended } });
            self.record(&About::officer(id, facts, None), by, now)?;
        }
        Ok(ended)
    }

    /// Ends the sign-ins of an officer, but for one.
    pub(crate) fn end_sign_ins(&mut self, id: OfficerId, keep: Option<&Token>) -> Result<u64> {
        let nothing = Token::new();
        let sql = "DELETE FROM sign_in WHERE officer_id = $1 AND token <> $2";
        self.conn.execute(sql, &[&id.to_string(), keep.unwrap_or(&nothing)])
    }
}

/// Which sign-ins of an officer are ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// This one.
    One(Token),
    /// All but this one, or simply all.
    AllBut(Option<Token>),
}
