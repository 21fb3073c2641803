//! Every query and every write of the store, on both databases, and what must hold when many ask at once,
//! when the power goes and when the server is away. One binary, so that linking happens once.
#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops there")]
#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of `Reader<'a>` by its path is not general enough over the lifetime to be a look"
)]

mod both;
mod copying;
mod crash;
mod disk;
mod migrations;
mod nodes;
mod outage;
mod race;
mod sample;
mod town;
