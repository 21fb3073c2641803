//! From the bytes of a file to a table, whatever kind of file it is: its content decides, not its name.
//! It understands no cell; a file that cannot be read as a table is refused whole, with the reason.

use crate::settings::Settings;
use crate::table::Table;
use crate::{delimited, workbook};

/// Why a file is no table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// Nothing in it.
    Empty,
    /// More bytes than allowed.
    TooLarge {
        /// Its bytes.
        bytes: usize,
        /// The most allowed.
        max: usize,
    },
    /// A workbook that unpacks to more than allowed.
    UnpacksTooLarge {
        /// The most allowed.
        max: u64,
    },
    /// More text in its cells than allowed.
    TooMuchText {
        /// The most bytes allowed.
        max: usize,
    },
    /// More rows than allowed.
    TooManyRows {
        /// The most allowed.
        max: usize,
    },
    /// A row with more cells than allowed.
    TooManyColumns {
        /// The row, as a spreadsheet numbers it.
        row: u32,
        /// The most allowed.
        max: usize,
    },
    /// More cells than allowed.
    TooManyCells {
        /// The most allowed.
        max: usize,
    },
    /// Neither text nor a workbook: a picture, a PDF, noise.
    NotText,
    /// Text in no encoding we read.
    UnknownEncoding {
        /// The first line that is not CP932 either.
        line: usize,
    },
    /// UTF-8 with broken characters in it.
    DamagedUtf8 {
        /// The first line with one.
        line: usize,
    },
    /// The file ends within a character: it was not copied to its end.
    CutShort,
    /// A quotation mark that is never closed, so that rows run together from there.
    UnclosedQuote {
        /// The row in which it opens, as a spreadsheet numbers it.
        row: u32,
    },
    /// A workbook of the old kind (.xls), or one with a password; from outside they look alike.
    OldOrLockedWorkbook,
    /// A ZIP file, but not a workbook in it.
    NotAWorkbook,
    /// A workbook that contradicts itself.
    DamagedWorkbook,
    /// A workbook without the sheet asked for.
    NoSuchSheet {
        /// The sheets it has.
        sheets: Vec<String>,
    },
}

/// Reads a file. Its name only helps where the content leaves a choice.
pub fn read(bytes: &[u8], file_name: &str, settings: &Settings) -> Result<Table, ReadError> {
    const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    let max = settings.limits.bytes;
    if bytes.len() > max {
        return Err(ReadError::TooLarge { bytes: bytes.len(), max });
    }
    match bytes {
        [] => Err(ReadError::Empty),
        [b'P', b'K', 3..=8, ..] => workbook::read(bytes, settings),
        _ if bytes.starts_with(OLE) => Err(ReadError::OldOrLockedWorkbook),
        // The head of a PDF is text, and what follows is anything.
        _ if bytes.starts_with(b"%PDF-") => Err(ReadError::NotText),
        _ => delimited::read(bytes, file_name, settings),
    }
}

/// For whoever reads a broken file on the command line; officers get a sentence from `words`.
impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not a table: {self:?}")
    }
}

impl std::error::Error for ReadError {}
