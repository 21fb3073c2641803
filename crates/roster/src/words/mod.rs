//! The sentences a town officer reads about a file: what is wrong with it, where, and what to do.
//! It decides nothing; every sentence follows from a value.

mod dates;
mod files;
mod mappings;
mod reasons;
mod warnings;
mod writing;

pub use dates::date_error;
pub use files::{read_error, source};
pub use mappings::mapping_problem;
pub use writing::unwritable;
pub(crate) use writing::why;

use domain::wareki::Wareki;
use domain::when::Date;

use crate::field::Field;
use crate::finding::Finding;
use crate::table::Column;

/// Something that can be said about a field, or about a row where there is none.
pub trait Worded {
    /// What is wrong, as one sentence.
    fn what(&self, field: Option<Field>) -> String;
    /// What to do about it, as one sentence.
    fn remedy(&self, field: Option<Field>) -> String;
}

/// A finding in full: where, what was found, what is wrong with it, what to do.
pub fn finding<R: Worded>(finding: &Finding<R>) -> String {
    let place = match &finding.column {
        Some(column) => format!("{}行目・{}", finding.row, column_name(column)),
        None => format!("{}行目", finding.row),
    };
    let value = match finding.value.as_str() {
        "" => String::new(),
        value => format!("「{value}」: "),
    };
    let (what, remedy) = (finding.reason.what(finding.field), finding.reason.remedy(finding.field));
    format!("{place} {value}{what}{remedy}")
}

/// B列「氏名」.
fn column_name(column: &Column) -> String {
    match column.header.as_str() {
        "" => format!("{}列", column.letter()),
        header => format!("{}列「{header}」", column.letter()),
    }
}

fn column_names(columns: &[Column]) -> String {
    columns.iter().map(column_name).collect::<Vec<_>>().join("、")
}

/// 1957年4月1日（昭和32年4月1日）.
fn both_calendars(date: Date) -> String {
    let western = format!("{}年{}月{}日", date.year(), date.month(), date.day());
    Wareki::of(date).map_or(western.clone(), |wareki| format!("{western}（{wareki}）"))
}

/// 1,234,567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn grouped_size(number: usize) -> String {
    grouped(u64::try_from(number).unwrap_or(u64::MAX))
}

/// How a character that may not be visible is named: 改行, 「邉」 or U+202E.
fn character(c: char) -> String {
    match c {
        '\n' | '\r' => "改行".into(),
        '\t' => "タブ".into(),
        c if c.is_control()
            || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}') =>
        {
            format!("U+{:04X}", u32::from(c))
        }
        c => format!("「{c}」"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }
}
