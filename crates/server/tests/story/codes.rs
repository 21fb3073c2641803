//! One-time codes: a letter has one, a new phone finds the bookings of the old one, guessing leads nowhere, and
//! whatever is wrong is told alike.

use crate::{
    page::{Form, Page},
    people::{Known, hanako, midori, neighbour, taro},
    places::{AT_9_00, AT_9_15, COVID, days},
    resident::Browser,
    town::Town,
};
use domain::{Change, code::PlainCode};
use insta::assert_snapshot;
use jiff::SignedDuration;

on_both_engines!(
    a_letter_is_printed_and_its_code_shown_once,
    a_code_works_once_and_gives_way_to_a_newer_one,
    whatever_is_wrong_with_a_code_is_told_alike,
    what_cannot_be_read_is_told_beside_its_field,
    a_new_phone_finds_what_the_old_one_booked,
    guessing_codes_is_stopped_and_staff_lift_it,
    who_guesses_from_one_address_does_not_lock_her_out_again,
    a_locked_account_gets_in_once_staff_lift_it,
    an_officer_gives_a_reason_and_it_is_in_the_history,
    an_officer_finds_who_has_no_booking_and_says_how_they_were_known,
);

pub(crate) const COUNTER: &str = "本人確認をして、いま伝える";
const LETTER: &str = "手紙で送る";

/// An officer gives a code for somebody; what is written on it.
pub(crate) async fn code_for(town: &Town, known: &Known, button: &str) -> String {
    let desk = town.officer().await;
    let page = desk.opens(&format!("/desk/people/{}", known.id)).await;
    let given = desk.presses(&page, button, &[("why", "窓口で本人確認書類を見た")]).await;
    written_on(&given)
}

/// A letter's code, in the groups in which it is read aloud.
pub(crate) async fn letter_for(town: &Town, known: &Known) -> String {
    code_for(town, known, LETTER).await
}

fn written_on(page: &Page) -> String {
    let (_, from) =
        page.html.split_once("letter-code\">").unwrap_or_else(|| panic!("{}", page.text()));
    let code = from.split_once("</p>").unwrap().0;
    let plain: String = code.split('<').map(|part| part.rsplit('>').next().unwrap()).collect();
    assert_eq!(plain.len(), 11, "{plain}");
    plain
}

pub(crate) async fn signs_in(browser: &Browser<'_>, known: &Known, code: &str) -> Page {
    let page = browser.opens("/signin/code").await;
    let typed = [("voucher", known.voucher.as_str()), ("birth", &known.born), ("code", code)];
    browser.presses(&page, "入る", &typed).await
}

async fn a_letter_is_printed_and_its_code_shown_once(town: &Town) {
    let desk = town.officer().await;
    let person = format!("/desk/people/{}", hanako().id);
    let page = desk.opens(&person).await;
    let given = desk.presses(&page, LETTER, &[]).await;
    let code = written_on(&given);
    let shown = given.text().replace(&code.replace('-', " - "), "…").replace(&code, "…");
    let shown = shown.replace(&town.url, "https://town");
    let shown: Vec<_> = shown.lines().filter(|line| !line.contains('…')).collect();
    assert_snapshot!(shown.join("\n"), @"
        〔佐藤 花子さんのページ〕
        # 佐藤 花子さんの確認番号
        この番号は、いまだけ表示しています。このページを印刷して、ご本人あてに送ってください。
        窓川町本町2丁目 佐藤 花子 様
        2026年10月5日（月曜日） 窓川町
        予約の画面に入るための確認番号です。
        11月4日（水） 9:00 まで、1回だけ使えます。
        ## 使いかた
        ・LINEをお使いの方は、窓川町のトークで「予約」を開き、「町から確認番号が届いた方は、こちら」を押します（登録ずみの方は「つながりの一覧」の「確認番号を入れる」）。
        ・LINEをお使いでない方は、スマートフォンやパソコンで、次を開きます。 https://town/signin/code
        ・接種券の番号、生年月日、この確認番号を入れます。
        確認番号を使う人は、あなたのすべての予約を見て、変えることができます。信頼できるご家族のほかには、見せないでください。
        お困りのとき、心当たりのないときは、お電話ください。 予約のお電話 01-9999-0000（平日 9時〜17時）
        ");
    let again = desk.presses(&page, LETTER, &[]).await;
    assert_eq!(again.status, 422);
    assert!(again.text().contains("この確認番号は、もうお出ししました。"), "{}", again.text());
    let page = desk.opens(&person).await;
    assert_eq!(page.text().matches("確認番号（郵便） ｜").count(), 1, "{}", page.text());
    assert!(page.text().contains("使えます"), "{}", page.text());
    assert!(!page.html.contains(&code), "never again");
}

async fn a_code_works_once_and_gives_way_to_a_newer_one(town: &Town) {
    let hanako = hanako();
    let first = letter_for(town, &hanako).await;
    let second = code_for(town, &hanako, COUNTER).await;
    assert_eq!(signs_in(&town.browser(), &hanako, &first).await.status, 422, "a newer one came");
    assert_eq!(signs_in(&town.browser(), &hanako, &second).await.heading(), "予約の一覧");
    assert_eq!(signs_in(&town.browser(), &hanako, &second).await.status, 422, "it was used");
    let third = code_for(town, &hanako, COUNTER).await;
    town.passes(SignedDuration::from_mins(15)).await;
    assert_eq!(signs_in(&town.browser(), &hanako, &third).await.status, 422, "its time is over");
    let fourth = letter_for(town, &hanako).await;
    town.passes(days(30) - SignedDuration::from_mins(1)).await;
    assert_eq!(signs_in(&town.browser(), &hanako, &fourth).await.status, 200, "a letter lies long");
}

async fn whatever_is_wrong_with_a_code_is_told_alike(town: &Town) {
    // How she writes her birth date is not on the page as an example.
    let hanako = Known { born: "1947-5-3".to_owned(), ..hanako() };
    let (taro, hidden) = (taro(), neighbour(7));
    town.moves_in(std::slice::from_ref(&hidden)).await;
    let used = letter_for(town, &hanako).await;
    signs_in(&town.browser(), &hanako, &used).await;
    let good = letter_for(town, &hanako).await;
    let his = letter_for(town, &taro).await;
    let asleep = letter_for(town, &hidden).await;
    let mut protected = hidden.person();
    protected.protected_at = Some(town.app.clock.now());
    town.changes(vec![Change::PersonSaved(protected)]).await;

    let tries = [
        ("9999999999", hanako.born.as_str(), good.as_str(), "an unknown voucher"),
        (&hanako.voucher, "1947-5-4", &good, "another birth date"),
        (&hanako.voucher, &hanako.born, &used, "a code that was used"),
        (&hanako.voucher, &hanako.born, &his, "the code of another"),
        (&hidden.voucher, &hidden.born, &asleep, "somebody protected since"),
        (&midori().voucher, &midori().born, &good, "somebody protected always"),
    ];
    let mut pages = Vec::new();
    for (n, (voucher, born, code, why)) in tries.into_iter().enumerate() {
        let browser = town.browser();
        browser.is_at(&format!("192.0.2.{n}"));
        let page = browser.opens("/signin/code").await;
        let typed = [("voucher", voucher), ("birth", born), ("code", code)];
        let once = page.form("入る").value("once");
        let answer = browser.presses(&page, "入る", &typed).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (422, None), "{why}");
        let bare = [voucher, born, code, &once]
            .iter()
            .fold(answer.html, |html, typed| html.replace(typed, ""));
        pages.push(bare);
    }
    assert!(pages.iter().all(|page| *page == pages[0]), "{pages:#?}");
    assert_eq!(signs_in(&town.browser(), &hanako, &good).await.heading(), "予約の一覧");
}

async fn what_cannot_be_read_is_told_beside_its_field(town: &Town) {
    let browser = town.browser();
    let page = browser.opens("/signin/code").await;
    let typed = [("voucher", "123"), ("birth", "1947-13-1"), ("code", "AC3-O7P-XYW")];
    let again = browser.presses(&page, "入る", &typed).await;
    assert_eq!(again.status, 422);
    let told = again.text().split_once("# 確認番号で入る").unwrap().0.to_owned();
    assert_snapshot!(told, @"
        ## 確認できませんでした
        ・〔接種券番号は10桁です（16桁や18桁の番号でも入力できます）。いまは3桁です。〕
        ・〔13月という月はありません。1月から12月で入力してください。〕
        ・〔5文字目の「O」は、確認番号に使わない文字です。お伝えした番号（または紙の番号）をご確認ください。〕
        ");
    for typed in ["123", "1947-13-1", "AC3-O7P-XYW"] {
        assert!(again.text().contains(&format!("＿{typed}＿")), "{typed} stays: {}", again.text());
    }
}

async fn a_new_phone_finds_what_the_old_one_booked(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let number = town.booking_of(&hanako.known).await.number.to_string();
    // The same LINE in a new phone needs nothing.
    let new_phone = town.stranger(hanako.known.clone());
    assert!(new_phone.opens("/home").await.text().contains(&number));
    // Another LINE has the code of the letter.
    let new_line =
        town.resident(Known { handle: "hanako2".to_owned(), ..hanako.known.clone() }).await;
    new_line.registers(&hanako.known).await;
    assert!(!new_line.opens("/home").await.text().contains(&number));
    let code = letter_for(town, &hanako.known).await;
    let page = new_line.opens("/people/code").await;
    let typed = [
        ("voucher", hanako.known.voucher.as_str()),
        ("birth", &hanako.known.born),
        ("code", &code),
    ];
    let proven = new_line.browser.presses(&page, "確かめる", &typed).await;
    assert_eq!(proven.heading(), "佐藤 花子さんとのつながり", "{}", proven.text());
    assert!(new_line.opens("/home").await.text().contains(&number));
    let booking = town.booking_of(&hanako.known).await.id;
    let page = new_line.opens(&format!("/bookings/{booking}/change/slot/{AT_9_15}")).await;
    new_line.browser.presses(&page, "この内容に変更する", &[]).await;
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約を変更しました"), 1, "the old LINE is told");
    assert_eq!(town.times_heard("hanako2", "予約を変更しました"), 1, "and the new one");
}

async fn guessing_codes_is_stopped_and_staff_lift_it(town: &Town) {
    let hanako = hanako();
    let code = letter_for(town, &hanako).await;
    for n in 0..5 {
        let browser = town.browser();
        browser.is_at(&format!("192.0.2.{n}"));
        assert_eq!(
            signs_in(&browser, &hanako, &PlainCode::of_chance(n).written()).await.status,
            422
        );
    }
    let browser = town.browser();
    browser.is_at("192.0.2.9");
    let stopped = signs_in(&browser, &hanako, &code).await;
    assert_eq!(stopped.status, 429);
    assert_snapshot!(stopped.text(), @"
        # しばらく時間をおいてください
        続けて何度も入力されたため、いったん止めています。
        10月5日（月） 10:00 を過ぎてから、もう一度お試しください。お急ぎのときは、お電話ください。ご本人と確かめて、すぐに解けます。
        〔予約の一覧へ〕
        ");
    let desk = town.officer().await;
    let page = desk.opens(&format!("/desk/people/{}", hanako.id)).await;
    desk.presses(&page, "停止を解く", &[("why", "電話で本人確認ずみ")]).await;
    assert_eq!(signs_in(&browser, &hanako, &code).await.heading(), "予約の一覧");
    let page = desk.opens(&format!("/desk/people/{}", hanako.id)).await;
    assert!(page.text().contains("入力の停止を解除 ｜ ｜ 電話で本人確認ずみ"), "{}", page.text());
}

async fn a_locked_account_gets_in_once_staff_lift_it(town: &Town) {
    let hanako = town.resident(hanako()).await;
    for n in 0..10 {
        assert_eq!(hanako.types(&format!("999999999{n}"), &hanako.known.born).await.status, 422);
    }
    assert_eq!(hanako.types(&hanako.known.voucher, &hanako.known.born).await.status, 429);
    let desk = town.officer().await;
    let page = desk.opens(&format!("/desk/people/{}", hanako.known.id)).await;
    desk.presses(&page, "停止を解く", &[("why", "電話で本人確認ずみ")]).await;
    assert_eq!(hanako.types(&taro().voucher, &taro().born).await.status, 429, "for her alone");
    hanako.registers(&hanako.known).await;
}

async fn an_officer_gives_a_reason_and_it_is_in_the_history(town: &Town) {
    let (hanako, taro) = (town.resident(hanako()).await, town.resident(taro()).await);
    taro.registers(&hanako.known).await;
    let desk = town.officer().await;
    let person = format!("/desk/people/{}", hanako.known.id);
    let page = desk.opens(&person).await;
    let refused = desk.presses(&page, "終わりにする", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("理由を入れてください。"), "{}", refused.text());
    let ended = desk.presses(&page, "終わりにする", &[("why", "ご本人の申し出")]).await;
    assert!(ended.text().contains("いまは、だれもつながっていません。"), "{}", ended.text());
    assert!(
        ended.text().contains("つながりの終わり ｜ 利用者A → 終わり ｜ ご本人の申し出"),
        "{}",
        ended.text()
    );
    let again = Form {
        action: page.form("終わりにする").action,
        fields: vec![("why".into(), "x".into())],
    };
    assert_eq!(desk.posts(&again, "same-origin").await.status, 303, "twice is as good as once");
    assert!(!taro.opens("/home").await.html.contains("佐藤 花子"));
    assert_eq!(town.browser().asks_for(&person).await.status, 303, "officers alone");
}

async fn an_officer_finds_who_has_no_booking_and_says_how_they_were_known(town: &Town) {
    let (desk, hanako) = (town.officer().await, hanako());
    let page = desk.opens("/desk").await;
    let page = desk.presses(&page, "さがす", &[("q", &hanako.voucher)]).await;
    assert_eq!(page.path, format!("/desk/people/{}", hanako.id));
    let again = desk.presses(&page, COUNTER, &[]).await;
    assert!(again.text().contains("どう確かめたかを選んでください"), "{}", again.text());
    assert!(!again.html.contains("letter-code"), "no code without it");
    let given = desk.presses(&page, COUNTER, &[("why", "窓口で本人確認書類を見た")]).await;
    assert!(given.html.contains("letter-code"));
    let page = desk.opens(&format!("/desk/people/{}", hanako.id)).await;
    assert!(page.text().contains("窓口で本人確認書類を見た"), "{}", page.text());
    let back = desk.asks_for(&format!("/desk/people/{}/code", hanako.id)).await;
    let to = format!("/desk/people/{}", hanako.id);
    assert_eq!((back.status, back.header("location")), (303, Some(to.as_str())));
}

async fn who_guesses_from_one_address_does_not_lock_her_out_again(town: &Town) {
    let hanako = hanako();
    let code = letter_for(town, &hanako).await;
    let (hers, his) = (town.browser(), town.browser());
    hers.is_at("192.0.2.1");
    his.is_at("192.0.2.2");
    let guess = PlainCode::of_chance(1).written();
    for _ in 0..5 {
        assert_eq!(signs_in(&his, &hanako, &guess).await.status, 422);
    }
    assert_eq!(signs_in(&hers, &hanako, &code).await.status, 429);
    let desk = town.officer().await;
    let page = desk.opens(&format!("/desk/people/{}", hanako.id)).await;
    desk.presses(&page, "停止を解く", &[("why", "電話で本人確認ずみ")]).await;
    for _ in 0..5 {
        assert_eq!(signs_in(&his, &hanako, &guess).await.status, 429, "he stays out");
    }
    assert_eq!(signs_in(&hers, &hanako, &code).await.heading(), "予約の一覧");
}
