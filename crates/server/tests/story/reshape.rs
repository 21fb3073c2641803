//! Places are moved, added, closed and kept back while bookings come in: always shown first, never from under anyone,
//! never over what a colleague has just done.

use crate::{
    people::{hanako, taro},
    places::{AT_9_00, AT_9_15, COVID, FLU_SLOT, HALL_SESSION, PHONE, PUBLIC},
    resident::Browser,
    town::{OFFICER, Town, officer},
    waitlist::{joins, keeps, opens},
};
use domain::{Actor, Duty, OfficerId, Pool, Role, Slot, SlotId};
use insta::assert_snapshot;
use jiff::SignedDuration;
use store::Officer;
use uuid::Uuid;

const SECOND: OfficerId = OfficerId(Uuid::from_u128(2));

on_both_engines!(
    places_go_from_the_public_to_the_phone_after_they_were_shown,
    who_would_lose_is_said_and_the_nearest_that_can_be_done_is_a_press_away,
    a_colleague_who_was_first_is_named_and_nothing_typed_is_lost,
    a_slot_is_closed_for_a_reason_and_opened_again,
    every_slot_of_a_session_is_changed_at_once_where_it_can_be,
    what_is_added_goes_to_those_who_wait_and_the_preview_says_so,
    more_than_there_is_is_given_out_knowingly,
    a_hold_is_asked_for_by_one_and_approved_by_another,
    what_is_typed_wrongly_is_said_and_kept,
    far_more_places_than_people_are_asked_about_once,
);

async fn slot(town: &Town, id: SlotId) -> Slot {
    town.app.store.read(move |reader| reader.slot(id)).await.unwrap().unwrap()
}

async fn capacities(town: &Town, id: SlotId) -> (u32, u32) {
    let slot = slot(town, id).await;
    (slot.pool(Pool::Public).capacity, slot.pool(Pool::CallCentre).capacity)
}

fn places_of(id: SlotId, query: &str) -> String {
    format!("/desk/slots/{id}/places?{query}")
}

async fn books(town: &Town) {
    for known in [hanako(), taro()] {
        let resident = town.resident(known).await;
        resident.registers(&resident.known).await;
        resident.books(COVID, 1, AT_9_00).await;
    }
}

async fn second(town: &Town) -> Browser<'_> {
    let (login, name) = ("futari".to_owned(), "事務 東まさお".to_owned());
    let duty = Duty::everywhere(Role::Nurse);
    let colleague = Officer { id: SECOND, login, name, duty, ..officer() };
    let now = town.app.clock.now();
    let save = move |tx: &mut store::Tx<'_>| tx.save_officer(&colleague, Actor::System, now);
    town.app.store.write(save).await.unwrap();
    let browser = town.browser();
    let page = browser.opens("/desk").await;
    let typed = [("login", "futari"), ("password", crate::town::LOGIN.1)];
    let page = browser.presses(&page, "ログインする", &typed).await;
    assert_eq!(page.heading(), "事業の一覧", "{}", page.text());
    browser
}

async fn places_go_from_the_public_to_the_phone_after_they_were_shown(town: &Town) {
    books(town).await;
    let officer = town.officer().await;
    let page = officer.opens(&format!("/desk/slots/{AT_9_00}")).await;
    let page = officer.taps(&page, "枠を移す・受付を止める・上乗せする").await;
    let shown =
        officer.opens(&places_of(AT_9_00, "what=shift&from=public&to=call_centre&places=3")).await;
    assert_eq!(page.heading(), shown.heading());
    assert_snapshot!(shown.text(), @"
        〔事業の一覧〕 〔新型コロナワクチン〕 〔10月20日（火） 中央公民館〕 〔枠数〕
        # 9:00〜9:15 の枠を変える
        ## こうなります（まだ変更していません）
        時間 ｜ 前 → 後 ｜
        9:00〜9:15 ｜ LINE・公開 10 → 7（残り 8 → 5）、 電話 2 → 5（残り 2 → 5） ｜
        いま入っている予約は、そのまま残ります。
        理由 履歴に残ります。お名前は書かないでください ＿＿
        [このとおりに変える] 〔やめる〕
        ## 受付方法のあいだで枠を移す
        移す元
        移す先
        移す枠数 ＿3＿
        [確かめる]
        ## 枠をふやす・へらす
        受付方法
        枠数 ＿1＿
        どうするか
        [確かめる]
        ## 受付を止める・再開する
        止めても、いま入っている予約は残ります。
        [受付を止める]
        ## 来ない方を見こんで上乗せする
        当日の結果の記録は、まだ 0件です。100件になるまで、上乗せの目安は出せません。
        受付方法
        上乗せする枠数（定員の2割まで。0でなし） ＿0＿
        [確かめる]
        ");
    assert_eq!(capacities(town, AT_9_00).await, (PUBLIC, PHONE), "looking changes nothing");
    let why = [("reason", "電話が多いため")];
    let board = officer.presses(&shown, "このとおりに変える", &why).await;
    assert_eq!(board.heading(), "新型コロナワクチン");
    assert_eq!(capacities(town, AT_9_00).await, (PUBLIC - 3, PHONE + 3));
    let again = officer.presses(&shown, "このとおりに変える", &why).await;
    assert_eq!(again.status, 409, "the second press moves nothing");
    assert_eq!(capacities(town, AT_9_00).await, (PUBLIC - 3, PHONE + 3));
}

async fn who_would_lose_is_said_and_the_nearest_that_can_be_done_is_a_press_away(town: &Town) {
    books(town).await;
    let officer = town.officer().await;
    let shown =
        officer.opens(&places_of(AT_9_00, "what=shift&from=public&to=call_centre&places=9")).await;
    let text = shown.text();
    let no =
        "変わりません：LINE・公開：すでに 2 枠がふさがっています。定員は 2 以上にしてください。";
    assert!(text.contains(no), "{text}");
    assert!(!text.contains("[このとおりに変える]"), "{text}");
    let people = officer.taps(&shown, "予約の方を見る").await;
    assert!(people.text().contains("佐藤 花子"), "who would lose: {}", people.text());
    let nearest = officer.taps(&shown, "8枠ならできます。8枠にする").await;
    officer.presses(&nearest, "このとおりに変える", &[]).await;
    assert_eq!(capacities(town, AT_9_00).await, (2, PHONE + 8));

    let page = officer.opens(&format!("/desk/slots/{AT_9_00}")).await;
    let refused = officer.presses(&page, "この枠数にする", &[("pool_public", "1")]).await;
    assert_eq!(refused.status, 422);
    let least = officer.presses(&refused, "LINE・公開を 2枠にして確かめる", &[]).await;
    assert!(least.text().contains("いまと同じ枠数です。"), "{}", least.text());
}

async fn a_colleague_who_was_first_is_named_and_nothing_typed_is_lost(town: &Town) {
    let (one, other) = (town.officer().await, second(town).await);
    let seen = one.opens(&places_of(AT_9_00, "what=add&pool=public&places=2&direction=more")).await;
    let form = one.opens(&format!("/desk/slots/{AT_9_00}")).await;
    let page = other.opens(&format!("/desk/slots/{AT_9_00}")).await;
    town.app.clock.advance(SignedDuration::from_mins(5));
    other.presses(&page, "この枠数にする", &[("pool_public", "20")]).await;
    let who = "LINE・公開 10 → 20（事務 東まさお、10月5日 9:05）";
    let told = one.presses(&seen, "このとおりに変える", &[("reason", "医師がふえた")]).await;
    assert_eq!(told.status, 409);
    assert!(told.text().contains(&format!("9:00：{who}")), "{}", told.text());
    assert!(told.text().contains("＿医師がふえた＿"), "{}", told.text());
    assert!(told.text().contains("LINE・公開 20 → 22"), "what it would be now: {}", told.text());
    let told = one.presses(&form, "この枠数にする", &[("pool_public", "15")]).await;
    assert_eq!(told.status, 409);
    assert!(told.text().contains(who) && told.text().contains("＿15＿"), "{}", told.text());
    assert_eq!(capacities(town, AT_9_00).await, (20, PHONE));
}

async fn a_slot_is_closed_for_a_reason_and_opened_again(town: &Town) {
    books(town).await;
    let officer = town.officer().await;
    let shown = officer.opens(&places_of(AT_9_00, "what=close")).await;
    assert!(
        shown.text().contains("いま入っている予約 2枠は、そのまま残ります。"),
        "{}",
        shown.text()
    );
    let refused = officer.presses(&shown, "このとおりに変える", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("理由を入れてください。"), "{}", refused.text());
    let novel = "長".repeat(201);
    let long = officer.presses(&refused, "このとおりに変える", &[("reason", &novel)]).await;
    assert_eq!(long.status, 422);
    let say = "理由は200文字までにしてください（いま201文字です）。";
    assert!(long.text().contains(say) && long.text().contains(&novel), "kept: {}", long.text());
    let shape = officer.opens(&format!("/desk/slots/{AT_9_00}")).await;
    let long = officer.presses(&shape, "この枠数にする", &[("reason", &novel)]).await;
    assert_eq!(long.status, 422);
    assert!(long.text().contains(say) && long.text().contains(&novel), "kept: {}", long.text());
    let why = [("reason", "医師が来られなくなった")];
    let board = officer.presses(&refused, "このとおりに変える", &why).await;
    assert!(board.text().contains("受付停止"), "{}", board.text());
    assert_eq!(town.bookings().await.iter().filter(|b| b.is_live()).count(), 2);
    let page = officer.opens(&format!("/desk/slots/{AT_9_00}")).await;
    assert!(page.text().contains("この枠は、受付を止めています。"), "{}", page.text());
    assert!(page.text().contains("枠の受付停止"), "in the history: {}", page.text());
    let shown = officer.opens(&places_of(AT_9_00, "what=reopen")).await;
    officer.presses(&shown, "このとおりに変える", &[]).await;
    assert_eq!(slot(town, AT_9_00).await.closed_at, None);
}

async fn every_slot_of_a_session_is_changed_at_once_where_it_can_be(town: &Town) {
    books(town).await;
    let officer = town.officer().await;
    let url = format!("/desk/sessions/{HALL_SESSION}/places");
    let shown =
        officer.opens(&format!("{url}?what=add&pool=public&places=9&direction=fewer")).await;
    assert_snapshot!(shown.text().lines().skip(2).take(10).collect::<Vec<_>>().join("\n"), @"
        ## こうなります（まだ変更していません）
        時間 ｜ 前 → 後 ｜
        9:00〜9:15 ｜ 変わりません：LINE・公開：すでに 2 枠がふさがっています。定員は 2 以上にしてください。 〔予約の方を見る〕 ｜
        9:15〜9:30 ｜ LINE・公開 10 → 1（残り 10 → 1） ｜
        10:30〜10:45 ｜ LINE・公開 10 → 1（残り 10 → 1） ｜
        いま入っている予約は、そのまま残ります。
        理由 履歴に残ります。お名前は書かないでください ＿＿
        [できる2枠だけ変える] 〔やめる〕
        ## 受付方法のあいだで枠を移す
        移す元
        ");
    officer.presses(&shown, "できる2枠だけ変える", &[]).await;
    assert_eq!(capacities(town, AT_9_00).await, (PUBLIC, PHONE), "two are booked there");
    assert_eq!(capacities(town, AT_9_15).await, (PUBLIC - 9, PHONE));
    let shown = officer.opens(&format!("{url}?what=close")).await;
    officer.presses(&shown, "このとおりに変える", &[("reason", "台風")]).await;
    assert!(slot(town, AT_9_15).await.closed_at.is_some());
    let board = officer.opens(&format!("/desk/programmes/{COVID}")).await;
    let url = board.link("まとめて変える");
    let shown = officer.opens(&format!("{url}?what=reopen")).await;
    officer.presses(&shown, "このとおりに変える", &[]).await;
    assert!(slot(town, AT_9_15).await.closed_at.is_none());
}

async fn what_is_added_goes_to_those_who_wait_and_the_preview_says_so(town: &Town) {
    opens(town).await;
    keeps(town, 2, 1).await;
    let taro = town.resident(taro()).await;
    joins(&taro).await;
    let officer = town.officer().await;
    let say = "空いた枠は、まずキャンセル待ちの方（いま 1人）にご案内します。";
    let shown =
        officer.opens(&places_of(FLU_SLOT, "what=shift&from=call_centre&to=public&places=2")).await;
    assert!(shown.text().contains(say), "{}", shown.text());
    let page = officer.opens(&format!("/desk/slots/{FLU_SLOT}")).await;
    let more = (PUBLIC + 1).to_string();
    let seen = officer.presses(&page, "変更せずに確かめる", &[("pool_public", &more)]).await;
    assert!(seen.text().contains(say), "{}", seen.text());
    officer.presses(&shown, "このとおりに変える", &[]).await;
    assert_eq!(town.left(FLU_SLOT).await, 1, "one of the two is his");
    town.settles().await;
    assert_eq!(town.times_heard("taro", "キャンセル待ちの枠に、空きが出ました。"), 1);
}

async fn more_than_there_is_is_given_out_knowingly(town: &Town) {
    let officer = town.officer().await;
    let shown = officer.opens(&places_of(AT_9_00, "what=over&pool=public&places=3")).await;
    let no = "定員に上乗せする数が多すぎます。2 以下にしてください";
    assert!(shown.text().contains(no), "{}", shown.text());
    let nearest = officer.taps(&shown, "2枠ならできます。2枠にする").await;
    for say in
        ["当日の結果の記録は、まだ 0件です。", "予約の方が全員来ると、定員より 2人多くなります。"]
    {
        assert!(nearest.text().contains(say), "{say}: {}", nearest.text());
    }
    officer.presses(&nearest, "このとおりに変える", &[("reason", "欠席が多い")]).await;
    assert_eq!(slot(town, AT_9_00).await.pool(Pool::Public).over, 2);
    let list = officer.opens(&format!("/desk/holds?programme={COVID}")).await;
    let line = "10月5日 9:00 ｜ 保健師 窓川みどり ｜ 定員への上乗せ（LINE・公開） 0 人 → 2 人 ｜ 10月20日（火） 9:00 中央公民館 ｜ 欠席が多い ｜";
    assert!(list.text().contains(line), "{}", list.text());
}

async fn a_hold_is_asked_for_by_one_and_approved_by_another(town: &Town) {
    let (one, other) = (town.officer().await, second(town).await);
    let page = one.opens(&format!("/desk/slots/{AT_9_00}")).await;
    let page = one.taps(&page, "枠を確保する").await;
    for (field, bad, say) in [
        ("places", "0", "いま使える空きは 10 枠です。"),
        ("places", "11", "いま使える空きは 10 枠です。"),
        ("places", "たくさん", "枠数は、1以上の数字で入力してください。"),
        ("date", "2026-10-04", "確保の期限が正しくありません。"),
        ("date", "きのう", "期限の日を、2026-10-20 のように入力してください。"),
        ("time", "25:00", "期限の時刻を、0:00 から 23:59 までで入力してください。"),
        ("reason", " ", "確保には理由が必要です。"),
    ] {
        let mut typed = vec![("pool", "public"), ("reason", "さくら荘"), ("places", "3")];
        typed.retain(|(name, _)| *name != field);
        typed.push((field, bad));
        let refused = one.presses(&page, "確保を頼む", &typed).await;
        assert_eq!(refused.status, 422, "{field} {bad}");
        assert!(refused.text().contains(say), "{field} {bad}: {}", refused.text());
    }
    let typed = [("pool", "public"), ("reason", "さくら荘の入居者の方"), ("places", "3")];
    let list = one.presses(&page, "確保を頼む", &typed).await;
    assert_snapshot!(list.text(), @"
        〔事業の一覧〕 〔新型コロナワクチン〕
        確保しました。24時間のうちに、ほかの職員が承認してください。
        # 確保と例外の一覧
        〔新型コロナワクチン〕 〔高齢者インフルエンザ〕 〔肺炎球菌ワクチン〕
        職員が確保した枠と、決まりの例外をすべて出しています。住民のお名前はのせていないので、このまま印刷して公表できます。
        ## 確保した枠
        承認された枠は、電話受付の「枠の案内」に「確保してある枠」として出ます。そこから、理由に合う方の予約を取ります。
        枠 ｜ 受付方法 ｜ 理由 ｜ 残り ｜ 使用 ｜ 頼んだ職員 ｜ 承認した職員 ｜ 期限・終了 ｜ 状態 ｜
        〔10月20日（火） 9:00〜9:15 中央公民館〕 ｜ LINE・公開 ｜ さくら荘の入居者の方 ｜ 3 ｜ 0 ｜ 保健師 窓川みどり 10月5日 9:00 ｜ ― ｜ 10月6日 9:00 ｜ 承認待ち
        頼んだ人とは別の職員が承認します
        [終わらせる]
        ｜
        ## 決まりの例外と上乗せ
        例外の予約と、定員への上乗せは、まだありません。
        10月5日 9:00 現在
        ");
    one.presses(&page, "確保を頼む", &typed).await;
    assert_eq!(slot(town, AT_9_00).await.pool(Pool::Public).held, 3, "asked for once");
    assert!(!list.text().contains("[承認する"), "not by whoever asked");

    let theirs = other.opens(&format!("/desk/holds?programme={COVID}")).await;
    let button = "承認する";
    let approved = other.presses(&theirs, button, &[]).await;
    assert!(approved.text().contains("承認しました。"), "{}", approved.text());
    assert!(approved.text().contains("事務 東まさお 10月5日 9:00"), "{}", approved.text());
    let end = "終わらせる";
    let ended = one.presses(&approved, end, &[]).await;
    assert!(ended.text().contains("確保を終わらせました。"), "{}", ended.text());
    assert_eq!(slot(town, AT_9_00).await.pool(Pool::Public).held, 0);
    let late = other.presses(&theirs, button, &[]).await;
    assert_eq!(late.status, 422);
    assert!(late.text().contains("この確保は"), "it is over: {}", late.text());
    assert_eq!(OFFICER, OfficerId(Uuid::from_u128(1)));
}

async fn what_is_typed_wrongly_is_said_and_kept(town: &Town) {
    let officer = town.officer().await;
    let long = "9".repeat(10_000);
    for (query, say) in [
        ("what=shift&from=public&to=public&places=1", "別の受付方法を選んでください。"),
        ("what=shift&from=public&to=call_centre&places=25:00", "1以上の数字で入力してください。"),
        ("what=add&pool=%F0%9F%98%80&places=1", "受付方法を選んでください。"),
        ("what=over&pool=public&places=-1", "0以上の数字で入力してください。"),
        (&*format!("what=add&pool=public&places={long}"), "1以上の数字で入力してください。"),
    ] {
        let page = officer.opens(&places_of(AT_9_00, query)).await;
        assert_eq!(page.status, 422, "{say}");
        assert!(page.text().contains(say), "{say}: {}", page.text());
    }
    let shown = officer.opens(&places_of(AT_9_00, "what=add&pool=public&places=1")).await;
    let form = shown.form("このとおりに変える");
    for shapes in ["", "x", &format!("{FLU_SLOT}=public.10.0-call_centre.2.0-open")] {
        let forged = form.clone().typed(&[("shapes", shapes)]);
        let page = officer.submits(&forged).await;
        assert!(page.status >= 400, "{shapes}: {}", page.status);
    }
    assert_eq!(capacities(town, AT_9_00).await, (PUBLIC, PHONE));
    assert_eq!(capacities(town, FLU_SLOT).await, (PUBLIC, PHONE));
}

async fn far_more_places_than_people_are_asked_about_once(town: &Town) {
    let officer = town.officer().await;
    let page = officer.opens(&format!("/desk/slots/{AT_9_00}")).await;
    let typed = [("pool_public", "9000")];
    let seen = officer.presses(&page, "変更せずに確かめる", &typed).await;
    assert!(seen.text().contains("この枠だけで 9002人分になります。"), "{}", seen.text());
    let asked = officer.presses(&page, "この枠数にする", &typed).await;
    assert_eq!(asked.status, 422);
    assert!(
        asked.text().contains("このままでよければ、もう一度押してください。"),
        "{}",
        asked.text()
    );
    assert_eq!(asked.form("この枠数にする").value("pool_public"), "9000");
    assert_eq!(town.left(AT_9_00).await, PUBLIC);
    let more = officer.presses(&asked, "この枠数にする", &[("pool_public", "9001")]).await;
    assert_eq!(more.status, 422, "it is asked about each number");
    officer.presses(&asked, "この枠数にする", &[]).await;
    assert_eq!(town.left(AT_9_00).await, 9_000);
}
