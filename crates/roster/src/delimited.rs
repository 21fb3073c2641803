//! From CSV and its cousins to a table: finds the delimiter, keeps the row numbers a spreadsheet shows.
//! The splitting itself is the `csv` crate's.

use csv::{ReaderBuilder, StringRecord};

use crate::decode::decode;
use crate::header::Dictionary;
use crate::read::ReadError;
use crate::settings::{Limits, Settings};
use crate::source::{Delimiter, Source};
use crate::table::{Cell, Grid, Kind, Table};

/// How many rows decide which delimiter it is, and how many bytes of them at most.
const SAMPLE_ROWS: usize = 20;
const SAMPLE_BYTES: usize = 64 << 10;

pub(crate) fn read(bytes: &[u8], file_name: &str, settings: &Settings) -> Result<Table, ReadError> {
    let decoded = decode(bytes)?;
    let delimiter = delimiter_of(&decoded.text, file_name);
    let grid = split(&decoded.text, delimiter, &settings.limits)?;
    if grid.is_empty() {
        return Err(ReadError::Empty);
    }
    let (encoding, confidence) = (decoded.encoding, decoded.confidence);
    Ok(Table::new(Source::Delimited { encoding, confidence, delimiter }, grid))
}

fn reader(text: &[u8], delimiter: Delimiter) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.byte())
        .from_reader(text)
}

/// The delimiter by which most headers are known; failing that, by which most rows are equally wide.
fn delimiter_of(text: &str, file_name: &str) -> Delimiter {
    let dictionary = Dictionary::new();
    let extension = file_name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let by_name = |delimiter| match delimiter {
        Delimiter::Comma => extension == "csv",
        Delimiter::Tab => matches!(extension.as_str(), "tsv" | "tab" | "txt"),
        Delimiter::Semicolon => false,
    };
    let beginning = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    let score = |delimiter: Delimiter| {
        let sample = reader(beginning.as_bytes(), delimiter).into_records().take(SAMPLE_ROWS);
        let rows: Vec<StringRecord> = sample.filter_map(Result::ok).collect();
        let known = |row: &StringRecord| row.iter().filter(|cell| dictionary.knows(cell)).count();
        let width = rows.last().map_or(0, StringRecord::len);
        let equal = rows.iter().filter(|row| width > 1 && row.len() == width).count();
        (rows.iter().map(known).max(), equal, by_name(delimiter))
    };
    // `max_by_key` keeps the last of equals, and the comma is the one to fall back on.
    let backwards = Delimiter::ALL.into_iter().rev();
    backwards.max_by_key(|delimiter| score(*delimiter)).unwrap_or(Delimiter::Comma)
}

fn split(text: &str, delimiter: Delimiter, limits: &Limits) -> Result<Grid, ReadError> {
    let mut grid = Grid::default();
    let mut reader = reader(text.as_bytes(), delimiter);
    let mut record = StringRecord::new();
    let mut number = 0;
    let mut start = 0;
    loop {
        let more = reader.read_record(&mut record).expect("text in memory, and rows of any width");
        if !more {
            return Ok(grid);
        }
        let end = usize::try_from(reader.position().byte()).expect("a place in memory");
        number += 1 + blank_lines(text.as_bytes(), start);
        if end == text.len() && ends_within_quotes(&text[start..], delimiter) {
            return Err(ReadError::UnclosedQuote { row: number });
        }
        let cells = record.iter().map(|text| Cell { text, kind: Kind::Text });
        grid.push_row(number, cells, limits)?;
        start = end;
    }
}

/// The empty lines before a record: `csv` skips them, a spreadsheet numbers them.
///
/// The reader stops between `\r` and `\n`, so the `\n` that comes first may end the record before.
fn blank_lines(text: &[u8], start: usize) -> u32 {
    let (mut lines, mut before) = (0, start.checked_sub(1).map(|place| text[place]));
    for &byte in text[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')) {
        lines += u32::from((before, byte) != (Some(b'\r'), b'\n'));
        before = Some(byte);
    }
    lines
}

/// Whether one more line would still belong to the last record.
fn ends_within_quotes(last: &str, delimiter: Delimiter) -> bool {
    let with_one_more = format!("{last}\nmore");
    reader(with_one_more.as_bytes(), delimiter).into_records().count() < 2
}
