//! Where the values come from: a TOML file, and the environment over it. `town.name` in the file is
//! `MADOGUCHI_TOWN_NAME` in the environment.

use super::keys::Key;
use std::{collections::BTreeMap, fmt, path::Path};

/// The values as they were written.
#[derive(Debug)]
pub struct Source {
    file: String,
    values: BTreeMap<String, Value>,
}

struct Value {
    text: String,
    from: String,
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "from {}", self.from)
    }
}

/// A complaint about the configuration, complete enough to act on.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError(pub String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

impl Source {
    /// Reads the file, if one is named, and the environment.
    pub fn read(file: Option<&Path>) -> Result<Self, ConfigError> {
        let text = file.map(read_file).transpose()?;
        let name =
            file.map_or_else(|| "（設定ファイルなし）".to_owned(), |f| f.display().to_string());
        Self::of(&name, text.as_deref().unwrap_or(""), std::env::vars())
    }

    /// The same from given texts.
    pub fn of(
        file: &str,
        text: &str,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            ConfigError(format!(
                "設定ファイル {file} を読めません。TOMLの書き方に誤りがあります：\n{error}"
            ))
        })?;
        let mut values = BTreeMap::new();
        for (section, inner) in table {
            let toml::Value::Table(inner) = inner else {
                let example = "例：\n  [town]\n  name = \"窓川町\"";
                return Err(ConfigError(format!(
                    "設定ファイル {file} の「{section}」は、[ ] の見出しの下に書いてください。{example}"
                )));
            };
            for (key, value) in inner {
                let text = match value {
                    toml::Value::String(text) => text,
                    other => other.to_string(),
                };
                values.insert(format!("{section}.{key}"), Value { text, from: file.to_owned() });
            }
        }
        for (name, text) in environment {
            if let Some(key) = name.strip_prefix("MADOGUCHI_").and_then(key_of) {
                values.insert(key, Value { text, from: format!("環境変数 {name}") });
            }
        }
        Ok(Self { file: file.to_owned(), values })
    }

    /// Whether anything of a section is given, other than these.
    pub(super) fn has_any(&self, section: &str, other_than: &[&Key]) -> bool {
        let counts = |key: &str| other_than.iter().all(|other| other.name != key);
        let within = |key: &str| key.strip_prefix(section).is_some_and(|key| key.starts_with('.'));
        self.values.keys().any(|key| within(key) && counts(key))
    }

    /// Refuses keys that do not exist: most are slips of the hand.
    pub(super) fn refuse_unknown(&self, known: &[&Key]) -> Result<(), ConfigError> {
        let unknown = |key: &&String| known.iter().all(|k| k.name != key.as_str());
        let Some(key) = self.values.keys().find(unknown) else { return Ok(()) };
        Err(ConfigError(format!(
            "設定項目「{key}」（{}）はありません。{}",
            self.values[key].from,
            meant(key, known)
        )))
    }

    pub(super) fn text(&self, key: &Key) -> Result<String, ConfigError> {
        self.parsed(key, |text| Ok(text.to_owned()))
    }

    pub(super) fn text_opt(&self, key: &Key) -> Result<Option<String>, ConfigError> {
        self.parsed_opt(key, |text| Ok(text.to_owned()))
    }

    pub(super) fn parsed<T>(
        &self,
        key: &Key,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        if let Some(value) = self.parsed_opt(key, &parse)? {
            return Ok(value);
        }
        let default = key.default.ok_or_else(|| {
            ConfigError(format!(
                "設定項目「{}」がありません。設定ファイル {} に書いてください。{}",
                key.name,
                self.file,
                example(key)
            ))
        })?;
        Ok(parse(default).expect("a default is valid"))
    }

    pub(super) fn parsed_opt<T>(
        &self,
        key: &Key,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(value) = self.values.get(key.name) else { return Ok(None) };
        let wrong = |why: String| {
            let shown = if key.secret { "（表示しません）" } else { value.text.as_str() };
            ConfigError(format!(
                "設定項目「{}」（{}）の値「{shown}」は使えません。{why}。{}",
                key.name,
                value.from,
                example(key)
            ))
        };
        if value.text.trim().is_empty() {
            return Err(wrong("空です".to_owned()));
        }
        parse(value.text.trim()).map(Some).map_err(wrong)
    }
}

fn read_file(file: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(file).map_err(|error| {
        ConfigError(format!(
            "設定ファイル {} を読めません（{error}）。場所を確かめるか、--config で示してください。",
            file.display()
        ))
    })
}

fn example(key: &Key) -> String {
    let (section, name) = key.name.split_once('.').expect("every key has a section");
    format!("例：\n  [{section}]\n  {name} = \"{}\"", key.example)
}

/// `TOWN_PHONE_HOURS` is `town.phone_hours`: the first word is the section.
fn key_of(name: &str) -> Option<String> {
    let (section, rest) = name.split_once('_')?;
    let sections = ["TOWN", "SERVER", "DATABASE", "LINE"];
    sections
        .contains(&section)
        .then(|| format!("{}.{}", section.to_lowercase(), rest.to_lowercase()))
}

/// What was probably meant: a key that is nearly the same, or else what there is to choose from.
fn meant(key: &str, known: &[&Key]) -> String {
    let nearest = known.iter().min_by_key(|k| distance(k.name, key)).expect("there are keys");
    if distance(nearest.name, key) * 3 <= key.len() {
        return format!("「{}」のことでしょうか。", nearest.name);
    }
    let parts = || known.iter().filter_map(|k| k.name.split_once('.'));
    let section = key.split_once('.').map_or(key, |(section, _)| section);
    let names: Vec<&str> = parts().filter(|part| part.0 == section).map(|(_, name)| name).collect();
    if !names.is_empty() {
        return format!("[{section}] で使える項目は {} です。", names.join("、"));
    }
    let mut sections: Vec<String> = parts().map(|(section, _)| format!("[{section}]")).collect();
    sections.dedup();
    format!("使える見出しは {} です。", sections.join("、"))
}

/// Letters that differ, roughly: good enough to guess which key was meant.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let here = if x == y { before } else { before.min(row[j]).min(row[j + 1]) + 1 };
            before = std::mem::replace(&mut row[j + 1], here);
        }
    }
    row[b.len()]
}
