//! The crate as its users see it, in one binary. What LINE says is written down by hand in each
//! test and spoken by [`recorded`] over a real socket; only [`double`] meets the emulator, which
//! reads the same protocol without sharing a line of code.

#![expect(clippy::unwrap_used, reason = "clippy knows test functions; these are their helpers")]

mod account;
mod card;
mod client;
mod double;
mod event;
mod keys;
mod limit;
mod log;
mod login;
mod menu;
mod message;
mod recorded;
mod sign_in;
mod token;
mod webhook;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A morning in November 2026.
pub(crate) const MORNING: i64 = 1_795_305_600_000;

/// A clock that stands still until it is set.
#[derive(Clone)]
pub(crate) struct Watch(Arc<AtomicI64>);

impl Watch {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(MORNING)))
    }

    pub(crate) fn clock(&self) -> line::Clock {
        let now = Arc::clone(&self.0);
        Arc::new(move || now.load(Ordering::SeqCst))
    }

    pub(crate) fn pass_minutes(&self, minutes: i64) {
        self.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }
}
