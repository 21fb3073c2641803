//! The town's venues: listed, made, edited, and never over what somebody else saved meanwhile.

use crate::{page::Page, places::HALL, resident::Browser, town::Town};
use insta::assert_snapshot;

on_both_engines!(
    an_officer_makes_a_venue_and_sees_it_on_the_list,
    what_a_venue_lacks_is_told_beside_its_field_and_nothing_typed_is_lost,
    two_officers_at_one_venue_do_not_overwrite_each_other,
    a_venue_that_is_not_there_is_not_found,
);

const MAKE: &str = "この会場をつくる";
const SAVE: &str = "保存する";

async fn makes(officer: &Browser<'_>, typed: &[(&str, &str)]) -> Page {
    let page = officer.opens("/desk/venues/new").await;
    officer.presses(&page, MAKE, typed).await
}

async fn an_officer_makes_a_venue_and_sees_it_on_the_list(town: &Town) {
    let officer = town.officer().await;
    let typed = [("name", " 上窓川　公民館 "), ("address", "上窓川87番地"), ("room", "２０")];
    let list = makes(&officer, &typed).await;
    assert_snapshot!(list.text(), @"
        〔事業の一覧〕
        # 会場
        〔新しい会場をつくる〕
        会場 ｜ 住所 ｜ 一度に入れる人数 ｜ 使っている事業 ｜
        〔上窓川 公民館〕 ｜ 上窓川87番地 〔地図〕 ｜ 20人 ｜ まだありません ｜
        〔中央公民館〕 ｜ 本町1丁目1番地 〔地図〕 ｜ 記入なし ｜ 〔新型コロナワクチン〕 〔高齢者インフルエンザ〕 〔肺炎球菌ワクチン〕 ｜
        〔北体育館〕 ｜ 北町5丁目 〔地図〕 ｜ 記入なし ｜ 〔新型コロナワクチン〕 ｜
        全部で 3か所です。
        ");
    let form = officer.opens("/desk/venues/new").await.form(MAKE).typed(&typed);
    let form = form.typed(&[("name", "西会館")]);
    officer.submits(&form).await;
    let again = officer.submits(&form).await;
    assert_eq!(again.status, 200, "pressed twice");
    assert_eq!(again.text().matches("西会館").count(), 1, "{}", again.text());
}

async fn what_a_venue_lacks_is_told_beside_its_field_and_nothing_typed_is_lost(town: &Town) {
    let officer = town.officer().await;
    let page = makes(&officer, &[("address", "どこか"), ("room", "たくさん")]).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("部屋に入れる人数は、1から9999までの数字"), "{}", page.text());
    assert!(page.text().contains("＿たくさん＿"), "{}", page.text());
    for (name, told) in [
        ("", "会場の名前を入力してください。"),
        ("中央公民館", "同じ名前の会場があります。"),
        (&"長".repeat(3_000), "会場の名前が長すぎます。40文字までにしてください。"),
    ] {
        let page = makes(&officer, &[("name", name), ("address", "どこか"), ("room", "0")]).await;
        assert_eq!(page.status, 422, "{name}");
        assert!(page.text().contains(told), "{}", page.text());
        assert!(page.text().contains("＿どこか＿"), "{}", page.text());
        assert!(page.text().contains("1から9999まで"), "{}", page.text());
    }
    let list = officer.opens("/desk/venues").await;
    assert!(list.text().contains("全部で 2か所です。"), "{}", list.text());
    let party = makes(&officer, &[("name", "🎉ホール"), ("address", "どこか")]).await;
    assert!(party.text().contains("全部で 3か所です。"), "{}", party.text());
}

async fn two_officers_at_one_venue_do_not_overwrite_each_other(town: &Town) {
    let (first, second) = (town.officer().await, town.officer().await);
    let path = format!("/desk/venues/{HALL}");
    let seen = second.opens(&path).await;
    let page = first.opens(&path).await;
    first.presses(&page, SAVE, &[("room", "40")]).await;
    let told = second.presses(&seen, SAVE, &[("address", "本町2丁目")]).await;
    assert_eq!(told.status, 409);
    assert!(told.text().contains("いまは「中央公民館」「本町1丁目1番地」"), "{}", told.text());
    assert!(told.text().contains("（40人）"), "{}", told.text());
    assert!(told.text().contains("＿本町2丁目＿"), "{}", told.text());
    let list = second.presses(&told, SAVE, &[("room", "40")]).await;
    assert!(list.text().contains("本町2丁目"), "{}", list.text());
    let history = town.app.store.read(|reader| reader.history_break()).await.unwrap();
    assert_eq!(history, None);
}

async fn a_venue_that_is_not_there_is_not_found(town: &Town) {
    let officer = town.officer().await;
    for path in ["/desk/venues/00000000-0000-0000-0000-0000000000ff", "/desk/venues/🎉"] {
        assert_eq!(officer.asks_for(path).await.status, 404, "{path}");
    }
    let forged = officer.opens("/desk/venues/new").await.form(MAKE);
    let forged =
        forged.typed(&[("name", "乗っ取り"), ("address", "どこか"), ("id", &HALL.to_string())]);
    let told = officer.submits(&forged).await;
    assert_eq!(told.status, 409, "another venue's id is no new venue");
    let list = officer.opens("/desk/venues").await;
    assert!(list.text().contains("中央公民館") && !list.text().contains("乗っ取り"));
    let gone = forged.typed(&[("id", "🎉")]);
    assert_eq!(officer.submits(&gone).await.heading(), "もう一度、やり直してください");
}
