//! How long a file may be. Counts lines; generated files are not in the tree.

use super::tree::Tree;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "file-size",
    why: "A file is one thing that can be read in one sitting; most have 60 to 200 lines.",
    remedy: "Cut it where it has two reasons to change, and give the parts names from the glossary.",
    check,
};

const LIMIT: usize = 400;
const FOLDERS: [&str; 4] = ["crates", "xtask", "web/src", "web/journeys"];

fn check(tree: &Tree) -> Vec<Finding> {
    let files = FOLDERS.iter().flat_map(|folder| tree.below(folder));
    let source = files.filter(|file| file.has_extension(&["rs", "html", "css", "js", "mjs"]));
    let long = source.map(|file| (file, file.lines().count())).filter(|(_, lines)| *lines > LIMIT);
    long.map(|(file, lines)| {
        Finding::new(&file.path, LIMIT + 1, format!("{lines} lines, at most {LIMIT}"))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_hundred_lines_are_enough() {
        let (full, over) = ("line\n".repeat(400), "line\n".repeat(401));
        let tree = Tree::of(&[
            ("crates/domain/src/slot.rs", &full),
            ("crates/domain/src/age.rs", &over),
            ("web/src/css/base.css", &over),
            ("docs/glossary.md", &over),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(found, ["crates/domain/src/age.rs", "web/src/css/base.css"]);
    }
}
