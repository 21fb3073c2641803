//! Who acts for somebody, as the desk and the family read it: each account has a name of its own wherever it
//! stands, and nobody is said to use LINE who does not.

use crate::{
    codes::{COUNTER, code_for, letter_for, signs_in},
    family::{invites, proves, with_line},
    page::{Form, Page},
    people::{Known, hanako},
    places::{AT_9_00, COVID},
    resident::{Browser, Resident},
    town::Town,
};
use domain::NoticeKind::ProxyAdded;
use insta::assert_snapshot;
use jiff::SignedDuration;
use line_emulator::Entry;

on_both_engines!(
    the_desk_tells_everyone_who_acts_for_her_apart,
    who_came_without_line_is_not_said_to_use_it,
    everybody_who_acts_is_told_when_another_is_proven,
    whoever_ends_a_link_is_asked_about_those_it_had_invited,
    who_leaves_is_told_that_those_they_invited_stay,
    a_name_that_could_deceive_is_told_and_stays,
    nobody_hears_of_a_new_proxy_once_she_is_protected,
);

/// The rows of one part of a page, from its heading to the next.
fn part(page: &Page, heading: &str) -> String {
    let text = page.text();
    let (_, from) = text.split_once(&format!("## {heading}\n")).unwrap_or_else(|| panic!("{text}"));
    from.split("\n## ").next().unwrap().trim_end().to_owned()
}

/// Whom the box beside a button would end as well, as the form carries them.
fn also(page: &Page) -> String {
    let (_, from) = page.html.split_once("name=\"also\" value=\"").expect("there is a box");
    from.split_once('"').unwrap().0.to_owned()
}

/// The button with the box ticked for these, or for nobody.
fn ends(page: &Page, why: &str, also: &str) -> Form {
    let mut form = page.form("終わりにする");
    form.fields.retain(|(name, _)| !["also", "why"].contains(&name.as_str()));
    form.fields.push(("why".to_owned(), why.to_owned()));
    form.fields.push(("also".to_owned(), also.to_owned()));
    form
}

async fn the_desk_tells_everyone_who_acts_for_her_apart(town: &Town) {
    let daughter = with_line(town, "daughter", hanako()).await;
    proves(town, &daughter, "parent", "長女").await;
    town.passes(SignedDuration::from_mins(1)).await;
    let link = invites(&daughter).await;
    let son = with_line(town, "son", hanako()).await;
    let page = son.opens(&link).await;
    son.browser.presses(&page, "引き受ける", &[("relation", "parent")]).await;
    town.passes(SignedDuration::from_mins(1)).await;
    let mother = town.browser();
    signs_in(&mother, &hanako(), &code_for(town, &hanako(), COUNTER).await).await;
    let way = format!("/r/book/{}/{COVID}/1/slot/{AT_9_00}", hanako().id);
    mother.presses(&mother.opens(&way).await, "この内容で予約する", &[]).await;

    town.settles().await;
    let desk = town.officer().await;
    let page = desk.opens(&format!("/desk/people/{}", hanako().id)).await;
    let links = part(&page, "この方の予約ができる方（つながり）");
    assert_snapshot!(links.replace(&also(&page), ""), @"
        だれ ｜ この方は、その方の ｜ 見える範囲 ｜ いつから ｜ 何で ｜ 終わりにする（理由） ｜
        利用者A 「長女」 ｜ 親 ｜ 確認ずみ：すべて ｜ 10月5日 9:00 ｜ 郵便でお届けした確認番号 ｜
        ＿＿ ＿＿ 招待を受けた利用者Bも [終わりにする]
        ｜
        利用者B お子さん ｜ 親 ｜ 確認ずみ：すべて ｜ 10月5日 9:01 ｜ 家族からの招待 ｜
        ＿＿ [終わりにする]
        ｜
        利用者C LINEを使わない方 ｜ — ｜ 確認ずみ：すべて ｜ 10月5日 9:02 ｜ 窓口・電話でお伝えした確認番号 ｜
        ＿＿ [終わりにする]
        ｜
        ");
    assert_snapshot!(part(&page, "確認番号"), @"
        LINEを使わない方が画面に入るとき、LINEを新しくした方やご家族が前からの予約を見るときに使います。1回だけ使え、新しく出すと前の番号は使えなくなります。
        本人確認のしかた（いま伝えるとき） [本人確認をして、いま伝える（15分）] [手紙で送る（30日）]
        種類 ｜ 出した日時 ｜ 期限 ｜ 状態 ｜ 取り消し ｜
        確認番号（窓口・電話） ｜ 10月5日 9:02 ｜ 10月5日 9:17 ｜ 使用ずみ（利用者C） ｜ ｜
        家族への招待（利用者Aから） ｜ 10月5日 9:01 ｜ 10月8日 9:01 ｜ 使用ずみ（利用者B） ｜ ｜
        確認番号（郵便） ｜ 10月5日 9:00 ｜ 11月4日 9:00 ｜ 使用ずみ（利用者A） ｜ ｜
        ");
    assert_snapshot!(part(&page, "履歴"), @"
        日時 ｜ だれが ｜ 何を ｜ 前 → 後 ｜ 理由 ｜
        10月5日 9:02 ｜ 利用者C（LINEを使わない方） ｜ 予約（LINE・画面） ｜ 10月20日（火） 9:00 中央公民館 ｜ ｜
        10月5日 9:02 ｜ 利用者C（LINEを使わない方） ｜ つながりの始まり ｜ 窓口・電話でお伝えした確認番号 ｜ ｜
        10月5日 9:02 ｜ 利用者C（LINEを使わない方） ｜ 確認番号の使用 ｜ ｜ ｜
        10月5日 9:02 ｜ 保健師 窓川みどり ｜ 確認番号（窓口・電話）の発行 ｜ ｜ 窓口で本人確認書類を見た ｜
        10月5日 9:02 ｜ 保健師 窓川みどり ｜ 記録を開いた ｜ ｜ ｜
        10月5日 9:01 ｜ 利用者B ｜ 続柄の登録 ｜ ｜ ｜
        10月5日 9:01 ｜ 利用者B ｜ つながりの始まり ｜ 家族からの招待 ｜ ｜
        10月5日 9:01 ｜ 利用者B ｜ 確認番号の使用 ｜ ｜ ｜
        10月5日 9:01 ｜ 利用者A「長女」 ｜ 家族への招待の発行 ｜ ｜ ｜
        10月5日 9:00 ｜ 利用者A「長女」 ｜ 呼び名の登録・変更 ｜ ｜ ｜
        10月5日 9:00 ｜ 利用者A「長女」 ｜ 続柄の登録 ｜ ｜ ｜
        10月5日 9:00 ｜ 利用者A「長女」 ｜ つながりの始まり ｜ 郵便でお届けした確認番号 ｜ ｜
        10月5日 9:00 ｜ 利用者A「長女」 ｜ 確認番号の使用 ｜ ｜ ｜
        10月5日 9:00 ｜ 保健師 窓川みどり ｜ 確認番号（郵便）の発行 ｜ ｜ 窓口で本人確認書類を見た ｜
        10月5日 9:00 ｜ 保健師 窓川みどり ｜ 記録を開いた ｜ ｜ ｜
        10月5日 9:00 ｜ システム ｜ 名簿への登録・更新 ｜ ｜ ｜
        ");

    a_letter_stays_with_its_account(town, &desk, &page).await;
}

/// On the booking's own page, and when a link ends.
async fn a_letter_stays_with_its_account(town: &Town, desk: &Browser<'_>, page: &Page) {
    let booking = town.booking_of(&hanako()).await.id;
    let record = desk.opens(&format!("/desk/bookings/{booking}")).await;
    let row = "｜ 利用者C（LINEを使わない方） ｜ 予約（LINE・画面） ｜";
    assert!(record.text().contains(row), "{}", record.text());

    // The first link ends: she loses the name she gave herself, and nobody's letter moves.
    desk.submits(&ends(page, "ご本人の申し出", "")).await;
    let page = desk.opens(&format!("/desk/people/{}", hanako().id)).await;
    let links = part(&page, "この方の予約ができる方（つながり）");
    assert!(!links.contains("利用者A") && links.contains("利用者B お子さん"), "{links}");
    let history = part(&page, "履歴");
    assert!(
        history.contains("つながりの終わり ｜ 利用者A → 終わり ｜ ご本人の申し出"),
        "{history}"
    );
    assert!(history.contains("利用者A ｜ 呼び名の登録・変更"), "{history}");
    assert!(!history.contains("長女"), "{history}");
}

async fn who_came_without_line_is_not_said_to_use_it(town: &Town) {
    let daughter = with_line(town, "daughter", hanako()).await;
    proves(town, &daughter, "parent", "長女").await;
    let mother = town.browser();
    signs_in(&mother, &hanako(), &code_for(town, &hanako(), COUNTER).await).await;
    let way = format!("/r/book/{}/{COVID}/1/slot/{AT_9_00}", hanako().id);
    mother.presses(&mother.opens(&way).await, "この内容で予約する", &[]).await;
    let read = async || {
        let record = daughter.opens(&format!("/people/{}/record", hanako().id)).await;
        let told = record.text();
        let line = told.lines().find(|line| line.contains("予約（")).map(str::to_owned);
        line.unwrap_or_else(|| panic!("{told}"))
    };
    let booked = "予約（インターネット） 10月20日（火） 9:00 中央公民館";
    assert_eq!(read().await, format!("・10月5日 9:00 LINEを使わない方 {booked}"));

    // She says who she is, and her sign-in runs out: she keeps her name.
    let page = mother.opens(&format!("/r/people/{}", hanako().id)).await;
    mother.presses(&page, "保存する", &[("relation", "oneself")]).await;
    town.passes(SignedDuration::from_hours(2)).await;
    let named = format!("・10月5日 9:00 ご本人（LINEを使わない方） {booked}");
    assert_eq!(read().await, named);

    // What was known of her goes with the link, but not that she came with a code.
    let person = hanako().id;
    let ever = town.app.store.read(move |reader| reader.ever_linked(person)).await.unwrap();
    let account = ever.iter().find(|ever| !ever.proxy.in_line).unwrap().proxy.link.account;
    town.changes(vec![domain::Change::PersonUnlinked { account, person }]).await;
    assert_eq!(
        read().await,
        format!("・10月5日 9:00 以前、確認番号で入った方（LINEを使わない方） {booked}")
    );
}

const ADDED: &str = "予約できる方が増えました";

async fn everybody_who_acts_is_told_when_another_is_proven(town: &Town) {
    let mother = town.resident(hanako()).await;
    mother.registers(&mother.known).await;
    let daughter = with_line(town, "daughter", hanako()).await;
    proves(town, &daughter, "parent", "カナリア").await;
    town.settles().await;
    let heard = |of: &str| town.times_heard(of, ADDED);
    assert_eq!((heard("hanako"), heard("daughter")), (1, 0), "by voucher alone, she is told, too");

    town.passes(SignedDuration::from_mins(1)).await;
    let link = invites(&daughter).await;
    let son = with_line(town, "son", hanako()).await;
    let page = son.opens(&link).await;
    let form = page.form("引き受ける").typed(&[("relation", "parent")]);
    for _ in 0..2 {
        son.browser.posts(&form, "same-origin").await;
    }
    town.settles().await;
    assert_eq!((heard("hanako"), heard("daughter"), heard("son")), (2, 1, 0), "and once each");
    let told: Vec<_> = town.heard("daughter").iter().flat_map(Entry::lines).collect();
    let told = told.join("\n");
    assert!(told.contains("お心当たりがないときは、すぐにお電話ください。"), "{told}");
    for personal in ["佐藤", "花子", "カナリア", "1947", &hanako().voucher] {
        assert!(!told.contains(personal), "{personal}: {told}");
    }
    // Her page says who, and since when.
    let page = daughter.opens(&format!("/people/{}", hanako().id)).await;
    assert!(
        page.text().contains("お子さん 10月5日 9:01 から（家族からの招待）"),
        "{}",
        page.text()
    );
    let record = daughter.opens(&format!("/people/{}/record", hanako().id)).await;
    let line = "お子さん つながりの始まり 家族からの招待";
    assert!(record.text().contains(line), "{}", record.text());
    // The mother, known by voucher alone, follows the same link and sees no name.
    let page = mother.opens(&format!("/people/{}", hanako().id)).await;
    assert!(!page.text().contains("お子さん"), "{}", page.text());
}

async fn nobody_hears_of_a_new_proxy_once_she_is_protected(town: &Town) {
    let husband = with_line(town, "husband", hanako()).await;
    husband.registers(&hanako()).await;
    let daughter = with_line(town, "daughter", hanako()).await;
    let code = letter_for(town, &hanako()).await;
    // It is promised, and she comes under protection before it is sent.
    let page = daughter.opens("/people/code").await;
    let typed = [("voucher", hanako().voucher), ("birth", hanako().born), ("code", code)];
    let typed = typed.each_ref().map(|(name, value)| (*name, value.as_str()));
    daughter.browser.presses(&page, "確かめる", &typed).await;
    let now = town.app.clock.now();
    let due = town.app.store.read(move |reader| reader.outbox_due(now, 9)).await.unwrap();
    let kinds: Vec<_> = due.iter().filter_map(|due| Some(due.notice.as_ref()?.kind)).collect();
    assert_eq!(kinds, [ProxyAdded]);
    town.moves_in(&[Known { is_protected: true, ..hanako() }]).await;
    town.settles().await;
    town.gives_up(1);
    let undelivered = town.app.store.read(|reader| reader.count_undelivered()).await.unwrap();
    assert_eq!(undelivered, 0, "nor is it the staff's to tell");
    assert_eq!(town.times_heard("husband", ADDED), 0);
}

/// A daughter who is proven by a letter invited the son, and the mother herself had a code later.
async fn family(town: &Town) -> [Resident<'_>; 3] {
    let daughter = with_line(town, "daughter", hanako()).await;
    proves(town, &daughter, "parent", "長女").await;
    town.passes(SignedDuration::from_mins(1)).await;
    let link = invites(&daughter).await;
    let son = with_line(town, "son", hanako()).await;
    let page = son.opens(&link).await;
    let page = son.browser.presses(&page, "引き受ける", &[("relation", "parent")]).await;
    son.browser.presses(&page, "保存する", &[("alias", "長男")]).await;
    let mother = with_line(town, "mother", hanako()).await;
    town.passes(SignedDuration::from_mins(1)).await;
    proves(town, &mother, "oneself", "").await;
    town.settles().await;
    [daughter, son, mother]
}

async fn sees_her(who: &Resident<'_>) -> bool {
    who.opens("/people").await.text().contains("佐藤 花子")
}

async fn whoever_ends_a_link_is_asked_about_those_it_had_invited(town: &Town) {
    let [daughter, son, mother] = family(town).await;
    let hers = mother.opens(&format!("/people/{}", hanako().id)).await;
    let ask = mother.browser.taps(&hers, "終わりにする").await;
    let question = "招待を受けた方（「長男」）のつながりも、いっしょに終わりにする";
    assert!(ask.text().contains(question), "{}", ask.text());

    // The desk offers the same; what is not ticked stays.
    let desk = town.officer().await;
    let path = format!("/desk/people/{}", hanako().id);
    let page = desk.opens(&path).await;
    assert!(page.text().contains("招待を受けた利用者Bも"), "{}", page.text());
    assert_eq!(page.text().matches("招待を受けた").count(), 1, "of hers alone");
    let invited = also(&page);

    // She may say whom she likes: nobody goes who was not invited by that account.
    let own = mother.opens(&format!("/people/{}/end", hanako().id)).await;
    mother.browser.submits(&ends(&own, "", &format!("x,{invited}"))).await;
    assert_eq!([sees_her(&mother).await, sees_her(&son).await], [false, true]);
    proves(town, &mother, "oneself", "").await;
    assert_eq!(mother.browser.posts(&ends(&ask, "", &invited), "same-origin").await.status, 303);
    assert_eq!([sees_her(&daughter).await, sees_her(&son).await], [false, false]);
    let again = mother.browser.posts(&ends(&ask, "", &invited), "same-origin").await;
    assert_eq!(again.status, 303, "twice");
    let record = desk.opens(&path).await;
    let ended = |who: &str| record.text().contains(&format!("つながりの終わり ｜ {who} → 終わり"));
    assert!(ended("利用者A") && ended("利用者B"), "{}", record.text());
}

async fn who_leaves_is_told_that_those_they_invited_stay(town: &Town) {
    let [daughter, son, mother] = family(town).await;
    let page = daughter.opens(&format!("/people/{}/end", hanako().id)).await;
    let told = "あなたが招待した方（「長男」）のつながりは、そのまま残ります。";
    assert!(page.text().contains(told), "{}", page.text());
    let form = page.form("終わりにする");
    assert!(!form.fields.iter().any(|(name, _)| name == "also"), "she may not end it");
    daughter.browser.submits(&form).await;
    assert_eq!([sees_her(&daughter).await, sees_her(&son).await], [false, true]);
    // The desk ends one without the other, too.
    let desk = town.officer().await;
    let page = desk.opens(&format!("/desk/people/{}", hanako().id)).await;
    assert!(!page.text().contains("招待を受けた"), "hers is over: {}", page.text());
    assert!(sees_her(&mother).await);
}

async fn a_name_that_could_deceive_is_told_and_stays(town: &Town) {
    let daughter = with_line(town, "daughter", hanako()).await;
    proves(town, &daughter, "parent", "長女").await;
    let page = daughter.opens(&format!("/people/{}", hanako().id)).await;
    let typed = [("relation", "parent"), ("alias", "」職員「")];
    let again = daughter.browser.presses(&page, "保存する", &typed).await;
    assert_eq!(again.status, 422);
    let told = "呼び名に使えるのは、文字と数字、「ー」「・」、空白です。かっこなどの記号を消して、もう一度保存してください。";
    assert!(again.text().contains(told), "{}", again.text());
    assert_eq!(again.form("保存する").value("alias"), "」職員「", "what was typed stays");
    let page = daughter.opens(&format!("/people/{}", hanako().id)).await;
    assert_eq!(page.form("保存する").value("alias"), "長女");
}
