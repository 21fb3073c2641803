//! Messages promised and not yet accepted by LINE. A row's id is its retry key, and its body is stored
//! before the first try, so that every try sends the same and LINE can tell that it is the same.

mod lost;
mod pushes;

pub use lost::{Lost, Undelivered};
pub use pushes::PushStop;

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
    /// When it was promised.
    pub made_at: Timestamp,
    /// Whether it tells of a booking. The rest are answers, which nobody waits for later.
    pub is_notice: bool,
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// LINE has it, under this name for the request.
    Sent(Option<String>),
    /// To be tried again at this instant; as a push, if the reply token is of no more use.
    Again {
        /// When.
        at: Timestamp,
        /// Whether to forget the reply token.
        as_push: bool,
        /// Whether it is certain that LINE did not take it.
        certain: bool,
    },
    /// The resident has blocked the account: to be tried again when they come back.
    Waits,
    /// The month's messages are used up: all counted messages rest, and this one with them.
    Stopped {
        /// When to look whether they may go on.
        look_at: Timestamp,
    },
    /// Never to be tried again, and why.
    GivenUp(Lost),
}

/// What is still to be sent, as far as it may be sent now: what waits for its resident is left out, and
/// while counted messages rest, so are all but free replies.
const OPEN: &str = "sent_at IS NULL AND given_up_at IS NULL AND waits_since IS NULL \
                    AND (reply_token IS NOT NULL OR NOT EXISTS (SELECT 1 FROM push_stop))";

impl Reader<'_> {
    /// Messages whose time has come, those that waited longest first.
    pub fn outbox_due(&mut self, now: Timestamp, most: u32) -> Result<Vec<Due>> {
        let sql = format!(
            "SELECT id, account_id, notice, body, reply_token, reply_until, tries, doubts, first_tried_at, \
             made_at FROM outbox WHERE due_at <= $1 AND {OPEN} ORDER BY due_at, id LIMIT $2"
        );
        self.conn.query(&sql, &[&now.as_millisecond(), &i64::from(most)], due)
    }

    /// How a message ended; none while it waits or there is no such message.
    pub fn outbox_settled(&mut self, id: NoticeId) -> Result<Option<Settled>> {
        let sql = "SELECT sent_at, given_up_at, waits_since, request_id, given_up_why \
                   FROM outbox WHERE id = $1";
        let ended = self.conn.first(sql, &[&id.to_string()], |row| {
            Ok(match (row.at_opt(0)?, row.at_opt(1)?, row.at_opt(2)?) {
                (Some(_), ..) => Some(Settled::Sent(row.get(3)?)),
                (None, Some(_), _) => Some(Settled::GivenUp(row.get::<String>(4)?.parse()?)),
                (None, None, Some(_)) => Some(Settled::Waits),
                (None, None, None) => None,
            })
        })?;
        Ok(ended.flatten())
    }

    /// When the next message is due, if any waits.
    pub fn outbox_next(&mut self) -> Result<Option<Timestamp>> {
        let sql = format!("SELECT due_at FROM outbox WHERE {OPEN} ORDER BY due_at LIMIT 1");
        self.conn.first(&sql, &[], |row| row.at(0))
    }

    /// Messages that were given up since an instant, with the reasons, oldest first.
    pub fn outbox_given_up(&mut self, since: Timestamp) -> Result<Vec<(NoticeId, Lost)>> {
        let sql =
            "SELECT id, given_up_why FROM outbox WHERE given_up_at >= $1 ORDER BY given_up_at, id";
        self.conn.query(sql, &[&since.as_millisecond()], |row| {
            Ok((row.parsed(0)?, row.get::<String>(1)?.parse()?))
        })
    }
}

impl Tx<'_> {
    /// Promises notices. Each has an id that follows from what it tells, so that a repeat promises nothing.
    /// Only an account in LINE that acts for the person is told: not one whose link ended, and nobody about
    /// a person under 支援措置.
    pub(crate) fn promise(&mut self, notices: &[(&Notice, Timestamp)]) -> Result<()> {
        let rows: Vec<_> = notices
            .iter()
            .map(|(notice, at)| {
                let id = notice_id(notice, *at).to_string();
                let account = notice.account.to_string();
                let booking = notice.booking.to_string();
                Ok((id, account, serde_json::to_string(notice)?, at.as_millisecond(), booking))
            })
            .collect::<Result<_>>()?;
        let params: Vec<Vec<&dyn Param>> = rows
            .iter()
            .map(|row| -> Vec<&dyn Param> { vec![&row.0, &row.1, &row.2, &row.3, &row.4] })
            .collect();
        self.conn.each_row(
            "INSERT INTO outbox (id, account_id, notice, made_at, due_at, tries, doubts) \
             SELECT v.column1, v.column2, v.column3, v.column4, v.column4, 0, 0 FROM (",
            "($1, $2, $3, CAST($4 AS BIGINT), $5)",
            ") AS v JOIN booking b ON b.id = v.column5 JOIN person p ON p.id = b.person_id \
             JOIN account a ON a.id = v.column2 JOIN account_person ap \
             ON ap.account_id = a.id AND ap.person_id = p.id \
             WHERE a.without_line_at IS NULL AND ap.ended_at IS NULL AND p.protected_at IS NULL \
             ON CONFLICT (id) DO NOTHING",
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
        let (id, stamp) = (id.to_string(), now.as_millisecond());
        match how {
            Settled::Sent(request) => self.conn.execute(
                "UPDATE outbox SET sent_at = $2, request_id = $3, reply_token = NULL WHERE id = $1",
                &[&id, &stamp, request],
            ),
            Settled::Again { at, as_push, certain } => self.conn.execute(
                "UPDATE outbox SET due_at = $2, doubts = doubts - $3, \
                 reply_token = CASE WHEN $4 THEN NULL ELSE reply_token END WHERE id = $1",
                &[&id, &at.as_millisecond(), &i64::from(*certain), as_push],
            ),
            Settled::Waits => {
                let sql = format!("UPDATE outbox SET waits_since = $2, {UNTRIED} WHERE id = $1");
                self.conn.execute(&sql, &[&id, &stamp])
            }
            Settled::Stopped { look_at } => {
                self.stop_pushes(*look_at, now)?;
                let sql = format!("UPDATE outbox SET due_at = $2, {UNTRIED} WHERE id = $1");
                self.conn.execute(&sql, &[&id, &stamp])
            }
            Settled::GivenUp(why) => self.conn.execute(
                "UPDATE outbox SET given_up_at = $2, given_up_why = $3 WHERE id = $1",
                &[&id, &stamp, &why.to_string()],
            ),
        }?;
        Ok(())
    }

    /// What waited for a resident who is back goes on.
    pub(crate) fn outbox_release(&mut self, account: AccountId, at: Timestamp) -> Result<()> {
        let released = self.conn.execute(
            "UPDATE outbox SET waits_since = NULL, due_at = $2 WHERE account_id = $1 \
             AND waits_since IS NOT NULL AND sent_at IS NULL AND given_up_at IS NULL",
            &[&account.to_string(), &at.as_millisecond()],
        )?;
        self.touched.outbox |= released > 0;
        Ok(())
    }
}

/// LINE certainly did not take this try. If it took none before either, its retry key is as good as new.
const UNTRIED: &str = "doubts = doubts - 1, \
                       first_tried_at = CASE WHEN doubts = 1 THEN NULL ELSE first_tried_at END";

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
    let is_notice = notice.is_some();
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
        made_at: row.at(9)?,
        is_notice,
    })
}
