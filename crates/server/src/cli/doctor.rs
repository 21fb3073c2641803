//! `madoguchi doctor`: what the counter stands on, line by line, with what to press next.

use crate::{
    App,
    clock::Clock,
    config::Config,
    doctor::{Check, Verdict, examine, no_key},
    key_file,
};
use anyhow::Result;
use std::process::ExitCode;
use store::Store;

/// 0 when nothing is broken, 1 when something is. A key file that is missing is told and not made.
pub(super) async fn run(config: Config) -> Result<ExitCode> {
    let Some(keys) = key_file::read(&config.database.key_file)? else {
        return Ok(told(&[no_key(&config.database.key_file)]));
    };
    let store = Store::start(config.database.url.clone(), keys);
    Ok(told(&examine(&App::new(config, store, Clock::Machine)).await))
}

fn told(checks: &[Check]) -> ExitCode {
    for check in checks {
        print!("{}", line(check));
    }
    let broken = checks.iter().filter(|check| check.verdict == Verdict::Bad).count();
    if broken == 0 {
        println!("直すところはありません。");
        return ExitCode::SUCCESS;
    }
    println!("直すところが {broken} つあります。上から順に直して、もう一度ためしてください。");
    ExitCode::FAILURE
}

fn line(check: &Check) -> String {
    let mark = match check.verdict {
        Verdict::Good => "○",
        Verdict::Look => "△",
        Verdict::Bad => "×",
    };
    let advice = &check.advice;
    let next = advice.next.as_ref().map_or_else(String::new, |next| format!("  → {next}\n"));
    format!("{mark} {}：{}\n{next}", advice.what, advice.found)
}
