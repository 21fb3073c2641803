//! Messages that were given up: why, and the staff's list of those that somebody was waiting for.

use crate::tx::{Reader, Tx};
use anyhow::Result;
use domain::{BookingId, Notice, NoticeId, OfficerId};
use jiff::Timestamp;
use std::{convert::Infallible, fmt, str::FromStr};

/// Why a message was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// There is no such account any more.
    Gone,
    /// The resident has blocked the account, and it was an answer that nobody waits for later.
    Blocked,
    /// LINE did not take it as long as it knows a retry key.
    TooLate,
    /// It waited so long that it tells nothing any more.
    TooOld,
    /// LINE refused it for good.
    Refused(String),
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gone => "gone",
            Self::Blocked => "blocked",
            Self::TooLate => "too late",
            Self::TooOld => "too old",
            Self::Refused(why) => why,
        })
    }
}

impl FromStr for Lost {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "gone" => Self::Gone,
            "blocked" => Self::Blocked,
            "too late" => Self::TooLate,
            "too old" => Self::TooOld,
            why => Self::Refused(why.to_owned()),
        })
    }
}

/// A notice that did not reach its resident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// The message.
    pub id: NoticeId,
    /// What it was to tell.
    pub notice: Notice,
    /// When it was given up.
    pub at: Timestamp,
    /// Why.
    pub why: Lost,
}

impl Reader<'_> {
    /// Notices that were given up and that nobody has dealt with, oldest first.
    pub fn undelivered(&mut self, most: u32) -> Result<Vec<Undelivered>> {
        let sql = "SELECT id, notice, given_up_at, given_up_why FROM outbox \
                   WHERE given_up_at IS NOT NULL AND dealt_at IS NULL AND notice IS NOT NULL \
                   ORDER BY given_up_at, id LIMIT $1";
        self.conn.query(sql, &[&i64::from(most)], |row| {
            Ok(Undelivered {
                id: row.parsed(0)?,
                notice: serde_json::from_str(&row.get::<String>(1)?)?,
                at: row.at(2)?,
                why: row.get::<String>(3)?.parse()?,
            })
        })
    }

    /// How many there are.
    pub fn count_undelivered(&mut self) -> Result<u32> {
        let sql = "SELECT COUNT(*) FROM outbox \
                   WHERE given_up_at IS NOT NULL AND dealt_at IS NULL AND notice IS NOT NULL";
        Ok(self.conn.first(sql, &[], |row| row.count(0))?.unwrap_or_default())
    }

    /// The booking that a notice told of; none for an answer, or where there is no such message.
    pub fn booking_told_of(&mut self, id: NoticeId) -> Result<Option<BookingId>> {
        let sql = "SELECT notice FROM outbox WHERE id = $1 AND notice IS NOT NULL";
        self.conn.first(sql, &[&id.to_string()], |row| {
            Ok(serde_json::from_str::<Notice>(&row.get::<String>(0)?)?.booking)
        })
    }
}

impl Tx<'_> {
    /// An officer has reached the resident some other way. Doing it again changes nothing.
    pub fn deal_with(&mut self, id: NoticeId, by: OfficerId, now: Timestamp) -> Result<bool> {
        let dealt = self.conn.execute(
            "UPDATE outbox SET dealt_at = $2, dealt_by = $3 \
             WHERE id = $1 AND given_up_at IS NOT NULL AND dealt_at IS NULL",
            &[&id.to_string(), &now.as_millisecond(), &by.to_string()],
        )?;
        Ok(dealt > 0)
    }
}
