//! The numbers of the decision records.

use super::tree::Tree;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "decisions",
    why: "Records are cited by number; a gap or a double makes a citation mean nothing.",
    remedy: "Name the file NNNN-what-was-decided.md with the next free number. A record that no longer \
             holds stays and says which one replaced it.",
    check,
};

const FOLDER: &str = "docs/decisions";

fn check(tree: &Tree) -> Vec<Finding> {
    let mut records: Vec<_> =
        tree.below(FOLDER).filter(|file| !file.path.ends_with("/README.md")).collect();
    records.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let mut findings = Vec::new();
    for (number, record) in (1..).zip(records) {
        let begins_well = record.path.starts_with(&format!("{FOLDER}/{number:04}-"));
        if !begins_well || !record.has_extension(&["md"]) {
            findings.push(Finding::new(&record.path, 1, format!("record {number} should be here")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(names: &[&str]) -> usize {
        let paths: Vec<_> = names.iter().map(|name| format!("{FOLDER}/{name}")).collect();
        check(&Tree::of(&paths.iter().map(|path| (path.as_str(), "")).collect::<Vec<_>>())).len()
    }

    #[test]
    fn records_are_numbered_without_gaps() {
        assert_eq!(count(&["0002-writer.md", "0001-one-sql.md", "README.md"]), 0);
        assert_eq!(count(&["0001-one-sql.md", "0003-writer.md"]), 1);
        assert_eq!(count(&["0001-one-sql.md", "0001-writer.md"]), 1);
        assert_eq!(count(&["one-sql.md"]), 1);
        assert_eq!(count(&["0001-one-sql.txt"]), 1);
    }
}
