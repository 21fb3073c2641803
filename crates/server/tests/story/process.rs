//! The real program in a process of its own, with a configuration file in a folder of its own.

use line_emulator::Options;
use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

/// The running service; a story that ends early does not leave it behind.
pub(crate) struct Service {
    child: Child,
}

/// A configuration file that the program takes.
pub(crate) struct Settings {
    pub(crate) file: PathBuf,
    /// Where the service will answer.
    pub(crate) url: String,
}

impl Settings {
    /// Writes one: this database, the key beside it, and LINE here if it is connected.
    pub(crate) fn written(folder: &Path, database: &str, line: Option<&str>) -> Self {
        let port = free_port();
        let url = format!("http://127.0.0.1:{port}");
        let text = format!(
            r#"
            [town]
            name = "窓川町"
            code = "019992"

            [server]
            listen = "127.0.0.1:{port}"
            base_url = "{url}"

            [database]
            url = "{database}"
            key_file = "{key}"
            {line}
            "#,
            key = key_file(folder).display(),
            line = line.map(line_section).unwrap_or_default(),
        );
        let file = folder.join("madoguchi.toml");
        fs::write(&file, text).unwrap();
        Self { file, url }
    }
}

/// Where the town's key lies.
pub(crate) fn key_file(folder: &Path) -> PathBuf {
    folder.join("madoguchi.key")
}

fn line_section(at: &str) -> String {
    let known = Options::default();
    format!(
        r#"
            [line]
            channel_id = "{}"
            channel_secret = "{}"
            login_channel_id = "{}"
            login_channel_secret = "{}"
            liff_id = "{}"
            api_url = "{at}"
            data_url = "{at}"
            login_url = "{at}"
            access_url = "{at}"
            liff_url = "{at}/liff"
        "#,
        known.channel_id,
        known.channel_secret,
        known.login_channel_id,
        known.login_channel_secret,
        known.liff_id,
    )
}

/// A port that nobody listens on now.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The program with these arguments and none of this process's own settings.
pub(crate) fn program(settings: &Path, arguments: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_madoguchi"));
    program.env_clear().arg("--config").arg(settings).args(arguments);
    program.stdin(Stdio::null());
    program
}

/// The program with its log, down to the last detail, at the end of this file.
pub(crate) fn logging(mut program: Command, log: &Path) -> Command {
    let file = fs::OpenOptions::new().append(true).create(true).open(log).unwrap();
    program.env("MADOGUCHI_LOG", "trace").stderr(file);
    program
}

/// Runs the program to its end.
pub(crate) fn ends(settings: &Path, arguments: &[&str]) -> Output {
    program(settings, arguments).output().unwrap()
}

impl Service {
    /// Starts the service and waits until it listens.
    pub(crate) fn starts(settings: &Settings) -> Self {
        Self::started(settings, program(&settings.file, &["serve"]))
    }

    /// The same, with everything it logs at the end of this file.
    pub(crate) fn starts_logging(settings: &Settings, log: &Path) -> Self {
        Self::started(settings, logging(program(&settings.file, &["serve"]), log))
    }

    pub(crate) fn started(settings: &Settings, mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        let read = BufReader::new(child.stdout.take().unwrap()).read_line(&mut said);
        assert!(read.unwrap() > 0, "it ended with {:?}", child.wait());
        assert_eq!(said.trim_end(), format!("listening on {}", settings.url));
        Self { child }
    }

    /// What it holds in memory at most, as Linux tells it.
    pub(crate) fn held_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// How many files it has open, connections among them.
    pub(crate) fn files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().count()
    }

    /// How many connections there are to this port of its network.
    pub(crate) fn connected(&self, port: u16) -> usize {
        let port = format!(":{port:04X}");
        let sockets = fs::read_to_string(format!("/proc/{}/net/tcp", self.child.id())).unwrap();
        let here = |line: &&str| {
            let mut words = line.split_whitespace().skip(1);
            words.next().is_some_and(|local| local.ends_with(&port)) && words.nth(1) == Some("01")
        };
        sockets.lines().filter(here).count()
    }

    /// Kills it as a power cut does.
    pub(crate) fn killed(mut self) {
        self.child.kill().unwrap();
        assert_eq!(self.child.wait().unwrap().signal(), Some(9));
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // One that was killed already is left alone.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
