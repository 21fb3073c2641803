//! Phone numbers and postal codes, tidied where they are one and kept as they are where not.
//! An odd one is only a warning: nobody is left off the roster for it.

use domain::digits::{digits, is_dash};

use crate::field::Field;
use crate::finding::Warning;
use crate::line::{Found, Line};

/// A phone number with half-width digits and plain hyphens.
pub(crate) fn phone(line: &mut Line<'_>) -> Found<String> {
    let Some(text) = line.half_width(Field::Phone)? else { return Ok(None) };
    let plain: String = text.chars().map(|c| if is_dash(c) { '-' } else { c }).collect();
    if !is_phone(&plain) {
        line.warn(Field::Phone, Warning::PhoneOdd);
    }
    Ok(Some(plain))
}

/// Ten digits for a house, eleven for a mobile or IP phone; brackets around the middle are common.
fn is_phone(text: &str) -> bool {
    let bare: String = text.replace(['(', ')'], "");
    let Ok(digits) = digits(bare.strip_prefix('+').unwrap_or(&bare)) else { return false };
    let national = match digits.strip_prefix("81") {
        Some(rest) if bare.starts_with('+') => format!("0{}", rest.trim_start_matches('0')),
        _ => digits,
    };
    let mobile = ["050", "060", "070", "080", "090", "020"];
    match national.len() {
        10 => national.starts_with('0'),
        11 => mobile.iter().any(|prefix| national.starts_with(prefix)),
        _ => false,
    }
}

/// A postal code as 123-4567.
pub(crate) fn postal_code(line: &mut Line<'_>) -> Found<String> {
    let Some(text) = line.half_width(Field::PostalCode)? else { return Ok(None) };
    let bare = text.strip_prefix('〒').unwrap_or(&text);
    if let Ok(seven) = digits(bare)
        && seven.len() == 7
    {
        return Ok(Some(format!("{}-{}", &seven[..3], &seven[3..])));
    }
    line.warn(Field::PostalCode, Warning::PostalCodeOdd);
    Ok(Some(text.into_owned()))
}
