//! How many durable bookings a second the writer takes, beside two bare loops that store the same rows by
//! hand: one commit per booking, and 512 per commit. All in one run, round by round, on one file system;
//! it measures nothing across machines or days.
//!
//! With `ratios` in front it sets the writer against all that it is to be compared with ([`ratios`]), with `search` it
//! measures the search instead ([`search`]), with `waitlist` what a freed place costs that is offered on ([`waitlist`]), with
//! `city` what a million people in the file cost ([`city`]).
//!
//! `cargo bench -p store --bench writer -- --rounds 5 --seconds 2 --dir PATH --postgres URL`

mod bare;
mod cases;
mod city;
mod locks;
mod names;
mod ratios;
mod search;
mod setting;
mod waitlist;

use anyhow::{Context, Result, bail};
use cases::{Bench, Case, Spread};
use std::{
    env,
    fs::File,
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// What was asked for on the command line.
struct Args {
    rounds: usize,
    length: Duration,
    folder: PathBuf,
    postgres: Option<String>,
    /// The program, which the ratios are also against.
    pgbench: Option<PathBuf>,
}

fn main() -> Result<()> {
    let mut given = env::args().skip(1).filter(|name| name != "--bench").peekable();
    if given.next_if(|name| name == "search").is_some() {
        return search::run(given);
    }
    if given.next_if(|name| name == "city").is_some() {
        return city::run(given);
    }
    if given.next_if(|name| name == "waitlist").is_some() {
        return waitlist::run(given);
    }
    if given.next_if(|name| name == "ratios").is_some() {
        return ratios::run(&args(given)?);
    }
    let args = args(given)?;
    let folder = tempfile::tempdir_in(&args.folder)?;
    let mut syncs = Vec::new();
    let mut benches = vec![Bench::sqlite(folder.path())?];
    if let Some(url) = &args.postgres {
        benches.push(Bench::postgres(url)?);
    }
    for round in 1..=args.rounds {
        eprintln!("round {round} of {}", args.rounds);
        syncs.push(sync_micros(folder.path())?);
        for bench in &mut benches {
            for case in Case::ALL {
                bench.measure(case, args.length)?;
            }
        }
    }
    println!("One fdatasync of 4 KiB on the same file system: {} µs\n", Spread::of(&syncs));
    for bench in benches {
        println!("{bench}");
    }
    Ok(())
}

fn args(mut given: impl Iterator<Item = String>) -> Result<Args> {
    let (length, folder) = (Duration::from_secs(1), env::temp_dir());
    let mut args = Args { rounds: 3, length, folder, postgres: None, pgbench: None };
    while let Some(name) = given.next() {
        let value = given.next().with_context(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--rounds" => args.rounds = value.parse()?,
            "--seconds" => args.length = Duration::from_secs_f64(value.parse()?),
            "--dir" => args.folder = PathBuf::from(value),
            "--postgres" => args.postgres = Some(value),
            "--pgbench" => args.pgbench = Some(PathBuf::from(value)),
            _ => bail!("unknown argument {name}"),
        }
    }
    Ok(args)
}

/// The median cost of making 4 KiB durable, over a fifth of a second.
fn sync_micros(folder: &Path) -> Result<f64> {
    let mut file = File::create(folder.join("sync"))?;
    let (begun, mut costs) = (Instant::now(), Vec::new());
    while begun.elapsed() < Duration::from_millis(200) {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&[costs.len().to_le_bytes()[0]; 4096])?;
        let start = Instant::now();
        file.sync_data()?;
        costs.push(start.elapsed().as_secs_f64() * 1e6);
    }
    Ok(Spread::of(&costs).median)
}
