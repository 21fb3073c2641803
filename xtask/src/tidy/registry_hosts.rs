//! Addresses of package registries, which no file of ours names.

use super::tree::Tree;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "registry-hosts",
    why: "Every machine has its own way to its packages, often a mirror. An address in a file works on the \
          writer's machine only.",
    remedy: "Name the package and the ordinary tool (cargo, npm, apt-get); the machine knows where.",
    check,
};

/// In two parts, so that this file keeps its own rule.
const HOSTS: [(&str, &str); 7] = [
    ("crates", ".io"),
    ("registry.npmjs", ".org"),
    ("npmjs", ".com"),
    ("pypi", ".org"),
    ("pythonhosted", ".org"),
    ("deb.debian", ".org"),
    ("archive.ubuntu", ".com"),
];

/// Written by the tools themselves.
const LOCK_FILES: [&str; 2] = ["Cargo.lock", "package-lock.json"];

fn check(tree: &Tree) -> Vec<Finding> {
    let hosts = HOSTS.map(|(name, end)| format!("{name}{end}"));
    let mut findings = Vec::new();
    for file in
        tree.below("").filter(|file| !LOCK_FILES.iter().any(|lock| file.path.ends_with(lock)))
    {
        for (line, text) in file.lines() {
            for host in hosts.iter().filter(|host| text.contains(*host)) {
                findings.push(Finding::new(&file.path, line, format!("names the registry {host}")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registries_are_named_in_lock_files_only() {
        let text = HOSTS.map(|(name, end)| format!("see https://{name}{end}/a\n")).concat();
        let tree = Tree::of(&[
            ("docs/running.md", &text),
            ("Cargo.lock", &text),
            ("web/package-lock.json", &text),
        ]);
        let found = check(&tree);
        assert!(HOSTS.len() <= found.len(), "{found:?}");
        assert!(found.iter().all(|finding| finding.path == "docs/running.md"));
    }
}
