//! Every sentence of the talk, of the residents' pages and every no, with sample facts, as one page that a town can print and review
//! before it goes live. What it shows is what residents get: the same functions are asked.

use super::{
    Lang, pages,
    refusal::{self, No},
    talk,
};
use crate::{config::Town, urls::Urls};
use domain::{BookingId, BookingNumber, NoticeKind};
use line::Message;
use serde_json::Value;
use std::fmt::Write as _;
use uuid::Uuid;

/// The page, in Markdown.
pub fn page(town: &Town, urls: &Urls) -> String {
    let mut page = format!(
        "# {} の予約窓口のことば\n\n予約番号は見本です。お名前、生年月日、接種券の番号、場所、時間は、LINEのトークには出ません。\n\n## LINEのトーク\n",
        town.name
    );
    for (when, messages) in talk_of(town, urls) {
        let _ = write!(page, "\n### {when}\n\n");
        for line in messages.iter().flat_map(lines) {
            let _ = writeln!(page, "- {}", line.replace('\n', " "));
        }
    }
    page.push_str("\n## 予約できないときのことば\n\n| 理由 | 次にすること |\n|---|---|\n");
    for refused in refusal::samples() {
        let No { why, next } = refusal::sentence(Lang::Japanese, &refused);
        let _ = writeln!(page, "| {why} | {next} |");
    }
    page.push_str("\n## 予約の画面のことば\n\n{ } の中には、日付や名前などが入ります。\n");
    let refused = |refused| {
        Lang::ALL.map(|lang| {
            let No { why, next } = refusal::sentence(lang, refused);
            lang.both(why, next)
        })
    };
    page.push_str(&table("予約できないとき", refusal::samples().iter().map(refused)));
    for (title, said) in pages::TABLES {
        page.push_str(&table(title, said.iter().map(|(_, three)| three.map(str::to_owned))));
    }
    page
}

/// Each language in a column.
fn table(title: &str, rows: impl Iterator<Item = [String; 3]>) -> String {
    let row = |three: [&str; 3]| format!("| {} |\n", three.join(" | "));
    let head = row(Lang::ALL.map(Lang::own_name));
    let rows = rows.map(|three| row(three.each_ref().map(String::as_str)));
    format!("\n### {title}\n\n{head}|---|---|---|\n{}", rows.collect::<String>())
}

/// What is said when.
fn talk_of(town: &Town, urls: &Urls) -> Vec<(&'static str, Vec<Message>)> {
    let id = BookingId(Uuid::nil());
    let booking = talk::Named { id, number: BookingNumber::from_counter(0) };
    let notice = |kind| talk::notice(kind, booking, urls);
    vec![
        ("友だちになったとき", talk::greeting(town, urls)),
        ("ブロックをやめて戻ったとき", talk::welcome_back(urls)),
        ("「予約」と送られたとき", talk::book(urls)),
        ("「確認」と送られたとき", talk::look_up(&[booking], urls)),
        ("「確認」と送られて、予約がないとき", talk::look_up(&[], urls)),
        ("「キャンセル」「変更」と送られたとき", talk::cancel(&[booking], urls)),
        ("「電話」と送られたとき", talk::person(town, urls)),
        ("読み取れなかったとき（スタンプや写真も）", talk::not_understood(town, urls)),
        ("予約したとき", notice(NoticeKind::Booked)),
        ("変更したとき", notice(NoticeKind::Moved)),
        ("キャンセルしたとき", notice(NoticeKind::Cancelled)),
        ("つながりを確かめるとき（職員へ）", talk::test(town)),
    ]
}

/// Everything of a message that can be read, in the order in which it stands there.
fn lines(message: &Message) -> Vec<String> {
    fn walk(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    match (name.as_str(), value) {
                        ("text", Value::String(text)) => found.push(text.clone()),
                        ("label", Value::String(label)) => found.push(format!("［{label}］")),
                        ("action", action) => {
                            let label = action["label"].as_str().unwrap_or_default();
                            found.push(format!("［{label}］"));
                        }
                        _ => walk(value, found),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(&serde_json::to_value(message).unwrap_or_default(), &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Source};

    #[test]
    fn the_page_has_every_word_of_the_talk_once_for_each_occasion() {
        let text = "[town]\nname = \"窓川町\"\ncode = \"019992\"\nphone = \"01-9999-0000\"\n\
                    [server]\nbase_url = \"https://yoyaku.example.jp\"\n";
        let source = Source::of("town.toml", text, std::iter::empty()).unwrap();
        let config = Config::from_source(&source).unwrap();
        let urls = Urls::new(&config);
        let page = page(&config.town, &urls);
        let (talk, pages) = page.split_once("\n## 予約の画面のことば").unwrap();
        let occasions = talk.lines().filter(|line| line.starts_with("### ")).count();
        assert_eq!(occasions, talk_of(&config.town, &urls).len());
        for words in [
            "友だち追加、ありがとうございます。窓川町の予約窓口です。",
            "［予約をはじめる］",
            "［電話をかける］",
            "予約を受け付けました",
            "| この時間は満員になりました。 | ほかの日時をお選びください。 |",
        ] {
            assert!(talk.contains(words), "{words}: {talk}");
        }
        assert!(!talk.contains("\n- \n"), "no empty line");
        assert!(pages.contains("| この内容で予約する | Book this | これで 予約する |"), "{pages}");
        assert!(pages.contains(
            "| この時間は満員になりました。ほかの日時をお選びください。 | This time is full. "
        ));
    }
}
