//! A nurse decides the rules of the waitlist in her browser: in which order, how long, at which hours, and who may wait.

use crate::{
    page::{Form, Page},
    people::taro,
    places::FLU,
    resident::Browser,
    town::Town,
    waitlist::{joins, keeps, opens},
};
use domain::{
    Change,
    group::{Group, Proof},
    waitlist::{Order, Quiet, Waitlist},
};
use jiff::civil::time;

on_both_engines!(
    every_rule_of_the_waitlist_is_set_and_who_waits_is_counted,
    what_cannot_be_of_the_waitlist_is_told_by_its_field,
);

const LOOKS: &str = "だれに影響するか確かめる";

fn address() -> String {
    format!("/desk/programmes/{FLU}/rules")
}

async fn rules(town: &Town) -> Waitlist {
    let programme = town.app.store.read(|reader| reader.programme(FLU)).await.unwrap();
    programme.unwrap().policy.waitlist.expect("this programme has a waitlist")
}

/// Somebody waits, and the programme has two groups.
async fn somebody_waits(town: &Town) {
    opens(town).await;
    keeps(town, 2, 1).await;
    joins(&town.resident(taro()).await).await;
    let mut programme = town.app.store.read(|reader| reader.programme(FLU)).await.unwrap().unwrap();
    let group = |code: &str, name: &str| Group {
        code: code.to_owned(),
        name: name.to_owned(),
        proof: Proof::Declared,
    };
    programme.policy.groups = vec![group("care", "介護の仕事"), group("ill", "基礎疾患のある方")];
    town.changes(vec![Change::ProgrammeSaved(programme)]).await;
}

async fn saves(officer: &Browser<'_>, typed: &[(&str, &str)]) -> Page {
    let page = officer.opens(&address()).await;
    let seen = officer.presses(&page, LOOKS, typed).await;
    let saved = officer.presses(&seen, "保存する", &[("reason", "町長の決裁による")]).await;
    assert_eq!(saved.heading(), "受付前の点検", "{}", saved.text());
    seen
}

async fn every_rule_of_the_waitlist_is_set_and_who_waits_is_counted(town: &Town) {
    somebody_waits(town).await;
    let officer = town.officer().await;
    let typed = [
        ("order", "lottery"),
        ("lottery_seed", "１２３４ ５６７８"),
        ("expected_refusals", "2"),
        ("phone_least", "45"),
        ("quiet_from", "21:00"),
        ("quiet_until", "7:30"),
        ("keeps_booking", "no"),
        ("wave", "２"),
        ("late", "90"),
        ("wave_late", "5"),
    ];
    let seen = saves(&officer, &typed).await;
    let told = seen.text();
    assert!(told.contains("キャンセル待ちの 1人を、新しい順番に並べ直します。"), "{told}");
    assert!(told.contains("予約を持ったままのお申し込みは、これから受け付けません。"), "{told}");
    let quiet = Some(Quiet { from: time(21, 0, 0, 0), until: time(7, 30, 0, 0) });
    let set = Waitlist {
        order: Order::Lottery(12_345_678),
        expected_refusals: 2,
        phone_least: 45,
        quiet,
        keeps_booking: false,
        wave: 2,
        late: 90,
        wave_late: 5,
        ..Waitlist::default()
    };
    assert_eq!(rules(town).await, set);
    let again = officer.opens(&address()).await.form(LOOKS);
    assert_eq!(
        ["order", "lottery_seed", "quiet_until", "keeps_booking"].map(|name| again.value(name)),
        ["lottery", "12345678", "07:30", "no"]
    );

    let groups = [("order", "groups"), ("first_0", "2"), ("first_1", "1")];
    saves(&officer, &groups).await;
    let first = |codes: [&str; 2]| Order::Groups(codes.map(str::to_owned).to_vec());
    assert_eq!(rules(town).await.order, first(["ill", "care"]));
    let areas = [("order", "areas"), ("areas", "北町\r\n\r\n　本町 \r\n")];
    let told = saves(&officer, &areas).await.text();
    for line in [
        "1. 北町：名簿にいません。字がちがっていないか、確かめてください。",
        "2. 本町：名簿に 4人、うちキャンセル待ちの方 1人",
        "そのほかの方（地区の順のあとにご案内します）：名簿に 0人、うちキャンセル待ちの方 0人",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let named = |names: [&str; 2]| Order::Areas(names.map(str::to_owned).to_vec());
    assert_eq!(rules(town).await.order, named(["北町", "本町"]));
    let again = officer.opens(&address()).await;
    assert_eq!(again.form(LOOKS).value("areas"), "北町\n本町");
    let same = officer.presses(&again, LOOKS, &[("areas", "北町\r\n本町")]).await;
    assert!(same.text().contains("いまの決まりと同じです。"), "{}", same.text());
    saves(&officer, &[("order", "soonest"), ("quiet_from", ""), ("quiet_until", "")]).await;
    assert_eq!((rules(town).await.order, rules(town).await.quiet), (Order::SoonestThere, None));

    let seen = saves(&officer, &[("waitlist", "no")]).await;
    let told = seen.text();
    assert!(told.contains("キャンセル待ちの 1人に、空いた枠をご案内しなくなります。"), "{told}");
}

async fn what_cannot_be_of_the_waitlist_is_told_by_its_field(town: &Town) {
    somebody_waits(town).await;
    let (before, officer) = (rules(town).await, town.officer().await);
    let page = officer.opens(&address()).await;
    let long = "9".repeat(10_000);
    let many = (1..=51).map(|n| format!("{n}区")).collect::<Vec<_>>().join("\n");
    for (typed, told) in [
        (vec![("order", "fastest")], "ご案内する順番を、一覧から選んでください。"),
        (vec![("order", "lottery")], "くじのもとの数を入れてください。"),
        (vec![("order", "lottery"), ("lottery_seed", "😀")], "くじのもとの数として読めません。"),
        (vec![("order", "lottery"), ("lottery_seed", &long)], "くじのもとの数として読めません。"),
        (vec![("order", "groups")], "先にご案内する区分に、1から順に番号を入れてください。"),
        (vec![("order", "groups"), ("first_0", "一番")], "順番として読めません。"),
        (vec![("order", "groups"), ("first_0", "0")], "順番として読めません。"),
        (
            vec![("order", "groups"), ("first_0", "1"), ("first_1", "1")],
            "1番目の区分が、二つあります。",
        ),
        (vec![("order", "areas")], "先にご案内する地区を、先の地区から順に入れてください。"),
        (
            vec![("order", "areas"), ("areas", "本町\n北町\n本 町")],
            "3番目の地区は、もう上にあります。",
        ),
        (
            vec![("order", "areas"), ("areas", &many)],
            "地区は50までにしてください（いま51あります）。",
        ),
        (vec![("order", "areas"), ("areas", &long)], "1番目の地区の名前が長すぎます。100文字まで"),
        (vec![("order", "areas"), ("areas", "本町\n😀")], "2番目の地区の名前が読めません。"),
        (vec![("expected_refusals", "-1")], "人数として読めません。"),
        (vec![("phone_least", "たくさん")], "分数として読めません。"),
        (vec![("window_least", "0")], "分数として読めません。"),
        (vec![("window_least", "300"), ("window_most", "60")], "長いほうの時間は"),
        (vec![("quiet_from", "25:00"), ("quiet_until", "7:00")], "時刻として読めません。"),
        (vec![("quiet_from", "21:00"), ("quiet_until", "")], "両方を入れてください。"),
        (vec![("quiet_from", "9:00"), ("quiet_until", "09:00")], "ちがう時刻にしてください。"),
        (vec![("lapses_most", "256")], "回数として読めません。"),
        (vec![("wave", "0")], "人数として読めません。1から5までの数字"),
        (vec![("wave", "6")], "人数として読めません。1から5までの数字"),
        (vec![("late", "ずっと")], "分数として読めません。"),
        (
            vec![("wave", "3"), ("late", "60"), ("wave_late", "3")],
            "ふだんの人数より多くしてください。",
        ),
    ] {
        let refused = officer.presses(&page, LOOKS, &typed).await;
        assert_eq!(refused.status, 422, "{typed:?}: {}", refused.text());
        assert!(refused.text().contains(told), "{typed:?}: {}", refused.text());
        for (field, value) in &typed {
            if *field != "order" {
                assert_eq!(refused.form(LOOKS).value(field), *value, "nothing is lost");
            }
        }
    }
    let Form { action, mut fields } = page.form(LOOKS);
    fields.retain(|(name, _)| name == "version");
    fields.push(("waitlist".to_owned(), "yes".to_owned()));
    let old = officer.submits(&Form { action, fields }).await;
    assert!(
        old.text().contains("いまの決まりと同じです。"),
        "what is not sent stays: {}",
        old.text()
    );
    assert_eq!(rules(town).await, before);
}
