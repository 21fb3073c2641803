//! Bookings. A cancelled booking keeps its row; only a live one keeps its place.

use crate::{
    backend::{Param, Row},
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{
    AccountId, Booking, BookingId, BookingNumber, BookingState, CancelReason, Door, Outcome,
    PersonId, Pool, ProgrammeId, RequestId, SessionId, Slot, booking::Held,
    overbooking::Attendance, venue::Venue,
};
use jiff::{Timestamp, civil::Time};
use std::collections::BTreeSet;

/// What a booking consists of, with its day, its product and the time of its slot.
pub(crate) const BOOKING: &str = "SELECT b.id, b.number, b.once, b.person_id, b.programme_id, b.dose, b.slot_id, \
    se.date, b.pool, b.door, b.account_id, b.booked_at, b.cancelled_at, b.cancel_reason, se.product, s.starts, \
    b.units, b.done_at, b.outcome \
    FROM booking b JOIN slot s ON s.id = b.slot_id JOIN session se ON se.id = s.session_id";

/// A booking in its session, as a roster shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The booking.
    pub booking: Booking,
    /// The time of its slot.
    pub starts: Time,
    /// When somebody said that they will come.
    pub confirmed_at: Option<Timestamp>,
}

/// A slot with the venue it is at, as a board shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardSlot {
    /// The slot.
    pub slot: Slot,
    /// Its venue.
    pub venue: Venue,
}

impl Reader<'_> {
    /// One booking.
    pub fn booking(&mut self, id: BookingId) -> Result<Option<Booking>> {
        self.conn.first(&format!("{BOOKING} WHERE b.id = $1"), &[&id.to_string()], booking)
    }

    /// The booking that this press of the button made for this person.
    pub fn booking_once(&mut self, person: PersonId, once: RequestId) -> Result<Option<Booking>> {
        let sql = format!("{BOOKING} WHERE b.person_id = $1 AND b.once = $2");
        self.conn.first(&sql, &[&person.to_string(), &once.to_string()], booking)
    }

    /// Every booking of these persons, cancelled ones too, in the order they were made.
    pub fn bookings_of_persons(&mut self, persons: &BTreeSet<PersonId>) -> Result<Vec<Booking>> {
        let sql = format!("{BOOKING} WHERE b.person_id IN ids ORDER BY b.booked_at, b.id");
        self.conn.query_in(&sql, persons, booking)
    }

    /// Every booking of a programme, cancelled ones too, in the order they were made.
    pub fn bookings_of_programme(&mut self, programme: ProgrammeId) -> Result<Vec<Booking>> {
        let sql = format!("{BOOKING} WHERE b.programme_id = $1 ORDER BY b.booked_at, b.id");
        self.conn.query(&sql, &[&programme.to_string()], booking)
    }

    /// The bookings of a session, cancelled ones too, by time and then in the order they were made.
    pub fn seats_of_session(&mut self, session: SessionId) -> Result<Vec<Seat>> {
        let seat = BOOKING.replacen(" FROM booking b", ", b.confirmed_at FROM booking b", 1);
        let sql = format!("{seat} WHERE s.session_id = $1 ORDER BY s.starts, b.booked_at, b.id");
        self.conn.query(&sql, &[&session.to_string()], |row| {
            let (starts, confirmed_at) = (row.time(15)?, row.at_opt(19)?);
            Ok(Seat { booking: booking(row)?, starts, confirmed_at })
        })
    }

    /// Every slot of a programme with its venue, by date, venue and time.
    pub fn board(&mut self, programme: ProgrammeId) -> Result<Vec<BoardSlot>> {
        let venues = self.venues_of(programme)?;
        let slots = self.slots_from(programme, domain::when::Date::MIN)?;
        let at = |slot: Slot| {
            let venue = venues.iter().find(|venue| venue.id == slot.venue).cloned();
            Ok(BoardSlot { slot, venue: venue.context("a session without its venue")? })
        };
        let mut board: Vec<_> = slots.into_iter().map(at).collect::<Result<_>>()?;
        board.sort_by(|a, b| {
            let key = |s: &BoardSlot| (s.slot.date, s.venue.name.clone(), s.slot.starts, s.slot.id);
            key(a).cmp(&key(b))
        });
        Ok(board)
    }

    /// The live bookings these accounts hold, with their programmes.
    pub fn held_by_accounts(
        &mut self,
        accounts: &BTreeSet<AccountId>,
    ) -> Result<Vec<(AccountId, ProgrammeId, Held)>> {
        let sql = "SELECT b.account_id, b.programme_id, b.id, b.person_id, se.date FROM booking b \
                   JOIN slot s ON s.id = b.slot_id JOIN session se ON se.id = s.session_id \
                   WHERE b.account_id IN ids AND b.cancelled_at IS NULL AND b.done_at IS NULL ORDER BY b.id";
        self.conn.query_in(sql, accounts, |row| {
            let held = Held { booking: row.parsed(2)?, person: row.parsed(3)?, on: row.date(4)? };
            Ok((row.parsed(0)?, row.parsed(1)?, held))
        })
    }

    /// How many of a programme's bookings were seen through, and how many of those people did not come.
    pub fn attendance(&mut self, programme: ProgrammeId) -> Result<Attendance> {
        let sql = "SELECT outcome, CAST(COUNT(*) AS BIGINT) FROM booking \
                   WHERE programme_id = $1 AND outcome IS NOT NULL GROUP BY outcome";
        let rows = self.conn.query(sql, &[&programme.to_string()], |row| {
            let outcome: String = row.get(0)?;
            let outcome = Outcome::named(&outcome).context("an outcome of no known name")?;
            Ok((outcome, row.count(1)?))
        })?;
        let mut seen = Attendance::default();
        for (outcome, count) in rows {
            seen.count(outcome, count);
        }
        Ok(seen)
    }

    pub(crate) fn numbers_used(&mut self) -> Result<u64> {
        let sql = "SELECT value FROM counter WHERE name = 'booking_number'";
        let used: i64 =
            self.conn.first(sql, &[], |row| row.get(0))?.context("the counter is there")?;
        Ok(u64::try_from(used)?)
    }
}

impl Tx<'_> {
    pub(crate) fn set_numbers_used(&mut self, used: u64) -> Result<()> {
        let sql = "UPDATE counter SET value = $1 WHERE name = 'booking_number'";
        self.conn.execute(sql, &[&i64::try_from(used)?])?;
        Ok(())
    }

    pub(crate) fn insert_bookings(&mut self, bookings: &[&Booking]) -> Result<()> {
        let rows: Vec<_> = bookings.iter().map(|booking| Inserted::of(booking)).collect();
        let rows: Vec<Vec<&dyn Param>> = rows.iter().map(Inserted::params).collect();
        self.conn.each_row(
            "INSERT INTO booking (id, number, once, person_id, programme_id, dose, slot_id, pool, door, \
             account_id, booked_at, units)",
            "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            "",
            &rows,
        )
    }
}

/// A booking as its row.
struct Inserted {
    id: String,
    number: String,
    once: String,
    person: String,
    programme: String,
    dose: i64,
    slot: String,
    pool: &'static str,
    door: &'static str,
    account: Option<String>,
    booked_at: i64,
    units: i64,
}

impl Inserted {
    fn of(booking: &Booking) -> Self {
        Self {
            id: booking.id.to_string(),
            number: booking.number.to_string(),
            once: booking.once.to_string(),
            person: booking.person.to_string(),
            programme: booking.programme.to_string(),
            dose: i64::from(booking.dose),
            slot: booking.slot.to_string(),
            pool: booking.pool.name(),
            door: booking.door.name(),
            account: booking.account.map(|id| id.to_string()),
            booked_at: booking.booked_at.as_millisecond(),
            units: i64::from(booking.units),
        }
    }

    fn params(&self) -> Vec<&dyn Param> {
        vec![
            &self.id,
            &self.number,
            &self.once,
            &self.person,
            &self.programme,
            &self.dose,
            &self.slot,
            &self.pool,
            &self.door,
            &self.account,
            &self.booked_at,
            &self.units,
        ]
    }
}

pub(crate) fn booking(row: &Row<'_>) -> Result<Booking> {
    let number: String = row.get(1)?;
    let number = BookingNumber::parse(&number);
    let pool: String = row.get(8)?;
    let door: String = row.get(9)?;
    Ok(Booking {
        id: row.parsed(0)?,
        number: number.ok().context("a stored booking number that is none")?,
        once: row.parsed(2)?,
        person: row.parsed(3)?,
        programme: row.parsed(4)?,
        dose: u8::try_from(row.count(5)?)?,
        slot: row.parsed(6)?,
        date: row.date(7)?,
        product: row.get(14)?,
        pool: Pool::named(&pool).context("a pool of no known name")?,
        door: Door::named(&door).context("a door of no known name")?,
        units: row.count(16)?,
        account: row.parsed_opt(10)?,
        booked_at: row.at(11)?,
        state: state(row)?,
    })
}

fn state(row: &Row<'_>) -> Result<BookingState> {
    if let Some(at) = row.at_opt(17)? {
        let outcome: Option<String> = row.get(18)?;
        let outcome = outcome.as_deref().and_then(Outcome::named);
        return Ok(BookingState::Done {
            at,
            outcome: outcome.context("a record has its outcome")?,
        });
    }
    let Some(at) = row.at_opt(12)? else { return Ok(BookingState::Live) };
    let reason: Option<String> = row.get(13)?;
    let reason = reason.as_deref().and_then(CancelReason::named);
    Ok(BookingState::Cancelled { at, reason: reason.context("a cancellation has its reason")? })
}
