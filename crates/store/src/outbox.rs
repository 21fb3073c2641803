//! Messages promised and not yet accepted by LINE. A row's id is its retry key, and its body is stored
//! before the first try, so that every try sends the same and LINE can tell that it is the same.

mod due;
mod lost;
mod outrun;
mod pushes;

use due::OPEN;
pub use due::{Due, Outgoing};
pub use lost::{Lost, Undelivered};
pub use pushes::PushStop;

use crate::{
    backend::Param,
    tx::{Reader, Tx},
};
use anyhow::Result;
use domain::{About, AccountId, Actor, Notice, NoticeId, NoticeKind};
use jiff::Timestamp;
use uuid::Uuid;

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

impl Reader<'_> {
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

    /// Messages that were given up since an instant, with the reasons, oldest first. Nobody misses those that told of an
    /// offer which was outrun.
    pub fn outbox_given_up(&mut self, since: Timestamp) -> Result<Vec<(NoticeId, Lost)>> {
        // In the words of the index `outbox_given_up`.
        let sql = "SELECT id, given_up_why FROM outbox WHERE given_up_at >= $1 AND given_up_why <> 'outrun' \
                   ORDER BY given_up_at, id";
        self.conn.query(sql, &[&since.as_millisecond()], |row| {
            Ok((row.parsed(0)?, row.get::<String>(1)?.parse()?))
        })
    }
}

/// Whoever acts in LINE for the person whom something is about, unless that person is under 支援措置.
const WHO_ACTS: &str = "JOIN person p ON p.id = b.person_id \
     JOIN account_person ap ON ap.person_id = p.id JOIN account a ON a.id = ap.account_id \
     WHERE a.without_line_at IS NULL AND ap.ended_at IS NULL AND p.protected_at IS NULL";

impl Tx<'_> {
    /// Promises notices. Each has an id that follows from what it tells, so that a repeat promises nothing.
    /// Only an account in LINE that acts for the person is told: not one whose link ended, and nobody about
    /// a person under 支援措置.
    pub(crate) fn promise(&mut self, notices: &[(&Notice, Timestamp, Actor)]) -> Result<()> {
        let about = |one: fn(&About) -> bool| {
            notices
                .iter()
                .copied()
                .filter(move |(notice, ..)| one(&notice.about))
                .collect::<Vec<_>>()
        };
        let bookings = about(|about| matches!(about, About::Booking(_)));
        let offers = about(|about| matches!(about, About::Offer(_)));
        let offers = self.without_unheard(offers)?;
        let persons = about(|about| matches!(about, About::Person(_)));
        self.promise_about("booking", "v.column4", "NULL", &bookings)?;
        self.promise_about("offer", OFFER_DUE, "v.column5", &offers)?;
        self.promise_about(PERSONS, "v.column4", "NULL", &persons)
    }

    /// Promises notices about rows of one table, due at this instant.
    fn promise_about(
        &mut self,
        table: &str,
        due: &str,
        offer: &str,
        notices: &[(&Notice, Timestamp, Actor)],
    ) -> Result<()> {
        let rows: Vec<_> = notices
            .iter()
            .map(|(notice, at, by)| {
                let id = notice_id(notice, *at).to_string();
                let account = notice.account.to_string();
                let subject = subject(notice);
                let pressing = i64::from(notice.kind.is_pressing());
                let always =
                    !notice.kind.is_confirmation() || *by != Actor::Account(notice.account);
                let notice = serde_json::to_string(notice)?;
                Ok((id, account, notice, at.as_millisecond(), subject, pressing, always))
            })
            .collect::<Result<_>>()?;
        let params: Vec<Vec<&dyn Param>> = rows
            .iter()
            .map(|row| -> Vec<&dyn Param> {
                vec![&row.0, &row.1, &row.2, &row.3, &row.4, &row.5, &row.6]
            })
            .collect();
        self.conn.each_row(
            &format!(
                "INSERT INTO outbox (id, account_id, notice, made_at, due_at, pressing, offer_id, tries, doubts) \
                 SELECT v.column1, v.column2, v.column3, v.column4, {due}, v.column6, {offer}, 0, 0 FROM ("
            ),
            "($1, $2, $3, CAST($4 AS BIGINT), $5, CAST($6 AS BIGINT), CAST($7 AS BOOLEAN))",
            &format!(
                ") AS v JOIN {table} b ON b.id = v.column5 {WHO_ACTS} AND a.id = v.column2 \
                 AND (a.unconfirmed_at IS NULL OR v.column7) ON CONFLICT (id) DO NOTHING"
            ),
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

    /// Messages that somebody took who is gone are due again, in their old place: every claim that ends before `until`. False
    /// says that there is another node, whose claims they may be, and that nothing was done.
    pub fn outbox_take_over(&mut self, now: Timestamp, until: Timestamp) -> Result<bool> {
        if !self.conn.is_alone()? {
            return Ok(false);
        }
        let ends = [now.as_millisecond(), until.as_millisecond()];
        // Each has an index of its own; together they would be looked for among all that was ever sent.
        for of in ["notice IS NULL", "notice IS NOT NULL"] {
            let sql = format!(
                "UPDATE outbox SET due_at = made_at WHERE {of} AND {OPEN} AND doubts > 0 AND due_at > $1 AND due_at < $2"
            );
            self.touched.outbox |= self.conn.execute(&sql, &[&ends[0], &ends[1]])? > 0;
        }
        Ok(true)
    }

    /// Writes down how a try ended.
    pub fn outbox_settle(&mut self, id: NoticeId, how: &Settled, now: Timestamp) -> Result<()> {
        let (id, stamp) = (id.to_string(), now.as_millisecond());
        match how {
            Settled::Sent(request) => {
                self.offer_told(&id, stamp)?;
                // LINE has the words and nobody needs ours again; kept, they would be the largest part of a city's file.
                self.conn.execute(
                    "UPDATE outbox SET sent_at = $2, request_id = $3, reply_token = NULL, body = NULL WHERE id = $1",
                    &[&id, &stamp, request],
                )
            }
            Settled::Again { at, as_push, certain } => {
                let untried = if *certain { UNTRIED } else { "" };
                let sql = format!(
                    "UPDATE outbox SET due_at = $2{untried}, \
                     reply_token = CASE WHEN $3 THEN NULL ELSE reply_token END WHERE id = $1"
                );
                self.conn.execute(&sql, &[&id, &at.as_millisecond(), as_push])
            }
            Settled::Waits => {
                self.offer_untold(&id)?;
                self.outbox_wait(&id, stamp)
            }
            Settled::Stopped { look_at } => {
                self.stop_pushes(*look_at, now)?;
                self.outbox_untried(&id)
            }
            Settled::GivenUp(why) => {
                self.offer_untold(&id)?;
                self.conn.execute(
                    "UPDATE outbox SET given_up_at = $2, given_up_why = $3 WHERE id = $1",
                    &[&id, &stamp, &why.to_string()],
                )
            }
        }?;
        Ok(())
    }

    /// Waits for its resident, unless they have come back since it was taken: nothing would release it then.
    fn outbox_wait(&mut self, id: &str, stamp: i64) -> Result<u64> {
        let sql = format!(
            "UPDATE outbox SET waits_since = $2{UNTRIED} WHERE id = $1 AND EXISTS (SELECT 1 FROM account a \
             WHERE a.id = outbox.account_id AND a.blocked_at IS NOT NULL)"
        );
        let waits = self.conn.execute(&sql, &[&id, &stamp])?;
        if waits > 0 { Ok(waits) } else { self.outbox_untried(id) }
    }

    /// Due as before the try, in its old place in the row.
    fn outbox_untried(&mut self, id: &str) -> Result<u64> {
        self.touched.outbox = true;
        let sql = format!("UPDATE outbox SET due_at = made_at{UNTRIED} WHERE id = $1");
        self.conn.execute(&sql, &[&id])
    }

    /// What waited for a resident who is back goes on, in the order in which it was made.
    pub(crate) fn outbox_release(&mut self, account: AccountId) -> Result<()> {
        let released = self.conn.execute(
            "UPDATE outbox SET waits_since = NULL, due_at = made_at WHERE account_id = $1 \
             AND waits_since IS NOT NULL AND sent_at IS NULL AND given_up_at IS NULL",
            &[&account.to_string()],
        )?;
        self.touched.outbox |= released > 0;
        Ok(())
    }
}

/// LINE certainly did not take this try. If it took none before either, its retry key is as good as new.
const UNTRIED: &str = ", doubts = doubts - 1, \
                       first_tried_at = CASE WHEN doubts = 1 THEN NULL ELSE first_tried_at END";

/// The id of the message that this caused: the same for the same cause, and for no other, so that what is
/// worked off twice is sent once.
pub fn id_of_cause(cause: &str) -> NoticeId {
    let digest = ring::digest::digest(&ring::digest::SHA256, cause.as_bytes());
    let bytes = digest.as_ref()[..16].try_into().expect("a SHA-256 has 32 bytes");
    NoticeId(Uuid::new_v8(bytes))
}

/// The same for the same notice made at the same instant. What is promised at one instant goes out in the order of the ids, so
/// the first bit sets offers behind those that have ended.
pub(crate) fn notice_id(notice: &Notice, at: Timestamp) -> NoticeId {
    let Notice { kind, account, .. } = notice;
    let cause = format!("{kind:?}/{}/{account}/{}", subject(notice), at.as_millisecond());
    let mut id = id_of_cause(&cause).0.into_bytes();
    match kind {
        NoticeKind::Offered => id[0] |= 0x80,
        NoticeKind::OfferLapsed | NoticeKind::OfferOutrun => id[0] &= 0x7f,
        _ => {}
    }
    NoticeId(Uuid::from_bytes(id))
}

/// The id of what a notice is about.
fn subject(notice: &Notice) -> String {
    match notice.about {
        About::Booking(booking) => booking.to_string(),
        About::Offer(offer) => offer.to_string(),
        About::Person(person) => person.to_string(),
    }
}

/// Persons as if they were about themselves.
const PERSONS: &str = "(SELECT id, id AS person_id FROM person)";

/// When the notice of an offer may be told: not while people sleep. Once the offer has ended, at once.
const OFFER_DUE: &str = "CASE WHEN b.ended_at IS NULL THEN b.told_from ELSE v.column4 END";

#[cfg(test)]
mod tests {
    use super::*;
    use domain::OfferId;

    #[test]
    fn of_one_instant_what_has_ended_is_told_before_what_is_offered() {
        let (at, account) = (Timestamp::UNIX_EPOCH, AccountId(Uuid::nil()));
        let ids = |kind| {
            let id = move |n| Notice::about_offer(account, kind, OfferId(Uuid::from_u128(n)));
            (0..100).map(move |n| notice_id(&id(n), at).to_string())
        };
        let first = ids(NoticeKind::Offered).min();
        for ended in [NoticeKind::OfferOutrun, NoticeKind::OfferLapsed] {
            assert!(ids(ended).max() < first, "{ended:?}");
        }
    }
}
