//! The load generator against the real program, small: whatever the morning, nothing is sold twice, nothing that
//! somebody was told is lost, and no refusal leaves open when to come again. No figure of it is looked at.

use crate::{
    database::{Database, Engine},
    town::run,
};
use ::rush::{Report, Rush, Scenario, Town, TownSize};
use std::{path::Path, time::Duration};

const PEOPLE: u32 = 60;

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
