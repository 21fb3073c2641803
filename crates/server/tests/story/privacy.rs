//! Personal data stays here: a person with names and numbers found nowhere else goes the whole way, and
//! none of it is in anything LINE was told, in any address, or in the log.

use crate::{
    codes::letter_for,
    log,
    people::Known,
    places::{AT_9_00, AT_9_15, COVID, HALL_SESSION},
    resident::Resident,
    town::Town,
};
use domain::PersonId;
use uuid::Uuid;

on_both_engines!(nothing_personal_leaves_the_service);

/// What must be found nowhere, in every form in which it is written here.
const CANARY: [&str; 16] = [
    "金糸雀",
    "囀子",
    "カナリア",
    "かなりあ",
    "サエズリコ",
    "9081726354",
    "9081 7263 54",
    "090-8172-6354",
    "09081726354",
    "囀町七丁目",
    "1931-12-31",
    "19311231",
    "1931年",
    "昭和6年12月31日",
    "昭和６年",
    "S6.12.31",
];

async fn nothing_personal_leaves_the_service(town: &Town) {
    log::keep();
    let canary = canary();
    let mut person = canary.person();
    person.details.phone = Some("090-8172-6354".to_owned());
    "囀町七丁目".clone_into(&mut person.details.address);
    town.moves_in(std::slice::from_ref(&canary)).await;
    town.changes(vec![domain::Change::PersonSaved(person)]).await;

    let canary = town.resident(canary).await;
    goes_the_whole_way(town, &canary).await;
    let code = is_proven(town, &canary).await;
    the_desk_looks(town, &canary).await;

    let told_line = String::from_utf8_lossy(&town.to_line.asked()).into_owned();
    assert!(told_line.contains("予約を受け付けました"), "what was said to LINE is here");
    let logged = log::kept();
    assert!(logged.contains("LINE answered"), "the log is here");
    let addresses: String = town.seen().into_iter().map(|path| path + "\n").collect();
    for (where_, text) in [("LINE", told_line), ("an address", addresses), ("the log", logged)] {
        nothing_personal_in(where_, &text);
        assert!(!text.contains(&code), "the code in {where_}");
    }
}

/// The person who is found nowhere else.
pub(crate) fn canary() -> Known {
    Known {
        handle: "canary".to_owned(),
        id: PersonId(Uuid::from_u128(7)),
        name: "金糸雀 囀子".to_owned(),
        kana: "カナリア サエズリコ".to_owned(),
        birth: "1931-12-31".parse().unwrap(),
        born: "昭和6年12月31日".to_owned(),
        voucher: "9081726354".to_owned(),
        is_protected: false,
    }
}

/// Nothing of her is in this text, however it is written there.
pub(crate) fn nothing_personal_in(where_: &str, text: &str) {
    let text = plain(text);
    for personal in CANARY {
        let at = text.find(personal).map(|at| around(&text, at));
        assert_eq!(at, None, "{personal} in {where_}");
    }
}

async fn goes_the_whole_way(town: &Town, canary: &Resident<'_>) {
    canary.types("9081 7263 54", "S6.12.30").await;
    canary.types("9081726354x", "昭和６年13月").await;
    canary.registers(&canary.known).await;
    canary.books(COVID, 1, AT_9_00).await;
    let booking = town.booking_of(&canary.known).await.id;
    for said in ["確認", "キャンセル"] {
        town.line.types("canary", said).await.unwrap();
    }
    town.settles().await;
    canary.opens("/home").await;
    let page = canary.opens(&format!("/bookings/{booking}/change/slot/{AT_9_15}")).await;
    canary.browser.presses(&page, "この内容に変更する", &[]).await;
    canary.opens(&format!("/bookings/{booking}/calendar.ics")).await;
    town.settles().await;
}

/// Types a code of a letter, and says what she calls herself; the code.
async fn is_proven(town: &Town, canary: &Resident<'_>) -> String {
    let code = letter_for(town, &canary.known).await;
    let page = canary.opens("/people/code").await;
    let typed = [("voucher", "9081726354"), ("birth", "S6.12.31"), ("code", code.as_str())];
    let page = canary.browser.presses(&page, "確かめる", &typed).await;
    canary.browser.presses(&page, "保存する", &[("alias", "カナリアの娘")]).await;
    let page = canary.opens(&format!("/people/{}/record", canary.known.id)).await;
    assert_eq!(page.heading(), "金糸雀 囀子さんの記録");
    code
}

async fn the_desk_looks(town: &Town, canary: &Resident<'_>) {
    let booking = town.booking_of(&canary.known).await.id;
    let officer = town.officer().await;
    let roster = officer.opens(&format!("/desk/sessions/{HALL_SESSION}")).await;
    assert!(roster.text().contains("金糸雀 囀子"), "the desk sees who comes");
    let record = officer.opens(&format!("/desk/bookings/{booking}")).await;
    assert!(record.text().contains("090-8172-6354"), "and how to reach her");
    let page = canary.opens(&format!("/bookings/{booking}/cancel")).await;
    canary.browser.presses(&page, "キャンセルする", &[]).await;
    town.settles().await;
}

/// The text with what is percent-encoded or escaped in it made plain.
fn plain(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['%', '\\']) {
        bytes.extend(&rest.as_bytes()[..at]);
        let code = |from: usize, to: usize| {
            let digits = rest.get(at + from..at + to)?;
            u32::from_str_radix(digits, 16).ok()
        };
        let (decoded, length) = if rest[at..].starts_with("\\u") {
            (code(2, 6).and_then(char::from_u32).map(|c| c.to_string().into_bytes()), 6)
        } else {
            (code(1, 3).and_then(|byte| u8::try_from(byte).ok()).map(|byte| vec![byte]), 3)
        };
        let length = if decoded.is_some() { length } else { 1 };
        bytes.extend(decoded.unwrap_or_else(|| vec![rest.as_bytes()[at]]));
        rest = &rest[at + length..];
    }
    bytes.extend(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

fn around(text: &str, at: usize) -> String {
    let before: Vec<char> = text[..at].chars().rev().take(200).collect();
    before.into_iter().rev().chain(text[at..].chars().take(100)).collect()
}

#[test]
fn hidden_forms_are_made_plain() {
    assert_eq!(plain("100% %E5%9B%80 \\u56c0 \\n"), "100% 囀 囀 \\n");
}
