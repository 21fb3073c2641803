//! Larger letters, dark and strong contrast: chosen on any page, kept on the device, and back to where one was.

use crate::{page::Form, people::hanako, town::Town};
use insta::assert_snapshot;

on_both_engines!(letters_and_colours_are_chosen_and_stay);

async fn letters_and_colours_are_chosen_and_stay(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let browser = &hanako.browser;
    let page = hanako.registers(&hanako.known).await;
    assert!(
        page.html
            .contains("data-letters=\"usual\" data-colours=\"device\" data-contrast=\"device\"")
    );
    let settings = browser.taps(&page, "文字・色").await;
    assert_snapshot!(settings.text(), @"
        〔前の画面へ戻る〕
        # 文字の大きさと色
        文字の大きさ ＿usual＿ ふつう ＿large＿ 大きい ＿largest＿ とても大きい 画面の色 ＿device＿ スマートフォンの設定に合わせる ＿light＿ 明るい ＿dark＿ 暗い 文字のこさ ＿device＿ スマートフォンの設定に合わせる ＿strong＿ くっきり [これにする]
        この端末では、次からも同じように出ます。
        ");
    let typed = [("letters", "largest"), ("colours", "dark"), ("contrast", "strong")];
    let form = Form {
        action: "/look".to_owned(),
        fields: typed.into_iter().chain([("next", page.path.as_str())]).map(own).collect(),
    };
    let back = browser.submits(&form).await;
    assert_eq!((&back.path, back.text()), (&page.path, page.text()));
    let home = browser.opens("/r/home").await;
    assert!(
        home.html
            .contains("data-letters=\"largest\" data-colours=\"dark\" data-contrast=\"strong\"")
    );
    let settings = browser.taps(&home, "文字・色").await;
    let kept = settings.form("これにする");
    let chosen = |name: &str, value: &str| kept.fields.contains(&own((name, value)));
    assert!(chosen("letters", "largest") && chosen("next", "/r/home"), "{kept:?}");
    assert_eq!(settings.html.matches(" checked").count(), 3);

    let away = Form {
        action: "/look".to_owned(),
        fields: [
            ("next", "//evil.example"),
            ("letters", "x"),
            ("colours", "\"><b>"),
            ("contrast", ""),
        ]
        .map(own)
        .into(),
    };
    let page = browser.posts(&away, "same-origin").await;
    assert_eq!(page.header("location"), Some("/r/home"));
    assert_eq!(
        page.header("set-cookie").unwrap().split(';').next(),
        Some("madoguchi_look=usual.device.device")
    );
}

fn own((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}
