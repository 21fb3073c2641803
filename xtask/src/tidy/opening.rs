//! How a Rust file begins. That the sentence is there can be checked; that it is true, cannot.

use super::tree::Tree;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "opening",
    why: "One to three sentences say what a file is for and what it deliberately does not do, so that the \
          next person puts the next thing into the right file.",
    remedy: "Begin the file with `//! What it is for.`",
    check,
};

fn check(tree: &Tree) -> Vec<Finding> {
    let silent = tree.rust_below("").filter(|file| {
        let first = file.text.lines().next().unwrap_or_default();
        first.strip_prefix("//!").is_none_or(|sentence| sentence.trim().is_empty())
    });
    silent.map(|file| Finding::new(&file.path, 1, "the file does not say what it is for")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_says_what_it_is_for() {
        for (text, findings) in [
            ("//! The life of a booking.\n", 0),
            ("//! \n", 1),
            ("use a;\n//! Late.\n", 1),
            ("// Not a doc.\n", 1),
            ("", 1),
        ] {
            assert_eq!(
                check(&Tree::of(&[("crates/domain/src/booking.rs", text)])).len(),
                findings,
                "{text:?}"
            );
        }
    }
}
