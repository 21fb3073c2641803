//! Known weaknesses of the crates in Cargo.lock, looked up in a snapshot of the RustSec advisory
//! database on this disk. It asks no network: without a snapshot nothing is checked, and it says so.

use std::fs;
use std::path::{Path, PathBuf};

use crate::policy::Policy;
use crate::tool;
use crate::version::{self, Version};

/// What came of the look-up.
#[derive(Debug)]
pub(crate) enum Looked {
    /// There was no snapshot to look in.
    NoSnapshot,
    /// Nothing that must be acted on; crates that are only unmaintained are named.
    Clean { crates: usize, remarks: Vec<String> },
}

/// Compares Cargo.lock with the snapshot.
pub(crate) fn check() -> Result<Looked, String> {
    let Some(snapshot) = snapshot()? else {
        return Ok(Looked::NoSnapshot);
    };
    let lock = fs::read_to_string(tool::at("Cargo.lock"))
        .map_err(|trouble| format!("Cargo.lock cannot be read: {trouble}"))?;
    let crates = locked(&lock)?;
    let ignored = Policy::read()?.ignored_advisories;
    let (mut findings, mut remarks) = (Vec::new(), Vec::new());
    for (name, version) in &crates {
        for advisory in about(&snapshot, name)? {
            if ignored.contains(&advisory.id) || !advisory.affects(version)? {
                continue;
            }
            let found = format!("{name}: {} {}", advisory.id, advisory.summary());
            if advisory.must_be_acted_on() {
                findings.push(found);
            } else {
                remarks.push(found);
            }
        }
    }
    if findings.is_empty() {
        return Ok(Looked::Clean { crates: crates.len(), remarks });
    }
    Err(findings.join("\n"))
}

/// `MADOGUCHI_ADVISORY_DB`, or a snapshot that lies beside the workspace.
fn snapshot() -> Result<Option<PathBuf>, String> {
    let holds_advisories = |folder: &Path| folder.join("crates").is_dir();
    match tool::variable("MADOGUCHI_ADVISORY_DB") {
        Some(named) if holds_advisories(&named) => Ok(Some(named)),
        Some(named) => {
            Err(format!("MADOGUCHI_ADVISORY_DB is {}, where no advisories are", named.display()))
        }
        None => {
            Ok(Some(tool::at("../shared/advisory-db")).filter(|folder| holds_advisories(folder)))
        }
    }
}

/// Every crate of the lock file that came from a registry.
fn locked(lock: &str) -> Result<Vec<(String, Version)>, String> {
    let lock: toml::Table = lock.parse().map_err(|trouble| format!("Cargo.lock: {trouble}"))?;
    let packages =
        lock.get("package").and_then(toml::Value::as_array).ok_or("Cargo.lock is empty")?;
    let mut crates = Vec::new();
    for package in packages.iter().filter(|package| package.get("source").is_some()) {
        let field = |key: &str| package.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        let version = Version::parse(field("version"))
            .ok_or_else(|| format!("Cargo.lock: {} has no readable version", field("name")))?;
        crates.push((field("name").to_owned(), version));
    }
    Ok(crates)
}

/// The advisories about one crate.
fn about(snapshot: &Path, name: &str) -> Result<Vec<Advisory>, String> {
    let Ok(folder) = fs::read_dir(snapshot.join("crates").join(name)) else {
        return Ok(Vec::new());
    };
    let mut advisories = Vec::new();
    for file in folder.flatten().map(|entry| entry.path()) {
        if file.extension().is_some_and(|extension| extension == "md") {
            let text = fs::read_to_string(&file)
                .map_err(|trouble| format!("{}: {trouble}", file.display()))?;
            let advisory = Advisory::parse(&text)
                .ok_or_else(|| format!("{} cannot be read", file.display()))?;
            advisories.push(advisory);
        }
    }
    advisories.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(advisories)
}

struct Advisory {
    id: String,
    title: String,
    informational: Option<String>,
    withdrawn: bool,
    /// The ranges that are not affected, be it from the start or since the repair.
    safe: Vec<String>,
}

impl Advisory {
    /// An advisory is Markdown behind a block of TOML.
    fn parse(text: &str) -> Option<Self> {
        let (front, prose) = text.trim_start().strip_prefix("```toml")?.split_once("\n```")?;
        let front: toml::Table = front.parse().ok()?;
        let advisory = front.get("advisory")?;
        let versions = front.get("versions")?;
        let ranges = |key: &str| {
            versions.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default()
        };
        let safe = ranges("patched").into_iter().chain(ranges("unaffected"));
        let field = |key: &str| advisory.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        Some(Self {
            id: field("id")?,
            title: prose
                .lines()
                .find_map(|line| line.strip_prefix("# "))
                .unwrap_or_default()
                .to_owned(),
            informational: field("informational"),
            withdrawn: advisory.get("withdrawn").is_some(),
            safe: safe.map(|range| range.as_str().map(str::to_owned)).collect::<Option<_>>()?,
        })
    }

    fn affects(&self, version: &Version) -> Result<bool, String> {
        if self.withdrawn {
            return Ok(false);
        }
        for range in &self.safe {
            let unclear = || format!("{}: the range `{range}` cannot be read", self.id);
            if version::in_range(version, range).ok_or_else(unclear)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A weakness or unsound code must be dealt with; "unmaintained" and "notice" are for thinking.
    fn must_be_acted_on(&self) -> bool {
        matches!(self.informational.as_deref(), None | Some("unsound"))
    }

    fn summary(&self) -> String {
        let kind = self.informational.as_deref().unwrap_or("weakness");
        let remedy = if self.safe.is_empty() {
            "no repaired version".into()
        } else {
            self.safe.join(" or ")
        };
        format!("({kind}) {}; not affected: {remedy}", self.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADVISORY: &str = "```toml\n[advisory]\nid = \"RUSTSEC-2026-0001\"\npackage = \"leaky\"\n\n\
        [versions]\npatched = [\">= 1.2.3, < 2.0.0\", \">= 2.0.2\"]\nunaffected = [\"< 1.0.0\"]\n```\n\n\
        # Leaks a secret\n\nProse.\n";

    fn affected(text: &str, version: &str) -> bool {
        Advisory::parse(text).unwrap().affects(&Version::parse(version).unwrap()).unwrap()
    }

    #[test]
    fn only_the_versions_outside_every_safe_range_are_affected() {
        for (version, expected) in
            [("0.9.0", false), ("1.0.0", true), ("1.2.3", false), ("2.0.1", true), ("2.1.0", false)]
        {
            assert_eq!(affected(ADVISORY, version), expected, "{version}");
        }
    }

    #[test]
    fn a_withdrawn_advisory_affects_nobody() {
        let withdrawn = ADVISORY.replace("[versions]", "withdrawn = \"2026-02-01\"\n[versions]");
        assert!(!affected(&withdrawn, "1.0.0"));
    }

    #[test]
    fn what_is_only_unmaintained_is_a_remark() {
        let of = |kind: &str| {
            ADVISORY.replace("[versions]", &format!("informational = \"{kind}\"\n[versions]"))
        };
        let acted_on = |text: &str| Advisory::parse(text).unwrap().must_be_acted_on();
        assert!(acted_on(ADVISORY) && acted_on(&of("unsound")));
        assert!(!acted_on(&of("unmaintained")) && !acted_on(&of("notice")));
    }

    #[test]
    fn an_unreadable_range_is_an_error_not_a_pass() {
        let odd = ADVISORY.replace(">= 2.0.2", "since two");
        let advisory = Advisory::parse(&odd).unwrap();
        assert!(advisory.affects(&Version::parse("2.1.0").unwrap()).is_err());
    }

    #[test]
    fn the_lock_file_gives_the_crates_from_registries() {
        let lock = "[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"leaky\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\n";
        let crates = locked(lock).unwrap();
        assert_eq!(crates, [("leaky".to_owned(), Version::parse("1.0.0").unwrap())]);
    }
}
