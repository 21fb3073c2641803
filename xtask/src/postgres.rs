//! A throw-away PostgreSQL for one run of the tests: a new cluster in a temporary folder, removed
//! when the run is over. It keeps its promises about disks (fsync stays on), since the tests are
//! about promises.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Read, Seek};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::keeper::{Kept, Stop, keeper};
use crate::tool;

const START_LIMIT: Duration = Duration::from_mins(1);

/// A running cluster; dropping it stops the server and removes the folder.
pub(crate) struct Postgres {
    url: String,
    server: Kept,
}

impl Postgres {
    /// Makes a cluster with the programs in `binaries` and waits until it takes connections.
    pub(crate) fn start(binaries: &Path) -> Result<Self, String> {
        Self::start_with(binaries, &[])
    }

    /// The same with these variables in the server's environment.
    pub(crate) fn start_with(
        binaries: &Path,
        variables: &[(&str, OsString)],
    ) -> Result<Self, String> {
        let owner = owner();
        let folder = private_folder(owner)
            .map_err(|trouble| format!("no room for PostgreSQL: {trouble}"))?;
        let started = Self::start_in(&folder, binaries, owner, variables);
        if started.is_err() {
            // The server removes its folder when it ends, but it may never have begun.
            let _removed_by_server = fs::remove_dir_all(&folder);
        }
        started
    }

    /// How a program reaches it.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn start_in(
        folder: &Path,
        binaries: &Path,
        owner: Option<u32>,
        variables: &[(&str, OsString)],
    ) -> Result<Self, String> {
        let data = folder.join("data");
        let mut initdb = Command::new(binaries.join("initdb"));
        initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"]);
        initdb.arg("--pgdata").arg(&data).current_dir(folder);
        tool::output(lower(&mut initdb, owner))?;

        let port = free_port().map_err(|trouble| format!("no free port: {trouble}"))?;
        let mut server = keeper(Stop::Interrupt, Some(folder.as_os_str()));
        server.arg(binaries.join("postgres")).arg("-D").arg(&data);
        server
            .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-k"])
            .arg(folder);
        let (mut log, copy) =
            log(folder).map_err(|trouble| format!("no log for PostgreSQL: {trouble}"))?;
        server.stdout(copy.0).stderr(copy.1).current_dir(folder);
        server.envs(variables.iter().map(|(name, value)| (name, value)));
        let server = Kept::start(lower(&mut server, owner))
            .map_err(|trouble| format!("PostgreSQL could not be started: {trouble}"))?;

        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let mut postgres = Self { url, server };
        postgres.wait(&data.join("postmaster.pid")).map_err(|trouble| {
            let mut said = String::new();
            let _nothing_to_add = log.rewind().and_then(|()| log.read_to_string(&mut said));
            format!("PostgreSQL {trouble}\n{said}")
        })?;
        Ok(postgres)
    }

    /// The eighth line of its pid file says "ready" once the server takes connections.
    fn wait(&mut self, pid_file: &Path) -> Result<(), String> {
        let begun = Instant::now();
        loop {
            let state = fs::read_to_string(pid_file).unwrap_or_default();
            if state.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
                return Ok(());
            }
            match self.server.ended() {
                Ok(None) if begun.elapsed() < START_LIMIT => sleep(Duration::from_millis(20)),
                Ok(None) => return Err("was not ready in a minute".into()),
                Ok(Some(status)) => return Err(format!("ended with {status}")),
                Err(trouble) => return Err(format!("cannot be watched: {trouble}")),
            }
        }
    }
}

/// PostgreSQL refuses to run as root; then it runs as its own user, or as nobody.
fn owner() -> Option<u32> {
    if !tool::is_root() {
        return None;
    }
    tool::user_id(Some("postgres")).or_else(|| tool::user_id(Some("nobody")))
}

fn lower(command: &mut Command, owner: Option<u32>) -> &mut Command {
    match owner {
        Some(id) => command.uid(id),
        None => command,
    }
}

fn private_folder(owner: Option<u32>) -> std::io::Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("madoguchi-postgres-{}", std::process::id()));
    fs::create_dir(&folder)?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
    chown(&folder, owner, None)?;
    Ok(folder)
}

/// The log, open for us even when the folder is gone, and twice more for the server.
fn log(folder: &Path) -> std::io::Result<(File, (File, File))> {
    let log = File::options().read(true).append(true).create_new(true).open(folder.join("log"))?;
    let copies = (log.try_clone()?, log.try_clone()?);
    Ok((log, copies))
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine;

    #[test]
    fn a_cluster_runs_as_promised_and_leaves_nothing() {
        let Some(binaries) = machine::postgres_binaries() else {
            eprintln!("not tried: there is no PostgreSQL on this machine");
            return;
        };
        let postgres = Postgres::start(&binaries).unwrap();
        let address = postgres
            .url()
            .split(['@', '/'])
            .find(|part| part.starts_with("127."))
            .unwrap()
            .to_owned();
        std::net::TcpStream::connect(&address).expect("it takes connections");
        let folder =
            std::env::temp_dir().join(format!("madoguchi-postgres-{}", std::process::id()));
        assert!(folder.is_dir());
        drop(postgres);
        assert!(std::net::TcpStream::connect(&address).is_err(), "it is gone");
        assert!(!folder.exists(), "and so is its folder");
    }
}
