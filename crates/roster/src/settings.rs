//! What the person importing a file decides: the day, the town, the sheet, the columns, the limits.
//! It holds no defaults about a town; whoever calls knows which town it is.

use std::collections::BTreeMap;

use domain::municipality::MunicipalityCode;
use domain::when::Date;

use crate::field::Field;

/// How a file is to be read.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Today: births and doses after it are refused.
    pub today: Date,
    /// The town a ten-digit voucher number belongs to when its row does not say.
    pub municipality: Option<MunicipalityCode>,
    /// Whether leading zeros a spreadsheet has dropped from voucher numbers are put back.
    pub pad_vouchers: bool,
    /// The sheet of a workbook; none for the first.
    pub sheet: Option<String>,
    /// Where the header stands.
    pub header: HeaderRow,
    /// Columns chosen by hand, by header or by letter (`B`). An empty choice leaves the field unread.
    pub columns: BTreeMap<Field, String>,
    /// How large a file may be.
    pub limits: Limits,
}

/// Where the header stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HeaderRow {
    /// Among the first rows, wherever most names are known: some files open with a title.
    #[default]
    Find,
    /// In this row, as a spreadsheet numbers it.
    Row(u32),
    /// Nowhere; every column is chosen by letter.
    Absent,
}

/// How large a file may be. Beyond any town's roster, and within what a small machine can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Bytes of everything packed in a workbook, once unpacked.
    pub unpacked_bytes: u64,
    /// Bytes of all cells as text.
    pub text_bytes: usize,
    /// Rows, the header included.
    pub rows: usize,
    /// Cells of one row.
    pub columns: usize,
    /// Cells of all rows.
    pub cells: usize,
}

impl Settings {
    /// The ordinary way of reading, on this day.
    pub fn on(today: Date) -> Self {
        Self {
            today,
            municipality: None,
            pad_vouchers: false,
            sheet: None,
            header: HeaderRow::Find,
            columns: BTreeMap::new(),
            limits: Limits::default(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            unpacked_bytes: 1 << 30,
            text_bytes: 1 << 30,
            rows: 1_000_000,
            columns: 1_000,
            cells: 50_000_000,
        }
    }
}
