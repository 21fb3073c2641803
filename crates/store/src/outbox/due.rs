//! What is to be sent now: answers first, since their tokens die within a minute, then notices, unless those rest.

use super::{PERSONS, WHO_ACTS, subject};
use crate::{backend::Row, tx::Reader};
use anyhow::{Context, Result};
use domain::{About, AccountId, Notice, NoticeId};
use jiff::Timestamp;

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
    /// When the first of these began; LINE forgets a retry key after a day.
    pub first_tried_at: Option<Timestamp>,
    /// When it was promised.
    pub made_at: Timestamp,
    /// What it tells of a booking. The rest are answers, which nobody waits for later.
    pub notice: Option<Notice>,
}

/// What is still to be sent and waits for nobody's return.
pub(super) const OPEN: &str = "sent_at IS NULL AND given_up_at IS NULL AND waits_since IS NULL";

const DUE: &str = "SELECT id, account_id, notice, body, reply_token, reply_until, tries, doubts, first_tried_at, \
                   made_at FROM outbox";

impl Reader<'_> {
    /// Messages whose time has come: answers, those with a living token first, and then notices. Each in
    /// the order in which they fell due. While counted messages rest, notices are left out.
    pub fn outbox_due(&mut self, now: Timestamp, most: u32) -> Result<Vec<Due>> {
        let answers = format!(
            "{DUE} WHERE notice IS NULL AND {OPEN} AND due_at <= $1 ORDER BY CASE WHEN reply_token IS NOT NULL \
             AND reply_until > $1 THEN 0 ELSE 1 END, due_at, made_at, id LIMIT $2"
        );
        let notices = format!(
            "{DUE} WHERE notice IS NOT NULL AND {OPEN} AND due_at <= $1 ORDER BY due_at, made_at, id LIMIT $2"
        );
        let (now, most) = (now.as_millisecond(), i64::from(most));
        let mut all = self.conn.query(&answers, &[&now, &most], due)?;
        let room = most - i64::try_from(all.len())?;
        if room > 0 && self.push_stop()?.is_none() {
            all.extend(self.conn.query(&notices, &[&now, &room], due)?);
        }
        Ok(all)
    }

    /// When the next message is due, if any waits.
    pub fn outbox_next(&mut self) -> Result<Option<Timestamp>> {
        let mut first = |of: &str| {
            let sql =
                format!("SELECT due_at FROM outbox WHERE {of} AND {OPEN} ORDER BY due_at LIMIT 1");
            self.conn.first(&sql, &[], |row| row.at(0))
        };
        let answer = first("notice IS NULL")?;
        let notice = first("notice IS NOT NULL")?;
        let notice = if self.push_stop()?.is_none() { notice } else { None };
        Ok(answer.into_iter().chain(notice).min())
    }

    /// How many notices are to be sent; while counted messages rest, so many rest.
    pub fn count_resting(&mut self) -> Result<u32> {
        let sql = format!("SELECT COUNT(*) FROM outbox WHERE notice IS NOT NULL AND {OPEN}");
        Ok(self.conn.first(&sql, &[], |row| row.count(0))?.unwrap_or_default())
    }

    /// Whether a notice may still be told to its account: the link may have ended, or the person come under
    /// 支援措置, since it was promised.
    pub fn may_be_told(&mut self, notice: &Notice) -> Result<bool> {
        let table = match notice.about {
            About::Booking(_) => "booking",
            About::Offer(_) => "offer",
            About::Person(_) => PERSONS,
        };
        let sql = format!("SELECT 1 FROM {table} b {WHO_ACTS} AND b.id = $1 AND a.id = $2");
        let (subject, account) = (subject(notice), notice.account.to_string());
        Ok(self.conn.first(&sql, &[&subject, &account], |_| Ok(()))?.is_some())
    }
}

fn due(row: &Row<'_>) -> Result<Due> {
    let notice: Option<String> = row.get(2)?;
    let notice: Option<Notice> = notice.map(|json| serde_json::from_str(&json)).transpose()?;
    let body: Option<String> = row.get(3)?;
    let what = match (body, &notice) {
        (Some(body), _) => Outgoing::Body(body),
        (None, Some(notice)) => Outgoing::Notice(notice.clone()),
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
        notice,
    })
}
