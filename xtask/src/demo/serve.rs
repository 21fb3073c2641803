//! The running demo: two programs, watched until one ends or the person at the keyboard has had
//! enough. Nothing is built or seeded here.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::prepare::{TOWN, write_config};
use super::settings::{Ports, emulator_arguments};
use super::{kept, lock, without_settings};
use crate::keeper::{Kept, Stop, keeper};
use crate::tool;

const START_LIMIT: Duration = Duration::from_mins(1);
const LOOK: Duration = Duration::from_millis(100);

/// Runs both programs until one of them ends; the other is then stopped too.
pub(super) fn serve(port_offset: u16) -> Result<(), String> {
    let _lock = lock()?;
    let (ports, sentences) = Ports::choose(port_offset)?;
    for sentence in sentences {
        println!("{sentence}");
    }
    let mut emulator = Program::start("line-emulator", &emulator_arguments(&ports, &kept("data")))?;
    emulator.wait_for(ports.emulator, "/")?;
    let config = write_config(&ports)?.display().to_string();
    deploy_menus(&config)?;
    let mut service = Program::start("madoguchi", &["serve".into(), "--config".into(), config])?;
    service.wait_for(ports.service, "/health")?;
    println!("{}", welcome(&ports));
    loop {
        for program in [&mut service, &mut emulator] {
            if let Some(end) = program.ended() {
                return end.map(|()| println!("Stopped. Run it again to go on where you were."));
            }
        }
        sleep(LOOK);
    }
}

/// Brings the rich menus to the small LINE, as a town does once; again and again is the same.
fn deploy_menus(config: &str) -> Result<(), String> {
    let log = kept("menus.log");
    let file = File::create(&log).map_err(|trouble| format!("{}: {trouble}", log.display()))?;
    let mut deploy = tool::program(tool::target()?.join("debug/madoguchi"));
    deploy.args(["line", "menus", "deploy", "--config", config]).stdout(file);
    tool::run(without_settings(&mut deploy))
}

fn welcome(ports: &Ports) -> String {
    let town = fs::read_to_string(kept(TOWN)).unwrap_or_default();
    format!(
        "\n  Phones      {}/\n  Staff desk  {}/desk\n\n{}\n\nCtrl-C ends it. What happened is in .demo/*.log",
        ports.emulator_url(),
        ports.service_url(),
        town.trim_end()
    )
}

struct Program {
    name: &'static str,
    log: PathBuf,
    kept: Kept,
}

impl Program {
    fn start(name: &'static str, arguments: &[String]) -> Result<Self, String> {
        let log = kept(&format!("{name}.log"));
        let start = || -> Result<Kept, String> {
            let file = File::create(&log).map_err(|trouble| trouble.to_string())?;
            let copy = file.try_clone().map_err(|trouble| trouble.to_string())?;
            let mut command = keeper(Stop::Terminate, None);
            command.arg(tool::target()?.join("debug").join(name)).args(arguments);
            command.current_dir(tool::root()).stdout(file).stderr(copy);
            Kept::start(without_settings(&mut command)).map_err(|trouble| trouble.to_string())
        };
        let kept = start().map_err(|trouble| format!("{name} could not be started: {trouble}"))?;
        Ok(Self { name, log, kept })
    }

    fn wait_for(&mut self, port: u16, path: &str) -> Result<(), String> {
        let begun = Instant::now();
        while !answers(port, path).unwrap_or(false) {
            if self.ended().is_some() {
                return Err(self.failure("ended before it was ready"));
            }
            if begun.elapsed() > START_LIMIT {
                return Err(self.failure("was not ready in a minute"));
            }
            sleep(LOOK);
        }
        Ok(())
    }

    /// How the program ended, if it has: well, when it was asked to, or with a failure.
    fn ended(&mut self) -> Option<Result<(), String>> {
        match self.kept.ended() {
            Ok(None) => None,
            Ok(Some(status)) if status.success() => Some(Ok(())),
            Ok(Some(status)) => Some(Err(self.failure(&format!("ended with {status}")))),
            Err(trouble) => Some(Err(self.failure(&format!("cannot be watched: {trouble}")))),
        }
    }

    fn failure(&self, what: &str) -> String {
        format!("{} {what}. The end of {}:\n{}", self.name, self.log.display(), tail(&self.log))
    }
}

/// Whether a page is there.
fn answers(port: u16, path: &str) -> io::Result<bool> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    let mut status = String::new();
    BufReader::new(stream).read_line(&mut status)?;
    Ok(status.split(' ').nth(1) == Some("200"))
}

fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
