//! Somebody on the phone: who calls, how they stand, a place booked, moved and cancelled, the family together.

use crate::{
    page::Page,
    people::{Known, hanako, jiro, midori, taro},
    places::{AT_9_00, AT_9_15, AT_10_30, COVID, FLU, FLU_SLOT, PHONE, PUBLIC, SOON_ENOUGH, days},
    resident::Browser,
    town::{OFFICER, Town},
    waitlist::{keeps, opens},
};
use domain::{Actor, Change, Door, Pool, SlotId};
use insta::assert_snapshot;
use jiff::SignedDuration;

on_both_engines!(
    nothing_is_told_before_it_is_clear_who_calls,
    somebody_is_booked_on_the_phone_and_told_their_number,
    both_doses_are_booked_with_one_press,
    a_booking_is_moved_and_cancelled_with_the_warning,
    a_place_that_went_meanwhile_leads_to_the_nearest_three,
    what_the_rules_refuse_takes_a_reason_that_goes_into_the_history,
    a_couple_is_booked_together_or_not_at_all,
    somebody_protected_is_spoken_of_to_nobody_else,
    who_is_linked_by_line_hears_what_was_done_on_the_phone,
    what_is_offered_is_taken_within_the_call,
);

/// Opens the call and makes sure of who calls.
pub(crate) async fn calls(officer: &Browser<'_>, known: &Known) -> Page {
    let page = officer.opens(&url(known)).await;
    knows(officer, &page, "themself", &["name", "birth", "voucher"]).await
}

pub(crate) fn url(known: &Known) -> String {
    format!("/desk/people/{}/call", known.id)
}

/// Ticks what was told and goes on.
async fn knows(officer: &Browser<'_>, page: &Page, caller: &str, proofs: &[&str]) -> Page {
    let mut form = page.form("確認できた");
    form.fields.retain(|(name, _)| name == "known");
    form.fields.push(("caller".to_owned(), caller.to_owned()));
    form.fields.extend(proofs.iter().map(|proof| ("proof".to_owned(), (*proof).to_owned())));
    officer.submits(&form).await
}

/// Reads back a place.
async fn wants(officer: &Browser<'_>, known: &Known, slot: SlotId) -> Page {
    officer.opens(&format!("{}/book/{COVID}/1/{slot}", url(known))).await
}

/// Books a place for the first dose.
pub(crate) async fn books(officer: &Browser<'_>, known: &Known, slot: SlotId) -> Page {
    let page = wants(officer, known, slot).await;
    officer.presses(&page, "はい、予約する", &[]).await
}

async fn nothing_is_told_before_it_is_clear_who_calls(town: &Town) {
    let officer = town.officer().await;
    let person = officer.opens(&format!("/desk/people/{}", taro().id)).await;
    let page = officer.taps(&person, "電話を受ける").await;
    assert_snapshot!(page.text(), @"
        # 電話：本人確認
        読み上げる文
        お電話ありがとうございます。窓川町予約窓口の保健師 窓川みどりです。
        ご予約、変更、キャンセル、どのようなご用件でしょうか。
        読み上げる文
        ご本人の確認のため、お名前と生年月日をお聞かせください。
        あわせて、ご住所、お電話番号、接種券の番号の下4けたの、どれか一つをお願いします。
        確認できるまで、予約があるかどうかもお伝えしません。聞いたことが名簿と同じなら、印をつけます。
        電話の方 ＿themself＿ ご本人 ＿proxy＿ ご家族・代理の方 聞いて、名簿と同じだったもの ＿name＿ お名前：佐藤 太郎 ＿birth＿ 生年月日：1945年（昭和20年）1月20日生まれ ＿address＿ ご住所：窓川町本町2丁目 ＿phone＿ お電話番号：01-9999-1234 ＿voucher＿ 接種券の番号：末尾 6782
        [ 確認できた] [ 確認できない]
        ## サトウ タロウ 〔佐藤 太郎〕
        生年月日：1945年（昭和20年）1月20日生まれ（81歳）
        住所：窓川町本町2丁目
        電話：01-9999-1234
        接種券：末尾 6782
        受けた時刻：9:00
        ## メモ
        メモは、まだありません。
        残すこと（短く、事実だけ） [メモを残す]
        ");
    let offers = officer.opens(&format!("{}/book/{COVID}/1", url(&taro()))).await;
    assert_eq!(offers.path, url(&taro()), "first who calls");
    for few in [&[][..], &["name", "birth"], &["name", "voucher"]] {
        let again = knows(&officer, &page, "themself", few).await;
        assert_eq!(again.status, 422);
        assert!(again.text().contains("まだ本人確認ができていません。"), "{}", again.text());
        let kept = again.html.matches("checked").count();
        assert_eq!(kept, few.len() + 1, "what was ticked is ticked");
    }
    let unknown = officer.presses(&page, "確認できない", &[]).await;
    assert!(unknown.text().contains("ご本人の確認ができませんでした"), "{}", unknown.text());
    let page = calls(&officer, &taro()).await;
    assert_snapshot!(page.text(), @"
        # 佐藤 太郎様のいまの状態
        電話の方：ご本人（本人確認ずみ）
        新型コロナワクチン：1回目は、いま予約できます。いちばん早い枠は 10月20日（火） 9:00 中央公民館 です。
        高齢者インフルエンザ：いま予約できます。いちばん早い枠は 10月22日（木） 10:00 中央公民館 です。
        肺炎球菌ワクチン：予約の受付は、まだ始まっていません。
        ## 新型コロナワクチンの1回目
        〔枠を案内する〕
        ## 高齢者インフルエンザ
        〔枠を案内する〕
        ## 肺炎球菌ワクチン
        読み上げる文
        申し訳ございません。肺炎球菌ワクチンは、いまはご予約をお取りできません。
        予約の受付は、まだ始まっていません。11月1日（日） 9:00 から予約できます。
        〔理由をつけて枠を見る〕
        〔ご家族といっしょに予約〕 〔確認番号を出す〕
        ## 電話を終える
        読み上げる文
        ほかにご用件はございませんか。
        窓川町予約窓口の保健師 窓川みどりが承りました。お電話ありがとうございました。
        この電話の結果 ＿booked＿ 予約 ＿moved＿ 変更 ＿cancelled＿ キャンセル ＿waiting＿ キャンセル待ち ＿answered＿ お答え ＿call_back＿ 折り返し ＿not_eligible＿ 対象外 ＿unidentified＿ 本人確認できず [ 電話を終える]
        ## サトウ タロウ 〔佐藤 太郎〕
        生年月日：1945年（昭和20年）1月20日生まれ（81歳）
        住所：窓川町本町2丁目
        電話：01-9999-1234
        接種券：末尾 6782
        受けた時刻：9:00
        ## メモ
        メモは、まだありません。
        残すこと（短く、事実だけ） [メモを残す]
        ");
}

async fn somebody_is_booked_on_the_phone_and_told_their_number(town: &Town) {
    let officer = town.officer().await;
    let page = calls(&officer, &taro()).await;
    let offered = officer.taps(&page, "枠を案内する").await;
    assert_snapshot!(before_the_side(&offered), @"
        # 新型コロナワクチンの1回目の枠
        読み上げる文
        新型コロナワクチンの1回目のご予約ですね。早い順に申し上げます。
        1番、10月20日、火曜日、午前9時、中央公民館。
        2番、10月20日、火曜日、午前9時、北体育館。
        3番、10月20日、火曜日、午前9時15分、中央公民館。
        どちらがよろしいですか。
        ・〔10月20日（火） 9:00〜9:15 中央公民館 残り 12〕
        ・〔10月20日（火） 9:00〜9:15 北体育館 残り 12〕
        ・〔10月20日（火） 9:15〜9:30 中央公民館 残り 12〕
        〔次の3つ〕 〔戻る〕
        会場 この日から ＿＿ [しぼりこむ]
        ");
    let read = officer.taps(&offered, "9:00〜9:15 中央公民館").await;
    assert_snapshot!(before_the_side(&read), @"
        # 予約の復唱
        新型コロナワクチンの1回目
        10月20日（火） 9:00 中央公民館
        読み上げる文
        復唱いたします。
        佐藤 太郎様、新型コロナワクチンの1回目、10月20日、火曜日、午前9時、会場は中央公民館、場所は本町1丁目1番地です。
        こちらでお取りしてよろしいですか。
        読み上げる文
        新型コロナワクチンの2回目は、11月10日、火曜日、午前9時、会場は中央公民館がお取りできます。
        あわせてお取りしますか。
        [ はい、予約する] [ 新型コロナワクチンの2回目（11月10日（火） 9:00 中央公民館）もあわせて予約する] 〔いいえ、ほかの枠〕
        ");
    let done = officer.presses(&read, "はい、予約する", &[]).await;
    let booking = town.booking_of(&taro()).await;
    assert_eq!(
        (booking.slot, booking.door, booking.pool),
        (AT_9_00, Door::Phone, Pool::CallCentre)
    );
    assert_snapshot!(before_the_side(&done), @"
        # 予約できました
        ## 佐藤 太郎様 新型コロナワクチンの1回目
        10月20日（火） 9:00 中央公民館
        予約番号
        271-828-189
        読みかた：に なな いち、 はち に はち、 いち はち きゅう
        読み上げる文
        ご予約をお取りしました。メモのご用意はよろしいですか。
        予約番号は、に なな いち、はち に はち、いち はち きゅうです。
        10月20日、火曜日、午前9時、会場は中央公民館です。
        当日は、接種券（届いた封筒ごと）、本人確認ができるもの（健康保険証・運転免許証など）、記入した予診票をお持ちください。
        〔ほかのご用件〕
        ## 電話を終える
        読み上げる文
        ほかにご用件はございませんか。
        窓川町予約窓口の保健師 窓川みどりが承りました。お電話ありがとうございました。
        この電話の結果 ＿booked＿ 予約 ＿moved＿ 変更 ＿cancelled＿ キャンセル ＿waiting＿ キャンセル待ち ＿answered＿ お答え ＿call_back＿ 折り返し ＿not_eligible＿ 対象外 ＿unidentified＿ 本人確認できず [ 電話を終える]
        ");
    let again = officer.presses(&read, "はい、予約する", &[]).await;
    assert_eq!(again.path, done.path, "the second press finds the first");
    assert_eq!(town.bookings().await.len(), 1);
    let history = town.app.store.read(move |r| r.history_of_booking(booking.id)).await.unwrap();
    assert_eq!(history[0].by, Actor::Officer(OFFICER));
    let ended = officer.presses(&done, "電話を終える", &[("ending", "booked")]).await;
    assert!(ended.text().contains("電話を終えました。"), "{}", ended.text());
}

/// What stands on a page of his call before whom it is about.
fn before_the_side(page: &Page) -> String {
    let text = page.text();
    text.split("## サトウ").next().unwrap().to_owned()
}

async fn both_doses_are_booked_with_one_press(town: &Town) {
    let officer = town.officer().await;
    calls(&officer, &taro()).await;
    let read = wants(&officer, &taro(), AT_9_00).await;
    let both = "新型コロナワクチンの2回目（11月10日（火） 9:00 中央公民館）もあわせて予約する";
    for _ in 0..2 {
        let done = officer.presses(&read, both, &[]).await;
        assert_eq!(done.heading(), "予約できました", "{}", done.text());
        for day in ["10月20日（火） 9:00", "11月10日（火） 9:00"] {
            assert!(done.text().contains(day), "{}", done.text());
        }
    }
    let mut slots: Vec<_> = town.bookings().await.iter().map(|b| (b.dose, b.slot)).collect();
    slots.sort_unstable();
    assert_eq!(slots, [(1, AT_9_00), (2, SOON_ENOUGH)]);
}

async fn a_booking_is_moved_and_cancelled_with_the_warning(town: &Town) {
    let officer = town.officer().await;
    calls(&officer, &taro()).await;
    books(&officer, &taro(), AT_9_00).await;
    let page = officer.opens(&url(&taro())).await;
    let places = officer.taps(&page, "日時を変える").await;
    assert!(
        places.text().contains("いまの予約：10月20日（火） 9:00 中央公民館"),
        "{}",
        places.text()
    );
    let read = officer.taps(&places, "9:15〜9:30").await;
    let said = "新型コロナワクチンの1回目を、10月20日、火曜日、午前9時から、10月20日、火曜日、午前9時15分、会場は中央公民館に変更します。";
    assert!(read.text().contains(said), "{}", read.text());
    for _ in 0..2 {
        let moved = officer.presses(&read, "はい、変更する", &[]).await;
        assert_eq!(moved.heading(), "変更しました", "{}", moved.text());
    }
    assert_eq!(town.booking_of(&taro()).await.slot, AT_9_15);
    let page = officer.opens(&url(&taro())).await;
    let ask = officer.taps(&page, "キャンセルする").await;
    assert!(ask.text().contains("この枠は次の方へまわりますので、元には戻せません。"));
    let bad = officer.presses(&ask, "はい、キャンセルする", &[("reason", "because")]).await;
    assert!((400..500).contains(&bad.status), "{}", bad.status);
    for _ in 0..2 {
        let mut form = ask.form("はい、キャンセルする");
        form.fields = vec![("reason".to_owned(), "by_resident".to_owned())];
        let gone = officer.submits(&form).await;
        assert_eq!(gone.heading(), "キャンセルしました", "{}", gone.text());
    }
    assert!(town.bookings().await.iter().all(|booking| !booking.is_live()));
}

async fn a_place_that_went_meanwhile_leads_to_the_nearest_three(town: &Town) {
    for (pool, from) in [(Pool::Public, PUBLIC), (Pool::CallCentre, PHONE)] {
        let to = u32::from(pool == Pool::CallCentre);
        town.changes(vec![Change::CapacitySet { slot: AT_9_15, pool, from, to }]).await;
    }
    let (one, two) = (town.officer().await, town.officer().await);
    calls(&one, &taro()).await;
    calls(&two, &hanako()).await;
    let (mine, theirs) =
        (wants(&one, &taro(), AT_9_15).await, wants(&two, &hanako(), AT_9_15).await);
    let booked = one.presses(&mine, "はい、予約する", &[]).await;
    assert_eq!(booked.heading(), "予約できました");
    let lost = two.presses(&theirs, "はい、予約する", &[]).await;
    assert_eq!(lost.status, 409);
    let text = lost.text();
    assert!(text.contains("10月20日（火） 9:15 中央公民館 は、たったいま埋まりました。"), "{text}");
    assert!(text.contains("1番、10月20日、火曜日、午前9時、"), "the nearest first: {text}");
    let other = two.taps(&lost, "10:30〜10:45").await;
    let done = two.presses(&other, "はい、予約する", &[]).await;
    assert_eq!(done.heading(), "予約できました", "{}", done.text());
    assert_eq!(town.booking_of(&hanako()).await.slot, AT_10_30);
}

async fn what_the_rules_refuse_takes_a_reason_that_goes_into_the_history(town: &Town) {
    town.app.clock.advance(days(15) - SignedDuration::from_hours(1));
    let officer = town.officer().await;
    let page = calls(&officer, &taro()).await;
    let places = officer.taps(&page, "枠を案内する").await;
    assert!(places.text().contains("理由をつけると取れる枠"), "{}", places.text());
    let read = wants(&officer, &taro(), AT_10_30).await;
    assert!(read.text().contains("決まりでは、この枠は取れません。"), "{}", read.text());
    for why in ["", "  "] {
        let bare = officer.presses(&read, "はい、予約する", &[("why", why)]).await;
        assert_eq!(bare.status, 422);
        assert!(bare.text().contains("理由が要ります。"), "{}", bare.text());
    }
    assert_eq!(town.bookings().await, []);
    let why = "会場に来ているため";
    let done = officer.presses(&read, "はい、予約する", &[("why", why)]).await;
    assert_eq!(done.heading(), "予約できました", "{}", done.text());
    let id = town.booking_of(&taro()).await.id;
    let history = town.app.store.read(move |r| r.history_of_booking(id)).await.unwrap();
    assert_eq!(history[0].why.as_deref(), Some(why));
}

async fn a_couple_is_booked_together_or_not_at_all(town: &Town) {
    let officer = town.officer().await;
    let page = calls(&officer, &taro()).await;
    let alone = officer.taps(&page, "ご家族といっしょに予約").await;
    assert!(alone.text().contains("その方の画面でも「電話を受ける」を押して"), "{}", alone.text());
    town.app.clock.advance(SignedDuration::from_secs(1));
    calls(&officer, &hanako()).await;
    let both = officer.opens(&format!("{}/together", url(&taro()))).await;
    let said = "佐藤 太郎様、新型コロナワクチンの1回目、10月20日、火曜日、午前9時、中央公民館。";
    assert!(both.text().contains(said), "{}", both.text());
    let later = officer.opens(&format!("{}/together?from=2026-11-01", url(&taro()))).await;
    assert!(later.text().contains("11月9日、月曜日"), "{}", later.text());
    assert!(!later.text().contains("10月20日"), "{}", later.text());
    let never = officer.opens(&format!("{}/together?from=2030-01-01", url(&taro()))).await;
    assert!(never.text().contains("この条件では、全員がいっしょに取れる枠がありません。"));
    let nonsense = officer.opens(&format!("{}/together?from=いつか&venue=😀", url(&taro()))).await;
    assert!(
        nonsense.text().contains("日付をつけずに、早い順に出しています。"),
        "{}",
        nonsense.text()
    );
    assert!(nonsense.text().contains(said), "{}", nonsense.text());
    let button = "はい、全員の予約を取る";
    let form = both.form(button);
    let strangers = form.value("places").replace(&taro().id.to_string(), &jiro().id.to_string());
    let forged = officer.submits(&form.clone().typed(&[("places", &strangers)])).await;
    assert_eq!(forged.status, 409, "he is not on the phone");
    assert!(forged.text().contains("どなたの予約も取っていません。"), "{}", forged.text());
    for bad in ["", "1.2.3", "x,y"] {
        let expired = officer.submits(&form.clone().typed(&[("places", bad)])).await;
        assert!((400..500).contains(&expired.status), "{bad}: {}", expired.status);
    }
    assert_eq!(town.bookings().await, []);
    for _ in 0..2 {
        let done = officer.submits(&form).await;
        let text = done.text();
        assert!(text.contains("佐藤 太郎様") && text.contains("佐藤 花子様"), "{text}");
    }
    assert_eq!(town.bookings().await.len(), 2);
    for known in [taro(), hanako()] {
        assert_eq!(town.booking_of(&known).await.slot, AT_9_00);
    }
}

async fn somebody_protected_is_spoken_of_to_nobody_else(town: &Town) {
    let officer = town.officer().await;
    let page = officer.opens(&url(&midori())).await;
    assert!(page.text().contains("支援措置の対象の方です。"), "{}", page.text());
    let told = knows(&officer, &page, "proxy", &["name", "birth", "address"]).await;
    assert!(
        told.text().contains("ご本人様からのお電話でだけ、お答えしています。"),
        "{}",
        told.text()
    );
    let back = officer.opens(&format!("{}/book/{COVID}/1", url(&midori()))).await;
    assert_eq!(back.path, url(&midori()));
    let herself = calls(&officer, &midori()).await;
    assert!(herself.text().contains("いま予約できます。"), "{}", herself.text());
}

async fn who_is_linked_by_line_hears_what_was_done_on_the_phone(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known.clone()).await;
    let officer = town.officer().await;
    calls(&officer, &hanako.known).await;
    books(&officer, &hanako.known, AT_9_00).await;
    town.settles().await;
    let told = "予約を受け付けました";
    assert_eq!(town.times_heard("hanako", told), 0, "she has proven nothing in LINE");
    assert_eq!(town.booking_of(&hanako.known).await.account, None);
    crate::family::proves(town, &hanako, "oneself", "").await;
    let places = officer.opens(&format!("{}/book/{FLU}/1", url(&hanako.known))).await;
    let read = officer.taps(&places, "10:00〜10:15").await;
    officer.presses(&read, "はい、予約する", &[]).await;
    town.settles().await;
    assert_eq!(town.times_heard("hanako", told), 1);
}

async fn what_is_offered_is_taken_within_the_call(town: &Town) {
    opens(town).await;
    keeps(town, 2, 1).await;
    let set = Change::CapacitySet { slot: FLU_SLOT, pool: Pool::CallCentre, from: PHONE, to: 0 };
    town.changes(vec![set]).await;
    let officer = town.officer().await;
    let page = calls(&officer, &taro()).await;
    assert!(
        page.text().contains("高齢者インフルエンザ：いま空きがありません。"),
        "{}",
        page.text()
    );
    let form = officer.taps(&page, "キャンセル待ちに申し込む").await;
    let waits = officer.presses(&form, "この条件で申し込む", &[]).await;
    assert_eq!(waits.path, url(&taro()), "back to the call");
    assert!(waits.text().contains("キャンセル待ちです（いま 1番目）。"), "{}", waits.text());
    let slot = officer.opens(&format!("/desk/slots/{FLU_SLOT}")).await;
    officer.presses(&slot, "この枠数にする", &[("pool_call_centre", "1")]).await;
    let page = officer.opens(&url(&taro())).await;
    assert!(page.text().contains("空き枠をご案内中です"), "{}", page.text());
    for _ in 0..2 {
        let done = officer.presses(&page, "空き枠をお受けになる", &[]).await;
        assert_eq!(done.heading(), "予約できました", "{}", done.text());
    }
    assert_eq!(town.booking_of(&taro()).await.programme, FLU);
}
