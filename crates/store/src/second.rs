//! An officer's second factor: the secret their telephone shares with us, sealed with the town's key, the last step that
//! was used of it, and the codes for when the telephone is gone.

use crate::{
    history::About,
    seal::Token,
    tx::{Reader, Tx},
};
use anyhow::Result;
use domain::{Actor, OfficerId};
use jiff::Timestamp;
use serde_json::json;
use zeroize::Zeroizing;

/// What a typed code is compared with.
pub struct SecondFactor {
    /// The shared secret.
    pub secret: Zeroizing<Vec<u8>>,
    /// The last step of time whose code was used; none before the first.
    pub step: Option<i64>,
    /// Since when it is asked for.
    pub since: Timestamp,
}

impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecondFactor")
    }
}

fn place(id: OfficerId) -> String {
    format!("officer/{id}/totp")
}

impl Reader<'_> {
    /// The second factor of an officer who has one.
    pub fn second_factor(&mut self, id: OfficerId) -> Result<Option<SecondFactor>> {
        let sql = "SELECT sealed_totp, totp_step, second_since FROM officer \
                   WHERE id = $1 AND second_since IS NOT NULL";
        let found = self.conn.first(sql, &[&id.to_string()], |row| {
            Ok((row.get::<Vec<u8>>(0)?, row.get(1)?, row.at(2)?))
        })?;
        let Some((sealed, step, since)) = found else { return Ok(None) };
        Ok(Some(SecondFactor { secret: self.keys.open(&place(id), &sealed)?, step, since }))
    }

    /// How many codes for a lost telephone are left.
    pub fn recovery_codes_left(&mut self, id: OfficerId) -> Result<u32> {
        let sql = "SELECT COUNT(*) FROM recovery_code WHERE officer_id = $1 AND used_at IS NULL";
        let left = self.conn.first(sql, &[&id.to_string()], |row| row.count(0))?;
        Ok(left.unwrap_or_default())
    }
}

impl Tx<'_> {
    /// Asks for a second factor from now on; `step` is the one whose code has just shown that it works. These codes
    /// are in place of all earlier ones.
    pub fn set_second_factor(
        &mut self,
        id: OfficerId,
        (secret, step): (&[u8], i64),
        codes: &[Token],
        now: Timestamp,
    ) -> Result<()> {
        let sealed = self.keys.seal(&place(id), secret)?;
        let sql =
            "UPDATE officer SET sealed_totp = $2, totp_step = $3, second_since = $4 WHERE id = $1";
        self.conn.execute(sql, &[&id.to_string(), &sealed, &step, &now.as_millisecond()])?;
        self.replace_recovery_codes(id, codes)?;
        let facts = json!({ "second_factor_set": { "officer": id } });
        self.record(&About::officer(id, facts, None), Actor::Officer(id), now)
    }

    /// Other codes for a lost telephone, in place of all earlier ones.
    pub fn renew_recovery_codes(
        &mut self,
        id: OfficerId,
        codes: &[Token],
        now: Timestamp,
    ) -> Result<()> {
        self.replace_recovery_codes(id, codes)?;
        let facts = json!({ "recovery_codes_renewed": { "officer": id } });
        self.record(&About::officer(id, facts, None), Actor::Officer(id), now)
    }

    fn replace_recovery_codes(&mut self, id: OfficerId, codes: &[Token]) -> Result<()> {
        let officer = id.to_string();
        self.conn.execute("DELETE FROM recovery_code WHERE officer_id = $1", &[&officer])?;
        for code in codes {
            let sql = "INSERT INTO recovery_code (token, officer_id) VALUES ($1, $2)";
            self.conn.execute(sql, &[code, &officer])?;
        }
        Ok(())
    }

    /// Uses the code of a step; false if it, or a later one, was used before.
    pub fn use_step(&mut self, id: OfficerId, step: i64) -> Result<bool> {
        let sql = "UPDATE officer SET totp_step = $2 \
                   WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2)";
        Ok(self.conn.execute(sql, &[&id.to_string(), &step])? == 1)
    }

    /// Uses a code for a lost telephone; false if there is none, or it was used before.
    pub fn use_recovery_code(
        &mut self,
        id: OfficerId,
        code: &Token,
        now: Timestamp,
    ) -> Result<bool> {
        let sql = "UPDATE recovery_code SET used_at = $3 \
                   WHERE token = $1 AND officer_id = $2 AND used_at IS NULL";
        let params: [&dyn crate::backend::Param; 3] =
            [code, &id.to_string(), &now.as_millisecond()];
        if self.conn.execute(sql, &params)? == 0 {
            return Ok(false);
        }
        let facts = json!({ "recovery_code_used": { "officer": id } });
        self.record(&About::officer(id, facts, None), Actor::Officer(id), now)?;
        Ok(true)
    }

    /// Takes the second factor of somebody who has lost it, and ends their sign-ins.
    pub fn take_second_factor(
        &mut self,
        id: OfficerId,
        by: Actor,
        now: Timestamp,
        why: &str,
    ) -> Result<()> {
        let sql = "UPDATE officer SET sealed_totp = NULL, totp_step = NULL, second_since = NULL \
                   WHERE id = $1 AND second_since IS NOT NULL";
        if self.conn.execute(sql, &[&id.to_string()])? == 0 {
            return Ok(());
        }
        self.replace_recovery_codes(id, &[])?;
        self.end_sign_ins(id, None)?;
        let facts = json!({ "second_factor_taken": { "officer": id } });
        self.record(&About::officer(id, facts, Some(why)), by, now)
    }
}
