//! The program itself on a town: how long from its start until it takes bookings, and how much memory it holds then and after
//! thousands of pages. Known from outside only: by HTTP, and by what Linux tells of a process.

use super::made::SECRETS;
use crate::{search, setting};
use anyhow::{Context, Result, bail, ensure};
use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use store::Url;

/// As long as anybody waits for the service.
const WITHIN: Duration = Duration::from_mins(1);
/// What it is told to end by.
const SIGTERM: i32 = 15;
/// How long it is left alone before it is asked again.
const ASKED_AGAIN: Duration = Duration::from_millis(1);

/// A town's configuration beside it.
pub(super) struct Served<'a> {
    program: &'a Path,
    config: PathBuf,
    address: SocketAddr,
}

/// What a process holds in KiB: now, and at most so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) now: u64,
    pub(super) most: u64,
}

/// A service that runs, and ends with this.
pub(super) struct Running {
    child: Child,
    address: SocketAddr,
}

impl<'a> Served<'a> {
    pub(super) fn of(program: &'a Path, folder: &Path, url: &Url) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let (key, config) = (folder.join("bench.key"), folder.join(format!("{port}.toml")));
        let hex = setting::KEY.iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("writing to memory does not fail");
            hex
        });
        fs::write(&key, hex)?;
        let database = match url {
            Url::Sqlite(file) => format!("sqlite:{}", file.display()),
            Url::Postgres(url) => url.clone(),
        };
        let settings = format!(
            "[town]\nname = \"測定市\"\ncode = \"019992\"\n\
             [server]\nlisten = \"{address}\"\nbase_url = \"http://{address}\"\n\
             [database]\nurl = \"{database}\"\nkey_file = \"{}\"\n",
            key.display()
        );
        fs::write(&config, settings)?;
        Ok(Self { program, config, address })
    }

    /// Starts it; says how long it took until it says that it takes bookings.
    pub(super) fn rises(&self) -> Result<(Running, Duration)> {
        let begun = Instant::now();
        let mut command = Command::new(self.program);
        command.env_clear().arg("--config").arg(&self.config).arg("serve");
        command.env("MADOGUCHI_LOG", "error").stdin(Stdio::null()).stdout(Stdio::piped());
        let child = command.spawn().with_context(|| format!("{}", self.program.display()))?;
        let mut running = Running { child, address: self.address };
        let out = running.child.stdout.take().context("its words were asked for")?;
        let mut said = String::new();
        BufReader::new(out).read_line(&mut said)?;
        ensure!(!said.is_empty(), "it ended with {}", running.child.wait()?);
        while running.get("/health", "")? != 200 {
            ensure!(begun.elapsed() < WITHIN, "it does not take bookings");
            thread::sleep(ASKED_AGAIN);
        }
        Ok((running, begun.elapsed()))
    }
}

impl Running {
    pub(super) fn held(&self) -> Result<Held> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kib = |name: &str| -> Result<u64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|line| line.trim().strip_suffix("kB"));
            Ok(number.context("Linux tells what a process holds")?.trim().parse()?)
        };
        Ok(Held { now: kib("VmRSS:")?, most: kib("VmHWM:")? })
    }

    /// So many pages: residents choose a place, the desk looks at its board and its people, and one in three is a search.
    pub(super) fn is_visited(&self, people: u64, pages: u64) -> Result<()> {
        let [desk, own] = SECRETS;
        let (desk, own) = (format!("madoguchi_desk={desk}"), format!("madoguchi={own}"));
        let programme = setting::PROGRAMME;
        let booker = search::person_id(1);
        for round in 0..pages {
            let n = search::scattered(round) % people;
            let status = match round % 6 {
                0 => self.get("/r/home", &own)?,
                1 => self.get(&format!("/r/book/{booker}/{programme}/1"), &own)?,
                2 => self.get(&format!("/desk/programmes/{programme}"), &desk)?,
                3 => self.get(&format!("/desk/people/{}", search::person_id(n)), &desk)?,
                _ => self.finds(n, round, &desk)?,
            };
            ensure!(status == 200, "page {round} answers {status}");
        }
        Ok(())
    }

    fn finds(&self, n: u64, round: u64, cookie: &str) -> Result<u16> {
        let person = search::person(n);
        let phone = person.details.phone.unwrap_or_default();
        let typed = match round % 3 {
            0 => person.details.kana,
            1 => phone[phone.len() - 4..].to_owned(),
            _ => format!("{} {}", &phone[3..], person.details.birth),
        };
        let typed: String = typed.bytes().fold(String::new(), |mut text, byte| {
            write!(text, "%{byte:02X}").expect("writing to memory does not fail");
            text
        });
        let body = format!("q={typed}");
        self.asks("POST", "/desk/people", cookie, &body)
    }

    fn get(&self, path: &str, cookie: &str) -> Result<u16> {
        self.asks("GET", path, cookie, "")
    }

    /// The status of the answer, which is read to its end.
    fn asks(&self, method: &str, path: &str, cookie: &str, body: &str) -> Result<u16> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(WITHIN))?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {0}\r\norigin: http://{0}\r\ncookie: {cookie}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {1}\r\n\
             connection: close\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let status = answer.get(9..12).and_then(|status| std::str::from_utf8(status).ok());
        match status.and_then(|status| status.parse().ok()) {
            Some(status) => Ok(status),
            None => bail!("{path} does not answer"),
        }
    }

    /// Ends it as whoever looks after it would, so that the next start finds the file in good order.
    pub(super) fn ends(mut self) -> Result<()> {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status()?;
        ensure!(asked.success(), "it cannot be told to end");
        let ended = self.child.wait()?;
        // In its first moments it does not listen for that yet, and ends all the same.
        ensure!(ended.success() || ended.signal() == Some(SIGTERM), "it ended with {ended}");
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already is left alone.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
