//! In front of the router the same is answered as behind it, word for word and head by head.

use crate::{
    people::hanako,
    places::{AT_9_00, COVID, HALL},
    town::Town,
};
use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Method, Request, Response, StatusCode, header},
};
use jiff::SignedDuration;
use madoguchi::web::{self, Pages};
use std::net::{Ipv4Addr, SocketAddr};
use tower::ServiceExt;

on_both_engines!(
    what_is_printed_is_answered_in_front_as_behind,
    nothing_else_is_answered_in_front,
    a_booking_or_a_minute_later_the_router_is_asked_again,
);

type Said = (StatusCode, Vec<(String, String)>, Bytes);

const PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 9);

/// A request with these headers.
fn asks(method: &Method, path: &str, headers: &[(header::HeaderName, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    request.body(Body::empty()).unwrap()
}

fn looks(path: &str) -> Request<Body> {
    asks(&Method::GET, path, &[])
}

/// Status, every line of the head, and the body.
async fn said<B>(answer: Response<B>) -> Said
where
    B: axum::body::HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (parts, body) = answer.into_parts();
    let lines = |headers: &HeaderMap| {
        let line = |(name, value): (&header::HeaderName, &header::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap().to_owned())
        };
        headers.iter().map(line).collect()
    };
    (parts.status, lines(&parts.headers), to_bytes(Body::new(body), usize::MAX).await.unwrap())
}

/// What the router answers by itself.
async fn behind(town: &Town, request: Request<Body>) -> Said {
    said(web::router(&town.app).oneshot(request).await.unwrap()).await
}

fn address() -> String {
    format!("/free/{COVID}/{HALL}")
}

async fn what_is_printed_is_answered_in_front_as_behind(town: &Town) {
    let pages = Pages::of(&town.app);
    let tag = {
        let (_, head, _) = behind(town, looks(&address())).await;
        head.into_iter().find(|(name, _)| name == "etag").expect("a page with a name").1
    };
    let whole = |path: &str| (path.to_owned(), Vec::new());
    let mut all = vec![whole(&address()), whole(&format!("/free/{COVID}"))];
    all.push(whole(&format!("{}?from=poster&x=%E3%81%82", address())));
    let kinds = [
        (header::ACCEPT_ENCODING, "gzip"),
        (header::ACCEPT_ENCODING, "gzip, deflate, br, zstd"),
        (header::ACCEPT_ENCODING, "identity"),
        (header::ACCEPT_ENCODING, "X-GZIP"),
        (header::IF_NONE_MATCH, tag.as_str()),
        (header::IF_NONE_MATCH, "*"),
        (header::IF_NONE_MATCH, "\"another\""),
        (header::ACCEPT_LANGUAGE, "en-GB,en"),
        (header::ACCEPT_LANGUAGE, "ja,en"),
        (header::COOKIE, "madoguchi_lang=easy"),
        (header::COOKIE, "madoguchi=somebody; madoguchi_look=large.dark.strong"),
        (header::CONNECTION, "close"),
        (header::RANGE, "bytes=0-9"),
    ];
    all.extend(kinds.clone().map(|kind| (address(), vec![kind])));
    all.push((address(), kinds.to_vec()));
    for (path, headers) in all {
        let request = || asks(&Method::GET, &path, &headers);
        let made = said(pages.made(request(), PEER).await).await;
        let ready = pages.ready(&request()).unwrap_or_else(|| panic!("{path} {headers:?}"));
        let ready = said(ready).await;
        assert_eq!(ready, behind(town, request()).await, "{path} {headers:?}");
        assert_eq!(ready, made, "{path} {headers:?}");
        let guarded = ready.1.iter().any(|(name, _)| name == "content-security-policy");
        assert!(guarded && matches!(ready.0.as_u16(), 200 | 304), "{ready:?}");
        assert_eq!(said(pages.answer(request(), PEER).await).await, ready);
    }
}

async fn nothing_else_is_answered_in_front(town: &Town) {
    let pages = Pages::of(&town.app);
    let nobody = "00000000-0000-0000-0000-00000000ffff";
    let requests: Vec<(Method, String)> = [
        (Method::HEAD, address()),
        (Method::POST, address()),
        (Method::OPTIONS, address()),
        (Method::GET, format!("{}/", address())),
        (Method::GET, "/free".to_owned()),
        (Method::GET, format!("/free/{nobody}")),
        (Method::GET, format!("/free/{COVID}/{nobody}")),
        (Method::GET, "/free/1".to_owned()),
        (Method::GET, "/health/..".to_owned()),
        (Method::GET, "/r/home".to_owned()),
    ]
    .into();
    for (method, path) in requests {
        for _ in 0..2 {
            let request = || asks(&method, &path, &[]);
            let answer = said(pages.answer(request(), PEER).await).await;
            assert_eq!(answer, behind(town, request()).await, "{method} {path}");
            assert!(pages.ready(&request()).is_none(), "{method} {path}");
        }
    }
    for weighs in ["gzip;q=0", "identity;q=0", "*", "*;q=0", "gzip;q=0.2, identity"] {
        for _ in 0..2 {
            let request = || asks(&Method::GET, &address(), &[(header::ACCEPT_ENCODING, weighs)]);
            let answer = said(pages.answer(request(), PEER).await).await;
            assert_eq!(answer, behind(town, request()).await, "{weighs}");
            assert!(pages.ready(&request()).is_none(), "{weighs}");
        }
    }
}

async fn a_booking_or_a_minute_later_the_router_is_asked_again(town: &Town) {
    let pages = Pages::of(&town.app);
    let looked = || async { said(pages.answer(looks(&address()), PEER).await).await };
    let before = looked().await;
    assert!(pages.ready(&looks(&address())).is_some());
    let mut watched = town.app.availability.watched(COVID).expect("somebody looked");
    watched.borrow_and_update();
    let resident = town.resident(hanako()).await;
    resident.registers(&resident.known).await;
    drop(resident.books(COVID, 1, AT_9_00).await);
    watched.changed().await.unwrap();
    assert!(pages.ready(&looks(&address())).is_none(), "a booking has come in between");
    let after = looked().await;
    assert_ne!(before, after);
    assert_eq!(after, behind(town, looks(&address())).await);
    assert!(pages.ready(&looks(&address())).is_some());
    town.app.clock.advance(SignedDuration::from_mins(1));
    assert!(pages.ready(&looks(&address())).is_none(), "bookings close by the clock");
}
