//! Files that commands write. They hold a town's people or their mistakes: readable for their owner alone,
//! whole or not there, and in the place of another only if that was asked for.

use crate::words::export;
use anyhow::{Context, Result, bail};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    process,
};

/// Says at once that something of this name is there, before any work is done.
pub(super) fn is_free(path: &Path, force: bool) -> Result<()> {
    if !force && fs::symlink_metadata(path).is_ok() {
        bail!("{}", export::is_there(&path.display().to_string()));
    }
    Ok(())
}

/// Writes the file.
pub(super) fn save(path: &Path, force: bool, bytes: &[u8]) -> Result<()> {
    let shown = path.display().to_string();
    // Without leave to replace, the name is taken first: two at once must not both find it free.
    let taken = if force { Ok(()) } else { new(path).map(drop) };
    if taken.as_ref().is_err_and(|error| error.kind() == ErrorKind::AlreadyExists) {
        bail!("{}", export::is_there(&shown));
    }
    taken.with_context(|| export::not_written(&shown))?;
    let written = replace(path, bytes);
    if written.is_err() && !force {
        // It is still empty; nothing is lost with it.
        let _ = fs::remove_file(path);
    }
    written.with_context(|| export::not_written(&shown))
}

/// The whole is on the disk beside it before it takes the name.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = part_of(path);
    let written = new(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

fn part_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", process::id()))
}

fn new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}
