//! The glossary names what the code names. It reads the first column of the tables in
//! docs/glossary.md, where a word of the code stands in backticks.

use super::tree::{Tree, has_word};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "glossary",
    why: "One word, one meaning, in the town hall and in the code. A glossary that the code has left \
          behind misleads both.",
    remedy: "Rename in both places, or take the word out of the glossary.",
    check,
};

const GLOSSARY: &str = "docs/glossary.md";

fn check(tree: &Tree) -> Vec<Finding> {
    let Some(glossary) = tree.file(GLOSSARY) else {
        return vec![Finding::new(GLOSSARY, 1, "there is no glossary")];
    };
    let code: Vec<String> =
        tree.rust_below("crates/domain/src").map(|file| file.rust().code.join("\n")).collect();
    let mut findings = Vec::new();
    for (line, text) in glossary.lines() {
        for word in code_words(text).filter(|word| !code.iter().any(|code| has_word(code, word))) {
            findings.push(Finding::new(
                GLOSSARY,
                line,
                format!("`{word}` is not in crates/domain"),
            ));
        }
    }
    findings
}

/// The words in backticks in the first cell of a table's row.
fn code_words(row: &str) -> impl Iterator<Item = &str> {
    let cell = row.strip_prefix('|').and_then(|row| row.split('|').next()).unwrap_or_default();
    cell.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_word_of_the_first_column_is_in_the_code() {
        let glossary = "| word | 日本語 |\n|---|---|\n| `Slot`, a time range | 枠 |\n| `Place` | `Nothing` |\n| voucher | 接種券 |\n";
        let tree = Tree::of(&[
            (GLOSSARY, glossary),
            ("crates/domain/src/slot.rs", "/// A Place.\npub struct Slot {}\n"),
            ("crates/server/src/lib.rs", "struct Place;"),
        ]);
        assert_eq!(check(&tree), [Finding::new(GLOSSARY, 4, "`Place` is not in crates/domain")]);
    }
}
