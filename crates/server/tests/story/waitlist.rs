//! Waiting for a freed place: from the page to the talk and back, what is left unanswered, and who may not look.

use crate::{
    line_events::posts,
    page::Page,
    people::{hanako, jiro, taro},
    places::{FLU, FLU_SLOT, PUBLIC},
    resident::Resident,
    town::{OFFICER, Town},
};
use domain::{
    Actor, Change, Command, HoldId, Offer, OfficerId, Pool,
    command::{HoldPlaces, OnHold},
    hold,
    programme::PoolRelease,
    waitlist::{PassedBy, Waitlist},
};
use jiff::{SignedDuration, civil::time};
use madoguchi::{
    clock::Jump,
    menus::{deploy, own},
    offers, releases,
};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_engines!(
    a_cancelled_place_is_offered_in_the_talk_and_taken_by_one_press,
    what_is_left_unanswered_goes_to_the_next_and_is_told,
    nothing_lapses_early_where_the_clock_is_set,
    what_is_let_pass_in_the_talk_goes_on_and_strangers_see_nothing,
    nobody_waits_where_a_place_is_free_and_leaving_is_leaving,
    what_the_phone_does_not_use_goes_to_those_who_wait_first,
    the_page_tells_the_rules_and_why_a_place_went_by,
);

/// The flu vaccination has a waitlist, and staff keep all of its places but one.
pub(crate) async fn opens(town: &Town) {
    let mut programme = town.app.store.read(|reader| reader.programme(FLU)).await.unwrap().unwrap();
    programme.policy.waitlist = Some(Waitlist::default());
    town.changes(vec![Change::ProgrammeSaved(programme)]).await;
    keeps(town, 1, PUBLIC - 1).await;
}

pub(crate) fn hold_id(n: u128) -> HoldId {
    HoldId(Uuid::from_u128(n))
}

/// Staff keep places back.
pub(crate) async fn keeps(town: &Town, n: u128, places: u32) {
    let at = town.app.clock.now();
    let (id, pool, reason) = (hold_id(n), Pool::Public, "さくら荘".to_owned());
    let expires_at = at + SignedDuration::from_hours(24 * 10);
    let ask = hold::Ask { id, pool, places, reason, expires_at };
    let keep = HoldPlaces { slot: FLU_SLOT, ask, by: Actor::Officer(OFFICER), at };
    town.app.store.place(Command::Hold(keep)).await.unwrap().unwrap();
    let on = OnHold { hold: id, by: Actor::Officer(OfficerId(Uuid::from_u128(2))), at };
    town.app.store.place(Command::ApproveHold(on)).await.unwrap().unwrap();
}

/// The last place is hanako's.
async fn full(town: &Town) -> Resident<'_> {
    opens(town).await;
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(FLU, 1, FLU_SLOT).await;
    hanako
}

fn wait_url(resident: &Resident<'_>) -> String {
    format!("/r/wait/{}/{FLU}/1", resident.known.id)
}

pub(crate) async fn joins(resident: &Resident<'_>) -> Page {
    resident.registers(&resident.known).await;
    let page = resident.browser.opens(&wait_url(resident)).await;
    assert_eq!(page.heading(), "キャンセル待ち", "{}", page.text());
    resident.browser.presses(&page, "この条件で申し込む", &[]).await
}

/// Somebody gives their place back.
async fn cancels(town: &Town, who: &Resident<'_>) {
    let booking = town.booking_of(&who.known).await;
    let page = who.opens(&format!("/bookings/{}/cancel", booking.id)).await;
    who.browser.presses(&page, "キャンセルする", &[]).await;
    town.settles().await;
}

async fn a_cancelled_place_is_offered_in_the_talk_and_taken_by_one_press(town: &Town) {
    let hanako = full(town).await;
    let taro = town.resident(taro()).await;
    let joined = joins(&taro).await;
    let text = joined.text();
    assert!(text.contains("キャンセル待ちを受け付けました。"), "{text}");
    assert!(text.contains("いまの順番は 1番目です"), "{text}");
    let home = taro.opens("/home").await;
    assert!(home.text().contains("キャンセル待ち中"), "{}", home.text());
    assert_eq!(own::tick(&town.app).await.unwrap(), 0, "the menus are not deployed yet");
    deploy(&town.app.line.as_ref().unwrap().client, &town.app.urls).await.unwrap();
    assert_eq!(own::tick(&town.app).await.unwrap(), 1);
    assert_eq!(own::tick(&town.app).await.unwrap(), 0, "once");
    assert!(town.screen("taro").contains("[待ち状況を見る]"), "{}", town.screen("taro"));

    cancels(town, &hanako).await;
    assert_eq!(town.times_heard("taro", "キャンセル待ちの枠に、空きが出ました。"), 1);
    assert_eq!(town.left(FLU_SLOT).await, 0, "the place is kept for him");
    let home = taro.opens("/home").await;
    let offer = taro.browser.opens(&home.link("空いた枠を見る")).await;
    assert_eq!(offer.heading(), "空きが出ました", "{}", offer.text());
    assert!(offer.text().contains("中央公民館"), "{}", offer.text());
    let done = taro.browser.presses(&offer, "この枠を受ける", &[]).await;
    assert_eq!(done.heading(), "予約できました", "{}", done.text());
    assert_eq!(own::tick(&town.app).await.unwrap(), 1);
    assert!(!town.screen("taro").contains("[待ち状況を見る]"), "{}", town.screen("taro"));
    let again = taro.browser.presses(&offer, "この枠を受ける", &[]).await;
    assert_eq!(again.heading(), "予約できました", "the second press is the same booking");
    assert_eq!(town.bookings().await.iter().filter(|b| b.is_live()).count(), 1);
    town.settles().await;
    assert_eq!(town.times_heard("taro", "予約を受け付けました"), 1);
    let over = taro.browser.opens(&offer.path).await;
    assert!(over.text().contains("この空き枠は、もうお受けになっています。"), "{}", over.text());
}

async fn what_is_left_unanswered_goes_to_the_next_and_is_told(town: &Town) {
    opens(town).await;
    keeps(town, 2, 1).await;
    let taro = town.resident(taro()).await;
    joins(&taro).await;
    town.app.clock.advance(SignedDuration::from_secs(1));
    let hanako = town.resident(hanako()).await;
    let second = joins(&hanako).await;
    assert!(second.text().contains("いまの順番は 2番目です"), "{}", second.text());
    let (by, at) = (Actor::Officer(OFFICER), town.app.clock.now());
    let end = OnHold { hold: hold_id(2), by, at };
    town.app.store.place(Command::EndHold(end)).await.unwrap().unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("taro", "キャンセル待ちの枠に、空きが出ました。"), 1);
    assert_eq!(offers::tick(&town.app).await.unwrap(), 0, "its time has not come");
    assert_eq!(town.times_heard("hanako", "空きが出ました"), 0);
    town.passes(SignedDuration::from_hours(4)).await;
    assert_eq!(offers::tick(&town.app).await.unwrap(), 1);
    town.settles().await;
    assert_eq!(town.times_heard("taro", "お返事の時間を過ぎたため"), 1);
    assert_eq!(town.times_heard("hanako", "キャンセル待ちの枠に、空きが出ました。"), 1);
    let wait = taro.browser.opens(&wait_url(&taro)).await;
    assert!(wait.text().contains("いまの順番は 1番目です"), "he keeps his place");

    let desk = town.officer().await;
    let page = desk.opens(&format!("/desk/slots/{FLU_SLOT}")).await;
    let text = page.text();
    for told in ["空き枠の案内", "空き枠の案内の終わり（お返事がなかった）"]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert!(!text.contains("枠は削除されています"), "{text}");
}

async fn nothing_lapses_early_where_the_clock_is_set(town: &Town) {
    let hanako = full(town).await;
    let taro = town.resident(taro()).await;
    joins(&taro).await;
    cancels(town, &hanako).await;
    let offer = async || {
        let offers = town.app.store.read(|reader| reader.offers_of_slot(FLU_SLOT)).await.unwrap();
        offers.into_iter().find(Offer::is_live).unwrap()
    };
    let (made, from) = (offer().await, town.app.clock.now());
    town.app.clock.advance(SignedDuration::from_hours(6));
    let jump = Jump { from, to: town.app.clock.now() };
    assert_eq!(offers::time_to_answer_is_kept(&town.app, jump).await.unwrap(), 1);
    assert_eq!(offers::tick(&town.app).await.unwrap(), 0, "his time has not come");
    town.settles().await;
    assert_eq!(town.times_heard("taro", "お返事の時間を過ぎたため"), 0);
    assert_eq!(offer().await.lapses_at, made.lapses_at + SignedDuration::from_hours(6));
    let home = taro.opens("/home").await;
    let page = taro.browser.opens(&home.link("空いた枠を見る")).await;
    let done = taro.browser.presses(&page, "この枠を受ける", &[]).await;
    assert_eq!(done.heading(), "予約できました", "{}", done.text());
}

async fn what_is_let_pass_in_the_talk_goes_on_and_strangers_see_nothing(town: &Town) {
    let hanako = full(town).await;
    let taro = town.resident(taro()).await;
    joins(&taro).await;
    town.line.types("taro", "キャンセル待ち").await.unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("taro", "キャンセル待ちは1件です"), 1);
    cancels(town, &hanako).await;
    let offers = town.app.store.read(|reader| reader.offers_of_slot(FLU_SLOT)).await.unwrap();
    let offer = offers[0].id;

    // Somebody else has the address, and the button's data.
    let jiro = town.resident(jiro()).await;
    jiro.registers(&jiro.known).await;
    let page = jiro.opens(&format!("/offers/{offer}")).await;
    assert_eq!(page.status, 404, "{}", page.text());
    let page = jiro.browser.opens(&wait_url(&taro)).await;
    assert_eq!(page.status, 404, "{}", page.text());
    let data = format!("m1 decline {offer}");
    let said = posts(town, "jiro", &data).await;
    assert!(said.contains("この空き枠のご案内は、終わっています。"), "{said}");
    assert_eq!(town.left(FLU_SLOT).await, 0, "it is still kept for him");

    town.line.taps("taro", "今回は見送る").await.unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("taro", "今回の枠は見送りました"), 1);
    assert_eq!(town.left(FLU_SLOT).await, 1);
    town.app.clock.advance(SignedDuration::from_mins(1));
    let said = posts(town, "taro", &data).await;
    assert!(said.contains("この空き枠のご案内は、終わっています。"), "{said}");
}

async fn nobody_waits_where_a_place_is_free_and_leaving_is_leaving(town: &Town) {
    let hanako = full(town).await;
    let taro = town.resident(taro()).await;
    joins(&taro).await;
    let page = taro.browser.opens(&wait_url(&taro)).await;
    let narrow = taro.browser.presses(&page, "この条件に変える", &[("notice", "1440")]).await;
    assert!(narrow.text().contains("いまの順番は 1番目です"), "{}", narrow.text());
    let home = taro.browser.presses(&narrow, "キャンセル待ちをやめる", &[]).await;
    assert!(home.text().contains("キャンセル待ちをやめました。"), "{}", home.text());
    assert!(!home.text().contains("キャンセル待ち中"), "{}", home.text());
    cancels(town, &hanako).await;
    assert_eq!(town.times_heard("taro", "空きが出ました"), 0);
    let page = taro.browser.opens(&wait_url(&taro)).await;
    let no = taro.browser.presses(&page, "この条件で申し込む", &[]).await;
    assert!(no.text().contains("ご希望に合う枠が、いま空いています。"), "{}", no.text());
    let nonsense = taro.browser.presses(&page, "この条件で申し込む", &[("notice", "7")]).await;
    assert!(nonsense.status >= 400 && nonsense.status < 500, "{}", nonsense.status);
}

async fn what_the_phone_does_not_use_goes_to_those_who_wait_first(town: &Town) {
    let _hanako = full(town).await;
    let mut programme = town.app.store.read(|reader| reader.programme(FLU)).await.unwrap().unwrap();
    let release = PoolRelease { pool: Pool::CallCentre, days_before: 2, at: time(12, 0, 0, 0) };
    programme.policy.pool_releases = vec![release];
    town.changes(vec![Change::ProgrammeSaved(programme)]).await;
    let taro = town.resident(taro()).await;
    joins(&taro).await;
    let slot = town.app.store.read(|reader| reader.slot(FLU_SLOT)).await.unwrap().unwrap();
    let left = release.falls_at(slot.date).duration_since(town.app.clock.now());
    let told = || town.times_heard("taro", "キャンセル待ちの枠に、空きが出ました。");
    town.passes(left - SignedDuration::from_secs(1)).await;
    assert_eq!(releases::tick(&town.app).await.unwrap(), 0, "its time has not come");
    town.passes(SignedDuration::from_secs(1)).await;
    assert_eq!(told(), 0);
    assert!(releases::tick(&town.app).await.unwrap() > 0);
    town.settles().await;
    assert_eq!(told(), 1);
    assert_eq!(releases::tick(&town.app).await.unwrap(), 0, "once");
    let kept = town.app.store.read(|reader| reader.offers_of_slot(FLU_SLOT)).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].place.pool, Pool::CallCentre);
}

async fn the_page_tells_the_rules_and_why_a_place_went_by(town: &Town) {
    opens(town).await;
    keeps(town, 2, 1).await;
    let taro = town.resident(taro()).await;
    taro.registers(&taro.known).await;
    let before = taro.browser.opens(&wait_url(&taro)).await;
    let rules = [
        "空いた枠は、お申し込みの早い方から順にご案内します。",
        "10分から4時間までのあいだです。",
        "あとの日のご予約をお持ちのままでも、早い日をお待ちいただけます。",
        "お返事のないご案内が 3回になると、キャンセル待ちは終わります。",
    ];
    for rule in rules {
        assert!(before.text().contains(rule), "{}", before.text());
    }
    assert!(!before.text().contains("ご案内しなかった枠"), "{}", before.text());
    joins(&taro).await;
    let persons = BTreeSet::from([taro.known.id]);
    let waiting = town.app.store.read(move |reader| reader.waiting_of_persons(&persons)).await;
    let entry = waiting.unwrap().remove(0);
    let (entry, person) = (entry.id, entry.person);
    let (slot, why, at) = (FLU_SLOT, PassedBy::HasEarlier, town.app.clock.now());
    town.changes(vec![Change::PassedBy { entry, person, slot, why, at }]).await;
    let after = taro.browser.opens(&wait_url(&taro)).await;
    assert!(after.text().contains("ご案内しなかった枠"), "{}", after.text());
    let told = "同じか、より早い日のご予約をお持ちのためです。";
    assert!(after.text().contains(told), "{}", after.text());
    assert!(after.text().contains("10月22日"), "{}", after.text());
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let strangers = hanako.browser.opens(&wait_url(&taro)).await;
    assert_eq!(strangers.status, 404, "{}", strangers.text());
    assert!(!strangers.text().contains(told), "{}", strangers.text());
    assert!(!strangers.text().contains("ご案内のきまり"), "{}", strangers.text());
}
