//! Files as towns bring them, made here byte by byte, and what becomes of them.
//! Nothing is read from disk.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod damage;
mod encodings;
mod headers;
mod hostile;
mod lists;
mod people;
mod round_trip;
mod speed;
mod tools;
mod validity;
mod vrs;
mod workbooks;
