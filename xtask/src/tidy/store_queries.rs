//! Every query of the store has a test on both engines. It checks that the query is named there;
//! what the test asserts is the reviewer's business.

use super::rust::block;
use super::tree::{Tree, has_word};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "store-queries",
    why: "One SQL serves SQLite and PostgreSQL only as long as every statement has run on both.",
    remedy: "Call the query in a test in crates/store/tests/both.",
    check,
};

/// The two types whose methods are queries.
const TYPES: [&str; 2] = ["Reader", "Tx"];
const SOURCE: &str = "crates/store/src";
const TESTS: &str = "crates/store/tests/both";

fn check(tree: &Tree) -> Vec<Finding> {
    let tests: Vec<String> =
        tree.rust_below(TESTS).map(|file| file.rust().code.join("\n")).collect();
    let (mut findings, mut seen) = (Vec::new(), 0);
    for file in tree.rust_below(SOURCE) {
        for (line, name) in queries(&file.rust().without_tests().code.join("\n")) {
            seen += 1;
            if !tests.iter().any(|test| has_word(test, &name)) {
                findings.push(Finding::new(
                    &file.path,
                    line,
                    format!("the query `{name}` has no test on both engines"),
                ));
            }
        }
    }
    if seen == 0 {
        findings.push(Finding::new(
            SOURCE,
            1,
            "no query found: have `Reader` and `Tx` another name now?",
        ));
    }
    findings
}

/// The public methods with a receiver in the inherent `impl` blocks of the two types, each with its
/// line.
fn queries(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in
        code.match_indices("impl").filter(|(at, _)| *at == 0 || code[..*at].ends_with('\n'))
    {
        let Some((header, _)) = code[at..].split_once('{') else {
            continue;
        };
        let Some(body) = block(&code[at..]).filter(|_| is_of_query_type(header)) else {
            continue;
        };
        let body_at = at + header.len() + 1;
        for (function, _) in
            body.match_indices("pub fn ").chain(body.match_indices("pub async fn "))
        {
            if let Some(name) = query_name(&body[function..]) {
                found.push((code[..body_at + function].matches('\n').count() + 1, name));
            }
        }
    }
    found
}

/// `impl<'a> Reader<'a>` is; `impl Drop for Tx<'_>` and `impl TxLog` are not.
fn is_of_query_type(header: &str) -> bool {
    !has_word(header, "for") && TYPES.iter().any(|name| has_word(header, name))
}

/// The name in `pub fn name<'a>(&mut self, …`, when there is such a receiver.
fn query_name(function: &str) -> Option<String> {
    let (before, parameters) = function.split_once('(')?;
    let receiver = parameters.split([',', ')']).next()?.trim();
    let name = before.split('<').next()?.split_whitespace().last()?;
    (receiver.starts_with('&') && receiver.ends_with("self")).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOTS: &str = "//! Slots.\n\
        impl<'a> Reader<'a> {\n    pub fn slot(&self, id: SlotId) -> Slot {\n        self.one()\n    }\n}\n\
        impl Tx<'_> {\n    pub async fn free_places<'b>(\n        &'b mut self,\n    ) {}\n\
        \x20   pub fn of(pool: &Pool) -> Self {}\n    fn own(&self) {}\n    pub(crate) fn inner(&self) {}\n}\n\
        impl Drop for Tx<'_> { pub fn drop(&mut self) {} }\nimpl Slot { pub fn left(&self) {} }\n";

    #[test]
    fn queries_are_the_public_methods_of_reader_and_tx() {
        let code = Tree::of(&[("a.rs", SLOTS)]).file("a.rs").unwrap().rust().code.join("\n");
        assert_eq!(queries(&code), [(3, "slot".to_owned()), (8, "free_places".to_owned())]);
    }

    #[test]
    fn each_is_named_in_the_tests_on_both_engines() {
        let test = "fn it_works() { reader.slot(id); } // free_places comes later";
        let tree = Tree::of(&[
            ("crates/store/src/slots.rs", SLOTS),
            ("crates/store/tests/both/slots.rs", test),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| finding.line).collect();
        assert_eq!(found, [8]);
    }

    #[test]
    fn a_store_without_queries_means_that_the_rule_is_blind() {
        assert_eq!(check(&Tree::of(&[("crates/store/src/lib.rs", "//! The store.\n")])).len(), 1);
    }
}
