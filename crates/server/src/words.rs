//! Every sentence the counter says: to residents on their pages in three languages, everywhere else in Japanese.
//! Pure functions: facts in, words out; nothing else writes text that a resident or an officer reads, except the
//! templates of the desk.

pub mod ages;
pub mod browser;
pub mod calls;
pub mod catalogue;
pub mod copying;
pub mod dates;
pub mod doctor;
pub mod export;
pub mod history;
pub mod import;
pub mod lang;
pub mod line_setup;
pub mod opening;
pub mod pace;
pub mod pages;
pub mod people;
pub mod phone;
pub mod pools;
pub mod prefectures;
pub mod programme;
pub mod refusal;
pub mod reshape;
pub mod roles;
pub mod rules;
pub mod script;
pub mod search;
pub mod sending;
pub mod simulate;
pub mod staff;
pub mod standing;
pub mod states;
pub mod talk;
pub mod talk_kinds;
pub mod timetables;
pub mod todos;
pub mod trouble;
pub mod venues;
pub mod waits;
pub mod why;

pub use lang::Lang;
