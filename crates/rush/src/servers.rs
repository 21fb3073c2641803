//! PostgreSQL servers of our own, to be killed: one, or one with a synchronous standby. Made in a folder that goes with them.

use anyhow::{Context, Result, bail};
use std::{
    fs,
    net::TcpListener,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// Where Debian and its relatives put the programs of each version.
const USUAL: &str = "/usr/lib/postgresql";

/// A server, and the one that stands by.
pub struct Servers {
    primary: Server,
    standby: Option<Server>,
    // Goes last.
    _folder: TempDir,
}

struct Server {
    programs: PathBuf,
    data: PathBuf,
    port: u16,
    /// PostgreSQL refuses to run as root; then it runs as whoever owns the folder.
    owner: Option<u32>,
    /// Settings beyond those of its files.
    settings: Vec<String>,
}

impl Servers {
    /// Where the programs are, if there is one who can be killed and replaced: the newest of the usual places.
    pub fn programs() -> Option<PathBuf> {
        let versions = fs::read_dir(USUAL).into_iter().flatten().flatten();
        let mut folders: Vec<PathBuf> =
            versions.map(|version| version.path().join("bin")).collect();
        folders.retain(|folder| folder.join("pg_basebackup").is_file());
        folders.sort();
        folders.pop()
    }

    /// One server that nobody stands by for.
    pub fn alone(programs: &Path) -> Result<Self> {
        let (folder, owner) = folder()?;
        let primary = Server::made(programs, folder.path(), owner)?;
        primary.starts()?;
        Ok(Self { primary, standby: None, _folder: folder })
    }

    /// One server whose every commit is durable at its standby too before it counts.
    pub fn with_a_standby(programs: &Path) -> Result<Self> {
        let (folder, owner) = folder()?;
        let mut primary = Server::made(programs, folder.path(), owner)?;
        primary.starts()?;
        let standby = primary.copied(folder.path().join("standby"))?;
        standby.starts()?;
        primary.settings.push("synchronous_standby_names=*".to_owned());
        primary.stops("fast")?;
        primary.starts()?;
        Ok(Self { primary, standby: Some(standby), _folder: folder })
    }

    /// How the service reaches whichever of them takes what is written.
    pub fn url(&self) -> String {
        let ports = [Some(self.primary.port), self.standby.as_ref().map(|standby| standby.port)];
        let hosts: Vec<String> =
            ports.into_iter().flatten().map(|port| format!("127.0.0.1:{port}")).collect();
        let hosts = hosts.join(",");
        format!("postgres://postgres@{hosts}/postgres?target_session_attrs=read-write")
    }

    pub(crate) fn has_a_standby(&self) -> bool {
        self.standby.is_some()
    }

    /// The one that is written to stops without a word: nothing is finished, nothing is tidied up.
    pub(crate) fn lose_power(&mut self) -> Result<()> {
        self.primary.stops("immediate")
    }

    pub(crate) fn start_again(&mut self) -> Result<()> {
        self.primary.starts()
    }

    /// The standby takes over; the other one never comes back.
    pub(crate) fn promote(&mut self) -> Result<()> {
        let standby = self.standby.take().context("nobody stands by")?;
        standby.control(&["promote", "-w"])?;
        self.primary = standby;
        Ok(())
    }
}

impl Server {
    /// Makes a cluster that keeps its promises about disks.
    fn made(programs: &Path, folder: &Path, owner: Option<u32>) -> Result<Self> {
        let server = Self {
            programs: programs.to_owned(),
            data: folder.join("primary"),
            port: free_port()?,
            owner,
            settings: Vec::new(),
        };
        let mut initdb = server.program("initdb");
        initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"]);
        run(initdb.arg("--pgdata").arg(&server.data))?;
        Ok(server)
    }

    /// A standby that follows this one.
    fn copied(&self, data: PathBuf) -> Result<Self> {
        let mut copy = self.program("pg_basebackup");
        copy.args(["-h", "127.0.0.1", "-U", "postgres", "-p", &self.port.to_string()]);
        run(copy.args(["-R", "-X", "stream", "-c", "fast", "-D"]).arg(&data))?;
        let (programs, owner) = (self.programs.clone(), self.owner);
        Ok(Self { programs, data, port: free_port()?, owner, settings: Vec::new() })
    }

    fn starts(&self) -> Result<()> {
        let folder = self.data.parent().context("a cluster lies in a folder")?;
        let port = self.port;
        let more: Vec<String> =
            self.settings.iter().map(|setting| format!("-c '{setting}'")).collect();
        let usual = format!("-p {port} -c listen_addresses=127.0.0.1 -k {}", folder.display());
        let settings = format!("{usual} {}", more.join(" "));
        let log = folder.join(format!("{port}.log"));
        let log = log.to_str().context("a path in letters")?;
        self.control(&["start", "-w", "-l", log, "-o", &settings])
    }

    fn stops(&self, mode: &str) -> Result<()> {
        self.control(&["stop", "-w", "-m", mode])
    }

    fn control(&self, arguments: &[&str]) -> Result<()> {
        run(self.program("pg_ctl").arg("-D").arg(&self.data).args(arguments))
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        if let Some(owner) = self.owner {
            command.uid(owner);
        }
        // A server outlives what started it: none of our own pipes may stay open in its hands.
        command.current_dir("/").stdin(Stdio::null());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has stopped already is left alone.
        let _ = self.stops("immediate");
    }
}

/// A folder that PostgreSQL may use, and as whom, if not as us.
fn folder() -> Result<(TempDir, Option<u32>)> {
    let folder = tempfile::tempdir()?;
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700))?;
    if fs::metadata(folder.path())?.uid() != 0 {
        return Ok((folder, None));
    }
    let owner = user("postgres").or_else(|| user("nobody"));
    let owner = owner.context("PostgreSQL does not run as root, and there is nobody else")?;
    chown(folder.path(), Some(owner), None)?;
    Ok((folder, Some(owner)))
}

/// A user's number.
fn user(name: &str) -> Option<u32> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
    line.split(':').nth(2)?.parse().ok()
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Runs a program to its end. What it says goes to a file: a server that it leaves behind would hold a pipe open.
fn run(command: &mut Command) -> Result<()> {
    let said = tempfile::NamedTempFile::new()?;
    let copies = (said.reopen()?, said.reopen()?);
    let status = command.stdout(copies.0).stderr(copies.1).status();
    let status =
        status.with_context(|| format!("{} cannot be run", command.get_program().display()))?;
    if !status.success() {
        bail!("{command:?} ended with {status}: {}", fs::read_to_string(said.path())?);
    }
    Ok(())
}
