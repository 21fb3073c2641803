//! What is free, for everybody who looks: without signing in, right after each booking, and sent once.

use crate::{
    page::Page,
    people::hanako,
    places::{AT_9_00, COVID, FLU, HALL},
    resident::Browser,
    town::Town,
};
use domain::{Change, ProgrammeId};
use jiff::SignedDuration;
use reqwest::header::{self, HeaderMap};
use uuid::Uuid;

on_both_engines!(
    anybody_sees_what_is_free_and_a_booking_changes_it,
    whoever_has_the_page_is_sent_nothing_and_others_get_it_packed,
    what_is_not_announced_is_nobodys_to_see,
    bookings_that_close_by_the_clock_are_gone_without_a_commit,
);

fn address() -> String {
    format!("/free/{COVID}/{HALL}")
}

/// The words beside a day.
fn beside(page: &Page, day: &str) -> String {
    let text = page.text();
    let from = text.find(day).unwrap_or_else(|| panic!("no {day} on\n{text}"));
    text[from..].lines().take(4).collect::<Vec<_>>().join(" ")
}

async fn asked(
    town: &Town,
    path: &str,
    name: header::HeaderName,
    value: &str,
) -> (u16, HeaderMap, Vec<u8>) {
    let url = format!("{}{path}", town.url);
    let answer = town.http.get(url).header(name, value).send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, headers, answer.bytes().await.unwrap().to_vec())
}

/// Presses on after what is kept has heard of it.
async fn heard(town: &Town, does: impl AsyncFnOnce()) {
    let mut watched = town.app.availability.watched(COVID).expect("somebody looked");
    watched.borrow_and_update();
    does().await;
    watched.changed().await.unwrap();
}

async fn anybody_sees_what_is_free_and_a_booking_changes_it(town: &Town) {
    let visitor: Browser<'_> = town.browser();
    let list = visitor.opens("/free").await;
    assert_eq!(list.heading(), "空き状況");
    let venues = visitor.taps(&list, "新型コロナワクチン").await;
    assert!(venues.text().contains("いちばん早い日は 10月20日"), "{}", venues.text());
    let days = visitor.opens(&address()).await;
    let before = beside(&days, "10月20日");
    let resident = town.resident(hanako()).await;
    resident.registers(&resident.known).await;
    heard(town, async || drop(resident.books(COVID, 1, AT_9_00).await)).await;
    let after = beside(&visitor.opens(&address()).await, "10月20日");
    assert_ne!(before, after, "one place fewer");
    assert!(!days.text().contains(&hanako().name), "nobody's name stands there");
    for lang in ["en", "easy"] {
        visitor.opens("/privacy").await;
        let page = visitor.opens("/free").await;
        let mut form = page.form("English");
        form.fields.retain(|(name, _)| name != "lang");
        form.fields.push(("lang".to_owned(), lang.to_owned()));
        visitor.submits(&form).await;
        let page = visitor.opens(&address()).await;
        page.speaks_one_language();
        assert_ne!(page.html, days.html);
    }
}

async fn whoever_has_the_page_is_sent_nothing_and_others_get_it_packed(town: &Town) {
    let (status, headers, plain) =
        asked(town, &address(), header::ACCEPT_ENCODING, "identity").await;
    assert_eq!((status, headers.get(header::CONTENT_ENCODING)), (200, None));
    assert_eq!(headers[header::CACHE_CONTROL], "no-cache");
    let tag = headers[header::ETAG].to_str().unwrap().to_owned();
    for known in [tag.clone(), format!("\"other\", {tag}"), "*".to_owned()] {
        let (status, headers, body) = asked(town, &address(), header::IF_NONE_MATCH, &known).await;
        assert_eq!((status, body.len()), (304, 0), "{known}");
        assert_eq!(headers[header::ETAG], tag);
    }
    let (status, headers, packed) =
        asked(town, &address(), header::ACCEPT_ENCODING, "gzip, br").await;
    assert_eq!(
        (status, &headers[header::CONTENT_ENCODING]),
        (200, &header::HeaderValue::from_static("gzip"))
    );
    assert_eq!(headers[header::ETAG], tag);
    assert!(packed.starts_with(&[0x1f, 0x8b]) && packed.len() < plain.len(), "{}", packed.len());
    let resident = town.resident(hanako()).await;
    resident.registers(&resident.known).await;
    heard(town, async || drop(resident.books(COVID, 1, AT_9_00).await)).await;
    let (status, headers, _) = asked(town, &address(), header::IF_NONE_MATCH, &tag).await;
    assert_eq!(status, 200, "it says something else now");
    assert_ne!(headers[header::ETAG], tag);
}

async fn what_is_not_announced_is_nobodys_to_see(town: &Town) {
    let visitor = town.browser();
    let mut programme = town.app.store.read(|reader| reader.programme(FLU)).await.unwrap().unwrap();
    let opens_at = programme.opens_at;
    programme.opens_at = None;
    town.changes(vec![Change::ProgrammeSaved(programme.clone())]).await;
    assert_eq!(visitor.opens(&format!("/free/{FLU}")).await.status, 404);
    assert!(!visitor.opens("/free").await.text().contains(&programme.name));
    let other = ProgrammeId(Uuid::from_u128(404));
    for path in [
        format!("/free/{other}"),
        format!("/free/{COVID}/{other}"),
        "/free/1/2".to_owned(),
        "/free/😀".to_owned(),
    ] {
        assert_eq!(visitor.opens(&path).await.status, 404, "{path}");
    }
    let mut watched = town.app.availability.watched(FLU).expect("somebody asked for it");
    watched.borrow_and_update();
    programme.opens_at = opens_at.map(|_| town.app.clock.now() + SignedDuration::from_hours(30));
    town.changes(vec![Change::ProgrammeSaved(programme.clone())]).await;
    watched.changed().await.unwrap();
    let page = visitor.opens(&format!("/free/{FLU}")).await;
    assert!(page.text().contains("に始まります。"), "{}", page.text());
    assert!(visitor.opens("/free").await.text().contains(&programme.name));
}

async fn bookings_that_close_by_the_clock_are_gone_without_a_commit(town: &Town) {
    let visitor = town.browser();
    assert!(visitor.opens(&address()).await.text().contains("10月20日"));
    let slot = town.app.store.read(|reader| reader.slot(AT_9_00)).await.unwrap().unwrap();
    town.app.clock.advance(
        slot.ends_at().duration_since(town.app.clock.now()) + SignedDuration::from_hours(12),
    );
    let page = visitor.opens(&address()).await;
    assert!(!page.text().contains("10月20日"), "{}", page.text());
}
