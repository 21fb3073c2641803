//! One place offered to several people at once: both hear it, the first has it, and the other is told and waits on.

use crate::{
    page::Page,
    people::{hanako, taro},
    places::{FLU, FLU_SLOT},
    resident::Resident,
    town::{OFFICER, Town},
    waitlist::{hold_id, joins, keeps, opens},
};
use domain::{Actor, Change, Command, command::OnHold, waitlist::Waitlist};
use jiff::SignedDuration;
use madoguchi::offers;

on_both_engines!(
    the_first_who_takes_it_has_it_and_the_other_is_told_and_waits_on,
    near_the_end_others_are_offered_what_nobody_has_answered_yet,
);

async fn has_rules(town: &Town, rules: Waitlist) {
    let mut programme = town.app.store.read(|reader| reader.programme(FLU)).await.unwrap().unwrap();
    programme.policy.waitlist = Some(rules);
    town.changes(vec![Change::ProgrammeSaved(programme)]).await;
}

/// Staff give back the one place that this hold kept.
async fn is_freed(town: &Town, hold: u128) {
    let (by, at) = (Actor::Officer(OFFICER), town.app.clock.now());
    let end = OnHold { hold: hold_id(hold), by, at };
    town.app.store.place(Command::EndHold(end)).await.unwrap().unwrap();
    town.settles().await;
}

/// Both wait; the one place left is kept back under number 2.
async fn both_wait(town: &Town) -> [Resident<'_>; 2] {
    opens(town).await;
    keeps(town, 2, 1).await;
    let [taro, hanako] = [town.resident(taro()).await, town.resident(hanako()).await];
    joins(&taro).await;
    town.app.clock.advance(SignedDuration::from_secs(1));
    joins(&hanako).await;
    [taro, hanako]
}

async fn sees_the_offer(who: &Resident<'_>) -> Page {
    let home = who.opens("/home").await;
    who.browser.opens(&home.link("空いた枠を見る")).await
}

async fn the_first_who_takes_it_has_it_and_the_other_is_told_and_waits_on(town: &Town) {
    let [taro, hanako] = both_wait(town).await;
    has_rules(town, Waitlist { wave: 2, ..Waitlist::default() }).await;
    let wait = taro.browser.opens(&format!("/r/wait/{}/{FLU}/1", taro.known.id)).await;
    assert!(
        wait.text().contains("一つの空きを、一度に2人までの方にご案内します。"),
        "{}",
        wait.text()
    );
    is_freed(town, 2).await;
    for who in ["taro", "hanako"] {
        assert_eq!(town.times_heard(who, "ほかの方にも同時にご案内していて"), 1, "{who}");
        assert_eq!(
            town.times_heard(who, "この枠をおとりしています"),
            0,
            "it is not kept for {who}"
        );
    }
    assert_eq!(town.left(FLU_SLOT).await, 0, "no stranger can take it");

    let late = sees_the_offer(&taro).await;
    assert!(late.text().contains("先にお受けになった方に決まります"), "{}", late.text());
    let offer = sees_the_offer(&hanako).await;
    let done = hanako.browser.presses(&offer, "この枠を受ける", &[]).await;
    assert_eq!(done.heading(), "予約できました", "{}", done.text());
    let refused = taro.browser.presses(&late, "この枠を受ける", &[]).await;
    assert!(refused.text().contains("ほかの方が先にお受けになりました"), "{}", refused.text());
    town.settles().await;
    assert_eq!(town.times_heard("taro", "ほかの方が先にお受けになりました"), 1);
    assert_eq!(town.times_heard("hanako", "ほかの方が先にお受けになりました"), 0);
    let wait = taro.browser.opens(&format!("/r/wait/{}/{FLU}/1", taro.known.id)).await;
    assert!(wait.text().contains("いまの順番は 1番目です"), "{}", wait.text());

    let page = hanako.opens("/home").await;
    assert!(!page.text().contains("キャンセル待ち中"), "{}", page.text());
    let booking = town.booking_of(&hanako.known).await;
    let page = hanako.opens(&format!("/bookings/{}/cancel", booking.id)).await;
    let page = hanako.browser.presses(&page, "キャンセルする", &[]).await;
    assert_eq!(page.heading(), "キャンセルしました");
    town.settles().await;
    let offer = sees_the_offer(&taro).await;
    let done = taro.browser.presses(&offer, "この枠を受ける", &[]).await;
    assert_eq!(done.heading(), "予約できました", "the next one of the same slot is his");

    let desk = town.officer().await;
    let text = desk.opens(&format!("/desk/slots/{FLU_SLOT}")).await.text();
    assert!(text.contains("空き枠の案内の終わり（ほかの方が先にお受けになった）"), "{text}");
}

async fn near_the_end_others_are_offered_what_nobody_has_answered_yet(town: &Town) {
    both_wait(town).await;
    let programme = town.app.store.read(|reader| reader.programme(FLU)).await.unwrap().unwrap();
    let slot = town.app.store.read(|reader| reader.slot(FLU_SLOT)).await.unwrap().unwrap();
    let left = programme.policy.waitlist_closes_at(&slot).duration_since(town.app.clock.now());
    let late = u16::try_from(left.as_mins() - 30).unwrap();
    has_rules(town, Waitlist { late, wave_late: 2, ..Waitlist::default() }).await;
    is_freed(town, 2).await;
    assert_eq!(town.times_heard("taro", "ほかの方にはご案内せず、おとりしています"), 1);
    assert_eq!(town.times_heard("hanako", "空きが出ました"), 0);
    assert_eq!(offers::tick(&town.app).await.unwrap(), 0, "it is his alone still");
    town.passes(SignedDuration::from_mins(31)).await;
    offers::tick(&town.app).await.unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "ほかの方にも同時にご案内していて"), 1);
    assert_eq!(offers::tick(&town.app).await.unwrap(), 0, "once");
    assert_eq!(town.left(FLU_SLOT).await, 0);
}
