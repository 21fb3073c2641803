//! What the desk counts: who has not booked yet, by name only for those who may, and the figures of a programme.

use crate::{
    people::{hanako, taro},
    places::{AT_9_00, COVID, FLU},
    town::{Town, officer},
};
use domain::{Actor, Duty, Role};
use insta::assert_snapshot;
use store::Officer;

on_both_engines!(
    who_has_not_booked_is_counted_and_found,
    a_list_for_letters_leaves_out_who_is_hidden_and_is_written_down,
    the_figures_say_through_which_door_and_at_which_hour,
    who_booked_is_counted_by_door_age_and_hour,
    who_may_see_numbers_sees_no_name,
    what_is_not_there_and_what_is_nonsense,
);

async fn who_has_not_booked_is_counted_and_found(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known.clone()).await;
    hanako.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    let nurse = town.officer().await;
    let page = nurse.opens(&format!("/desk/programmes/{COVID}/unbooked")).await;
    assert_snapshot!(page.text(), @"
        〔事業の一覧〕 〔新型コロナワクチン〕
        # まだ予約していない方 新型コロナワクチン
        10月5日（月） 9:00 現在。対象になる実施日が1日でもある方を数えています。1回目（または1つ目の検査）の予約か接種があれば「予約した方」「受けた方」に入ります。
        対象の方：4人
        予約した方：1人
        受けた方：0人
        まだの方：3人
        〔まだの方の一覧を開く（3人）〕
        一覧にはお名前が出ます。だれがいつ開いたかは、履歴に残ります。
        ## 年代ごと
        年代 ｜ 対象 ｜ 予約した ｜ 受けた ｜ まだ ｜ 予約・接種の割合 ｜
        0〜6歳 ｜ 0 ｜ 0 ｜ 0 ｜ 0 ｜ — ｜
        7〜17歳 ｜ 1 ｜ 0 ｜ 0 ｜ 〔1〕 ｜ 0% ｜
        18〜64歳 ｜ 1 ｜ 0 ｜ 0 ｜ 〔1〕 ｜ 0% ｜
        65〜74歳 ｜ 0 ｜ 0 ｜ 0 ｜ 0 ｜ — ｜
        75歳以上 ｜ 2 ｜ 1 ｜ 0 ｜ 〔1〕 ｜ 50% ｜
        ## 地区ごと
        地区 ｜ 対象 ｜ 予約した ｜ 受けた ｜ まだ ｜ 予約・接種の割合 ｜
        本町 ｜ 4 ｜ 1 ｜ 0 ｜ 〔3〕 ｜ 25% ｜
        ## 予約の増え方
        表で見る
        日 ｜ 累計 ｜
        10月5日 ｜ 1 ｜
        ");
    let list = nurse.taps(&page, "まだの方の一覧を開く").await;
    assert_snapshot!(list.text(), @"
        〔事業の一覧〕 〔まだ予約していない方〕
        # まだ予約していない方の一覧 新型コロナワクチン
        全員：3人。年齢の高い順です。1人目から3人目まで。
        [手紙のためにCSVで保存する]
        CSVには住所が入ります。支援措置の対象の方は入りません。保存したことは、お一人ずつの履歴に残ります。
        このページに、支援措置の対象の方が1人います。電話番号は出していません。ご連絡のしかたは、担当者にお確かめください。
        氏名 ｜ 年齢 ｜ 地区 ｜ 電話 ｜
        〔サトウ タロウ 佐藤 太郎〕 ｜ 81歳 ｜ 本町 ｜ 01-9999-1234 ｜
        〔スズキ ミドリ 鈴木 みどり〕 ｜ 46歳 ｜ 本町 ｜ 支援措置 ｜
        〔タナカ ジロウ 田中 次郎〕 ｜ 16歳 ｜ 本町 ｜ 01-9999-1234 ｜
        ");
    // Two of the sixty-five and older are meant for the flu, and a district nobody lives in has nobody.
    let flu = nurse.opens(&format!("/desk/programmes/{FLU}/unbooked")).await;
    assert!(flu.text().contains("対象の方：2人"), "{}", flu.text());
    let none = nurse.opens(&format!("/desk/programmes/{FLU}/unbooked/people?district=月")).await;
    assert!(none.text().contains("月：まだの方はいません。"), "{}", none.text());
    let band = nurse.opens(&format!("/desk/programmes/{FLU}/unbooked/people?band=4")).await;
    assert!(band.text().contains("75歳以上：2人。"), "{}", band.text());
    let beyond = nurse.opens(&format!("/desk/programmes/{FLU}/unbooked/people?page=7")).await;
    assert!(beyond.text().contains("ここから先には、もういません。"), "{}", beyond.text());
}

async fn who_booked_is_counted_by_door_age_and_hour(town: &Town) {
    let nurse = town.officer().await;
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known.clone()).await;
    hanako.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    let ages = nurse.opens(&format!("/desk/programmes/{COVID}/ages")).await;
    assert_snapshot!(ages.text(), @"
        〔事業の一覧〕 〔新型コロナワクチン〕
        # 受付方法と年代
        予約が入っている人数を、受付方法と、受ける日の年齢で数えたものです。お名前は使いません。
        LINE・画面 電話
        年齢 ｜ LINE・画面 ｜ 電話 ｜ 合計 ｜ 電話の割合 ｜
        0〜6歳 ｜ 0 ｜ 0 ｜ 0 ｜ ― ｜
        7〜17歳 ｜ 0 ｜ 0 ｜ 0 ｜ ― ｜
        18〜64歳 ｜ 0 ｜ 0 ｜ 0 ｜ ― ｜
        65〜74歳 ｜ 0 ｜ 0 ｜ 0 ｜ ― ｜
        75歳以上 ｜ 1 ｜ 0 ｜ 1 ｜ 0% ｜
        合計 ｜ 1 ｜ 0 ｜ 1 ｜ 0% ｜
        ## LINE・画面：年代と、予約した時刻
        年齢 ｜ 9時 ｜
        0〜6歳 ｜ 0 ｜
        7〜17歳 ｜ 0 ｜
        18〜64歳 ｜ 0 ｜
        65〜74歳 ｜ 0 ｜
        75歳以上 ｜ 1 ｜
        9:00 現在（1分ごとに数え直します）
        ");
    let empty = nurse.opens(&format!("/desk/programmes/{FLU}/ages")).await;
    assert!(empty.text().contains("予約は、まだありません。"), "{}", empty.text());
}

async fn a_list_for_letters_leaves_out_who_is_hidden_and_is_written_down(town: &Town) {
    let nurse = town.officer().await;
    let list = nurse.opens(&format!("/desk/programmes/{COVID}/unbooked/people")).await;
    assert!(list.text().contains("支援措置の対象の方が1人います。"), "{}", list.text());
    let file = nurse.presses(&list, "手紙のためにCSVで保存する", &[]).await;
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(file.html.contains("佐藤 花子") && !file.html.contains("鈴木 みどり"), "{}", file.html);
    let page = nurse.opens(&format!("/desk/people/{}", taro().id)).await;
    assert!(page.text().contains("記録を開いた"), "{}", page.text());
}

async fn the_figures_say_through_which_door_and_at_which_hour(town: &Town) {
    let nurse = town.officer().await;
    let empty = nurse.opens(&format!("/desk/programmes/{COVID}/statistics")).await;
    assert!(empty.text().contains("予約は、まだありません。"), "{}", empty.text());
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known.clone()).await;
    hanako.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    let page = nurse.opens(&format!("/desk/programmes/{COVID}/statistics")).await;
    assert_snapshot!(page.text(), @"
        〔事業の一覧〕 〔新型コロナワクチン〕
        # 集計 新型コロナワクチン
        10月5日（月） 9:00 現在。人数だけの集計で、お名前は出ません。
        〔CSVで保存する〕
        ## 受付方法ごとの予約
        受付方法 ｜ 予約 ｜ 割合 ｜
        LINE・画面 ｜ 1 ｜ 100% ｜
        電話 ｜ 0 ｜ 0% ｜
        合計 ｜ 1 ｜ ｜
        受けた予約は 1件、そのうちいまも残っているのは 1件です。
        ## 省けた手間
        省けた電話：1件
        省けた通話の時間：0時間2分
        生かせた枠：0枠
        LINEや画面で取られた予約を、電話なら1件ずつ受けたものとして数えています。電話1件は 2分0秒（測った電話がまだ少ないので、めやすの長さ）です。変更とキャンセルの電話は数えていません。生かせた枠は、キャンセル待ちの方がご案内を受け、いまもその方の予約であるか、その方が接種・受診された枠の数です。
        ## 何時に予約が入ったか
        LINE・画面 電話
        表で見る
        時刻 ｜ LINE・画面 ｜ 電話 ｜ 合計 ｜
        0時 ｜ 0 ｜ 0 ｜ 0 ｜
        1時 ｜ 0 ｜ 0 ｜ 0 ｜
        2時 ｜ 0 ｜ 0 ｜ 0 ｜
        3時 ｜ 0 ｜ 0 ｜ 0 ｜
        4時 ｜ 0 ｜ 0 ｜ 0 ｜
        5時 ｜ 0 ｜ 0 ｜ 0 ｜
        6時 ｜ 0 ｜ 0 ｜ 0 ｜
        7時 ｜ 0 ｜ 0 ｜ 0 ｜
        8時 ｜ 0 ｜ 0 ｜ 0 ｜
        9時 ｜ 1 ｜ 0 ｜ 1 ｜
        10時 ｜ 0 ｜ 0 ｜ 0 ｜
        11時 ｜ 0 ｜ 0 ｜ 0 ｜
        12時 ｜ 0 ｜ 0 ｜ 0 ｜
        13時 ｜ 0 ｜ 0 ｜ 0 ｜
        14時 ｜ 0 ｜ 0 ｜ 0 ｜
        15時 ｜ 0 ｜ 0 ｜ 0 ｜
        16時 ｜ 0 ｜ 0 ｜ 0 ｜
        17時 ｜ 0 ｜ 0 ｜ 0 ｜
        18時 ｜ 0 ｜ 0 ｜ 0 ｜
        19時 ｜ 0 ｜ 0 ｜ 0 ｜
        20時 ｜ 0 ｜ 0 ｜ 0 ｜
        21時 ｜ 0 ｜ 0 ｜ 0 ｜
        22時 ｜ 0 ｜ 0 ｜ 0 ｜
        23時 ｜ 0 ｜ 0 ｜ 0 ｜
        ## 予約の増え方
        表で見る
        日 ｜ 累計 ｜
        10月5日 ｜ 1 ｜
        ## 枠の区分ごとの公平さ
        電話の方もLINEの方も、同じように予約できているかを見ます。片方だけが早く埋まっているときは、枠の区分を動かせます。
        区分 ｜ 枠 ｜ 予約 ｜ 埋まった割合 ｜ 予約の半数が入った時 ｜
        LINE・公開 ｜ 60 ｜ 1 ｜ 1% ｜ 受付開始から34日0時間0分 ｜
        電話 ｜ 12 ｜ 0 ｜ 0% ｜ 予約なし ｜
        ");
    let file = nurse.opens(&page.link("CSVで保存する")).await;
    assert_eq!(
        file.html,
        "\u{feff}受けた日,時,受付方法,予約,うち残っている予約\r\n2026-10-05,9,LINE・画面,1,1\r\n"
    );
}

async fn who_may_see_numbers_sees_no_name(town: &Town) {
    let duty = Duty::everywhere(Role::Colleague);
    let (now, colleague) = (town.app.clock.now(), Officer { duty, ..officer() });
    let save = move |tx: &mut store::Tx<'_>| tx.save_officer(&colleague, Actor::System, now);
    town.app.store.write(save).await.unwrap();
    let colleague = town.officer().await;
    let page = colleague.opens(&format!("/desk/programmes/{COVID}/unbooked")).await;
    assert!(page.text().contains("対象の方") && !page.text().contains("一覧を開く"));
    assert!(!page.links().iter().any(|link| link.contains("/people")), "{:?}", page.links());
    let list = colleague.opens(&format!("/desk/programmes/{COVID}/unbooked/people")).await;
    assert_eq!(list.status, 403);
}

async fn what_is_not_there_and_what_is_nonsense(town: &Town) {
    let nurse = town.officer().await;
    let nothing = "00000000-0000-0000-0000-000000000404";
    for page in ["statistics", "statistics.csv", "unbooked", "unbooked/people"] {
        let page = nurse.opens(&format!("/desk/programmes/{nothing}/{page}")).await;
        assert_eq!(page.status, 404);
    }
    for address in ["people?page=-1", "people?band=x", "people?page=1&page=2"] {
        let page = nurse.opens(&format!("/desk/programmes/{COVID}/unbooked/{address}")).await;
        assert_eq!(page.status, 404, "{address}");
        assert_eq!(page.heading(), "お探しのページは見つかりませんでした", "{address}");
        assert!(page.text().contains("〔事業の一覧に戻る〕"), "{}", page.text());
    }
    for query in ["band=99", "group=🙂", "district=%F0%9F%99%82", "band=4&district=&group=x"] {
        let page = nurse.opens(&format!("/desk/programmes/{COVID}/unbooked/people?{query}")).await;
        assert!(page.text().contains("まだの方はいません。"), "{query}: {}", page.text());
    }
}
