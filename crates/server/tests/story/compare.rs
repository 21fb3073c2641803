//! A nurse compares rules of a waitlist on the desk: what came of each, and what cannot be compared.

use crate::{
    people::{hanako, neighbour, taro},
    places::{COVID, FLU},
    town::Town,
};
use domain::{ProgrammeId, waitlist::Waitlist};
use uuid::Uuid;

on_both_engines!(
    rules_are_compared_and_the_page_says_the_same_again,
    what_cannot_be_compared_keeps_what_was_typed,
);

async fn rules_are_compared_and_the_page_says_the_same_again(town: &Town) {
    town.moves_in(&(1..=30).map(neighbour).collect::<Vec<_>>()).await;
    let nurse = town.officer().await;
    let board = nurse.opens(&format!("/desk/programmes/{COVID}")).await;
    let form = nurse.taps(&board, "キャンセル待ちをくらべる").await;
    assert!(!form.text().contains("くらべた結果"), "{}", form.text());
    let own = Waitlist::default();
    let typed = form.form("くらべる").fields;
    assert!(typed.contains(&("least".to_owned(), own.window_least.to_string())), "{typed:?}");
    let asked = format!(
        "/desk/programmes/{COVID}/compare?compare=1&order=lottery&least=20&most=90&refusals=2&waiting=２５&cancelled=50"
    );
    let page = nurse.opens(&asked).await;
    for told in [
        "くらべた結果",
        "決まり ｜ 埋まるまで（まん中） ｜",
        "いまの決まり ｜",
        "ためす決まり ｜",
        "くじの順、返事の時間20〜90分、残り時間を2人で分ける",
        "キャンセルされる枠：50%（指定した値）",
        "キャンセル待ちの方：25人",
    ] {
        assert!(page.text().contains(told), "{told}: {}", page.text());
    }
    assert_eq!(nurse.opens(&asked).await.text(), page.text(), "it is drawn the same way again");
    let waiting = town.app.store.read(|reader| reader.waiting_in(COVID)).await.unwrap();
    assert_eq!(waiting, [], "nobody was put on the list");
}

async fn what_cannot_be_compared_keeps_what_was_typed(town: &Town) {
    let nurse = town.officer().await;
    let at = |id: ProgrammeId, asked: &str| format!("/desk/programmes/{id}/compare?{asked}");
    let page = nurse.opens(&at(COVID, "compare=1")).await;
    assert!(page.text().contains("キャンセル待ちの方がいません。"), "{}", page.text());
    assert!(page.text().contains("「待っている方の人数」に数を入れてください。"));
    let long = "9".repeat(10_000);
    let page = nurse.asks_for(&at(COVID, &format!("compare=1&least=25:00&waiting={long}"))).await;
    assert_eq!(page.status, 422);
    assert!(
        page.text()
            .contains("お返事を待つ時間（いちばん短いとき、分）：1〜10080の数を入れてください。"),
        "{}",
        page.text()
    );
    let typed = page.form("くらべる").fields;
    assert!(typed.contains(&("least".to_owned(), "25:00".to_owned())), "{typed:?}");
    assert!(typed.contains(&("waiting".to_owned(), long)));
    let unknown = ProgrammeId(Uuid::from_u128(404));
    assert_eq!(nurse.asks_for(&at(unknown, "compare=1")).await.status, 404);
    // Whoever lives there is shown by number only.
    let page = nurse.opens(&at(FLU, "compare=1&waiting=4")).await;
    for known in [hanako(), taro()] {
        assert!(!page.text().contains(&known.name), "{}", page.text());
    }
}
