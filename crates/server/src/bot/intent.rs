//! What someone wants who types into the talk. Everyday words count, in whatever script they come.

use domain::kana;

/// What someone wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// To book.
    Book,
    /// To see their bookings.
    LookUp,
    /// To cancel or change one.
    CancelOrChange,
    /// To talk to a person.
    Person,
    /// To see what can be done here.
    Menu,
    /// Something else.
    Unknown,
}

/// The words that tell an intent. The first line that has one of its words in the text decides: whoever
/// writes 「予約をキャンセル」 wants to cancel.
const WORDS: &[(Intent, &[&str])] = &[
    (
        Intent::Person,
        &[
            "電話",
            "でんわ",
            "職員",
            "担当",
            "人と話",
            "オペレーター",
            "問い合わせ",
            "問合せ",
            "といあわせ",
            "phone",
            "call",
        ],
    ),
    (
        Intent::CancelOrChange,
        &[
            "キャンセル",
            "取消",
            "取り消",
            "とりけし",
            "中止",
            "やめ",
            "変更",
            "変え",
            "へんこう",
            "ずらし",
            "cancel",
            "change",
        ],
    ),
    (
        Intent::LookUp,
        &["確認", "かくにん", "照会", "いつ", "何時", "番号", "予約状況", "見たい", "check"],
    ),
    (
        Intent::Book,
        &[
            "予約",
            "よやく",
            "申込",
            "申し込",
            "もうしこ",
            "受けたい",
            "打ちたい",
            "接種",
            "ワクチン",
            "とりたい",
            "book",
        ],
    ),
    (Intent::Menu, &["メニュー", "ヘルプ", "使い方", "つかいかた", "はじめ", "help", "menu"]),
];

impl Intent {
    /// What a typed text wants.
    pub fn of(text: &str) -> Self {
        let text = kana::fold(text);
        let has =
            |words: &&(Self, &[&str])| words.1.iter().any(|word| text.contains(&kana::fold(word)));
        WORDS.iter().find(has).map_or(Self::Unknown, |(intent, _)| *intent)
    }

    /// What an old or foreign button wants; we send none that carries data, so all lead to the menu.
    pub fn of_postback(_data: &str) -> Self {
        Self::Menu
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_japanese_is_understood() {
        let cases = [
            ("予約", Intent::Book),
            ("よやくしたいです", Intent::Book),
            ("ﾜｸﾁﾝ打ちたい", Intent::Book),
            ("健康相談を予約したい", Intent::Book),
            ("けんこうそうだんをよやくしたい", Intent::Book),
            ("予約を確認したい", Intent::LookUp),
            ("いつだっけ？", Intent::LookUp),
            ("キャンセル", Intent::CancelOrChange),
            ("予約をキャンセルしたい", Intent::CancelOrChange),
            ("ｷｬﾝｾﾙ", Intent::CancelOrChange),
            ("日にちを変えたい", Intent::CancelOrChange),
            ("電話で話したい", Intent::Person),
            ("でんわばんごうを おしえて", Intent::Person),
            ("人と話したいです", Intent::Person),
            ("メニュー", Intent::Menu),
            ("こんにちは", Intent::Unknown),
            ("", Intent::Unknown),
        ];
        for (text, intent) in cases {
            assert_eq!(Intent::of(text), intent, "{text}");
        }
    }
}
