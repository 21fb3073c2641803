//! What is wrong or doubtful in a row: where it stands, what was found, why, as values.
//! The sentences are in `words`; nothing here is meant for a log, and `Debug` prints no value.

use std::fmt;

use domain::birthdate::BirthDateError;
use domain::municipality::{MunicipalityCode, MunicipalityError};
use domain::voucher::{VoucherError, VoucherNumber};
use domain::when::Date;

use crate::field::Field;
use crate::table::Column;

/// How much of a value is quoted; more than any true one, less than a file run together.
const QUOTED: usize = 100;

/// Something found in one cell, or in one row.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding<R> {
    /// The row, as a spreadsheet numbers it.
    pub row: u32,
    /// The column, if the file has one for the field.
    pub column: Option<Column>,
    /// The field it is about; none if it is about the row.
    pub field: Option<Field>,
    /// The value as found, shortened where it is very long.
    pub value: String,
    /// What it is.
    pub reason: R,
}

/// Why a row cannot be taken.
pub type RowError = Finding<Reason>;
/// What was doubtful or changed in a row that is taken.
pub type RowWarning = Finding<Warning>;

/// Why a row cannot be taken. It may quote a date: show it, do not log it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing where something must be.
    Missing,
    /// Neither an address number nor a voucher number.
    NumberMissing,
    /// A character that cannot be seen, a line break among them.
    Unprintable {
        /// The character.
        found: char,
        /// Its place, counted in characters from 1.
        position: usize,
    },
    /// A character some program has already replaced (U+FFFD): what stood there is lost.
    Lost {
        /// Its place, counted in characters from 1.
        position: usize,
    },
    /// An error of a spreadsheet formula, or ##### from a column too narrow.
    SpreadsheetError,
    /// Longer than any true one.
    TooLong {
        /// Its characters.
        length: usize,
        /// The most allowed.
        max: usize,
    },
    /// A cell beyond the last header: a separator too many, and everything after it is shifted.
    BeyondHeader {
        /// How many columns the header has.
        columns: usize,
    },
    /// Not a date, or not one that can be.
    Date(BirthDateError),
    /// A date as a spreadsheet counts it, in a cell that does not say that it is one.
    SerialNumber {
        /// The date it would be.
        would_be: Date,
    },
    /// A dose before birth.
    DoseBeforeBirth,
    /// A dose of which everything is known but the day.
    DoseWithoutDate,
    /// Not a point in time.
    NotATime,
    /// A number rewritten as 1.23E+15: its last digits are lost.
    Scientific,
    /// A number of 16 digits or more in a workbook, which keeps 15.
    Rounded {
        /// Its digits.
        digits: usize,
    },
    /// A voucher number of nine digits or fewer: a spreadsheet may have dropped its leading zeros.
    VoucherZerosDropped {
        /// How many digits are left.
        digits: usize,
        /// The number with its zeros put back.
        proposal: VoucherNumber,
    },
    /// Not a voucher number.
    Voucher(VoucherError),
    /// A municipality code without its leading zero.
    MunicipalityZeroDropped {
        /// The code with its zero put back.
        proposal: MunicipalityCode,
    },
    /// Not a municipality code.
    Municipality(MunicipalityError),
    /// A ten-digit voucher number, and nothing says of which town.
    MunicipalityMissing,
    /// The town within the voucher number is not the town beside it.
    MunicipalityDiffers {
        /// The one within.
        within: MunicipalityCode,
    },
    /// The last day a voucher may be used is before its first.
    ValidityReversed {
        /// The first.
        from: Date,
    },
    /// Days a voucher may be used, and no voucher.
    ValidityWithoutVoucher,
    /// Neither male nor female nor not stated.
    UnknownSex,
    /// Neither yes nor no. Whether someone is hidden is never guessed.
    UnknownFlag,
    /// Something in the code of a group that no code has: the codes are parted by it, or there is none.
    GroupCode {
        /// The character.
        found: char,
    },
    /// Neither within the town nor outside it.
    UnknownResidence,
    /// The same voucher in another row.
    SameVoucher {
        /// That row.
        other: u32,
    },
    /// The same address number in another row.
    SameAddressNumber {
        /// That row.
        other: u32,
    },
}

/// What was doubtful or changed in a row that is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// No reading.
    KanaMissing,
    /// A reading with something else than kana in it.
    KanaOdd {
        /// The first such character.
        found: char,
    },
    /// Full-width digits were made half-width.
    DigitsConverted,
    /// Spaces around it were left out.
    Trimmed,
    /// Not a phone number of Japan; a spreadsheet may have dropped its first zero.
    PhoneOdd,
    /// Not a postal code.
    PostalCodeOdd,
    /// The leading zeros of a voucher number were put back, as the settings ask.
    VoucherPadded {
        /// The number as it is taken.
        taken: VoucherNumber,
    },
    /// A character a town has made itself (外字): other machines show something else.
    PrivateCharacter {
        /// The character.
        found: char,
    },
    /// Another row has the same name and birth date.
    SamePerson {
        /// That row.
        other: u32,
    },
}

impl<R> Finding<R> {
    pub(crate) fn new(
        row: u32,
        column: Option<&Column>,
        field: Option<Field>,
        value: &str,
        reason: R,
    ) -> Self {
        let mut shown: String = value.chars().take(QUOTED).collect();
        if shown.len() < value.len() {
            shown.push('…');
        }
        Self { row, column: column.cloned(), field, value: shown, reason }
    }
}

impl<R> fmt::Debug for Finding<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = self.column.as_ref().map_or("-".to_owned(), Column::letter);
        write!(f, "Finding(row {}, column {letter})", self.row)
    }
}
