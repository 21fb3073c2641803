//! The month's messages and the messages that do not arrive: notices rest while none is left and answers go on,
//! staff see it on every page with what to do next, and nothing is lost or told twice.

use crate::{
    database::{Database, Engine},
    people::{hanako, taro},
    places::{AT_9_00, AT_9_15, COVID, days},
    process::{Settings, ends},
    resident::Resident,
    town::{Town, run},
};
use domain::{About, Notice};
use jiff::SignedDuration;
use line_emulator::{Endpoint, Fault, Options, Platform};
use madoguchi::delivery::month;
use store::{Outgoing, Settled};

on_both_engines!(
    a_month_that_is_used_up_stops_notices_and_not_answers,
    a_bigger_plan_lets_them_go_on_within_the_hour,
    the_end_of_the_month_is_seen_before_a_message_meets_it,
    line_may_set_messages_aside_for_a_while,
    what_did_not_arrive_is_the_staffs_to_tell,
    a_crash_between_sending_and_writing_down_sends_once,
    every_send_is_known_by_the_name_line_gave_it,
    a_day_without_line_gives_up_and_tells_the_staff,
    a_wrong_secret_over_a_long_weekend_loses_nothing,
    a_key_that_line_may_have_forgotten_is_not_used_again,
    an_answer_does_not_wait_for_the_new_month,
    what_waits_for_who_blocked_us_is_the_staffs_in_time,
    who_may_no_longer_hear_of_somebody_is_not_told,
);

async fn books(town: &Town, known: crate::people::Known) -> Resident<'_> {
    let resident = town.resident(known).await;
    resident.registers(&resident.known).await;
    resident.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    resident
}

async fn changes(town: &Town, resident: &Resident<'_>) {
    let booking = town.booking_of(&resident.known).await;
    let page = resident.opens(&format!("/bookings/{}/change/slot/{AT_9_15}", booking.id)).await;
    resident.browser.presses(&page, "この内容に変更する", &[]).await;
    town.settles().await;
}

fn pushes(town: &Town) -> usize {
    town.line.requests().iter().filter(|request| request.path.ends_with("/message/push")).count()
}

async fn a_month_that_is_used_up_stops_notices_and_not_answers(town: &Town) {
    town.line.set_monthly_limit(Some(1));
    let hanako = books(town, hanako()).await;
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 1);
    let taro = books(town, taro()).await;
    assert_eq!(pushes(town), 2);
    changes(town, &hanako).await;
    town.passes(SignedDuration::from_mins(30)).await;
    assert_eq!(pushes(town), 2, "nothing more is tried");

    let officer = town.officer().await;
    for page in ["/desk", "/desk/line"] {
        let text = officer.opens(page).await.text();
        assert!(text.contains("お知らせを止めています（待っているお知らせ：2通）"), "{text}");
        assert!(text.contains("プランを確かめてください"), "{text}");
    }
    town.line.types("taro", "確認").await.unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("taro", "ご予約は1件です。"), 1, "answers go on");

    let heard = || {
        let booked = town.times_heard("taro", "予約を受け付けました");
        booked + town.times_heard("hanako", "予約を変更しました")
    };
    let mut days_gone = 0;
    while heard() == 0 {
        town.passes(days(1)).await;
        days_gone += 1;
    }
    assert_eq!(days_gone, 27, "from 5 October 9:00 to the first morning of November");
    assert_eq!(heard(), 1, "the new month has one message again");
    town.line.set_monthly_limit(None);
    town.passes(SignedDuration::from_hours(1)).await;
    assert_eq!(heard(), 2);
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 1);
    let text = officer.opens("/desk").await.text();
    assert!(!text.contains("止めています"), "{text}");
    drop(taro);
}

async fn a_bigger_plan_lets_them_go_on_within_the_hour(town: &Town) {
    town.line.set_monthly_limit(Some(0));
    books(town, hanako()).await;
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 0);
    town.line.set_monthly_limit(Some(200));
    town.passes(SignedDuration::from_mins(59)).await;
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 0, "LINE is not asked yet");
    town.passes(SignedDuration::from_mins(1)).await;
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 1);

    // While LINE does not answer, it is asked again soon.
    town.line.set_monthly_limit(Some(1));
    let taro = books(town, taro()).await;
    town.line.set_monthly_limit(None);
    town.line.fail_next(Endpoint::Quota, Fault::Unavailable);
    town.passes(SignedDuration::from_hours(1)).await;
    assert_eq!(town.times_heard("taro", "予約を受け付けました"), 0);
    town.passes(SignedDuration::from_mins(5)).await;
    assert_eq!(town.times_heard("taro", "予約を受け付けました"), 1);
    drop(taro);
}

async fn the_end_of_the_month_is_seen_before_a_message_meets_it(town: &Town) {
    town.line.set_monthly_limit(Some(1));
    let hanako = books(town, hanako()).await;
    month::tick(&town.app).await.unwrap();
    changes(town, &hanako).await;
    assert_eq!(pushes(town), 1, "the second is not even tried");
    let officer = town.officer().await;
    let text = officer.opens("/desk/line").await.text();
    assert!(text.contains("今月の1通を使い切りました（送った数：1通）。"), "{text}");

    // An officer who knows better may let them go on at once.
    town.line.set_monthly_limit(Some(2));
    assert!(town.app.store.write(|tx| tx.resume_pushes()).await.unwrap());
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約を変更しました"), 1);
}

async fn line_may_set_messages_aside_for_a_while(town: &Town) {
    town.line.fail_times(Endpoint::Push, Fault::MonthlyLimit, 2);
    books(town, hanako()).await;
    for _ in 0..2 {
        assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 0);
        town.passes(SignedDuration::from_hours(1)).await;
    }
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 1);
}

async fn what_did_not_arrive_is_the_staffs_to_tell(town: &Town) {
    let officer = town.officer().await;
    let empty = officer.opens("/desk/line").await.text();
    assert!(empty.trim_end().ends_with("## 届けられなかったお知らせ\nありません。"), "{empty}");
    town.line.fail_next(Endpoint::Push, Fault::Status(400));
    let hanako = books(town, hanako()).await;
    town.gives_up(1);
    let booking = town.booking_of(&hanako.known).await;

    let text = officer.opens("/desk").await.text();
    assert!(text.contains("届けられなかったお知らせが1件あります。"), "{text}");
    let page = officer.opens("/desk/line").await;
    let text = page.text();
    assert!(text.contains(&booking.number.to_string()) && text.contains("予約の受付"), "{text}");
    assert!(text.contains("LINEに断られました（400"), "{text}");
    let page = officer.presses(&page, "伝えた", &[]).await;
    assert!(
        page.text().trim_end().ends_with("## 届けられなかったお知らせ\nありません。"),
        "{}",
        page.text()
    );
    assert!(!officer.opens("/desk").await.text().contains("届けられなかった"));
}

async fn a_crash_between_sending_and_writing_down_sends_once(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let now = town.app.clock.now();
    let due = town.app.store.read(move |reader| reader.outbox_due(now, 9)).await.unwrap().remove(0);
    let Outgoing::Notice(Notice { about: About::Booking(booking), kind, .. }) = due.what else {
        panic!("{due:?}")
    };
    let number = town.booking_of(&hanako.known).await.number;
    let named = madoguchi::words::talk::Named { id: booking, number };
    let messages = madoguchi::words::talk::notice(kind, named, &town.app.urls);
    let body = serde_json::to_string(&messages).unwrap();
    let until = now + SignedDuration::from_secs(30);
    let claim = move |tx: &mut store::Tx<'_>| tx.outbox_claim(due.id, &body, now, until);
    town.app.store.write(claim).await.unwrap();
    let client = &town.app.line.as_ref().unwrap().client;
    let user = town.line.user_id("hanako");
    let sent = client.push(&user, &messages, &due.id.to_string()).await.unwrap();

    // Here the process dies. Another takes over when the claim has run out.
    town.settles().await;
    assert_eq!(pushes(town), 1);
    town.passes(SignedDuration::from_secs(30)).await;
    assert_eq!(pushes(town), 2);
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 1);
    let settled = town.app.store.read(move |reader| reader.outbox_settled(due.id)).await.unwrap();
    assert_eq!(settled, Some(Settled::Sent(sent.request_id)), "the request that was accepted");
}

async fn every_send_is_known_by_the_name_line_gave_it(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let now = town.app.clock.now();
    let due = town.app.store.read(move |reader| reader.outbox_due(now, 9)).await.unwrap().remove(0);
    town.settles().await;
    let settled = town.app.store.read(move |reader| reader.outbox_settled(due.id)).await.unwrap();
    let requests = town.line.requests();
    let push = requests.iter().find(|request| request.path.ends_with("/message/push")).unwrap();
    assert_eq!(settled, Some(Settled::Sent(Some(push.id.clone()))));
}

async fn a_day_without_line_gives_up_and_tells_the_staff(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    town.line.fail_times(Endpoint::Push, Fault::Unavailable, 10_000);
    hanako.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    for _ in 0..24 * 12 {
        town.passes(SignedDuration::from_mins(5)).await;
    }
    town.gives_up(1);
    let tried = pushes(town);
    town.line.heal();
    town.passes(days(2)).await;
    assert_eq!(pushes(town), tried, "a later try could be a second message");
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 0);
    let text = town.officer().await.opens("/desk/line").await.text();
    assert!(text.contains("23時間のうちに届けられませんでした。"), "{text}");
}

async fn a_wrong_secret_over_a_long_weekend_loses_nothing(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    town.line.fail_times(Endpoint::Push, Fault::Status(401), 10_000);
    hanako.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    for _ in 0..6 {
        town.passes(SignedDuration::from_hours(12)).await;
    }
    town.line.heal();
    town.passes(SignedDuration::from_mins(5)).await;
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 1);
}

async fn a_key_that_line_may_have_forgotten_is_not_used_again(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    town.line.fail_next(Endpoint::Push, Fault::AcceptThenDrop);
    hanako.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    assert_eq!((pushes(town), town.times_heard("hanako", "予約を受け付けました")), (1, 1));
    // The service stands still for a day.
    town.passes(SignedDuration::from_hours(25)).await;
    town.gives_up(1);
    assert_eq!(pushes(town), 1, "LINE would take it for another message");
    let text = town.officer().await.opens("/desk/line").await.text();
    assert!(text.contains("23時間のうちに届けられませんでした。"), "{text}");
}

async fn an_answer_does_not_wait_for_the_new_month(town: &Town) {
    town.line.set_monthly_limit(Some(0));
    books(town, hanako()).await;
    town.line.types("hanako", "確認").await.unwrap();
    madoguchi::bot::tick(&town.app).await.unwrap();
    town.passes(SignedDuration::from_mins(2)).await;
    town.gives_up(1);
    let given_up = town.app.store.read(|reader| reader.outbox_given_up(crate::places::monday()));
    assert_eq!(given_up.await.unwrap()[0].1, store::Lost::TooOld);
    town.line.set_monthly_limit(None);
    town.passes(SignedDuration::from_hours(2)).await;
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 1);
    assert_eq!(town.times_heard("hanako", "ご予約は1件です。"), 0, "yesterday's answer");
    let text = town.officer().await.opens("/desk").await.text();
    assert!(!text.contains("届けられなかった"), "an answer is nobody's to tell: {text}");
}

async fn what_waits_for_who_blocked_us_is_the_staffs_in_time(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    town.line.blocks("hanako").await.unwrap();
    town.settles().await;
    hanako.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    let officer = town.officer().await;
    let listed = async || officer.opens("/desk/line").await;
    let text = listed().await.text();
    assert!(text.trim_end().ends_with("ありません。"), "who has booked comes: {text}");

    changes(town, &hanako).await;
    assert!(officer.opens("/desk").await.text().contains("お知らせが1件あります"));
    let page = listed().await;
    let text = page.text();
    assert!(text.contains("日時の変更") && text.contains("ブロックしています。"), "{text}");
    officer.presses(&page, "伝えた", &[]).await;
    assert!(listed().await.text().trim_end().ends_with("ありません。"));

    town.app.clock.advance(days(33));
    madoguchi::forget::tick(&town.app).await.unwrap();
    town.gives_up(2);
    let officer = town.officer().await;
    let text = officer.opens("/desk/line").await.text();
    assert!(text.contains("予約の受付") && text.contains("32日を過ぎました。"), "{text}");
    assert!(!text.contains("日時の変更"), "that was told: {text}");
}

async fn who_may_no_longer_hear_of_somebody_is_not_told(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let number = town.booking_of(&hanako.known).await.number.to_string();
    let known = crate::people::Known { is_protected: true, ..hanako.known.clone() };
    town.moves_in(&[known]).await;
    town.settles().await;
    town.gives_up(1);
    assert_eq!(pushes(town), 0);
    let text = town.officer().await.opens("/desk/line").await.text();
    assert!(text.contains(&number) && text.contains("もうお知らせできません"), "{text}");
}

#[test]
fn the_month_can_be_asked_for_and_let_go_on_from_the_command_line() {
    let Some(database) = Database::fresh(Engine::Sqlite) else { return };
    run(async {
        let options = Options { monthly_limit: Some(200), ..Options::default() };
        let line = Platform::start(options).await.unwrap();
        let settings = Settings::written(database.folder.path(), &database.url, Some(&line.url));
        let says = |arguments: &[&str]| {
            let ended = ends(&settings.file, arguments);
            (ended.status.code(), String::from_utf8(ended.stdout).unwrap())
        };
        let quota = tokio::task::block_in_place(|| says(&["line", "quota"]));
        let sentence = "今月は200通のうち0通を送りました。残りは200通です。\n".to_owned();
        assert_eq!(quota, (Some(0), sentence));
        let (code, json) =
            tokio::task::block_in_place(|| says(&["line", "quota", "--json", "--people", "181"]));
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(code, Some(1));
        assert_eq!(
            json,
            serde_json::json!({
                "limit": 200, "used": 0, "left": 200, "stopped_since": null, "resting": 0,
                "undelivered": 0, "has_room": false,
            })
        );
        let (code, said) =
            tokio::task::block_in_place(|| says(&["line", "quota", "--people", "180"]));
        assert!(code == Some(0) && said.ends_with("180人に送れます。\n"), "{said}");
        let resume = tokio::task::block_in_place(|| says(&["line", "resume"]));
        assert_eq!(resume, (Some(0), "お知らせの送信は、止まっていません。\n".to_owned()));
        let heard = tokio::task::block_in_place(|| says(&["line", "heard", "--days", "7"]));
        assert_eq!(
            heard,
            (Some(0), "この7日間に、トークでの用件はありませんでした。\n".to_owned())
        );
    });
}
