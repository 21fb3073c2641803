//! Timetables in words: what is wrong in the form and beside which field, why something stays, what a run did.

use super::dates;
use domain::{
    birthdate::BirthDateError,
    capacity::MOST_PLACES,
    clock_time::ClockTimeError,
    timetable::{
        Flaw,
        flaw::{MOST_DAYS, MOST_MINUTES, MOST_SLOTS},
        plan::Why,
        undo::{Left, Stays},
    },
};
use store::Run;

/// What is wrong, and the field of the form it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The field's id in the page.
    pub field: String,
    /// What is wrong, and what to do.
    pub sentence: String,
}

/// A remark beside a field.
pub fn wrong(field: &str, sentence: impl Into<String>) -> Wrong {
    Wrong { field: field.to_owned(), sentence: sentence.into() }
}

/// A contradiction beside its field.
#[expect(clippy::too_many_lines, reason = "one arm for each contradiction")]
pub fn flaw(flaw: &Flaw) -> Wrong {
    match flaw {
        Flaw::LastBeforeFirst => {
            wrong("last", "終わりの日が、始まりの日より前です。どちらかを直してください。")
        }
        Flaw::Past => wrong("last", "過ぎた日付です。年月が合っているか、確かめてください。"),
        Flaw::FarAhead => {
            wrong("first", "1年より先の日付です。年が合っているか、確かめてください。")
        }
        Flaw::TooLong => wrong(
            "last",
            format!(
                "期間が長すぎます。{MOST_DAYS}日までにしてください。年が合っているか、確かめてください。"
            ),
        ),
        Flaw::NoWeekday => wrong("day_1", "曜日を1つ以上選んでください。"),
        Flaw::NoHours => wrong("from_1", "時間を1つ以上入力してください（例：9:00 から 12:00）。"),
        Flaw::HoursBackwards { piece } => wrong(
            &format!("until_{piece}"),
            "終わりの時間が、始まりより後になっていません。時間を直してください。",
        ),
        Flaw::HoursOverlap { piece } => wrong(
            &format!("from_{piece}"),
            "前の時間が終わらないうちに始まります。時間を直すか、1つにまとめてください。",
        ),
        Flaw::HoursTooShort { piece } => wrong(
            &format!("until_{piece}"),
            "1枠の長さより短い時間です。時間をのばすか、1枠の長さを短くしてください。",
        ),
        Flaw::MinutesOutOfRange => {
            wrong("minutes", format!("1枠の長さは、1分から{MOST_MINUTES}分までにしてください。"))
        }
        Flaw::NoPlaces => wrong("count", "人数が0です。1以上の数を入力してください。"),
        Flaw::TooManyPlaces => wrong(
            "count",
            format!(
                "人数が多すぎます。1枠に{MOST_PLACES}人までです。0が1つ多くないか、確かめてください。"
            ),
        ),
        Flaw::NoShares => wrong("pool_public", "受付方法のどれかに、1以上の数を入力してください。"),
        Flaw::NoVial => wrong(
            "size_places",
            "本数で決めるには、1本で何人分かが決まっている製品を選んでください。そうでないときは、人数で決めてください。",
        ),
        Flaw::UnknownProduct { product } => wrong(
            "product",
            format!("「{product}」という製品は、事業の決まりにありません。選び直してください。"),
        ),
        Flaw::ExceptionOutside { date } => wrong(
            "exceptions",
            format!(
                "{} は期間の外です。日付を直すか、その行を消してください。",
                dates::long(*date)
            ),
        ),
        Flaw::ExceptionTwice { date } => wrong(
            "exceptions",
            format!("{} が2回あります。1行にまとめてください。", dates::long(*date)),
        ),
        Flaw::ExceptionHours { date } => wrong(
            "exceptions",
            format!(
                "{} の時間が正しくありません。終わりが始まりより後で、重ならず、1枠の長さより長い時間にしてください。",
                dates::long(*date)
            ),
        ),
        Flaw::NoDay => wrong(
            "first",
            "この期間には、開く日が1日もありません。期間か曜日か祝日を見直してください。",
        ),
        Flaw::TooManySlots { slots } => wrong(
            "minutes",
            format!(
                "{slots}枠になります。一度につくれるのは{MOST_SLOTS}枠までです。期間か1枠の長さを見直してください。"
            ),
        ),
    }
}

/// What was typed is no time.
pub fn time(error: ClockTimeError) -> String {
    match error {
        ClockTimeError::Empty => "時間を入力してください（例：9:00）。".to_owned(),
        ClockTimeError::NotATime => {
            "時間として読めません。9:00 のように入力してください。".to_owned()
        }
        ClockTimeError::NoSuchHour { hour } => {
            format!("{hour}時はありません。0:00 から 23:59 までで入力してください。")
        }
        ClockTimeError::NoSuchMinute { minute } => {
            format!("{minute}分はありません。0分から59分までで入力してください。")
        }
    }
}

/// What was typed is no date.
pub fn date(error: BirthDateError) -> String {
    match error {
        BirthDateError::Empty => "日付を入力してください（例：2026年12月1日）。".to_owned(),
        BirthDateError::NoSuchMonth { month } => format!("{month}月はありません。"),
        BirthDateError::NoSuchDay { month, day, last } => {
            format!("{month}月{day}日はありません。{month}月は{last}日までです。")
        }
        BirthDateError::NotLeapYear { year } => format!("{year}年2月29日はありません。"),
        _ => "日付として読めません。2026年12月1日 のように入力してください。".to_owned(),
    }
}

/// Why a slot stays, or does not come to be.
pub fn why(why: Why) -> &'static str {
    match why {
        Why::Taken => "予約・案内中・確保があるため",
        Why::InTheWay => "予約のある前の枠と時間が重なるため、つくりません",
        Why::Closed => "職員が閉じた枠のため",
    }
}

/// What an undoing leaves, and why: 12月1日（火） 9:00〜9:15（2人）予約があるため……
pub fn stays(stays: &Stays) -> String {
    let when = format!("{} {}", dates::short(stays.date), dates::range(stays.starts, stays.ends));
    let why = match stays.why {
        Left::Booked => "予約があるため残し、新しい受付だけを止めます",
        Left::Promised => "案内中か確保の枠があるため、そのまま残します",
        Left::Over => "もう始まっているため、そのまま残します",
        Left::Changed => "あとから職員が変えたため、そのまま残します",
        Left::Replaced => "同じ時間に別の枠があるため、戻せません",
    };
    let taken =
        if stays.taken > 0 { format!("（{}人分）", stays.taken) } else { String::new() };
    format!("{when}{taken}　{why}")
}

/// What a run did: 枠を 24つくり、3枠の人数を変え、……
pub fn did(run: &Run) -> String {
    let parts = [
        (run.added, "枠を新しくつくりました"),
        (run.resized, "枠の人数を変えました"),
        (run.removed, "枠を取り消しました"),
        (run.closed, "枠の受付を止めました"),
    ];
    let told = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n}{what}"));
    told.collect::<Vec<_>>().join("。")
}

/// Somebody else was there meanwhile.
pub const CHANGED: &str = "この画面を開いたあとに、ほかの職員がこの会場の枠を変えました。下の予定は、いまの枠で作り直したものです。入力した内容はそのまま残っています。確かめてから、もう一度押してください。";

/// A venue that is unknown.
pub const NO_VENUE: &str = "会場を選んでください。";
