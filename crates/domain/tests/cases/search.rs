//! Runs the tables of the search box: what a text is read as, and whom it fits.

use super::table::Row;
use domain::{
    PersonId,
    person::{Details, Person, Sex, Voucher},
    search::{self, Asked, LeftOut, Meaning, Unreadable, Why, fit, fit::By},
    voucher::{self, Validity},
};
use jiff::civil::date;
use uuid::Uuid;

/// What a text is read as.
pub(super) fn read(row: &Row) -> String {
    match search::read(row.get("入力"), date(2026, 4, 1)) {
        Ok(Asked { ways, left_out }) => {
            let way = |way: &std::collections::BTreeSet<Meaning>| {
                way.iter().map(meaning).collect::<Vec<_>>().join("＋")
            };
            let ways: Vec<_> = ways.iter().map(way).collect();
            let ways = ways.join(" または ");
            if left_out.is_empty() {
                ways
            } else {
                format!("{ways} のぞく：{}", left(&left_out))
            }
        }
        Err(Unreadable::Nothing) => "入力がない".into(),
        Err(Unreadable::TooLong { chars }) => format!("{chars}文字は長い"),
        Err(Unreadable::TooManyWords { words }) => format!("{words}語は多い"),
        Err(Unreadable::TooManyWays) => "読み方が多すぎる".into(),
        Err(Unreadable::Nobody(words)) => format!("何も読めない：{}", left(&words)),
    }
}

fn left(words: &[LeftOut]) -> String {
    let one = |left: &LeftOut| {
        let why = match left.why {
            Why::FewDigits => "桁が足りない".to_owned(),
            Why::NoSuchNumber { digits } => format!("{digits}桁の番号はない"),
            Why::Unclear => "日付でも番号でもない".to_owned(),
            Why::NoLetters => "文字がない".to_owned(),
        };
        format!("{}（{why}）", left.word)
    };
    words.iter().map(one).collect::<Vec<_>>().join("、")
}

fn meaning(meaning: &Meaning) -> String {
    match meaning {
        Meaning::Voucher(None, number) => format!("券{}", number.as_str()),
        Meaning::Voucher(Some(town), number) => format!("券{town}-{}", number.as_str()),
        Meaning::VoucherTail(tail) => format!("券の末尾{tail}"),
        Meaning::Phone(digits) => format!("電話{digits}"),
        Meaning::Kana(kana) => format!("かな{kana}"),
        Meaning::Written(name) => format!("名前{name}"),
        Meaning::Born(date) => format!("{date}生まれ"),
        Meaning::BornIn(year) => format!("{year}年生まれ"),
        Meaning::BornOn(month, day) => format!("{month}月{day}日生まれ"),
        Meaning::Booking(number) => format!("予約{number}"),
    }
}

/// Whether what was typed is true of 佐藤 花子, and of what in her.
pub(super) fn fits(row: &Row) -> String {
    let asked = search::read(row.get("入力"), date(2026, 4, 1)).expect("it can be read");
    let Some(fit) = fit::fit(&asked, &hanako(), &|_| None) else { return "合わない".into() };
    let by: Vec<_> = fit.by.iter().map(|by| word(*by)).collect();
    let begins = fit.distance > 0 && !fit.by.contains(&By::AlikeKana);
    format!("{}{}", by.join("・"), if begins { "で始まる" } else { "" })
}

fn word(by: By) -> &'static str {
    match by {
        By::Booking => "予約",
        By::Voucher => "券",
        By::VoucherTail => "券の末尾",
        By::Phone => "電話",
        By::Born => "生年月日",
        By::BornIn => "生まれ年",
        By::BornOn => "誕生日",
        By::Written => "名前",
        By::Kana => "かな",
        By::AlikeKana => "似た音",
    }
}

fn hanako() -> Person {
    let scanned = voucher::parse("0199920123455678").expect("it is a voucher");
    let municipality = scanned.municipality.expect("it names its town");
    let validity = Validity::default();
    Person {
        id: PersonId(Uuid::nil()),
        details: Details {
            address_number: None,
            name: "佐藤 花子".into(),
            kana: "サトウ ハナコ".into(),
            birth: date(1957, 4, 1),
            sex: Sex::Female,
            phone: Some("01-9999-1234".into()),
            postal_code: None,
            address: String::new(),
            district: String::new(),
            resident: true,
            groups: Vec::new(),
            given: Vec::new(),
            records: Vec::new(),
            note: None,
        },
        vouchers: vec![Voucher { municipality, number: scanned.number, validity }],
        protected_at: None,
    }
}
