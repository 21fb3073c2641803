//! Why something written is not a date, for births and doses alike.
//! What a date may be is said in `domain::birthdate`.

use domain::birthdate::BirthDateError;

use super::both_calendars;

/// Why a value is no date, as one sentence.
pub fn date_error(error: BirthDateError) -> String {
    use BirthDateError as Error;
    match error {
        Error::Empty => "日付がありません。".into(),
        Error::UnexpectedCharacter { found } => {
            format!("日付に使えない文字「{found}」があります。")
        }
        Error::WrongLength { digits } => format!("数字が{digits}桁で、日付として読めません。"),
        Error::NotThreeParts { found } => {
            format!("年・月・日の3つの数字が必要ですが、{found}つあります。")
        }
        Error::EraMissing { year } => {
            format!("「{year}年」が西暦か和暦か分かりません。")
        }
        Error::NoSuchYear { era: Some(era), year } => {
            format!("{}{year}年という年はありません。", era.name())
        }
        Error::NoSuchYear { era: None, year } => format!("西暦{year}年は読めません。"),
        Error::NoSuchMonth { month } => format!("{month}月という月はありません。"),
        Error::NoSuchDay { month, day, last } => {
            format!("{month}月{day}日という日はありません（{month}月は{last}日までです）。")
        }
        Error::NotLeapYear { year } => {
            format!("{year}年はうるう年ではないので、2月29日はありません。")
        }
        Error::WrongEra { era, correct } => {
            format!("年号が合いません。{}ではなく{correct}です。", era.name())
        }
        Error::Future { date } => {
            format!("{}はまだ来ていません。", both_calendars(date))
        }
        Error::TooOld { date } => {
            format!("{}は130年より前です。", both_calendars(date))
        }
    }
}
