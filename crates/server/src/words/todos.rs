//! What the desk says about callers who are not on the roster.

use domain::todo::{Field, Outcome, TEXT_CHARS_MOST, Wrong};

/// How a to-do ended, or can end.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Found => "名簿で見つかった",
        Outcome::Told => "ご案内して終わった",
        Outcome::Unreachable => "つながらなかった",
        Outcome::Mistaken => "書きまちがい",
    }
}

/// What is wrong with what was typed, and what to do.
pub fn wrong(wrong: Wrong) -> String {
    match wrong {
        Wrong::NoName => "お名前か、かなの、どちらかを入れてください。聞けなかったときは「不明」と入れてください。".to_owned(),
        Wrong::NoWish => "ご用件を入れてください。あとで電話する人が、最初に読みます。".to_owned(),
        Wrong::NotAPhone { digits } => format!(
            "電話番号が{digits}桁です。市外局番から入れてください。聞けなかったときは、空のままにしてください。"
        ),
        Wrong::TooLong { field: at, chars, most } => {
            format!("{}が{chars}文字あります。{most}文字までにしてください。", field(at))
        }
        Wrong::NobodyNamed => "見つかった方が1人に決まりません。接種券の番号か、お名前と生年月日を入れてください。".to_owned(),
        Wrong::NoReason => "理由を入れてください。履歴に残ります（例：隣の町の方と分かり、そちらの電話番号をお伝えした）。".to_owned(),
        Wrong::ReasonTooLong { chars } => {
            format!("理由が{chars}文字あります。{TEXT_CHARS_MOST}文字までにしてください。")
        }
    }
}

/// What a field is called.
pub fn field(field: Field) -> &'static str {
    match field {
        Field::Name => "お名前",
        Field::Kana => "かな",
        Field::Phone => "電話番号",
        Field::Birth => "生年月日",
        Field::Voucher => "接種券の番号",
        Field::Wish => "ご用件",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_with_its_place_and_the_way_on() {
        let long = Wrong::TooLong { field: Field::Wish, chars: 401, most: 400 };
        assert_eq!(wrong(long), "ご用件が401文字あります。400文字までにしてください。");
        assert!(wrong(Wrong::NotAPhone { digits: 3 }).contains("3桁"));
        assert!(wrong(Wrong::ReasonTooLong { chars: 999 }).contains("999文字"));
        for told in [Wrong::NoName, Wrong::NoWish, Wrong::NobodyNamed, Wrong::NoReason] {
            assert!(wrong(told).contains("入れてください"), "{told:?}");
        }
    }
}
