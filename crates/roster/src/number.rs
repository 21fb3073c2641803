//! Voucher numbers and municipality codes as files have them, often after a spreadsheet had them first.
//! What a number is, is said in `domain`; here is only what a spreadsheet does to it.

use domain::digits::digits;
use domain::municipality::{MunicipalityCode, MunicipalityError};
use domain::voucher::{self, Scanned, Validity, VoucherError, VoucherNumber};

use crate::field::Field;
use crate::finding::{Reason, Warning};
use crate::line::{Found, Line, TakenDown};
use crate::person::coming_day;
use crate::row::Voucher;
use crate::table::Kind;

/// A voucher number and its town: from the number itself if it has 16 or 18 digits, from the column
/// beside it, or from the settings.
pub(crate) fn voucher(line: &mut Line<'_>, number: Field, code: Field) -> Found<Voucher> {
    let scanned = scanned(line, number);
    let beside = municipality(line, code);
    let (Some(scanned), beside) = (scanned?, beside?) else { return Ok(None) };
    let town = match (scanned.municipality, beside) {
        (Some(within), Some(beside)) if within != beside => {
            return Err(line.refuse(code, Reason::MunicipalityDiffers { within }));
        }
        (within, beside) => within.or(beside).or(line.settings.municipality),
    };
    match town {
        Some(town) => Ok(Some((town, scanned.number))),
        None => Err(line.refuse(number, Reason::MunicipalityMissing)),
    }
}

/// The days the person's voucher may be used: in their order, and of a voucher that is there.
pub(crate) fn validity(line: &mut Line<'_>, has_voucher: bool) -> Result<Validity, TakenDown> {
    let (from, until) = (coming_day(line, Field::ValidFrom), coming_day(line, Field::ValidUntil));
    let validity = Validity { from: from?, until: until? };
    if let (Some(from), Some(until)) = (validity.from, validity.until)
        && until < from
    {
        return Err(line.refuse(Field::ValidUntil, Reason::ValidityReversed { from }));
    }
    if validity != Validity::default() && !has_voucher {
        let from = validity.from.is_some();
        let field = if from { Field::ValidFrom } else { Field::ValidUntil };
        return Err(line.refuse(field, Reason::ValidityWithoutVoucher));
    }
    Ok(validity)
}

fn scanned(line: &mut Line<'_>, field: Field) -> Found<Scanned> {
    let Some(text) = line.half_width(field)? else { return Ok(None) };
    if is_scientific(&text) {
        return Err(line.refuse(field, Reason::Scientific));
    }
    let wrong = match voucher::parse(&text) {
        Ok(_) if line.kind(field) == Kind::Number && text.len() > 15 => {
            Reason::Rounded { digits: text.len() }
        }
        Ok(scanned) => return Ok(Some(scanned)),
        Err(VoucherError::WrongLength { digits: left @ 1..=9 }) => {
            let padded = padded(&text);
            let proposal: VoucherNumber = padded.number.clone();
            if line.settings.pad_vouchers {
                line.warn(field, Warning::VoucherPadded { taken: proposal });
                return Ok(Some(padded));
            }
            Reason::VoucherZerosDropped { digits: left, proposal }
        }
        Err(error) => Reason::Voucher(error),
    };
    Err(line.refuse(field, wrong))
}

fn padded(text: &str) -> Scanned {
    let digits = digits(text).expect("a text whose digits were just counted");
    voucher::parse(&format!("{digits:0>10}")).expect("ten digits are a voucher number")
}

fn municipality(line: &mut Line<'_>, field: Field) -> Found<MunicipalityCode> {
    let Some(text) = line.half_width(field)? else { return Ok(None) };
    let wrong = match MunicipalityCode::parse(&text) {
        Ok(code) => return Ok(Some(code)),
        Err(error) => error,
    };
    let with_zero = MunicipalityCode::parse(&format!("0{text}"));
    let reason = match (wrong, with_zero) {
        (MunicipalityError::WrongLength { digits: 5 }, Ok(proposal)) => {
            Reason::MunicipalityZeroDropped { proposal }
        }
        _ => Reason::Municipality(wrong),
    };
    Err::<_, TakenDown>(line.refuse(field, reason))
}

/// How a spreadsheet shows a long number in a narrow column: 1.23457E+15.
pub(crate) fn is_scientific(text: &str) -> bool {
    let Some((front, exponent)) = text.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = front.split_once('.').unwrap_or((front, "0"));
    whole.len() == 1 && is_number(whole) && is_number(fraction) && is_number(exponent)
}
