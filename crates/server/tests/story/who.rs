//! Who sees what: a look-up that fails says nothing, guessing leads nowhere, and nobody but the one who
//! booked sees place and time, whatever they know about the person.

use crate::{
    page::{Form, Page},
    people::{Known, hanako, midori, neighbour, taro},
    places::{AT_9_00, AT_9_15, AT_10_30, COVID, FLU, FLU_SLOT, SOON_ENOUGH, TOO_SOON, days},
    town::Town,
};
use domain::Change;
use insta::assert_snapshot;
use jiff::SignedDuration;

on_both_engines!(
    a_look_up_that_fails_looks_the_same_whatever_the_reason,
    a_voucher_that_was_reissued_looks_like_one_that_never_was,
    an_account_that_guesses_is_stopped,
    a_voucher_that_is_guessed_at_is_closed,
    a_birth_date_is_not_found_by_patience,
    an_address_that_guesses_is_stopped,
    the_booking_of_another_is_not_there,
    her_husband_learns_neither_place_nor_time,
    nobody_is_shown_a_person_once_protected,
);

async fn a_look_up_that_fails_looks_the_same_whatever_the_reason(town: &Town) {
    let taro = town.resident(taro()).await;
    // Neither is on the page as an example.
    let (hers, hidden) = (Known { born: "1947-5-3".to_owned(), ..hanako() }, midori());
    let tries = [
        (hers.voucher.as_str(), "1947-5-4"),
        (taro.known.voucher.as_str(), &hers.born),
        ("9999999999", &hers.born),
        (&hidden.voucher, &hidden.born),
    ];
    let mut pages = Vec::new();
    for (voucher, born) in tries {
        let page = taro.types(voucher, born).await;
        assert_eq!(page.status, 422);
        assert!(page.html.contains(voucher) && page.html.contains(born), "it stays as typed");
        pages.push(page.html.replace(voucher, "").replace(born, ""));
    }
    assert!(pages.iter().all(|page| *page == pages[0]), "{pages:#?}");
    let page = taro.types("9999999999", &hers.born).await;
    let told = page.text().split_once("# 予約する方").unwrap().0.to_owned();
    assert_snapshot!(told, @"
        〔一覧へ戻る〕
        ## 登録できませんでした
        入力された番号と生年月日では、確認できませんでした。接種券をもう一度ご覧になり、番号と生年月日をお確かめください。それでも進めないときは、お電話ください。
        ");
}

/// As in Shimonoseki: the card is lost, a new one comes, and a relative still has the old one.
async fn a_voucher_that_was_reissued_looks_like_one_that_never_was(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let old = hanako.known.voucher.clone();
    let reissued = Known { voucher: "0999999999".to_owned(), ..hanako.known.clone() };
    town.changes(vec![Change::PersonSaved(reissued.person())]).await;

    let taro = town.resident(taro()).await;
    let (page, unknown) = (
        taro.types(&old, &hanako.known.born).await,
        taro.types("0888888888", &hanako.known.born).await,
    );
    assert_eq!((page.status, unknown.status), (422, 422));
    assert_eq!(page.html.replace(&old, ""), unknown.html.replace("0888888888", ""));

    let home = hanako.opens("/home").await;
    assert!(home.text().contains("佐藤 花子"), "the link and the booking stay: {}", home.text());
    assert!(home.text().contains("中央公民館"), "{}", home.text());
    let page = taro.registers(&reissued).await;
    assert!(page.text().contains("すでに入っています"), "one person, not two: {}", page.text());
}

async fn an_account_that_guesses_is_stopped(town: &Town) {
    let (hanako, taro) = (town.resident(hanako()).await, town.resident(taro()).await);
    for n in 0..10 {
        hanako.browser.is_at(&format!("192.0.2.{n}"));
        assert_eq!(hanako.types(&format!("999999999{n}"), &hanako.known.born).await.status, 422);
    }
    hanako.browser.is_at("192.0.2.10");
    let stopped = hanako.types(&hanako.known.voucher, &hanako.known.born).await;
    assert_eq!(stopped.status, 429);
    assert_snapshot!(stopped.text(), @"
        # しばらく時間をおいてください
        続けて何度も入力されたため、いったん止めています。
        10月6日（火） 9:00 を過ぎてから、もう一度お試しください。お急ぎのときは、お電話ください。ご本人と確かめて、すぐに解けます。
        〔予約の一覧へ〕
        ");
    taro.browser.is_at("192.0.2.10");
    taro.registers(&hanako.known).await;
    town.passes(days(1)).await;
    hanako.registers(&hanako.known).await;
}

async fn a_voucher_that_is_guessed_at_is_closed(town: &Town) {
    let hanako = town.resident(hanako()).await;
    for n in 0..5 {
        let guesser = town.resident(neighbour(n)).await;
        guesser.browser.is_at(&format!("192.0.2.{n}"));
        let born = format!("昭和22年5月{}日", n + 4);
        assert_eq!(guesser.types(&hanako.known.voucher, &born).await.status, 422);
    }
    hanako.browser.is_at("192.0.2.5");
    let stopped = hanako.types(&hanako.known.voucher, &hanako.known.born).await;
    assert_eq!(stopped.status, 429);
    assert_eq!(hanako.types(&taro().voucher, &taro().born).await.heading(), "何を予約しますか");
    town.passes(SignedDuration::from_hours(1)).await;
    hanako.registers(&hanako.known).await;
}

async fn an_address_that_guesses_is_stopped(town: &Town) {
    let hanako = town.resident(hanako()).await;
    for n in 0..10 {
        let guesser = town.resident(neighbour(n)).await;
        // What stands before the last entry is the caller's own word.
        guesser.browser.is_at(&format!("198.51.100.{n}, 192.0.2.1"));
        for voucher in 0..6 {
            let typed = format!("99999999{n}{voucher}");
            assert_eq!(guesser.types(&typed, &hanako.known.born).await.status, 422);
        }
    }
    hanako.browser.is_at("192.0.2.1");
    let stopped = hanako.types(&hanako.known.voucher, &hanako.known.born).await;
    assert_eq!(stopped.status, 429);
    hanako.browser.is_at("192.0.2.2");
    hanako.registers(&hanako.known).await;
}

async fn the_booking_of_another_is_not_there(town: &Town) {
    let (hanako, taro) = (town.resident(hanako()).await, town.resident(taro()).await);
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    taro.registers(&taro.known).await;
    is_closed_to(&taro.browser, town, &hanako.known).await;

    let person = hanako.known.id;
    for path in ["", &format!("/{COVID}/1"), &format!("/{COVID}/1/slot/{AT_9_00}")] {
        let page = taro.browser.opens(&format!("/r/book/{person}{path}")).await;
        assert_eq!(page.status, 404, "{path}");
    }
    let own = taro.chooses(COVID, 1, AT_9_15).await.form("この内容で予約する");
    let action = own.action.replace(&taro.known.id.to_string(), &person.to_string());
    let page = taro.browser.posts(&Form { action, ..own }, "same-origin").await;
    assert_eq!(page.status, 404);
    assert_eq!(town.bookings().await.len(), 1);
}

async fn her_husband_learns_neither_place_nor_time(town: &Town) {
    let (hanako, taro) = (town.resident(hanako()).await, town.resident(taro()).await);
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_10_30).await;
    // He knows her voucher and her birth date.
    let registered = taro.registers(&hanako.known).await;
    let home = taro.opens("/home").await;
    assert_snapshot!(home.text(), @"
        # 予約の一覧
        ## 佐藤 花子 さん
        1947年（昭和22年）5月3日生まれ
        この画面で取った予約は、いまありません。
        お電話やほかのご家族が取った予約は、ここには出ません。 〔確認番号を入れると見られます〕
        〔予約する〕
        ## ご家族の分も予約するとき
        お子さんや親御さんを追加すると、この画面でまとめて予約できます。
        〔家族を追加する〕
        〔つながりの一覧（続柄、家族の招待、終わりにする）〕
        〔お知らせの設定〕
        〔空き状況を見る〕
        [この画面から出る（ログアウト）]
        ");
    is_closed_to(&taro.browser, town, &hanako.known).await;

    let person = hanako.known.id;
    let way = |dose: u8, rest: &str| format!("/book/{person}/{COVID}/{dose}{rest}");
    let too_soon = taro.opens(&way(2, &format!("/slot/{TOO_SOON}"))).await;
    assert_snapshot!(too_soon.text(), @"
        # いまは、できません
        この方の予約は、すでに入っています。
        予約の一覧に出ていないときは、お電話か、ほかのご家族のLINEで取られた予約です。変更やキャンセルは、予約したところからお願いします。
        〔予約の一覧へ〕
        ");
    let mut pages = vec![registered, home, too_soon];
    for dose in [1, 2] {
        for rest in [String::new(), format!("/slot/{AT_10_30}"), format!("/slot/{SOON_ENOUGH}")] {
            pages.push(taro.opens(&way(dose, &rest)).await);
        }
    }
    for page in &pages {
        for told in ["10月20日", "11月10日", "10:30", "10時30分", "中央公民館"] {
            assert!(!page.html.contains(told), "{told} on {}\n{}", page.path, page.text());
        }
    }
    // Another programme has nothing to do with it.
    let flu = taro.opens(&format!("/book/{person}/{FLU}/1/slot/{FLU_SLOT}")).await;
    assert_eq!(flu.heading(), "この内容で予約しますか");
    // And when the day has come, her second dose may be booked by either of them.
    town.passes(days(16)).await;
    let second = taro.opens(&way(2, &format!("/slot/{SOON_ENOUGH}"))).await;
    assert_eq!(second.heading(), "この内容で予約しますか");
}

async fn a_birth_date_is_not_found_by_patience(town: &Town) {
    let taro = town.resident(taro()).await;
    let hers = hanako();
    for _ in 0..4 {
        for _ in 0..5 {
            assert_eq!(taro.types(&hers.voucher, "1950-1-1").await.status, 422);
        }
        town.passes(days(1)).await;
    }
    assert_eq!(taro.types(&hers.voucher, "1950-1-1").await.status, 429, "days later");
    let hanako = town.resident(hers).await;
    assert_eq!(hanako.types(&hanako.known.voucher, &hanako.known.born).await.status, 429);
    let desk = town.officer().await;
    let page = desk.opens(&format!("/desk/people/{}", hanako.known.id)).await;
    desk.presses(&page, "停止を解く", &[("why", "電話で本人確認ずみ")]).await;
    hanako.registers(&hanako.known).await;
}

async fn nobody_is_shown_a_person_once_protected(town: &Town) {
    let (hanako, taro) = (town.resident(hanako()).await, town.resident(taro()).await);
    taro.registers(&hanako.known).await;
    town.moves_in(&[Known { is_protected: true, ..hanako.known.clone() }]).await;
    let home = taro.opens("/home").await;
    assert!(!home.html.contains("佐藤"), "{}", home.text());
    let page = taro.browser.opens(&format!("/r/book/{}", hanako.known.id)).await;
    assert_eq!(page.status, 404);
}

/// Someone's booking cannot be seen, changed or cancelled from this browser.
async fn is_closed_to(browser: &crate::resident::Browser<'_>, town: &Town, whose: &Known) {
    let before = town.booking_of(whose).await;
    let change = format!("change/slot/{AT_9_15}");
    let base = format!("/r/bookings/{}", before.id);
    let not_found = |page: Page| {
        assert_eq!(page.status, 404, "{}", page.path);
        assert!(!page.html.contains(&before.number.to_string()), "{}", page.path);
    };
    for page in ["", "done", "calendar.ics", "cancel", "change", &change] {
        not_found(browser.opens(format!("{base}/{page}").trim_end_matches('/')).await);
    }
    for verb in ["cancel", &change] {
        let once = ("once".to_owned(), uuid::Uuid::nil().to_string());
        let form = Form { action: format!("{base}/{verb}"), fields: vec![once] };
        not_found(browser.posts(&form, "same-origin").await);
    }
    assert_eq!(town.booking_of(whose).await, before);
}
