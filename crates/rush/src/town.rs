//! The town that is rushed: made by the product's own commands with a small LINE beside it, or one that stands
//! already. What is known of it is what those commands tell.

use crate::{phone::Phone, tally::Tally};
use anyhow::{Context, Result, bail, ensure};
use line_emulator::{Options, Platform, Running};
use std::{
    fs,
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{task, time};

/// Those who may surely book for themselves were born up to this year.
const GROWN_BORN_UNTIL: i32 = 2000;

/// Written of those whom LINE may find.
const NOT_HIDDEN: &str = "無";

/// How large a town to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TownSize {
    /// Who lives there; some are children or hidden, so it is more than those who come.
    pub people: u32,
    /// The slots everybody may book.
    pub slots: u32,
    /// The places of each of them for those who come by LINE.
    pub places: u32,
}

impl TownSize {
    /// How many must live in a town of which so many come.
    pub fn living(come: u32) -> u32 {
        (come * 8 / 5).max(100)
    }
}

/// Somebody who may come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contender {
    pub(crate) voucher: String,
    pub(crate) birth: String,
}

/// A town with a counter that answers.
pub struct Town {
    program: PathBuf,
    config: PathBuf,
    pub(crate) address: SocketAddr,
    pub(crate) line: Running,
    /// The places of each slot, if we made them.
    pub(crate) places: Option<u32>,
    pub(crate) process: Option<u32>,
    /// What else is in its environment.
    variables: Vec<(String, String)>,
    // Ends before its folder goes.
    service: Option<Service>,
    folder: TempDir,
}

/// A service that was started for the rush and ends with it.
struct Service(Child);

/// As long as anybody waits for the service to answer after it was started.
const ANSWERS_WITHIN: Duration = Duration::from_mins(1);
/// How long it is left alone before it is asked again whether it takes bookings.
const ASKED_AGAIN: Duration = Duration::from_millis(1);

impl Drop for Service {
    fn drop(&mut self) {
        // One that has ended already is left alone.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Town {
    /// Makes one in an empty database, a file of its own unless another is named, and opens its counter.
    pub async fn invented(program: &Path, database: Option<&str>, size: TownSize) -> Result<Self> {
        Self::invented_with(program, database, size, Vec::new()).await
    }

    /// The same with these variables in the environment of the service.
    pub async fn invented_with(
        program: &Path,
        database: Option<&str>,
        size: TownSize,
        variables: Vec<(String, String)>,
    ) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let line = Platform::start(Options { residents: Vec::new(), ..Options::default() }).await?;
        let own = format!("sqlite:{}", folder.path().join("rush.db").display());
        let settings = settings(folder.path(), address, database.unwrap_or(&own), &line.url);
        let config = folder.path().join("madoguchi.toml");
        fs::write(&config, settings)?;
        line.platform.set_webhook(&format!("http://{address}/line/webhook"));
        let [people, slots, places] =
            [size.people, size.slots, size.places].map(|number| number.to_string());
        let size_of = ["--people", &people, "--slots", &slots, "--places", &places];
        let seed = [&["seed-demo", "--phoned", "0"], size_of.as_slice()].concat();
        said(&asked(program, &config, &seed)?)?;
        let mut town = Self {
            program: program.to_owned(),
            config,
            address,
            line,
            places: Some(size.places),
            process: None,
            variables,
            service: None,
            folder,
        };
        town.rises().await?;
        Ok(town)
    }

    /// Takes one that stands. Its `[line]` must name a small LINE at `line`, with the ids and secrets that the
    /// emulator has by itself; the emulator is started here.
    pub async fn standing(
        program: &Path,
        config: &Path,
        address: SocketAddr,
        line: SocketAddr,
        process: Option<u32>,
    ) -> Result<Self> {
        let options = Options {
            listen: line,
            residents: Vec::new(),
            webhook_url: format!("http://{address}/line/webhook"),
            ..Options::default()
        };
        Ok(Self {
            program: program.to_owned(),
            config: config.to_owned(),
            address,
            line: Platform::start(options).await?,
            places: None,
            process,
            variables: Vec::new(),
            service: None,
            folder: tempfile::tempdir()?,
        })
    }

    /// Starts the counter; says how long it took until it takes bookings.
    pub(crate) async fn rises(&mut self) -> Result<Duration> {
        let begun = Instant::now();
        let mut service = self.started()?;
        // A thread of its own waits for its first words, so that whoever presses meanwhile goes on.
        let listens = task::spawn_blocking(move || service.listens().map(|()| service)).await?;
        let path = self.log();
        let log = || fs::read_to_string(&path).unwrap_or_default();
        let service = listens.with_context(|| format!("the counter does not begin: {}", log()))?;
        self.process = Some(service.0.id());
        self.service = Some(service);
        let answers = time::timeout(ANSWERS_WITHIN, takes_bookings(self.address)).await;
        answers.with_context(|| format!("the counter does not answer: {}", log()))?;
        Ok(begun.elapsed())
    }

    /// Starts the counter and waits for nothing.
    pub(crate) fn begins_to_rise(&mut self) -> Result<()> {
        self.service = Some(self.started()?);
        Ok(())
    }

    /// Power loss: SIGKILL, and nobody is left.
    pub(crate) fn dies(&mut self) -> Result<()> {
        let mut service = self.service.take().context("only a counter of our own is killed")?;
        service.0.kill()?;
        let ended = service.0.wait()?;
        ensure!(ended.signal() == Some(9), "the counter ended by itself with {ended}");
        Ok(())
    }

    /// The lines of what it logged that tell of a fault of its own.
    pub(crate) fn faults(&self) -> Result<Vec<String>> {
        let log = fs::read_to_string(self.log())?;
        Ok(log.lines().filter(|line| line.contains("ERROR")).map(str::to_owned).collect())
    }

    /// Where its file lies, unless it is in a database of another's.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("serve.log")
    }

    /// The process. What it logs lies beside the town.
    fn started(&self) -> Result<Service> {
        let mut command = command(&self.program, &self.config, &["serve"]);
        let log = fs::OpenOptions::new().append(true).create(true).open(self.log())?;
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.env("MADOGUCHI_LOG", "warn").stdout(Stdio::piped()).stderr(log);
        Ok(Service(command.spawn()?))
    }

    /// Grown people with a voucher, as the product writes its roster out.
    pub(crate) fn contenders(&self) -> Result<Vec<Contender>> {
        let file = self.folder.path().join("people.csv");
        let path = file.to_str().context("a path in letters")?;
        said(&asked(&self.program, &self.config, &["export", "people", path, "--force"])?)?;
        read_roster(&fs::read(&file)?)
    }

    /// Whether every place is accounted for, in the product's own words.
    pub(crate) fn verified(&self) -> Result<(bool, String)> {
        let output = asked(&self.program, &self.config, &["verify"])?;
        let words = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok((output.status.success(), words))
    }
}

/// The grown ones of a roster file that have a voucher, but for those whom LINE never finds.
fn read_roster(bytes: &[u8]) -> Result<Vec<Contender>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    let headers = reader.headers()?.clone();
    let column = |name: &str| {
        let is_it = |header: &str| header.trim_start_matches('\u{feff}') == name;
        headers.iter().position(is_it).with_context(|| format!("the roster has no column {name}"))
    };
    let (voucher, birth, hidden) =
        (column("接種券番号")?, column("生年月日")?, column("支援措置")?);
    let mut found = Vec::new();
    for row in reader.records() {
        let row = row?;
        let value = |at: usize| row.get(at).unwrap_or_default().to_owned();
        let year = value(birth).split('-').next().and_then(|year| year.parse().ok());
        let grown = year.is_some_and(|year: i32| year <= GROWN_BORN_UNTIL);
        if grown && !value(voucher).is_empty() && value(hidden) == NOT_HIDDEN {
            found.push(Contender { voucher: value(voucher), birth: value(birth) });
        }
    }
    Ok(found)
}

fn asked(program: &Path, config: &Path, arguments: &[&str]) -> Result<Output> {
    let mut command = command(program, config, arguments);
    command.output().with_context(|| format!("{} cannot be run", program.display()))
}

fn command(program: &Path, config: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.env_clear().arg("--config").arg(config).args(arguments).stdin(Stdio::null());
    command
}

fn said(output: &Output) -> Result<()> {
    let words = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the product says: {}", words.trim());
    Ok(())
}

impl Service {
    /// Waits until it says that it listens.
    fn listens(&mut self) -> Result<()> {
        let mut line = String::new();
        let out = self.0.stdout.take().context("its words were asked for")?;
        BufReader::new(out).read_line(&mut line)?;
        if line.is_empty() {
            bail!("it ended with {}", self.0.wait()?);
        }
        Ok(())
    }
}

/// Waits until it says itself that it does.
async fn takes_bookings(address: SocketAddr) {
    let mut phone = Phone::new(address, String::new(), Arc::new(Tally::new()));
    loop {
        match phone.get("/health", Instant::now()).await {
            Ok(answer) if answer.status.is_success() => return,
            _ => time::sleep(ASKED_AGAIN).await,
        }
    }
}

/// A configuration file with the emulator's own ids and secrets, which guard nothing but the invented town.
fn settings(folder: &Path, address: SocketAddr, database: &str, line: &str) -> String {
    let known = Options::default();
    format!(
        r#"
        [town]
        name = "窓川町"
        code = "019992"

        [server]
        listen = "{address}"
        base_url = "http://{address}"
        trust_proxy = true

        [database]
        url = "{database}"
        key_file = "{key}"

        [line]
        channel_id = "{}"
        channel_secret = "{}"
        login_channel_id = "{}"
        login_channel_secret = "{}"
        liff_id = "{}"
        api_url = "{line}"
        data_url = "{line}"
        login_url = "{line}"
        access_url = "{line}"
        liff_url = "{line}/liff"
        "#,
        known.channel_id,
        known.channel_secret,
        known.login_channel_id,
        known.login_channel_secret,
        known.liff_id,
        key = folder.join("madoguchi.key").display(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grown_come_and_the_hidden_do_not() {
        let file = "\u{feff}氏名,生年月日,接種券番号,支援措置\n\
                    花子,1950-05-01,0000000017,無\n\
                    子,2020-05-01,0000000025,無\n\
                    影,1980-01-01,0000000033,有\n\
                    無,1980-01-01,,無\n";
        let come = read_roster(file.as_bytes()).expect("a roster");
        let hanako = Contender { voucher: "0000000017".to_owned(), birth: "1950-05-01".to_owned() };
        assert_eq!(come, [hanako]);
        assert!(read_roster("氏名\n花子\n".as_bytes()).is_err());
    }
}
