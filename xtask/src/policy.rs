//! What deny.toml says, as far as our own checks follow it. There is one list of licences, bans and
//! ignored advisories, and it is that file.

use crate::tool;

/// The parts of deny.toml that are checked here.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Policy {
    /// SPDX identifiers that may be in the program.
    pub(crate) licences: Vec<String>,
    /// Crates that may not, with the reason.
    pub(crate) banned: Vec<(String, String)>,
    /// Advisories that are known and waited out.
    pub(crate) ignored_advisories: Vec<String>,
}

impl Policy {
    pub(crate) fn read() -> Result<Self, String> {
        let text = std::fs::read_to_string(tool::at("deny.toml"))
            .map_err(|trouble| format!("deny.toml cannot be read: {trouble}"))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let deny: toml::Table = text.parse().map_err(|trouble| format!("deny.toml: {trouble}"))?;
        let list = |section: &str, key: &str| -> Vec<toml::Value> {
            let found = deny.get(section).and_then(|section| section.get(key));
            found.and_then(toml::Value::as_array).cloned().unwrap_or_default()
        };
        let policy = Self {
            licences: list("licenses", "allow").iter().map(|it| word(it, "name").0).collect(),
            banned: list("bans", "deny").iter().map(|it| word(it, "crate")).collect(),
            ignored_advisories: list("advisories", "ignore")
                .iter()
                .map(|it| word(it, "id").0)
                .collect(),
        };
        if policy.licences.is_empty() {
            return Err("deny.toml allows no licence: is `licenses.allow` misspelt?".into());
        }
        Ok(policy)
    }
}

/// cargo-deny lets an entry be a plain string or a table with a reason.
fn word(entry: &toml::Value, key: &str) -> (String, String) {
    let field =
        |key: &str| entry.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    entry
        .as_str()
        .map_or_else(|| (field(key), field("reason")), |plain| (plain.to_owned(), String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_may_be_plain_or_carry_a_reason() {
        let policy = Policy::parse(
            r#"
            [licenses]
            allow = ["MIT"]
            [bans]
            deny = ["left-pad", { crate = "openssl-sys", reason = "one TLS" }]
            [advisories]
            ignore = [{ id = "RUSTSEC-2026-0001", reason = "not reachable" }]
            "#,
        );
        let expected = Policy {
            licences: vec!["MIT".into()],
            banned: vec![
                ("left-pad".into(), String::new()),
                ("openssl-sys".into(), "one TLS".into()),
            ],
            ignored_advisories: vec!["RUSTSEC-2026-0001".into()],
        };
        assert_eq!(policy, Ok(expected));
    }

    #[test]
    fn an_empty_allow_list_is_a_mistake() {
        assert!(Policy::parse("[licences]\nallow = ['MIT']").is_err());
    }
}
