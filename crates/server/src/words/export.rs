//! Exports in words for whoever runs them: what was written where, or why not, and what next.

use super::import::lines;
use roster::{Unwritable, words};

/// An encoding was chosen for a workbook.
pub const ENCODING_OF_WORKBOOK: &str = "--encoding：Excelブック（.xlsx）には文字コードがありません。--encoding を外すか、ファイル名を .csv にしてください。まだ何も書き出していません。";

/// Records are read by programs.
pub const RECORDS_ARE_CSV: &str = "接種の記録は、台帳のシステムが読むCSVだけで書き出せます。ファイル名を .csv にしてください。まだ何も書き出していません。";

/// The file is there.
pub fn written(file: &str, people: usize) -> String {
    format!(
        "{people}人を {file} に書き出しました。だれがいつ書き出したかを履歴に残しました。個人情報の入ったファイルなので、使い終わったら消してください。"
    )
}

/// Of several vouchers in force one is in the file.
pub fn several_vouchers(people: usize) -> String {
    format!(
        "使える接種券が2枚以上ある人が{people}人います。ファイルには、有効期間が最も長い1枚を書きました。取りこみ直しても、残りの券はそのままです。"
    )
}

/// The name does not say what is to be written.
pub fn unknown_ending(file: &str) -> String {
    format!(
        "{file}：ファイル名の終わりで形式を決めます。.csv か .xlsx にしてください。まだ何も書き出していません。"
    )
}

/// Something of this name is there.
pub fn is_there(file: &str) -> String {
    format!(
        "{file}：同じ名前のファイルがあるので、書き出していません。別の名前にするか、上書きしてよければ --force を付けてください。"
    )
}

/// The disk said no.
pub fn not_written(file: &str) -> String {
    format!(
        "{file} に書けません。フォルダーがあるか、書きこめるか、空きがあるかを確かめてから、もう一度実行してください"
    )
}

/// More people than a sheet has rows.
pub fn too_many(people: usize, most: usize) -> String {
    format!(
        "{people}人は、Excelの1枚のシート（{most}行）に入りません。ファイル名を .csv にしてください。まだ何も書き出していません。"
    )
}

/// Nobody has a dose of the series.
pub fn no_records(series: &str) -> String {
    format!(
        "「{series}」の接種の記録が、一人もありません。--series の名前が、取りこんだときの --series と同じか確かめてください。まだ何も書き出していません。"
    )
}

/// What cannot be written, the first of it at most.
pub fn refused(refused: &[Unwritable], most: usize) -> String {
    let told = lines(refused.iter().map(words::unwritable), most);
    format!(
        "{told}書けないものが{}件あるため、何も書き出していません。上のとおり直すか、別の文字コードで書き出してください。全部の一覧は --errors で出せます。",
        refused.len()
    )
}
