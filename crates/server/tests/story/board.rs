//! The live board: what it tells of the pace, who came at which age, who is booked at one time, and that many desks
//! hear of everything at once while the database is asked once.

use crate::{
    database::Engine,
    people::{hanako, jiro, taro},
    places::{AT_9_00, AT_9_15, COVID, FLU, HALL_SESSION},
    resident::Browser,
    town::{Town, tell},
    waitlist::{joins, keeps, opens},
};
use domain::{ProgrammeId, SlotId};
use insta::assert_snapshot;
use jiff::SignedDuration;
use madoguchi::{
    App,
    boards::{self, View},
};
use reqwest::Response;
use std::{sync::Arc, time::Duration};
use store::{KEY_LEN, Keys, Store};
use tokio::time::timeout;

/// Every desk hears of a booking within this.
const AT_ONCE: Duration = Duration::from_secs(10);
const DESKS: usize = 50;

on_both_engines!(
    fifty_desks_hear_of_a_booking_by_one_look_at_the_database,
    a_desk_is_told_who_joins_the_waitlist_and_nothing_of_other_days,
    the_board_tells_how_fast_places_go_and_shows_the_nearest_days,
    who_came_through_which_door_at_which_age_is_counted_without_names,
    from_a_cell_one_comes_to_who_is_booked_then,
    what_is_typed_into_the_address_of_the_board_breaks_nothing,
);

#[test]
fn a_board_of_one_node_shows_at_once_what_comes_in_through_another() {
    tell(Engine::Postgres, async |town| {
        let store = Store::start(town.database.store_url(), Keys::derive(&[7; KEY_LEN]));
        let node = App::new(town.app.config.clone(), store, town.app.clock.clone());
        let mut board = boards::watch(&node, COVID).await.unwrap();
        let hanako = town.resident(hanako()).await;
        hanako.registers(&hanako.known).await;
        hanako.books(COVID, 1, AT_9_00).await;
        let booked = |view: &Arc<View>| {
            view.slots[&AT_9_00].slot.slot.pools.iter().any(|pool| pool.booked == 1)
        };
        timeout(AT_ONCE, board.wait_for(booked)).await.expect("in time").unwrap();
    });
}

async fn listens(town: &Town, officer: &Browser<'_>, of: ProgrammeId, query: &str) -> Response {
    let url = format!("{}/desk/programmes/{of}/events{query}", town.url);
    let stream = officer.with_cookies(town.http.get(url)).send().await.unwrap();
    assert_eq!(stream.status(), 200);
    stream
}

/// Everything up to these words.
async fn told(stream: &mut Response, until: &str) -> String {
    let mut told = String::new();
    while !(told.contains(until) && told.ends_with("\n\n")) {
        let bytes = timeout(AT_ONCE, stream.chunk()).await.expect("in time").unwrap();
        told.push_str(std::str::from_utf8(&bytes.expect("the stream goes on")).unwrap());
    }
    told
}

async fn fifty_desks_hear_of_a_booking_by_one_look_at_the_database(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let officer = town.officer().await;
    let before = town.app.boards.reads();
    let mut desks = Vec::new();
    for _ in 0..DESKS {
        desks.push(listens(town, &officer, COVID, "").await);
    }
    assert_eq!(town.app.boards.reads() - before, 1, "the first looks for all of them");
    hanako.books(COVID, 1, AT_9_00).await;
    for desk in &mut desks {
        let events = told(desk, "event: news").await;
        assert!(events.contains(&format!("event: slot-{AT_9_00}\n")), "{events}");
        assert!(events.contains("予約 1 / 12"), "{events}");
        assert!(events.contains("event: day-2026-10-20\ndata: 残り 47 / 48\n"), "{events}");
    }
    assert_eq!(town.app.boards.reads() - before, 2, "and one look served them");
}

async fn a_desk_is_told_who_joins_the_waitlist_and_nothing_of_other_days(town: &Town) {
    opens(town).await;
    keeps(town, 2, 1).await;
    let officer = town.officer().await;
    let mut desk = listens(town, &officer, FLU, "").await;
    let mut elsewhere = listens(town, &officer, COVID, "?from=2026-11-10&until=2026-11-10").await;
    let taro = town.resident(taro()).await;
    joins(&taro).await;
    let events = told(&mut desk, "event: totals").await;
    assert!(events.contains("キャンセル待ち</dt><dd><b>1</b> 人"), "{events}");
    assert!(!events.contains("event: news"), "no place is different: {events}");
    taro.books(COVID, 1, AT_9_00).await;
    let events = told(&mut elsewhere, "event: news").await;
    assert!(!events.contains("event: slot-"), "that day is not on its page: {events}");
    assert!(events.contains("event: day-2026-10-20"), "but in its calendar: {events}");
}

async fn the_board_tells_how_fast_places_go_and_shows_the_nearest_days(town: &Town) {
    let officer = town.officer().await;
    let url = format!("/desk/programmes/{COVID}");
    let (hanako, taro) = (town.resident(hanako()).await, town.resident(taro()).await);
    for resident in [&hanako, &taro] {
        resident.registers(&resident.known).await;
        resident.books(COVID, 1, AT_9_00).await;
    }
    let booking = town.booking_of(&taro.known).await.id;
    let page = taro.opens(&format!("/bookings/{booking}/cancel")).await;
    taro.browser.presses(&page, "キャンセルする", &[]).await;
    town.passes(SignedDuration::from_mins(90)).await;
    let jiro = town.resident(jiro()).await;
    jiro.registers(&jiro.known).await;
    jiro.books(COVID, 1, AT_9_15).await;
    let page = officer.opens(&url).await;
    assert_snapshot!(page.text(), @"
        〔事業の一覧〕
        # 新型コロナワクチン
        受付中
        〔事業の決まり〕 〔受付前の点検〕 〔お知らせのことば〕 〔枠をつくる〕 〔キャンセル待ちをくらべる〕 〔確保と例外の一覧〕 〔リマインド〕 〔受付方法と年代〕 〔集計〕 〔まだ予約していない方〕 〔どなたにも見える空き状況〕
        〔すべての会場〕 〔中央公民館〕 〔北体育館〕
        残り：70
        予約 / 枠：2 / 72
        予約の速さ：1時間 1・24時間 3
        満員の見込み：まだわかりません（24時間の予約が10枠より少ないため）
        きょうのキャンセル：1 件
        満員の時間：0 / 6
        LINE・公開：残り 58 予約 2 / 60
        電話：残り 12 予約 0 / 12
        10:30:00 現在
        ## 日ごとの残り
        ### 2026年10月
        ・〔20日（火） 残り 46 / 48〕
        ### 2026年11月
        ・〔9日（月） 残り 12 / 12〕
        ・〔10日（火） 残り 12 / 12〕
        10月20日（火）
        〔次の日へ〕
        ## 〔10月20日（火） 中央公民館〕
        〔まとめて変える〕
        〔9:00〕 残り 11
        〔予約 1 / 12〕
        LINE・公開 9 電話 2
        〔9:15〕 残り 11
        〔予約 1 / 12〕
        LINE・公開 9 電話 2
        〔10:30〕 残り 12
        〔予約 0 / 12〕
        LINE・公開 10 電話 2
        ## 〔10月20日（火） 北体育館〕
        〔まとめて変える〕
        〔9:00〕 残り 12
        〔予約 0 / 12〕
        LINE・公開 10 電話 2
        ");
    let next = officer.taps(&page, "次の日へ").await;
    assert!(next.text().contains("11月9日（月）から11月10日（火）まで"), "{}", next.text());
    assert!(!next.text().contains("次の日へ"), "they are the last: {}", next.text());
    let back = officer.taps(&next, "前の日へ").await;
    assert!(back.text().contains("〔10月20日（火） 中央公民館〕"), "{}", back.text());
}

async fn who_came_through_which_door_at_which_age_is_counted_without_names(town: &Town) {
    for (known, slot) in [(hanako(), AT_9_15), (taro(), AT_9_00), (jiro(), AT_9_00)] {
        let resident = town.resident(known).await;
        resident.registers(&resident.known).await;
        resident.books(COVID, 1, slot).await;
    }
    crate::desk::phones_in(town).await;
    let officer = town.officer().await;
    let board = officer.opens(&format!("/desk/programmes/{COVID}")).await;
    let page = officer.taps(&board, "受付方法と年代").await;
    assert_snapshot!(page.text(), @"
        〔事業の一覧〕 〔新型コロナワクチン〕
        # 受付方法と年代
        予約が入っている人数を、受付方法と、受ける日の年齢で数えたものです。お名前は使いません。
        LINE・画面 電話
        年齢 ｜ LINE・画面 ｜ 電話 ｜ 合計 ｜ 電話の割合 ｜
        0〜6歳 ｜ 0 ｜ 0 ｜ 0 ｜ ― ｜
        7〜17歳 ｜ 1 ｜ 0 ｜ 1 ｜ 0% ｜
        18〜64歳 ｜ 0 ｜ 1 ｜ 1 ｜ 100% ｜
        65〜74歳 ｜ 0 ｜ 0 ｜ 0 ｜ ― ｜
        75歳以上 ｜ 2 ｜ 0 ｜ 2 ｜ 0% ｜
        合計 ｜ 3 ｜ 1 ｜ 4 ｜ 25% ｜
        ## LINE・画面：年代と、予約した時刻
        年齢 ｜ 9時 ｜
        0〜6歳 ｜ 0 ｜
        7〜17歳 ｜ 1 ｜
        18〜64歳 ｜ 0 ｜
        65〜74歳 ｜ 0 ｜
        75歳以上 ｜ 2 ｜
        ## 電話：年代と、予約した時刻
        年齢 ｜ 9時 ｜
        0〜6歳 ｜ 0 ｜
        7〜17歳 ｜ 0 ｜
        18〜64歳 ｜ 1 ｜
        65〜74歳 ｜ 0 ｜
        75歳以上 ｜ 0 ｜
        9:00 現在（1分ごとに数え直します）
        ");
}

async fn from_a_cell_one_comes_to_who_is_booked_then(town: &Town) {
    for (known, slot) in [(hanako(), AT_9_15), (taro(), AT_9_00)] {
        let resident = town.resident(known).await;
        resident.registers(&resident.known).await;
        resident.books(COVID, 1, slot).await;
    }
    let officer = town.officer().await;
    let board = officer.opens(&format!("/desk/programmes/{COVID}")).await;
    let people = |slot: SlotId| format!("/desk/sessions/{HALL_SESSION}?slot={slot}");
    assert!(board.links().contains(&people(AT_9_00)), "{:?}", board.links());
    let page = officer.opens(&people(AT_9_00)).await;
    let text = page.text();
    assert!(text.contains("9:00〜9:15 の枠の方だけを出しています。"), "{text}");
    assert!(text.contains("佐藤 太郎") && !text.contains("佐藤 花子"), "{text}");
    let searched = officer.presses(&page, "さがす", &[("q", "さとう")]).await;
    assert!(!searched.text().contains("佐藤 花子"), "still of that time: {}", searched.text());
    let all = officer.taps(&page, "全員を見る").await;
    assert!(all.text().contains("佐藤 花子"), "{}", all.text());
}

async fn what_is_typed_into_the_address_of_the_board_breaks_nothing(town: &Town) {
    let officer = town.officer().await;
    let whole = officer.opens(&format!("/desk/programmes/{COVID}")).await;
    for query in ["date=25:00", "from=", "date=2026-13-40", "venue=1", "from=%F0%9F%98%80"] {
        let page = officer.opens(&format!("/desk/programmes/{COVID}?{query}")).await;
        assert_eq!((page.status, page.heading()), (200, whole.heading()), "{query}");
    }
    let empty = officer.opens(&format!("/desk/programmes/{COVID}?date=2030-01-01")).await;
    assert!(empty.text().contains("この条件に合う実施日はありません。"), "{}", empty.text());
    for path in [format!("/desk/programmes/{HALL_SESSION}"), "/desk/programmes/x".to_owned()] {
        assert_eq!(officer.opens(&path).await.status, 404, "{path}");
        assert_eq!(officer.opens(&format!("{path}/ages")).await.status, 404, "{path}/ages");
        assert_eq!(officer.opens(&format!("{path}/events")).await.status, 404, "{path}/events");
    }
}
