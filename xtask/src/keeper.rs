//! Programs that must not outlive us. However xtask ends, by return, panic, Ctrl-C or kill -9, what
//! it started is told to stop. It does not start anything again.

use std::ffi::OsStr;
use std::io;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};

/// Stands between us and the program, holding the other end of a pipe from us. When we are gone the
/// pipe ends; the program is then told to stop, and after ten seconds made to. The standard library
/// catches no signals, and this way needs to catch none.
///
/// Arguments: the signal to stop with, a folder to remove at the end or nothing, the program.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
signal=$1 folder=$2
shift 2
exec 3<&0
( trap - INT TERM HUP; exec "$@" ) </dev/null 3<&- &
kept=$!
(
  while read -r line; do :; done
  kill -s "$signal" "$kept"
  sleep 10
  kill -s KILL "$kept"
) <&3 >/dev/null 2>&1 &
watch=$!
exec 3<&-
wait "$kept"
status=$?
kill -s KILL "$watch" 2>/dev/null
[ -z "$folder" ] || rm -rf -- "$folder"
exit "$status"
"#;

/// How a program is asked to stop.
#[derive(Clone, Copy)]
pub(crate) enum Stop {
    /// SIGINT, as Ctrl-C does; PostgreSQL's fast shutdown.
    Interrupt,
    /// SIGTERM, as a service manager does.
    Terminate,
}

/// A command that will run the program given to it as further arguments, and see to its end.
/// Set user, folder, environment and output on it as on any command.
pub(crate) fn keeper(stop: Stop, remove_afterwards: Option<&OsStr>) -> Command {
    let signal = match stop {
        Stop::Interrupt => "INT",
        Stop::Terminate => "TERM",
    };
    let mut command = Command::new("/bin/sh");
    command.args(["-c", SCRIPT, "keeper", signal]).arg(remove_afterwards.unwrap_or_default());
    command
}

/// A program that runs until it ends by itself or this value is dropped.
pub(crate) struct Kept {
    keeper: Child,
    hold: Option<ChildStdin>,
}

impl Kept {
    /// Starts what [`keeper`] prepared.
    pub(crate) fn start(keeper: &mut Command) -> io::Result<Self> {
        let mut keeper = keeper.stdin(Stdio::piped()).spawn()?;
        let hold = keeper.stdin.take();
        Ok(Self { keeper, hold })
    }

    /// How the program ended, if it has.
    pub(crate) fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.keeper.try_wait()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        drop(self.hold.take());
        // Nothing can be done about a keeper that cannot be waited for; it ends by itself.
        let _ended = self.keeper.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Read};

    /// Waits for a signal and says which one came.
    const PROGRAM: &str = "trap 'echo interrupted; exit 3' INT; trap 'echo terminated; exit 4' TERM; \
                           echo ready; while :; do sleep 0.05; done";

    #[test]
    fn a_dropped_program_is_asked_to_stop_and_waited_for() {
        let mut command = keeper(Stop::Terminate, None);
        let mut kept =
            Kept::start(command.args(["sh", "-c", PROGRAM]).stdout(Stdio::piped())).unwrap();
        let mut output = BufReader::new(kept.keeper.stdout.take().unwrap());
        let mut said = String::new();
        output.read_line(&mut said).unwrap();
        assert!(kept.ended().unwrap().is_none(), "runs while it is held");
        drop(kept);
        output.read_to_string(&mut said).unwrap();
        assert_eq!(said, "ready\nterminated\n");
    }

    #[test]
    fn a_program_that_ends_by_itself_gives_its_status_and_its_folder_is_removed() {
        let folder = std::env::temp_dir().join(format!("madoguchi-keeper-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        let mut command = keeper(Stop::Interrupt, Some(folder.as_os_str()));
        let mut kept = Kept::start(command.args(["sh", "-c", "exit 7"])).unwrap();
        assert_eq!(kept.keeper.wait().unwrap().code(), Some(7));
        assert!(!folder.exists());
    }
}
