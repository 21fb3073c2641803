//! Parse, call, exit code; nothing else.

use clap::Parser;
use madoguchi::cli::Cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    Cli::parse().run()
}
