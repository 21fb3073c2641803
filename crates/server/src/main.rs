//! Parse, call, exit code; nothing else.

use clap::Parser;
use madoguchi::cli::Cli;
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// A press of a button takes memory some hundred times, and the system's allocator takes longer over it.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    Cli::parse().run()
}
