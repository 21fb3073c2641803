//! Messages that were given up: why, and the staff's list of those that somebody was waiting for.

use crate::tx::{Reader, Tx};
use anyhow::Result;
use domain::{About, BookingId, Notice, NoticeId, OfficerId};
use jiff::Timestamp;
use std::{convert::Infallible, fmt, str::FromStr};

/// Why a message was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// There is no such account any more.
    Gone,
    /// The resident has blocked the account, and it was an answer that nobody waits for later.
    Blocked,
    /// The account may no longer hear of the person: the link ended, or 支援措置 began.
    NotTheirs,
    /// LINE did not take it as long as it knows a retry key.
    TooLate,
    /// It waited so long that it tells nothing any more.
    TooOld,
    /// It told of an offer that somebody else took before it could be sent.
    Outrun,
    /// LINE refused it for good.
    Refused(String),
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gone => "gone",
            Self::Blocked => "blocked",
            Self::NotTheirs => "not theirs",
            Self::TooLate => "too late",
            Self::TooOld => "too old",
            Self::Outrun => "outrun",
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
            "not theirs" => Self::NotTheirs,
            "too late" => Self::TooLate,
            "too old" => Self::TooOld,
            "outrun" => Self::Outrun,
            why => Self::Refused(why.to_owned()),
        })
    }
}

/// A notice that did not reach its resident. One that waits for a resident who has blocked the account may
/// reach them yet, and counts from the beginning where they would come in vain until then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// The message.
    pub id: NoticeId,
    /// What it was to tell.
    pub notice: Notice,
    /// When it was given up, or since when it waits.
    pub at: Timestamp,
    /// Why.
    pub why: Lost,
}

/// Notices that are the staff's to tell. That another acts for a person concerns nobody who may no longer hear of
/// them, and reminders have lists of their own.
const UNDEALT: &str = "SELECT id, notice, given_up_at AS since, given_up_why AS why FROM outbox \
     WHERE given_up_at IS NOT NULL AND dealt_at IS NULL AND notice IS NOT NULL AND offer_id IS NULL \
     AND notice NOT LIKE '%\"kind\":\"reminder\"%' \
     AND NOT (given_up_why = 'not theirs' AND notice LIKE '%\"kind\":\"proxy_added\"%') \
     UNION ALL SELECT id, notice, waits_since AS since, 'blocked' AS why FROM outbox \
     WHERE waits_since IS NOT NULL AND sent_at IS NULL AND given_up_at IS NULL \
     AND dealt_at IS NULL AND pressing = 1";

impl Reader<'_> {
    /// Notices that did not arrive and that nobody has dealt with, oldest first.
    pub fn undelivered(&mut self, most: u32) -> Result<Vec<Undelivered>> {
        let sql = format!("{UNDEALT} ORDER BY since, id LIMIT $1");
        self.conn.query(&sql, &[&i64::from(most)], |row| {
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
        let sql = format!("SELECT COUNT(*) FROM ({UNDEALT}) AS undealt");
        Ok(self.conn.first(&sql, &[], |row| row.count(0))?.unwrap_or_default())
    }

    /// The booking that a notice told of; none for an answer, or where there is no such message.
    pub fn booking_told_of(&mut self, id: NoticeId) -> Result<Option<BookingId>> {
        let sql = "SELECT notice FROM outbox WHERE id = $1 AND notice IS NOT NULL";
        let about = self.conn.first(sql, &[&id.to_string()], |row| {
            Ok(serde_json::from_str::<Notice>(&row.get::<String>(0)?)?.about)
        })?;
        Ok(about.and_then(|about| match about {
            About::Booking(booking) => Some(booking),
            About::Offer(_) | About::Person(_) => None,
        }))
    }
}

impl Tx<'_> {
    /// An officer has reached the resident some other way. Doing it again changes nothing.
    pub fn deal_with(&mut self, id: NoticeId, by: OfficerId, now: Timestamp) -> Result<bool> {
        let dealt = self.conn.execute(
            "UPDATE outbox SET dealt_at = $2, dealt_by = $3 \
             WHERE id = $1 AND sent_at IS NULL AND dealt_at IS NULL \
             AND (given_up_at IS NOT NULL OR waits_since IS NOT NULL)",
            &[&id.to_string(), &now.as_millisecond(), &by.to_string()],
        )?;
        Ok(dealt > 0)
    }

    /// What was made before this and waits for a resident who has blocked the account waits no longer.
    pub fn outbox_expire(&mut self, before: Timestamp, now: Timestamp) -> Result<u64> {
        self.conn.execute(
            "UPDATE outbox SET given_up_at = $2, given_up_why = $3 WHERE waits_since IS NOT NULL \
             AND sent_at IS NULL AND given_up_at IS NULL AND made_at < $1",
            &[&before.as_millisecond(), &now.as_millisecond(), &Lost::TooOld.to_string()],
        )
    }
}
