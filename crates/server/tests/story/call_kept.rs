//! What stays of calls: notes, the day's figures, the town's own words for the script; and what forged addresses find.

use crate::{
    call::{books, calls, url},
    people::{hanako, jiro, taro},
    places::{AT_9_00, COVID, FLU, FLU_SLOT, IN_THE_GYM},
    town::Town,
};
use insta::assert_snapshot;
use jiff::SignedDuration;
use madoguchi::forget;

on_both_engines!(
    notes_are_kept_once_and_struck_out_with_a_reason,
    a_call_is_measured_and_an_abandoned_one_is_told_apart,
    forged_and_foreign_addresses_lead_nowhere,
    a_part_of_the_script_is_worded_anew_and_never_over_another_officer,
    after_four_hundred_days_a_call_is_forgotten,
    whoever_is_not_on_the_phone_any_more_is_left_out_of_the_family,
    whoever_was_booked_along_is_gone_with_the_call,
);

async fn whoever_was_booked_along_is_gone_with_the_call(town: &Town) {
    let officer = town.officer().await;
    calls(&officer, &taro()).await;
    town.app.clock.advance(SignedDuration::from_secs(1));
    calls(&officer, &hanako()).await;
    let both = officer.opens(&format!("{}/together", url(&taro()))).await;
    let done = officer.presses(&both, "はい、全員の予約を取る", &[]).await;
    assert!(done.text().contains("佐藤 花子様"), "{}", done.text());
    officer.presses(&done, "電話を終える", &[("ending", "booked")]).await;
    town.app.clock.advance(SignedDuration::from_secs(1));
    calls(&officer, &jiro()).await;
    let alone = officer.opens(&format!("{}/together", url(&jiro()))).await;
    assert!(!alone.text().contains("佐藤"), "{}", alone.text());
}

async fn whoever_is_not_on_the_phone_any_more_is_left_out_of_the_family(town: &Town) {
    let officer = town.officer().await;
    calls(&officer, &jiro()).await;
    town.app.clock.advance(SignedDuration::from_mins(2));
    calls(&officer, &taro()).await;
    let family = format!("{}/together", url(&taro()));
    let page = officer.opens(&family).await;
    let over = "この方の電話は終わっている";
    assert_eq!(page.text().matches(over).count(), 1, "the other is on the phone: {}", page.text());
    for _ in 0..2 {
        let left = officer.presses(&page, over, &[]).await;
        assert_eq!(left.path, family);
        assert!(!left.text().contains(&jiro().name), "{}", left.text());
    }
}

async fn after_four_hundred_days_a_call_is_forgotten(town: &Town) {
    let officer = town.officer().await;
    calls(&officer, &taro()).await;
    let began = town.app.clock.now();
    let kept = async || {
        let until = began + SignedDuration::from_mins(1);
        let found = town.app.store.read(move |reader| reader.calls_between(began, until)).await;
        found.unwrap().len()
    };
    town.app.clock.advance(SignedDuration::from_hours(400 * 24));
    forget::tick(&town.app).await.unwrap();
    assert_eq!(kept().await, 1);
    town.app.clock.advance(SignedDuration::from_mins(1));
    forget::tick(&town.app).await.unwrap();
    assert_eq!(kept().await, 0);
}

async fn notes_are_kept_once_and_struck_out_with_a_reason(town: &Town) {
    let officer = town.officer().await;
    let page = calls(&officer, &taro()).await;
    let long = "あ".repeat(401);
    for (text, told) in
        [("", "メモが空です。"), (" \n ", "メモが空です。"), (&*long, "メモが長すぎます。")]
    {
        let bad = officer.presses(&page, "メモを残す", &[("note", text)]).await;
        assert_eq!(bad.status, 422);
        assert!(bad.text().contains(told), "{}", bad.text());
        assert!(bad.html.contains(text), "what was typed stays");
    }
    let note = "耳が遠い方です👂。ゆっくり。";
    for _ in 0..2 {
        let kept = officer.presses(&page, "メモを残す", &[("note", note)]).await;
        assert_eq!(kept.text().matches(note).count(), 1, "{}", kept.text());
    }
    let page = officer.opens(&url(&taro())).await;
    let bare = officer.presses(&page, "このメモを取り消す", &[("why", " ")]).await;
    assert_eq!(bare.status, 422);
    let why = [("why", "別の方のことでした")];
    let struck = officer.presses(&page, "このメモを取り消す", &why).await;
    assert!(struck.text().contains("が取り消し"), "{}", struck.text());
    assert!(struck.html.contains(&format!("<s>{note}</s>")));
    let person = officer.opens(&format!("/desk/people/{}", taro().id)).await;
    for line in ["電話のメモを残した", "電話のメモを取り消した", "別の方のことでした"]
    {
        assert!(person.text().contains(line), "{line}: {}", person.text());
    }
}

async fn a_call_is_measured_and_an_abandoned_one_is_told_apart(town: &Town) {
    let officer = town.officer().await;
    let empty = officer.opens("/desk/calls").await;
    assert!(empty.text().contains("この日の電話は、ありません。"), "{}", empty.text());
    let page = calls(&officer, &taro()).await;
    town.app.clock.advance(SignedDuration::from_secs(95));
    for _ in 0..2 {
        officer.presses(&page, "電話を終える", &[("ending", "answered")]).await;
    }
    calls(&officer, &hanako()).await;
    town.app.clock.advance(SignedDuration::from_mins(30));
    calls(&officer, &jiro()).await;
    let day = officer.opens("/desk/calls").await;
    assert_snapshot!(day.text(), @"
        〔事業の一覧〕
        # 電話の記録 2026年10月5日（月曜日）
        日付 ＿2026-10-05＿ [この日を見る] 〔前の日〕
        ## 職員ごと
        職員 ｜ 終えた電話 ｜ 半分はここまで ｜ 9割はここまで ｜ 予約 ｜ 変更 ｜ キャンセル ｜ キャンセル待ち ｜ お答え ｜ 折り返し ｜ 対象外 ｜ 本人確認できず ｜ 電話中 ｜ 終わりの記録なし ｜
        保健師 窓川みどり ｜ 1 ｜ 1分35秒 ｜ 1分35秒 ｜ 0 ｜ 0 ｜ 0 ｜ 0 ｜ 1 ｜ 0 ｜ 0 ｜ 0 ｜ 1 ｜ 1 ｜
        全員 ｜ 1 ｜ 1分35秒 ｜ 1分35秒 ｜ 0 ｜ 0 ｜ 0 ｜ 0 ｜ 1 ｜ 0 ｜ 0 ｜ 0 ｜ 1 ｜ 1 ｜
        ## 電話の始まった時間
        9時台：3件
        ## 自分の電話
        始まり ｜ 長さ ｜ 結果 ｜ 画面 ｜
        9:31 ｜ — ｜ 電話中 ｜ 〔つづける〕 ｜
        9:01 ｜ — ｜ 終わりの記録なし ｜ 〔この方の画面〕 ｜
        9:00 ｜ 1分35秒 ｜ お答え ｜ 〔この方の画面〕 ｜
        ");
    assert!(!day.text().contains("佐藤"), "no names");
    for bad in ["2026-13-40", "25:00", "あした", "2999-01-01"] {
        let page = officer.opens(&format!("/desk/calls?day={bad}")).await;
        assert!(page.text().contains("今日の分を出しています。"), "{}", page.text());
    }
    let page = officer.opens(&url(&hanako())).await;
    assert_eq!(page.heading(), "電話：本人確認", "a new call, after the silence");
}

async fn forged_and_foreign_addresses_lead_nowhere(town: &Town) {
    let officer = town.officer().await;
    calls(&officer, &taro()).await;
    calls(&officer, &hanako()).await;
    books(&officer, &hanako(), AT_9_00).await;
    let hers = town.booking_of(&hanako()).await.id;
    let his = url(&taro());
    for path in [
        format!("{his}/bookings/{hers}/cancel"),
        format!("{his}/done/{hers}"),
        format!("{his}/book/{COVID}/9/{IN_THE_GYM}"),
        format!("{his}/book/{COVID}/1/{FLU_SLOT}"),
        format!("{his}/book/{FLU}/x"),
        "/desk/people/00000000-0000-0000-0000-0000000000ff/call".to_owned(),
    ] {
        let page = officer.opens(&path).await;
        assert!(
            page.status == 404 || page.text().contains("取れません"),
            "{path}: {}",
            page.text()
        );
    }
    for query in ["venue=x", "from=25:00", "after=99999", &format!("from={}", "9".repeat(10_000))] {
        let page = officer.opens(&format!("{his}/book/{COVID}/1?{query}")).await;
        assert_eq!(page.status, 200, "{query}: {}", page.text());
    }
    let nobody = town.browser().opens(&his).await;
    assert_eq!(nobody.heading(), "職員のログイン");
    assert!(nobody.html.contains("next"), "and comes back to it");
}

async fn a_part_of_the_script_is_worded_anew_and_never_over_another_officer(town: &Town) {
    let officer = town.officer().await;
    let part = "/desk/scripts/greeting";
    let page = officer.opens(part).await;
    for (text, told) in [
        ("", "文が空です。"),
        (
            "はい、{名前}です。",
            "{名前} という差しこみはありません。ここで使えるのは、{町}、{職員}です。",
        ),
        ("はい、{番号}です。", "{番号} は、「あいさつ」ではまだ決まっていないので使えません。"),
        ("はい、{町です。", "かっこ { } の片方だけがあります。"),
    ] {
        let bad = officer.presses(&page, "この文にする", &[("text", text)]).await;
        assert_eq!(bad.status, 422, "{text}");
        assert!(bad.text().contains(told), "{}", bad.text());
        assert_eq!(bad.form("この文にする").value("text"), text, "what was typed stays");
    }
    let own = [("text", "はい、{町}の{職員}です。")];
    let tried = officer.presses(&page, "見本で読んでみる", &own).await;
    assert!(tried.text().contains("はい、窓川町の窓川みどりです。"), "{}", tried.text());
    for _ in 0..2 {
        let list = officer.presses(&page, "この文にする", &own).await;
        assert_eq!(
            list.heading(),
            "電話の台本",
            "the second press changes nothing: {}",
            list.text()
        );
    }
    let late = officer.presses(&page, "この文にする", &[("text", "もしもし。")]).await;
    assert_eq!(late.status, 409);
    assert!(late.text().contains("ほかの職員がこの文を変えました。"), "{}", late.text());
    let call = officer.opens(&url(&taro())).await;
    assert!(call.text().contains("はい、窓川町の保健師 窓川みどりです。"), "{}", call.text());
    let page = officer.opens(part).await;
    officer.presses(&page, "はじめの文に戻す", &[]).await;
    let call = officer.opens(&url(&taro())).await;
    assert!(call.text().contains("お電話ありがとうございます。"), "{}", call.text());
    assert_eq!(officer.opens("/desk/scripts/nothing").await.status, 404);
}
