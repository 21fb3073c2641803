//! The steps of CI, one function each, cheapest first. A step says what it could not check; whether
//! that is acceptable is decided by the caller.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::Ran;
use crate::advisories::{self, Looked};
use crate::postgres::Postgres;
use crate::{assets, licences, machine, tidy, tool};

/// One check.
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) what: &'static str,
    pub(super) run: fn() -> Result<Ran, String>,
}

/// Every check, in the order in which they run.
pub(super) const STEPS: &[Step] = &[
    Step { name: "machine", what: "the tools that the checks need", run: prepare },
    Step { name: "fmt", what: "rustfmt changes nothing", run: fmt },
    Step { name: "tidy", what: "the house rules", run: house_rules },
    Step {
        name: "licences",
        what: "licences, bans and sources of all crates",
        run: check_licences,
    },
    Step {
        name: "advisories",
        what: "known weaknesses of the locked crates",
        run: check_advisories,
    },
    Step { name: "assets", what: "the stylesheet and scripts are built", run: build_assets },
    Step { name: "clippy", what: "no compiler or clippy warning", run: clippy },
    Step { name: "doc", what: "the API documents build without a warning", run: doc },
    Step { name: "tests", what: "all tests, on SQLite and on PostgreSQL", run: tests },
    Step { name: "programs", what: "the two programs are built", run: build_programs },
    Step { name: "journeys", what: "whole visits in a real browser", run: journeys },
];

#[expect(clippy::unnecessary_wraps, reason = "it is a step like the others, though it cannot fail")]
fn prepare() -> Result<Ran, String> {
    // A missing tool is counted where the check needs it.
    Ok(Ran::noting(machine::prepare()))
}

fn fmt() -> Result<Ran, String> {
    passes(tool::cargo().args(["fmt", "--all", "--check"]))
}

fn house_rules() -> Result<Ran, String> {
    tidy::chore().map(|()| Ran::default())
}

fn check_licences() -> Result<Ran, String> {
    Ok(Ran::noting(vec![licences::check()?]))
}

fn check_advisories() -> Result<Ran, String> {
    Ok(Ran::noting(match advisories::check()? {
        Looked::NoSnapshot => vec![
            "not looked up: no snapshot of the advisory database (MADOGUCHI_ADVISORY_DB)".into(),
        ],
        Looked::Clean { crates, remarks } => {
            [vec![format!("{crates} crates, none with a known weakness")], remarks].concat()
        }
    }))
}

fn build_assets() -> Result<Ran, String> {
    if machine::npm().is_none() {
        return Ok(Ran::skipping("no npm on this machine"));
    }
    assets::build().map(|()| Ran::default())
}

fn clippy() -> Result<Ran, String> {
    passes(tool::cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]))
}

fn doc() -> Result<Ran, String> {
    let mut doc = tool::cargo();
    doc.args(["doc", "--no-deps", "--workspace", "--locked"]).env("RUSTDOCFLAGS", "-D warnings");
    passes(&mut doc)
}

fn tests() -> Result<Ran, String> {
    let mut tests = tool::cargo();
    match machine::nextest() {
        Some(_) => tests.args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]),
        None => tests.args([
            "test",
            "--workspace",
            "--locked",
            "--no-fail-fast",
            "--lib",
            "--bins",
            "--tests",
        ]),
    };
    let Some(binaries) = machine::postgres_binaries() else {
        tests.env_remove("MADOGUCHI_TEST_POSTGRES");
        passes(&mut tests)?;
        return Ok(Ran::skipping("PostgreSQL is missing; the tests ran on SQLite alone"));
    };
    let postgres = Postgres::start(&binaries)?;
    tests.env("MADOGUCHI_TEST_POSTGRES", postgres.url());
    passes(&mut tests)
}

/// Each has a town, a LINE and a browser of its own, which wait for each other most of the time.
const JOURNEYS_AT_ONCE: &str = "--test-concurrency=2";

fn build_programs() -> Result<Ran, String> {
    passes(tool::cargo().args([
        "build",
        "--locked",
        "--package",
        "madoguchi",
        "--package",
        "line-emulator",
    ]))
}

fn journeys() -> Result<Ran, String> {
    let journeys = journey_files();
    if journeys.is_empty() {
        return Ok(Ran::noting(vec!["there is no journey in web/journeys yet".into()]));
    }
    let (Some(_), Some(chromium)) = (machine::npm(), machine::chromium()) else {
        return Ok(Ran::skipping("Node.js or Chromium is missing"));
    };
    assets::install()?;
    let programs = tool::target()?.join("debug");
    let mut node = tool::program("node");
    node.args(["--test", "--test-reporter=spec", JOURNEYS_AT_ONCE]).args(journeys);
    node.env("CHROMIUM", chromium);
    node.env("MADOGUCHI_BIN", programs.join("madoguchi"));
    node.env("MADOGUCHI_EMULATOR_BIN", programs.join("line-emulator"));
    passes(&mut node)
}

/// The journeys lie in the folder itself; what they share lies below it.
fn journey_files() -> Vec<PathBuf> {
    let entries = fs::read_dir(tool::at("web/journeys")).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "mjs"));
    files.sort();
    files
}

fn passes(command: &mut Command) -> Result<Ran, String> {
    tool::run(command).map(|()| Ran::default())
}
