//! The account at the end of a run: what ran, how long it took, what was not checked and why. It
//! only writes down; nothing here runs.

use std::fmt;
use std::time::Duration;

use super::Ran;

/// The lines of one run, in order.
#[derive(Default)]
pub(super) struct Report {
    pub(super) lines: Vec<Line>,
}

/// One step and how it went.
pub(super) struct Line {
    pub(super) name: &'static str,
    pub(super) took: Duration,
    pub(super) outcome: Result<Ran, String>,
}

impl Line {
    fn word(&self) -> &'static str {
        match &self.outcome {
            Err(_) => "FAILED",
            Ok(ran) if !ran.skipped.is_empty() => "incomplete",
            Ok(_) => "passed",
        }
    }
}

impl Report {
    /// Fails when a step failed and, if `strict`, when something was not checked.
    pub(super) fn verdict(&self, strict: bool) -> Result<(), String> {
        let named = |word: &str| -> Vec<_> {
            self.lines.iter().filter(|line| line.word() == word).map(|line| line.name).collect()
        };
        let (failed, incomplete) = (named("FAILED"), named("incomplete"));
        if !failed.is_empty() {
            return Err(format!(
                "Failed: {}. To repeat: cargo xtask ci {}",
                failed.join(", "),
                failed.join(" ")
            ));
        }
        if strict && !incomplete.is_empty() {
            return Err(format!(
                "Incomplete: {}. A strict run accepts nothing unchecked.",
                incomplete.join(", ")
            ));
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(
                out,
                "{:<11}{:<11}{:>7.1} s",
                line.name,
                line.word(),
                line.took.as_secs_f64()
            )?;
            let Ok(ran) = &line.outcome else { continue };
            for reason in &ran.skipped {
                writeln!(out, "           not checked: {reason}")?;
            }
            for note in &ran.notes {
                writeln!(out, "           {note}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcomes: Vec<Result<Ran, String>>) -> Report {
        let line = |outcome| Line { name: "step", took: Duration::from_millis(1500), outcome };
        Report { lines: outcomes.into_iter().map(line).collect() }
    }

    #[test]
    fn what_was_skipped_fails_only_a_strict_run() {
        let skipped = report(vec![Ok(Ran::default()), Ok(Ran::skipping("no Chromium"))]);
        assert_eq!(skipped.verdict(false), Ok(()));
        assert!(skipped.verdict(true).is_err());
        assert!(skipped.to_string().contains("not checked: no Chromium"));
    }

    #[test]
    fn a_note_fails_nothing_and_a_failure_always() {
        assert_eq!(report(vec![Ok(Ran::noting(vec!["308 crates".into()]))]).verdict(true), Ok(()));
        assert!(report(vec![Err("broken".into()), Ok(Ran::default())]).verdict(false).is_err());
    }
}
