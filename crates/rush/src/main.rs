//! The program: reads its flags, plays the rush, prints the account, and fails if anything was sold twice or lost.

use anyhow::{Context, Result, bail};
use clap::Parser;
use rush::{
    Kill, Outage, Paced, Pages, Presses, Refusals, Rush, Scenario, Servers, Town, TownSize, kill,
    outage, paced, pages, presses, refusals, run,
};
use std::{net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

/// A rush on a town's counter, over real HTTP.
#[derive(Debug, Parser)]
#[command(name = "rush", version)]
struct Flags {
    /// The morning to play
    #[arg(value_enum)]
    scenario: Scenario,
    /// The `madoguchi` program, a debug or a release build
    #[arg(long, default_value = "target/release/madoguchi")]
    program: PathBuf,
    /// An empty database, sqlite:… or postgres://…; a new file without it
    #[arg(long, conflicts_with = "address")]
    database: Option<String>,
    /// How many come
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=400_000))]
    people: Option<u32>,
    /// How many slots everybody may book
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    slots: Option<u32>,
    /// Places in each of them
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    places: Option<u32>,
    /// Seconds within which they come
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    seconds: u64,
    /// The longest somebody reads a page, in milliseconds
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(0..=60_000))]
    think: u64,
    /// The longest somebody waits when asked to come again later, in milliseconds
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(0..=600_000))]
    wait: u64,
    /// Connections at the same time
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=8_000))]
    at_once: u32,
    /// How often `kill` kills the service, and `outage` the database before its standby takes over
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    kills: u32,
    /// The longest the service lives in `kill` after it has answered a press, in milliseconds
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(0..=60_000))]
    lives: u64,
    /// `presses` at so many a second, whether or not those before are answered; as many people as that takes in all seconds
    #[arg(long, conflicts_with = "people", value_parser = clap::value_parser!(u32).range(1..=20_000))]
    rate: Option<u32>,
    /// How many pull the page of free places meanwhile, as fast as it comes
    #[arg(long, requires = "rate", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1_000))]
    readers: u32,
    /// The same seed, the same rush
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A variable of the service's environment, NAME=VALUE, such as what preloads a slow disk
    #[arg(long, value_parser = pair, conflicts_with = "address")]
    with: Vec<(String, String)>,
    /// A counter that runs already on this machine, in place of one of our own
    #[arg(long, requires_all = ["config", "line"])]
    address: Option<SocketAddr>,
    /// Its configuration file
    #[arg(long)]
    config: Option<PathBuf>,
    /// Where its `[line]` expects LINE, with the ids and secrets of the emulator
    #[arg(long)]
    line: Option<SocketAddr>,
    /// Its process, to see what it costs
    #[arg(long)]
    process: Option<u32>,
}

/// How often something is measured whose median is told.
const ROUNDS: u32 = 7;
/// More than this are never invented.
const PEOPLE_MOST: u32 = 400_000;

#[tokio::main]
async fn main() -> ExitCode {
    match Flags::parse().play().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            eprintln!("{trouble:#}");
            ExitCode::FAILURE
        }
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("NAME=VALUE, please")?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Flags {
    async fn play(self) -> Result<bool> {
        if self.rate.is_some() && self.scenario != Scenario::Presses {
            bail!("--rate is for presses");
        }
        match self.scenario {
            Scenario::Outage => self.outage().await,
            Scenario::Kill => self.kill().await,
            Scenario::Pages => {
                let round = Duration::from_secs(self.seconds).div_f64(6.0);
                let how = Pages { connections: self.at_once.min(64), rounds: ROUNDS, round };
                println!("{}", pages(&self.town().await?, how).await?);
                Ok(true)
            }
            Scenario::Presses => match self.rate {
                Some(rate) => self.paced(rate).await,
                None => self.presses().await,
            },
            Scenario::Refusals => {
                let round = Duration::from_secs(self.seconds).div_f64(6.0);
                let (people, at_once) = (self.people(), self.at_once as usize);
                let play = Refusals { people, round, at_once, seed: self.seed };
                let refused = refusals(&self.town().await?, play).await?;
                println!("{refused}");
                Ok(refused.holds())
            }
            _ => self.morning().await,
        }
    }

    async fn morning(&self) -> Result<bool> {
        let rush = Rush {
            scenario: self.scenario,
            people: self.people(),
            within: Duration::from_secs(self.seconds),
            thinks: Duration::from_millis(self.think),
            waits_most: Duration::from_millis(self.wait),
            at_once: self.at_once as usize,
            seed: self.seed,
        };
        let report = run(&self.town().await?, rush).await?;
        println!("{report}");
        Ok(report.proof().holds() && report.without_a_retry_time() == 0 && report.errors() == 0)
    }

    async fn kill(&self) -> Result<bool> {
        let (people, lives_most) = (self.people(), Duration::from_millis(self.lives));
        let play = Kill { people, kills: self.kills, lives_most, seed: self.seed };
        let killed = kill(&mut self.town().await?, play).await?;
        println!("{killed}");
        Ok(killed.holds())
    }

    async fn presses(&self) -> Result<bool> {
        let (people, at_once) = (self.people(), self.at_once as usize);
        let play = Presses { people, rounds: ROUNDS, at_once, seed: self.seed };
        let pressed = presses(&self.town().await?, play).await?;
        println!("{pressed}");
        Ok(pressed.holds())
    }

    async fn paced(&self, rate: u32) -> Result<bool> {
        let paced_how = self.pace(rate)?;
        let kept = paced(&self.town().await?, paced_how).await?;
        println!("{kept}");
        Ok(kept.holds())
    }

    fn pace(&self, rate: u32) -> Result<Paced> {
        let seconds = u32::try_from(self.seconds)?;
        let paced = Paced { rate, seconds, rounds: ROUNDS, readers: self.readers, seed: self.seed };
        if paced.people() > PEOPLE_MOST {
            bail!("{} people would have to press: {PEOPLE_MOST} at most", paced.people());
        }
        Ok(paced)
    }

    fn people(&self) -> u32 {
        let (people, ..) = self.scenario.size();
        match self.rate {
            Some(rate) => rate.saturating_mul(u32::try_from(self.seconds).unwrap_or(u32::MAX)),
            None => self.people.unwrap_or(people),
        }
    }

    /// On servers of its own, with a standby.
    async fn outage(&self) -> Result<bool> {
        let programs = Servers::programs().context("there is no PostgreSQL with pg_basebackup")?;
        let mut servers = Servers::with_a_standby(&programs)?;
        let (people, size) = (self.people(), self.town_size());
        let town = Town::invented(&self.program, Some(&servers.url()), size).await?;
        let lives_most = Duration::from_millis(self.lives);
        let play = Outage { people, restarts: self.kills, lives_most, seed: self.seed };
        let killed = outage(&town, &mut servers, play).await?;
        println!("{killed}");
        Ok(killed.holds() && killed.errors() + killed.without_a_retry_time() == 0)
    }

    fn town_size(&self) -> TownSize {
        let (_, slots, places) = self.scenario.size();
        let slots = self.slots.unwrap_or(slots);
        // Far more places than people, since those who choose at the same time choose the same ones.
        let room = self.rate.map(|_| 4 * self.people().div_ceil(slots));
        TownSize {
            people: TownSize::living(self.people()),
            slots,
            places: self.places.or(room).unwrap_or(places),
        }
    }

    async fn town(&self) -> Result<Town> {
        if let (Some(address), Some(config), Some(line)) = (self.address, &self.config, self.line) {
            if !address.ip().is_loopback() {
                bail!("only a counter on this machine is rushed, not {address}");
            }
            return Town::standing(&self.program, config, address, line, self.process).await;
        }
        let (database, variables) = (self.database.as_deref(), self.with.clone());
        Town::invented_with(&self.program, database, self.town_size(), variables).await
    }
}
