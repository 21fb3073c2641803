//! Reminders: each person once before the day, in LINE, on the phone or by post; and what they answer.

use crate::{
    line_events::posts,
    page::Form,
    people::{Known, hanako, jiro, taro},
    places::{FLU, FLU_SLOT, days},
    town::{OFFICER, Town},
};
use domain::{
    Actor, BookingId, Change, Command, Door, RequestId, command::Book, reminder::Reminders,
};
use insta::assert_snapshot;
use jiff::{SignedDuration, Timestamp};
use madoguchi::reminders;
use uuid::Uuid;

on_both_engines!(
    each_person_is_reminded_once_at_each_stage_and_says_that_they_come,
    of_what_is_gone_or_elsewhere_nobody_is_reminded,
    at_night_nothing_is_sent,
    who_blocked_the_account_moves_to_the_list_of_calls,
    whom_line_does_not_reach_stands_on_the_lists_until_they_are_reached,
    what_is_sent_to_the_lists_is_read_with_care,
    a_programme_that_reminds_nobody,
);

/// Ten o'clock of the nineteenth, three days before the flu vaccination.
fn three_days_before() -> Timestamp {
    "2026-10-19T01:00:00Z".parse().unwrap()
}

/// Moves the clock to this instant.
fn comes_to(town: &Town, at: Timestamp) {
    town.app.clock.advance(at.duration_since(town.app.clock.now()));
}

async fn reminds(town: &Town) -> usize {
    let made = reminders::tick(&town.app).await.unwrap();
    town.settles().await;
    made
}

const NEAR: &str = "ご予約の日が近づきました";

/// An officer books for somebody who waits on nobody's account.
async fn is_booked(town: &Town, known: &Known) -> BookingId {
    let person = known.id;
    let applicant = town.app.store.read(move |reader| reader.applicant(person)).await.unwrap();
    let id = Uuid::from_u128(known.id.0.as_u128() + 7_000);
    let wish = Book {
        id: BookingId(id),
        once: RequestId(id),
        applicant: applicant.unwrap(),
        programme: FLU,
        dose: 1,
        slot: FLU_SLOT,
        door: Door::Phone,
        account: None,
        exception: None,
        hold: None,
        by: Actor::Officer(OFFICER),
        at: town.app.clock.now(),
    };
    town.app.store.place(Command::Book(wish)).await.unwrap().unwrap();
    BookingId(id)
}

/// Somebody of eighty as the roster has them.
async fn lives_here(town: &Town, n: u128, phone: Option<&str>, protected: bool) -> Known {
    let known = crate::people::neighbour(u32::try_from(n).unwrap());
    let mut person = known.person();
    person.details.phone = phone.map(str::to_owned);
    person.details.postal_code = Some("999-0001".to_owned());
    person.protected_at = protected.then_some(Timestamp::UNIX_EPOCH);
    town.moves_in(std::slice::from_ref(&known)).await;
    town.changes(vec![Change::PersonSaved(person)]).await;
    known
}

async fn each_person_is_reminded_once_at_each_stage_and_says_that_they_come(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(FLU, 1, FLU_SLOT).await;
    let husband = taro();
    hanako.registers(&husband).await;
    let confirm = format!("/r/book/{}/{FLU}/1/slot/{FLU_SLOT}", husband.id);
    let page = hanako.browser.opens(&confirm).await;
    hanako.browser.presses(&page, "この内容で予約する", &[]).await;
    town.settles().await;
    let booking = town.booking_of(&hanako.known).await;
    let early = hanako.browser.opens(&format!("/r/bookings/{}", booking.id)).await;
    assert!(!early.text().contains("予定どおり行きます"), "the day is not near: {}", early.text());

    comes_to(town, three_days_before() - SignedDuration::from_secs(1));
    assert_eq!(reminds(town).await, 0, "its time has not come");
    comes_to(town, three_days_before());
    assert_eq!(reminds(town).await, 2, "one for each person, not for each account");
    assert_eq!(reminds(town).await, 0, "once");
    assert_eq!(town.times_heard("hanako", NEAR), 2);
    let said = town.heard("hanako").last().unwrap().lines().join("\n");
    assert!(!said.contains("佐藤") && !said.contains("公民館") && !said.contains("22日"), "{said}");
    assert!(said.contains("早めに変更かキャンセルをお願いします。"), "{said}");

    let data = format!("m1 confirm {}", booking.id);
    posts(town, "hanako", &data).await;
    assert_eq!(town.times_heard("hanako", "お待ちしています"), 1);
    let page = hanako.opens(&format!("/bookings/{}", booking.id)).await;
    let text = page.text();
    assert!(text.contains("に、予定どおりお越しになるとうかがいました。"), "{text}");
    assert!(text.contains("予定どおり行くとのお返事"), "{text}");

    let slot = town.app.store.read(|reader| reader.slot(FLU_SLOT)).await.unwrap().unwrap();
    let roster = town.officer().await.opens(&format!("/desk/sessions/{}", slot.session)).await;
    let marked = roster.text().matches("来ると返事あり").count();
    assert_eq!(marked, 1, "on the roster of the day: {}", roster.text());

    // The other one is confirmed on the page; a second press is the same.
    let his = town.booking_of(&husband).await;
    let page = hanako.opens(&format!("/bookings/{}", his.id)).await;
    for _ in 0..2 {
        let done = hanako.browser.presses(&page, "予定どおり行きます", &[]).await;
        assert!(done.text().contains("お越しになるとうかがいました。"), "{}", done.text());
    }

    comes_to(town, three_days_before() + days(2));
    assert_eq!(reminds(town).await, 2, "the day before, too");
    town.passes(SignedDuration::from_hours(30)).await;
    let late = posts(town, "hanako", &format!("m1 confirm {}", booking.id)).await;
    assert!(late.contains("このボタンの予約は、もう終わったか"), "it has begun: {late}");
    let stranger = town.resident(jiro()).await;
    let no = posts(town, "jiro", &format!("m1 confirm {}", booking.id)).await;
    assert!(no.contains("このボタンの予約は、もう終わったか"), "{no}");
    let no = stranger.opens(&format!("/bookings/{}", booking.id)).await;
    assert_eq!(no.status, 404);
}

async fn of_what_is_gone_or_elsewhere_nobody_is_reminded(town: &Town) {
    town.gives_up(1);
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(FLU, 1, FLU_SLOT).await;
    town.settles().await;
    comes_to(town, three_days_before());
    assert_eq!(reminders::tick(&town.app).await.unwrap(), 1);
    // Before LINE has it she cancels.
    let booking = town.booking_of(&hanako.known).await;
    let page = hanako.opens(&format!("/bookings/{}/cancel", booking.id)).await;
    hanako.browser.presses(&page, "キャンセルする", &[]).await;
    town.settles().await;
    assert_eq!(town.times_heard("hanako", NEAR), 0);
    let officer = town.officer().await;
    let page = officer.opens("/desk/line").await;
    assert!(!page.text().contains("リマインド"), "nobody has to tell her: {}", page.text());

    // Who books now has just seen when it is.
    hanako.books(FLU, 1, FLU_SLOT).await;
    assert_eq!(reminds(town).await, 0);
    comes_to(town, three_days_before() + days(2));
    assert_eq!(reminds(town).await, 1);
    assert_eq!(town.times_heard("hanako", NEAR), 1);
}

async fn at_night_nothing_is_sent(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(FLU, 1, FLU_SLOT).await;
    town.settles().await;
    // The service stood still until the evening.
    comes_to(town, three_days_before() + SignedDuration::from_hours(10));
    assert_eq!(reminds(town).await, 0, "it is eight in the evening");
    // The next day LINE is down until the night.
    comes_to(town, three_days_before() + SignedDuration::from_hours(24));
    assert_eq!(reminders::tick(&town.app).await.unwrap(), 1);
    town.app.clock.advance(SignedDuration::from_hours(12));
    town.settles().await;
    assert_eq!(town.times_heard("hanako", NEAR), 0, "it is ten in the evening");
    town.passes(SignedDuration::from_hours(10)).await;
    assert_eq!(town.times_heard("hanako", NEAR), 1, "at eight in the morning");
}

async fn who_blocked_the_account_moves_to_the_list_of_calls(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(FLU, 1, FLU_SLOT).await;
    town.settles().await;
    comes_to(town, three_days_before());
    let officer = town.officer().await;
    let url = format!("/desk/programmes/{FLU}/reminders");
    let page = officer.opens(&url).await;
    assert!(page.text().contains("お電話する方は、いません。"), "{}", page.text());
    assert_eq!(reminders::tick(&town.app).await.unwrap(), 1);
    assert!(town.line.blocks("hanako").await.unwrap().taken());
    town.settles().await;
    let page = officer.opens(&url).await;
    let text = page.text();
    assert!(text.contains("お電話する方 1人") && text.contains("佐藤 花子"), "{text}");
    assert!(text.contains("LINEで送信（届いていません）"), "{text}");
    // Back again, she is told what waited.
    assert!(town.line.unblocks("hanako").await.unwrap().taken());
    town.settles().await;
    assert_eq!(town.times_heard("hanako", NEAR), 1);
    let page = officer.opens(&url).await;
    assert!(page.text().contains("お電話する方は、いません。"), "{}", page.text());
}

async fn whom_line_does_not_reach_stands_on_the_lists_until_they_are_reached(town: &Town) {
    let phone = lives_here(town, 1, Some("01-9999-0001"), false).await;
    let post = lives_here(town, 2, None, false).await;
    let hidden = lives_here(town, 3, None, true).await;
    for known in [&phone, &post, &hidden] {
        is_booked(town, known).await;
        town.app.clock.advance(SignedDuration::from_secs(1));
    }
    comes_to(town, three_days_before());
    assert_eq!(reminds(town).await, 0, "nobody is in LINE");
    let officer = town.officer().await;
    let board = officer.opens(&format!("/desk/programmes/{FLU}")).await;
    let page = officer.taps(&board, "リマインド").await;
    assert_snapshot!(page.text(), @"
        〔事業の一覧〕 〔高齢者インフルエンザ〕
        # リマインド 高齢者インフルエンザ
        LINEで伝わる方には、実施日の3日前・前日の 10:00 に、自動でお知らせします。お返事は、予約の履歴に残ります。
        〔10月22日（木）〕
        高齢者インフルエンザ 2026年10月22日（木曜日） 10月19日（月） 10:00 現在
        ## 2026年10月22日（木曜日）に来る方
        予約のある方：3人
        来ると返事のあった方：0人
        LINEで伝わる方：0人
        電話かはがきの要る方：3人
        ## お電話する方 1人
        LINEでお知らせできない方です。時間の早い順です。
        ### トナリ ロウ 〔隣 1郎〕
        電話：01-9999-0001
        予約：〔10:00〜10:15〕 中央公民館
        読み上げる文
        ご本人と確かめるまで、用件は伝えません。
        ・窓川町の予約窓口です。隣 1郎様でいらっしゃいますか。
        ・ご本人の確認のため、生年月日とご住所をお聞かせください。
        ・高齢者インフルエンザのご予約の日が近づきましたので、お電話しました。10月22日、木曜日、午前10時、会場は中央公民館です。ご予定どおりお越しになれますか。
        ・お越しになれないときは、いま変更かキャンセルを承ります。ご連絡がないまま空いた枠は、お待ちの方にご案内できません。
        [お越しになる] [電話に出ない] 〔変更・キャンセル〕
        ## はがきを送る方 1人
        LINEでも電話でもお知らせできない方です。時間の早い順です。
        氏名 ｜ 住所 ｜ 時間 ｜ 会場 ｜
        〔トナリ ロウ 隣 2郎〕 ｜ 〒999-0001 窓川町本町2丁目 ｜ 10:00〜10:15 ｜ 中央公民館 ｜
        [はがきの宛名をCSVで保存する]
        [この1人に送ったと記録する]
        ## はがきを送らない方 1人
        ご注意 支援措置の対象で、名簿に電話番号のない方です。ご自宅に届くものは送らず、ご連絡のしかたを担当者にお確かめください。
        ・〔隣 3郎〕 10:00〜10:15 中央公民館
        ");

    let tried = officer.presses(&page, "電話に出ない", &[]).await;
    let text = tried.text();
    assert!(text.contains("電話に出なかったことを記録しました。"), "{text}");
    assert!(text.contains("これまで：10月19日（月） 10:00 電話に出なかった"), "{text}");
    let comes = officer.presses(&tried, "お越しになる", &[]).await;
    assert!(comes.text().contains("お電話する方は、いません。"), "{}", comes.text());
    assert!(comes.text().contains("来ると返事のあった方：1人"), "{}", comes.text());
    let again = officer.presses(&tried, "お越しになる", &[]).await;
    assert!(again.text().contains("来ると返事のあった方：1人"), "{}", again.text());

    let file = officer.presses(&again, "はがきの宛名をCSVで保存する", &[]).await;
    assert_snapshot!(file.html, @"
        ﻿郵便番号,住所,氏名,内容,日,時間,会場,予約番号
        999-0001,窓川町本町2丁目,隣 2郎,高齢者インフルエンザ,2026年10月22日（木曜日）,10:00〜10:15,中央公民館,889-862-173
        ");
    let sent = officer.presses(&again, "この1人に送ったと記録する", &[]).await;
    assert!(sent.text().contains("はがきを送る方は、いません。"), "{}", sent.text());
    let person = officer.opens(&format!("/desk/people/{}", post.id)).await;
    for told in ["リマインド", "はがきを送付", "ファイルへの書き出し", "記録を開いた"]
    {
        assert!(person.text().contains(told), "{told}: {}", person.text());
    }
}

/// A form that no page has.
fn forged(bookings: &str, did: &str) -> Form {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let fields = vec![field("day", "25:00"), field("bookings", bookings), field("did", did)];
    Form { action: format!("/desk/programmes/{FLU}/reminders"), fields }
}

async fn what_is_sent_to_the_lists_is_read_with_care(town: &Town) {
    let known = lives_here(town, 1, Some("01-9999-0001"), false).await;
    let booking = is_booked(town, &known).await;
    let officer = town.officer().await;
    let nobodys = Uuid::from_u128(404);
    let bad = [
        (booking.to_string(), "eaten"),
        ("昨日".to_owned(), "comes"),
        ("🍙".repeat(2_500), "comes"),
        (nobodys.to_string(), "comes"),
    ];
    for (bookings, did) in &bad {
        let no = officer.submits(&forged(bookings, did)).await;
        assert!((400..500).contains(&no.status), "{did}: {}", no.status);
    }
    let odd = officer.opens(&format!("/desk/programmes/{FLU}/reminders?day=%F0%9F%8D%99")).await;
    assert!(odd.text().contains("2026年10月22日（木曜日）に来る方"), "{}", odd.text());
    let nowhere = officer.opens(&format!("/desk/programmes/{nobodys}/reminders")).await;
    assert_eq!(nowhere.status, 404);

    // Another officer has cancelled it meanwhile.
    let page = officer.opens(&format!("/desk/programmes/{FLU}/reminders")).await;
    let cancel =
        officer.opens(&format!("/desk/people/{}/call/bookings/{booking}/cancel", known.id)).await;
    assert_eq!(cancel.status, 200, "{}", cancel.text());
    let asker = madoguchi::actions::Asker::Officer(OFFICER);
    let reason = domain::CancelReason::ByResident;
    madoguchi::actions::cancel::cancel(&town.app, asker, booking, reason).await.unwrap().unwrap();
    let late = officer.presses(&page, "お越しになる", &[]).await;
    assert_eq!(late.status, 422);
    assert!(late.text().contains("記録していません。この予約は"), "{}", late.text());
    let gone = town.browser().opens(&format!("/desk/programmes/{FLU}/reminders")).await;
    assert_eq!(gone.heading(), "職員のログイン");
}

async fn a_programme_that_reminds_nobody(town: &Town) {
    let mut programme = town.app.store.read(|reader| reader.programme(FLU)).await.unwrap().unwrap();
    programme.policy.reminders = Reminders { days: Vec::new(), ..Reminders::default() };
    town.changes(vec![Change::ProgrammeSaved(programme)]).await;
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(FLU, 1, FLU_SLOT).await;
    comes_to(town, three_days_before() + days(2));
    assert_eq!(reminds(town).await, 0);
    let officer = town.officer().await;
    let page = officer.opens(&format!("/desk/programmes/{FLU}/reminders")).await;
    assert!(
        page.text().contains("この事業では、LINEの自動のリマインドを送りません"),
        "{}",
        page.text()
    );
    comes_to(town, three_days_before() + days(30));
    let over = town.officer().await.opens(&format!("/desk/programmes/{FLU}/reminders")).await;
    assert!(
        over.text().contains("この事業には、これからの実施日がありません。"),
        "{}",
        over.text()
    );
}
