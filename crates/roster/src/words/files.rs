//! What a file turned out to be, or why it is no table at all.
//! Single rows are spoken of in `reasons` and `warnings`.

use super::{grouped, grouped_size};
use crate::read::ReadError;
use crate::source::{Confidence, Delimiter, Encoding, Source};
use crate::table::Table;

/// What a file turned out to be: CSV（CP932・カンマ区切り）、1,234行×12列.
pub fn source(table: &Table) -> String {
    let (rows, columns) = (grouped_size(table.row_count()), table.column_count());
    match table.source() {
        Source::Delimited { encoding, confidence, delimiter } => {
            let kind = format!("{}・{}", encoding_name(*encoding), delimiter_name(*delimiter));
            let note = match confidence {
                Confidence::Certain => "",
                Confidence::AsciiOnly => "半角の英数字だけなので、文字コードは決められません。",
            };
            format!("テキスト（{kind}）、{rows}行×{columns}列。{note}")
        }
        Source::Workbook { sheet, sheets } => {
            let others = match sheets.len() {
                0 | 1 => String::new(),
                all => format!("ほかに{}枚のシートがあります。", all - 1),
            };
            format!("Excelブック（シート「{sheet}」）、{rows}行×{columns}列。{others}")
        }
    }
}

fn encoding_name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf8Bom => "UTF-8（BOM付き）",
        Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
        Encoding::Cp932 => "CP932（シフトJIS）",
    }
}

fn delimiter_name(delimiter: Delimiter) -> &'static str {
    match delimiter {
        Delimiter::Comma => "カンマ区切り",
        Delimiter::Tab => "タブ区切り",
        Delimiter::Semicolon => "セミコロン区切り",
    }
}

/// Why a file is no table, and what to do.
pub fn read_error(error: &ReadError) -> String {
    match error {
        ReadError::Empty => "ファイルが空です。元のファイルを確かめてください。".into(),
        ReadError::TooLarge { bytes, max } => format!(
            "ファイルが大きすぎます（{}MB。{}MBまで）。分けて取り込んでください。",
            grouped_size(bytes.div_ceil(1 << 20)),
            grouped_size(max >> 20)
        ),
        ReadError::UnpacksTooLarge { max } => format!(
            "ブックを開くと{}MBを超えます。不要なシートや画像を除いて、保存し直してください。",
            grouped(max >> 20)
        ),
        ReadError::TooMuchText { .. } | ReadError::TooManyCells { .. } => {
            "値の量が多すぎます。分けて取り込んでください。".into()
        }
        ReadError::TooManyRows { max } => format!(
            "行が多すぎます（{}行まで）。分けて取り込んでください。",
            grouped_size(*max)
        ),
        ReadError::TooManyColumns { row, max } => format!(
            "{row}行目の列が多すぎます（{}列まで）。区切りが正しいか確かめてください。",
            grouped_size(*max)
        ),
        ReadError::NotText => {
            "CSVでもExcelブックでもありません。CSVかxlsxで保存し直してください。".into()
        }
        ReadError::UnknownEncoding { line } => format!(
            "{line}行目の文字コードが、UTF-8でもCP932（シフトJIS）でもありません。「CSV UTF-8」で保存し直してください。"
        ),
        ReadError::DamagedUtf8 { line } => format!(
            "UTF-8のファイルですが、{line}行目の文字が壊れています。元のシステムから出力し直してください。"
        ),
        ReadError::CutShort => {
            "ファイルが文字の途中で終わっています。もう一度コピーするか、出力し直してください。".into()
        }
        ReadError::UnclosedQuote { row } => format!(
            "{row}行目で始まる「\"」が閉じていません。そこから先の行がつながっています。"
        ),
        ReadError::OldOrLockedWorkbook => {
            "古い形式（xls）か、パスワードの付いたブックです。パスワードを外し、xlsxで保存し直してください。".into()
        }
        ReadError::NotAWorkbook => {
            "ZIPファイルですが、Excelブックではありません。中のファイルを取り出してください。".into()
        }
        ReadError::DamagedWorkbook => {
            "ブックが壊れています。Excelで開いて、保存し直してください。".into()
        }
        ReadError::NoSuchSheet { sheets } => {
            format!("指定のシートがありません。あるのは「{}」です。", sheets.join("」「"))
        }
    }
}
