//! The town's staff. A password is kept only as the hash that the server made of it.

use crate::tx::{Reader, Tx};
use anyhow::Result;
use domain::{Actor, OfficerId};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A member of the staff.
#[derive(Clone, PartialEq, Eq)]
pub struct Officer {
    /// Identifies the officer.
    pub id: OfficerId,
    /// What they type to sign in.
    pub login: String,
    /// Their name in the history.
    pub name: String,
    /// The hash of their password, in PHC form.
    pub password: String,
    /// Since when they may no longer sign in.
    pub disabled_at: Option<Timestamp>,
}

impl std::fmt::Debug for Officer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Officer").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Reader<'_> {
    /// The officer who signs in under this name.
    pub fn officer_by_login(&mut self, login: &str) -> Result<Option<Officer>> {
        let sql = "SELECT id, login, name, password, disabled_at FROM officer WHERE login = $1";
        self.conn.first(sql, &[&login], |row| {
            Ok(Officer {
                id: row.parsed(0)?,
                login: row.get(1)?,
                name: row.get(2)?,
                password: row.get(3)?,
                disabled_at: row.at_opt(4)?,
            })
        })
    }

    /// The names of all officers, for the history.
    pub fn officer_names(&mut self) -> Result<BTreeMap<OfficerId, String>> {
        let rows = self
            .conn
            .query("SELECT id, name FROM officer", &[], |row| Ok((row.parsed(0)?, row.get(1)?)))?;
        Ok(rows.into_iter().collect())
    }
}

impl Tx<'_> {
    /// Adds an officer, or gives the one of this sign-in name another name and password; what was signed in
    /// with the old password is signed out.
    pub fn save_officer(&mut self, officer: &Officer, by: Actor, now: Timestamp) -> Result<()> {
        let disabled_at = officer.disabled_at.map(Timestamp::as_millisecond);
        self.conn.execute(
            "INSERT INTO officer (id, login, name, password, made_at, disabled_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (login) DO UPDATE SET \
             name = excluded.name, password = excluded.password, disabled_at = excluded.disabled_at",
            &[
                &officer.id.to_string(),
                &officer.login,
                &officer.name,
                &officer.password,
                &now.as_millisecond(),
                &disabled_at,
            ],
        )?;
        self.conn.execute(
            "DELETE FROM sign_in WHERE officer_id IN (SELECT id FROM officer WHERE login = $1)",
            &[&officer.login],
        )?;
        self.record_officer(by, now)
    }
}
