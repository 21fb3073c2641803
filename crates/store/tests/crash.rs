//! Power loss: a process that books as fast as it can is killed with SIGKILL in the middle, and everyone
//! it had answered has their place, once.

use crate::{
    sample::{MORNING, book},
    town::{Home, KEY, Town, on_both_homes, run, variable},
};
use domain::{BookingId, Change, Command, Pool};
use std::{
    env,
    io::{BufRead, BufReader, Read, Write, stdin, stdout},
    os::unix::process::ExitStatusExt,
    path::PathBuf,
    process::{Command as Process, Stdio},
    sync::Arc,
};
use store::{Keys, Store, Url};
use tokio::sync::Semaphore;

const ROUNDS: u128 = 3;
/// Residents who book in a round, and answers after which the process is killed.
const PEOPLE: u128 = 1_000;
const ANSWERS: usize = 150;
/// Wishes outstanding at once in the process.
const AT_ONCE: usize = 64;
/// What the process is told: where the database is, and whom to book for.
const WHERE: &str = "MADOGUCHI_CRASH_DATABASE";
const FIRST: &str = "MADOGUCHI_CRASH_FIRST";

#[test]
fn whoever_was_answered_has_their_place_after_kill_9() {
    on_both_homes(async |home| {
        let store = home.open();
        store.ready().await.unwrap();
        let mut town = Town { store, home };
        town.opens(ROUNDS * PEOPLE).await;
        let room = u32::try_from(ROUNDS * PEOPLE).unwrap();
        town.changes(Change::CapacitySet { slot: MORNING, pool: Pool::Public, from: 10, to: room })
            .await;

        let mut answered = Vec::new();
        for round in 0..ROUNDS {
            let Town { store, home } = town;
            drop(store);
            answered.extend(killed_in_the_middle(&home, round * PEOPLE + 1));
            town = Town { store: home.open(), home };
            let all = answered.clone();
            let found = town
                .read(move |r| all.iter().map(|id| r.booking(*id)).collect::<Result<Vec<_>, _>>());
            let live = found.await.into_iter().flatten().filter(domain::Booking::is_live).count();
            assert_eq!(live, answered.len(), "of those who were told that they have a place");
            town.is_sound().await;
        }
        let once = "SELECT COUNT(DISTINCT person_id) - COUNT(*) FROM booking";
        assert_eq!(town.home.number(once), 0);
        let untold = "SELECT COUNT(*) FROM booking b LEFT JOIN outbox o \
                      ON o.notice LIKE '%' || b.id || '%' WHERE o.id IS NULL";
        assert_eq!(town.home.number(untold), 0, "a booking and its message are one commit");
    });
}

/// Starts the process, reads its answers, kills it, and reads what it had still said.
fn killed_in_the_middle(home: &Home, first: u128) -> Vec<BookingId> {
    let place = match home.url() {
        Url::Sqlite(file) => file.display().to_string(),
        Url::Postgres(url) => url,
    };
    let mut process = Process::new(env::current_exe().unwrap())
        .args(["crash::books_until_it_is_killed", "--exact", "--ignored", "--nocapture"])
        .envs([(WHERE, place), (FIRST, first.to_string())])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(process.stdout.take().unwrap()).lines();
    let mut answers = said.filter_map(|line| line.unwrap().strip_prefix("booked ")?.parse().ok());
    let mut heard: Vec<BookingId> = answers.by_ref().take(ANSWERS).collect();
    assert_eq!(heard.len(), ANSWERS, "the process ended by itself");
    process.kill().unwrap();
    assert_eq!(process.wait().unwrap().signal(), Some(9));
    heard.extend(answers);
    heard
}

/// The process: says which bookings were answered, and when it has none left waits to be killed.
#[test]
#[ignore = "the other half of the story above, which starts it"]
fn books_until_it_is_killed() {
    let Some(place) = variable(WHERE) else { return };
    let url = if place.starts_with("postgres") {
        Url::Postgres(place)
    } else {
        Url::Sqlite(PathBuf::from(place))
    };
    let first: u128 = variable(FIRST).unwrap().parse().unwrap();
    run(async {
        let store = Store::start(url, Keys::derive(&KEY));
        store.ready().await.unwrap();
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        for n in first..first + PEOPLE {
            let (store, turn) = (store.clone(), Arc::clone(&turns).acquire_owned().await.unwrap());
            tokio::spawn(async move {
                let wish = book(n, MORNING);
                store.place(Command::Book(wish.clone())).await.unwrap().unwrap();
                // Past the test harness, which would keep it until the end.
                writeln!(stdout(), "booked {}", wish.id).unwrap();
                drop(turn);
            });
        }
        stdin().read_to_end(&mut Vec::new()).unwrap();
    });
}
