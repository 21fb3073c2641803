//! The waitlist at the desk: what an officer's change of a slot frees, who is phoned about a freed place, and who joins
//! on the phone.

use crate::{
    page::Form,
    people::{Known, hanako, midori, taro},
    places::{COVID, FLU, FLU_SLOT, PHONE, PUBLIC},
    resident::Browser,
    town::{OFFICER, Town},
    waitlist::{joins, keeps, opens},
};
use domain::{
    Change, Entry, Pool,
    waitlist::{PassedBy, Wish},
};
use insta::assert_snapshot;
use jiff::SignedDuration;
use madoguchi::{
    actions::{
        Asker,
        waitlist::{self, Asked},
    },
    offers,
};
use std::collections::BTreeSet;

on_both_engines!(
    more_places_are_offered_before_a_stranger_can_book_them,
    who_is_phoned_stands_on_the_list_and_their_answer_counts_once,
    what_is_let_pass_on_the_phone_or_not_answered_goes_on,
    somebody_protected_is_phoned_with_a_warning,
    an_officer_takes_somebody_into_the_waitlist_and_out_again,
    why_a_place_went_by_somebody_stands_on_their_page,
    the_board_and_the_slot_tell_what_is_offered_and_who_waits,
);

async fn more_places_are_offered_before_a_stranger_can_book_them(town: &Town) {
    opens(town).await;
    keeps(town, 2, 1).await;
    let taro = town.resident(taro()).await;
    joins(&taro).await;
    let officer = town.officer().await;
    let slot = format!("/desk/slots/{FLU_SLOT}");
    let page = officer.opens(&slot).await;
    let more = (PUBLIC + 2).to_string();
    let board = officer.presses(&page, "この枠数にする", &[("pool_public", &more)]).await;
    assert_eq!(board.heading(), "高齢者インフルエンザ", "{}", board.text());
    assert_eq!(town.left(FLU_SLOT).await, 1, "one of the two is his");
    town.settles().await;
    assert_eq!(town.times_heard("taro", "キャンセル待ちの枠に、空きが出ました。"), 1);

    let page = officer.opens(&slot).await;
    let less = PUBLIC.to_string();
    let refused = officer.presses(&page, "この枠数にする", &[("pool_public", &less)]).await;
    assert_eq!(refused.status, 422);
    let told = format!(
        "すでに {taken} 枠がふさがっています。定員は {taken} 以上にしてください。",
        taken = PUBLIC + 1
    );
    assert!(refused.text().contains(&told), "an offer counts: {}", refused.text());
    let least = (PUBLIC + 1).to_string();
    officer.presses(&page, "この枠数にする", &[("pool_public", &least)]).await;
    assert_eq!(town.left(FLU_SLOT).await, 0);
    let home = taro.opens("/home").await;
    assert!(home.text().contains("空いた枠を見る"), "his offer stands: {}", home.text());
}

/// Places of the flu slot that somebody on the phone could have: none is left but by an offer.
async fn is_full(town: &Town) {
    opens(town).await;
    keeps(town, 2, 1).await;
    let set = Change::CapacitySet { slot: FLU_SLOT, pool: Pool::CallCentre, from: PHONE, to: 0 };
    town.changes(vec![set]).await;
}

/// Somebody waits whom LINE does not reach.
async fn waits_by_phone(town: &Town, known: &Known) {
    let wish = Wish { notice: 120, ..Wish::default() };
    let asked = Asked { person: known.id, programme: FLU, dose: 1, with: Vec::new(), wish };
    waitlist::join(&town.app, Asker::Officer(OFFICER), asked).await.unwrap().unwrap();
    town.app.clock.advance(SignedDuration::from_secs(1));
}

/// An officer gives places to the telephone.
async fn adds(officer: &Browser<'_>, places: u32) {
    let page = officer.opens(&format!("/desk/slots/{FLU_SLOT}")).await;
    let typed = [("pool_call_centre", &*places.to_string())];
    officer.presses(&page, "この枠数にする", &typed).await;
}

async fn who_is_phoned_stands_on_the_list_and_their_answer_counts_once(town: &Town) {
    is_full(town).await;
    let officer = town.officer().await;
    let empty = officer.opens("/desk/offers").await;
    assert!(empty.text().contains("いま、お電話する方はいません。"), "{}", empty.text());
    waits_by_phone(town, &taro()).await;
    waits_by_phone(town, &hanako()).await;
    adds(&officer, 1).await;
    let start = officer.opens("/desk").await;
    let url = start.link("お電話でご案内する空き枠が 1件 あります");
    let page = officer.opens(&url).await;
    assert_snapshot!(page.text(), @"
        〔事業の一覧〕
        # 空き枠のご案内（電話）
        LINEでお知らせできない方のキャンセル待ちに、空きが出ています。お返事がなければ、自動で次の方に進みます。枠をその方のためにおとりしているか、ほかの方にも同時にご案内しているかは、読み上げる文にあります。期限の近い順です。
        ## サトウ タロウ 〔佐藤 太郎〕
        期限：10月5日（月） 13:00 まで
        電話：01-9999-1234
        生年月日：1945年（昭和20年）1月20日生まれ
        枠：高齢者インフルエンザ 2026年10月22日（木曜日） 10:00〜10:15 中央公民館
        読み上げる文（ご本人と確かめるまで、用件は伝えません）
        ・窓川町の予約窓口です。佐藤 太郎様でいらっしゃいますか。
        ・ご本人の確認のため、生年月日とご住所をお聞かせください。
        ・お待ちいただいている高齢者インフルエンザに、空きが出ました。10月22日、木曜日、午前10時から10時15分まで、会場は中央公民館です。お受けになりますか。
        ・復唱いたします。高齢者インフルエンザ、10月22日、木曜日、午前10時、会場は中央公民館ですね。
        [お受けになる]
        [見送り]
        ");

    let taken = officer.presses(&page, "お受けになる", &[]).await;
    let number = town.booking_of(&taro()).await.number.to_string();
    let told = format!("予約できました。予約番号は {number} です。番号もお伝えください。");
    assert!(taken.text().contains(&told), "{}", taken.text());
    let again = officer.presses(&page, "お受けになる", &[]).await;
    assert!(again.text().contains(&told), "the second press: {}", again.text());
    assert_eq!(town.bookings().await.len(), 1);
    let late = officer.presses(&page, "見送り", &[]).await;
    assert_eq!(late.status, 422);
    assert!(late.text().contains("この空き枠は、もうお受けになっています。"), "{}", late.text());
    let person = officer.opens(&format!("/desk/people/{}", taro().id)).await;
    for line in ["空き枠の案内の終わり（お受けになった）", "予約（電話）", "記録を開いた"]
    {
        assert!(person.text().contains(line), "{line}: {}", person.text());
    }
}

async fn what_is_let_pass_on_the_phone_or_not_answered_goes_on(town: &Town) {
    is_full(town).await;
    let officer = town.officer().await;
    waits_by_phone(town, &taro()).await;
    waits_by_phone(town, &hanako()).await;
    adds(&officer, 1).await;
    let first = officer.opens("/desk/offers").await;
    let next = officer.presses(&first, "見送り", &[]).await;
    let text = next.text();
    assert!(text.contains("見送りを受け付けました。"), "{text}");
    assert!(text.contains("佐藤 花子") && !text.contains("佐藤 太郎"), "her turn: {text}");
    let again = officer.presses(&first, "見送り", &[]).await;
    assert!(again.text().contains("見送りを受け付けました。"), "{}", again.text());
    assert!(again.text().contains("佐藤 花子"), "hers stands: {}", again.text());

    town.passes(SignedDuration::from_hours(5)).await;
    let gone = officer.opens("/desk/offers").await;
    assert!(gone.text().contains("いま、お電話する方はいません。"), "{}", gone.text());
    for lapsed in [0, 1] {
        let late = officer.presses(&next, "お受けになる", &[]).await;
        assert_eq!(late.status, 422);
        assert!(
            late.text().contains("を過ぎたため、この枠は次の方にご案内しました。"),
            "{}",
            late.text()
        );
        assert_eq!(offers::tick(&town.app).await.unwrap(), 1 - lapsed);
    }
    let late = officer.presses(&next, "見送り", &[]).await;
    assert_eq!(late.status, 422, "it had lapsed: {}", late.text());
    assert_eq!(town.bookings().await, []);
    let nobody = town.browser().opens("/desk/offers").await;
    assert_eq!(nobody.heading(), "職員のログイン");
}

async fn somebody_protected_is_phoned_with_a_warning(town: &Town) {
    let midori = Known { birth: "1940-08-08".parse().unwrap(), ..midori() };
    town.moves_in(std::slice::from_ref(&midori)).await;
    is_full(town).await;
    let officer = town.officer().await;
    waits_by_phone(town, &midori).await;
    adds(&officer, 1).await;
    let page = officer.opens("/desk/offers").await;
    let text = page.text();
    assert!(text.contains("鈴木 みどり"), "{text}");
    assert!(
        text.contains("支援措置の対象の方です。ご本人以外には、予約の有無も伝えないでください。")
    );
}

async fn an_officer_takes_somebody_into_the_waitlist_and_out_again(town: &Town) {
    is_full(town).await;
    let officer = town.officer().await;
    let url = format!("/desk/people/{}", taro().id);
    let person = officer.opens(&url).await;
    assert!(person.text().contains("いまは、待っていません。"), "{}", person.text());
    let form = officer.taps(&person, "高齢者インフルエンザ 1回目").await;
    assert_eq!(form.heading(), "キャンセル待ち 高齢者インフルエンザ 1回目");
    let bad = officer.presses(&form, "この条件で申し込む", &[("notice", "7")]).await;
    assert!((400..500).contains(&bad.status), "{}", bad.status);
    let tuesday = on_day(form.form("この条件で申し込む"), "2").typed(&[("notice", "30")]);
    let joined = officer.submits(&tuesday).await;
    let text = joined.text();
    for told in ["いま 1番目", "（電話）", "どの会場でも、火、どの時間でも、30分前までのお知らせ"]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
    let again = officer.submits(&tuesday).await;
    assert!(again.text().contains("いま 1番目"), "{}", again.text());
    let wishes = town.app.store.read(|reader| reader.count_waiting(FLU)).await.unwrap();
    assert_eq!(wishes, 1, "joined once");
    adds(&officer, 1).await;
    assert_eq!(offered(town).await, 0, "the slot is on a Thursday");

    let form = officer.taps(&again, "条件を変える").await;
    let thursday = on_day(form.form("この条件に変える"), "8");
    let no = officer.submits(&thursday).await;
    assert_eq!(no.status, 422);
    assert!(no.text().contains("ご希望に合う枠が、いま空いています。"), "{}", no.text());
    let page = officer.opens(&url).await;
    let left = officer.presses(&page, "キャンセル待ちをやめる", &[]).await;
    assert!(left.text().contains("いまは、待っていません。"), "{}", left.text());
    assert!(left.text().contains("キャンセル待ちの終わり"), "{}", left.text());
    let again = officer.presses(&page, "キャンセル待ちをやめる", &[]).await;
    assert!(again.text().contains("いまは、待っていません。"), "{}", again.text());
}

/// The form with one day of the week ticked, and no other box.
fn on_day(mut form: Form, bit: &str) -> Form {
    form.fields.retain(|(name, _)| !matches!(name.as_str(), "venue" | "weekday" | "part"));
    form.fields.push(("weekday".to_owned(), bit.to_owned()));
    form
}

async fn offered(town: &Town) -> usize {
    town.app.store.read(|reader| reader.offers_of_slot(FLU_SLOT)).await.unwrap().len()
}

async fn the_board_and_the_slot_tell_what_is_offered_and_who_waits(town: &Town) {
    is_full(town).await;
    let officer = town.officer().await;
    waits_by_phone(town, &taro()).await;
    waits_by_phone(town, &hanako()).await;
    adds(&officer, 1).await;
    let board = officer.opens(&format!("/desk/programmes/{FLU}")).await;
    let text = board.text();
    let counted = "ご案内した数：きょう 1・全部で 1";
    for told in ["案内中：1", "キャンセル待ち：2 人", "案内中 1", counted] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let figures = officer.opens(&format!("/desk/programmes/{FLU}/statistics")).await;
    assert!(figures.text().contains(counted), "{}", figures.text());
    let slot = officer.opens(&format!("/desk/slots/{FLU_SLOT}")).await;
    let told = "内訳は、予約 0・案内中 1・確保 10 です。この事業のキャンセル待ちは 2人です。";
    assert!(slot.text().contains(told), "{}", slot.text());
    let other = officer.opens(&format!("/desk/programmes/{COVID}")).await;
    for told in ["キャンセル待ち：", "ご案内した数"] {
        assert!(!other.text().contains(told), "it has no waitlist: {}", other.text());
    }

    let person = officer.opens(&format!("/desk/people/{}", taro().id)).await;
    let kept = "案内中：10月22日（木） 10:00 中央公民館（10月5日（月） 13:00 まで）";
    assert!(person.text().contains(kept), "{}", person.text());
}

async fn why_a_place_went_by_somebody_stands_on_their_page(town: &Town) {
    is_full(town).await;
    let officer = town.officer().await;
    waits_by_phone(town, &taro()).await;
    let entry = waiting_of(town, &taro()).await;
    let at = town.app.clock.now();
    let why = PassedBy::TooLate;
    let (person, slot) = (entry.person, FLU_SLOT);
    town.changes(vec![Change::PassedBy { entry: entry.id, person, slot, why, at }]).await;
    let page = officer.opens(&format!("/desk/people/{person}")).await;
    let told = "10月22日（木） 10:00 中央公民館（10月5日 9:00 に空いた枠）：お返事を待つ時間が足りないため";
    assert!(page.text().contains(told), "{}", page.text());
}

async fn waiting_of(town: &Town, known: &Known) -> Entry {
    let persons = BTreeSet::from([known.id]);
    let read = town.app.store.read(move |reader| reader.waiting_of_persons(&persons));
    read.await.unwrap().remove(0)
}
