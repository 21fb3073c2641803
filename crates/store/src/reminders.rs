//! Who is to be reminded of a booking, who was and how, and who said that they will come.

use crate::{
    backend::Param,
    bookings::{BOOKING, booking},
    outbox::notice_id,
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{
    AccountId, Booking, BookingId, Notice, NoticeId, NoticeKind, ProgrammeId,
    reminder::{Confirmed, Reminded, Stage, Way},
    when::{self, Date},
};
use jiff::{Timestamp, civil::Time};
use std::collections::{BTreeMap, BTreeSet};

/// A live booking, and what is known of how somebody is reminded of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToRemind {
    /// The booking.
    pub booking: Booking,
    /// The time of its slot.
    pub starts: Time,
    /// The account that LINE reaches for its person.
    pub account: Option<AccountId>,
    /// When they said that they will come.
    pub confirmed_at: Option<Timestamp>,
    /// How they were reminded of this day, in order.
    pub told: Vec<Told>,
}

/// A reminder that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// How.
    pub way: Way,
    /// When.
    pub at: Timestamp,
    /// Whether its message does not arrive.
    pub lost: bool,
}

/// The account that LINE reaches for the person of a booking `b`, first the one that booked. An account that has proven
/// no more than a voucher hears only of what it booked itself, and nobody hears of who is under 支援措置.
const REACHED: &str = "(SELECT ap.account_id FROM account_person ap JOIN account a ON a.id = ap.account_id \
     JOIN person p ON p.id = ap.person_id WHERE ap.person_id = b.person_id AND ap.ended_at IS NULL \
     AND a.without_line_at IS NULL AND a.followed_at IS NOT NULL AND a.blocked_at IS NULL AND p.protected_at IS NULL \
     AND (ap.linked_by <> 'voucher' OR (ap.account_id = b.account_id AND ap.linked_at <= b.booked_at)) \
     ORDER BY CASE WHEN ap.account_id = b.account_id THEN 0 ELSE 1 END, ap.linked_at, ap.account_id LIMIT 1)";

/// Who comes to several exams on a day is reminded once, of the first.
const FIRST_OF_THE_DAY: &str = "NOT EXISTS (SELECT 1 FROM booking o JOIN slot os ON os.id = o.slot_id \
     JOIN session ose ON ose.id = os.session_id WHERE o.person_id = b.person_id AND o.cancelled_at IS NULL \
     AND o.done_at IS NULL AND ose.programme_id = se.programme_id AND ose.date = se.date \
     AND (os.starts, o.id) < (s.starts, b.id))";

/// Whether a message does not arrive: it was filtered out, given up, waits for who blocked us, or the month is over.
const LOST: &str = "CASE WHEN r.message_id IS NOT NULL AND (x.id IS NULL OR (x.sent_at IS NULL \
     AND (x.given_up_at IS NOT NULL OR x.waits_since IS NOT NULL OR EXISTS (SELECT 1 FROM push_stop)))) \
     THEN 1 ELSE 0 END";

impl Reader<'_> {
    /// Bookings of this day whose people LINE reaches and who were not reminded at this stage yet, with the account to
    /// tell. Not who took the place after the stage began, nor what has begun.
    pub fn to_remind(
        &mut self,
        (programme, date): (ProgrammeId, Date),
        stage: Stage,
        now: Timestamp,
        most: u32,
    ) -> Result<Vec<(BookingId, AccountId)>> {
        let clock = when::japan_time(now);
        let begun = if clock.date() < date {
            String::new()
        } else {
            clock.time().strftime("%H:%M").to_string()
        };
        let sql = format!(
            "SELECT id, account FROM (SELECT b.id, {REACHED} AS account FROM booking b \
             JOIN slot s ON s.id = b.slot_id JOIN session se ON se.id = s.session_id \
             WHERE se.programme_id = $1 AND se.date = $2 AND b.cancelled_at IS NULL AND b.done_at IS NULL \
             AND s.starts > $3 AND COALESCE(b.placed_at, b.booked_at) < $4 AND {FIRST_OF_THE_DAY} \
             AND NOT EXISTS (SELECT 1 FROM reminder r JOIN booking rb ON rb.id = r.booking_id \
             WHERE rb.person_id = b.person_id AND rb.programme_id = b.programme_id AND r.date = $2 \
             AND r.days <= $5 AND r.way <> 'no_answer')) AS t WHERE account IS NOT NULL ORDER BY id LIMIT $6"
        );
        let params: &[&dyn Param] = &[
            &programme.to_string(),
            &date.to_string(),
            &begun,
            &stage.since.as_millisecond(),
            &i64::from(stage.days),
            &i64::from(most),
        ];
        self.conn.query(&sql, params, |row| Ok((row.parsed(0)?, row.parsed(1)?)))
    }

    /// Who comes on this day, one booking each, by time; with how they can be reminded and were.
    pub fn reminders_on(&mut self, programme: ProgrammeId, date: Date) -> Result<Vec<ToRemind>> {
        let columns = format!(", {REACHED}, b.confirmed_at FROM booking b");
        let of = BOOKING.replacen(" FROM booking b", &columns, 1);
        let sql = format!(
            "{of} WHERE se.programme_id = $1 AND se.date = $2 AND b.cancelled_at IS NULL AND b.done_at IS NULL \
             AND {FIRST_OF_THE_DAY} ORDER BY s.starts, b.booked_at, b.id"
        );
        let mut all =
            self.conn.query(&sql, &[&programme.to_string(), &date.to_string()], |row| {
                Ok(ToRemind {
                    booking: booking(row)?,
                    starts: row.time(15)?,
                    account: row.parsed_opt(19)?,
                    confirmed_at: row.at_opt(20)?,
                    told: Vec::new(),
                })
            })?;
        let ids = all.iter().map(|one| one.booking.id).collect();
        let mut told = self.told(&ids, date)?;
        for one in &mut all {
            one.told = told.remove(&one.booking.id).unwrap_or_default();
        }
        Ok(all)
    }

    fn told(
        &mut self,
        bookings: &BTreeSet<BookingId>,
        date: Date,
    ) -> Result<BTreeMap<BookingId, Vec<Told>>> {
        let sql = format!(
            "SELECT r.booking_id, r.date, r.way, r.at, CAST({LOST} AS BIGINT) FROM reminder r \
             LEFT JOIN outbox x ON x.id = r.message_id WHERE r.booking_id IN ids ORDER BY r.at, r.way"
        );
        let rows = self.conn.query_in(&sql, bookings, |row| {
            let way: String = row.get(2)?;
            let way = Way::named(&way).context("a way of no known name")?;
            let told = Told { way, at: row.at(3)?, lost: row.count(4)? == 1 };
            Ok((row.parsed(0)?, row.date(1)?, told))
        })?;
        let mut told: BTreeMap<BookingId, Vec<Told>> = BTreeMap::new();
        for (booking, _, one) in rows.into_iter().filter(|(_, on, _)| *on == date) {
            told.entry(booking).or_default().push(one);
        }
        Ok(told)
    }

    /// When somebody said that they will come to a booking.
    pub fn confirmed_at(&mut self, booking: BookingId) -> Result<Option<Timestamp>> {
        let sql = "SELECT confirmed_at FROM booking WHERE id = $1";
        Ok(self.conn.first(sql, &[&booking.to_string()], |row| row.at_opt(0))?.flatten())
    }

    /// Of which booking and which day of it a message reminds.
    pub fn reminded_of(&mut self, message: NoticeId) -> Result<Option<(BookingId, Date)>> {
        let sql = "SELECT booking_id, date FROM reminder WHERE message_id = $1";
        self.conn.first(sql, &[&message.to_string()], |row| Ok((row.parsed(0)?, row.date(1)?)))
    }
}

impl Tx<'_> {
    pub(crate) fn note_reminded(&mut self, told: &Reminded) -> Result<()> {
        let Reminded { booking, date, days, way, account, at, .. } = *told;
        let notice =
            account.map(|account| Notice::about_booking(account, NoticeKind::Reminder, booking));
        let message = notice.map(|notice| notice_id(&notice, at).to_string());
        self.conn.execute(
            "INSERT INTO reminder (booking_id, date, days, way, at, message_id) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (booking_id, date, days, way) DO UPDATE SET at = excluded.at, \
             message_id = excluded.message_id",
            &[
                &booking.to_string(),
                &date.to_string(),
                &i64::from(days),
                &way.name(),
                &at.as_millisecond(),
                &message,
            ],
        )?;
        Ok(())
    }

    pub(crate) fn note_confirmed(&mut self, said: &Confirmed) -> Result<()> {
        let sql = "UPDATE booking SET confirmed_at = $2 WHERE id = $1";
        self.conn.execute(sql, &[&said.booking.to_string(), &said.at.as_millisecond()])?;
        Ok(())
    }

    /// Who moved has a new place since then, and has confirmed nothing about it.
    pub(crate) fn note_moved(&mut self, moved: &BTreeMap<BookingId, Timestamp>) -> Result<()> {
        let moved: Vec<_> =
            moved.iter().map(|(id, at)| (id.to_string(), at.as_millisecond())).collect();
        let rows: Vec<Vec<&dyn Param>> =
            moved.iter().map(|m| -> Vec<&dyn Param> { vec![&m.0, &m.1] }).collect();
        self.conn.each_row(
            "UPDATE booking SET placed_at = v.column2, confirmed_at = NULL FROM (",
            "($1, CAST($2 AS BIGINT))",
            ") AS v WHERE booking.id = v.column1",
            &rows,
        )
    }
}
