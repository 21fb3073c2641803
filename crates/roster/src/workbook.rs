//! From an Excel workbook (.xlsx) to a table: one sheet, its dates and numbers turned back into text.
//! It measures what a file unpacks to before anything is unpacked into memory.

use std::io::{self, Cursor, Read};
use std::panic::catch_unwind;

use calamine::{DataRef, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xlsx, XlsxError};
use zip::ZipArchive;

use crate::read::ReadError;
use crate::settings::{Limits, Settings};
use crate::source::Source;
use crate::table::{Cell, Grid, Kind, Table};

pub(crate) fn read(bytes: &[u8], settings: &Settings) -> Result<Table, ReadError> {
    measure(bytes, settings.limits.unpacked_bytes)?;
    // A cell reference of eight letters overflows inside calamine, which is a panic where overflow
    // is checked. Nothing outlives the attempt, so nothing can be left half done.
    catch_unwind(|| open(bytes, settings)).unwrap_or(Err(ReadError::DamagedWorkbook))
}

/// Unpacks everything once, into nothing: what the directory of a ZIP file says of sizes may be a lie.
fn measure(bytes: &[u8], max: u64) -> Result<(), ReadError> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::DamagedWorkbook)?;
    let mut left = max;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| ReadError::DamagedWorkbook)?;
        let unpacked = io::copy(&mut entry.take(left + 1), &mut io::sink())
            .map_err(|_| ReadError::DamagedWorkbook)?;
        left = left.checked_sub(unpacked).ok_or(ReadError::UnpacksTooLarge { max })?;
    }
    Ok(())
}

fn open(bytes: &[u8], settings: &Settings) -> Result<Table, ReadError> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => ReadError::OldOrLockedWorkbook,
        XlsxError::FileNotFound(_) => ReadError::NotAWorkbook,
        _ => ReadError::DamagedWorkbook,
    })?;
    // A sheet may also be a chart, and the first may be hidden.
    let sheets =
        workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let (shown, hidden): (Vec<&Sheet>, Vec<&Sheet>) =
        sheets.partition(|sheet| sheet.visible == SheetVisible::Visible);
    let sheets: Vec<String> =
        shown.into_iter().chain(hidden).map(|sheet| sheet.name.clone()).collect();
    let wanted = match &settings.sheet {
        Some(name) => sheets.iter().find(|sheet| *sheet == name),
        None => sheets.first(),
    };
    let Some(sheet) = wanted.cloned() else {
        return Err(ReadError::NoSuchSheet { sheets });
    };
    let grid = cells(&mut workbook, &sheet, &settings.limits)?;
    if grid.is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(Table::new(Source::Workbook { sheet, sheets }, grid))
}

fn cells(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    limits: &Limits,
) -> Result<Grid, ReadError> {
    let broken = |_| ReadError::DamagedWorkbook;
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(broken)?;
    let mut grid = Grid::default();
    let mut row = SheetRow::default();
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        let (number, column) = cell.get_position();
        if number != row.number {
            let earlier = std::mem::replace(&mut row, SheetRow { number, cells: Vec::new() });
            if number < earlier.number {
                return Err(ReadError::DamagedWorkbook);
            }
            earlier.push_onto(&mut grid, limits)?;
        }
        row.put(column as usize, cell.get_value(), limits)?;
    }
    row.push_onto(&mut grid, limits)?;
    Ok(grid)
}

/// A row being gathered: sheets leave out cells that are blank.
#[derive(Default)]
struct SheetRow {
    number: u32,
    cells: Vec<(String, Kind)>,
}

impl SheetRow {
    fn put(
        &mut self,
        column: usize,
        value: &DataRef<'_>,
        limits: &Limits,
    ) -> Result<(), ReadError> {
        let Some(cell) = text_of(value) else { return Ok(()) };
        if column >= limits.columns {
            let row = self.number.saturating_add(1);
            return Err(ReadError::TooManyColumns { row, max: limits.columns });
        }
        if column < self.cells.len() {
            return Err(ReadError::DamagedWorkbook);
        }
        self.cells.resize(column, (String::new(), Kind::Text));
        self.cells.push(cell);
        Ok(())
    }

    fn push_onto(self, grid: &mut Grid, limits: &Limits) -> Result<(), ReadError> {
        if self.cells.is_empty() {
            return Ok(());
        }
        let cells = self.cells.iter().map(|(text, kind)| Cell { text, kind: *kind });
        grid.push_row(self.number.saturating_add(1), cells, limits)
    }
}

/// What a cell would be in a CSV file; none if it is blank.
fn text_of(value: &DataRef<'_>) -> Option<(String, Kind)> {
    let cell = match value {
        DataRef::Empty => return None,
        DataRef::String(text) | DataRef::DurationIso(text) => (text.clone(), Kind::Text),
        DataRef::SharedString(text) => ((*text).to_owned(), Kind::Text),
        DataRef::Int(number) => (number.to_string(), Kind::Number),
        DataRef::Float(number) => (number.to_string(), Kind::Number),
        DataRef::Bool(yes) => (yes.to_string().to_uppercase(), Kind::Text),
        DataRef::DateTime(serial) if serial.is_datetime() => (date_text(*serial), Kind::Date),
        DataRef::DateTime(hours) => (hours.as_f64().to_string(), Kind::Number),
        DataRef::DateTimeIso(text) => {
            (text.strip_suffix("T00:00:00").unwrap_or(text).replace('T', " "), Kind::Date)
        }
        DataRef::Error(error) => (error.to_string(), Kind::Text),
    };
    (!cell.0.is_empty()).then_some(cell)
}

/// Midnight is how a workbook says that only the day is meant.
fn date_text(serial: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = serial.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {hour:02}:{minute:02}:{second:02}")
    }
}
