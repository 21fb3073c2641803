//! One-time codes and invitations, found by the token of what is typed; the code itself is kept nowhere.

use crate::{
    backend::{Param, Row},
    seal::{Keys, Token},
    tx::{Reader, Tx},
};
use anyhow::Result;
use domain::{
    AccountId, Code, CodeId, PersonId,
    code::{CodeState, PlainCode},
};
use jiff::Timestamp;

const CODE: &str = "SELECT id, token, person_id, kind, given_at, expires_at, used_at, used_by, \
    withdrawn_at FROM code";

impl Keys {
    /// The token under which a code is found.
    pub fn code_token(&self, code: &PlainCode) -> Token {
        self.token("code", &code.written())
    }
}

impl Reader<'_> {
    /// The code of this token, whatever became of it.
    pub fn code(&mut self, token: &Token) -> Result<Option<Code>> {
        self.conn.first(&format!("{CODE} WHERE token = $1"), &[token], code)
    }

    /// Every code that was given for a person, newest first.
    pub fn codes_of(&mut self, person: PersonId) -> Result<Vec<Code>> {
        let sql = format!("{CODE} WHERE person_id = $1 ORDER BY given_at DESC, id DESC");
        self.conn.query(&sql, &[&person.to_string()], code)
    }
}

impl Tx<'_> {
    pub(crate) fn insert_code(&mut self, code: &Code) -> Result<()> {
        let params: [&dyn Param; 6] = [
            &code.id.to_string(),
            &code.token,
            &code.person.to_string(),
            &serde_json::to_string(&code.kind)?,
            &code.given_at.as_millisecond(),
            &code.expires_at.as_millisecond(),
        ];
        self.conn.execute(
            "INSERT INTO code (id, token, person_id, kind, given_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            &params,
        )?;
        Ok(())
    }

    pub(crate) fn use_code(&mut self, id: CodeId, by: AccountId, at: Timestamp) -> Result<()> {
        let sql = "UPDATE code SET used_at = $2, used_by = $3 WHERE id = $1";
        self.conn.execute(sql, &[&id.to_string(), &at.as_millisecond(), &by.to_string()])?;
        Ok(())
    }

    pub(crate) fn withdraw_code(&mut self, id: CodeId, at: Timestamp) -> Result<()> {
        let sql = "UPDATE code SET withdrawn_at = $2 WHERE id = $1";
        self.conn.execute(sql, &[&id.to_string(), &at.as_millisecond()])?;
        Ok(())
    }
}

fn code(row: &Row<'_>) -> Result<Code> {
    let kind: String = row.get(3)?;
    let used = row.at_opt(6)?.zip(row.parsed_opt(7)?);
    let state = match (used, row.at_opt(8)?) {
        (Some((at, account)), _) => CodeState::Used { at, account },
        (None, Some(at)) => CodeState::Withdrawn { at },
        (None, None) => CodeState::Open,
    };
    Ok(Code {
        id: row.parsed(0)?,
        token: row.get(1)?,
        person: row.parsed(2)?,
        kind: serde_json::from_str(&kind)?,
        given_at: row.at(4)?,
        expires_at: row.at(5)?,
        state,
    })
}
