//! Every sentence of the talk, of the residents' pages and every no, with sample facts, as one page that a town can print and review
//! before it goes live. What it shows is what residents get: the same functions are asked.

use super::{
    Lang, pages,
    refusal::{self, No},
    talk::{self, english, onward, reminding},
};
use crate::{bot::Wish, config::Town, urls::Urls};
use domain::{
    BookingId, BookingNumber, EntryId, NoticeKind, Offer, OfferId, PersonId, Place, Pool,
    ProgrammeId, SlotId, waitlist::Kept, when,
};
use jiff::civil::date;
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
        for part in messages.iter().flat_map(parts) {
            let _ = match part {
                Part::Words(words) => writeln!(page, "- {}", words.replace('\n', " ")),
                Part::Button(label) => writeln!(page, "- ［{label}］"),
            };
        }
    }
    page.push_str("\n## 予約できないときのことば\n\n| 理由 | 次にすること |\n|---|---|\n");
    for refused in refusal::samples() {
        let No { why, next } = refusal::sentence(Lang::Japanese, &refused);
        let _ = writeln!(page, "| {why} | {next} |");
    }
    page.push_str("\n## 予約の画面のことば\n\n{ } の中には、日付や名前などが入ります。\n");
    page.push_str(&table("予約できないとき", refusals().into_iter()));
    for (title, said) in pages::TABLES {
        page.push_str(&table(title, said.iter().map(|(_, three)| three.map(str::to_owned))));
    }
    page
}

/// Every no, in every language.
pub fn refusals() -> Vec<[String; 3]> {
    let refused = |refused| {
        Lang::ALL.map(|lang| {
            let No { why, next } = refusal::sentence(lang, refused);
            lang.both(why, next)
        })
    };
    refusal::samples().iter().map(refused).collect()
}

/// Each language in a column.
fn table(title: &str, rows: impl Iterator<Item = [String; 3]>) -> String {
    let row = |three: [&str; 3]| format!("| {} |\n", three.join(" | "));
    let head = row(Lang::ALL.map(Lang::own_name));
    let rows = rows.map(|three| row(three.each_ref().map(String::as_str)));
    format!("\n### {title}\n\n{head}|---|---|---|\n{}", rows.collect::<String>())
}

/// What is said when.
pub fn talk_of(town: &Town, urls: &Urls) -> Vec<(&'static str, Vec<Message>)> {
    let notices =
        notices_of(town, urls, true).into_iter().map(|(_, when, messages)| (when, messages));
    answers_of(town, urls).into_iter().chain(notices).collect()
}

/// What answers a resident.
pub fn answers_of(town: &Town, urls: &Urls) -> Vec<(&'static str, Vec<Message>)> {
    let id = BookingId(Uuid::nil());
    let booking = talk::Named { id, number: BookingNumber::from_counter(0) };
    let offer = sample_offer();
    vec![
        ("友だちになったとき", talk::greeting(town, urls)),
        ("ブロックをやめて戻ったとき", talk::welcome_back(urls)),
        ("「予約」と送られたとき", talk::book(urls)),
        ("「確認」と送られたとき", talk::look_up(&[booking], urls)),
        ("「確認」と送られて、予約がないとき", talk::look_up(&[], urls)),
        ("「変更」と送られたとき", talk::change(&[booking], urls)),
        ("「キャンセル」と送られたとき", talk::cancel(&[booking], urls)),
        ("「メニュー」と送られたとき", vec![talk::menu(urls)]),
        ("「電話」と送られたとき", talk::person(town, urls)),
        ("「119」「気分が悪い」「副反応」と送られたとき", onward::emergency(town, urls)),
        ("番号や生年月日が送られたとき", onward::secret(urls)),
        ("「母の分も」と送られたとき", onward::family(urls)),
        ("「キャンセル待ち」と送られたとき", talk::waiting::list(1, &[], urls)),
        ("「キャンセル待ち」と送られて、まだ待っていないとき", talk::waiting::list(0, &[], urls)),
        (
            "「キャンセル待ち」と送られて、空きが出ているとき",
            talk::waiting::list(1, &[(offer.id, offer.lapses_at)], urls),
        ),
        ("空き枠が見送られたとき", talk::waiting::declined(urls)),
        ("終わった空き枠のボタンが押されたとき", talk::waiting::over(urls)),
        ("「お知らせ」「通知」と送られたとき", onward::notices(urls)),
        ("「持ち物」と送られたとき", onward::items(urls)),
        ("「遅れます」と送られたとき", onward::late(town, urls)),
        ("薬や体調のことをたずねられたとき", onward::medical(town, urls)),
        ("「接種券をなくした」と送られたとき", onward::voucher(town, urls)),
        ("予約のほかのことをたずねられたとき", onward::elsewhere(town, urls)),
        ("「できない」「わからない」と送られたとき", onward::trouble(town, urls)),
        ("「ありがとう」と送られたとき", onward::thanks(urls)),
        ("あいさつだけが送られたとき", onward::hello(town, urls)),
        ("苦情や乱暴なことばが送られたとき", onward::anger(town, urls)),
        ("絵文字やスタンプだけが送られたとき", onward::wordless(urls)),
        ("写真やファイルが送られたとき", onward::picture(urls)),
        ("音声や動画が送られたとき", onward::voice(town, urls)),
        ("位置情報が送られたとき", onward::location(urls)),
        ("「やさしい日本語」と送られたとき", onward::easy(urls)),
        ("英語などで、予約したいと送られたとき", english::answer(Wish::Book, town, urls)),
        ("英語などで、確認したいと送られたとき", english::answer(Wish::LookUp, town, urls)),
        ("英語などで、変更したいと送られたとき", english::answer(Wish::Change, town, urls)),
        ("英語などで、話したいと送られたとき", english::answer(Wish::Person, town, urls)),
        ("英語などで、急ぐと送られたとき", english::answer(Wish::Emergency, town, urls)),
        ("英語などで、ほかのことが送られたとき", english::answer(Wish::Other, town, urls)),
        ("終わった予約のボタンが押されたとき", talk::over(urls)),
        ("古いボタンが押されたとき", talk::old_button(urls)),
        ("読み取れなかったとき", talk::not_understood(town, urls)),
        ("予定どおり行くと返事したとき", reminding::confirmed(booking, urls)),
        ("つながりを確かめるとき（職員へ）", talk::test(town)),
    ]
}

/// What comes without being asked for, with its occasion; also what is said where a place is offered to several people at
/// once, if it ever is.
pub fn notices_of(
    town: &Town,
    urls: &Urls,
    races: bool,
) -> Vec<(NoticeKind, &'static str, Vec<Message>)> {
    let id = BookingId(Uuid::nil());
    let booking = talk::Named { id, number: BookingNumber::from_counter(0) };
    let notice = |kind, when| (kind, when, talk::notice(kind, booking, urls));
    let proxy = talk::proxy_added(PersonId(Uuid::nil()), town, urls);
    let offered = |when, count, kept| {
        (NoticeKind::Offered, when, talk::waiting::offered(&sample_offer(), count, kept, urls))
    };
    let mut all = vec![
        notice(NoticeKind::Booked, "予約したとき"),
        notice(NoticeKind::Moved, "変更したとき"),
        notice(NoticeKind::Cancelled, "キャンセルしたとき"),
        (NoticeKind::Reminder, "予約の日が近づいたとき", reminding::reminder(booking, 12, urls)),
        offered("空きが出たとき", 1, Kept::Alone),
        offered("いっしょに待つ方の分も空いたとき", 2, Kept::Alone),
        (NoticeKind::OfferLapsed, "空き枠のお返事がなかったとき", talk::waiting::lapsed(urls)),
        (NoticeKind::ProxyAdded, "ほかの方も予約できるようになったとき", proxy),
    ];
    if races {
        let soon = Kept::AloneUntil(sample_offer().told_from);
        let outrun = talk::waiting::outrun(urls);
        all.extend([
            offered("空きを何人かに同時にご案内するとき", 1, Kept::Shared),
            offered("空きを、このあと何人かにご案内するとき", 1, soon),
            (NoticeKind::OfferOutrun, "ほかの方が先にお受けになったとき", outrun),
        ]);
    }
    all
}

/// An offer as one might be made.
fn sample_offer() -> Offer {
    let at = when::at_japan(date(2026, 10, 19).at(9, 0, 0, 0));
    let nil = Uuid::nil();
    let place = Place { slot: SlotId(nil), pool: Pool::Public, units: 1 };
    Offer {
        id: OfferId(nil),
        entry: EntryId(nil),
        person: PersonId(nil),
        programme: ProgrammeId(nil),
        dose: 1,
        place,
        lead: OfferId(nil),
        wave: OfferId(nil),
        made_at: at,
        told_from: at,
        lapses_at: at,
        closes_at: at,
        shared_from: None,
        ended: None,
    }
}

/// Something that can be read in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Words(String),
    /// What stands on a button.
    Button(String),
}

/// Everything of a message that can be read, in the order in which it stands there.
pub fn parts(message: &Message) -> Vec<Part> {
    fn walk(value: &Value, found: &mut Vec<Part>) {
        match value {
            Value::Object(fields) => {
                // What stands above the keyboard is read last.
                let (last, first): (Vec<_>, Vec<_>) =
                    fields.iter().partition(|(name, _)| *name == "quickReply");
                for (name, value) in first.into_iter().chain(last) {
                    match (name.as_str(), value) {
                        ("text", Value::String(text)) => found.push(Part::Words(text.clone())),
                        ("label", Value::String(label)) => found.push(Part::Button(label.clone())),
                        ("action", action) => {
                            let label = action["label"].as_str().unwrap_or_default();
                            found.push(Part::Button(label.to_owned()));
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

    /// A town whose every word is as long as can be expected, with and without a telephone.
    fn towns() -> [Config; 2] {
        [true, false].map(|has_phone| {
            let phone = if has_phone { "phone = \"0123-45-6789（内線1234）\"" } else { "" };
            let text = format!(
                "[town]\nname = \"{}\"\ncode = \"019992\"\n{phone}\n\
                 [server]\nbase_url = \"https://{}.example.jp\"\n",
                "長い名前の町".repeat(8),
                "yoyaku".repeat(30)
            );
            Config::from_source(&Source::of("town.toml", &text, std::iter::empty()).unwrap())
                .unwrap()
        })
    }

    #[test]
    fn every_answer_is_within_lines_limits_and_leads_on() {
        for config in towns() {
            let urls = Urls::new(&config);
            for (when, messages) in talk_of(&config.town, &urls) {
                line::message::check_all(&messages)
                    .unwrap_or_else(|limit| panic!("{when}: {limit}"));
                let leads_on = messages.iter().any(|message| {
                    let json = serde_json::to_string(message).unwrap();
                    json.contains("\"action\"")
                });
                let ends = when.starts_with("つながり");
                assert!(leads_on || ends, "{when}");
            }
        }
    }

    #[test]
    fn more_bookings_than_cards_lead_to_the_list_of_all() {
        let some = |count: u64| -> Vec<talk::Named> {
            let id = |n: u64| domain::BookingId(uuid::Uuid::from_u128(n.into()));
            let number = domain::BookingNumber::from_counter;
            (1..=count).map(|n| talk::Named { id: id(n), number: number(n) }).collect()
        };
        let urls = Urls::new(&towns()[0]);
        for answer in [talk::look_up, talk::change, talk::cancel] {
            let said = |count| serde_json::to_string(&answer(&some(count), &urls)).unwrap();
            let (all, more) = (said(12), said(13));
            assert!(!all.contains("12件まで") && !all.contains("予約の一覧を開く"), "{all}");
            assert!(more.contains("ここには12件まで出ます。"), "{more}");
            assert!(more.contains("予約の一覧を開く") && more.contains(&urls.home()), "{more}");
        }
    }

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
            "ご用のときは、いつでも送ってください。\n- ［予約する］",
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
