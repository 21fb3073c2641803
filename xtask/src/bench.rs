//! `cargo xtask bench`: the store's own measurements. The measuring lies beside the store; this starts a PostgreSQL for it,
//! and makes the disk as slow as is asked for.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::postgres::Postgres;
use crate::{machine, tool};

/// A slow disk for whoever has it preloaded; it only knows syncs here.
const SHIM: &str = "crates/store/tests/disk/faults.c";
/// What is measured by HTTP, and with what.
const PROGRAMS: [&str; 4] = ["--package", "madoguchi", "--package", "rush"];
/// Far more places than people, since those who choose at the same time choose the same ones.
const PRESSES: [&str; 5] = ["presses", "--people", "7000", "--places", "400"];
/// So many a second, whether or not those before are answered; the people it takes are invented and registered first.
const PACED: [&[&str]; 3] = [
    &["presses", "--rate", "1000", "--seconds", "7"],
    &["presses", "--rate", "5000", "--seconds", "4"],
    &["presses", "--rate", "1000", "--seconds", "7", "--readers", "200"],
];
/// What is measured if nobody says otherwise: within six minutes, on two cores.
const USUAL: [&str; 4] = ["--rounds", "7", "--seconds", "0.5"];

/// Runs a measurement. Without the name of another one it is the ratios; the arguments go to it as they are.
pub(crate) fn chore(arguments: &[String]) -> Result<(), String> {
    match arguments.first().map(String::as_str) {
        Some("writer") => measure(&arguments[1..], &[]),
        Some("city") => city(arguments.to_vec()),
        Some(other) if !other.starts_with("--") => measure(arguments, &[]),
        _ => ratios(arguments.to_vec()),
    }
}

fn measure(arguments: &[String], variables: &[(&str, OsString)]) -> Result<(), String> {
    let mut bench = tool::cargo();
    bench.args(["bench", "--package", "store", "--bench", "writer", "--"]).args(arguments);
    tool::run(bench.envs(variables.iter().map(|(name, value)| (name, value))))
}

/// The service itself is started on the towns, too.
fn city(mut arguments: Vec<String>) -> Result<(), String> {
    tool::run(tool::cargo().args(["build", "--release", "--locked", "--package", "madoguchi"]))?;
    let program = tool::target()?.join("release").join("madoguchi");
    arguments.extend(["--program".to_owned(), program.display().to_string()]);
    println!("{}", machine_says());
    measure(&arguments, &[])
}

fn ratios(mut arguments: Vec<String>) -> Result<(), String> {
    let slow = taken(&mut arguments, "--slow-sync")?;
    let folder = Folder::new()?;
    let variables = match &slow {
        None => Vec::new(),
        Some(milliseconds) => slow_disk(&folder.0, milliseconds)?,
    };
    let mut all: Vec<String> = ["ratios"].into_iter().chain(USUAL).map(str::to_owned).collect();
    all.extend(["--dir".to_owned(), folder.0.display().to_string()]);
    // It must outlive the measurement.
    let mut server = None;
    match machine::postgres_binaries() {
        Some(binaries) if !arguments.iter().any(|argument| argument == "--postgres") => {
            let started = server.insert(Postgres::start_with(&binaries, &variables)?);
            all.extend(["--postgres".to_owned(), started.url().to_owned()]);
            let pgbench = binaries.join("pgbench");
            if pgbench.is_file() {
                all.extend(["--pgbench".to_owned(), pgbench.display().to_string()]);
            }
        }
        _ => {}
    }
    all.append(&mut arguments);
    // Compiled before anything is measured, so that it is in nobody's way.
    tool::run(tool::cargo().args(["build", "--release", "--locked"]).args(PROGRAMS))?;
    println!("{}", machine_says());
    if let Some(milliseconds) = slow {
        println!("Every sync, also PostgreSQL's, takes {milliseconds} ms longer.");
    }
    measure(&all, &variables)?;
    by_http(&folder.0, server.as_ref().map(Postgres::url), &variables)
}

/// The same by HTTP: what a page costs beside an empty handler, bookings on either engine, how long whoever presses waits at a
/// rate, and the sell-out.
fn by_http(
    folder: &Path,
    postgres: Option<&str>,
    variables: &[(&str, OsString)],
) -> Result<(), String> {
    let programs = tool::target()?.join("release");
    let rush = |what: &[&str]| {
        let mut rush = tool::program(programs.join("rush"));
        rush.args(what).arg("--program").arg(programs.join("madoguchi"));
        // Its towns lie where the disk is as slow as was asked for.
        rush.env("TMPDIR", folder).envs(variables.iter().map(|(name, value)| (name, value)));
        for (name, value) in variables {
            rush.arg("--with").arg(format!("{name}={}", value.display()));
        }
        println!();
        tool::run(&mut rush)
    };
    rush(&["pages"])?;
    rush(&PRESSES)?;
    if let Some(url) = postgres {
        rush(&[&PRESSES[..], &["--database", url]].concat())?;
    }
    PACED.into_iter().try_for_each(&rush)?;
    rush(&["refusals"])
}

/// The value of an option, which is taken out.
fn taken(arguments: &mut Vec<String>, name: &str) -> Result<Option<String>, String> {
    let Some(at) = arguments.iter().position(|argument| argument == name) else { return Ok(None) };
    if at + 1 >= arguments.len() {
        return Err(format!("{name} needs a value"));
    }
    arguments.remove(at);
    Ok(Some(arguments.remove(at)))
}

/// What must be in the environment of a process whose syncs are to take so many milliseconds longer.
fn slow_disk(folder: &Path, milliseconds: &str) -> Result<Vec<(&'static str, OsString)>, String> {
    let wait: f64 = milliseconds.parse().map_err(|_| "--slow-sync takes milliseconds, as in 2")?;
    if !(0.001..=1_000.0).contains(&wait) {
        return Err("--slow-sync takes up to 1000 milliseconds".into());
    }
    let (shim, control) = (folder.join("slow.so"), folder.join("control"));
    let mut compiler = tool::program("cc");
    compiler.args(["-shared", "-fPIC", "-O2", "-DSYNC_ONLY", "-o"]).arg(&shim);
    tool::output(compiler.arg(tool::at(SHIM)).arg("-ldl"))?;
    fs::write(&control, format!("slow {:.0}", wait * 1_000.0))
        .map_err(|trouble| format!("{}: {trouble}", control.display()))?;
    // The beginning of our folder's name is also that of the throw-away PostgreSQL's.
    let meant = std::env::temp_dir().join("madoguchi-");
    Ok(vec![
        ("LD_PRELOAD", shim.into()),
        ("MADOGUCHI_FAULT_CONTROL", control.into()),
        ("MADOGUCHI_FAULT_FOLDER", meant.into()),
    ])
}

/// How many processors there are and how busy they were before: figures say as much of the neighbours as of us.
fn machine_says() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{processors} processors, load before it {load}")
}

/// A folder for the run, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, String> {
        let path = std::env::temp_dir().join(format!("madoguchi-bench-{}", std::process::id()));
        fs::create_dir(&path).map_err(|trouble| format!("{}: {trouble}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is the temporary folder's own to keep.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_taken_out_with_its_value() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let mut arguments = words("--rounds 3 --slow-sync 2 --seconds 1");
        assert_eq!(taken(&mut arguments, "--slow-sync"), Ok(Some("2".to_owned())));
        assert_eq!(arguments, words("--rounds 3 --seconds 1"));
        assert_eq!(taken(&mut arguments, "--slow-sync"), Ok(None));
        assert!(taken(&mut words("--slow-sync"), "--slow-sync").is_err());
        for wrong in ["two", "0", "-1", "1001"] {
            assert!(slow_disk(Path::new("/nowhere"), wrong).is_err(), "{wrong}");
        }
    }
}
