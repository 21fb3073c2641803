//! `cargo xtask tidy`: the house rules as a program. One file per rule; this one lists them, runs
//! them over the tree and prints what they found. It changes no file.

mod ambient;
mod blanks;
mod decisions;
mod dependencies;
mod domain_dependencies;
mod file_size;
mod glossary;
mod line_words;
mod manual;
mod opening;
mod outcomes;
mod registry_hosts;
mod rust;
mod sql;
mod store_queries;
mod todo;
mod tree;

use std::fmt::Write;

use tree::Tree;

/// A house rule.
struct Rule {
    name: &'static str,
    /// Why the house has it.
    why: &'static str,
    /// What to do about a finding.
    remedy: &'static str,
    check: fn(&Tree) -> Vec<Finding>,
}

/// A place where a rule does not hold.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: usize,
    what: String,
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

const RULES: &[Rule] = &[
    dependencies::RULE,
    domain_dependencies::RULE,
    sql::RULE,
    line_words::RULE,
    ambient::RULE,
    store_queries::RULE,
    glossary::RULE,
    outcomes::RULE,
    decisions::RULE,
    opening::RULE,
    file_size::RULE,
    todo::RULE,
    registry_hosts::RULE,
    blanks::RULE,
    manual::RULE,
];

/// Checks every file that git tracks or would track.
pub(crate) fn chore() -> Result<(), String> {
    let tree = Tree::of_workspace()?;
    let mut account = String::new();
    let mut count = 0;
    for rule in RULES {
        let findings = (rule.check)(&tree);
        count += findings.len();
        account.push_str(&account_of(rule, &findings));
    }
    if count > 0 {
        return Err(format!("{account}{count} findings. The rules are in xtask/src/tidy."));
    }
    println!("{} rules hold in {} files.", RULES.len(), tree.len());
    Ok(())
}

fn account_of(rule: &Rule, findings: &[Finding]) -> String {
    let mut text = String::new();
    for Finding { path, line, what } in findings {
        writeln!(text, "{path}:{line}: [{}] {what}", rule.name).expect("a String takes everything");
    }
    if !findings.is_empty() {
        writeln!(text, "  why: {}\n  do:  {}\n", rule.why, rule.remedy)
            .expect("a String takes everything");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_shown_with_its_place_its_reason_and_its_remedy() {
        let rule =
            Rule { name: "short", why: "people tire", remedy: "cut it", check: |_| Vec::new() };
        let text =
            account_of(&rule, &[Finding::new("crates/domain/src/slot.rs", 401, "401 lines")]);
        let expected = "crates/domain/src/slot.rs:401: [short] 401 lines\n  why: people tire\n  do:  cut it\n\n";
        assert_eq!(text, expected);
        assert_eq!(account_of(&rule, &[]), "");
    }

    #[test]
    fn every_rule_has_its_own_name() {
        let mut names: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RULES.len());
    }
}
