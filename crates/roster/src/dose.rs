//! Earlier doses, spread over the columns of a row.
//! Whether a dose was given at the right time is not asked here; that it was given is enough.

use domain::when::Date;
use jiff::civil::DateTime;

use crate::field::{DosePart, Field};
use crate::finding::Reason;
use crate::line::{Found, Line, TakenDown};
use crate::number::{is_scientific, voucher};
use crate::person::day;
use crate::row::PastDose;

/// Every dose of which the row says anything, the lowest number first.
pub(crate) fn doses(line: &mut Line<'_>, birth: Option<Date>) -> Result<Vec<PastDose>, TakenDown> {
    let number_of = |field: &Field| match field {
        Field::Dose(number, _) => Some(*number),
        _ => None,
    };
    let mut numbers: Vec<u8> = line.mapping.columns.keys().filter_map(number_of).collect();
    numbers.dedup();
    let all: Vec<Found<PastDose>> =
        numbers.into_iter().map(|number| dose(line, number, birth)).collect();
    all.into_iter().filter_map(Result::transpose).collect()
}

fn dose(line: &mut Line<'_>, number: u8, birth: Option<Date>) -> Found<PastDose> {
    let field = |part| Field::Dose(number, part);
    let on = day(line, field(DosePart::On));
    let maker = line.owned(field(DosePart::Maker));
    let lot = line.owned(field(DosePart::Lot));
    let venue = line.owned(field(DosePart::Venue));
    let doctor = line.owned(field(DosePart::Doctor));
    let voucher = voucher(line, field(DosePart::Voucher), field(DosePart::Municipality));
    let recorded_at = recorded_at(line, field(DosePart::RecordedAt));
    let (maker, lot, venue, doctor) = (maker?, lot?, venue?, doctor?);
    let (on, voucher, recorded_at) = (on?, voucher?, recorded_at?);
    let texts = [&maker, &lot, &venue, &doctor];
    let anything = texts.into_iter().any(Option::is_some) || voucher.is_some();
    match on {
        Some(on) if birth.is_some_and(|birth| on < birth) => {
            Err(line.refuse(field(DosePart::On), Reason::DoseBeforeBirth))
        }
        Some(on) => {
            Ok(Some(PastDose { number, on, maker, lot, venue, doctor, voucher, recorded_at }))
        }
        None if anything || recorded_at.is_some() => {
            Err(line.refuse(field(DosePart::On), Reason::DoseWithoutDate))
        }
        None => Ok(None),
    }
}

/// A point in time: `20210601093000`, `2021-06-01 09:30:00`, `2021/6/1 9:30`.
fn recorded_at(line: &mut Line<'_>, field: Field) -> Found<DateTime> {
    let Some(text) = line.half_width(field)? else { return Ok(None) };
    if is_scientific(&text) {
        return Err(line.refuse(field, Reason::Scientific));
    }
    match point_in_time(&text) {
        Some(at) => Ok(Some(at)),
        None => Err(line.refuse(field, Reason::NotATime)),
    }
}

fn point_in_time(text: &str) -> Option<DateTime> {
    let pieces: Vec<&str> = if text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        [0..4, 4..6, 6..8, 8..10, 10..12, 12..14].into_iter().map(|range| &text[range]).collect()
    } else {
        text.split([' ', 'T', '-', '/', ':']).collect()
    };
    let year = pieces.first()?.parse().ok().filter(|year| (1900..=9999).contains(year))?;
    let rest: Option<Vec<i8>> = pieces[1..].iter().map(|piece| piece.parse().ok()).collect();
    let (month, day, hour, minute, second) = match *rest? {
        [month, day] => (month, day, 0, 0, 0),
        [month, day, hour, minute] => (month, day, hour, minute, 0),
        [month, day, hour, minute, second] => (month, day, hour, minute, second),
        _ => return None,
    };
    DateTime::new(year, month, day, hour, minute, second, 0).ok()
}
