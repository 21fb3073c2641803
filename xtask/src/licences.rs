//! What the program is built from: every crate's licence, the banned crates and where crates come
//! from, judged by deny.toml. Reads what Cargo knows; it downloads and builds nothing.

use serde_json::Value;

use crate::policy::Policy;
use crate::{spdx, tool};

/// Checks every crate of the dependency graph and says how many there were.
pub(crate) fn check() -> Result<String, String> {
    let mut metadata = tool::cargo();
    metadata.args(["metadata", "--format-version", "1", "--locked"]);
    let text = tool::output(&mut metadata)?;
    let graph: Value = serde_json::from_str(&text)
        .map_err(|trouble| format!("cargo metadata gave no JSON: {trouble}"))?;
    let packages = graph["packages"].as_array().ok_or("cargo metadata names no packages")?;
    let findings = judge(packages, &Policy::read()?);
    if findings.is_empty() {
        return Ok(format!("{} crates", packages.len()));
    }
    Err(findings.join("\n"))
}

fn judge(packages: &[Value], policy: &Policy) -> Vec<String> {
    let mut findings = Vec::new();
    let mut licences = String::new();
    for package in packages {
        let field = |key: &str| package[key].as_str().unwrap_or_default();
        let crate_name = format!("{} {}", field("name"), field("version"));
        licences.push_str(field("license"));
        licences.push(' ');
        match spdx::allowed(field("license"), &policy.licences) {
            Ok(true) => {}
            Ok(false) => findings.push(format!(
                "{crate_name}: `{}` is not among the licences that deny.toml allows",
                field("license")
            )),
            Err(unclear) => findings.push(format!("{crate_name}: {unclear}")),
        }
        if let Some((_, reason)) = policy.banned.iter().find(|(name, _)| name == field("name")) {
            findings.push(format!("{crate_name}: banned by deny.toml: {reason}"));
        }
        // Our own crates have no source; the rest must come from the registry, with a checksum.
        if package["source"].as_str().is_some_and(|source| !source.starts_with("registry+")) {
            findings
                .push(format!("{crate_name}: comes from {}, not the registry", field("source")));
        }
    }
    let unused = policy.licences.iter().filter(|licence| !licences.contains(licence.as_str()));
    findings
        .extend(unused.map(|licence| format!("deny.toml allows {licence}, which no crate uses")));
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn policy() -> Policy {
        Policy {
            licences: vec!["MIT".into(), "ISC".into()],
            banned: vec![("openssl-sys".into(), "one TLS".into())],
            ..Policy::default()
        }
    }

    #[test]
    fn good_crates_pass() {
        let packages = [
            json!({ "name": "ours", "version": "0.1.0", "license": "MIT", "source": null }),
            json!({ "name": "a", "version": "1.0.0", "license": "ISC OR GPL-3.0", "source": "registry+x" }),
        ];
        assert_eq!(judge(&packages, &policy()), Vec::<String>::new());
    }

    #[test]
    fn each_kind_of_bad_crate_is_named_with_its_reason() {
        let packages = [
            json!({ "name": "copyleft", "version": "1.0.0", "license": "GPL-3.0", "source": "registry+x" }),
            json!({ "name": "silent", "version": "1.0.0", "license": null, "source": "registry+x" }),
            json!({ "name": "openssl-sys", "version": "0.9.0", "license": "MIT", "source": "registry+x" }),
            json!({ "name": "fork", "version": "1.0.0", "license": "MIT", "source": "git+https://example.org" }),
        ];
        let findings = judge(&packages, &policy()).join("\n");
        for expected in [
            "copyleft 1.0.0: `GPL-3.0` is not among",
            "silent 1.0.0: the licence expression `` cannot be read",
            "openssl-sys 0.9.0: banned by deny.toml: one TLS",
            "fork 1.0.0: comes from git+https://example.org",
            "deny.toml allows ISC, which no crate uses",
        ] {
            assert!(findings.contains(expected), "{expected}\nis missing in\n{findings}");
        }
    }
}
