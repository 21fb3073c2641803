//! What happens in the talk: greetings, typed wishes, blocks, and that each message arrives once whatever
//! LINE does in between.

use crate::{
    people::hanako,
    places::{AT_9_00, AT_9_15, COVID, days},
    resident::Resident,
    town::Town,
};
use insta::assert_snapshot;
use jiff::SignedDuration;
use line_emulator::{Answer, Endpoint, Fault, Via};

on_both_engines!(
    a_new_friend_is_greeted,
    wishes_may_be_typed,
    bookings_are_listed_with_their_numbers,
    whoever_blocks_hears_nothing_until_they_come_back,
    an_answer_is_a_free_reply_and_a_confirmation_a_push,
    an_answer_after_a_minute_is_pushed,
    a_confirmation_survives_what_line_does_to_it,
    an_answer_survives_what_line_does_to_it,
    line_is_down_for_an_hour,
    a_redelivered_event_is_answered_once,
);

async fn a_new_friend_is_greeted(town: &Town) {
    town.stranger(hanako());
    town.line.add_friend("hanako").await.unwrap();
    town.settles().await;
    assert_snapshot!(town.screen("hanako"), @"
        窓川町｜友だち追加、ありがとうございます。窓川町の予約窓口です。
          予約・確認・変更・キャンセルが、いつでもできます。

          ※ このトークには、お名前や接種券の番号を書かないでください。
          In English: send “help”.
        窓川町｜予約メニュー
          下のボタンを押すか、「予約」「確認」「変更」「キャンセル」と送ってください。
          [予約する] [予約を確認する] [日時を変更する] [キャンセルする] [電話で話す]
        ");
    let tapped = town.line.taps("hanako", "予約する").await.unwrap();
    assert!(tapped.opened().unwrap().ends_with("/book"));
}

async fn wishes_may_be_typed(town: &Town) {
    town.resident(hanako()).await;
    for said in ["予約", "よやくしたい", "確認", "キャンセル", "あさっての天気は？"]
    {
        town.line.types("hanako", said).await.unwrap();
        town.settles().await;
    }
    town.line.sends_sticker("hanako").await.unwrap();
    town.settles().await;
    let screen = town.screen("hanako");
    let (_, since) = screen.split_once("｜予約\n").unwrap();
    assert_snapshot!(since, @"
        窓川町｜予約する
          予約の画面を開きます。接種券をお手元にご用意ください。
          [予約をはじめる]
        hanako｜よやくしたい
        窓川町｜予約する
          予約の画面を開きます。接種券をお手元にご用意ください。
          [予約をはじめる]
        hanako｜確認
        窓川町｜ご予約
          このLINEで取られた予約は、いまありません。
          [予約する]
        hanako｜キャンセル
        窓川町｜ご予約
          このLINEで取られた予約は、いまありません。
          [予約する]
        hanako｜あさっての天気は？
        窓川町｜ほかのご用件
          すみません。このトークで承れるのは、予約のことだけです。ほかのご用件は、町の窓口にお問い合わせください。
          お電話：01-9999-0000（平日 9時〜17時）
          [予約の画面を開く] [町の窓口に電話する]
        hanako｜（スタンプ）
        窓川町｜ありがとうございます。ご用件を、次のメニューからお選びください。
        窓川町｜予約メニュー
          下のボタンを押すか、「予約」「確認」「変更」「キャンセル」と送ってください。
          [予約する] [予約を確認する] [日時を変更する] [キャンセルする] [電話で話す]
        ");
}

async fn bookings_are_listed_with_their_numbers(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    let before = town.screen("hanako").len();
    town.line.types("hanako", "いつだっけ").await.unwrap();
    town.settles().await;
    town.line.types("hanako", "日にちを変えたい").await.unwrap();
    town.settles().await;
    assert_snapshot!(town.screen("hanako")[before..], @"
        hanako｜いつだっけ
        窓川町｜ご予約は1件です。日時と場所は「内容を見る」で開けます。
        窓川町｜予約が入っています
          予約番号
          271-828-189
          [内容を見る]
        hanako｜日にちを変えたい
        窓川町｜どの予約の日時を変えますか。次の画面で、空いている日時から選べます。いまの予約は、決めるまでそのままです。
        窓川町｜変更・キャンセル
          予約番号
          271-828-189
          [日時を変更する] [キャンセルへ進む]
        ");

    let booking = town.booking_of(&hanako.known).await.id;
    let opened = |label: &'static str| async move {
        let tapped = town.line.taps("hanako", label).await.unwrap();
        tapped.opened().unwrap().to_owned()
    };
    assert!(opened("内容を見る").await.ends_with(&format!("/bookings/{booking}")));
    assert!(opened("キャンセルへ進む").await.ends_with(&format!("/bookings/{booking}/cancel")));
    assert!(opened("日時を変更する").await.ends_with(&format!("/bookings/{booking}/change")));
}

async fn whoever_blocks_hears_nothing_until_they_come_back(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    town.line.blocks("hanako").await.unwrap();
    town.settles().await;
    let heard = town.heard("hanako").len();
    let page = hanako.books(COVID, 1, AT_9_00).await;
    assert_eq!(page.heading(), "予約できました", "the page does not depend on the talk");
    town.settles().await;
    assert_eq!((town.heard("hanako").len(), requests(town, "push")), (heard, 0));

    town.passes(days(2)).await;
    town.line.unblocks("hanako").await.unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "おかえりなさい"), 1);
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 1, "it waited for her");
    hanako.opens("/home").await;
    change(town, &hanako).await;
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約を変更しました"), 1);
}

async fn an_answer_is_a_free_reply_and_a_confirmation_a_push(town: &Town) {
    let hanako = town.resident(hanako()).await;
    town.line.types("hanako", "予約").await.unwrap();
    town.settles().await;
    assert!(town.heard("hanako").iter().all(|entry| entry.via == Via::Reply));
    assert_eq!((requests(town, "reply"), requests(town, "push")), (2, 0));
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    assert_eq!(town.heard("hanako").last().unwrap().via, Via::Push);
    assert_eq!((requests(town, "reply"), requests(town, "push")), (2, 1));
}

async fn an_answer_after_a_minute_is_pushed(town: &Town) {
    town.resident(hanako()).await;
    town.line.types("hanako", "メニュー").await.unwrap();
    town.passes(SignedDuration::from_secs(70)).await;
    assert_eq!(town.times_heard("hanako", "予約メニュー"), 2, "the greeting's, and this one");
    assert_eq!(town.heard("hanako").last().unwrap().via, Via::Push);
    assert_eq!(requests(town, "reply"), 1, "a token that has run out is not even tried");
}

async fn a_confirmation_survives_what_line_does_to_it(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    let faults = [
        Fault::Status(500),
        Fault::AcceptThenDrop,
        Fault::RateLimited,
        Fault::MonthlyLimit,
        Fault::Unavailable,
    ];
    for (n, fault) in faults.into_iter().enumerate() {
        town.line.fail_next(Endpoint::Push, fault);
        let (tried, heard) = (requests(town, "push"), town.heard("hanako").len());
        change(town, &hanako).await;
        town.settles().await;
        assert_eq!(requests(town, "push"), tried + 1, "{fault:?}");
        town.passes(SignedDuration::from_hours(1)).await;
        assert_eq!(requests(town, "push"), tried + 2, "{fault:?}");
        assert_eq!(town.heard("hanako").len(), heard + 1, "{fault:?}");
        assert_eq!(town.times_heard("hanako", "予約を変更しました"), n + 1, "{fault:?}");
    }
}

async fn an_answer_survives_what_line_does_to_it(town: &Town) {
    town.resident(hanako()).await;
    let faults =
        [Fault::Status(500), Fault::AcceptThenDrop, Fault::RateLimited, Fault::Unavailable];
    for (n, fault) in faults.into_iter().enumerate() {
        town.line.fail_next(Endpoint::Reply, fault);
        town.line.types("hanako", "メニュー").await.unwrap();
        town.settles().await;
        town.passes(SignedDuration::from_secs(5)).await;
        assert_eq!(town.times_heard("hanako", "予約メニュー"), n + 2, "{fault:?}");
    }
    assert_eq!(requests(town, "push"), 0);
}

async fn line_is_down_for_an_hour(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let away = [Endpoint::Push, Endpoint::Reply, Endpoint::ChannelToken];
    for endpoint in away {
        town.line.fail_times(endpoint, Fault::Unavailable, 10_000);
    }
    let heard = town.heard("hanako").len();
    hanako.books(COVID, 1, AT_9_00).await;
    town.line.types("hanako", "予約").await.unwrap();
    town.settles().await;
    change(town, &hanako).await;
    for _ in 0..60 {
        town.passes(SignedDuration::from_mins(1)).await;
    }
    assert_eq!(town.heard("hanako").len(), heard);

    town.line.heal();
    town.passes(SignedDuration::from_mins(6)).await;
    for words in ["予約を受け付けました", "予約を変更しました", "予約の画面を開きます。"]
    {
        assert_eq!(town.times_heard("hanako", words), 1, "{words}");
    }
    assert_eq!(town.heard("hanako").len(), heard + 3);
    town.passes(days(2)).await;
    assert_eq!(town.heard("hanako").len(), heard + 3, "nothing comes after all");
}

async fn a_redelivered_event_is_answered_once(town: &Town) {
    town.resident(hanako()).await;
    town.line.types("hanako", "予約").await.unwrap();
    let again = || town.line.redeliver_last();
    let (first, second, third) = tokio::join!(again(), again(), again());
    for answer in [first, second, third] {
        assert_eq!(answer.unwrap(), Answer::Status(200));
    }
    town.settles().await;
    assert_eq!(again().await.unwrap(), Answer::Status(200));
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約の画面を開きます。"), 1);
}

/// She swaps her place for the other of two.
async fn change(town: &Town, hanako: &Resident<'_>) {
    let booking = town.booking_of(&hanako.known).await;
    let to = if booking.slot == AT_9_00 { AT_9_15 } else { AT_9_00 };
    let page = hanako.opens(&format!("/bookings/{}/change/slot/{to}", booking.id)).await;
    let done = hanako.browser.presses(&page, "この内容に変更する", &[]).await;
    assert_eq!(done.heading(), "予約を変更しました", "{}", done.text());
}

/// How often LINE was asked to send something in this way.
fn requests(town: &Town, way: &str) -> usize {
    let all = town.line.requests();
    all.iter().filter(|request| request.path.ends_with(&format!("/message/{way}"))).count()
}
