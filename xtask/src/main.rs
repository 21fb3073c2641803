//! The project's chores, run as `cargo xtask CHORE`. This file names them and turns their outcome
//! into an exit code; it does no chore itself.

mod advisories;
mod assets;
mod bench;
mod ci;
mod demo;
mod keeper;
mod licences;
mod machine;
mod pictures;
mod policy;
mod postgres;
mod spdx;
mod tidy;
mod tool;
mod version;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask CHORE

  ci [--strict] [STEP ...]          every check that CI makes, or only the named ones
  demo [--fresh] [--port-offset N]  the product and a small LINE on this machine
  tidy                              the house rules
  assets                            the stylesheet and scripts of the pages
  bench [--slow-sync MS] [ARGS ...] the writer as multiples of what it is compared with, in one run
  bench writer [ARGS ...]           how many bookings a second it takes, with many and with few waiting
  pictures [NAME.png ...]           the pictures of the documents, taken by the journeys
  bench search [ARGS ...]           what finding a person costs in towns of several sizes
  bench waitlist [ARGS ...]         what a freed place costs that is offered on
  bench city [ARGS ...]             what a million people and three million bookings in the file cost
  machine                           which tools are here, and where the rest comes from

`cargo xtask ci --help` lists the steps. CONTRIBUTING.md says more.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), String> {
    let Some((chore, rest)) = arguments.split_first() else {
        return Err(USAGE.into());
    };
    match chore.as_str() {
        "ci" => ci::chore(rest),
        "demo" => demo::chore(rest),
        "tidy" => tidy::chore(),
        "assets" => assets::build(),
        "bench" => bench::chore(rest),
        "pictures" => pictures::chore(rest),
        "machine" => {
            machine::show();
            Ok(())
        }
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        unknown => Err(format!("There is no chore `{unknown}`.\n\n{USAGE}")),
    }
}
