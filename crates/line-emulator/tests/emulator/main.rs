//! The emulator from outside: over real HTTP, with a service of a few lines behind its webhooks.

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on ends there, also inside its helpers"
)]

mod faults;
mod liff;
mod login;
mod menus;
mod phone;
mod residents;
mod sending;
mod strict;
mod town;
mod webhooks;
