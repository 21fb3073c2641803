//! The staff as those who manage them see it: who there is, what becomes of them, and who is invited. Every change has
//! its line in the history, under the officer it is about.

use crate::{
    backend::Row,
    history::{About, HistoryLine},
    officers::{Officer, duty, venues},
    seal::Token,
    tx::{Reader, Tx},
};
use anyhow::Result;
use domain::{Actor, Duty, OfficerId, RequestId};
use jiff::Timestamp;
use serde_json::json;

/// An officer on the list of the staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Identifies the officer.
    pub id: OfficerId,
    /// What they type to sign in.
    pub login: String,
    /// Their name in the history.
    pub name: String,
    /// What they are there for, and where.
    pub duty: Duty,
    /// Since when a second factor is asked for.
    pub second_since: Option<Timestamp>,
    /// When they last signed in.
    pub signed_in_at: Option<Timestamp>,
    /// When they came by an invitation; nothing if the machine's command line made them.
    pub invited_at: Option<Timestamp>,
    /// Since when they may no longer sign in.
    pub disabled_at: Option<Timestamp>,
}

/// A way in for somebody who is not an officer yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The press of the button that made it.
    pub id: RequestId,
    /// What its link is known by.
    pub token: Token,
    /// Whom it is for.
    pub name: String,
    /// What they are to be there for, and where.
    pub duty: Duty,
    /// Until when.
    pub expires_at: Timestamp,
}

const COLLEAGUE: &str = "SELECT id, login, name, role, venues, second_since, signed_in_at, \
                         invited_at, disabled_at FROM officer";
const INVITATION: &str = "SELECT id, token, name, role, venues, expires_at FROM officer_invitation \
     WHERE used_at IS NULL AND withdrawn_at IS NULL";

impl Reader<'_> {
    /// Everybody there is: those who may sign in first, in the order in which they came.
    pub fn staff(&mut self) -> Result<Vec<Colleague>> {
        let sql = format!(
            "{COLLEAGUE} ORDER BY CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, made_at, id"
        );
        self.conn.query(&sql, &[], colleague)
    }

    /// One of them.
    pub fn colleague(&mut self, id: OfficerId) -> Result<Option<Colleague>> {
        self.conn.first(&format!("{COLLEAGUE} WHERE id = $1"), &[&id.to_string()], colleague)
    }

    /// The invitation of this link, if it is open.
    pub fn officer_invitation(
        &mut self,
        token: &Token,
        now: Timestamp,
    ) -> Result<Option<Invitation>> {
        let sql = format!("{INVITATION} AND token = $1 AND expires_at > $2");
        self.conn.first(&sql, &[token, &now.as_millisecond()], invitation)
    }

    /// Those that are open, the first to end first.
    pub fn officer_invitations(&mut self, now: Timestamp) -> Result<Vec<Invitation>> {
        let sql = format!("{INVITATION} AND expires_at > $1 ORDER BY expires_at, id");
        self.conn.query(&sql, &[&now.as_millisecond()], invitation)
    }

    /// What was done about an officer, newest first: so many lines.
    pub fn history_of_officer(&mut self, id: OfficerId, most: u32) -> Result<Vec<HistoryLine>> {
        self.history_where(
            "WHERE seq IN (SELECT seq FROM officer_history WHERE officer_id = $1) \
             ORDER BY seq DESC LIMIT $2",
            &[&id.to_string(), &i64::from(most)],
        )
    }
}

impl Tx<'_> {
    /// Gives an officer another duty.
    pub fn set_duty(
        &mut self,
        id: OfficerId,
        duty: &Duty,
        by: Actor,
        now: Timestamp,
        why: &str,
    ) -> Result<()> {
        let Some(before) = self.colleague(id)? else { return Ok(()) };
        let sql = "UPDATE officer SET role = $2, venues = $3 WHERE id = $1";
        self.conn.execute(sql, &[&id.to_string(), &duty.role.name(), &venues(duty)?])?;
        let facts = json!({ "duty_set": {
            "officer": id, "from": before.duty.role.name(), "to": duty.role.name(),
            "venues": venues(duty)?,
        } });
        self.record(&About::officer(id, facts, Some(why)), by, now)
    }

    /// Shuts an officer out, or lets them in again. Who is shut out is signed out everywhere.
    pub fn set_disabled(
        &mut self,
        id: OfficerId,
        disabled: bool,
        by: Actor,
        now: Timestamp,
        why: &str,
    ) -> Result<()> {
        let at = disabled.then(|| now.as_millisecond());
        let sql = "UPDATE officer SET disabled_at = $2 WHERE id = $1";
        self.conn.execute(sql, &[&id.to_string(), &at])?;
        if disabled {
            self.end_sign_ins(id, None)?;
        }
        let name = if disabled { "officer_disabled" } else { "officer_enabled" };
        let facts = json!({ name: { "officer": id } });
        self.record(&About::officer(id, facts, Some(why)), by, now)
    }

    /// Gives an officer another password, and ends all their sign-ins but this one.
    pub fn set_password(
        &mut self,
        id: OfficerId,
        hash: &str,
        keep: Option<&Token>,
        by: Actor,
        now: Timestamp,
    ) -> Result<()> {
        let sql = "UPDATE officer SET password = $2 WHERE id = $1";
        self.conn.execute(sql, &[&id.to_string(), &hash])?;
        self.end_sign_ins(id, keep)?;
        let facts = json!({ "password_set": { "officer": id } });
        self.record(&About::officer(id, facts, None), by, now)
    }

    /// Invites somebody. The same press again invites nobody else, and says so.
    pub fn invite_officer(
        &mut self,
        invitation: &Invitation,
        by: Actor,
        now: Timestamp,
    ) -> Result<bool> {
        let made = self.conn.execute(
            "INSERT INTO officer_invitation (id, token, name, role, venues, made_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
            &[
                &invitation.id.to_string(),
                &invitation.token,
                &invitation.name,
                &invitation.duty.role.name(),
                &venues(&invitation.duty)?,
                &now.as_millisecond(),
                &invitation.expires_at.as_millisecond(),
            ],
        )?;
        if made == 0 {
            return Ok(false);
        }
        let role = invitation.duty.role.name();
        let facts = json!({ "officer_invited": { "invitation": invitation.id, "role": role } });
        self.record(&About::nobody(facts), by, now)?;
        Ok(true)
    }

    /// Takes an invitation back, if it is open.
    pub fn withdraw_invitation(&mut self, id: RequestId, by: Actor, now: Timestamp) -> Result<()> {
        let sql = "UPDATE officer_invitation SET withdrawn_at = $2 \
                   WHERE id = $1 AND used_at IS NULL AND withdrawn_at IS NULL";
        let done = self.conn.execute(sql, &[&id.to_string(), &now.as_millisecond()])?;
        if done == 0 {
            return Ok(());
        }
        let facts = json!({ "invitation_withdrawn": { "invitation": id } });
        self.record(&About::nobody(facts), by, now)
    }

    /// Makes an officer of whoever holds the invitation. It is used up by that.
    pub fn accept_invitation(
        &mut self,
        invitation: &Invitation,
        officer: &Officer,
        now: Timestamp,
    ) -> Result<()> {
        let sql = "UPDATE officer_invitation SET used_at = $2 WHERE id = $1";
        self.conn.execute(sql, &[&invitation.id.to_string(), &now.as_millisecond()])?;
        self.save_officer(officer, Actor::Officer(officer.id), now)?;
        let sql = "UPDATE officer SET invited_at = $2 WHERE id = $1";
        self.conn.execute(sql, &[&officer.id.to_string(), &now.as_millisecond()])?;
        Ok(())
    }
}

fn colleague(row: &Row<'_>) -> Result<Colleague> {
    Ok(Colleague {
        id: row.parsed(0)?,
        login: row.get(1)?,
        name: row.get(2)?,
        duty: duty(row, 3)?,
        second_since: row.at_opt(5)?,
        signed_in_at: row.at_opt(6)?,
        invited_at: row.at_opt(7)?,
        disabled_at: row.at_opt(8)?,
    })
}

fn invitation(row: &Row<'_>) -> Result<Invitation> {
    Ok(Invitation {
        id: row.parsed(0)?,
        token: row.get(1)?,
        name: row.get(2)?,
        duty: duty(row, 3)?,
        expires_at: row.at(5)?,
    })
}
