//! `cargo xtask bench`: the store's own measurement of its writer. The measuring lies beside the
//! store; this is only its short name.

use crate::tool;

/// Runs the measurement; the arguments go to it as they are.
pub(crate) fn chore(arguments: &[String]) -> Result<(), String> {
    tool::run(
        tool::cargo()
            .args(["bench", "--package", "store", "--bench", "writer", "--"])
            .args(arguments),
    )
}
