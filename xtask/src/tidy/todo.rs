//! Promises in comments. In Rust only comments are read, elsewhere every line.

use super::rust::numbered;
use super::tree::{File, Tree, has_word};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "todo",
    why: "A promise without an issue is forgotten, and a reader cannot tell whether it still holds.",
    remedy: "Do it now, or open an issue and write its number: TODO(#123).",
    check,
};

const WORDS: [&str; 3] = ["TODO", "FIXME", "XXX"];

fn check(tree: &Tree) -> Vec<Finding> {
    tree.below("").filter(|file| !file.path.ends_with("lock.json")).flat_map(findings).collect()
}

fn findings(file: &File) -> Vec<Finding> {
    let comments;
    let lines: Box<dyn Iterator<Item = (usize, &str)>> = if file.has_extension(&["rs"]) {
        comments = file.rust().comments;
        Box::new(numbered(&comments))
    } else {
        Box::new(file.lines())
    };
    let open =
        lines.filter(|(_, text)| WORDS.iter().any(|word| has_word(text, word)) && !has_issue(text));
    open.map(|(line, _)| Finding::new(&file.path, line, "a promise without an issue number"))
        .collect()
}

fn has_issue(text: &str) -> bool {
    text.split('#').skip(1).any(|after| after.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_carries_its_issue() {
        let table = [
            ("crates/domain/src/slot.rs", "// TODO: later\n", 1),
            ("crates/domain/src/slot.rs", "/* FIXME */\n", 1),
            ("crates/domain/src/slot.rs", "// TODO(#12): later\n", 0),
            ("crates/domain/src/slot.rs", "let word = \"TODO\"; // TODOs are words\n", 0),
            ("web/src/css/base.css", "/* XXX wide */\n", 1),
            (".ci/run", "# FIXME see #7\n", 0),
        ];
        for (path, text, expected) in table {
            assert_eq!(check(&Tree::of(&[(path, text)])).len(), expected, "{path}: {text}");
        }
    }
}
