//! A waitlist that goes by district: whoever lives in the named one is asked first though they came later, and everybody
//! reads the rule; and a programme's file with such an order.

use crate::{
    people::{hanako, neighbour, taro},
    places::{FLU, FLU_SLOT},
    town::{OFFICER, Town},
    waitlist::{hold_id, joins, keeps, opens},
};
use domain::{
    Actor, Change, Command,
    command::OnHold,
    person::{Details, Person},
    waitlist::{Order, Waitlist},
};
use jiff::SignedDuration;
use madoguchi::programme_file::{FileProblem, ProgrammeFile};

on_both_engines!(whoever_lives_in_the_named_district_is_offered_the_freed_place_first);

/// The flu vaccination asks these districts first.
async fn asks_first(town: &Town, areas: &[&str]) {
    let mut programme = town.app.store.read(|reader| reader.programme(FLU)).await.unwrap().unwrap();
    let order = Order::Areas(areas.iter().map(|area| (*area).to_owned()).collect());
    programme.policy.waitlist = Some(Waitlist { order, ..Waitlist::default() });
    town.changes(vec![Change::ProgrammeSaved(programme)]).await;
}

async fn whoever_lives_in_the_named_district_is_offered_the_freed_place_first(town: &Town) {
    opens(town).await;
    keeps(town, 2, 1).await;
    asks_first(town, &["北窓", "南窓"]).await;
    let known = hanako().person();
    let details = Details { district: "　南窓".to_owned(), ..known.details };
    town.changes(vec![Change::PersonSaved(Person { details, ..known })]).await;

    let taro = town.resident(taro()).await;
    let first = joins(&taro).await;
    let rule = "先にご案内する地区があります（この順です）：北窓、南窓。";
    assert!(first.text().contains(rule), "{}", first.text());
    town.app.clock.advance(SignedDuration::from_secs(1));
    let hanako = town.resident(hanako()).await;
    let second = joins(&hanako).await;
    assert!(second.text().contains("いまの順番は 1番目です"), "{}", second.text());
    assert!(second.text().contains(rule), "{}", second.text());
    town.app.clock.advance(SignedDuration::from_secs(1));
    town.moves_in(&[neighbour(1)]).await;
    let third = joins(&town.resident(neighbour(1)).await).await;
    assert!(third.text().contains("いまの順番は 3番目です"), "{}", third.text());

    let (by, at) = (Actor::Officer(OFFICER), town.app.clock.now());
    let end = OnHold { hold: hold_id(2), by, at };
    town.app.store.place(Command::EndHold(end)).await.unwrap().unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "キャンセル待ちの枠に、空きが出ました。"), 1);
    assert_eq!(town.times_heard("taro", "空きが出ました"), 0, "he came first and lives elsewhere");

    // Who let it pass makes way; behind the districts it goes by who came first.
    town.line.taps("hanako", "今回は見送る").await.unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("taro", "キャンセル待ちの枠に、空きが出ました。"), 1);
    assert_eq!(town.times_heard("neighbour1", "空きが出ました"), 0);
    assert_eq!(town.left(FLU_SLOT).await, 0);
}

#[test]
fn a_file_with_districts_is_read_back_and_what_cannot_be_is_told() {
    let at = "2026-10-01".parse().unwrap();
    let mut file =
        madoguchi::programme_file::template("influenza-elderly", at).expect("a template");
    let with = |areas: &[&str]| {
        let order = Order::Areas(areas.iter().map(|area| (*area).to_owned()).collect());
        Some(Waitlist { order, ..Waitlist::default() })
    };
    file.policy.waitlist = with(&["北窓", "南窓"]);
    assert!(file.text().contains("\"areas\""), "{}", file.text());
    assert_eq!(ProgrammeFile::read(file.text().as_bytes()).unwrap().policy, file.policy);
    for (areas, why) in [
        (&[][..], "先にご案内する地区を、先の地区から順に入れてください。"),
        (&["北窓", " 北 窓"], "2番目の地区は、もう上にあります。"),
        (&[""], "1番目の地区の名前が読めません。"),
    ] {
        file.policy.waitlist = with(areas);
        let no = ProgrammeFile::read(file.text().as_bytes()).unwrap_err();
        assert!(matches!(no, FileProblem::Areas(_)) && no.to_string().contains(why), "{no}");
    }
}
