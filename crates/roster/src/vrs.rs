//! The layout in which VRS hands records to a town's vaccination ledger (予防接種台帳向け出力).
//! Only its shape: VRS itself has closed, and what it did besides has no place here.

use crate::field::{DosePart, Field};
use crate::guard::starts_formula;
use crate::row::{PastDose, PersonRow};
use crate::write::{Sheet, Unwritable, UnwritableReason, number_text, town_text};

/// The width to which an address number is filled up with spaces on its left.
///
/// The published layout says right-aligned and gives no width; 15 is the width of 宛名番号 in the
/// data standards for municipal systems.
pub const ADDRESS_NUMBER_WIDTH: usize = 15;

/// The layout has two doses; where more were given, the same eight columns follow again.
const DOSES: u8 = 2;

pub(crate) fn sheet(people: &[PersonRow]) -> Sheet {
    let numbers = people.iter().flat_map(|person| &person.doses).map(|dose| dose.number);
    let last = numbers.max().unwrap_or(DOSES).max(DOSES);
    let fields = (1..=last).flat_map(|number| {
        DosePart::ALL.into_iter().map(move |part| Field::Dose(number, part).label())
    });
    let vaccinated = people.iter().enumerate().filter(|(_, person)| !person.doses.is_empty());
    Sheet {
        header: std::iter::once("個別宛名番号".to_owned()).chain(fields).collect(),
        rows: vaccinated.map(|(index, person)| (index, row(person, last))).collect(),
    }
}

fn row(person: &PersonRow, last: u8) -> Vec<String> {
    let mut cells = vec![address_number(person.address_number.as_deref().unwrap_or_default())];
    for number in 1..=last {
        let dose = person.doses.iter().find(|dose| dose.number == number);
        cells.extend(
            DosePart::ALL.map(|part| dose.and_then(|dose| cell(dose, part)).unwrap_or_default()),
        );
    }
    cells
}

/// Right-aligned and without zeros in front if it is a number, and as it is if it is not.
fn address_number(text: &str) -> String {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number {
        return text.to_owned();
    }
    let number = match text.trim_start_matches('0') {
        "" => "0",
        number => number,
    };
    format!("{number:>ADDRESS_NUMBER_WIDTH$}")
}

/// A dose has the voucher it was given with or none: the person's may have been printed since.
fn cell(dose: &PastDose, part: DosePart) -> Option<String> {
    let voucher = dose.voucher.as_ref();
    match part {
        DosePart::RecordedAt => dose.recorded_at.map(|at| at.strftime("%Y%m%d%H%M%S").to_string()),
        DosePart::On => Some(dose.on.strftime("%Y%m%d").to_string()),
        DosePart::Voucher => number_text(voucher),
        DosePart::Municipality => town_text(voucher),
        DosePart::Venue => dose.venue.clone(),
        DosePart::Doctor => dose.doctor.clone(),
        DosePart::Maker => dose.maker.clone(),
        DosePart::Lot => dose.lot.clone(),
    }
}

/// What the layout has no room for. A guard would change a record, so a formula is refused instead.
pub(crate) fn refused(sheet: &Sheet) -> Vec<Unwritable> {
    let mut refused = Vec::new();
    sheet.each_cell(|person, row, column, text| {
        let (max, length) = (width(column.index), text.chars().count());
        let reason = if length > max {
            UnwritableReason::TooLong { length, max }
        } else if starts_formula(text) {
            UnwritableReason::Formula
        } else {
            return;
        };
        refused.push(Unwritable { person, row, column: column.clone(), reason });
    });
    refused
}

fn width(column: usize) -> usize {
    let Some(place) = column.checked_sub(1) else { return ADDRESS_NUMBER_WIDTH };
    match DosePart::ALL[place % DosePart::ALL.len()] {
        DosePart::RecordedAt => 14,
        DosePart::On => 8,
        DosePart::Voucher => 10,
        DosePart::Municipality => 6,
        DosePart::Venue => 30,
        DosePart::Doctor | DosePart::Maker | DosePart::Lot => 20,
    }
}
