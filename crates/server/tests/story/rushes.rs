//! The load generator against the real program, small: whatever the morning, and however often the program is killed,
//! nothing is sold twice, nothing that somebody was told is lost, and no refusal leaves open when to come again. No figure of
//! it is looked at.

use crate::{
    database::{Database, Engine, variable},
    town::run,
};
use ::rush::{
    Kill, Outage, Paced, Refusals, Report, Rush, Scenario, Servers, Town, TownSize, kill, outage,
    paced, refusals,
};
use std::{path::Path, time::Duration};

const PEOPLE: u32 = 60;
/// How often the program is killed under people's hands, if this variable does not say otherwise.
const KILLS: &str = "MADOGUCHI_TEST_KILLS";
/// Those who press meanwhile; there are fewer places than people.
const PRESSING: u32 = 16;

macro_rules! mornings {
    ($($name:ident: $scenario:ident, $slots:literal, $places:literal, $sold_out:literal;)+) => {$(
        mod $name {
            use super::*;

            #[test]
            fn on_sqlite() {
                played(Engine::Sqlite, Scenario::$scenario, ($slots, $places), $sold_out);
            }

            #[test]
            fn on_postgres() {
                played(Engine::Postgres, Scenario::$scenario, ($slots, $places), $sold_out);
            }
        }
    )+};
}

mornings! {
    yokohama: Yokohama, 3, 4, true;
    takinoue: Takinoue, 30, 6, false;
    everybody_for_one_slot: OneSlot, 1, 7, true;
    ten_times_as_many_for_a_while: Overload, 10, 3, true;
}

/// Plays it; `sold_out` says that there are far fewer places than people, so that each must go.
fn played(engine: Engine, scenario: Scenario, (slots, places): (u32, u32), sold_out: bool) {
    let Some(database) = Database::fresh(engine) else { return };
    run(async {
        let program = Path::new(env!("CARGO_BIN_EXE_madoguchi"));
        let size = TownSize { people: TownSize::living(PEOPLE), slots, places };
        let town = Town::invented(program, Some(&database.url), size).await.unwrap();
        let report = ::rush::run(&town, rush(scenario)).await.unwrap();
        holds(&report);
        let all = (slots * places) as usize;
        let booked = report.proof().acknowledged;
        assert!(booked > 0 && booked <= all, "{report}");
        if sold_out {
            assert_eq!(booked, all, "{report}");
        }
    });
}

fn rush(scenario: Scenario) -> Rush {
    Rush {
        scenario,
        people: PEOPLE,
        within: Duration::from_secs(1),
        thinks: Duration::from_millis(20),
        waits_most: Duration::from_secs(1),
        at_once: 32,
        seed: 7,
    }
}

fn holds(report: &Report) {
    assert!(report.proof().holds(), "{report}");
    assert_eq!(report.proof().words, "食いちがいはありません。");
    assert_eq!((report.errors(), report.without_a_retry_time()), (0, 0), "{report}");
    assert!(report.served() > 0);
}

#[test]
fn at_a_rate_on_sqlite_every_press_has_its_answer_while_others_read() {
    at_a_rate(Engine::Sqlite);
}

#[test]
fn at_a_rate_on_postgres_every_press_has_its_answer_while_others_read() {
    at_a_rate(Engine::Postgres);
}

fn at_a_rate(engine: Engine) {
    let Some(database) = Database::fresh(engine) else { return };
    run(async {
        let program = Path::new(env!("CARGO_BIN_EXE_madoguchi"));
        let size = TownSize { people: TownSize::living(PEOPLE), slots: 30, places: PEOPLE };
        let town = Town::invented(program, Some(&database.url), size).await.unwrap();
        let play = Paced { rate: PEOPLE / 2, seconds: 2, rounds: 2, readers: 3, seed: 7 };
        let kept = paced(&town, play).await.unwrap();
        assert!(kept.holds(), "{kept}");
        assert_eq!(kept.proof().acknowledged, PEOPLE as usize, "there is room for all: {kept}");
    });
}

#[test]
fn sold_out_on_sqlite_everybody_else_is_told_that_the_place_is_gone() {
    sold_out(Engine::Sqlite);
}

#[test]
fn sold_out_on_postgres_everybody_else_is_told_that_the_place_is_gone() {
    sold_out(Engine::Postgres);
}

fn sold_out(engine: Engine) {
    let Some(database) = Database::fresh(engine) else { return };
    run(async {
        let program = Path::new(env!("CARGO_BIN_EXE_madoguchi"));
        let size = TownSize { people: TownSize::living(PEOPLE), slots: 2, places: 5 };
        let town = Town::invented(program, Some(&database.url), size).await.unwrap();
        let round = Duration::from_millis(100);
        let play = Refusals { people: PEOPLE, round, at_once: 16, seed: 7 };
        let refused = refusals(&town, play).await.unwrap();
        assert!(refused.holds(), "{refused}");
        let sold = refused.proof().acknowledged;
        assert_eq!(sold, 10, "{refused}");
        // Each pressed once at least.
        assert!(refused.answers() >= u64::from(PEOPLE) - 10, "{refused}");
    });
}

#[test]
fn killed_fifty_times_on_sqlite_nothing_that_anybody_was_told_is_lost() {
    killed(Engine::Sqlite, 50);
}

#[test]
fn killed_ten_times_on_postgres_nothing_that_anybody_was_told_is_lost() {
    killed(Engine::Postgres, 10);
}

fn killed(engine: Engine, kills: u32) {
    let Some(database) = Database::fresh(engine) else { return };
    let kills = variable(KILLS).map_or(kills, |kills| kills.parse().unwrap());
    run(async {
        let program = Path::new(env!("CARGO_BIN_EXE_madoguchi"));
        let size = TownSize { people: TownSize::living(PRESSING), slots: 3, places: 4 };
        let mut town = Town::invented(program, Some(&database.url), size).await.unwrap();
        let lives_most = Duration::from_millis(100);
        let kill_it = Kill { people: PRESSING, kills, lives_most, seed: 7 };
        let killed = kill(&mut town, kill_it).await.unwrap();
        eprintln!("{killed}");
        assert!(killed.holds(), "{killed}");
        let (booked, given_back) = killed.acknowledged();
        assert!(
            booked + given_back >= kills as usize,
            "a press is answered before each kill: {killed}"
        );
    });
}

#[test]
fn a_database_that_is_killed_and_replaced_by_its_standby_loses_nothing_that_anybody_was_told() {
    let Some(programs) = Servers::programs() else {
        assert!(variable("MADOGUCHI_STRICT").as_deref() != Some("1"), "there is no pg_basebackup");
        eprintln!("SKIPPED: there is no PostgreSQL with pg_basebackup");
        return;
    };
    run(async {
        let mut servers = Servers::with_a_standby(&programs).unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_madoguchi"));
        let size = TownSize { people: TownSize::living(PRESSING), slots: 3, places: 4 };
        let town = Town::invented(program, Some(&servers.url()), size).await.unwrap();
        let lives_most = Duration::from_millis(100);
        let play = Outage { people: PRESSING, restarts: 2, lives_most, seed: 7 };
        let killed = outage(&town, &mut servers, play).await.unwrap();
        eprintln!("{killed}");
        assert!(killed.holds(), "{killed}");
        assert_eq!((killed.errors(), killed.without_a_retry_time()), (0, 0), "{killed}");
    });
}
