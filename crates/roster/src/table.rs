//! A file as rows of text, each cell with what it was before it became text.
//! It knows nothing of people; whether the words in it mean anything is for the mapping to say.

use std::fmt;

use crate::read::ReadError;
use crate::settings::Limits;
use crate::source::Source;

/// What a file holds. Its `Debug` prints counts only.
pub struct Table {
    source: Source,
    grid: Grid,
}

/// All cells in one text: a roster of a million rows would not bear a heap allocation per cell.
#[derive(Default)]
pub(crate) struct Grid {
    text: String,
    cells: Vec<CellEnd>,
    rows: Vec<RowEnd>,
    columns: usize,
}

struct CellEnd {
    text_end: u32,
    kind: Kind,
}

struct RowEnd {
    number: u32,
    cells_end: u32,
}

/// What a cell was in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text; every cell of a CSV file is.
    Text,
    /// A number of a workbook: it has no leading zeros, and from the sixteenth digit on it is wrong.
    Number,
    /// A number of a workbook shown as a date, here as `1957-04-01`.
    Date,
}

/// One cell, as text.
#[derive(Clone, Copy)]
pub struct Cell<'a> {
    /// The text as found, nothing trimmed.
    pub text: &'a str,
    /// What it was in the file.
    pub kind: Kind,
}

/// One row with at least one cell.
#[derive(Clone, Copy)]
pub struct TableRow<'a> {
    grid: &'a Grid,
    index: usize,
}

/// A column as the person sees it in a spreadsheet. `Debug` prints its letter only: a header chosen
/// wrongly is a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Column {
    /// Its place from zero.
    pub index: usize,
    /// The header above it, trimmed; empty where the file has none.
    pub header: String,
}

impl Table {
    pub(crate) fn new(source: Source, grid: Grid) -> Self {
        Self { source, grid }
    }

    /// What the file turned out to be.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// How many rows it has, the header included; rows without any cell are not counted.
    pub fn row_count(&self) -> usize {
        self.grid.rows.len()
    }

    /// The cells of its longest row.
    pub fn column_count(&self) -> usize {
        self.grid.columns
    }

    /// Its rows in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = TableRow<'_>> {
        (0..self.row_count()).map(|index| TableRow { grid: &self.grid, index })
    }

    pub(crate) fn row(&self, index: usize) -> Option<TableRow<'_>> {
        (index < self.row_count()).then_some(TableRow { grid: &self.grid, index })
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rows, columns) = (self.row_count(), self.column_count());
        write!(f, "Table({:?}, {rows} rows, {columns} columns)", self.source)
    }
}

impl Grid {
    /// Appends a row. `number` is the one a spreadsheet shows beside it.
    pub(crate) fn push_row<'a>(
        &mut self,
        number: u32,
        cells: impl Iterator<Item = Cell<'a>>,
        limits: &Limits,
    ) -> Result<(), ReadError> {
        let before = self.cells.len();
        for Cell { text, kind } in cells {
            self.text.push_str(text);
            let text_end = within(self.text.len(), limits.text_bytes);
            let text_end = text_end.ok_or(ReadError::TooMuchText { max: limits.text_bytes })?;
            self.cells.push(CellEnd { text_end, kind });
        }
        let width = self.cells.len() - before;
        if width > limits.columns {
            return Err(ReadError::TooManyColumns { row: number, max: limits.columns });
        }
        self.columns = self.columns.max(width);
        let cells_end = within(self.cells.len(), limits.cells);
        let cells_end = cells_end.ok_or(ReadError::TooManyCells { max: limits.cells })?;
        self.rows.push(RowEnd { number, cells_end });
        if self.rows.len() > limits.rows {
            return Err(ReadError::TooManyRows { max: limits.rows });
        }
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn cell(&self, index: usize) -> Cell<'_> {
        let start = index.checked_sub(1).map_or(0, |before| self.cells[before].text_end as usize);
        let CellEnd { text_end, kind } = self.cells[index];
        Cell { text: &self.text[start..text_end as usize], kind }
    }
}

fn within(count: usize, max: usize) -> Option<u32> {
    u32::try_from(count).ok().filter(|_| count <= max)
}

impl<'a> TableRow<'a> {
    /// The number a spreadsheet shows beside the row, from 1.
    pub fn number(&self) -> u32 {
        self.grid.rows[self.index].number
    }

    /// Its cells.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'a>> + use<'a> {
        let grid = self.grid;
        self.range().map(|index| grid.cell(index))
    }

    /// The cell in a column; blank where the row is shorter.
    pub fn cell(&self, column: usize) -> Cell<'a> {
        let range = self.range();
        let index = range.start.saturating_add(column);
        if range.contains(&index) {
            self.grid.cell(index)
        } else {
            Cell { text: "", kind: Kind::Text }
        }
    }

    /// Whether every cell is blank.
    pub fn is_blank(&self) -> bool {
        self.cells().all(|cell| cell.text.chars().all(domain::digits::is_space))
    }

    fn range(&self) -> std::ops::Range<usize> {
        let rows = &self.grid.rows;
        let start = self.index.checked_sub(1).map_or(0, |before| rows[before].cells_end as usize);
        start..rows[self.index].cells_end as usize
    }
}

impl fmt::Debug for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column({})", self.letter())
    }
}

impl Column {
    /// The letters a spreadsheet shows above it: A, B … Z, AA.
    pub fn letter(&self) -> String {
        letter(self.index)
    }
}

/// The letters above a column.
pub(crate) fn letter(index: usize) -> String {
    const ALPHABET: &[u8; 26] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let last = char::from(ALPHABET[index % 26]);
    match (index / 26).checked_sub(1) {
        None => last.to_string(),
        Some(before) => format!("{}{last}", letter(before)),
    }
}

/// The column above which these letters stand.
pub(crate) fn column_at(letters: &str) -> Option<usize> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut place = 0;
    for c in letters.chars() {
        let value = c.is_ascii_alphabetic().then(|| c.to_digit(36)).flatten()? as usize - 9;
        place = place * 26 + value;
    }
    Some(place - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        for (index, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letter(index), letters);
            assert_eq!(column_at(letters), Some(index));
            assert_eq!(column_at(&letters.to_lowercase()), Some(index));
        }
        for no_letters in ["", "1", "A1", "あ", "AAAA"] {
            assert_eq!(column_at(no_letters), None, "{no_letters}");
        }
    }
}
