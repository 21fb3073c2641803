//! A family: a daughter who is proven invites her brother, both act for their mother and see who did what,
//! and the mother can end it. Who has a voucher alone sees nothing of all that.

use crate::{
    codes::letter_for,
    page::Page,
    people::{Known, hanako, jiro, taro},
    places::{AT_9_00, AT_9_15, AT_10_30, COVID, days},
    resident::Resident,
    town::Town,
};
use insta::assert_snapshot;
use jiff::SignedDuration;

on_both_engines!(
    a_daughter_invites_her_brother_and_both_act_for_their_mother,
    an_invitation_that_is_of_no_more_use_says_why,
    a_voucher_sees_nobody_else_and_no_record,
    who_leaves_sees_nothing_and_the_bookings_stay,
    the_mother_herself_ends_what_her_children_have,
    a_name_that_is_too_long_is_told_and_stays,
    every_page_of_a_family_speaks_every_language,
);

/// Somebody with a LINE of their own, whoever is on the roster.
pub(crate) async fn with_line<'t>(town: &'t Town, handle: &str, whom: Known) -> Resident<'t> {
    town.resident(Known { handle: handle.to_owned(), ..whom }).await
}

/// Is proven for her by the code of a letter, and says who they are.
pub(crate) async fn proves(town: &Town, who: &Resident<'_>, relation: &str, alias: &str) -> Page {
    let code = letter_for(town, &who.known).await;
    let page = who.opens("/people/code").await;
    let Known { voucher, born, .. } = &who.known;
    let typed = [("voucher", voucher.as_str()), ("birth", born), ("code", &code)];
    let page = who.browser.presses(&page, "確かめる", &typed).await;
    who.browser.presses(&page, "保存する", &[("relation", relation), ("alias", alias)]).await
}

/// Makes an invitation; the path of its link.
pub(crate) async fn invites(who: &Resident<'_>) -> String {
    let page = who.opens(&format!("/people/{}", who.known.id)).await;
    let page = who.browser.presses(&page, "招待のリンクを作る", &[]).await;
    let (_, from) =
        page.html.split_once("/invitations/").unwrap_or_else(|| panic!("{}", page.text()));
    format!("/invitations/{}", from.split_once('<').unwrap().0)
}

async fn a_daughter_invites_her_brother_and_both_act_for_their_mother(town: &Town) {
    let daughter = with_line(town, "daughter", hanako()).await;
    let list = proves(town, &daughter, "parent", "長女").await;
    assert_snapshot!(list.text(), @"
        〔一覧へ戻る〕
        # つながりの一覧
        ここから予約できる方です。
        ## 佐藤 花子 さん 親
        確認ずみ この方のすべての予約を見て、変えられます。
        10月5日 9:00 から（郵便でお届けした確認番号）
        〔くわしく・変える〕
        ## 増やす
        〔接種券で家族を追加する〕
        〔確認番号を入れる〕
        ");
    daughter.books(COVID, 1, AT_9_00).await;
    let link = invites(&daughter).await;

    let son = with_line(town, "son", hanako()).await;
    let page = son.opens(&link).await;
    assert_snapshot!(page.text(), @"
        # 佐藤 花子さんの予約への招待
        「長女」から、招待が届いています。10月8日（木） 9:00 まで使えます。
        ## 引き受けると、どうなりますか
        ・あなたは、佐藤 花子さんのすべての予約（日時と場所）を見られます。
        ・あなたは、佐藤 花子さんの予約を取り、変え、取り消せます。
        ・あなたがしたことは、佐藤 花子さんの記録に残り、ほかのご家族にも見えます。
        ・つながりは、あなたからも、ご本人からも、町の窓口からも、いつでも終わりにできます。
        この方は、あなたの
        [引き受ける]
        [断る]
        心当たりのない招待のときは、断ってください。
        ");
    let page = son.browser.presses(&page, "引き受ける", &[]).await;
    son.browser.presses(&page, "保存する", &[("alias", "長男")]).await;
    let booking = town.booking_of(&hanako()).await;
    assert!(son.opens("/home").await.text().contains(&booking.number.to_string()));
    let page = son.opens(&format!("/bookings/{}/change/slot/{AT_10_30}", booking.id)).await;
    son.browser.presses(&page, "この内容に変更する", &[]).await;
    let page = daughter.opens(&format!("/bookings/{}/change/slot/{AT_9_15}", booking.id)).await;
    assert_eq!(daughter.browser.presses(&page, "この内容に変更する", &[]).await.status, 200);

    let record = daughter.opens(&format!("/people/{}/record", hanako().id)).await;
    assert_snapshot!(record.text(), @"
        〔つながりへ戻る〕
        # 佐藤 花子さんの記録
        だれが、いつ、何をしたかを、新しい順に並べています。職員が記録を開いたことも出ます。
        ・10月5日 9:00 あなた 日時の変更 10月20日（火） 10:30 中央公民館 → 10月20日（火） 9:15 中央公民館
        ・10月5日 9:00 「長男」 日時の変更 10月20日（火） 9:00 中央公民館 → 10月20日（火） 10:30 中央公民館
        ・10月5日 9:00 「長男」 呼び名の登録・変更
        ・10月5日 9:00 「長男」 つながりの始まり 家族からの招待
        ・10月5日 9:00 「長男」 確認番号の使用
        ・10月5日 9:00 あなた 家族への招待の発行
        ・10月5日 9:00 あなた 予約（インターネット） 10月20日（火） 9:00 中央公民館
        ・10月5日 9:00 あなた 呼び名の登録・変更
        ・10月5日 9:00 あなた 続柄の登録
        ・10月5日 9:00 あなた つながりの始まり 郵便でお届けした確認番号
        ・10月5日 9:00 あなた 確認番号の使用
        ・10月5日 9:00 職員 確認番号（郵便）の発行
        ・10月5日 9:00 職員 記録を開いた
        ・10月5日 9:00 町のシステム 名簿への登録・更新
        心当たりのないことがあるときは、お電話ください。
        ");
    let person = daughter.opens(&format!("/people/{}", hanako().id)).await;
    assert!(person.text().contains("「長男」 10月5日"), "{}", person.text());
}

async fn an_invitation_that_is_of_no_more_use_says_why(town: &Town) {
    let daughter = with_line(town, "daughter", hanako()).await;
    proves(town, &daughter, "parent", "長女").await;
    let (son, other) =
        (with_line(town, "son", hanako()).await, with_line(town, "other", taro()).await);
    let says = async |who: &Resident<'_>, link: &str| {
        let page = who.opens(link).await;
        (page.status, page.heading())
    };
    let own = invites(&daughter).await;
    assert_eq!(says(&daughter, &own).await, (409, "ご自分で作った招待です".to_owned()));

    let link = invites(&daughter).await;
    let over = (409, "この招待は、もう使えません".to_owned());
    assert_eq!(says(&son, &own).await, over, "a newer one was made");
    let page = son.opens(&link).await;
    son.browser.presses(&page, "断る", &[]).await;
    assert_eq!(says(&son, &link).await, over, "it was refused");
    let again = son.browser.presses(&page, "断る", &[]).await;
    assert_eq!(again.heading(), "招待をお断りしました", "twice is as good as once");

    let link = invites(&daughter).await;
    let page = son.opens(&link).await;
    town.passes(days(3)).await;
    let late = (409, "この招待は、期限が過ぎています".to_owned());
    assert_eq!(says(&son, &link).await, late);
    let pressed = son.browser.presses(&page, "引き受ける", &[]).await;
    assert!(pressed.heading() != "佐藤 花子さんとのつながり", "{}", pressed.text());

    let link = invites(&daughter).await;
    let page = son.opens(&link).await;
    let form = page.form("引き受ける");
    for _ in 0..2 {
        assert_eq!(
            son.browser.posts(&form, "same-origin").await.status,
            303,
            "twice by one is once"
        );
    }
    town.settles().await;
    assert_eq!(says(&other, &link).await, (409, "この招待は、もう使われています".to_owned()));

    let link = invites(&daughter).await;
    let page = other.opens(&link).await;
    town.moves_in(&[Known { is_protected: true, ..hanako() }]).await;
    assert_eq!(says(&other, &link).await, over, "told like one that was taken back");
    let pressed = other.browser.presses(&page, "引き受ける", &[]).await;
    assert_eq!((pressed.status, pressed.heading()), over);
    assert_eq!(other.opens("/invitations/garbage").await.status, 404);
}

async fn a_voucher_sees_nobody_else_and_no_record(town: &Town) {
    let daughter = with_line(town, "daughter", hanako()).await;
    proves(town, &daughter, "parent", "うちの娘").await;
    let stranger = with_line(town, "stranger", hanako()).await;
    stranger.registers(&hanako()).await;
    let list = stranger.opens("/people").await;
    let person = stranger.opens(&format!("/people/{}", hanako().id)).await;
    for page in [&list, &person] {
        assert!(!page.html.contains("うちの娘"), "{}", page.text());
    }
    assert_eq!(stranger.opens(&format!("/people/{}/record", hanako().id)).await.status, 404);
    let form = daughter.opens(&format!("/people/{}", hanako().id)).await.form("招待のリンクを作る");
    assert_eq!(stranger.browser.posts(&form, "same-origin").await.status, 404);
    for path in ["", "/record", "/end"] {
        let page = stranger.opens(&format!("/people/{}{path}", jiro().id)).await;
        assert_eq!(page.status, 404, "who is not theirs is not there");
    }
}

async fn who_leaves_sees_nothing_and_the_bookings_stay(town: &Town) {
    let daughter = with_line(town, "daughter", hanako()).await;
    proves(town, &daughter, "parent", "長女").await;
    daughter.books(COVID, 1, AT_9_00).await;
    // What was promised leaves while she still acts for her mother.
    town.settles().await;
    let booking = town.booking_of(&hanako()).await;
    let page = daughter.opens(&format!("/people/{}", hanako().id)).await;
    let page = daughter.browser.taps(&page, "つながりを終わりにする").await;
    assert_snapshot!(page.text(), @"
        〔つながりへ戻る〕
        # つながりを終わりにしますか
        あなたと佐藤 花子さんのつながりを終わりにします。佐藤 花子さんの予約は、ここからは見えなくなり、変更やキャンセルもできなくなります。
        予約は、そのまま残ります。
        もう一度すべてを見るには、新しい確認番号か、ご家族からの招待がいります。
        [終わりにする]
        ");
    let form = page.form("終わりにする");
    for _ in 0..2 {
        let list = daughter.browser.submits(&form).await;
        assert!(list.text().contains("まだ、どなたも登録されていません。"), "{}", list.text());
    }
    assert_eq!(town.booking_of(&hanako()).await, booking);
    assert_eq!(daughter.opens(&format!("/bookings/{}", booking.id)).await.status, 404);
    town.line.types("daughter", "確認").await.unwrap();
    town.passes(SignedDuration::from_secs(1)).await;
    assert_eq!(town.times_heard("daughter", "このLINEで取られた予約は、いまありません。"), 1);
    // Voucher and birth date alone do not bring it back.
    daughter.registers(&hanako()).await;
    assert_eq!(daughter.opens(&format!("/bookings/{}", booking.id)).await.status, 404);
}

async fn the_mother_herself_ends_what_her_children_have(town: &Town) {
    let mother = with_line(town, "mother", hanako()).await;
    proves(town, &mother, "oneself", "").await;
    let daughter = with_line(town, "daughter", hanako()).await;
    let page = daughter.opens(&invites(&mother).await).await;
    daughter.browser.presses(&page, "引き受ける", &[("relation", "parent")]).await;
    let hers = format!("/people/{}", hanako().id);
    let from_her = daughter.opens(&hers).await;
    assert!(
        !from_her.text().contains("〔終わりにする"),
        "a daughter ends nobody's: {}",
        from_her.text()
    );
    let page = mother.opens(&hers).await;
    let ask = mother.browser.taps(&page, "終わりにする").await;
    assert!(ask.text().contains("お子さんのつながりを終わりにします。"), "{}", ask.text());
    let form = ask.form("終わりにする");
    assert_eq!(daughter.browser.posts(&form, "same-origin").await.status, 303, "her own she may");
    let page = mother.browser.submits(&form).await;
    assert!(page.text().contains("あなたのほかには、いません。"), "{}", page.text());
    assert_eq!(daughter.opens(&hers).await.status, 404);
}

async fn a_name_that_is_too_long_is_told_and_stays(town: &Town) {
    let daughter = with_line(town, "daughter", hanako()).await;
    daughter.registers(&hanako()).await;
    let page = daughter.opens(&format!("/people/{}", hanako().id)).await;
    let typed = [("relation", "parent"), ("alias", "いちばん上の娘の花江です")];
    let again = daughter.browser.presses(&page, "保存する", &typed).await;
    assert_eq!(again.status, 422);
    let told = "呼び名は10文字までです。いまは12文字です。";
    assert!(again.text().contains(told), "{}", again.text());
    assert!(again.text().contains("＿いちばん上の娘の花江です＿"), "{}", again.text());
    let form = again.form("保存する").typed(&[("alias", "長女")]);
    assert_eq!(daughter.browser.submits(&form).await.path, "/r/people");
    let nobody = form.typed(&[("relation", "nobody")]);
    assert_eq!(daughter.browser.submits(&nobody).await.status, 400);
}

/// That no Japanese but names is on an English page is looked at whenever one is opened.
async fn every_page_of_a_family_speaks_every_language(town: &Town) {
    let daughter = with_line(town, "daughter", hanako()).await;
    proves(town, &daughter, "parent", "長女").await;
    daughter.books(COVID, 1, AT_9_00).await;
    let (link, used) = (invites(&daughter).await, "/signin/code".to_owned());
    let son = with_line(town, "son", hanako()).await;
    let page = son.opens(&link).await;
    son.browser.presses(&page, "引き受ける", &[("relation", "parent")]).await;
    let hers = format!("/r/people/{}", hanako().id);
    let pages =
        ["/r/people".to_owned(), hers.clone(), format!("{hers}/record"), format!("{hers}/end")];
    let pages = pages.into_iter().chain(["/r/people/code".to_owned(), format!("/r{link}"), used]);
    let mut language = daughter.browser.opens("/r/home").await;
    let pages: Vec<_> = pages.collect();
    for (button, lang) in [("English", "en"), ("やさしい日本語", "ja")] {
        language = daughter.browser.presses(&language, button, &[]).await;
        for path in &pages {
            let page = daughter.browser.opens(path).await;
            assert!(page.html.contains(&format!("<html lang=\"{lang}\"")), "{path}");
            assert!(!page.heading().is_empty(), "{path}");
        }
    }
}
