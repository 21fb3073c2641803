//! Cancelling a dose that another one follows: what goes with it is said before the button and after it.

use crate::{
    people::hanako,
    places::{AT_9_00, COVID, FLU, FLU_SLOT, SOON_ENOUGH},
    town::Town,
};
use domain::{
    Change, Policy, ProgrammeId, attendance::Outcome::Vaccinated, programme::AfterCancelled,
};

on_both_engines!(
    cancelling_the_first_dose_says_that_the_second_goes_with_it,
    a_first_dose_that_may_not_go_before_the_second_is_not_offered_a_button,
    what_was_given_in_another_programme_keeps_the_second_dose,
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
    alters(town, COVID, |policy| policy.after_cancelled = AfterCancelled::Refuse).await;
    let page = hanako.opens(&format!("/bookings/{first}/cancel")).await;
    assert!(page.text().contains("2回目の予約が残っています。"), "{}", page.text());
}

async fn what_was_given_in_another_programme_keeps_the_second_dose(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(FLU, 1, FLU_SLOT).await;
    let there = town.booking_of(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    hanako.books(COVID, 2, SOON_ENOUGH).await;
    let bookings = town.bookings().await;
    let first = bookings.iter().find(|b| b.programme == COVID && b.dose == 1).unwrap().id;
    for programme in [FLU, COVID] {
        alters(town, programme, |policy| "autumn".clone_into(&mut policy.series)).await;
    }
    let (booking, person, at) = (there.id, there.person, town.app.clock.now());
    let given = Change::OutcomeRecorded { booking, person, before: None, outcome: Vaccinated, at };
    town.changes(vec![given]).await;
    let page = hanako.opens(&format!("/bookings/{first}/cancel")).await;
    assert!(!page.text().contains("いっしょに"), "{}", page.text());
    let page = hanako.browser.presses(&page, "キャンセルする", &[]).await;
    assert!(!page.text().contains("いっしょに"), "{}", page.text());
    assert_eq!((town.left(AT_9_00).await, town.left(SOON_ENOUGH).await), (10, 9));
}

async fn alters(town: &Town, id: ProgrammeId, how: impl Fn(&mut Policy)) {
    let found = town.app.store.read(move |reader| reader.programme(id)).await.unwrap();
    let mut programme = found.unwrap();
    how(&mut programme.policy);
    town.changes(vec![Change::ProgrammeSaved(programme)]).await;
}
