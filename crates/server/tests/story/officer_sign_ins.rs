//! How officers sign in: the second factor and what replaces it, their devices, and another password.

use crate::{
    officers::{PHRASE, code, comes, invited, sets_up, signs_in},
    resident::Browser,
    town::{LOGIN, Town},
};
use insta::assert_snapshot;
use jiff::SignedDuration;

on_both_engines!(
    a_code_of_the_telephone_works_once_and_one_for_a_lost_telephone_too,
    guessing_the_second_question_is_stopped,
    a_lost_telephone_is_taken_away_with_a_reason,
    devices_are_seen_and_ended_and_another_password_ends_the_others,
);

/// A minute in which no code of before works any more.
const A_MINUTE: SignedDuration = SignedDuration::from_secs(60);

async fn a_code_of_the_telephone_works_once_and_one_for_a_lost_telephone_too(town: &Town) {
    let chief = town.officer().await;
    let (secret, codes) = sets_up(town, &chief, LOGIN.1).await;
    let browser = town.browser();
    let question = signs_in(&browser, LOGIN.0, LOGIN.1).await;
    assert_snapshot!(question.text(), @"
        # 二段階認証
        認証アプリに出ている6けたの番号
        電話がないときは、しまってある予備の番号を入れます
        ＿＿
        [ログインする]
        電話も予備の番号もないときは、庁内の管理者に、二段階認証を外すように頼んでください。
        ");
    assert_eq!(browser.opens("/desk").await.heading(), "職員のログイン", "not in yet");
    let answers = async |code: &str| {
        let page = browser.presses(&question, "ログインする", &[("code", code)]).await;
        (page.status, page.heading())
    };
    let refused = (401, "二段階認証".to_owned());
    assert_eq!(answers(&code(town, &secret)).await, refused, "it was used to set up");
    for typed in ["", "12345", "💉", &"1".repeat(10_000)] {
        assert_eq!(answers(typed).await, refused);
    }
    town.passes(A_MINUTE).await;
    assert_eq!(answers(&code(town, &secret)).await.1, "事業の一覧");
    assert_eq!(answers(&code(town, &secret)).await, refused, "nor twice to sign in");
    assert_eq!(answers(&codes[3].to_lowercase()).await.1, "事業の一覧");
    assert_eq!(answers(&codes[3]).await, refused);
    let me = browser.opens("/desk/me").await;
    assert!(me.text().contains("予備の番号は、あと 9個です。"), "{}", me.text());
    let renewed = browser.presses(&me, "予備の番号を作り直す", &[("password", LOGIN.1)]).await;
    assert_eq!(renewed.heading(), "予備の番号");
    assert_eq!(answers(&codes[4]).await, refused, "those of before are over");
    town.passes(SignedDuration::from_mins(10)).await;
    assert_eq!(answers(&code(town, &secret)).await.0, 400, "the password was too long ago");
}

async fn guessing_the_second_question_is_stopped(town: &Town) {
    let chief = town.officer().await;
    let (secret, _) = sets_up(town, &chief, LOGIN.1).await;
    town.passes(A_MINUTE).await;
    let browser = town.browser();
    let question = signs_in(&browser, LOGIN.0, LOGIN.1).await;
    for n in 0..10 {
        browser.is_at(&format!("192.0.2.{n}"));
        let wrong = browser.presses(&question, "ログインする", &[("code", "000000")]).await;
        assert_eq!(wrong.status, 401);
    }
    let right = [("code", &*code(town, &secret))];
    let stopped = browser.presses(&question, "ログインする", &right).await;
    assert_eq!(stopped.status, 429);
    assert!(stopped.text().contains("続けて何度も間違えたため、止めています。"));
}

async fn a_lost_telephone_is_taken_away_with_a_reason(town: &Town) {
    let link = invited(town, "保健師 森", "nurse").await;
    let (mori, _) = comes(town, &link, "mori").await;
    sets_up(town, &mori, PHRASE).await;
    let chief = town.officer().await;
    let list = chief.opens("/desk/officers").await;
    let page = chief.taps(&list, "保健師 森").await;
    let no = chief.presses(&page, "二段階認証を外す", &[]).await;
    assert!(no.text().contains("理由を入れてください。"));
    let why = [("why", "電話をなくした")];
    let page = chief.presses(&page, "二段階認証を外す", &why).await;
    assert!(
        page.text().contains("二段階認証の取り消し（保健師 森） ｜ ｜ 電話をなくした"),
        "{}",
        page.text()
    );
    assert_eq!(mori.opens("/desk").await.heading(), "職員のログイン", "signed out");
    let page = signs_in(&mori, "mori", PHRASE).await;
    assert_eq!(page.path, "/desk/me/second", "and it has to be set up again");
}

async fn devices_are_seen_and_ended_and_another_password_ends_the_others(town: &Town) {
    let desk = town.officer().await;
    town.passes(A_MINUTE).await;
    let tablet = town.officer().await;
    town.passes(A_MINUTE).await;
    let home = town.officer().await;
    let me = desk.opens("/desk/me").await;
    assert_snapshot!(me.text(), @"
        〔事業の一覧〕
        # 自分のログイン
        ## あなた
        職員番号：hokenshi
        役割：管理者
        会場：すべての会場
        ## 二段階認証
        まだ使っていません。パスワードが人に知られても、あなたの電話がなければ入れないようになります。
        〔二段階認証を始める〕
        ## ログインしている端末
        端末 ｜ いつから ｜ 最後に使った時 ｜ ｜
        わからないブラウザー ｜ 10月5日 9:02 ｜ 10月5日 9時ごろ ｜
        [終わりにする]
        ｜
        わからないブラウザー ｜ 10月5日 9:01 ｜ 10月5日 9時ごろ ｜
        [終わりにする]
        ｜
        わからないブラウザー この端末 ｜ 10月5日 9:00 ｜ 10月5日 9時ごろ ｜ ｜
        [この端末のほか、すべて終わりにする]
        心当たりのない端末があるときは、終わりにして、すぐにパスワードを変えてください。
        ## パスワードを変える
        いまのパスワード ＿＿
        新しいパスワード
        15文字以上。記号や大文字をまぜる決まりはありません。好きな文を、そのまま長く書くのがいちばん安全です。
        ＿＿
        新しいパスワード（もう一度） ＿＿
        [パスワードを変える]
        ");
    let wish = [("current", LOGIN.1), ("password", PHRASE), ("again", PHRASE)];
    let wrong = [("current", "ちがう"), ("password", PHRASE), ("again", PHRASE)];
    let no = desk.presses(&me, "パスワードを変える", &wrong).await;
    assert!(no.text().contains("いまのパスワードが違います。"), "{}", no.text());
    desk.presses(&me, "終わりにする", &[]).await;
    let out =
        async |browser: &Browser<'_>| browser.opens("/desk").await.heading() == "職員のログイン";
    assert!(out(&home).await && !out(&tablet).await, "the newest stands first");
    assert!(!out(&desk).await);
    let done = desk.presses(&me, "パスワードを変える", &wish).await;
    assert!(done.text().contains("パスワードを変えました。"), "{}", done.text());
    assert!(out(&tablet).await && out(&home).await && !out(&desk).await);
    assert_eq!(signs_in(&tablet, LOGIN.0, LOGIN.1).await.status, 401);
    assert_eq!(signs_in(&tablet, LOGIN.0, PHRASE).await.heading(), "事業の一覧");
    let me = desk.opens("/desk/me").await;
    desk.presses(&me, "この端末のほか、すべて終わりにする", &[]).await;
    assert!(out(&tablet).await && !out(&desk).await);
    for forged in ["", "others'", "💉", "AAAA"] {
        let mut form = me.form("この端末のほか、すべて終わりにする");
        form.fields.retain(|field| field.0 != "which");
        form.fields.push(("which".to_owned(), forged.to_owned()));
        assert!([200, 400].contains(&desk.submits(&form).await.status), "{forged}");
    }
    assert!(!out(&desk).await);
}
