//! What a nurse reads before a programme opens: every message it sends, and one to her own telephone.

use crate::{
    people::hanako,
    places::{COVID, FLU},
    town::Town,
};
use domain::{Change, ProgrammeId};

on_both_engines!(
    every_message_can_be_read_before_it_is_sent,
    what_a_programme_never_sends_is_not_shown,
    a_test_goes_to_her_own_telephone_once,
    nothing_goes_to_what_is_no_friend,
    line_is_not_set_where_there_is_no_file,
);

fn messages(id: ProgrammeId) -> String {
    format!("/desk/programmes/{id}/messages")
}

async fn every_message_can_be_read_before_it_is_sent(town: &Town) {
    let officer = town.officer().await;
    let page = officer.opens(&messages(COVID)).await;
    let told = page.text();
    for words in [
        "予約を受け付けました",
        "予約をキャンセルしました",
        "友だち追加、ありがとうございます。窓川町の予約窓口です。",
        "This time is full.",
        "これで 予約する",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert_eq!(officer.opens(&messages(ProgrammeId(uuid::Uuid::from_u128(99)))).await.status, 404);
}

async fn what_a_programme_never_sends_is_not_shown(town: &Town) {
    let officer = town.officer().await;
    for waits in [true, false] {
        let read = town.app.store.read(|reader| reader.programme(FLU)).await;
        let mut programme = read.unwrap().unwrap();
        programme.policy.waitlist = waits.then(Default::default);
        town.changes(vec![Change::ProgrammeSaved(programme)]).await;
        let told = officer.opens(&messages(FLU)).await.text();
        let is_shown = told.lines().any(|line| line.trim() == "空きが出たとき");
        assert_eq!(is_shown, waits, "{told}");
    }
}

async fn a_test_goes_to_her_own_telephone_once(town: &Town) {
    town.resident(hanako()).await;
    let (officer, user) = (town.officer().await, town.line.user_id("hanako"));
    let page = officer.opens(&messages(COVID)).await;
    let form = page.form("テストのお知らせを1通送る").typed(&[("user", &user)]);
    for _ in 0..2 {
        let sent = officer.submits(&form).await;
        assert_eq!(sent.status, 200);
        assert!(sent.text().contains("LINEが受け取りました。"), "{}", sent.text());
    }
    assert_eq!(town.times_heard("hanako", "窓川町の予約窓口からのテスト送信です。このメッセージが見えていれば、正しくつながっています。"), 1);
}

async fn nothing_goes_to_what_is_no_friend(town: &Town) {
    let officer = town.officer().await;
    let page = officer.opens(&messages(COVID)).await;
    let (nobody, long) = (format!("U{}", "0".repeat(32)), "あ".repeat(3_000));
    for (typed, told) in [
        ("", "U で始まる33文字です。"),
        ("😀", "U で始まる33文字です。"),
        (long.as_str(), "U で始まる33文字です。"),
        (nobody.as_str(), "この方には送れません。"),
    ] {
        let refused = officer.presses(&page, "テストのお知らせを1通送る", &[("user", typed)]).await;
        assert_eq!(refused.status, 422, "{typed}");
        assert!(refused.text().contains(told), "{typed}: {}", refused.text());
        assert_eq!(refused.form("テストのお知らせを1通送る").value("user"), typed);
    }
    let now = town.app.clock.now();
    let waiting = town.app.store.read(move |reader| reader.outbox_due(now, 9)).await.unwrap();
    assert_eq!(waiting, [], "nothing was promised");
}

async fn line_is_not_set_where_there_is_no_file(town: &Town) {
    let officer = town.officer().await;
    let page = officer.opens("/desk/line/connect").await;
    assert!(page.text().contains("ここでは設定を変えられません。"), "{}", page.text());
    let fields = vec![("step".to_owned(), "connect".to_owned())];
    let forged = crate::page::Form { action: "/desk/line/connect".to_owned(), fields };
    let refused = officer.submits(&forged).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("設定ファイルなしで動いています"), "{}", refused.text());
    let page = officer.presses(&page, "3. すべて確かめる", &[]).await;
    assert!(page.text().contains("確かめた結果"), "{}", page.text());
}
