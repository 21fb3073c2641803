//! Where time, chance and the environment may be asked for. Clippy forbids the same calls where it
//! compiles; this rule also sees what is configured away, and names the places that may.

use super::rust::numbered;
use super::tree::{File, Tree, has_word};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "ambient",
    why: "Time, ids and settings come in as arguments, so that the same code serves today, a rehearsal at \
          next Monday 09:00 and a simulated week that can be repeated.",
    remedy: "Take it from App (or an argument). Only config.rs, clock.rs and main.rs ask the machine.",
    check,
};

const CALLS: [&str; 11] = [
    "SystemTime::now",
    "Timestamp::now",
    "Zoned::now",
    "Uuid::now_v7",
    "Uuid::new_v4",
    "env::var",
    "env::vars",
    "env::var_os",
    "rand::random",
    "fastrand",
    "getrandom",
];

/// The files, or folders, of a crate that connect it with the machine.
const EDGES: [&str; 3] = ["config", "clock", "main"];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust_below("crates").filter(|file| !may_ask(file)) {
        let rust = file.rust().without_tests();
        for (line, code) in numbered(&rust.code) {
            for call in CALLS.iter().filter(|call| has_word(code, call)) {
                findings.push(Finding::new(&file.path, line, format!("`{call}` asks the machine")));
            }
        }
    }
    findings
}

fn may_ask(file: &File) -> bool {
    let edge = |part: &str| EDGES.contains(&part.trim_end_matches(".rs"));
    file.is_beside_the_product() || file.path.split('/').any(edge)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        check(&Tree::of(&[(path, text)])).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn the_machine_is_asked_at_the_edges_only() {
        let text =
            "fn now() -> Timestamp { jiff::Timestamp::now() }\nlet v = std::env::var(\"X\");\n";
        for path in [
            "crates/server/src/clock.rs",
            "crates/server/src/config/source.rs",
            "crates/server/src/main.rs",
            "crates/store/tests/both/main.rs",
        ] {
            assert_eq!(lines(path, text), Vec::<usize>::new(), "{path}");
        }
        assert_eq!(lines("crates/server/src/actions/book.rs", text), [1, 2]);
    }

    #[test]
    fn what_only_looks_like_it_is_left_alone() {
        let text = "// Timestamp::now\nlet s = \"env::var\";\nuse ring::rand::SystemRandom;\nlet brand::random = 1;\n\
                    #[cfg(test)]\nmod tests { fn t() { Timestamp::now(); } }\n";
        assert_eq!(lines("crates/store/src/seal.rs", text), Vec::<usize>::new());
        assert_eq!(lines("crates/store/src/seal.rs", "let x = rand::random();"), [1]);
    }
}
