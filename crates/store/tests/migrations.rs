//! Every migration over a town that already has people in it. `towns/` holds one recorded town per schema;
//! a new step runs over all of the older ones without a line here.

use crate::{
    sample::{
        ACCOUNT, LATE, MORNING, book, booking, later, move_to, now, person, resident, voucher_of,
    },
    town::{Engine, Home, KEY, Town, on_both_homes, run},
};
use domain::{Actor, Change, Code, CodeKind, Command, Duty, LinkedBy, Role};
use rusqlite::types::Value;
use std::{collections::BTreeSet, fmt::Write as _, fs, path::PathBuf};
use store::{Invitation, Keys, LineUser, NEWEST, Officer, SignIn, Url, Who};

fn file(folder: &str, number: i64) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    let start = format!("{number:04}");
    let mut found = root
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(&start));
    found.next().unwrap_or_else(|| panic!("no {start} in {folder}: see `record_the_newest_town`"))
}

/// Brings an empty database to an older schema and moves the town of that time in.
fn moves_in(home: &Home, schema: i64) {
    home.sql("CREATE TABLE migration (number BIGINT NOT NULL PRIMARY KEY)");
    for number in 1..=schema {
        home.sql(&fs::read_to_string(file("migrations", number)).unwrap());
        home.sql(&format!("INSERT INTO migration (number) VALUES ({number})"));
    }
    let town = fs::read_to_string(file("tests/towns", schema)).unwrap();
    // Bytes are written as SQLite writes them; PostgreSQL has a spelling of its own.
    let town = match home {
        Home::Sqlite(_) | Home::File(_) => town,
        Home::Postgres { .. } => town.replace("X'", "'\\x"),
    };
    home.sql(&town);
}

#[test]
fn a_town_of_every_schema_is_brought_to_the_newest_with_all_its_people() {
    for schema in 1..=NEWEST {
        on_both_homes(async |home| {
            moves_in(&home, schema);
            let store = home.open();
            store.ready().await.unwrap();
            let town = Town { store, home };
            assert_eq!(town.home.number("SELECT MAX(number) FROM migration"), NEWEST);
            lives_on(&town).await;
        });
    }
}

/// A protected person's links and open codes from before the seventh step are over since the protection began;
/// what was used stays used, and another person's is as it was.
#[test]
fn links_and_codes_that_slept_under_a_protection_are_over_for_good() {
    on_both_homes(async |home| {
        moves_in(&home, 6);
        let began = later(1).as_millisecond();
        let (hidden, other) = (person(1), person(2));
        home.sql(&format!("UPDATE person SET protected_at = {began} WHERE id = '{hidden}'"));
        home.sql("UPDATE account_person SET relation = 'child'");
        let links = home.number("SELECT COUNT(*) FROM account_person WHERE ended_at IS NULL");
        assert!(links >= 2, "somebody else has a link, too");
        for (n, who, used) in [(11, hidden, "NULL"), (12, hidden, "5"), (13, other, "NULL")] {
            let by = if used == "NULL" { "NULL".to_owned() } else { format!("'{ACCOUNT}'") };
            let token = match home {
                Home::Sqlite(_) | Home::File(_) => format!("X'{n}'"),
                Home::Postgres { .. } => format!("'\\x{n}'"),
            };
            home.sql(&format!(
                "INSERT INTO code (id, token, person_id, kind, given_at, expires_at, used_at, used_by) \
                 VALUES ('c{n}', {token}, '{who}', '\"letter\"', 1, 2, {used}, {by})"
            ));
        }
        let store = home.open();
        store.ready().await.unwrap();
        let number = |rest: &str| home.number(&format!("SELECT COUNT(*) FROM {rest}"));
        let over = format!("ended_at = {began} AND relation IS NULL AND sealed_alias IS NULL");
        let of = |who| format!("account_person WHERE person_id = '{who}'");
        assert_eq!(number(&format!("{} AND {over}", of(hidden))), number(&of(hidden)));
        assert!(number(&of(hidden)) > 0);
        assert_eq!(
            number("account_person WHERE ended_at IS NULL AND relation = 'child'"),
            links - 1
        );
        let withdrawn =
            |id: &str, at: &str| number(&format!("code WHERE id = '{id}' AND withdrawn_at {at}"));
        assert_eq!(withdrawn("c11", &format!("= {began}")), 1);
        assert_eq!(withdrawn("c12", "IS NULL"), 1, "it did its work");
        assert_eq!(withdrawn("c13", "IS NULL"), 1, "of another person");
    });
}

/// Everything that the recorded town held is there, and its counter goes on where it stopped.
async fn lives_on(town: &Town) {
    town.is_sound().await;
    let details = town.read(|r| r.details(&BTreeSet::from([person(1)]))).await;
    assert!(details[&person(1)] == resident(1).details);
    let voucher = voucher_of(2);
    let token = Keys::derive(&KEY).voucher_token(&voucher.municipality, &voucher.number);
    assert_eq!(town.read(move |r| r.person_by_voucher(&token)).await, Some(person(2)));
    assert_eq!(town.read(|r| r.vouchers_of(person(2))).await, [voucher], "valid on any day");
    let programme = town.read(|r| r.programme(crate::sample::PROGRAMME)).await.unwrap();
    assert!(!programme.policy.voucher_needed, "nobody was asked for one");
    let live = town.read(|r| r.booking(booking(1))).await.unwrap();
    assert!(live.is_live() && live.slot == LATE);
    assert!(town.read(|r| r.booking(booking(2))).await.is_some_and(|b| !b.is_live()));
    assert_eq!(town.read(|r| r.inbox_due(later(60), 10)).await.len(), 1);
    // Since the fourth schema the recorded town has used up its month.
    town.write(|tx| tx.resume_pushes()).await;
    assert_eq!(town.read(|r| r.outbox_due(later(60), 10)).await.len(), 4);
    assert!(town.read(|r| r.account_of(&LineUser("U-hanako".to_owned()))).await.is_some());
    assert!(town.read(|r| r.sign_in(&vec![1; 16], later(1))).await.is_some());
    let acts = town.read(|r| r.link(crate::sample::ACCOUNT, person(1))).await.unwrap();
    assert_eq!(acts.by, LinkedBy::Voucher, "a link from before is one by voucher");
    town.changes(crate::sample::linked(crate::sample::ACCOUNT, 3, LinkedBy::Voucher)).await;

    let wish = domain::command::Book { at: later(5), ..book(3, MORNING) };
    let made = town.place(Command::Book(wish)).await.unwrap();
    assert!(matches!(&made.changes[..], [Change::BookingMade(_)]));
    assert_eq!(town.home.number("SELECT COUNT(DISTINCT number) FROM booking"), 3);

    let officer = town.read(|r| r.officer_by_login("sato")).await.unwrap();
    let before_roles = Duty::everywhere(Role::Administrator);
    let today = Duty::everywhere(Role::Nurse);
    assert!([before_roles, today].contains(&officer.duty), "nobody may less than before");

    // Someone from before the imports is imported, and put back as they were.
    let before = town.read(|r| r.people(&BTreeSet::from([person(1)]))).await;
    let details = domain::person::Details { phone: None, ..resident(1).details };
    town.imports(9, [domain::person::Person { details, ..resident(1) }]).await;
    let decided = |tx: &mut store::Tx<'_>| {
        tx.undo_import(domain::ImportId(uuid::Uuid::from_u128(9)), Actor::System, later(9), "-")
    };
    assert_eq!(town.write(decided).await, (1, 0));
    assert!(town.read(|r| r.people(&BTreeSet::from([person(1)]))).await == before);
    town.is_sound().await;
}

/// To be run once when a migration is added, so that the step after it has a town to run over:
/// `cargo test -p store --test main record_the_newest_town -- --ignored`.
#[test]
#[ignore = "writes tests/towns"]
fn record_the_newest_town() {
    run(async {
        let home = Home::fresh(Engine::Sqlite);
        let store = home.open();
        store.ready().await.unwrap();
        let town = Town { store, home };
        fill(&town).await;
        let Url::Sqlite(database) = town.home.url() else { unreachable!("it is SQLite") };
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/towns");
        let recorded =
            format!("-- The sample town as schema {NEWEST} kept it.\n{}", dump(&database));
        fs::write(folder.join(format!("{NEWEST:04}.sql")), recorded).unwrap();
    });
}

/// At least one row in every table but that of a town that is no longer here.
pub(crate) async fn fill(town: &Town) {
    town.opens(3).await;
    town.books([1, 2], MORNING).await;
    town.place(Command::Move(move_to(1, LATE))).await.unwrap();
    town.place(Command::Cancel(crate::sample::cancel(2))).await.unwrap();
    let account = crate::sample::ACCOUNT;
    let alias = |tx: &mut store::Tx<'_>| {
        tx.set_alias(crate::sample::ACCOUNT, person(1), Some("長女"), now())
    };
    town.write(alias).await;
    let code = domain::CodeId(uuid::Uuid::from_u128(1));
    let given = Code::new(code, vec![3; 16], person(1), CodeKind::Letter, now());
    town.changes(Change::CodeGiven(given)).await;
    town.changes(Change::CodeUsed { code, person: person(1), account }).await;
    town.imports(1, [resident(3), resident(4)]).await;
    let (login, name, password) = ("sato".into(), "佐藤".into(), "$argon2id$1".into());
    let to = domain::Quota { dose: 1, capacity: 5, booked: 1 };
    town.changes(Change::QuotaSet { slot: LATE, from: None, to }).await;
    let (pool, reason) = (domain::Pool::Public, "施設の方".to_owned());
    let (id, expires_at) = (domain::HoldId(uuid::Uuid::from_u128(1)), later(60));
    let ask = domain::hold::Ask { id, pool, places: 2, reason, expires_at };
    let by = Actor::Officer(crate::sample::OFFICER);
    let keep = domain::command::HoldPlaces { slot: MORNING, ask, by, at: now() };
    town.place(Command::Hold(keep)).await.unwrap();
    waits(town).await;
    reminds(town).await;
    town.brings(1).await;
    town.write(|tx| tx.remember_columns(&vec![4; 16], "{}", now())).await;
    let told = domain::todo::Told { kana: "ヤマダ ハル".to_owned(), ..Default::default() };
    let (todo, by) = (domain::TodoId(uuid::Uuid::from_u128(1)), crate::sample::OFFICER);
    let todo = domain::Todo { id: todo, told, by, at: now(), done: None };
    town.write(move |tx| tx.add_todo(&todo)).await;
    crate::both::timetables::runs(town, 1, 1).await;
    let duty = Duty::everywhere(Role::Nurse);
    let id = crate::sample::OFFICER;
    let officer = Officer { id, login, name, password, duty, disabled_at: None };
    crate::sample::phones(town).await;
    town.write(move |tx| {
        tx.save_officer(&officer, domain::Actor::System, now())?;
        let who = Who::Account(account);
        tx.add_sign_in(&vec![1; 16], &SignIn { who, expires_at: later(90) }, now())?;
        tx.inbox_put("event-1", b"{}", now())?;
        tx.inbox_unsend("message-1", now())?;
        tx.stop_pushes(later(60), now())?;
        tx.count_heard("2026-11-01".parse()?, "book")?;
        tx.tapped_twice(account, "book", now(), jiff::SignedDuration::from_secs(1))?;
        let within = jiff::SignedDuration::from_mins(15);
        let allowance = store::Allowance { token: vec![2; 16], most: 3, within };
        tx.count_failure(&[allowance], now())?;
        staff(tx)?;
        tx.record_opening(Actor::System, now(), "roster", None, &[person(1)])
    })
    .await;
}

/// An officer with a second factor, and somebody who is invited.
fn staff(tx: &mut store::Tx<'_>) -> anyhow::Result<()> {
    let officer = crate::sample::OFFICER;
    tx.set_second_factor(officer, (b"shared with a telephone", 7), &[vec![4; 16]], now())?;
    let id = domain::RequestId(uuid::Uuid::from_u128(1));
    let (name, duty) = ("森".to_owned(), Duty::everywhere(Role::Operator));
    let invitation = Invitation { id, token: vec![5; 16], name, duty, expires_at: later(90) };
    tx.invite_officer(&invitation, Actor::System, now())?;
    Ok(())
}

/// Somebody did not answer the telephone.
async fn reminds(town: &Town) {
    let told = domain::reminder::Reminded {
        booking: booking(1),
        person: person(1),
        date: crate::sample::day("2026-10-20"),
        days: 1,
        way: domain::reminder::Way::NoAnswer,
        account: None,
        at: now(),
    };
    town.changes(Change::Reminded(told)).await;
}

/// Two wait: a place goes by the one, and is offered to the other, who is phoned.
async fn waits(town: &Town) {
    let mut programme = town.read(|r| r.programme(crate::sample::PROGRAMME)).await.unwrap();
    programme.policy.waitlist = Some(domain::waitlist::Waitlist::default());
    programme.policy.pool_releases = vec![crate::both::releases::RELEASE];
    town.changes(Change::ProgrammeSaved(programme)).await;
    for n in [1, 2] {
        let id = domain::EntryId(uuid::Uuid::from_u128(n));
        let rank = domain::waitlist::Rank { class: 0, key: now().as_millisecond(), entry: id };
        let entry = domain::Entry {
            id,
            person: person(n),
            programme: crate::sample::PROGRAMME,
            dose: 1,
            party: None,
            wish: domain::waitlist::Wish::default(),
            account: None,
            door: domain::Door::Phone,
            joined_at: now(),
            rank,
            lapses: 0,
            ended: None,
        };
        town.changes(Change::WaitlistJoined(entry)).await;
    }
    town.write(|tx| tx.refill(&BTreeSet::from([MORNING]), later(3))).await;
    let at = crate::both::releases::released_at();
    let by = Actor::System;
    let refill = domain::command::Refill { slot: crate::sample::GYM, by, at };
    town.place(Command::Refill(refill)).await.unwrap();
}

/// Every row as an INSERT, tables in the order in which they were made.
fn dump(database: &PathBuf) -> String {
    let db = rusqlite::Connection::open(database).unwrap();
    let list = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('migration', 'moved') ORDER BY rowid";
    let mut statement = db.prepare(list).unwrap();
    let tables = statement.query_map([], |row| row.get(0)).unwrap();
    let tables: Vec<String> = tables.map(Result::unwrap).collect();
    let mut out = String::new();
    for table in tables {
        let mut rows = db.prepare(&format!("SELECT * FROM {table} ORDER BY 1")).unwrap();
        let columns = rows.column_names().collect::<Vec<_>>().join(", ");
        let width = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        let mut empty = true;
        // The step itself puts the counters' rows there.
        if table == "counter" {
            out.push_str("DELETE FROM counter;\n");
        }
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<_> = (0..width).map(|n| literal(&row.get(n).unwrap())).collect();
            writeln!(out, "INSERT INTO {table} ({columns}) VALUES ({});", values.join(", "))
                .unwrap();
            empty = false;
        }
        assert!(!empty, "the recorded town leaves {table} untried");
    }
    out
}

fn literal(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Blob(bytes) => {
            let hex = bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
            format!("X'{hex}'")
        }
        Value::Real(number) => panic!("no column holds {number}"),
    }
}
