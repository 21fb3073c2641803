//! Calls on the phone: begun, heard of, ended. They are the desk's own record and alter nothing of what is booked.

use crate::{
    backend::{Param, Row},
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{
    Call, CallId, OfficerId,
    call::{Caller, Ending, Identity, Proof, SILENCE},
};
use jiff::Timestamp;

const CALL: &str = "SELECT id, officer_id, person_id, began_at, heard_at, caller, proofs, ended_at, ending \
    FROM phone_call";

impl Reader<'_> {
    /// One call.
    pub fn call(&mut self, id: CallId) -> Result<Option<Call>> {
        self.conn.first(&format!("{CALL} WHERE id = $1"), &[&id.to_string()], call)
    }

    /// The calls of an officer that go on now, the newest first.
    pub fn calls_running(&mut self, officer: OfficerId, now: Timestamp) -> Result<Vec<Call>> {
        let sql = format!(
            "{CALL} WHERE officer_id = $1 AND ended_at IS NULL AND heard_at > $2 \
             ORDER BY began_at DESC, id DESC"
        );
        let since = (now - SILENCE).as_millisecond();
        self.conn.query(&sql, &[&officer.to_string(), &since], call)
    }

    /// The calls that began from one instant on and before another, oldest first.
    pub fn calls_between(&mut self, from: Timestamp, until: Timestamp) -> Result<Vec<Call>> {
        let sql = format!("{CALL} WHERE began_at >= $1 AND began_at < $2 ORDER BY began_at, id");
        self.conn.query(&sql, &[&from.as_millisecond(), &until.as_millisecond()], call)
    }
}

impl Tx<'_> {
    /// A call begins.
    pub fn begin_call(&mut self, call: &Call) -> Result<()> {
        self.conn.execute(
            "INSERT INTO phone_call (id, officer_id, person_id, began_at, heard_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
            &[
                &call.id.to_string(),
                &call.officer.to_string(),
                &call.person.to_string(),
                &call.began_at.as_millisecond(),
                &call.heard_at.as_millisecond(),
            ],
        )?;
        Ok(())
    }

    /// Something was done in a call that goes on.
    pub fn hear_call(&mut self, id: CallId, at: Timestamp) -> Result<()> {
        let sql = "UPDATE phone_call SET heard_at = $2 WHERE id = $1 AND ended_at IS NULL AND heard_at < $2";
        self.conn.execute(sql, &[&id.to_string(), &at.as_millisecond()])?;
        Ok(())
    }

    /// It was made sure who calls.
    pub fn identify_caller(&mut self, id: CallId, identity: &Identity) -> Result<()> {
        let proofs: Vec<&str> = identity.proofs.iter().map(|proof| proof.name()).collect();
        let sql =
            "UPDATE phone_call SET caller = $2, proofs = $3 WHERE id = $1 AND ended_at IS NULL";
        let params: [&dyn Param; 3] = [&id.to_string(), &identity.caller.name(), &proofs.join(",")];
        self.conn.execute(sql, &params)?;
        Ok(())
    }

    /// A call ends; one that was ended before stays as it was.
    pub fn end_call(&mut self, id: CallId, how: Ending, at: Timestamp) -> Result<()> {
        let sql =
            "UPDATE phone_call SET ended_at = $2, ending = $3 WHERE id = $1 AND ended_at IS NULL";
        self.conn.execute(sql, &[&id.to_string(), &at.as_millisecond(), &how.name()])?;
        Ok(())
    }

    /// Calls that began before an instant are gone.
    pub fn forget_calls(&mut self, before: Timestamp) -> Result<()> {
        let sql = "DELETE FROM phone_call WHERE began_at < $1";
        self.conn.execute(sql, &[&before.as_millisecond()])?;
        Ok(())
    }
}

fn call(row: &Row<'_>) -> Result<Call> {
    let caller: Option<String> = row.get(5)?;
    let proofs: Option<String> = row.get(6)?;
    let identity = caller.as_deref().and_then(Caller::named).map(|caller| {
        let proofs = proofs.unwrap_or_default();
        Identity { caller, proofs: proofs.split(',').filter_map(Proof::named).collect() }
    });
    let ending: Option<String> = row.get(8)?;
    let ending = ending.map(|name| Ending::named(&name).context("an ending of no known name"));
    Ok(Call {
        id: row.parsed(0)?,
        officer: row.parsed(1)?,
        person: row.parsed(2)?,
        began_at: row.at(3)?,
        heard_at: row.at(4)?,
        identity,
        ended: row.at_opt(7)?.zip(ending.transpose()?),
    })
}
