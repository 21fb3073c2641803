//! Where SQL may be written. It recognises statements in string literals by how they begin, and
//! does not read SQL.

use super::tree::Tree;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "sql",
    why: "The store alone talks to the databases: one place to read when a query is slow, wrong on one of \
          two engines, or opens what should stay sealed.",
    remedy: "Give the store a named query for what you need and test it on both engines in tests/both.",
    check,
};

/// What bookings are measured against is a bare table of a client's own: it must know nothing of the store.
const BARE: &str = "crates/rush/src/rows.rs";

/// How statements begin: a first word, and a word that must follow somewhere.
const STATEMENTS: [(&str, &[&str]); 9] = [
    ("select", &["from"]),
    ("insert", &["into"]),
    ("update", &["set"]),
    ("delete", &["from"]),
    ("with", &["select"]),
    ("create", &["table", "index", "schema", "view"]),
    ("alter", &["table"]),
    ("drop", &["table", "index", "schema", "view"]),
    ("pragma", &["journal_mode", "foreign_keys", "synchronous", "user_version"]),
];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let may = |path: &str| path.starts_with("crates/store/") || path == BARE;
    for file in tree.rust_below("crates").filter(|file| !may(&file.path)) {
        for (line, text) in file.rust().literals {
            if let Some(statement) = statement(&text) {
                findings.push(Finding::new(
                    &file.path,
                    line,
                    format!("`{statement}` statement in a string"),
                ));
            }
        }
    }
    findings
}

/// The keyword with which the text begins like SQL. `Select a day from the list` does not: SQL is
/// written in one case.
fn statement(text: &str) -> Option<&str> {
    let mut words =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let first = words.next()?;
    let (_, followers) = STATEMENTS.iter().find(|(begin, _)| first.eq_ignore_ascii_case(begin))?;
    let upper = first == first.to_uppercase();
    let in_case = |follower: &&str| {
        if upper { follower.to_uppercase() } else { (*follower).to_owned() }
    };
    let followers: Vec<String> = followers.iter().map(in_case).collect();
    let one_case = upper || first == first.to_lowercase();
    (one_case && words.any(|word| followers.iter().any(|follower| follower == word)))
        .then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_recognised_and_sentences_are_not() {
        for sql in [
            "SELECT id FROM slots WHERE day = $1",
            "\n    select count(*)\n    from bookings",
            "INSERT INTO people (id) VALUES ($1)",
            "UPDATE slots SET capacity = $1",
            "DELETE FROM holds",
            "WITH free AS (SELECT 1) SELECT 2",
            "pragma journal_mode = wal",
            "CREATE UNIQUE INDEX one ON people (id)",
        ] {
            assert!(statement(sql).is_some(), "{sql}");
        }
        for sentence in [
            "Select a day from the list",
            "DELETE",
            "update",
            "deleted from the list",
            "予約する",
            "",
        ] {
            assert_eq!(statement(sentence), None, "{sentence}");
        }
    }

    #[test]
    fn the_store_may_write_sql_and_nobody_else_but_what_it_is_measured_against() {
        let text = "const Q: &str = \"SELECT 1 FROM slots\"; // SELECT 2 FROM slots\n";
        let tree = Tree::of(&[
            ("crates/store/src/slots.rs", text),
            ("crates/store/tests/both/slots.rs", text),
            ("crates/server/tests/story/book.rs", text),
            ("crates/server/src/lib.rs", "// SELECT 1 FROM slots"),
            (BARE, text),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(found, ["crates/server/tests/story/book.rs"]);
    }
}
