//! What a city costs beside an empty town: a million people and three million bookings lie in the file, and a booking, a
//! search, a board, whatever the pumps ask each time they wake, the start and the memory are set against a town of 2,400
//! people that has just begun. In each round either town is asked the same a moment apart, and the multiple is taken
//! there: it holds across machines, microseconds do not.
//!
//! `cargo xtask bench city --people 1000000 --bookings 3000000 --rounds 7 --city FILE`

mod booked;
mod figures;
mod looks;
mod made;
mod served;

use crate::{bare::Client, cases::schema, search, setting};
use anyhow::{Context, Result, bail, ensure};
use figures::{Figures, told};
use looks::{LOOKS, Who};
use made::Size;
use served::{Held, Served};
use std::{
    env, fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use store::{Keys, Store, Url};
use tokio::runtime::Runtime;

/// The town that has just begun.
const EMPTY: Size = Size { people: 2_400, bookings: 0 };
/// Looks for somebody, in each way and round.
const SEARCHES: u64 = 40;
const STARTS: usize = 7;
const PAGES: u64 = 3_000;
const SCHEMAS: [&str; 2] = ["madoguchi_bench_empty", "madoguchi_bench_city"];

struct Args {
    size: Size,
    rounds: u64,
    folder: PathBuf,
    /// The file that the city lies in: made where there is none, and left there.
    city: Option<PathBuf>,
    postgres: Option<String>,
    /// The service itself, for its start and its memory.
    program: Option<PathBuf>,
}

/// Makes the towns, measures and prints.
pub(crate) fn run(given: impl Iterator<Item = String>) -> Result<()> {
    let args = args(given)?;
    args.size.is_possible()?;
    let runtime = Runtime::new()?;
    let folder = tempfile::tempdir_in(&args.folder)?;
    let city = args.url(folder.path(), 1)?;
    runtime.block_on(is_there(&city, args.size))?;
    let (mut figures, mut empty) = (Figures::default(), None);
    for round in 0..args.rounds {
        eprintln!("round {} of {}", round + 1, args.rounds);
        // Made anew, so that it is as empty in each round.
        let url = args.url(folder.path(), 0)?;
        runtime.block_on(async {
            let store = opened(&url).await?;
            made::make(&store, &url, EMPTY).await?;
            let towns = [(store, EMPTY), (opened(&city).await?, args.size)];
            measure(&towns, round, &mut figures).await
        })?;
        empty = Some(url);
    }
    println!("{}", figures.table());
    if let (Some(program), Some(empty)) = (&args.program, &empty) {
        let towns = [(empty, EMPTY), (&city, args.size)];
        println!("{}", serves(program, folder.path(), &towns, &runtime)?);
    }
    if let Some(server) = &args.postgres {
        let gone = SCHEMAS.map(|schema| format!("DROP SCHEMA IF EXISTS {schema} CASCADE;"));
        Client::pg(server)?.batch(&gone.concat())?;
    }
    Ok(())
}

fn args(mut given: impl Iterator<Item = String>) -> Result<Args> {
    let mut args = Args {
        size: Size { people: 100_000, bookings: 300_000 },
        rounds: 7,
        folder: env::temp_dir(),
        city: None,
        postgres: None,
        program: None,
    };
    while let Some(name) = given.next() {
        let value = given.next().with_context(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--people" => args.size.people = value.parse()?,
            "--bookings" => args.size.bookings = value.parse()?,
            "--rounds" => args.rounds = value.parse()?,
            "--dir" => args.folder = PathBuf::from(value),
            "--city" => args.city = Some(PathBuf::from(value)),
            "--postgres" => args.postgres = Some(value),
            "--program" => args.program = Some(PathBuf::from(value)),
            _ => bail!("unknown argument {name}"),
        }
    }
    ensure!(args.rounds > 0, "nothing to measure");
    Ok(args)
}

impl Args {
    /// Where the empty town (0) or the city (1) lies.
    fn url(&self, folder: &Path, which: usize) -> Result<Url> {
        match (&self.postgres, &self.city) {
            (Some(server), _) => Ok(Url::Postgres(schema(server, SCHEMAS[which])?)),
            (None, Some(city)) if which == 1 => Ok(Url::Sqlite(city.clone())),
            _ => {
                let fresh = tempfile::Builder::new().prefix("town-").tempdir_in(folder)?;
                Ok(Url::Sqlite(fresh.keep().join("town.db")))
            }
        }
    }
}

async fn opened(url: &Url) -> Result<Store> {
    let store = Store::start(url.clone(), Keys::derive(&setting::KEY));
    store.ready().await?;
    Ok(store)
}

/// Makes the city unless it lies there since another time.
async fn is_there(url: &Url, size: Size) -> Result<()> {
    let begun = Instant::now();
    let store = opened(url).await?;
    let people = u64::from(store.read(|reader| reader.count_persons()).await?);
    if people == 0 {
        eprintln!("a city of {} people with {} bookings", size.people, size.bookings);
        made::make(&store, url, size).await?;
        print!("The city was made in {:.0} s", begun.elapsed().as_secs_f64());
    } else {
        ensure!(people == size.people, "{people} people live in this city");
        print!("The city was there before");
    }
    drop(store);
    let bytes = match url {
        Url::Sqlite(file) => fs::metadata(file)?.len(),
        Url::Postgres(_) => {
            let sum = "SELECT CAST(SUM(pg_total_relation_size(c.oid)) AS BIGINT) FROM pg_class c \
                       WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'";
            u64::try_from(Client::of(url)?.number(sum)?)?
        }
    };
    println!("; it takes {} MiB.\n", bytes >> 20);
    Ok(())
}

/// One round: each thing in one town and then in the other.
async fn measure(towns: &[(Store, Size); 2], round: u64, figures: &mut Figures) -> Result<()> {
    for (town, (store, size)) in towns.iter().enumerate() {
        store.write(made::presses).await?;
        let booked = booked::measure(store, *size).await?;
        figures.add("a booking, alone", town, booked.alone);
        figures.add("a booking of 1,024 at once", town, vec![booked.at_once]);
        figures.add("a cancellation of 1,024 at once", town, vec![booked.back]);
    }
    for case in search::Case::ALL {
        for (town, (store, size)) in towns.iter().enumerate() {
            let mut all = Vec::new();
            for n in 0..SEARCHES {
                let (who, number) = size.booked(search::scattered(round * SEARCHES + n));
                all.push(search::look(store, case, who, number).await?.1);
            }
            figures.add(case.name(), town, all);
        }
    }
    for look in &LOOKS {
        for (town, (store, _)) in towns.iter().enumerate() {
            figures.add(look.name, town, look.measure(store, Who::of(round + 1)).await?);
        }
    }
    for (store, _) in towns {
        store.write(made::sends).await?;
    }
    Ok(())
}

/// The service on either town in turn: its starts, and what it holds in memory.
fn serves(
    program: &Path,
    folder: &Path,
    towns: &[(&Url, Size); 2],
    runtime: &Runtime,
) -> Result<String> {
    let mut served = Vec::new();
    for (url, _) in towns {
        runtime.block_on(async {
            Ok::<_, anyhow::Error>(opened(url).await?.write(made::signs_in).await?)
        })?;
        served.push(Served::of(program, folder, url)?);
    }
    let mut starts: [Vec<Duration>; 2] = Default::default();
    for _ in 0..STARTS {
        for (served, starts) in served.iter().zip(&mut starts) {
            let (running, took) = served.rises()?;
            running.ends()?;
            starts.push(took);
        }
    }
    let mut held: Vec<[Held; 2]> = Vec::new();
    for (served, (_, size)) in served.iter().zip(towns) {
        let (running, _) = served.rises()?;
        let first = running.held()?;
        running.is_visited(size.people, PAGES)?;
        held.push([first, running.held()?]);
        running.ends()?;
    }
    Ok(told(&starts, &held, PAGES))
}
