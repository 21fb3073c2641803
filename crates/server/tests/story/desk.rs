//! The desk: who may sit there, what the live board tells it, and how places are reshaped while bookings
//! come in, with everything in the history.

use crate::{
    page::Page,
    people::{hanako, jiro, midori, taro},
    places::{AT_9_00, AT_9_15, COVID, HALL_SESSION, PHONE, PUBLIC, days},
    resident::Browser,
    town::{LOGIN, OFFICER, Town, officer},
};
use domain::{Actor, Applicant, BookingId, Command, Door, RequestId, command::Book};
use insta::assert_snapshot;
use jiff::SignedDuration;
use reqwest::Response;
use std::time::Duration;
use store::Officer;
use tokio::time::timeout;
use uuid::Uuid;

/// The board shows a booking within this.
const AT_ONCE: Duration = Duration::from_secs(1);

on_both_engines!(
    an_officer_signs_in_and_goes_on_to_the_page_they_wanted,
    a_wrong_password_and_an_unknown_name_are_told_the_same,
    guessing_at_the_desk_is_stopped,
    a_session_ends_in_the_evening_or_when_the_officer_leaves,
    the_board_shows_a_booking_within_a_second,
    places_may_be_added_and_taken_away_but_not_from_under_anyone,
    what_another_officer_changed_is_not_overwritten,
    the_roster_sorts_and_finds_anyone_by_a_scrap,
    the_record_tells_everything_that_happened,
);

async fn an_officer_signs_in_and_goes_on_to_the_page_they_wanted(town: &Town) {
    let browser = town.browser();
    let page = browser.opens(&format!("/desk/sessions/{HALL_SESSION}")).await;
    assert_snapshot!(page.text(), @"
        # 職員のログイン
        職員番号 ＿＿
        パスワード ＿＿
        [ログインする]
        パスワードを忘れたときは、庁内の管理者にお知らせください。
        ");
    let page = signs_in(&browser, &page, LOGIN.0, LOGIN.1).await;
    assert_eq!(page.path, format!("/desk/sessions/{HALL_SESSION}"));
    let page = browser.opens("/desk").await;
    assert_snapshot!(page.text(), @"
        # 事業の一覧
        〔新しい事業をつくる〕
        人をさがす
        ＿＿ [さがす]
        かな・漢字の名前、生年月日、電話や接種券の末尾4桁、予約番号。いくつでも、どの順でも（例：さとう 昭和32年4月1日）。
        事業 ｜ 状態 ｜ 期間 ｜ 予約 / 枠 ｜ 残り ｜ ｜
        〔新型コロナワクチン〕 ｜ 受付中 ｜ 10月20日（火）〜11月10日（火） ｜ 0 / 72 ｜ 72 ｜ ｜
        〔高齢者インフルエンザ〕 ｜ 受付中 ｜ 10月22日（木）〜10月22日（木） ｜ 0 / 12 ｜ 12 ｜ ｜
        〔肺炎球菌ワクチン〕 ｜ 準備中 ｜ 11月24日（火）〜11月24日（火） ｜ 0 / 12 ｜ 12 ｜ ｜
        ");
}

async fn a_wrong_password_and_an_unknown_name_are_told_the_same(town: &Town) {
    let browser = town.browser();
    let page = browser.opens("/desk/signin").await;
    let wrong = signs_in(&browser, &page, LOGIN.0, "まどぐちはしまった").await;
    let nobody = signs_in(&browser, &page, "daremo", "まどぐちはしまった").await;
    assert_eq!((wrong.status, nobody.status), (401, 401));
    assert_eq!(wrong.html.replace(LOGIN.0, ""), nobody.html.replace("daremo", ""));
    assert!(wrong.text().contains("職員番号かパスワードが違います。もう一度入力してください。"));
    assert!(wrong.text().contains("＿hokenshi＿"), "the name stays");
    assert!(!wrong.html.contains("まどぐちはしまった"), "the password does not");
}

async fn guessing_at_the_desk_is_stopped(town: &Town) {
    let browser = town.browser();
    let page = browser.opens("/desk/signin").await;
    for n in 0..10 {
        browser.is_at(&format!("192.0.2.{n}"));
        let wrong = signs_in(&browser, &page, LOGIN.0, "まどぐちはしまった").await;
        assert_eq!(wrong.status, 401);
    }
    browser.is_at("192.0.2.10");
    let stopped = signs_in(&browser, &page, LOGIN.0, LOGIN.1).await;
    assert_eq!(stopped.status, 429);
    let told =
        "続けて何度も間違えたため、止めています。10月5日（月） 10:00 を過ぎてからお試しください。";
    assert!(stopped.text().contains(told), "{}", stopped.text());
    town.passes(SignedDuration::from_hours(1)).await;
    assert_eq!(signs_in(&browser, &page, LOGIN.0, LOGIN.1).await.heading(), "事業の一覧");
}

async fn a_session_ends_in_the_evening_or_when_the_officer_leaves(town: &Town) {
    let is_out =
        async |browser: &Browser<'_>| browser.opens("/desk").await.heading() == "職員のログイン";
    let browser = town.officer().await;
    town.passes(SignedDuration::from_hours(12)).await;
    assert!(is_out(&browser).await, "after a working day");

    let browser = town.officer().await;
    let page = browser.opens("/desk").await;
    browser.presses(&page, "ログアウト", &[]).await;
    assert!(is_out(&browser).await, "after signing out");

    let browser = town.officer().await;
    let now = town.app.clock.now();
    let gone = Officer { disabled_at: Some(now), ..officer() };
    let leaves = move |tx: &mut store::Tx<'_>| tx.save_officer(&gone, Actor::System, now);
    town.app.store.write(leaves).await.unwrap();
    assert!(is_out(&browser).await, "after leaving the town's service");
    let page = browser.opens("/desk/signin").await;
    assert_eq!(signs_in(&browser, &page, LOGIN.0, LOGIN.1).await.status, 401);
}

async fn the_board_shows_a_booking_within_a_second(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let officer = town.officer().await;
    let board = officer.opens(&format!("/desk/programmes/{COVID}")).await;
    let cell = |html: &str| {
        let (_, from) = html.split_once(&format!("id=\"slot-{AT_9_00}\"")).unwrap();
        from.split_once("</div>").unwrap().0.to_owned()
    };
    assert!(cell(&board.html).contains("予約 0 / 12"), "{}", cell(&board.html));

    let url = format!("{}/desk/programmes/{COVID}/events", town.url);
    let mut stream = officer.with_cookies(town.http.get(url)).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    hanako.books(COVID, 1, AT_9_00).await;
    let events = timeout(AT_ONCE, told(&mut stream)).await.expect("within a second");
    let sent = cell(&events);
    assert!(events.contains(&format!("event: slot-{AT_9_00}\n")), "{events}");
    assert!(sent.contains("予約 1 / 12"), "{sent}");
    assert!(events.contains("event: totals\n"), "{events}");
    assert!(events.ends_with("event: news\ndata: 9:00 に1件の予約が入りました\n\n"), "{events}");
    let board = officer.opens(&format!("/desk/programmes/{COVID}")).await;
    assert_eq!(words(&cell(&board.html)), words(&sent), "the page agrees with the stream");

    let nobody = town.browser();
    let url = format!("{}/desk/programmes/{COVID}/events", town.url);
    let shut = nobody.with_cookies(town.http.get(url)).send().await.unwrap();
    assert_eq!(shut.status(), 303, "the stream is for officers");
}

async fn places_may_be_added_and_taken_away_but_not_from_under_anyone(town: &Town) {
    for known in [hanako(), taro()] {
        let resident = town.resident(known).await;
        resident.registers(&resident.known).await;
        resident.books(COVID, 1, AT_9_00).await;
    }
    let officer = town.officer().await;
    let page = officer.opens(&format!("/desk/slots/{AT_9_00}")).await;
    assert_snapshot!(page.text(), @"
        〔事業の一覧〕 〔新型コロナワクチン〕 〔10月20日（火） 中央公民館〕
        # 9:00〜9:15 の枠数
        いま 12枠のうち 2枠がふさがっています（予約・案内中・確保の合計）。ふさがっている数より少なくはできません。
        〔この枠の予約の方を見る〕 〔枠を移す・受付を止める・上乗せする〕 〔枠を確保する〕
        受付方法 ｜ ふさがり ｜ いまの枠 ｜ 新しい枠 ｜
        LINE・公開 ｜ 2 ｜ 10 ｜ ＿10＿ ｜
        電話 ｜ 0 ｜ 2 ｜ ＿2＿ ｜
        変更の理由 履歴に残ります ＿＿
        [この枠数にする] [変更せずに確かめる] 〔やめる〕
        ## 履歴
        日時 ｜ だれが ｜ 何を ｜ 前 → 後 ｜ 理由 ｜
        10月5日 9:00 ｜ システム ｜ 枠の作成・変更 ｜ ｜ ｜
        ");

    let wish = [("pool_public", "1"), ("reason", "医師が一人になったため")];
    let refused = officer.presses(&page, "この枠数にする", &wish).await;
    assert_eq!(refused.status, 422);
    let told = refused.text();
    assert!(
        told.contains("LINE・公開：すでに 2 枠がふさがっています。定員は 2 以上にしてください。"),
        "{told}"
    );
    assert!(told.contains("＿1＿") && told.contains("＿医師が一人になったため＿"), "{told}");
    for typed in ["", "たくさん", "-1", "10000"] {
        let refused = officer.presses(&page, "この枠数にする", &[("pool_public", typed)]).await;
        assert_eq!(refused.status, 422, "{typed}");
        assert!(refused.text().contains(&format!("＿{typed}＿")), "{}", refused.text());
    }
    // No places are free there: less than nothing is not read as something.
    let refused = officer.presses(&page, "この枠数にする", &[("pool_call_centre", "-1")]).await;
    assert!(
        refused.text().contains("電話の枠数は、0以上の数字で入力してください。"),
        "{}",
        refused.text()
    );
    assert_eq!(capacities(town).await, (PUBLIC, PHONE), "nothing has changed so far");

    let wish =
        [("pool_public", "２"), ("pool_call_centre", "5"), ("reason", "医師が一人になったため")];
    let seen = officer.presses(&page, "変更せずに確かめる", &wish).await;
    let told = "保存すると、次のようになります：LINE・公開 10 → 2（残り 8 → 0）、電話 2 → 5（残り 2 → 5）。予約はそのまま残ります。";
    assert!(seen.text().contains(told), "{}", seen.text());
    assert_eq!(capacities(town).await, (PUBLIC, PHONE), "looking changes nothing");
    let board = officer.presses(&seen, "この枠数にする", &[]).await;
    assert_eq!(board.heading(), "新型コロナワクチン");
    assert_eq!(capacities(town).await, (2, 5));

    let lines = town.app.store.read(|reader| reader.history_of_slot(AT_9_00)).await.unwrap();
    let lines: Vec<_> = lines.iter().filter(|line| line.what.name == "capacity_set").collect();
    assert_eq!(lines.len(), 2);
    for line in lines {
        assert_eq!(line.by, Actor::Officer(OFFICER));
        assert_eq!(line.why.as_deref(), Some("医師が一人になったため"));
    }
}

async fn what_another_officer_changed_is_not_overwritten(town: &Town) {
    let (one, other) = (town.officer().await, town.officer().await);
    let url = format!("/desk/slots/{AT_9_00}");
    let (seen_by_one, seen_by_other) = (one.opens(&url).await, other.opens(&url).await);
    one.presses(&seen_by_one, "この枠数にする", &[("pool_public", "20")]).await;
    let told = other.presses(&seen_by_other, "この枠数にする", &[("pool_public", "15")]).await;
    assert_eq!(told.status, 409);
    assert!(told.text().contains("この画面を開いたあとに、ほかの職員が枠数を変えました。"));
    assert!(
        told.text().contains("｜ 20 ｜ ＿15＿"),
        "what is now, and what was typed: {}",
        told.text()
    );
    assert_eq!(capacities(town).await, (20, PHONE));
    other.presses(&told, "この枠数にする", &[]).await;
    assert_eq!(capacities(town).await, (15, PHONE), "once seen, it may be changed");
}

async fn the_roster_sorts_and_finds_anyone_by_a_scrap(town: &Town) {
    for (known, slot) in [(hanako(), AT_9_15), (taro(), AT_9_00), (jiro(), AT_9_00)] {
        let resident = town.resident(known).await;
        resident.registers(&resident.known).await;
        resident.books(COVID, 1, slot).await;
    }
    phones_in(town).await;
    let officer = town.officer().await;
    let page = officer.opens(&format!("/desk/sessions/{HALL_SESSION}")).await;
    assert_snapshot!(page.text(), @"
        〔事業の一覧〕 〔新型コロナワクチン〕
        # 2026年10月20日（火曜日） 中央公民館
        〔余った分のご案内〕
        新型コロナワクチン 4人 時間の順 2026年10月5日（月曜日） 9:00 印刷用
        さがす 氏名・かな・番号の一部 ＿＿ [さがす]
        予約 4人 時間の順
        [時間 ▲] ｜ [番号] ｜ [氏名] ｜ [年齢] ｜ [状態] ｜ [受付方法] ｜ 受付 ｜
        9:00 ｜ 〔889-862-173〕 ｜ サトウ タロウ 〔佐藤 太郎〕 ｜ 81 ｜ 予約 ｜ LINE・画面 ｜ ｜
        9:00 ｜ 〔507-896-167〕 ｜ タナカ ジロウ 〔田中 次郎〕 ｜ 16 ｜ 予約 ｜ LINE・画面 ｜ ｜
        9:15 ｜ 〔271-828-189〕 ｜ サトウ ハナコ 〔佐藤 花子〕 ｜ 79 ｜ 予約 ｜ LINE・画面 ｜ ｜
        9:15 ｜ 〔125-930-152〕 ｜ スズキ ミドリ 〔鈴木 みどり〕 ｜ 46 ｜ 予約 ｜ 電話 ｜ ｜
        ");

    let names = |page: &Page| {
        let text = page.text();
        let who = ["花子", "太郎", "次郎", "みどり"];
        let mut found: Vec<_> =
            who.iter().filter_map(|name| Some((text.find(name)?, *name))).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(" ")
    };
    let by_name = officer.presses(&page, "氏名", &[]).await;
    assert_eq!(
        names(&by_name),
        "太郎 花子 みどり 次郎",
        "サトウ タロウ, サトウ ハナコ, スズキ, タナカ"
    );
    let turned = officer.presses(&by_name, "氏名", &[]).await;
    assert_eq!(names(&turned), "次郎 みどり 花子 太郎");
    let by_age = officer.presses(&page, "年齢", &[]).await;
    assert_eq!(names(&by_age), "次郎 みどり 花子 太郎");

    let number = town.booking_of(&jiro()).await.number.to_string();
    for (scrap, found) in [
        ("さとう", "太郎 花子"),
        ("サトウ　ハナコ", "花子"),
        ("ｼﾞﾛｳ", "次郎"),
        ("鈴木", "みどり"),
        (&number[4..], "次郎"),
        ("やまもと", ""),
    ] {
        let page = officer.presses(&page, "さがす", &[("q", scrap)]).await;
        assert_eq!(names(&page), found, "{scrap}");
    }
}

async fn the_record_tells_everything_that_happened(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let booking = town.booking_of(&hanako.known).await.id;
    town.passes(days(1)).await;
    let page = hanako.opens(&format!("/bookings/{booking}/change/slot/{AT_9_15}")).await;
    hanako.browser.presses(&page, "この内容に変更する", &[]).await;
    town.passes(SignedDuration::from_mins(90)).await;
    let officer = town.officer().await;
    officer.opens(&format!("/desk/bookings/{booking}")).await;
    let page = hanako.opens(&format!("/bookings/{booking}/cancel")).await;
    hanako.browser.presses(&page, "キャンセルする", &[]).await;
    let page = officer.opens(&format!("/desk/bookings/{booking}")).await;
    assert_snapshot!(page.text(), @"
        〔10月20日（火） 中央公民館 の名簿〕
        # 予約 271-828-189
        キャンセル
        ## サトウ ハナコ 佐藤 花子
        生年月日：1947年（昭和22年）5月3日生まれ（79歳）
        接種券：末尾 6781
        電話：01-9999-1234
        〔この方のページ（つながり、確認番号、すべての予約）〕
        ## 2026年10月20日（火曜日） 9:15〜9:30
        事業：新型コロナワクチン 1回目
        会場：中央公民館 〔この時間の枠〕
        受付方法：LINE・画面
        ## 履歴
        日時 ｜ だれが ｜ 何を ｜ 前 → 後 ｜ 理由 ｜
        10月6日 10:30 ｜ 利用者A ｜ キャンセル（本人・家族の申し出） ｜ 10月20日（火） 9:15 中央公民館 → 空きに戻しました ｜ ｜
        10月6日 10:30 ｜ 保健師 窓川みどり ｜ 記録を開いた ｜ ｜ ｜
        10月6日 9:00 ｜ 利用者A ｜ 日時の変更 ｜ 10月20日（火） 9:00 中央公民館 → 10月20日（火） 9:15 中央公民館 ｜ ｜
        10月5日 9:00 ｜ 利用者A ｜ 予約（LINE・画面） ｜ 10月20日（火） 9:00 中央公民館 ｜ ｜
        ");

    let hidden = phones_in(town).await;
    let page = officer.opens(&format!("/desk/bookings/{hidden}")).await;
    assert!(page.text().contains("支援措置の対象の方です。"), "{}", page.text());
}

async fn signs_in(browser: &Browser<'_>, page: &Page, login: &str, password: &str) -> Page {
    browser.presses(page, "ログインする", &[("login", login), ("password", password)]).await
}

/// Everything up to the end of the next sentence of news.
async fn told(stream: &mut Response) -> String {
    let mut told = String::new();
    while !(told.contains("event: news") && told.ends_with("\n\n")) {
        let bytes = stream.chunk().await.unwrap().expect("the stream goes on");
        told.push_str(std::str::from_utf8(&bytes).unwrap());
    }
    told
}

/// The words of a cell, however its lines are broken.
fn words(html: &str) -> Vec<String> {
    html.replace("data:", "").split_whitespace().map(str::to_owned).collect()
}

/// An officer books by phone for someone nobody else may find.
pub(crate) async fn phones_in(town: &Town) -> BookingId {
    let (id, midori) = (BookingId(Uuid::from_u128(77)), midori());
    let wish = Book {
        id,
        once: RequestId(Uuid::from_u128(77)),
        applicant: Applicant::born(midori.id, midori.birth),
        programme: COVID,
        dose: 1,
        slot: AT_9_15,
        door: Door::Phone,
        account: None,
        exception: None,
        hold: None,
        by: Actor::Officer(OFFICER),
        at: town.app.clock.now(),
    };
    town.app.store.place(Command::Book(wish)).await.unwrap().unwrap();
    id
}

async fn capacities(town: &Town) -> (u32, u32) {
    let slot = town.app.store.read(|reader| reader.slot(AT_9_00)).await.unwrap().unwrap();
    (slot.pools[0].capacity, slot.pools[1].capacity)
}
