//! Which of our crates may know which. Reads the manifests; what a crate takes from outside is
//! another rule's matter.

use std::collections::BTreeSet;

use super::tree::{File, Tree};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "dependencies",
    why: "Knowledge flows one way: domain <- store <- server -> line. The rules stay pure, LINE stays \
          replaceable, and the emulator can catch a misreading only while it shares no code with `line`.",
    remedy: "Move the code to the side that may know both, or write a decision record and change the \
             table in this rule.",
    check,
};

/// A crate's folder and which of ours it may use; tests may use more.
const ALLOWED: &[(&str, &[&str], &[&str])] = &[
    ("crates/domain", &[], &[]),
    ("crates/store", &["domain"], &[]),
    ("crates/roster", &["domain"], &[]),
    ("crates/line", &[], &["line-emulator"]),
    ("crates/line-emulator", &[], &[]),
    ("crates/server", &["domain", "store", "roster", "line"], &["line-emulator", "rush"]),
    ("crates/rush", &["line-emulator"], &[]),
    ("xtask", &[], &[]),
];

/// A dependency as a manifest names it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) for_tests: bool,
}

fn check(tree: &Tree) -> Vec<Finding> {
    let ours = own_names(tree);
    let mut findings = Vec::new();
    for manifest in manifests(tree) {
        let folder = manifest.path.trim_end_matches("/Cargo.toml");
        let Some((_, always, in_tests)) = ALLOWED.iter().find(|(allowed, ..)| *allowed == folder)
        else {
            findings.push(Finding::new(
                &manifest.path,
                1,
                "this crate has no place in the order of crates",
            ));
            continue;
        };
        for Dependency { name, for_tests } in dependencies(manifest) {
            let allowed = always.contains(&&*name) || (for_tests && in_tests.contains(&&*name));
            if ours.contains(&name) && !allowed {
                let place = if for_tests { ", not even in tests" } else { "" };
                let what = format!("{folder} may not depend on `{name}`{place}");
                findings.push(Finding::new(&manifest.path, line_of(manifest, &name), what));
            }
        }
    }
    findings
}

fn manifests(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.below("").filter(|file| file.path.ends_with("/Cargo.toml"))
}

fn own_names(tree: &Tree) -> BTreeSet<String> {
    let name = |file: &File| {
        let manifest: toml::Table = file.text.parse().ok()?;
        manifest.get("package")?.get("name")?.as_str().map(str::to_owned)
    };
    manifests(tree).filter_map(name).collect()
}

/// Every dependency of a manifest, under the name of its package, whatever it is called here.
pub(super) fn dependencies(manifest: &File) -> BTreeSet<Dependency> {
    let Ok(table) = manifest.text.parse::<toml::Table>() else {
        return BTreeSet::new();
    };
    let targets = table.get("target").and_then(toml::Value::as_table);
    let targets =
        targets.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table);
    let mut found = BTreeSet::new();
    for table in std::iter::once(&table).chain(targets) {
        for kind in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let listed = table.get(kind).and_then(toml::Value::as_table);
            for (key, value) in listed.into_iter().flatten() {
                let name = value.get("package").and_then(toml::Value::as_str).unwrap_or(key);
                found.insert(Dependency {
                    name: name.to_owned(),
                    for_tests: kind == "dev-dependencies",
                });
            }
        }
    }
    found
}

/// The line of a manifest that begins with this dependency.
pub(super) fn line_of(manifest: &File, name: &str) -> usize {
    let begins = |line: &str| {
        line.starts_with(name)
            && !line[name.len()..].starts_with(|c: char| c == '-' || c.is_alphanumeric())
    };
    manifest
        .lines()
        .find(|(_, line)| begins(line) || line.contains(&format!("\"{name}\"")))
        .map_or(1, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [(&str, &str); 2] = [
        ("crates/domain/Cargo.toml", "[package]\nname = \"domain\""),
        ("crates/line-emulator/Cargo.toml", "[package]\nname = \"line-emulator\""),
    ];

    fn findings(path: &str, manifest: &str) -> Vec<Finding> {
        check(&Tree::of(&[NAMES[0], NAMES[1], (path, manifest)]))
    }

    #[test]
    fn the_order_of_crates_holds() {
        let server = "[package]\nname = \"madoguchi\"\n[dependencies]\ndomain.workspace = true\naxum = \"1\"\n\
                      [dev-dependencies]\nline-emulator.workspace = true";
        assert_eq!(findings("crates/server/Cargo.toml", server), []);
    }

    #[test]
    fn a_dependency_against_the_order_is_found_wherever_it_hides() {
        for hidden in [
            "[dependencies]\nline-emulator.workspace = true",
            "[build-dependencies]\nline-emulator.workspace = true",
            "[target.'cfg(unix)'.dependencies]\nline-emulator.workspace = true",
            "[dependencies]\ndouble = { package = \"line-emulator\", path = \"../line-emulator\" }",
        ] {
            let found = findings(
                "crates/server/Cargo.toml",
                &format!("[package]\nname = \"madoguchi\"\n{hidden}"),
            );
            assert_eq!(found.len(), 1, "{hidden}");
            assert_eq!(found[0].line, 4, "{hidden}");
        }
    }

    #[test]
    fn a_crate_without_a_place_is_found() {
        assert_eq!(findings("crates/common/Cargo.toml", "[package]\nname = \"common\"").len(), 1);
    }
}
