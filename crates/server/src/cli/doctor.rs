//! `madoguchi doctor`: what the counter stands on, line by line, with what to press next.

use crate::{
    App,
    doctor::{Check, Verdict, examine},
};
use std::process::ExitCode;

/// 0 when nothing is broken, 1 when something is.
pub(super) async fn run(app: &App) -> ExitCode {
    let checks = examine(app).await;
    for check in &checks {
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
