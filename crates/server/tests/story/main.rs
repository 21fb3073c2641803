//! Stories of the whole service: pages and webhook over real HTTP, a small LINE on the other side, a clock
//! that stands still until it is moved, on either database. One binary, so that linking happens once.
#![expect(
    clippy::unwrap_used,
    reason = "a story that meets the unexpected ends there, also inside its helpers"
)]

/// Makes two tests of each story, one on either engine.
macro_rules! on_both_engines {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            #[test]
            fn on_sqlite() {
                $crate::town::tell($crate::database::Engine::Sqlite, super::$story);
            }

            #[test]
            fn on_postgres() {
                $crate::town::tell($crate::database::Engine::Postgres, super::$story);
            }
        }
    )+};
}

mod areas;
mod at_once;
mod availability;
mod bad_input;
mod board;
mod bookable;
mod booking;
mod call;
mod call_kept;
mod canary;
mod cancel;
mod code_command;
mod codes;
mod compare;
mod config;
mod database;
mod day;
mod day_killed;
mod desk;
mod disk;
mod doctor;
mod dose_rules;
mod entrance;
mod export;
mod family;
mod figures;
mod first_run;
mod front;
mod hidden;
mod html;
mod import;
mod import_undo;
mod intents;
mod kept;
mod kill;
mod killed;
mod languages;
mod line_events;
mod links;
mod log;
mod look;
mod menus;
mod messages;
mod month;
mod moving;
mod night;
mod notices;
mod officer_command;
mod officer_sign_ins;
mod officers;
mod page;
mod parties;
mod people;
mod places;
mod privacy;
mod process;
mod programme;
mod proxy;
mod refusals;
mod rehearsal;
mod reminders;
mod reminders_killed;
mod reshape;
mod resident;
mod roles;
mod rush;
mod rushes;
mod search;
mod setting_up;
mod sign_in;
mod silent;
mod simulate;
mod spare;
mod talk;
mod templates;
mod timetable;
mod together;
mod town;
mod uploads;
mod vanish;
mod venues;
mod waiting_desk;
mod waitlist;
mod waitlist_rules;
mod waves;
mod webhook;
mod who;
mod whole;
mod without_line;
