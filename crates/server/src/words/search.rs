//! What the search box says: why nothing was looked for, what was left out, by what somebody was found.

use domain::search::{
    CHARS_MOST, LeftOut, Unreadable, WORDS_MOST, Why,
    fit::{By, Fit},
};
use store::{Found, Progress};

/// What may be typed, for all the sentences that say it.
const WHAT: &str = "お名前（かな・漢字）、生年月日、電話番号や接種券の末尾4桁、予約番号を、いくつでも、どの順でも入れられます。";

/// Why nothing was looked for, and what to do.
pub fn unreadable(why: &Unreadable) -> String {
    match why {
        Unreadable::Nothing => format!("何も入っていません。{WHAT}"),
        Unreadable::TooLong { chars } => format!(
            "{chars}文字は長すぎます（{CHARS_MOST}文字まで）。お名前と生年月日のように、要るところだけを入れてください。"
        ),
        Unreadable::TooManyWords { words } => format!(
            "ことばが{words}個あります（{WORDS_MOST}個まで）。お名前と生年月日のように、要るところだけを入れてください。"
        ),
        Unreadable::TooManyWays => {
            "番号が多すぎて、どれが何の番号か決められません。番号を1つ減らしてください。".to_owned()
        }
        Unreadable::Nobody(words) => {
            let words: Vec<_> = words.iter().map(left_out).collect();
            format!("{}では、さがせません。{WHAT}", words.join("、"))
        }
    }
}

/// A word that was left out, and why.
pub fn left_out(left: &LeftOut) -> String {
    let word = &left.word;
    match left.why {
        Why::FewDigits => format!("「{word}」（数字は4桁から）"),
        Why::NoSuchNumber { digits } => format!("「{word}」（{digits}桁の番号はありません）"),
        Why::Unclear => format!("「{word}」（日付としても番号としても読めません）"),
        Why::NoLetters => format!("「{word}」（文字も数字もありません）"),
    }
}

/// How many were found, and what to do where that is none or too many.
pub fn told(found: &Found) -> String {
    let count = found.hits.len();
    match (count, found.more) {
        (0, _) if found.broad => {
            "これだけでは、合う方が多すぎます。お名前は2文字から、年や月日だけのときはお名前も入れてください。".to_owned()
        }
        (0, true) => "合う方が多すぎて、さがしきれませんでした。生年月日か、電話番号の末尾4桁を足してください。".to_owned(),
        (0, false) => "見つかりませんでした。".to_owned(),
        (_, true) => format!(
            "合う方が多いので、{count}人だけを出しています。生年月日か、電話番号の末尾4桁を足すと、しぼれます。"
        ),
        (_, false) => format!("{count}人 見つかりました。"),
    }
}

/// That not everybody can be found yet.
pub fn progress(progress: Progress) -> String {
    let percent = u64::from(progress.done) * 100 / u64::from(progress.all.max(1));
    format!(
        "名簿の索引を作っているところです（{percent}%）。まだ見つからない方がいます。10桁以上の接種券の番号なら、いまでも見つかります。"
    )
}

/// By what somebody was found: かな・生年月日.
pub fn by(fit: &Fit) -> String {
    let word = |by: &By| match by {
        By::Booking => "予約番号",
        By::Voucher => "接種券",
        By::VoucherTail => "接種券の末尾",
        By::Phone => "電話",
        By::Born => "生年月日",
        By::BornIn => "生まれ年",
        By::BornOn => "誕生日",
        By::Written => "漢字",
        By::Kana => "かな",
        By::AlikeKana => "似た読み",
    };
    fit.by.iter().map(word).collect::<Vec<_>>().join("・")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_answer_says_what_to_do() {
        let read = |text: &str| domain::search::read(text, date(2026, 10, 5));
        for (text, told) in [
            ("", "何も入っていません。"),
            ("😀", "「😀」（文字も数字もありません）では、さがせません。"),
            ("12", "「12」（数字は4桁から）では、さがせません。"),
            ("25:00", "「25:00」（日付としても番号としても読めません）では、さがせません。"),
            (
                "123456789012345",
                "「123456789012345」（15桁の番号はありません）では、さがせません。",
            ),
        ] {
            let sentence = unreadable(&read(text).unwrap_err());
            assert_eq!(sentence, format!("{told}{WHAT}"), "{text}");
        }
        let long = unreadable(&read(&"あ".repeat(10_240)).unwrap_err());
        assert!(long.starts_with("10240文字は長すぎます（120文字まで）。"), "{long}");
        let words = unreadable(&read("あ い う え お か き く け").unwrap_err());
        assert!(words.starts_with("ことばが9個あります（8個まで）。"), "{words}");
    }

    #[test]
    fn too_many_are_told_apart_from_none() {
        let none = Found::default();
        assert_eq!(told(&none), "見つかりませんでした。");
        assert!(told(&Found { broad: true, ..Found::default() }).contains("多すぎます"));
        assert!(told(&Found { more: true, ..Found::default() }).contains("さがしきれませんでした"));
        assert!(progress(Progress { done: 1, all: 3 }).contains("（33%）"));
        assert!(progress(Progress { done: 0, all: 0 }).contains("（0%）"));
    }
}
