//! Cancelling a dose that another one follows: what goes with it is said before the button and after it.

use crate::{
    people::hanako,
    places::{AT_9_00, COVID, SOON_ENOUGH},
    town::Town,
};
use domain::{Change, programme::AfterCancelled};

on_both_engines!(
    cancelling_the_first_dose_says_that_the_second_goes_with_it,
    a_first_dose_that_may_not_go_before_the_second_is_not_offered_a_button,
);

async fn cancelling_the_first_dose_says_that_the_second_goes_with_it(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let browser = &hanako.browser;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let first = town.booking_of(&hanako.known).await.id;
    hanako.books(COVID, 2, SOON_ENOUGH).await;
    let page = hanako.opens(&format!("/bookings/{first}/cancel")).await;
    let told = "## いっしょにキャンセルされる予約\nこの予約をキャンセルすると、次の予約も取り消されます。\n\
                ・2回目 2026年11月10日（火曜日）\n";
    let text = page.text();
    let (before, _) = text.split_once("[キャンセルする]").unwrap();
    assert!(before.contains(told), "before the button: {before}");
    let page = browser.presses(&page, "キャンセルする", &[]).await;
    let told = "## いっしょにキャンセルした予約\n・2回目 2026年11月10日（火曜日）";
    assert!(page.text().contains(told), "{}", page.text());
    assert_eq!((town.left(AT_9_00).await, town.left(SOON_ENOUGH).await), (10, 10));
    let again = hanako.opens(&format!("/bookings/{first}/cancel")).await;
    assert_eq!(again.text(), page.text());
}

async fn a_first_dose_that_may_not_go_before_the_second_is_not_offered_a_button(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let first = town.booking_of(&hanako.known).await.id;
    hanako.books(COVID, 2, SOON_ENOUGH).await;
    let found = town.app.store.read(|reader| reader.programme(COVID)).await.unwrap();
    let mut strict = found.unwrap();
    strict.policy.after_cancelled = AfterCancelled::Refuse;
    town.changes(vec![Change::ProgrammeSaved(strict)]).await;
    let page = hanako.opens(&format!("/bookings/{first}/cancel")).await;
    assert!(page.text().contains("2回目の予約が残っています。"), "{}", page.text());
}
