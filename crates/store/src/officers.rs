//! The town's staff. A password is kept only as the hash that the server made of it.

use crate::{
    backend::Row,
    history::About,
    seal::Token,
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{Actor, Duty, OfficerId, Role, VenueId, role::Venues};
use jiff::Timestamp;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

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
    /// What they are there for, and where.
    pub duty: Duty,
    /// Since when they may no longer sign in.
    pub disabled_at: Option<Timestamp>,
}

impl std::fmt::Debug for Officer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Officer").field("id", &self.id).finish_non_exhaustive()
    }
}

/// An officer who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtDesk {
    /// Who.
    pub id: OfficerId,
    /// Their name.
    pub name: String,
    /// What they are there for, and where.
    pub duty: Duty,
    /// Whether a second factor is asked for.
    pub has_second: bool,
    /// Whether they came by an invitation.
    pub invited: bool,
    /// When this sign-in was last used, to the hour.
    pub used_at: Option<Timestamp>,
}

impl AtDesk {
    /// Whether nothing is open to them before they have set a second factor up. Who was made on the machine's own
    /// command line may sign in with a password alone.
    pub fn owes_second_factor(&self) -> bool {
        self.invited && !self.has_second && self.duty.role.needs_second_factor()
    }
}

impl Reader<'_> {
    /// The officer of this sign-in, if it is in force.
    pub fn officer_at_desk(&mut self, token: &Token, now: Timestamp) -> Result<Option<AtDesk>> {
        let sql = "SELECT o.id, o.name, o.role, o.venues, o.second_since, o.invited_at, s.used_at \
                   FROM sign_in s \
                   JOIN officer o ON o.id = s.officer_id \
                   WHERE s.token = $1 AND s.expires_at > $2 AND o.disabled_at IS NULL";
        self.conn.first(sql, &[token, &now.as_millisecond()], |row| {
            Ok(AtDesk {
                id: row.parsed(0)?,
                name: row.get(1)?,
                duty: duty(row, 2)?,
                has_second: row.at_opt(4)?.is_some(),
                invited: row.at_opt(5)?.is_some(),
                used_at: row.at_opt(6)?,
            })
        })
    }

    /// The officer who signs in under this name.
    pub fn officer_by_login(&mut self, login: &str) -> Result<Option<Officer>> {
        let sql = "SELECT id, login, name, password, disabled_at, role, venues \
                   FROM officer WHERE login = $1";
        self.conn.first(sql, &[&login], |row| {
            Ok(Officer {
                id: row.parsed(0)?,
                login: row.get(1)?,
                name: row.get(2)?,
                password: row.get(3)?,
                disabled_at: row.at_opt(4)?,
                duty: duty(row, 5)?,
            })
        })
    }

    /// The names of those who can change what others may: administrators of the whole town who may sign in.
    pub fn administrators(&mut self) -> Result<Vec<String>> {
        let sql = "SELECT name FROM officer WHERE role = $1 AND venues IS NULL \
                   AND disabled_at IS NULL ORDER BY made_at, id";
        self.conn.query(sql, &[&Role::Administrator.name()], |row| row.get(0))
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
    /// Adds an officer, or gives the one of this sign-in name another name, password and duty; what was signed in
    /// with the old password is signed out.
    pub fn save_officer(&mut self, officer: &Officer, by: Actor, now: Timestamp) -> Result<()> {
        let disabled_at = officer.disabled_at.map(Timestamp::as_millisecond);
        self.conn.execute(
            "INSERT INTO officer (id, login, name, password, made_at, disabled_at, role, venues) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (login) DO UPDATE SET \
             name = excluded.name, password = excluded.password, \
             disabled_at = excluded.disabled_at, role = excluded.role, venues = excluded.venues",
            &[
                &officer.id.to_string(),
                &officer.login,
                &officer.name,
                &officer.password,
                &now.as_millisecond(),
                &disabled_at,
                &officer.duty.role.name(),
                &venues(&officer.duty)?,
            ],
        )?;
        self.conn.execute(
            "DELETE FROM sign_in WHERE officer_id IN (SELECT id FROM officer WHERE login = $1)",
            &[&officer.login],
        )?;
        let sql = "SELECT id FROM officer WHERE login = $1";
        let id = self.conn.first(sql, &[&officer.login], |row| row.parsed(0))?;
        let id: OfficerId = id.context("it was just stored")?;
        let facts = json!({ "officer_saved": { "officer": id, "role": officer.duty.role.name() } });
        self.record(&About::officer(id, facts, None), by, now)
    }
}

/// The venues as they are kept: nothing is all of them.
pub(crate) fn venues(duty: &Duty) -> Result<Option<String>> {
    match &duty.venues {
        Venues::Every => Ok(None),
        Venues::Only(venues) => Ok(Some(serde_json::to_string(venues)?)),
    }
}

pub(crate) fn duty(row: &Row<'_>, at: usize) -> Result<Duty> {
    let (role, venues): (String, Option<String>) = (row.get(at)?, row.get(at + 1)?);
    let role = Role::named(&role).context("an officer has a role")?;
    let venues = match venues {
        None => Venues::Every,
        Some(list) => Venues::Only(serde_json::from_str::<BTreeSet<VenueId>>(&list)?),
    };
    Ok(Duty { role, venues })
}
