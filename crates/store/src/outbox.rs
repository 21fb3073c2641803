//! Messages promised and not yet accepted by LINE. A row's id is its retry key, and its body is stored
//! before the first try, so that every try sends the same and LINE can tell that it is the same.

use crate::{
    backend::{Param, Row},
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{AccountId, Notice, NoticeId};
use jiff::Timestamp;
use uuid::Uuid;

/// What a row is to say: a notice whose words are found when it is sent, or words that exist already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// To be put into words.
    Notice(Notice),
    /// The message objects as LINE takes them.
    Body(String),
}

/// A message whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The row, and its retry key.
    pub id: NoticeId,
    /// To whom.
    pub account: AccountId,
    /// What it says.
    pub what: Outgoing,
    /// The token that makes it a free reply, and until when that lives.
    pub reply: Option<(String, Timestamp)>,
    /// Tries before this one.
    pub tries: u32,
    /// Those of them that may have reached LINE: the answer was lost, or we stopped before it came.
    pub doubts: u32,
    /// When it was first tried; LINE forgets a retry key after a day.
    pub first_tried_at: Option<Timestamp>,
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// LINE has it.
    Sent,
    /// To be tried again at this instant; as a push, if the reply token is of no more use.
    Again {
        /// When.
        at: Timestamp,
        /// Whether to forget the reply token.
        as_push: bool,
        /// Whether it is certain that LINE did not take it.
        certain: bool,
    },
    /// Never to be tried again, and why.
    GivenUp(String),
}

impl Reader<'_> {
    /// Messages whose time has come, those that waited longest first.
    pub fn outbox_due(&mut self, now: Timestamp, most: u32) -> Result<Vec<Due>> {
        let sql = "SELECT id, account_id, notice, body, reply_token, reply_until, tries, doubts, first_tried_at \
                   FROM outbox WHERE due_at <= $1 AND sent_at IS NULL AND given_up_at IS NULL \
                   ORDER BY due_at, id LIMIT $2";
        self.conn.query(sql, &[&now.as_millisecond(), &i64::from(most)], due)
    }

    /// How a message ended; none while it waits or there is no such message.
    pub fn outbox_settled(&mut self, id: NoticeId) -> Result<Option<Settled>> {
        let sql = "SELECT sent_at, given_up_at, given_up_why FROM outbox WHERE id = $1";
        let ended = self.conn.first(sql, &[&id.to_string()], |row| {
            Ok(match (row.at_opt(0)?, row.at_opt(1)?) {
                (Some(_), _) => Some(Settled::Sent),
                (None, Some(_)) => {
                    Some(Settled::GivenUp(row.get::<Option<String>>(2)?.unwrap_or_default()))
                }
                (None, None) => None,
            })
        })?;
        Ok(ended.flatten())
    }

    /// When the next message is due, if any waits.
    pub fn outbox_next(&mut self) -> Result<Option<Timestamp>> {
        let sql = "SELECT due_at FROM outbox WHERE sent_at IS NULL AND given_up_at IS NULL \
                   ORDER BY due_at LIMIT 1";
        self.conn.first(sql, &[], |row| row.at(0))
    }

    /// Messages that were given up since an instant, with the reasons, oldest first.
    pub fn outbox_given_up(&mut self, since: Timestamp) -> Result<Vec<(NoticeId, String)>> {
        let sql =
            "SELECT id, given_up_why FROM outbox WHERE given_up_at >= $1 ORDER BY given_up_at, id";
        self.conn.query(sql, &[&since.as_millisecond()], |row| Ok((row.parsed(0)?, row.get(1)?)))
    }
}

impl Tx<'_> {
    /// Promises notices. Each has an id that follows from what it tells, so that a repeat promises nothing.
    pub(crate) fn promise(&mut self, notices: &[(&Notice, Timestamp)]) -> Result<()> {
        let rows: Vec<_> = notices
            .iter()
            .map(|(notice, at)| {
                let id = notice_id(notice, *at).to_string();
                let account = notice.account.to_string();
                Ok((id, account, serde_json::to_string(notice)?, at.as_millisecond()))
            })
            .collect::<Result<_>>()?;
        let params: Vec<Vec<&dyn Param>> = rows
            .iter()
            .map(|row| -> Vec<&dyn Param> { vec![&row.0, &row.1, &row.2, &row.3] })
            .collect();
        self.conn.each_row(
            "INSERT INTO outbox (id, account_id, notice, made_at, due_at, tries, doubts)",
            "($1, $2, $3, CAST($4 AS BIGINT), CAST($4 AS BIGINT), 0, 0)",
            "ON CONFLICT (id) DO NOTHING",
            &params,
        )?;
        self.touched.outbox |= !rows.is_empty();
        Ok(())
    }

    /// Promises an answer in the talk: as a free reply while the token lives, as a push after that.
    pub fn answer(
        &mut self,
        id: NoticeId,
        account: AccountId,
        body: &str,
        reply: Option<(&str, Timestamp)>,
        now: Timestamp,
    ) -> Result<()> {
        let (token, until) = reply.unzip();
        let (until, now) = (until.map(Timestamp::as_millisecond), now.as_millisecond());
        self.conn.execute(
            "INSERT INTO outbox (id, account_id, body, reply_token, reply_until, made_at, due_at, tries, doubts) \
             VALUES ($1, $2, $3, $4, $5, $6, $6, 0, 0) ON CONFLICT (id) DO NOTHING",
            &[&id.to_string(), &account.to_string(), &body, &token, &until, &now],
        )?;
        self.touched.outbox = true;
        Ok(())
    }

    /// Takes a message for one try: its body is stored, nobody else takes it before `until`, and the try
    /// counts as doubtful until it is settled.
    pub fn outbox_claim(
        &mut self,
        id: NoticeId,
        body: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<()> {
        self.conn.execute(
            "UPDATE outbox SET body = $2, due_at = $4, tries = tries + 1, doubts = doubts + 1, \
             first_tried_at = COALESCE(first_tried_at, $3) WHERE id = $1",
            &[&id.to_string(), &body, &now.as_millisecond(), &until.as_millisecond()],
        )?;
        Ok(())
    }

    /// Writes down how a try ended.
    pub fn outbox_settle(&mut self, id: NoticeId, how: &Settled, now: Timestamp) -> Result<()> {
        let (id, now) = (id.to_string(), now.as_millisecond());
        match how {
            Settled::Sent => self.conn.execute(
                "UPDATE outbox SET sent_at = $2, reply_token = NULL WHERE id = $1",
                &[&id, &now],
            ),
            Settled::Again { at, as_push, certain } => self.conn.execute(
                "UPDATE outbox SET due_at = $2, doubts = doubts - $3, \
                 reply_token = CASE WHEN $4 THEN NULL ELSE reply_token END WHERE id = $1",
                &[&id, &at.as_millisecond(), &i64::from(*certain), as_push],
            ),
            Settled::GivenUp(why) => self.conn.execute(
                "UPDATE outbox SET given_up_at = $2, given_up_why = $3 WHERE id = $1",
                &[&id, &now, why],
            ),
        }?;
        Ok(())
    }
}

/// The id of the message that this caused: the same for the same cause, and for no other, so that what is
/// worked off twice is sent once.
pub fn id_of_cause(cause: &str) -> NoticeId {
    let digest = ring::digest::digest(&ring::digest::SHA256, cause.as_bytes());
    let bytes = digest.as_ref()[..16].try_into().expect("a SHA-256 has 32 bytes");
    NoticeId(Uuid::new_v8(bytes))
}

/// The same for the same notice made at the same instant.
fn notice_id(notice: &Notice, at: Timestamp) -> NoticeId {
    let Notice { kind, booking, account, .. } = notice;
    id_of_cause(&format!("{kind:?}/{booking}/{account}/{}", at.as_millisecond()))
}

fn due(row: &Row<'_>) -> Result<Due> {
    let notice: Option<String> = row.get(2)?;
    let body: Option<String> = row.get(3)?;
    let what = match (body, notice) {
        (Some(body), _) => Outgoing::Body(body),
        (None, Some(notice)) => Outgoing::Notice(serde_json::from_str(&notice)?),
        (None, None) => return Err(anyhow::anyhow!("a message with nothing to say")),
    };
    let (token, until): (Option<String>, _) = (row.get(4)?, row.at_opt(5)?);
    Ok(Due {
        id: row.parsed(0)?,
        account: row.parsed(1)?,
        what,
        reply: token
            .map(|token| Ok::<_, anyhow::Error>((token, until.context("a token lives until")?)))
            .transpose()?,
        tries: row.count(6)?,
        doubts: row.count(7)?,
        first_tried_at: row.at_opt(8)?,
    })
}
