//! How many steps SQLite takes for what it is asked: the same on every machine, so that a test can say what grows with a
//! town and what does not.

use rusqlite::{Statement, StatementStatus};
use std::cell::Cell;

thread_local! {
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// Adds those of a statement that has just run.
pub(super) fn count(statement: &Statement<'_>) {
    let steps = statement.reset_status(StatementStatus::VmStep);
    STEPS.set(STEPS.get() + u64::try_from(steps).unwrap_or(0));
}

/// Those of this thread since it was last asked.
pub(crate) fn taken() -> u64 {
    STEPS.replace(0)
}
