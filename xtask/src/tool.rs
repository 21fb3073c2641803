//! Running other programs: where they are, in which folder and with which environment. It knows no
//! chore and keeps nothing running; for that there is `keeper`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// The folder of the workspace. Cargo says where it runs us from; the place we were compiled at may be
/// another clone, where two share a target folder.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let here = variable("CARGO_MANIFEST_DIR");
        let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        here.parent().expect("xtask lies inside the workspace").to_owned()
    });
    &ROOT
}

/// A file or folder of the workspace.
pub(crate) fn at(path: &str) -> PathBuf {
    root().join(path)
}

/// A variable of the environment, when it is set to something.
pub(crate) fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// Where things that are slow to get stay between runs.
pub(crate) fn cache() -> PathBuf {
    if let Some(folder) = variable("MADOGUCHI_CACHE") {
        return folder;
    }
    // The throw-away database runs as another user when we are root, and root's home is closed to it.
    match variable("HOME") {
        Some(home) if !is_root() => home.join(".cache/madoguchi"),
        _ => PathBuf::from("/var/cache/madoguchi"),
    }
}

/// A program started in the root of the workspace.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// Cargo, as if it had been typed.
///
/// `cargo run` describes xtask to us in variables. Build scripts that watch those would run again at
/// every change between `cargo xtask ci` and a plain `cargo check`, so they are not handed on.
pub(crate) fn cargo() -> Command {
    let mut command = program(variable("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let described = name.to_str().is_some_and(|name| {
            ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
        });
        if described {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command in full view and says how it ended.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|trouble| not_started(command, &trouble))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}", shown(command))) }
}

/// Runs a command out of sight and gives what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output =
        command.stdin(Stdio::null()).output().map_err(|trouble| not_started(command, &trouble))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("`{}` ended with {}\n{}", shown(command), output.status, said.trim_end()))
}

/// The command as a person would type it, without its environment.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// The folder into which Cargo builds.
pub(crate) fn target() -> Result<PathBuf, String> {
    let text = output(cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata: serde_json::Value =
        serde_json::from_str(&text).map_err(|trouble| trouble.to_string())?;
    metadata["target_directory"]
        .as_str()
        .map(PathBuf::from)
        .ok_or("cargo names no target folder".into())
}

/// The first program of this name on the PATH.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Whether we may do anything on this machine.
pub(crate) fn is_root() -> bool {
    user_id(None) == Some(0)
}

/// The number of a user, or our own.
pub(crate) fn user_id(name: Option<&str>) -> Option<u32> {
    let mut command = Command::new("id");
    command.arg("-u").args(name);
    output(&mut command).ok()?.trim().parse().ok()
}

fn not_started(command: &Command, trouble: &std::io::Error) -> String {
    format!("`{}` could not be started: {trouble}", shown(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let mut command = Command::new("/usr/bin/node");
        command.args(["--test", "web/journeys/book.mjs"]).env("CHROMIUM", "/usr/bin/chromium");
        assert_eq!(shown(&command), "node --test web/journeys/book.mjs");
    }

    #[test]
    fn a_failing_program_says_why() {
        let mut command = Command::new("sh");
        let trouble = output(command.args(["-c", "echo no room >&2; exit 3"])).unwrap_err();
        assert!(trouble.contains("no room") && trouble.contains('3'), "{trouble}");
    }
}
