//! LIFF links and the browser inside the telephone, against a service of a few pages.

use std::sync::{Arc, Mutex};

use axum::{
    Json, Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use serde_json::{Value, json};
use tokio_stream::wrappers::ReceiverStream;

use crate::town::{Answer, Town, serve};

/// Sets and shows cookies, redirects, and tells the headers it got.
fn service() -> Router {
    Router::new()
        .route(
            "/app/set",
            get(async || ([("set-cookie", "sid=1; Path=/app; HttpOnly; Secure")], "set")),
        )
        .route(
            "/app/forget",
            get(async || ([("set-cookie", "sid=; Path=/app; Max-Age=0")], "gone")),
        )
        .route("/app/echo", any(echo))
        .route("/app/away", get(async |headers: HeaderMap| redirect(&headers, "/app/echo?a=1")))
        .route(
            "/app/elsewhere",
            get(async || (StatusCode::FOUND, [("location", "https://a.jp/x")])),
        )
        .route("/app/framed", get(framed))
}

async fn echo(request: Request) -> Json<Value> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1_000).await.unwrap();
    let header =
        |name: &str| parts.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    Json(json!({
        "method": parts.method.as_str(), "body": String::from_utf8_lossy(&body),
        "cookie": header("cookie"), "host": header("host"), "origin": header("origin"),
        "referer": header("referer"), "site": header("sec-fetch-site"),
    }))
}

fn redirect(headers: &HeaderMap, path: &str) -> Response {
    let host = headers["host"].to_str().unwrap();
    (StatusCode::SEE_OTHER, [("location", format!("http://{host}{path}"))]).into_response()
}

async fn framed() -> impl IntoResponse {
    let headers = [
        ("content-security-policy", "default-src 'self'; frame-ancestors 'none'; img-src data:"),
        ("x-frame-options", "DENY"),
    ];
    (headers, "page")
}

async fn town() -> (Town, String) {
    let town = Town::with_hanako().await;
    let service = serve(service()).await;
    town.line.set_liff_endpoint(&format!("{service}/app"));
    (town, service)
}

impl Town {
    async fn browser(&self, handle: &str, service: &str) -> String {
        let address = self.line.opens(handle, &format!("{service}/app")).await.unwrap();
        address.strip_suffix("/app").unwrap().to_owned()
    }

    async fn get(&self, address: String) -> Answer {
        Answer::of(self.http.get(address).send().await.unwrap()).await.unwrap()
    }
}

#[tokio::test]
async fn a_liff_link_opens_the_endpoint_with_state_and_tokens() {
    let (town, service) = town().await;
    let browser = town.browser("hanako", &service).await;
    let link = format!("{}/liff/2000000002-madokawa/book?slot=a%26b", town.url);
    let opened = town.line.opens("hanako", &link).await.unwrap();
    let (address, fragment) = opened.split_once('#').unwrap();
    assert_eq!(address, format!("{browser}/app?liff.state=%2Fbook%3Fslot%3Da%2526b"));
    assert!(fragment.starts_with("access_token="));
    let token = fragment.split_once("&id_token=").unwrap().1;
    assert_eq!(token.split('.').count(), 3);
    let plain =
        town.line.opens("hanako", &format!("{}/liff/2000000002-madokawa", town.url)).await.unwrap();
    assert!(plain.starts_with(&format!("{browser}/app#access_token=")));
    assert!(town.line.opens("hanako", &format!("{}/liff/other/x", town.url)).await.is_err());
    assert_eq!(town.line.opens("hanako", "https://a.jp/").await.unwrap(), "https://a.jp/");
}

#[tokio::test]
async fn every_telephone_has_its_own_cookies() {
    let (town, service) = town().await;
    let (hanako, taro) =
        (town.browser("hanako", &service).await, town.browser("taro", &service).await);
    assert_ne!(hanako, taro);
    let set = town.get(format!("{hanako}/app/set")).await;
    assert!(!set.headers.contains_key("set-cookie"), "the desktop browser never sees it");
    assert_eq!(town.get(format!("{hanako}/app/echo")).await.body["cookie"], "sid=1");
    assert_eq!(town.get(format!("{taro}/app/echo")).await.body["cookie"], Value::Null);
    town.get(format!("{hanako}/app/forget")).await;
    assert_eq!(town.get(format!("{hanako}/app/echo")).await.body["cookie"], Value::Null);
}

#[tokio::test]
async fn the_service_sees_its_own_origin_and_the_page_its_own() {
    let (town, service) = town().await;
    let browser = town.browser("hanako", &service).await;
    let request = town.http.post(format!("{browser}/app/echo")).body("a=1");
    let request =
        request.header("origin", &browser).header("referer", format!("{browser}/app/form"));
    let seen = Answer::of(request.header("sec-fetch-site", "same-origin").send().await.unwrap())
        .await
        .unwrap()
        .body;
    assert_eq!(seen["host"], service.strip_prefix("http://").unwrap());
    assert_eq!((&seen["origin"], &seen["site"]), (&json!(service), &json!("same-origin")));
    assert_eq!(seen["referer"], format!("{service}/app/form"));
    assert_eq!((&seen["method"], &seen["body"]), (&json!("POST"), &json!("a=1")));

    let away = town.get(format!("{browser}/app/away")).await;
    assert_eq!(away.headers["location"], format!("{browser}/app/echo?a=1"));
    let elsewhere = town.get(format!("{browser}/app/elsewhere")).await;
    assert_eq!(elsewhere.headers["location"], "https://a.jp/x");

    let framed = town.get(format!("{browser}/app/framed")).await;
    assert_eq!(framed.headers["content-security-policy"], "default-src 'self'; img-src data:");
    assert!(!framed.headers.contains_key("x-frame-options"));
}

#[tokio::test]
async fn bodies_stream_through() {
    let town = Town::with_hanako().await;
    let (pieces, received) = tokio::sync::mpsc::channel::<Result<&str, std::io::Error>>(1);
    let body = Arc::new(Mutex::new(Some(Body::from_stream(ReceiverStream::new(received)))));
    let stream = Router::new()
        .route("/live", get(move || async move { body.lock().unwrap().take().unwrap() }));
    let service = serve(stream).await;
    town.line.set_liff_endpoint(&service);
    let browser = town.line.opens("hanako", &service).await.unwrap();
    let asked = tokio::spawn(town.http.get(format!("{browser}live")).send());
    pieces.send(Ok("one")).await.unwrap();
    let mut answer = asked.await.unwrap().unwrap();
    assert_eq!(answer.chunk().await.unwrap().unwrap(), "one", "before the body has ended");
    pieces.send(Ok("two")).await.unwrap();
    assert_eq!(answer.chunk().await.unwrap().unwrap(), "two");
    drop(pieces);
    assert!(answer.chunk().await.unwrap().is_none());
}

#[tokio::test]
async fn the_sdk_knows_its_app_and_a_link_outside_asks_who_opens_it() {
    let (town, _) = town().await;
    let sdk = town
        .http
        .get(format!("{}/liff/sdk.js", town.url))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(sdk.contains(r#""liffId":"2000000002-madokawa","path":"/app""#));
    let page =
        town.http.get(format!("{}/liff/2000000002-madokawa/book", town.url)).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("/phone/taro?open=http%3A%2F%2F127.0.0.1"));
    assert_eq!(town.get(format!("{}/liff/other/book", town.url)).await.status, 404);
}
