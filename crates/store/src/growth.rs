//! What is asked all the time must not cost more in a town with many years behind it. SQLite counts its own steps, so this
//! says the same on every machine; what time and memory it comes to is `cargo xtask bench city`.

use crate::{
    backend::{Conn, Url, steps},
    committed::Committed,
    migrate,
    seal::{KEY_LEN, Keys},
    throttle::Allowance,
    tx::{Reader, Tx},
};
use anyhow::Result;
use domain::{ProgrammeId, when::Date};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::date};
use std::path::Path;
use uuid::Uuid;

/// The only programme that is still going on, as children's vaccinations do year after year; those of the past have the numbers
/// after it.
const NOW: ProgrammeId = ProgrammeId(Uuid::from_u128(0));
const TODAY: Date = date(2026, 11, 24);
/// What lies in the file of each year. What is still to come or still open is the same in each town but for a few who wait
/// in programmes of the past.
const A_YEAR: &str = "
    INSERT INTO programme (id, name, policy) VALUES ('P', 'x', 'POLICY');
    INSERT INTO session (id, programme_id, venue_id, date)
        SELECT printf('00000000-0000-0000-0000-%012x', YEAR * 1000 + i), 'NOW', printf('00000000-0000-0000-0000-%012x', i), 'DAY' FROM n WHERE i < 10;
    INSERT INTO slot (id, session_id, starts, ends)
        SELECT printf('00000000-0000-0000-0000-%012x', YEAR * 1000 + i),
        printf('00000000-0000-0000-0000-%012x', YEAR * 1000 + i % 10), '09:00', '10:00' FROM n WHERE i < 50;
    INSERT INTO slot_pool (slot_id, pool, capacity, over, booked, held, offered)
        SELECT printf('00000000-0000-0000-0000-%012x', YEAR * 1000 + i), 'call_centre', 9, 0, 0, 0, 0 FROM n WHERE i < 50;
    INSERT INTO pool_release (slot_id, pool, days_before, at, done_at)
        SELECT printf('00000000-0000-0000-0000-%012x', YEAR * 1000 + i), 'call_centre', 3, '09:00:00', 1 FROM n WHERE i < 50;
    INSERT INTO booking (id, number, once, person_id, programme_id, dose, slot_id, pool, door, booked_at, cancelled_at)
        SELECT ID, printf('%d-%d', YEAR, i), printf('o%d-%d', YEAR, i), ID, 'P', 1,
        printf('00000000-0000-0000-0000-%012x', YEAR * 1000 + i % 50), 'call_centre', 'line', YEAR * 1000, 1 FROM n;
    INSERT INTO outbox (id, account_id, notice, made_at, due_at, tries, doubts, sent_at, given_up_at, given_up_why)
        SELECT ID, 'a', '{}', YEAR, YEAR, 1, 0, CASE WHEN i % 10 = 0 THEN NULL ELSE YEAR END,
        CASE WHEN i % 10 = 0 THEN YEAR END, 'gone' FROM n;
    UPDATE outbox SET dealt_at = 1 WHERE given_up_at IS NOT NULL;
    INSERT INTO inbox (id, sealed, received_at, due_at, tries, done_at)
        SELECT ID, NULL, YEAR, YEAR, 1, YEAR FROM n;
    INSERT INTO waitlist_entry (id, person_id, programme_id, dose, door, weekdays, parts, notice, joined_at, rank_class,
        rank_key, lapses, ended_at, ended_why)
        SELECT ID, ID, 'P', 1, 'line', 0, 0, 0, 1, 0, 1, 0,
        CASE WHEN i % 10 = 0 THEN NULL ELSE 1 END, 'served' FROM n;
    INSERT INTO offer (id, entry_id, person_id, programme_id, dose, slot_id, pool, units, made_at, told_from, lapses_at,
        closes_at, ended_at, ended_how)
        SELECT ID, ID, ID, 'P', 1,
        printf('00000000-0000-0000-0000-%012x', YEAR * 1000 + i % 50), 'call_centre', 1, 1, 1, 1, 1, 1, 'accepted' FROM n;
    INSERT INTO throttle (token, failures, ends_at)
        SELECT CAST(printf('t%d-%d', YEAR, i) AS BLOB), 1, 9000000000000000 FROM n;
    INSERT INTO history (seq, at, actor, what, hash, slot_id) SELECT YEAR * 1000 + i, YEAR, 'x', '{}', x'00',
        printf('00000000-0000-0000-0000-%012x', YEAR * 1000 + i % 50) FROM n;
";
/// As many as there are of the most.
const ROWS: &str = "CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS \
    (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199) SELECT i FROM n";
const POLICY: &str =
    r#"{"waitlist":{},"pool_releases":[{"pool":"call_centre","days_before":3,"at":"09:00:00"}]}"#;

fn now() -> Timestamp {
    domain::when::day_begins(TODAY)
}

/// A town so many years old, each as full as the one that goes on.
fn town(folder: &Path, years: u128) -> Conn {
    let mut conn = Url::Sqlite(folder.join(format!("{years}.db"))).connect(true).unwrap();
    migrate::run(&mut conn).unwrap();
    conn.batch(&format!("PRAGMA foreign_keys = OFF; {ROWS}; BEGIN")).unwrap();
    for year in 0..=years {
        let programme = Uuid::from_u128(year);
        let day =
            if year == 0 { "2026-11-27".to_owned() } else { format!("{}-05-01", 2026 - year) };
        let all = A_YEAR
            .replace("ID", "printf('%08x-0000-0000-0000-%012x', YEAR, i)")
            .replace("YEAR", &year.to_string())
            .replace("DAY", &day)
            .replace("POLICY", POLICY)
            .replace("NOW", &NOW.to_string());
        conn.batch(&all.replace("'P'", &format!("'{programme}'"))).unwrap();
    }
    conn.batch("COMMIT").unwrap();
    conn
}

type Asks = fn(&mut Tx<'_>) -> Result<()>;

/// What the service asks at every wish, page, message or waking of a pump.
const ASKED: [(&str, Asks); 20] = [
    ("messages given up lately", |tx| tx.outbox_given_up(now()).map(drop)),
    ("messages due", |tx| tx.outbox_due(now(), 64).map(drop)),
    ("the next message", |tx| tx.outbox_next().map(drop)),
    ("messages that rest", |tx| tx.count_resting().map(drop)),
    ("messages that nobody got", |tx| tx.count_undelivered().map(drop)),
    ("messages of one who is gone", |tx| tx.outbox_take_over(now(), now()).map(drop)),
    ("events due", |tx| tx.inbox_due(now(), 64).map(drop)),
    ("words of events forgotten", |tx| tx.inbox_forget(now())),
    ("how many wait", |tx| tx.count_waiting(NOW).map(drop)),
    ("who waits", |tx| tx.waiting_in(NOW).map(drop)),
    ("offers due", |tx| tx.offers_due(now(), 64).map(drop)),
    ("offers for more people", |tx| tx.offers_to_widen(now(), 64).map(drop)),
    ("offers told by phone", |tx| tx.offers_to_phone().map(drop)),
    ("menus of those who wait", |tx| tx.menus_due(64).map(drop)),
    ("the next offer", |tx| tx.offers_next().map(drop)),
    ("days to remind of", |tx| {
        tx.days_between(NOW, TODAY, TODAY.saturating_add(5.days())).map(drop)
    }),
    ("places of a programme", |tx| tx.slots_from(NOW, TODAY).map(drop)),
    ("what was done for a reason", |tx| tx.exceptions_of(NOW).map(drop)),
    ("a count made again", |tx| {
        let some = tx.slots_after(None, 20)?;
        tx.count_differences_of(&some.into_iter().collect()).map(drop)
    }),
    ("a voucher mistyped", |tx| {
        let (most, within) = (10, SignedDuration::from_hours(1));
        tx.count_failure(&[Allowance { token: vec![1; 16], most, within }], now())
    }),
];

#[test]
fn what_is_asked_all_the_time_costs_a_town_of_many_years_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::derive(&[7; KEY_LEN]);
    let mut towns = [1, 16].map(|years| town(folder.path(), years));
    for (name, asks) in ASKED {
        let [young, old] = towns.each_mut().map(|conn| {
            let mut touched = Committed::default();
            let mut tx = Tx { reader: Reader { conn, keys: &keys }, touched: &mut touched };
            steps::taken();
            asks(&mut tx).unwrap();
            steps::taken()
        });
        assert!(young > 0 && old * 2 <= young * 3, "{name}: {young} steps, in the old town {old}");
    }
}
