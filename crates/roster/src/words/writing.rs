//! Why a file of people was not written, and what to do.
//! The sentence names a place, not a person.

use super::{character, column_name};
use crate::write::{Unwritable, UnwritableReason};

/// What cannot be written, and what to do.
pub fn unwritable(unwritable: &Unwritable) -> String {
    let Unwritable { row, column, reason, .. } = unwritable;
    format!("{row}行目・{} {}", column_name(column), why(*reason))
}

/// Why, and what to do, without the place.
pub(crate) fn why(reason: UnwritableReason) -> String {
    match reason {
        UnwritableReason::NotInEncoding { found, instead: Some(instead) } => format!(
            "「{found}」はCP932（シフトJIS）にありません。「{instead}」に直すか、UTF-8で書き出してください。"
        ),
        UnwritableReason::NotInEncoding { found, instead: None } => {
            format!("「{found}」はCP932（シフトJIS）にありません。UTF-8で書き出してください。")
        }
        UnwritableReason::TooLong { length, max } => {
            format!("{length}文字あり、この形式の{max}文字を超えます。短くしてください。")
        }
        UnwritableReason::Formula => {
            "「=」などで始まる値は、開くと式として動くため書き出せません。先頭を直してください。"
                .into()
        }
        UnwritableReason::NotInWorkbook { found } => format!(
            "使えない文字（{}）があります。名簿を直すか、CSVで書き出してください。",
            character(found)
        ),
    }
}
