//! Who acts for whom, in the words of the desk. What residents read is in `pages/links.rs`.

use super::Lang;
use domain::CodeKind;

const LANG: Lang = Lang::Japanese;

/// What was given.
pub fn code(kind: CodeKind) -> &'static str {
    match kind {
        CodeKind::Letter => "確認番号（郵便）",
        CodeKind::Counter => "確認番号（窓口・電話）",
        CodeKind::Invitation { .. } => "家族への招待",
    }
}

/// By what a link began; by voucher where history does not know.
pub fn linked_by(by: Option<domain::LinkedBy>) -> &'static str {
    LANG.linked_by(by.unwrap_or(domain::LinkedBy::Voucher))
}
