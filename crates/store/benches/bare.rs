//! The bare loops: the rows a booking comes to, stored by hand with six statements and no rules, so that
//! what the writer adds can be seen. Either database through its own client, nothing in between.

use crate::setting::{PEOPLE, now, wish};
use anyhow::{Context, Result};
use domain::{
    Booking, BookingNumber, BookingState, Change, Notice, NoticeKind, Pool, command::Book,
};
use ring::digest;
use std::{
    collections::HashMap,
    path::Path,
    time::{Duration, Instant},
};
use store::Url;

const SEEN: &str = "SELECT id, slot_id, dose, cancelled_at FROM booking WHERE person_id = $1";
const TAKE: &str = "UPDATE slot_pool SET booked = booked + 1 WHERE slot_id = $1 AND pool = $2 \
    AND booked < capacity";
const BOOK: &str = "INSERT INTO booking (id, number, once, person_id, programme_id, dose, slot_id, pool, \
    door, account_id, booked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const TELL: &str = "INSERT INTO history (seq, at, actor, what, booking_id, person_id, slot_id, hash) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const PROMISE: &str = "INSERT INTO outbox (id, account_id, notice, made_at, due_at, tries, doubts) \
    VALUES ($1, $2, $3, $4, $5, 0, 0)";
const COUNT: &str = "UPDATE counter SET value = value + 1 WHERE name = $1";
/// Far above the lines that setting up wrote.
const FIRST_LINE: i64 = 1_000_000;

/// A value of either database.
enum Value {
    Text(String),
    Number(i64),
    Bytes(Vec<u8>),
}

/// One database's own client.
pub(crate) enum Client {
    Lite(rusqlite::Connection),
    Pg(Box<Pg>),
}

pub(crate) struct Pg {
    client: postgres::Client,
    prepared: HashMap<&'static str, postgres::Statement>,
}

impl Client {
    /// Either, by where the data lives.
    pub(crate) fn of(url: &Url) -> Result<Self> {
        match url {
            Url::Sqlite(file) => Self::lite(file),
            Url::Postgres(url) => Self::pg(url),
        }
    }

    /// Opens the file as the store does: write-ahead log, every commit synced, foreign keys checked.
    pub(crate) fn lite(file: &Path) -> Result<Self> {
        let conn = rusqlite::Connection::open(file)?;
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA wal_autocheckpoint = 4000",
        )?;
        Ok(Self::Lite(conn))
    }

    pub(crate) fn pg(url: &str) -> Result<Self> {
        let client = postgres::Client::connect(url, postgres::NoTls)?;
        Ok(Self::Pg(Box::new(Pg { client, prepared: HashMap::new() })))
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Lite(conn) => Ok(conn.execute_batch(sql)?),
            Self::Pg(pg) => Ok(pg.client.batch_execute(sql)?),
        }
    }

    pub(crate) fn number(&mut self, sql: &str) -> Result<i64> {
        match self {
            Self::Lite(conn) => Ok(conn.query_row(sql, [], |row| row.get(0))?),
            Self::Pg(pg) => Ok(pg.client.query_one(sql, &[])?.get(0)),
        }
    }

    /// Runs a statement, and reads whatever it answers.
    fn run(&mut self, sql: &'static str, values: &[Value]) -> Result<()> {
        match self {
            Self::Lite(conn) => {
                let mut statement = conn.prepare_cached(sql)?;
                for (index, value) in (1..).zip(values) {
                    match value {
                        Value::Text(text) => statement.raw_bind_parameter(index, text)?,
                        Value::Number(number) => statement.raw_bind_parameter(index, number)?,
                        Value::Bytes(bytes) => statement.raw_bind_parameter(index, bytes)?,
                    }
                }
                let mut rows = statement.raw_query();
                while rows.next()?.is_some() {}
            }
            Self::Pg(pg) => {
                if !pg.prepared.contains_key(sql) {
                    pg.prepared.insert(sql, pg.client.prepare(sql)?);
                }
                let values: Vec<_> = values.iter().map(Value::pg).collect();
                pg.client.query(&pg.prepared[sql], &values)?;
            }
        }
        Ok(())
    }
}

impl Value {
    fn pg(&self) -> &(dyn postgres::types::ToSql + Sync) {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number,
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// Books one resident after another, so many to a commit; says how many in what time.
pub(crate) fn run(
    client: &mut Client,
    per_commit: u64,
    hot: bool,
    length: Duration,
) -> Result<(u64, Duration)> {
    let (begun, mut made, mut hash) = (Instant::now(), 0, Vec::new());
    while begun.elapsed() < length && made < PEOPLE {
        client.batch("BEGIN")?;
        let until = PEOPLE.min(made + per_commit);
        while made < until {
            hash = book(client, made, hot, &hash)?;
            made += 1;
        }
        client.batch("COMMIT")?;
    }
    Ok((made, begun.elapsed()))
}

/// The six statements; hands on the hash of its line of history.
pub(crate) fn book(client: &mut Client, n: u64, hot: bool, before: &[u8]) -> Result<Vec<u8>> {
    use Value::{Bytes, Number, Text};
    let wish = wish(n, hot);
    let account = wish.account.context("every wish comes from an account")?;
    let booking = booking(&wish, n);
    let what = serde_json::to_string(&Change::BookingMade(booking.clone()))?;
    let hash =
        digest::digest(&digest::SHA256, &[before, what.as_bytes()].concat()).as_ref().to_vec();
    let notice = Notice::about_booking(account, NoticeKind::Booked, booking.id);
    let [id, person, slot] =
        [wish.id.to_string(), wish.applicant.person.to_string(), wish.slot.to_string()];
    let (account, pool, at) = (account.to_string(), Pool::Public.name(), now().as_millisecond());
    client.run(SEEN, &[Text(person.clone())])?;
    client.run(TAKE, &[Text(slot.clone()), Text(pool.into())])?;
    let row = [
        Text(id.clone()),
        Text(booking.number.to_string()),
        Text(wish.once.to_string()),
        Text(person.clone()),
        Text(wish.programme.to_string()),
        Number(1),
        Text(slot.clone()),
        Text(pool.into()),
        Text(wish.door.name().into()),
        Text(account.clone()),
        Number(at),
    ];
    client.run(BOOK, &row)?;
    let by = Text(serde_json::to_string(&wish.by)?);
    let seq = Number(FIRST_LINE + i64::try_from(n)?);
    let told = [seq, Number(at), by, Text(what), Text(id.clone()), Text(person), Text(slot)];
    client.run(TELL, &told.into_iter().chain([Bytes(hash.clone())]).collect::<Vec<_>>())?;
    let notice = Text(serde_json::to_string(&notice)?);
    client.run(PROMISE, &[Text(id), Text(account), notice, Number(at), Number(at)])?;
    client.run(COUNT, &[Text("booking_number".into())])?;
    Ok(hash)
}

fn booking(wish: &Book, n: u64) -> Booking {
    Booking {
        id: wish.id,
        number: BookingNumber::from_counter(n),
        once: wish.once,
        person: wish.applicant.person,
        programme: wish.programme,
        dose: wish.dose,
        slot: wish.slot,
        date: wish.applicant.birth,
        product: None,
        pool: Pool::Public,
        units: 1,
        door: wish.door,
        account: wish.account,
        booked_at: wish.at,
        state: BookingState::Live,
    }
}
