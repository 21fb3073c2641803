//! From people to a file, in the columns the import reads; what cannot be written is listed, not changed.
//! Leading zeros are in the file; whether a spreadsheet shows them is not in its power.

use std::collections::BTreeSet;

use domain::person::Sex;

use crate::book;
use crate::cp932;
use crate::field::{DosePart, Field};
use crate::guard::guarded;
use crate::row::{PastDose, PersonRow, Voucher};
use crate::table::Column;
use crate::vrs;

/// Which columns a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Everything, in the columns the import knows: read back, it gives the same rows.
    People,
    /// The vaccination records of the VRS ledger export, for a program; people without a dose are
    /// left out, and no column is added or missing.
    Vrs,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteEncoding {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with the mark Excel needs to know it by.
    Utf8Bom,
    /// CP932, for programs that know nothing else.
    Cp932,
}

/// Something that cannot be written as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritable {
    /// The place of the person in what was to be written, from zero.
    pub person: usize,
    /// The row it would have, as a spreadsheet numbers it.
    pub row: u32,
    /// The column it would stand in.
    pub column: Column,
    /// Why it cannot be written.
    pub reason: UnwritableReason,
}

/// Why something cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnwritableReason {
    /// The encoding does not have this character.
    NotInEncoding {
        /// The character.
        found: char,
        /// The one it has instead, if there is one that is meant the same.
        instead: Option<char>,
    },
    /// Longer than the format allows.
    TooLong {
        /// Its characters.
        length: usize,
        /// The most allowed.
        max: usize,
    },
    /// It would run as a formula, and the format leaves no room for a guard.
    Formula,
    /// A workbook cannot hold this character.
    NotInWorkbook {
        /// The character.
        found: char,
    },
}

/// A file to be: its header, and its rows with the place of their person.
pub(crate) struct Sheet {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<(usize, Vec<String>)>,
}

/// Writes people to a text file. If anything cannot be written, everything of that kind is listed and no
/// file is made.
pub fn write(
    people: &[PersonRow],
    format: Format,
    encoding: WriteEncoding,
) -> Result<Vec<u8>, Vec<Unwritable>> {
    encoded(&checked(people, format)?, encoding)
}

/// The same as an Excel workbook of one sheet, every cell of it text.
pub fn write_workbook(people: &[PersonRow], format: Format) -> Result<Vec<u8>, Vec<Unwritable>> {
    let sheet = checked(people, format)?;
    let refused = book::refused(&sheet);
    if refused.is_empty() { Ok(book::bytes(&sheet)) } else { Err(refused) }
}

fn checked(people: &[PersonRow], format: Format) -> Result<Sheet, Vec<Unwritable>> {
    match format {
        Format::People => Ok(sheet(people)),
        Format::Vrs => {
            let sheet = vrs::sheet(people);
            let refused = vrs::refused(&sheet);
            if refused.is_empty() { Ok(sheet) } else { Err(refused) }
        }
    }
}

fn sheet(people: &[PersonRow]) -> Sheet {
    let doses = people.iter().flat_map(|person| &person.doses).map(|dose| dose.number);
    let doses: BTreeSet<u8> = doses.collect();
    let person = Field::of_person().filter(|field| *field != Field::Building);
    let dose = |number: &u8| DosePart::ALL.map(|part| Field::Dose(*number, part));
    let fields: Vec<Field> = person.chain(doses.iter().flat_map(dose)).collect();
    let row = |person: &PersonRow| {
        fields.iter().map(|field| guarded(&text(person, *field)).into_owned()).collect()
    };
    Sheet {
        header: fields.iter().map(|field| field.label()).collect(),
        rows: people.iter().map(row).enumerate().collect(),
    }
}

fn text(person: &PersonRow, field: Field) -> String {
    match field {
        Field::AddressNumber => person.address_number.clone(),
        Field::Name => Some(person.name.clone()),
        Field::Kana => person.kana.clone(),
        Field::Birth => Some(person.birth.to_string()),
        Field::Sex => person.sex.map(|sex| sex_text(sex).to_owned()),
        Field::PostalCode => person.postal_code.clone(),
        Field::Address => person.address.clone(),
        Field::Building => None,
        Field::District => person.district.clone(),
        Field::Phone => person.phone.clone(),
        Field::Voucher => number_text(person.voucher.as_ref()),
        Field::Municipality => town_text(person.voucher.as_ref()),
        Field::ValidFrom => person.validity.from.map(|day| day.to_string()),
        Field::ValidUntil => person.validity.until.map(|day| day.to_string()),
        Field::Protected => person.protected.map(|is| if is { "有" } else { "無" }.to_owned()),
        Field::Groups => person.groups.as_deref().map(groups_text),
        Field::Resident => person.resident.map(|is| if is { "町内" } else { "町外" }.to_owned()),
        Field::Note => person.note.clone(),
        Field::Dose(number, part) => {
            let dose = person.doses.iter().find(|dose| dose.number == number);
            dose.and_then(|dose| dose_text(dose, part))
        }
    }
    .unwrap_or_default()
}

fn sex_text(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "女",
        Sex::Male => "男",
        Sex::Unstated => "不明",
    }
}

fn groups_text(groups: &[String]) -> String {
    if groups.is_empty() { "なし".to_owned() } else { groups.join(" ") }
}

fn dose_text(dose: &PastDose, part: DosePart) -> Option<String> {
    match part {
        DosePart::RecordedAt => {
            dose.recorded_at.map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string())
        }
        DosePart::On => Some(dose.on.to_string()),
        DosePart::Voucher => number_text(dose.voucher.as_ref()),
        DosePart::Municipality => town_text(dose.voucher.as_ref()),
        DosePart::Venue => dose.venue.clone(),
        DosePart::Doctor => dose.doctor.clone(),
        DosePart::Maker => dose.maker.clone(),
        DosePart::Lot => dose.lot.clone(),
    }
}

pub(crate) fn number_text(voucher: Option<&Voucher>) -> Option<String> {
    voucher.map(|(_, number)| number.as_str().to_owned())
}

pub(crate) fn town_text(voucher: Option<&Voucher>) -> Option<String> {
    voucher.map(|(town, _)| town.to_string())
}

fn encoded(sheet: &Sheet, encoding: WriteEncoding) -> Result<Vec<u8>, Vec<Unwritable>> {
    if encoding == WriteEncoding::Cp932 {
        let refused = not_in_cp932(sheet);
        if !refused.is_empty() {
            return Err(refused);
        }
    }
    let rows = std::iter::once(&sheet.header).chain(sheet.rows.iter().map(|(_, cells)| cells));
    let bytes = |cell: &String| match encoding {
        WriteEncoding::Utf8 | WriteEncoding::Utf8Bom => cell.clone().into_bytes(),
        WriteEncoding::Cp932 => cp932::encode(cell).expect("just tried").into_owned(),
    };
    let rows = rows.map(|row| row.iter().map(bytes).collect());
    Ok(match encoding {
        WriteEncoding::Utf8Bom => csv_bytes("\u{FEFF}".into(), rows),
        WriteEncoding::Utf8 | WriteEncoding::Cp932 => csv_bytes(Vec::new(), rows),
    })
}

/// Rows as CSV with the line ends of Windows, after whatever is in the file already.
///
/// The second byte of a CP932 character is never a comma, a quotation mark or a line break, so the
/// bytes may be quoted without knowing the encoding.
pub(crate) fn csv_bytes(file: Vec<u8>, rows: impl Iterator<Item = Vec<Vec<u8>>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    for row in rows {
        writer.write_record(row).expect("a row as wide as the header, written to memory");
    }
    writer.into_inner().expect("memory is never full")
}

fn not_in_cp932(sheet: &Sheet) -> Vec<Unwritable> {
    let mut refused = Vec::new();
    sheet.each_cell(|person, row, column, text| {
        for found in cp932::encode(text).err().into_iter().flatten() {
            let reason = UnwritableReason::NotInEncoding { found, instead: cp932::meant_by(found) };
            refused.push(Unwritable { person, row, column: column.clone(), reason });
        }
    });
    refused
}

impl Sheet {
    /// Every cell below the header with its person, row and column.
    pub(crate) fn each_cell(&self, mut visit: impl FnMut(usize, u32, &Column, &str)) {
        let headers = self.header.iter().enumerate();
        let columns: Vec<Column> =
            headers.map(|(index, header)| Column { index, header: header.clone() }).collect();
        for ((person, cells), row) in self.rows.iter().zip(2..) {
            for (column, text) in columns.iter().zip(cells) {
                visit(*person, row, column, text);
            }
        }
    }
}
