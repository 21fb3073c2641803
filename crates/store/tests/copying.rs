//! A living town moves from its file to PostgreSQL: everything is there, once, and whatever goes wrong leaves it where it
//! was.

use crate::{
    migrations::fill,
    outage::Door,
    sample::{LATE, MORNING, book, cancel, later, now, person, pressed_again},
    town::{Engine, Home, KEY, Town, engines, run},
};
use domain::Command;
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use store::{Copied, CopyStep, Keys, NotCopied, Store, Url, WriteError, copy_to_postgres, reopen};
use tokio::{runtime::Handle, task};

/// Tells a story of a town in a file with somebody in every table, and of an empty database of PostgreSQL.
fn moving(story: impl AsyncFn(Town, Home)) {
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    run(async {
        let home = Home::fresh(Engine::Sqlite);
        let town = Town { store: home.open(), home };
        town.store.ready().await.unwrap();
        fill(&town).await;
        story(town, Home::fresh(Engine::Postgres)).await;
    });
}

/// Moves the town, and does something of its own at each step.
async fn moves(
    town: &Town,
    to: Url,
    key: [u8; store::KEY_LEN],
    mut told: impl FnMut(CopyStep<'_>) + Send + 'static,
) -> Result<Copied, NotCopied> {
    let (Url::Sqlite(file), Url::Postgres(to)) = (town.home.url(), to) else {
        panic!("from a file to PostgreSQL")
    };
    let copy = move || {
        let place = (to.as_str(), "pg.example/town");
        copy_to_postgres(&file, place, &Keys::derive(&key), now, &mut told)
    };
    task::spawn_blocking(copy).await.unwrap()
}

async fn opens_again(town: &Town, to: &Home) -> Result<bool, NotCopied> {
    let (Url::Sqlite(file), Url::Postgres(to)) = (town.home.url(), to.url()) else {
        panic!("from a file to PostgreSQL")
    };
    task::spawn_blocking(move || reopen(&file, &to)).await.unwrap()
}

/// What happens in the town while the last table is copied: rows that are new, other and gone.
fn lives_on(store: Store) -> impl FnMut(CopyStep<'_>) + Send {
    let handle = Handle::current();
    move |step| {
        if !matches!(step, CopyStep::Table("waitlist_venue", _)) {
            return;
        }
        handle.block_on(async {
            store.place(Command::Book(book(3, LATE))).await.unwrap().unwrap();
            store.place(Command::Cancel(cancel(1))).await.unwrap().unwrap();
            store.write(|tx| tx.remove_sign_in(&vec![1; 16])).await.unwrap();
        });
    }
}

async fn writes(store: &Store) -> Result<(), WriteError> {
    store.write(|tx| tx.count_heard("2026-11-02".parse()?, "book")).await
}

#[test]
fn a_living_town_moves_with_what_happens_meanwhile() {
    moving(async |town, to| {
        let done = moves(&town, to.url(), KEY, lives_on(town.store.clone())).await.unwrap();
        assert!(done.late >= 4, "a booking, a cancellation and a sign-out: {}", done.late);
        assert!(done.tables.iter().all(|table| table.rows > 0 || table.name == "sign_in"));
        for table in &done.tables {
            let count = format!("SELECT COUNT(*) FROM \"{}\"", table.name);
            let rows = i64::try_from(table.rows).unwrap();
            assert_eq!((town.home.number(&count), to.number(&count)), (rows, rows), "{count}");
        }

        assert!(matches!(writes(&town.store).await, Err(WriteError::Unavailable)));
        let why = town.store.ready().await.unwrap_err().to_string();
        assert!(why.contains("pg.example/town"), "{why}");
        let again = town.home.open();
        assert!(again.ready().await.is_err() && again.is_hopeless());

        let moved = Town { store: to.open(), home: to };
        moved.store.ready().await.unwrap();
        moved.is_sound().await;
        assert!(moved.read(|r| r.sign_in(&vec![1; 16], later(1))).await.is_none());
        let of = |n| {
            move |r: &mut store::Reader<'_>| r.bookings_of_persons(&BTreeSet::from([person(n)]))
        };
        assert!(moved.read(of(3)).await.iter().any(|booking| booking.slot == LATE));
        assert!(!moved.read(of(1)).await.iter().any(domain::Booking::is_live));
        let place = moved.place(Command::Book(pressed_again(book(1, MORNING), 77))).await.unwrap();
        assert!(!place.changes.is_empty(), "it lives on");
        let orphan = "INSERT INTO voucher (token, person_id, sealed) VALUES ('x', 'y', 'z')";
        let Url::Postgres(url) = moved.home.url() else { unreachable!("it is PostgreSQL") };
        let refused = task::spawn_blocking(move || {
            postgres::Client::connect(&url, postgres::NoTls).unwrap().execute(orphan, &[])
        });
        assert!(refused.await.unwrap().is_err(), "references are looked at, at once");
    });
}

#[test]
fn a_database_with_a_town_in_it_is_left_alone() {
    moving(async |town, to| {
        moves(&town, to.url(), KEY, |_| {}).await.unwrap();
        let rows = to.number("SELECT COUNT(*) FROM history");
        assert!(matches!(moves(&town, to.url(), KEY, |_| {}).await, Err(NotCopied::There)));
        assert!(matches!(opens_again(&town, &to).await, Err(NotCopied::Occupied(_))));

        let other = Home::fresh(Engine::Sqlite);
        let other = Town { store: other.open(), home: other };
        other.store.ready().await.unwrap();
        other.opens(2).await;
        assert!(matches!(moves(&other, to.url(), KEY, |_| {}).await, Err(NotCopied::Occupied(_))));
        writes(&other.store).await.unwrap();
        assert_eq!(to.number("SELECT COUNT(*) FROM history"), rows);
    });
}

#[test]
fn another_towns_key_moves_nothing() {
    moving(async |town, to| {
        let refused = moves(&town, to.url(), [8; store::KEY_LEN], |_| {}).await;
        assert!(matches!(refused, Err(NotCopied::Failed(_))));
        writes(&town.store).await.unwrap();
        moves(&town, to.url(), KEY, |_| {}).await.unwrap();
    });
}

#[test]
fn a_cut_in_the_middle_leaves_the_town_where_it_was() {
    moving(async |town, to| {
        for at in ["booking", "locked"] {
            let (mut door, through) = Door::shut(&to).await;
            door.opens().await;
            let door = Arc::new(door);
            let cuts = Arc::clone(&door);
            let told = move |step: CopyStep<'_>| match step {
                CopyStep::Table(name, _) if name == at => cuts.cuts(),
                CopyStep::Locked if at == "locked" => cuts.cuts(),
                _ => {}
            };
            let broken = moves(&town, through, KEY, told).await;
            assert!(matches!(broken, Err(NotCopied::Failed(_))), "{at}: {broken:?}");
            writes(&town.store).await.unwrap();
            assert_eq!(to.number("SELECT COUNT(*) FROM person"), 0);
        }
        moves(&town, to.url(), KEY, |_| {}).await.unwrap();
    });
}

#[test]
fn a_commit_without_an_answer_is_told_by_asking_again() {
    moving(async |town, to| {
        let (mut door, through) = Door::shut(&to).await;
        door.opens().await;
        let loses: Arc<AtomicBool> = Arc::clone(&door.loses_answer);
        let told = move |step: CopyStep<'_>| {
            if step == CopyStep::Locked {
                loses.store(true, Ordering::SeqCst);
            }
        };
        let unanswered = moves(&town, through, KEY, told).await;
        assert!(matches!(unanswered, Err(NotCopied::Unanswered(_))), "{unanswered:?}");
        assert!(writes(&town.store).await.is_err(), "never two towns");
        assert!(matches!(moves(&town, to.url(), KEY, |_| {}).await, Err(NotCopied::There)));
        let moved = Town { store: to.open(), home: to };
        moved.store.ready().await.unwrap();
        moved.is_sound().await;
    });
}

#[test]
fn a_file_that_was_closed_for_nothing_is_copied_or_opened_again() {
    moving(async |town, to| {
        assert!(!opens_again(&town, &to).await.unwrap(), "it was never closed");
        town.home.sql("INSERT INTO moved (id, place, at) VALUES (1, 'pg.example/town', 0)");
        assert!(writes(&town.store).await.is_err());
        assert!(opens_again(&town, &to).await.unwrap());
        let store = town.home.open();
        store.ready().await.unwrap();
        writes(&store).await.unwrap();

        town.home.sql("INSERT INTO moved (id, place, at) VALUES (1, 'pg.example/town', 0)");
        moves(&town, to.url(), KEY, |_| {}).await.unwrap();
        let moved = Town { store: to.open(), home: to };
        moved.store.ready().await.unwrap();
        moved.is_sound().await;
    });
}
