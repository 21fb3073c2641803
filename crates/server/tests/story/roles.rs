//! Who may what at the desk: every address with every role, what each sees and what is not there for them, and the
//! limits of a venue.

use crate::{
    people::hanako,
    places::{AT_9_00, COVID, HALL, HALL_SESSION, IN_THE_GYM},
    resident::Browser,
    town::{Town, officer},
};
use axum::http::Method;
use domain::{Act, Actor, Duty, OfficerId, Role, role::Venues};
use insta::assert_snapshot;
use std::collections::BTreeSet;
use store::Officer;
use uuid::Uuid;

on_both_engines!(
    every_address_of_the_desk_is_closed_to_roles_that_have_no_such_act,
    whoever_is_turned_away_reads_why_and_whom_to_ask,
    a_colleague_sees_numbers_and_no_name,
    an_operator_is_not_led_where_an_operator_may_not_go,
    reception_sees_its_venue_alone,
);

/// Gives the town's officer another duty.
async fn serves(town: &Town, duty: Duty) {
    let (now, officer) = (town.app.clock.now(), Officer { duty, ..officer() });
    let save = move |tx: &mut store::Tx<'_>| tx.save_officer(&officer, Actor::System, now);
    town.app.store.write(save).await.unwrap();
}

async fn serving(town: &Town, duty: Duty) -> Browser<'_> {
    serves(town, duty).await;
    town.officer().await
}

/// An address with ids of nothing in it.
fn address(path: &str) -> String {
    let part = |part: &str| match part {
        "{dose}" => "1".to_owned(),
        part if part.starts_with('{') => Uuid::from_u128(404).to_string(),
        part => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

async fn every_address_of_the_desk_is_closed_to_roles_that_have_no_such_act(town: &Town) {
    let routes = madoguchi::web::desk_routes(&town.app);
    let guarded: Vec<_> =
        routes.into_iter().filter_map(|route| route.act.map(|act| (route, act))).collect();
    assert!(guarded.len() > 20);
    for role in Role::ALL {
        let browser = serving(town, Duty::everywhere(role)).await;
        for (route, act) in &guarded {
            let url = format!("{}{}", town.url, address(route.path));
            let request = if route.method == Method::GET {
                town.http.get(url)
            } else {
                town.http.post(url).form(&[("nothing", "")])
            };
            let answer = browser.with_cookies(request).send().await.unwrap();
            let (status, wanted) = (answer.status(), role.may(*act));
            assert_ne!(status == 403, wanted, "{role:?} {} {}", route.method, route.path);
            assert!(status != 500, "{role:?} {} {}", route.method, route.path);
            let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
            assert!(!to.is_some_and(|to| to.contains("signin")), "{}", route.path);
        }
    }
    let nobody = town.browser();
    for (route, _) in &guarded {
        let request =
            town.http.request(route.method.clone(), format!("{}{}", town.url, address(route.path)));
        let answer = nobody.with_cookies(request).send().await.unwrap();
        assert_eq!(answer.status(), 303, "{}", route.path);
    }
}

async fn whoever_is_turned_away_reads_why_and_whom_to_ask(town: &Town) {
    let chief = Officer {
        id: OfficerId(Uuid::from_u128(2)),
        login: "kacho".to_owned(),
        name: "課長 森".to_owned(),
        ..officer()
    };
    let now = town.app.clock.now();
    let save = move |tx: &mut store::Tx<'_>| tx.save_officer(&chief, Actor::System, now);
    town.app.store.write(save).await.unwrap();
    let colleague = serving(town, Duty::everywhere(Role::Colleague)).await;
    let page = colleague.opens(&format!("/desk/sessions/{HALL_SESSION}")).await;
    assert_eq!(page.status, 403);
    assert_snapshot!(page.text(), @"
        # この操作は、できません
        「名簿を開くこと」は、閲覧の役割ではできません。
        必要なときは、管理者（課長 森）に、役割の変更をご相談ください。
        〔事業の一覧に戻る〕
        ");
}

async fn a_colleague_sees_numbers_and_no_name(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let colleague = serving(town, Duty::everywhere(Role::Colleague)).await;
    let home = colleague.opens("/desk").await;
    assert!(!home.text().contains("接種券の番号から"), "{}", home.text());
    let board = colleague.opens(&format!("/desk/programmes/{COVID}")).await;
    assert!(board.text().contains("予約 1 / 12"));
    assert!(!board.html.contains("/desk/sessions/"), "no way to a roster");
    let slot = colleague.opens(&format!("/desk/slots/{AT_9_00}")).await;
    assert_snapshot!(slot.text(), @"
        〔事業の一覧〕 〔新型コロナワクチン〕
        # 9:00〜9:15 の枠数
        いま 12枠のうち 1枠がふさがっています（予約・案内中・確保の合計）。
        受付方法 ｜ ふさがり ｜ いまの枠 ｜
        LINE・公開 ｜ 1 ｜ 10 ｜
        電話 ｜ 0 ｜ 2 ｜
        ");
    let booking = town.booking_of(&hanako.known).await.id;
    let turned_away = colleague.opens(&format!("/desk/bookings/{booking}")).await;
    assert_eq!(turned_away.status, 403);
    assert!(!turned_away.html.contains("花子"));
}

async fn an_operator_is_not_led_where_an_operator_may_not_go(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let operator = serving(town, Duty::everywhere(Role::Operator)).await;
    let booking = town.booking_of(&hanako.known).await.id;
    for path in
        ["/desk".to_owned(), format!("/desk/bookings/{booking}"), format!("/desk/slots/{AT_9_00}")]
    {
        let page = operator.opens(&path).await;
        assert_eq!(page.status, 200, "{path}");
        for link in page.links().into_iter().filter(|link| link.starts_with('/')) {
            let led = operator.opens(&link).await;
            assert_ne!(led.status, 403, "{path} leads to {link}");
        }
    }
    assert!(!Role::Operator.may(Act::ExportPeople) && !Role::Operator.may(Act::OpenRosters));
}

async fn reception_sees_its_venue_alone(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let booking = town.booking_of(&hanako.known).await.id;
    let all = town.officer().await.opens(&format!("/desk/programmes/{COVID}")).await;
    assert!(!all.text().contains("すべての会場の合計です"), "{}", all.text());
    let gym = town.app.store.read(|reader| reader.slot(IN_THE_GYM)).await.unwrap().unwrap();
    let here = Duty { role: Role::Reception, venues: Venues::Only(BTreeSet::from([HALL])) };
    let reception = serving(town, here).await;
    let board = reception.opens(&format!("/desk/programmes/{COVID}")).await;
    assert!(
        board.text().contains("中央公民館") && !board.text().contains("体育館"),
        "{}",
        board.text()
    );
    assert!(board.text().contains("すべての会場の合計です"), "{}", board.text());
    for (path, status) in [
        (format!("/desk/sessions/{HALL_SESSION}"), 200),
        (format!("/desk/bookings/{booking}"), 200),
        (format!("/desk/slots/{AT_9_00}"), 200),
        (format!("/desk/slots/{IN_THE_GYM}"), 404),
        (format!("/desk/sessions/{}", gym.session), 404),
    ] {
        assert_eq!(reception.opens(&path).await.status, status, "{path}");
    }
    let elsewhere = Duty { role: Role::Reception, venues: Venues::Only(BTreeSet::new()) };
    let elsewhere = serving(town, elsewhere).await;
    for path in [
        format!("/desk/sessions/{HALL_SESSION}"),
        format!("/desk/bookings/{booking}"),
        format!("/desk/slots/{AT_9_00}"),
    ] {
        assert_eq!(elsewhere.opens(&path).await.status, 404, "{path}");
    }
    let board = elsewhere.opens(&format!("/desk/programmes/{COVID}")).await;
    assert!(board.text().contains("この条件に合う実施日はありません。"), "{}", board.text());
}
