//! Which messages a resident is sent: found from the talk, chosen on a page, kept.

use crate::{
    people::hanako,
    places::{AT_9_00, COVID},
    town::Town,
};

on_both_engines!(a_confirmation_can_be_left_out_and_a_cancellation_is_always_told);

async fn a_confirmation_can_be_left_out_and_a_cancellation_is_always_told(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    town.line.types("hanako", "お知らせはいらない").await.unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約したときのお知らせは、止めることができます。"), 1);
    let page = hanako.opens("/notices").await;
    assert_eq!(page.heading(), "お知らせの設定", "{}", page.text());
    let kept = hanako.browser.presses(&page, "この設定にする", &[("confirmations", "no")]).await;
    assert!(kept.text().contains("設定を変えました。"), "{}", kept.text());
    let nonsense =
        hanako.browser.presses(&page, "この設定にする", &[("confirmations", "maybe")]).await;
    assert!((400..500).contains(&nonsense.status), "{}", nonsense.text());

    let done = hanako.books(COVID, 1, AT_9_00).await;
    assert!(!done.text().contains("LINEのトークにも届きます"), "{}", done.text());
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 0);
    let booking = town.booking_of(&hanako.known).await;
    let page = hanako.opens(&format!("/bookings/{}/cancel", booking.id)).await;
    hanako.browser.presses(&page, "キャンセルする", &[]).await;
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約をキャンセルしました"), 1);
}
