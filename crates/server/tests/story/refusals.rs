//! Every no that a resident can meet on the way to a booking, in words, with what they can do instead.

use crate::{
    people::{Known, hanako, jiro, neighbour},
    places::{
        AT_9_00, AT_9_15, AT_10_30, COVID, FLU, FLU_SLOT, HALL, PNEUMONIA, SOON_ENOUGH, TOO_SOON,
        days,
    },
    town::Town,
};
use domain::{Change, Pool};
use insta::assert_snapshot;
use jiff::SignedDuration;

on_both_engines!(
    the_second_dose_keeps_its_distance,
    the_second_dose_is_proposed_and_a_full_day_is_said_to_be_full,
    a_place_that_is_gone_offers_the_nearest_three,
    after_the_cut_off_she_may_still_cancel,
    a_boy_is_too_young,
    a_voucher_counts_on_the_day_of_the_slot,
    a_programme_that_is_not_open_says_from_when,
    a_page_that_is_not_there_leads_back,
);

async fn the_second_dose_keeps_its_distance(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let browser = &hanako.browser;
    let page = hanako.registers(&hanako.known).await;
    let second = page.text().split_once("・2回目 ").map(|(_, after)| after.to_owned()).unwrap();
    assert_snapshot!(second.lines().take(3).collect::<Vec<_>>().join("\n"), @"
        いまは予約できません
        1回目の予約が、まだありません。
        先に1回目を予約してください。
        ");

    let done = hanako.books(COVID, 1, AT_9_00).await;
    let page = browser.taps(&done, "2回目の日時を選ぶ").await;
    let page = browser.taps(&page, "中央公民館").await;
    assert!(page.text().contains("11月10日（火）"), "{}", page.text());
    assert!(!page.text().contains("11月9日（月）"), "{}", page.text());
    let refused = hanako.chooses(COVID, 2, TOO_SOON).await;
    assert_eq!(refused.status, 409);
    assert_snapshot!(refused.text(), @"
        # いまは、できません
        前回（10月20日（火））からの間隔が足りません。
        11月10日（火） から受けられます。
        〔予約の一覧へ〕
        ");
    let done = hanako.books(COVID, 2, SOON_ENOUGH).await;
    assert_eq!(done.heading(), "予約できました");

    let first = town.bookings().await.into_iter().find(|b| b.dose == 1).unwrap().id;
    let moved = hanako.opens(&format!("/bookings/{first}/change/slot/{TOO_SOON}")).await;
    assert_eq!(moved.status, 409);
    assert_snapshot!(moved.text(), @"
        # いまは、できません
        2回目の予約（11月10日（火））との間隔が合わなくなります。
        先に2回目の日にちを変更してください。
        〔予約の一覧へ〕
        ");
}

async fn the_second_dose_is_proposed_and_a_full_day_is_said_to_be_full(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let done = hanako.books(COVID, 1, AT_9_00).await;
    let confirm = hanako.browser.taps(&done, "この日時で予約する").await;
    assert!(confirm.path.ends_with(&format!("/2/slot/{SOON_ENOUGH}")), "{}", confirm.path);

    let faster = Change::CapacitySet { slot: SOON_ENOUGH, pool: Pool::Public, from: 10, to: 0 };
    town.changes(vec![faster]).await;
    let first = town.booking_of(&hanako.known).await.id;
    let done = hanako.opens(&format!("/bookings/{first}/done")).await;
    let offer = done.text().split_once("## 続けて、").map(|(_, after)| after.to_owned()).unwrap();
    assert_snapshot!(offer.lines().take(3).collect::<Vec<_>>().join("\n"), @"
        次の予約もできます
        2回目は 2026年11月10日（火曜日） から受けられます。
        いまは空きがありません。
        ");
    assert_eq!(hanako.browser.presses(&confirm, "この内容で予約する", &[]).await.status, 409);
}

async fn a_place_that_is_gone_offers_the_nearest_three(town: &Town) {
    let capacity = Change::CapacitySet { slot: AT_9_00, pool: Pool::Public, from: 10, to: 1 };
    town.changes(vec![capacity]).await;
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let confirm = hanako.chooses(COVID, 1, AT_9_00).await;

    let faster = neighbour(1);
    town.moves_in(std::slice::from_ref(&faster)).await;
    let neighbour = town.resident(faster).await;
    neighbour.registers(&neighbour.known).await;
    assert_eq!(neighbour.books(COVID, 1, AT_9_00).await.heading(), "予約できました");

    let taken = hanako.browser.presses(&confirm, "この内容で予約する", &[]).await;
    assert_eq!((taken.status, &taken.path), (409, &confirm.path), "the same page");
    assert_snapshot!(taken.text(), @"
        # 選んだ時間は、たった今うまりました
        10月20日（火） 9:00〜9:15 は、ほかの方の予約が先に入りました。まだ予約は決まっていません。
        佐藤 花子さん
        新型コロナワクチン 1回目
        中央公民館 〔選び直す〕
        ## 近い時間なら、いま予約できます
        ・〔同じ日の同じ時間 10月20日（火） 9:00〜9:15 北体育館 ○空きあり 残り 10〕
        ・〔同じ日・15分あと 10月20日（火） 9:15〜9:30 中央公民館 ○空きあり 残り 10〕
        ・〔同じ日・1時間30分あと 10月20日（火） 10:30〜10:45 中央公民館 ○空きあり 残り 10〕
        〔ほかの日から選ぶ〕
        〔予約の一覧へ〕
        ");
    let page = hanako.chooses(COVID, 1, AT_9_00).await;
    assert_eq!((page.status, page.text()), (409, taken.text()), "also before the button");
    let page = hanako.browser.taps(&taken, "9:15〜").await;
    let done = hanako.browser.presses(&page, "この内容で予約する", &[]).await;
    assert_eq!(done.heading(), "予約できました");

    let booking = town.booking_of(&hanako.known).await.id;
    let taken = hanako.opens(&format!("/bookings/{booking}/change/slot/{AT_9_00}")).await;
    assert_eq!((taken.status, taken.heading()), (409, "選んだ時間は、たった今うまりました".into()));
    assert_eq!(town.booking_of(&hanako.known).await.slot, AT_9_15, "what she has stays hers");
}

async fn after_the_cut_off_she_may_still_cancel(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let booking = town.booking_of(&hanako.known).await.id;
    let confirm = hanako.opens(&format!("/bookings/{booking}/change/slot/{AT_10_30}")).await;

    // Through the end of the day before: 20 October at 0:00.
    town.passes(days(14) + SignedDuration::from_hours(15)).await;
    let page = hanako.opens(&format!("/bookings/{booking}")).await;
    assert!(page.text().contains("変更の受付は終わりました。"), "{}", page.text());
    let late = hanako.browser.presses(&confirm, "この内容に変更する", &[]).await;
    assert_eq!(late.status, 409);
    assert_snapshot!(late.text(), @"
        # いまは、できません
        この枠の受付は 10月20日（火） 0:00 に締め切りました。
        お困りのときは、お電話ください。
        〔予約の一覧へ〕
        ");

    let from_the_talk = hanako.opens(&format!("/bookings/{booking}/change")).await;
    assert_eq!((from_the_talk.status, from_the_talk.text()), (200, page.text()), "what is left");

    let other = neighbour(1);
    town.moves_in(std::slice::from_ref(&other)).await;
    let neighbour = town.resident(other).await;
    neighbour.registers(&neighbour.known).await;
    let late = neighbour.chooses(COVID, 1, AT_9_15).await;
    assert_eq!(late.status, 409);
    assert!(late.text().contains("この枠の受付は 10月20日（火） 0:00 に締め切りました。"));

    let page = hanako.browser.taps(&page, "キャンセルする").await;
    let page = hanako.browser.presses(&page, "キャンセルする", &[]).await;
    assert_eq!(page.heading(), "キャンセルしました");
    town.passes(SignedDuration::from_hours(9)).await;
    assert_eq!(town.left(AT_9_00).await, 10);
}

async fn a_boy_is_too_young(town: &Town) {
    let jiro = town.resident(jiro()).await;
    jiro.registers(&jiro.known).await;
    let page = jiro.chooses(FLU, 1, FLU_SLOT).await;
    assert_eq!(page.status, 409);
    assert_snapshot!(page.text(), @"
        # いまは、できません
        年齢が、まだ対象になっていません。
        2075年3月31日（日曜日） から受けられます。
        〔予約の一覧へ〕
        ");
    let venues = jiro.opens(&format!("/book/{}/{FLU}/1", jiro.known.id)).await;
    assert_eq!((venues.status, venues.text()), (409, page.text()), "no list of places either");
    let Known { id, .. } = hanako();
    let page = jiro.opens(&format!("/book/{id}/{FLU}/1")).await;
    assert_eq!(page.status, 404, "he does not act for her");
}

async fn a_programme_that_is_not_open_says_from_when(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let page = hanako.registers(&hanako.known).await;
    let closed = page.text().split_once("## 肺炎球菌ワクチン").unwrap().1.to_owned();
    assert_snapshot!(closed, @"
        ・接種 いまは予約できません
        予約の受付は、まだ始まっていません。
        11月1日（日） 9:00 から予約できます。
        次に、場所を選びます。
        ");
    let page = hanako.opens(&format!("/book/{}/{PNEUMONIA}/1/{HALL}", hanako.known.id)).await;
    assert_eq!(page.status, 409);
    assert!(page.text().contains("11月1日（日） 9:00 から予約できます。"), "{}", page.text());
}

async fn a_page_that_is_not_there_leads_back(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.opens("/home").await;
    for path in ["/bookings/garbage", "/book/garbage", "/nowhere"] {
        let page = hanako.browser.opens(&format!("/r{path}")).await;
        assert_eq!((page.status, page.link("予約の一覧へ")), (404, "/r/home".into()), "{path}");
    }
}

async fn a_voucher_counts_on_the_day_of_the_slot(town: &Town) {
    let programme = town.app.store.read(|reader| reader.programme(COVID)).await.unwrap();
    let mut covid = programme.unwrap();
    covid.policy.voucher_needed = true;
    town.changes(vec![Change::ProgrammeSaved(covid)]).await;
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let until = Some("2026-10-19".parse().unwrap());
    let mut person = hanako.known.person();
    person.vouchers[0].validity.until = until;
    town.changes(vec![Change::PersonSaved(person.clone())]).await;
    let refused = hanako.chooses(COVID, 1, AT_9_00).await;
    assert_eq!(refused.status, 409);
    assert_snapshot!(refused.text(), @"
        # いまは、できません
        お持ちの接種券が使えるのは、2026年10月19日（月曜日）までです。
        その期間の日をお選びください。新しい接種券が届いているときは、お電話ください。
        〔予約の一覧へ〕
        ");

    person.vouchers.clear();
    town.changes(vec![Change::PersonSaved(person)]).await;
    let refused = hanako.chooses(COVID, 1, AT_9_00).await;
    assert_snapshot!(refused.text(), @"
        # いまは、できません
        使える接種券が登録されていません。
        新しい接種券が届いている方も、まだ届いていない方も、お電話ください。
        〔予約の一覧へ〕
        ");
}
