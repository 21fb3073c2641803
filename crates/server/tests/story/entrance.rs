//! More come than can be served: tickets, turns and lots, and who never has to wait for them.

use crate::{
    page::{Form, Page},
    people::{Known, hanako, jiro, taro},
    places::{AT_9_00, COVID, days},
    resident::{Browser, Resident},
    town::{Town, tell_crowded},
};
use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    http::{Request, Response},
};
use domain::AccountId;
use jiff::{SignedDuration, Timestamp};
use madoguchi::{
    crowd,
    web::{self, Pages},
};
use ring::digest::{SHA256, digest};
use std::io::Read;
use tower::ServiceExt;

macro_rules! in_a_crowd {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            #[test]
            fn on_sqlite() {
                super::tell_crowded(crate::database::Engine::Sqlite, super::$story);
            }

            #[test]
            fn on_postgres() {
                super::tell_crowded(crate::database::Engine::Postgres, super::$story);
            }
        }
    )+};
}

in_a_crowd!(
    who_comes_is_let_in_by_turns_and_tickets_end_when_it_is_calm,
    a_person_has_one_ticket_and_a_forged_one_is_none,
    who_was_inside_finishes,
    before_an_opening_lots_decide_that_can_be_drawn_again,
    the_desk_and_looking_up_have_no_entrance,
    who_asks_again_is_answered_in_front_as_behind,
    only_who_waits_is_answered_in_front,
);

const TITLE: &str = "順番をお待ちください";
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// Somebody who registered some day, and comes with a telephone that has slept over it.
async fn known_here(town: &Town, known: Known) -> Resident<'_> {
    let resident = town.resident(known).await;
    resident.registers(&resident.known).await;
    let known = resident.known;
    Resident { browser: town.browser(), known }
}

/// It is crowded from now on: somebody looks at something, for longer than a moment.
async fn crowded(town: &Town) {
    let passer_by = town.browser();
    passer_by.opens("/privacy").await;
    town.app.clock.advance(SECOND);
    passer_by.opens("/privacy").await;
}

async fn is_by_ticket(town: &Town) -> bool {
    let health = town.http.get(format!("{}/health", town.url)).send().await.unwrap();
    let health: serde_json::Value = health.json().await.unwrap();
    health["residents"]["by_ticket"].as_bool().unwrap()
}

fn waits(page: &Page) {
    assert_eq!((page.status, page.heading().as_str()), (503, TITLE), "{}", page.text());
    let again: i64 = page.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&again));
    assert_eq!(page.header("refresh"), page.header("retry-after"));
    assert!(page.html.contains("01-9999-0000"), "the phone is named");
}

async fn who_comes_is_let_in_by_turns_and_tickets_end_when_it_is_calm(town: &Town) {
    let taro = known_here(town, taro()).await;
    let jiro = known_here(town, jiro()).await;
    town.app.clock.advance(days(1));
    assert!(!is_by_ticket(town).await);
    crowded(town).await;
    assert!(is_by_ticket(town).await);

    let first = taro.opens("/book").await;
    waits(&first);
    assert!(first.text().contains("次が、あなたの番です"), "{}", first.text());
    let second = jiro.opens("/book").await;
    waits(&second);
    assert!(second.text().contains("あなたの前に、およそ 1 人"), "{}", second.text());

    town.app.clock.advance(SECOND);
    let path = first.path.clone();
    assert_eq!(taro.browser.opens(&path).await.heading(), "何を予約しますか");
    waits(&jiro.browser.opens(&second.path).await);
    town.app.clock.advance(SECOND);
    assert_eq!(jiro.opens("/book").await.heading(), "何を予約しますか");
    let page = taro.books(COVID, 1, AT_9_00).await;
    assert_eq!(page.heading(), "予約できました");

    // Calm for a while: whoever comes then needs no ticket.
    for _ in 0..10 {
        town.app.clock.advance(SECOND);
        taro.opens("/home").await;
    }
    assert!(!is_by_ticket(town).await);
    let hanako = known_here(town, hanako()).await;
    assert_eq!(hanako.opens("/book").await.heading(), "何を予約しますか");
}

async fn a_person_has_one_ticket_and_a_forged_one_is_none(town: &Town) {
    let taro = known_here(town, taro()).await;
    let jiro = known_here(town, jiro()).await;
    town.app.clock.advance(days(1));
    crowded(town).await;
    waits(&taro.opens("/book").await);
    let page = jiro.opens("/book").await;
    waits(&page);
    // Another tab, and another telephone of the same person.
    let elsewhere = Resident { browser: town.browser(), known: jiro.known.clone() };
    for page in [jiro.browser.opens(&page.path).await, elsewhere.opens("/book").await] {
        assert!(page.text().contains("あなたの前に、およそ 1 人"), "{}", page.text());
    }
    let mut sets = page.headers.get_all("set-cookie").iter().map(|set| set.to_str().unwrap());
    let ticket = sets.find_map(|set| set.strip_prefix("madoguchi_entrance=")).unwrap();
    let ticket = ticket.split(';').next().unwrap();
    let better = ticket.replacen(".2.", ".1.", 1);
    assert_ne!(better, ticket);
    jiro.browser.has_cookie("madoguchi_entrance", &better);
    let page = jiro.browser.opens(&page.path).await;
    assert!(page.text().contains("あなたの前に、およそ 1 人"), "{}", page.text());
    // Nor does somebody else's, which is signed together with another sign-in.
    taro.browser.has_cookie("madoguchi_entrance", ticket);
    let page = taro.opens("/book").await;
    assert!(page.text().contains("次が、あなたの番です"), "{}", page.text());
}

async fn who_was_inside_finishes(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let taro = known_here(town, taro()).await;
    let page = hanako.chooses(COVID, 1, AT_9_00).await;
    crowded(town).await;
    let done = hanako.browser.presses(&page, "この内容で予約する", &[]).await;
    assert_eq!(done.heading(), "予約できました", "{}", done.text());
    // The same button pressed by somebody who was not: they wait, and nothing is booked.
    waits(&taro.opens("/book").await);
    let path = format!("/r/book/{}/{COVID}/1/slot/{AT_9_00}", taro.known.id);
    let fields = [("once".to_owned(), town.app.ids.uuid().to_string())];
    waits(&taro.browser.posts(&Form { action: path, fields: fields.into() }, "same-origin").await);
    assert_eq!(town.bookings().await.len(), 1);
}

async fn before_an_opening_lots_decide_that_can_be_drawn_again(town: &Town) {
    let people = [taro(), jiro(), hanako()];
    let mut all = Vec::new();
    for known in people {
        all.push(known_here(town, known).await);
    }
    let opens_at: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
    town.app.clock.advance(opens_at.duration_since(town.app.clock.now()));
    town.app.clock.advance(-SignedDuration::from_mins(5));
    crowd::tick(&town.app).await.unwrap();
    crowded(town).await;
    let mut digests = Vec::new();
    for (nth, resident) in all.iter().enumerate() {
        let page = resident.opens("/book").await;
        waits(&page);
        let text = page.text();
        assert!(text.contains("11月1日（日） 9:00"), "{text}");
        assert!(text.contains(&format!("いま {} 人がお待ちです。", nth + 1)), "{text}");
        digests.push(codes(&page)[0].clone());
    }
    assert!(digests.iter().all(|digest| *digest == digests[0]));

    town.app.clock.advance(opens_at.duration_since(town.app.clock.now()));
    let mut drawn = Vec::new();
    for resident in &all {
        let page = resident.opens("/book").await;
        waits(&page);
        let [seed, account] = codes(&page).try_into().unwrap();
        assert_eq!(hex(digest(&SHA256, seed.as_bytes()).as_ref()), digests[0]);
        let account: AccountId = account.parse().unwrap();
        let lot = hex(digest(&SHA256, format!("{seed}{account}").as_bytes()).as_ref());
        drawn.push((lot[..16].to_owned(), ahead(&page)));
    }
    drawn.sort();
    assert!(drawn.is_sorted_by_key(|(_, ahead)| *ahead), "{drawn:?}");
    assert!(drawn.iter().all(|(_, ahead)| *ahead < 3), "{drawn:?}");

    for _ in 0..4 {
        town.app.clock.advance(SECOND);
        town.browser().opens("/privacy").await;
    }
    for resident in &all {
        assert_eq!(resident.opens("/book").await.heading(), "何を予約しますか");
    }
}

async fn the_desk_and_looking_up_have_no_entrance(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let booking = town.booking_of(&hanako.known).await.id;
    town.app.clock.advance(SignedDuration::from_mins(20));
    crowded(town).await;
    waits(&hanako.browser.opens("/r/book").await);
    waits(&hanako.browser.opens(&format!("/r/bookings/{booking}/change")).await);
    let desk = town.officer().await;
    assert_eq!(desk.opens(&format!("/desk/programmes/{COVID}")).await.status, 200);
    assert_eq!(hanako.browser.opens(&format!("/r/bookings/{booking}")).await.status, 200);
    let page = hanako.browser.opens(&format!("/r/bookings/{booking}/cancel")).await;
    let page = hanako.browser.presses(&page, "キャンセルする", &[]).await;
    assert_eq!(page.heading(), "キャンセルしました");
    // Whoever is not signed in is asked to first: a ticket is a person's.
    let stranger: Browser<'_> = town.browser();
    assert_ne!(stranger.opens("/r/book").await.status, 503);
}

/// A page as this browser asks for it.
fn asks(browser: &Browser<'_>, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::get(path).header("cookie", browser.cookies());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

/// Status, every line of the head but what the connection writes itself, and the body.
async fn said<B>(answer: Response<B>) -> (u16, Vec<(String, String)>, Bytes)
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (parts, body) = answer.into_parts();
    let line = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.to_string(), value.to_str().unwrap().to_owned())
    };
    let mut head: Vec<_> = parts.headers.iter().map(line).collect();
    head.retain(|(name, _)| name != "content-length");
    head.sort();
    (parts.status.as_u16(), head, to_bytes(Body::new(body), usize::MAX).await.unwrap())
}

async fn who_asks_again_is_answered_in_front_as_behind(town: &Town) {
    let taro = known_here(town, taro()).await;
    let jiro = known_here(town, jiro()).await;
    town.app.clock.advance(days(1));
    crowded(town).await;
    waits(&taro.opens("/book").await);
    let page = jiro.opens("/book").await;
    waits(&page);
    let pages = Pages::of(&town.app);
    let all: [&[(&str, &str)]; 3] = [&[], &[("accept-language", "en")], &[("range", "bytes=0-9")]];
    for headers in all {
        let asked = || asks(&jiro.browser, &page.path, headers);
        let ready = pages.ready(&asked()).expect("somebody waits with a ticket");
        let behind = web::router(&town.app).oneshot(asked()).await.unwrap();
        assert_eq!(said(ready).await, said(behind).await, "{headers:?}");
    }
    // Packed in another way, and the same inside.
    let asked = || asks(&jiro.browser, &page.path, &[("accept-encoding", "gzip, br")]);
    let ready = said(pages.ready(&asked()).expect("packed")).await;
    let behind = said(web::router(&town.app).oneshot(asked()).await.unwrap()).await;
    assert_eq!((ready.0, &ready.1), (behind.0, &behind.1));
    assert_eq!(unpacked(&ready.2), unpacked(&behind.2));
    // Nobody is served by that: the ticket stays where it was.
    assert!(unpacked(&ready.2).contains("あなたの前に、およそ 1 人"));
}

fn unpacked(packed: &[u8]) -> String {
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    text
}

async fn only_who_waits_is_answered_in_front(town: &Town) {
    let taro = known_here(town, taro()).await;
    let jiro = known_here(town, jiro()).await;
    town.app.clock.advance(days(1));
    let pages = Pages::of(&town.app);
    let (path, other) = ("/r/book", "/r/home");
    assert!(pages.ready(&asks(&taro.browser, path, &[])).is_none(), "nobody is signed in");
    crowded(town).await;
    waits(&taro.opens("/book").await);
    let page = jiro.opens("/book").await;
    waits(&page);
    assert!(pages.ready(&asks(&jiro.browser, path, &[])).is_some());
    assert!(pages.ready(&asks(&jiro.browser, other, &[])).is_none(), "it takes no places");
    let mut post = asks(&jiro.browser, path, &[]);
    *post.method_mut() = axum::http::Method::POST;
    assert!(pages.ready(&post).is_none(), "what was sent is read whole");
    // A ticket of somebody else's, and one that was altered.
    let ticket = jiro.browser.cookie("madoguchi_entrance").unwrap();
    let forged = Browser::new(town);
    forged.has_cookie("madoguchi", &jiro.browser.cookie("madoguchi").unwrap());
    forged.has_cookie("madoguchi_entrance", &ticket.replacen(".2.", ".1.", 1));
    assert!(pages.ready(&asks(&forged, path, &[])).is_none());
    taro.browser.has_cookie("madoguchi_entrance", &ticket);
    assert!(pages.ready(&asks(&taro.browser, path, &[])).is_none());
    // While nobody but those who wait asks for anything, turns come all the same.
    for _ in 0..3 {
        town.app.clock.advance(SECOND);
        drop(pages.ready(&asks(&jiro.browser, path, &[])));
    }
    assert!(pages.ready(&asks(&jiro.browser, path, &[])).is_none(), "it is their turn");
    assert_eq!(jiro.browser.opens(path).await.heading(), "何を予約しますか");
}

/// What stands below the explanation of the lots: seed or digest, and the person's number.
fn codes(page: &Page) -> Vec<String> {
    let parts = page.html.split("<code class=\"entrance-seed\">").skip(1);
    parts.map(|part| part.split('<').next().unwrap().to_owned()).collect()
}

fn ahead(page: &Page) -> u32 {
    let text = page.text();
    let Some((_, after)) = text.split_once("あなたの前に、およそ ") else { return 0 };
    after.split(' ').next().unwrap().parse().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}
