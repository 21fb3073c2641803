//! `cargo xtask ci`: every check that CI makes, cheapest first. This file runs the steps and draws
//! up the account; what each step does is in `steps.rs`.

mod report;
mod steps;

use std::time::Instant;

use crate::tool;
use report::{Line, Report};
use steps::{STEPS, Step};

/// What a step has to say when it did not fail.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Ran {
    /// Worth knowing.
    notes: Vec<String>,
    /// What could not be checked here, and why. CI does not accept that.
    skipped: Vec<String>,
}

impl Ran {
    fn noting(notes: Vec<String>) -> Self {
        Self { notes, ..Self::default() }
    }

    fn skipping(reason: impl Into<String>) -> Self {
        Self { skipped: vec![reason.into()], ..Self::default() }
    }
}

/// Runs all steps, or those that are named. A failed step does not keep the others from running, so
/// that one run tells everything.
pub(crate) fn chore(arguments: &[String]) -> Result<(), String> {
    if arguments.iter().any(|argument| argument == "--help") {
        println!("{}", help());
        return Ok(());
    }
    let (flags, names): (Vec<_>, Vec<_>) =
        arguments.iter().partition(|argument| argument.starts_with('-'));
    if let Some(flag) = flags.iter().find(|flag| **flag != "--strict") {
        return Err(format!("There is no option `{flag}`.\n\n{}", help()));
    }
    let chosen = chosen(&names)?;
    // CI must not stay green because a tool was missing; a developer's machine may.
    let strict =
        !flags.is_empty() || tool::variable("CI").is_some_and(|ci| ci.as_os_str() == "true");
    let report = run(&chosen);
    println!("\n{report}");
    report.verdict(strict)
}

fn chosen(names: &[&String]) -> Result<Vec<&'static Step>, String> {
    if let Some(unknown) =
        names.iter().find(|name| !STEPS.iter().any(|step| step.name == name.as_str()))
    {
        return Err(format!("There is no step `{unknown}`.\n\n{}", help()));
    }
    Ok(STEPS
        .iter()
        .filter(|step| names.is_empty() || names.iter().any(|name| *name == step.name))
        .collect())
}

fn run(steps: &[&Step]) -> Report {
    let mut report = Report::default();
    for (number, step) in steps.iter().enumerate() {
        println!("\n--- {}/{} {}: {}", number + 1, steps.len(), step.name, step.what);
        let begun = Instant::now();
        let outcome = (step.run)();
        if let Err(trouble) = &outcome {
            println!(
                "\n{trouble}\n\n{} failed. To repeat it alone: cargo xtask ci {}",
                step.name, step.name
            );
        }
        report.lines.push(Line { name: step.name, took: begun.elapsed(), outcome });
    }
    report
}

fn help() -> String {
    let steps = STEPS.iter().map(|step| format!("  {:<11}{}", step.name, step.what));
    format!(
        "cargo xtask ci [--strict] [STEP ...]\n\n\
         Without steps it runs them all. --strict, or CI=true in the environment, fails also when\n\
         something could not be checked.\n\n{}",
        steps.collect::<Vec<_>>().join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_steps_run_in_the_order_of_all_steps() {
        let names = ["tests", "fmt"].map(String::from);
        let chosen = chosen(&names.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!(chosen.iter().map(|step| step.name).collect::<Vec<_>>(), ["fmt", "tests"]);
    }

    #[test]
    fn an_unknown_step_or_option_lists_the_known_ones() {
        for wrong in ["test", "--fast"] {
            let trouble = chore(&[wrong.to_owned()]).unwrap_err();
            assert!(trouble.contains(wrong) && trouble.contains("journeys"), "{trouble}");
        }
    }
}
