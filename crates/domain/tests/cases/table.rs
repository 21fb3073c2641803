//! Reads Markdown case tables: rows by file and heading, cells by column.
//! It knows nothing of the rules; it only sees to it that nothing written is passed over.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::path::Path;
use std::str::FromStr;

use domain::when::Date;

/// One row of a table, cells by column.
pub(crate) struct Row {
    pub(crate) at: String,
    cells: BTreeMap<String, String>,
    read: RefCell<BTreeSet<String>>,
}

impl Row {
    fn new(at: String, columns: &[String], cells: Vec<String>) -> Self {
        assert_eq!(cells.len(), columns.len(), "{at}: cells and columns");
        Self { at, cells: columns.iter().cloned().zip(cells).collect(), read: RefCell::default() }
    }

    pub(crate) fn get(&self, column: &str) -> &str {
        self.read.borrow_mut().insert(column.to_owned());
        self.cells.get(column).unwrap_or_else(|| panic!("{}: no column {column}", self.at))
    }

    /// The cell read as something, or nothing where it holds a single hyphen.
    pub(crate) fn some<T>(&self, column: &str, read: impl Fn(&str) -> T) -> Option<T> {
        Some(self.get(column)).filter(|cell| *cell != "-").map(read)
    }

    pub(crate) fn date(&self, column: &str) -> Date {
        day(self.get(column))
    }

    pub(crate) fn number<T: FromStr<Err: Debug>>(&self, column: &str) -> T {
        self.get(column).parse().unwrap_or_else(|e| panic!("{} {column}: {e:?}", self.at))
    }

    pub(crate) fn expect_every_column_read(&self) {
        let read = self.read.borrow();
        let unread: Vec<_> =
            self.cells.keys().filter(|name| *name != "備考" && !read.contains(*name)).collect();
        assert!(unread.is_empty(), "{}: nobody reads {unread:?}", self.at);
    }
}

/// Every table under `folder`, by file name and the `##` heading above it.
pub(crate) fn read_tables(folder: &Path) -> BTreeMap<(String, String), Vec<Row>> {
    let mut tables = BTreeMap::new();
    for entry in folder.read_dir().expect("the folder of case tables") {
        let path = entry.expect("a folder entry").path();
        if path.extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        let file = path.file_name().and_then(|name| name.to_str()).expect("a plain file name");
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let mut lines = (1..).zip(text.lines());
        let mut heading = None;
        while let Some((number, line)) = lines.next() {
            heading = line.strip_prefix("## ").or(heading);
            if let Some(columns) = cells(line) {
                let heading = heading.unwrap_or_else(|| panic!("{file}:{number}: no heading"));
                let (_, rule) = lines.next().expect("a line under the column names");
                assert!(rule.starts_with("|--"), "{file}:{number}: no line under the column names");
                let rows = lines.by_ref().map_while(|(number, line)| {
                    Some(Row::new(format!("{file}:{number}"), &columns, cells(line)?))
                });
                let key = (file.to_owned(), heading.to_owned());
                let before = tables.insert(key, rows.collect());
                assert!(before.is_none(), "{file}:{number}: a second table under 「{heading}」");
            }
        }
    }
    tables
}

/// The cells of a table line. A cell in backticks keeps its spaces; （空） is nothing at all.
fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix('|')?.trim_end().strip_suffix('|').expect("a closing bar");
    let cell = |cell: &str| match cell.trim_matches(' ') {
        "（空）" => String::new(),
        cell => cell.trim_matches('`').to_owned(),
    };
    Some(inner.split('|').map(cell).collect())
}

/// A date as 2026-04-01.
pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|e| panic!("{text} is not a date: {e}"))
}
