//! A table as both databases have it, and its rows as lines that are the same in both.

use crate::backend::Conn;
use anyhow::Result;
use ring::digest::{SHA256, digest};

/// What the copy has for itself.
const OWN: [&str; 2] = ["migration", "moved"];

/// A table, with its columns in the order in which its lines have them.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
    /// Those that tell one row from another.
    pub(super) keys: Vec<String>,
}

/// A row.
pub(super) struct Line<'a> {
    /// As `COPY` writes it, without the end of the line.
    pub(super) text: &'a [u8],
    /// The same of its key alone.
    pub(super) key: &'a [u8],
}

impl Table {
    /// Every table of a town but those that tell about the database itself, in the order of their names.
    pub(super) fn all(file: &mut Conn) -> Result<Vec<Self>> {
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        let names: Vec<String> = file.query(sql, &[], |row| row.get(0))?;
        let ours = names.into_iter().filter(|name| !OWN.contains(&name.as_str()));
        ours.map(|name| Self::described(file, name)).collect()
    }

    fn described(file: &mut Conn, name: String) -> Result<Self> {
        let sql = "SELECT name, pk FROM pragma_table_info($1) ORDER BY cid";
        let columns: Vec<(String, i64)> =
            file.query(sql, &[&name], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let keys = columns.iter().filter(|(_, pk)| *pk > 0).map(|(name, _)| name.clone());
        Ok(Self {
            keys: keys.collect(),
            columns: columns.iter().map(|(name, _)| name.clone()).collect(),
            name,
        })
    }

    /// The table's name as it stands in a statement.
    pub(super) fn quoted(&self) -> String {
        quoted(&self.name)
    }

    /// Looks at each row of a file of SQLite.
    pub(super) fn lines(
        &self,
        file: &mut Conn,
        mut each: impl FnMut(Line<'_>) -> Result<()>,
    ) -> Result<()> {
        let (mut text, mut key) = (Vec::new(), Vec::new());
        let sql = format!("SELECT {} FROM {}", listed(&self.columns), self.quoted());
        file.query(&sql, &[], |row| {
            text.clear();
            key.clear();
            for (at, column) in self.columns.iter().enumerate() {
                part(&mut text, at);
                let from = text.len();
                row.append_copied(at, &mut text)?;
                if let Some(place) = self.keys.iter().position(|name| name == column) {
                    part(&mut key, place);
                    key.extend_from_slice(&text[from..]);
                }
            }
            each(Line { text: &text, key: &key })
        })?;
        Ok(())
    }
}

fn part(line: &mut Vec<u8>, at: usize) {
    if at > 0 {
        line.push(b'\t');
    }
}

/// A name as it stands in a statement.
fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// Names as they stand in a statement.
pub(super) fn listed(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| quoted(name)).collect();
    quoted.join(", ")
}

/// What tells lines apart: the first half of their SHA-256.
pub(super) fn mark(line: &[u8]) -> u128 {
    let whole = digest(&SHA256, line);
    let half = whole.as_ref().first_chunk().expect("a digest has 32 bytes");
    u128::from_be_bytes(*half)
}

/// How many rows there are, and the sum of their marks, which is the same in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) rows: u64,
    pub(super) marks: u128,
}

impl Sum {
    pub(super) fn add(&mut self, mark: u128) {
        self.rows += 1;
        self.marks = self.marks.wrapping_add(mark);
    }

    pub(super) fn take(&mut self, mark: u128) {
        self.rows -= 1;
        self.marks = self.marks.wrapping_sub(mark);
    }
}
