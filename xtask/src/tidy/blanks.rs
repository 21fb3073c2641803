//! How text files end, and how their lines do. Rust files are rustfmt's matter.

use super::tree::{File, Tree};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "blanks",
    why: "Blanks that nobody sees make differences that somebody has to read.",
    remedy: "Take the blanks away; end the file with one newline.",
    check,
};

const KINDS: [&str; 9] = ["js", "mjs", "css", "html", "toml", "md", "json", "sql", "yml"];

fn check(tree: &Tree) -> Vec<Finding> {
    tree.below("")
        .filter(|file| file.has_extension(&KINDS) || file.path == ".ci/run")
        .flat_map(findings)
        .collect()
}

fn findings(file: &File) -> Vec<Finding> {
    let trailing = file.lines().filter(|(_, text)| text.ends_with([' ', '\t', '\u{3000}']));
    let mut findings: Vec<_> = trailing
        .map(|(line, _)| Finding::new(&file.path, line, "blanks at the end of the line"))
        .collect();
    let last = file.lines().count();
    if !file.text.is_empty() && !file.text.ends_with('\n') {
        findings.push(Finding::new(&file.path, last, "no newline at the end of the file"));
    }
    if file.text.ends_with("\n\n") {
        findings.push(Finding::new(&file.path, last, "blank lines at the end of the file"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_end_with_one_newline_and_lines_with_a_letter() {
        let table = [
            ("# One\n", 0),
            ("", 0),
            ("# One", 1),
            ("# One \n", 1),
            ("# One\n\n", 1),
            ("一\u{3000}\n二\t\n", 2),
        ];
        for (text, expected) in table {
            assert_eq!(check(&Tree::of(&[("docs/glossary.md", text)])).len(), expected, "{text:?}");
        }
        assert_eq!(check(&Tree::of(&[("crates/a/tests/b.snap", "x ")])), []);
    }
}
