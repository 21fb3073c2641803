//! The waitlist at the desk: what an officer's change of a slot frees, who is phoned about a freed place, and who joins
//! on the phone.

use crate::{
    people::taro,
    places::{FLU_SLOT, PUBLIC},
    town::Town,
    waitlist::{joins, keeps, opens},
};

on_both_engines!(more_places_are_offered_before_a_stranger_can_book_them,);

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
