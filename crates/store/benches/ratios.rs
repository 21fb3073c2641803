//! The writer as multiples of what it is to be compared with, each taken in the same round a moment apart: a row per commit
//! and a bare perfect group commit on SQLite, `pgbench`, and a transaction for each booking on PostgreSQL. On a machine
//! that others use as well the figures swing, and the multiples much less.

use crate::{
    Args,
    cases::{Bench, Case, Spread},
    locks::Lock,
    sync_micros,
};
use anyhow::{Context, Result, bail};
use std::{collections::BTreeMap, path::Path, process::Command};

/// Wishes outstanding at any time.
const AT_ONCE: usize = 1_024;
const ONE_EACH: Case = Case::Bare { per_commit: 1, hot: false };
const GROUPED: Case = Case::Bare { per_commit: 512, hot: false };
const OURS: Case = Case::Ours { at_once: AT_ONCE, hot: false };
const OURS_HOT: Case = Case::Ours { at_once: AT_ONCE, hot: true };
const BY_ROW: Case = Case::Each { lock: Lock::Row };
const BY_NAME: Case = Case::Each { lock: Lock::Advisory };
/// TPC-B as it is mostly quoted: 32 clients on 20 branches.
const CLIENTS: &str = "32";
const SCALE: &str = "20";
const SCHEMA: &str = "madoguchi_pgbench";

/// What a figure is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    OneEach,
    Grouped,
    Ours,
    OursHot,
    OursOnPostgres,
    OursHotOnPostgres,
    ByRow,
    ByName,
    Pgbench,
}

use What::{
    ByName, ByRow, Grouped, OneEach, Ours, OursHot, OursHotOnPostgres, OursOnPostgres, Pgbench,
};

/// In the order of a round.
const CASES: [(What, &str); 9] = [
    (OneEach, "SQLite: bare, a commit each"),
    (Grouped, "SQLite: bare, 512 per commit"),
    (Ours, "SQLite: ours, 2,000 slots"),
    (OursHot, "SQLite: ours, one hot slot"),
    (OursOnPostgres, "PostgreSQL: ours, 2,000 slots"),
    (OursHotOnPostgres, "PostgreSQL: ours, one hot slot"),
    (ByRow, "PostgreSQL: a transaction each, row lock, hot slot, 64 connections"),
    (ByName, "PostgreSQL: a transaction each, advisory lock, hot slot, 64 connections"),
    (Pgbench, "pgbench TPC-B, 32 clients, scale 20"),
];

/// What is set against what.
const RATIOS: [(What, What); 8] = [
    (Ours, OneEach),
    (Ours, Grouped),
    (OursHot, Grouped),
    (Ours, Pgbench),
    (OursOnPostgres, Pgbench),
    (OursHotOnPostgres, ByRow),
    (OursHotOnPostgres, ByName),
    (OursHot, Ours),
];

pub(crate) fn run(args: &Args) -> Result<()> {
    let folder = tempfile::tempdir_in(&args.folder)?;
    let mut lite = Bench::sqlite(folder.path())?;
    let mut pg = args.postgres.as_deref().map(Bench::postgres).transpose()?;
    let pgbench = match (&args.pgbench, &args.postgres) {
        (Some(program), Some(url)) => Some(Tpc::prepared(program, url)?),
        _ => None,
    };
    let (mut syncs, mut figures) = (Vec::new(), BTreeMap::<What, Vec<f64>>::new());
    for round in 1..=args.rounds {
        eprintln!("round {round} of {}", args.rounds);
        syncs.push(sync_micros(folder.path())?);
        for (what, _) in CASES {
            let figure = match (what, &mut pg, &pgbench) {
                (OneEach, ..) => lite.measure(ONE_EACH, args.length)?,
                (Grouped, ..) => lite.measure(GROUPED, args.length)?,
                (Ours, ..) => lite.measure(OURS, args.length)?,
                (OursHot, ..) => lite.measure(OURS_HOT, args.length)?,
                (OursOnPostgres, Some(pg), _) => pg.measure(OURS, args.length)?,
                (OursHotOnPostgres, Some(pg), _) => pg.measure(OURS_HOT, args.length)?,
                (ByRow, Some(pg), _) => pg.measure(BY_ROW, args.length)?,
                (ByName, Some(pg), _) => pg.measure(BY_NAME, args.length)?,
                (Pgbench, _, Some(pgbench)) => pgbench.measured()?,
                _ => continue,
            };
            figures.entry(what).or_default().push(figure);
        }
    }
    println!(
        "One fdatasync of 4 KiB on the same file system, each round: {} µs",
        Spread::of(&syncs)
    );
    println!("Medians of {} rounds, with the least and the most.\n", args.rounds);
    told(&figures);
    Ok(())
}

fn told(figures: &BTreeMap<What, Vec<f64>>) {
    println!("| | durable a second |\n|---|--:|");
    for (what, name) in CASES {
        match figures.get(&what) {
            Some(rates) => println!("| {name} | {} |", Spread::of(rates)),
            None => println!("| {name} | not measured |"),
        }
    }
    println!("\n| ours | over | same round |\n|---|---|--:|");
    for (ours, over) in RATIOS {
        let (Some(a), Some(b)) = (figures.get(&ours), figures.get(&over)) else { continue };
        let ratios: Vec<f64> = a.iter().zip(b).map(|(ours, over)| ours / over).collect();
        println!("| {} | {} | {:.2} |", name(ours), name(over), Spread::of(&ratios));
    }
}

fn name(what: What) -> &'static str {
    CASES.iter().find(|(other, _)| *other == what).map_or("", |(_, name)| name)
}

/// `pgbench`, in a schema of its own on the same server.
struct Tpc<'a> {
    program: &'a Path,
    url: &'a str,
}

impl<'a> Tpc<'a> {
    fn prepared(program: &'a Path, url: &'a str) -> Result<Self> {
        let made = format!("DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}");
        crate::bare::Client::pg(url)?.batch(&made)?;
        let tpc = Self { program, url };
        tpc.says(&["-i", "-q", "-s", SCALE])?;
        Ok(tpc)
    }

    /// Transactions a second, for a second.
    fn measured(&self) -> Result<f64> {
        let said = self.says(&["-n", "-c", CLIENTS, "-j", "2", "-T", "1"])?;
        let tps = said.lines().find_map(|line| line.strip_prefix("tps = "));
        let tps = tps.and_then(|rest| rest.split(' ').next()).context("pgbench says its tps")?;
        Ok(tps.parse()?)
    }

    fn says(&self, arguments: &[&str]) -> Result<String> {
        let output = Command::new(self.program)
            .args(arguments)
            .arg(self.url)
            .env("PGOPTIONS", format!("-c search_path={SCHEMA}"))
            .output()
            .with_context(|| format!("{} cannot be run", self.program.display()))?;
        if !output.status.success() {
            bail!("pgbench: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Drop for Tpc<'_> {
    fn drop(&mut self) {
        let gone = format!("DROP SCHEMA IF EXISTS {SCHEMA} CASCADE");
        let dropped = crate::bare::Client::pg(self.url).and_then(|mut client| client.batch(&gone));
        if let Err(error) = dropped {
            eprintln!("the schema {SCHEMA} is left behind: {error:#}");
        }
    }
}
