//! `cargo xtask demo`: the product and a small LINE beside it, on this machine, with an invented
//! town. Everything it keeps is in `.demo`; it is no way to run a real town.

mod prepare;
mod serve;
mod settings;

use std::fs::{self, File, TryLockError};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use crate::tool;

const USAGE: &str = "\
cargo xtask demo [--fresh] [--port-offset N]

  --fresh           begin with a new town
  --port-offset N   use ports N higher than usual";

/// Says that everything is built and seeded, and that Ctrl-C is left to the programs.
const PREPARED: &str = "--prepared";

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wish {
    fresh: bool,
    port_offset: u16,
    prepared: bool,
}

/// Prepares, then serves until Ctrl-C.
pub(crate) fn chore(arguments: &[String]) -> Result<(), String> {
    if arguments.iter().any(|argument| argument == "--help") {
        println!("{USAGE}");
        return Ok(());
    }
    let wish = parse(arguments)?;
    if wish.prepared {
        return serve::serve(wish.port_offset);
    }
    prepare::prepare(&wish)?;
    Err(serve_unimpressed_by_ctrl_c(wish.port_offset))
}

fn parse(arguments: &[String]) -> Result<Wish, String> {
    let mut wish = Wish::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--fresh" => wish.fresh = true,
            PREPARED => wish.prepared = true,
            "--port-offset" => {
                let number = rest.next().and_then(|number| number.parse().ok());
                wish.port_offset =
                    number.filter(|number| *number <= settings::MOST_OFFSET).ok_or_else(|| {
                        format!(
                            "--port-offset needs a number up to {}.\n\n{USAGE}",
                            settings::MOST_OFFSET
                        )
                    })?;
            }
            unknown => return Err(format!("There is no option `{unknown}`.\n\n{USAGE}")),
        }
    }
    Ok(wish)
}

/// Becomes the serving part. Ctrl-C reaches us and the two programs alike; they end in their own
/// time, and we, for whom the shell has it ignored, are still there to wait for them.
fn serve_unimpressed_by_ctrl_c(port_offset: u16) -> String {
    let ourselves = match std::env::current_exe() {
        Ok(path) => path,
        Err(trouble) => return format!("xtask cannot find itself: {trouble}"),
    };
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", "trap '' INT; exec \"$@\"", "demo"]).arg(ourselves);
    let trouble = shell.args(["demo", PREPARED, "--port-offset", &port_offset.to_string()]).exec();
    format!("/bin/sh could not be started: {trouble}")
}

/// Keeps settings in the environment, which would go before the demo's own, from a program.
fn without_settings(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("MADOGUCHI_") {
            command.env_remove(name);
        }
    }
    command
}

/// A file or folder of the demo.
fn kept(name: &str) -> PathBuf {
    tool::at(".demo").join(name)
}

/// Held while the demo is at work; the system lets go of it when we end, however that is.
fn lock() -> Result<File, String> {
    let opened = fs::create_dir_all(kept("")).and_then(|()| File::create(kept("lock")));
    let file = opened.map_err(|trouble| format!("The folder .demo cannot be used: {trouble}"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err("The demo is already running from this folder. End it there with Ctrl-C.".into())
        }
        Err(TryLockError::Error(trouble)) => {
            Err(format!("The folder .demo cannot be locked: {trouble}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Wish, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_wish_is_read_or_explained() {
        let wish = Wish { fresh: true, port_offset: 100, prepared: false };
        assert_eq!(parsed("--fresh --port-offset 100"), Ok(wish));
        assert_eq!(parsed(""), Ok(Wish::default()));
        for wrong in ["--port-offset", "--port-offset many", "--port-offset 65000", "--frehs"] {
            assert!(parsed(wrong).unwrap_err().contains("cargo xtask demo"), "{wrong}");
        }
    }
}
