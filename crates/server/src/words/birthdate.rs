//! What is wrong with a birth date as typed.

use super::dates;
use domain::{birthdate::BirthDateError, wareki::Era};

const EXAMPLE: &str = "「1947/5/3」や「昭和22年5月3日」のように入力してください。";

/// The sentence beside the field.
pub fn sentence(error: &BirthDateError) -> String {
    match *error {
        BirthDateError::Empty => format!("生年月日を入力してください。{EXAMPLE}"),
        BirthDateError::UnexpectedCharacter { found } => {
            format!("生年月日の「{found}」を読み取れません。{EXAMPLE}")
        }
        BirthDateError::WrongLength { digits } => {
            format!("生年月日を数字だけで書くときは8桁（例：19470503）です。いまは{digits}桁です。")
        }
        BirthDateError::NotThreeParts { .. } => {
            format!("生年月日は、年・月・日の3つを入力してください。{EXAMPLE}")
        }
        BirthDateError::EraMissing { year } => {
            format!("{year}年の元号が分かりません。昭和・平成などの元号を選んでください。")
        }
        BirthDateError::NoSuchYear { era, year } => {
            format!("{}{year}年という年はありません。{EXAMPLE}", era.map_or("", Era::name))
        }
        BirthDateError::NoSuchMonth { month } => {
            format!("{month}月という月はありません。1月から12月で入力してください。")
        }
        BirthDateError::NoSuchDay { month, day, last } => {
            format!("{month}月に{day}日はありません（{month}月は{last}日までです）。")
        }
        BirthDateError::NotLeapYear { year } => {
            format!("{year}年はうるう年ではないので、2月29日はありません。")
        }
        BirthDateError::WrongEra { era, correct } => {
            format!("その日は{}ではありません。{correct} ではありませんか。", era.name())
        }
        BirthDateError::Future { date } => {
            format!("{} は、まだ来ていない日です。", dates::long(date))
        }
        BirthDateError::TooOld { date } => {
            format!("{} は130年以上前の日です。ご確認ください。", dates::long(date))
        }
    }
}
