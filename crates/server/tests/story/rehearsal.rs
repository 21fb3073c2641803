//! A rehearsal: the same counter with invented people at another date, and nothing of it in the real one.

use crate::{
    page::Page,
    people::hanako,
    places::{COVID, PUBLIC},
    resident::Browser,
    town::Town,
};

on_both_engines!(
    the_nurse_sees_an_opening_with_the_eyes_of_a_resident,
    everybody_at_once_and_the_numbers_are_sound,
    what_cannot_be_read_is_said_and_stays_typed,
    who_is_no_officer_does_not_get_in_and_no_cookie_goes_over,
    four_at_once_and_what_is_thrown_away_is_gone,
);

const BEGIN: [(&str, &str); 3] = [("date", "2026-11-01"), ("time", "８：５９"), ("people", "100")];

async fn begins(browser: &Browser<'_>) -> Page {
    let page = browser.opens("/desk/rehearsal").await;
    let room = browser.presses(&page, "リハーサルを始める", &BEGIN).await;
    assert_eq!(room.heading(), "リハーサルの部屋", "{}", room.text());
    room
}

/// The address of the rehearsal that a page belongs to.
fn base(page: &Page) -> String {
    page.path.split('/').take(3).collect::<Vec<_>>().join("/")
}

async fn the_nurse_sees_an_opening_with_the_eyes_of_a_resident(town: &Town) {
    let nurse = town.officer().await;
    let page = nurse.opens("/desk/rehearsal").await;
    let opening = "これからの受付開始：11月1日（日） 9:00 肺炎球菌ワクチン";
    assert!(page.text().contains(opening), "{}", page.text());
    assert_eq!(page.form("リハーサルを始める").value("time"), "8:59", "the minute before it");
    assert!(!page.html.contains("リハーサル中</strong>"), "the real counter wears no band");
    let room = begins(&nurse).await;
    assert!(room.html.contains("リハーサル中</strong>"));
    assert!(room.html.contains("<title>【リハーサル】"));
    assert!(room.text().contains("2026年11月1日（日曜日） 8:59"));
    let home = nurse.presses(&room, "この方の画面を見る", &[]).await;
    assert_eq!(home.path, format!("{}/r/home", base(&room)));
    assert!(home.html.contains("リハーサル中</strong>"));
    let before = nurse.taps(&home, "予約する").await;
    assert!(before.text().contains("新型コロナワクチン"), "{}", before.text());
    // Back in the room, the clock goes on to the opening.
    let room = nurse.taps(&home, "部屋に戻る").await;
    let on = [("date", "2026-11-01"), ("time", "9:00")];
    let room = nurse.presses(&room, "この日時へ進む", &on).await;
    assert!(room.text().contains("2026年11月1日（日曜日） 9:00"), "{}", room.text());
    let back = [("date", "2026-10-31"), ("time", "9:00")];
    let refused = nurse.presses(&room, "この日時へ進む", &back).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("日時は先へだけ進められます。"));
    assert_eq!(refused.form("この日時へ進む").value("date"), "2026-10-31", "what was typed stays");
    let desk = nurse.opens(&format!("{}/desk", base(&room))).await;
    let pneumonia = desk.text();
    assert!(pneumonia.contains("〔肺炎球菌ワクチン〕 ｜ 受付中"), "{pneumonia}");
    let real = nurse.opens("/desk").await;
    assert!(real.text().contains("〔肺炎球菌ワクチン〕 ｜ 準備中"), "{}", real.text());
}

async fn everybody_at_once_and_the_numbers_are_sound(town: &Town) {
    let nurse = town.officer().await;
    let room = begins(&nurse).await;
    let typed = [("programme", &*COVID.to_string()), ("people", "90")];
    let told = nurse.presses(&room, "殺到させる", &typed).await;
    let text = told.text();
    assert!(text.contains("90人が同時に押し、"), "{text}");
    assert!(text.contains("二重の予約も、定員を超えた枠もありません。"), "{text}");
    // On 1 November only the two slots of November are left, with their public places.
    assert!(text.contains(&format!("{}人が予約できました", 2 * PUBLIC)), "{text}");
    assert!(text.contains(&format!("{}人：", 90 - 2 * PUBLIC)), "{text}");
    let again = nurse.presses(&told, "殺到させる", &[("people", "９１００")]).await;
    assert_eq!(again.status, 422);
    assert!(again.text().contains("押し寄せる人数を、1から"), "{}", again.text());
    // Nothing of it reached the real town.
    let board = nurse.opens("/desk").await;
    assert!(
        board.text().contains(
            "〔新型コロナワクチン〕 ｜ 受付中 ｜ 10月20日（火）〜11月10日（火） ｜ 0 / 72"
        )
    );
    let [differences, waiting] = town
        .app
        .store
        .read(|reader| {
            let due = reader.outbox_due(jiff::Timestamp::MAX, 10)?;
            Ok([reader.differences()?.len(), due.len()])
        })
        .await
        .unwrap();
    assert_eq!([differences, waiting], [0, 0]);
}

async fn what_cannot_be_read_is_said_and_stays_typed(town: &Town) {
    let nurse = town.officer().await;
    let page = nurse.opens("/desk/rehearsal").await;
    for (field, typed, said) in [
        ("date", "きのう", "日付を、2026-12-01 のように入力してください。"),
        ("date", "9999-12-31", "日付を、2026-12-01 のように入力してください。"),
        ("time", "25:00", "時刻を、8:59 のように0:00から23:59までで入力してください。"),
        ("people", "99", "架空の町民の人数を、100から5000までの数字で入力してください。"),
        ("people", "🙂", "架空の町民の人数を、100から5000までの数字で入力してください。"),
    ] {
        let mut all = BEGIN;
        all.iter_mut().find(|(name, _)| *name == field).unwrap().1 = typed;
        let refused = nurse.presses(&page, "リハーサルを始める", &all).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains(said), "{}", refused.text());
        assert_eq!(refused.form("リハーサルを始める").value(field), typed);
    }
    assert!(nurse.opens("/desk/rehearsal").await.text().contains("いまは、ありません。"));
}

async fn who_is_no_officer_does_not_get_in_and_no_cookie_goes_over(town: &Town) {
    let nurse = town.officer().await;
    let room = begins(&nurse).await;
    let hanako = town.resident(hanako()).await;
    hanako.opens("/home").await;
    for path in [room.path.clone(), base(&room), format!("{}/r/home", base(&room))] {
        let page = hanako.browser.opens(&path).await;
        assert_eq!(page.heading(), "職員のログイン", "{path}");
    }
    // Signed in for real, one is a stranger on the pages of a rehearsal until one has come through its door.
    let second = town.officer().await;
    let page = second.opens(&room.path).await;
    assert_eq!(page.heading(), "職員のログイン");
    let page = second.opens(&base(&room)).await;
    assert_eq!(page.heading(), "リハーサルの部屋");
    // Leaving there leaves the real desk alone.
    let page = second.presses(&page, "ログアウト", &[]).await;
    assert_eq!(page.path, format!("{}/desk/signin", base(&room)));
    assert_eq!(second.opens("/desk").await.heading(), "事業の一覧");
    // And what is only for a rehearsal is nowhere else.
    for path in ["/desk/rehearsal/as/00000000-0000-0000-0000-000000000001", "/desk/rehearsal/rush"]
    {
        let form = crate::page::Form {
            action: path.to_owned(),
            fields: vec![
                ("programme".to_owned(), COVID.to_string()),
                ("people".to_owned(), "10".to_owned()),
            ],
        };
        assert_eq!(second.submits(&form).await.status, 404, "{path}");
    }
}

async fn four_at_once_and_what_is_thrown_away_is_gone(town: &Town) {
    let nurse = town.officer().await;
    let first = begins(&nurse).await;
    for _ in 1..4 {
        begins(&nurse).await;
    }
    let page = nurse.opens("/desk/rehearsal").await;
    let full = nurse.presses(&page, "リハーサルを始める", &BEGIN).await;
    assert_eq!(full.status, 409);
    assert!(full.text().contains("同時にできるリハーサルは4つまでです。"), "{}", full.text());
    let list = nurse.presses(&first, "終えて捨てる", &[]).await;
    assert_eq!(list.path, "/desk/rehearsal");
    let gone = nurse.opens(&first.path).await;
    assert!(gone.text().contains("そのリハーサルは、もう終わっています。"), "{}", gone.text());
    begins(&nurse).await;
    // Nobody looks for half a day.
    town.passes(jiff::SignedDuration::from_hours(11)).await;
    assert!(!nurse.opens("/desk/rehearsal").await.text().contains("いまは、ありません。"));
    town.passes(jiff::SignedDuration::from_hours(2)).await;
    let nurse = town.officer().await;
    assert!(nurse.opens("/desk/rehearsal").await.text().contains("いまは、ありません。"));
}
