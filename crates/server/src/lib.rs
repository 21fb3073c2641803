//! The service: residents' pages, the desk, the talk in LINE and the pump of the outbox, around one store.

pub mod actions;
pub mod app;
pub mod boards;
pub mod bot;
pub mod cli;
pub mod clock;
pub mod config;
pub mod crowd;
pub mod delivery;
pub mod doctor;
pub mod first_run;
pub mod forget;
mod hex;
pub mod holds;
pub mod ids;
pub mod invented;
pub mod key_file;
mod listen;
pub mod menus;
pub mod offers;
pub mod password;
pub mod problem;
pub mod programme_file;
mod pump;
pub mod reconcile;
pub mod rehearsal;
pub mod search_index;
pub mod seed_demo;
pub mod serve;
pub mod tap;
pub mod totp;
pub mod urls;
pub mod web;
pub mod words;

pub use app::App;
pub use problem::Problem;
