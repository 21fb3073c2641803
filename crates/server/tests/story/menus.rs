//! The menus under the talk: brought to LINE again and again without harm, switched when a programme opens
//! or closes, and every area of them leads somewhere.

use crate::{people::hanako, places::days, town::Town};
use domain::{Change, Programme, ProgrammeId};
use madoguchi::menus::{Kind, deploy, tick};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_engines!(
    deploying_twice_makes_nothing_new,
    everyone_sees_the_menu_of_the_hour,
    every_area_of_the_menu_leads_somewhere,
    a_menu_of_ones_own_goes_before_everyones_and_outlives_a_new_version,
);

async fn deployed(town: &Town) -> Vec<(Kind, String, bool)> {
    let client = &town.app.line.as_ref().unwrap().client;
    let done = deploy(client, &town.app.urls).await.unwrap();
    done.into_iter().map(|done| (done.kind, done.id, done.new)).collect()
}

async fn deploying_twice_makes_nothing_new(town: &Town) {
    assert_eq!(tick(&town.app).await.unwrap(), None, "nothing is there to be shown");
    let first = deployed(town).await;
    assert_eq!(first.iter().map(|(kind, ..)| *kind).collect::<Vec<_>>(), Kind::ALL);
    assert!(first.iter().all(|(_, _, new)| *new));
    let again = deployed(town).await;
    assert!(again.iter().all(|(_, _, new)| !new));
    let ids = |all: &[(Kind, String, bool)]| -> BTreeSet<String> {
        all.iter().map(|(_, id, _)| id.clone()).collect()
    };
    assert_eq!(ids(&first), ids(&again));

    // A name that was pointed at another menu: a new one is made, and the old one is left alone.
    let client = &town.app.line.as_ref().unwrap().client;
    let (open, everyday) = (first[1].1.clone(), first[0].1.clone());
    let alias = line::menu::Alias {
        rich_menu_alias_id: Kind::Open.name().to_owned(),
        rich_menu_id: everyday,
    };
    client.update_alias(&alias).await.unwrap();
    let mended = deployed(town).await;
    assert_eq!(mended.iter().filter(|(_, _, new)| *new).count(), 1);
    assert_ne!(mended[1].1, open);
    let known: Vec<_> =
        client.menus().await.unwrap().into_iter().map(|menu| menu.rich_menu_id).collect();
    assert!(known.contains(&open), "someone may still see it");
}

async fn everyone_sees_the_menu_of_the_hour(town: &Town) {
    deployed(town).await;
    assert_eq!(tick(&town.app).await.unwrap(), Some(Kind::Everyday));
    assert_eq!(tick(&town.app).await.unwrap(), None, "it is shown already");
    let at = |n| Some(town.app.clock.now() + days(n));
    let campaign = Programme {
        id: ProgrammeId(Uuid::from_u128(77)),
        name: "秋の接種".to_owned(),
        opens_at: at(1),
        closes_at: at(2),
        policy: domain::Policy::default(),
    };
    town.changes(vec![Change::ProgrammeSaved(campaign)]).await;
    assert_eq!(tick(&town.app).await.unwrap(), None, "not before it opens");
    town.passes(days(1)).await;
    assert_eq!(tick(&town.app).await.unwrap(), Some(Kind::Open));
    town.passes(days(1)).await;
    assert_eq!(tick(&town.app).await.unwrap(), Some(Kind::Everyday));
    let all = town.app.store.read(|reader| reader.programmes()).await.unwrap();
    let ended = Some(town.app.clock.now());
    let closed =
        all.into_iter().map(|p| Change::ProgrammeSaved(Programme { closes_at: ended, ..p }));
    town.changes(closed.collect()).await;
    assert_eq!(tick(&town.app).await.unwrap(), Some(Kind::Closed));
}

async fn every_area_of_the_menu_leads_somewhere(town: &Town) {
    deployed(town).await;
    tick(&town.app).await.unwrap();
    town.resident(hanako()).await;
    let screen = town.screen("hanako");
    for label in ["予約する", "予約の確認", "変更・キャンセル", "電話で話す"]
    {
        assert!(screen.contains(label), "{label}: {screen}");
    }
    for (label, answer) in [
        ("予約の確認", "このLINEで取られた予約は、いまありません。"),
        ("変更・キャンセル", "このLINEで取られた予約は、いまありません。"),
        ("電話で話す", "01-9999-0000（平日 9時〜17時）で、職員が承ります。"),
    ] {
        let heard = town.heard("hanako").len();
        town.line.taps("hanako", label).await.unwrap();
        town.settles().await;
        assert_eq!(town.heard("hanako").len(), heard + 1, "{label}");
        let said = town.heard("hanako").last().unwrap().lines().join("\n");
        assert!(said.contains(answer), "{label}: {said}");
    }
}

async fn a_menu_of_ones_own_goes_before_everyones_and_outlives_a_new_version(town: &Town) {
    let menus = deployed(town).await;
    tick(&town.app).await.unwrap();
    town.resident(hanako()).await;
    let client = &town.app.line.as_ref().unwrap().client;
    let user = town.line.user_id("hanako");
    let waitlist = &menus.iter().find(|(kind, ..)| *kind == Kind::Waitlist).unwrap().1;
    assert!(town.screen("hanako").contains("[予約する] [予約の確認]"));
    client.link_menu(&user, waitlist).await.unwrap();
    assert!(town.screen("hanako").contains("[待ち状況を見る] [予約の確認]"));

    // A new version of it stands beside the old one, which she still sees.
    let alias = line::menu::Alias {
        rich_menu_alias_id: Kind::Waitlist.name().to_owned(),
        rich_menu_id: menus[0].1.clone(),
    };
    client.update_alias(&alias).await.unwrap();
    let again = deployed(town).await;
    assert!(again.iter().any(|(kind, _, new)| *kind == Kind::Waitlist && *new));
    assert!(town.screen("hanako").contains("[待ち状況を見る]"), "never taken from under her");
    tick(&town.app).await.unwrap();
    assert!(town.screen("hanako").contains("[待ち状況を見る]"), "everyone's is not hers");
    client.unlink_menu(&user).await.unwrap();
    assert!(town.screen("hanako").contains("[予約する] [予約の確認]"));
}
