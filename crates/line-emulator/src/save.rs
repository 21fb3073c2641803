//! Keeps the state in a file between runs, so that a demo continues where it stood. The file is replaced as
//! a whole; tokens and faults are not in it.

use std::{fs, io::ErrorKind, path::Path, sync::PoisonError};

use anyhow::Context as _;

use crate::{platform::Platform, state::State};

/// Reads the state, an empty one where there is no file yet.
pub(crate) fn load(path: &Path) -> anyhow::Result<State> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .with_context(|| format!("{} is not a saved state", path.display())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(State::default()),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
}

/// Writes the state if a file was asked for.
pub(crate) fn now(platform: &Platform) -> anyhow::Result<()> {
    let Some(path) = &platform.0.options.state_file else { return Ok(()) };
    let _alone = platform.0.saving.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = platform.read(serde_json::to_vec_pretty)?;
    let beside = path.with_extension("writing");
    fs::write(&beside, bytes)
        .and_then(|()| fs::rename(&beside, path))
        .with_context(|| format!("{} cannot be written", path.display()))
}

/// Writes the state after every change until the platform stops.
pub(crate) fn keep(platform: &Platform) {
    if platform.0.options.state_file.is_none() {
        return;
    }
    let platform = platform.clone();
    let mut version = platform.0.version.subscribe();
    tokio::spawn(async move {
        while version.changed().await.is_ok() && !*platform.0.stopped.borrow() {
            let writer = platform.clone();
            let written = tokio::task::spawn_blocking(move || now(&writer)).await;
            if let Ok(Err(error)) = written {
                tracing::error!(%error, "the state could not be saved");
            }
        }
    });
}
