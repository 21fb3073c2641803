//! What the crate of the rules may take from outside.

use super::dependencies::{dependencies, line_of};
use super::tree::Tree;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "domain-dependencies",
    why: "The rules of booking are pure: no IO, no clock, no runtime. A crate that cannot be had cannot \
          creep in, and the rules build in seconds.",
    remedy: "Take the fact as an argument and let store or server get it.",
    check,
};

const MANIFEST: &str = "crates/domain/Cargo.toml";
const ALLOWED: [&str; 4] = ["jiff", "serde", "uuid", "unicode-normalization"];

fn check(tree: &Tree) -> Vec<Finding> {
    let Some(manifest) = tree.file(MANIFEST) else {
        return vec![Finding::new(MANIFEST, 1, "the manifest this rule reads is missing")];
    };
    let foreign = dependencies(manifest).into_iter();
    let foreign = foreign.filter(|it| !it.for_tests && !ALLOWED.contains(&it.name.as_str()));
    let finding = |name: &str| {
        Finding::new(MANIFEST, line_of(manifest, name), format!("domain may not use `{name}`"))
    };
    foreign.map(|it| finding(&it.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_may_be_taken_from_outside() {
        let good = "[dependencies]\njiff.workspace = true\nserde.workspace = true\n[dev-dependencies]\nproptest = \"1\"";
        let bad = "[dependencies]\njiff.workspace = true\ntokio.workspace = true";
        assert_eq!(check(&Tree::of(&[(MANIFEST, good)])), []);
        assert_eq!(
            check(&Tree::of(&[(MANIFEST, bad)])),
            [Finding::new(MANIFEST, 3, "domain may not use `tokio`")]
        );
        assert_eq!(check(&Tree::of(&[])).len(), 1, "a moved manifest must not switch the rule off");
    }
}
