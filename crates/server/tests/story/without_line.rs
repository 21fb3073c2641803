//! Without LINE: somebody comes in with a code in a plain browser, does everything there, and leaves.

use crate::{
    codes::{COUNTER, code_for, signs_in},
    people::{hanako, taro},
    places::{AT_9_00, AT_9_15, COVID},
    town::Town,
};
use insta::assert_snapshot;
use jiff::SignedDuration;

on_both_engines!(
    somebody_without_line_books_moves_and_cancels,
    who_needs_a_new_code_to_come_back_is_asked_before_leaving,
    pressing_twice_is_one_sign_in,
    another_code_in_the_same_form_is_another_sign_in,
);

async fn somebody_without_line_books_moves_and_cancels(town: &Town) {
    let (hanako, browser) = (hanako(), town.browser());
    let opening = browser.opens("/r/home").await;
    let page = browser.taps(&opening, "確認番号で入る").await;
    assert_eq!(page.heading(), "確認番号で入る");
    let code = code_for(town, &hanako, COUNTER).await;
    let home = signs_in(&browser, &hanako, &code.to_lowercase().replace('-', "　")).await;
    assert_eq!(home.heading(), "予約の一覧", "{}", home.text());
    assert!(home.text().contains("佐藤 花子"), "{}", home.text());

    let way = format!("/r/book/{}/{COVID}/1/slot/{AT_9_00}", hanako.id);
    let confirm = browser.opens(&way).await;
    let done = browser.presses(&confirm, "この内容で予約する", &[]).await;
    assert_eq!(done.heading(), "予約できました");
    assert!(done.text().contains("予約番号を書きとめるか"), "{}", done.text());
    let now = town.app.clock.now();
    let waiting = town.app.store.read(move |reader| reader.outbox_due(now, 9)).await.unwrap();
    assert_eq!(waiting, [], "nothing is ever sent to an account without LINE");

    let booking = town.booking_of(&hanako).await.id;
    let change = browser.opens(&format!("/r/bookings/{booking}/change/slot/{AT_9_15}")).await;
    let moved = browser.presses(&change, "この内容に変更する", &[]).await;
    assert_eq!(moved.heading(), "予約を変更しました");
    let page = browser.opens(&format!("/r/bookings/{booking}/cancel")).await;
    let gone = browser.presses(&page, "キャンセルする", &[]).await;
    assert_eq!(gone.heading(), "キャンセルしました");

    town.passes(SignedDuration::from_hours(1)).await;
    let later = browser.opens("/r/home").await;
    assert!(later.html.contains("id_token"), "a device that others use is left after an hour");
}

async fn who_needs_a_new_code_to_come_back_is_asked_before_leaving(town: &Town) {
    let (hanako, browser) = (hanako(), town.browser());
    let code = code_for(town, &hanako, COUNTER).await;
    let home = signs_in(&browser, &hanako, &code).await;
    let asked = browser.presses(&home, "この画面から出る", &[]).await;
    assert_snapshot!(asked.text(), @"
        〔ログアウトしないで戻る〕
        # この画面から出ますか（ログアウト）
        ログアウトすると、次に入るときに、新しい確認番号がいります。確認番号は、お電話か窓口で、ご本人と確かめてからお伝えします。
        予約は、そのまま残ります。
        ほかの方も使うスマートフォンやパソコンのときは、ログアウトしてください。
        [ログアウトする]
        ");
    assert_eq!(browser.opens("/r/home").await.heading(), "予約の一覧", "nothing happened yet");
    let english = browser.presses(&asked, "English", &[]).await;
    assert_eq!(
        (english.path.as_str(), english.heading()),
        ("/signout", "Do you want to log out?".into())
    );
    let easy = browser.presses(&english, "やさしい日本語", &[]).await;
    assert_eq!(easy.heading(), "ログアウトしますか（この 画面を 出ますか）");
    let back = browser.taps(&easy, "ログアウトしないで もどる").await;
    assert_eq!(back.heading(), "予約の リスト");

    let form = easy.form("ログアウトする");
    assert_eq!(browser.posts(&form, "same-origin").await.header("location"), Some("/"));
    assert_eq!(browser.asks_for("/r/home").await.status, 303, "signed out");
    assert_eq!(browser.posts(&form, "same-origin").await.status, 303, "twice is as good as once");
    assert_eq!(browser.opens("/signout").await.status, 200, "and nobody is left to be asked");
    assert_eq!(signs_in(&town.browser(), &hanako, &code).await.status, 422, "it was used");

    // With LINE the next link leads back, and nobody is asked.
    let taro = town.resident(taro()).await;
    let page = taro.opens("/home").await;
    let leading = taro.browser.asks_for("/signout").await;
    assert_eq!(leading.header("location"), Some("/r/home"));
    taro.browser.presses(&page, "この画面から出る", &[]).await;
    assert_eq!(taro.browser.asks_for("/r/home").await.status, 303);
}

async fn pressing_twice_is_one_sign_in(town: &Town) {
    let (hanako, browser) = (hanako(), town.browser());
    let code = code_for(town, &hanako, COUNTER).await;
    let page = browser.opens("/signin/code").await;
    let typed = [("voucher", hanako.voucher.as_str()), ("birth", &hanako.born), ("code", &code)];
    let form = page.form("入る").typed(&typed);
    let first = browser.posts(&form, "same-origin").await;
    let second = browser.posts(&form, "same-origin").await;
    assert_eq!((first.status, second.status), (303, 303));
    let accounts = async || {
        let person = hanako.id;
        town.app.store.read(move |reader| reader.ever_linked(person)).await.unwrap().len()
    };
    assert_eq!(accounts().await, 1, "one account for both presses");
    assert_eq!(browser.opens("/r/home").await.heading(), "予約の一覧");
    let desk = town.officer().await;
    let record = desk.opens(&format!("/desk/people/{}", hanako.id)).await;
    assert_eq!(record.text().matches("利用者A LINEを使わない方").count(), 1, "{}", record.text());
    // Neither another form nor the same one much later is the same press.
    assert_eq!(signs_in(&town.browser(), &hanako, &code).await.status, 422);
    town.passes(SignedDuration::from_mins(11)).await;
    assert_eq!(browser.posts(&form, "same-origin").await.status, 422);
}

async fn another_code_in_the_same_form_is_another_sign_in(town: &Town) {
    let browser = town.browser();
    let page = browser.opens("/signin/code").await;
    for known in [hanako(), taro()] {
        let code = code_for(town, &known, COUNTER).await;
        let typed = [("voucher", known.voucher.as_str()), ("birth", &known.born), ("code", &code)];
        let form = page.form("入る").typed(&typed);
        assert_eq!(browser.posts(&form, "same-origin").await.status, 303);
        let home = browser.opens("/r/home").await;
        assert!(home.text().contains(&known.name), "{}", home.text());
    }
    assert!(!browser.opens("/r/home").await.text().contains("佐藤 花子"), "an account of its own");
}
