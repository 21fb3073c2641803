//! The list of what is wrong in a file, as a file that opens in Excel: row, column, value, reason, remedy.
//! It quotes what was found, so it is as personal as the roster itself.

use crate::finding::Finding;
use crate::table::Column;
use crate::words::{Worded, why};
use crate::write::{Unwritable, UnwritableReason, csv_bytes};

/// Errors or warnings as CSV in UTF-8 with a mark.
///
/// Whatever comes from the file stands within 「」. So no cell begins with a character that makes it
/// a formula, and Excel neither drops the zeros nor rewrites the dates one wants to see.
pub fn error_list<R: Worded>(findings: &[Finding<R>]) -> Vec<u8> {
    let header = ["行", "列", "見出し", "値", "理由", "直し方"].map(Into::into).to_vec();
    let rows = findings.iter().map(|finding| row(finding).map(String::into_bytes).to_vec());
    csv_bytes("\u{FEFF}".into(), std::iter::once(header).chain(rows))
}

/// What kept a file from being written, as CSV of the same kind. It names rows and characters, no persons.
pub fn unwritable_list(refused: &[Unwritable]) -> Vec<u8> {
    let header = ["行", "列", "見出し", "文字", "理由と直し方"].map(Into::into).to_vec();
    let row = |one: &Unwritable| {
        let character = match one.reason {
            UnwritableReason::NotInEncoding { found, .. }
            | UnwritableReason::NotInWorkbook { found } => quoted(&found.to_string()),
            UnwritableReason::TooLong { .. } | UnwritableReason::Formula => String::new(),
        };
        let (letter, header) = (one.column.letter(), quoted(&one.column.header));
        let cells = [one.row.to_string(), letter, header, character, why(one.reason)];
        cells.map(String::into_bytes).to_vec()
    };
    csv_bytes("\u{FEFF}".into(), std::iter::once(header).chain(refused.iter().map(row)))
}

fn row<R: Worded>(finding: &Finding<R>) -> [String; 6] {
    let column = finding.column.as_ref();
    [
        finding.row.to_string(),
        column.map_or(String::new(), Column::letter),
        quoted(column.map_or("", |column| &column.header)),
        quoted(&finding.value),
        finding.reason.what(finding.field),
        finding.reason.remedy(finding.field),
    ]
}

fn quoted(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("「{text}」") }
}
