//! Events on their way to the service: signature, shape, redelivery, order.

use std::time::Duration;

use line_emulator::{Answer, Options};
use serde_json::json;

use crate::town::{START, Town};

#[tokio::test]
async fn the_signature_is_the_one_of_the_official_example() {
    let options =
        Options { channel_secret: "8c570fa6dd201bb328f1c1eac23a96d8".into(), ..Options::default() };
    let running = line_emulator::Platform::start(options).await.unwrap();
    let body = br#"{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}"#;
    assert_eq!(running.platform.sign(body), "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=");
}

#[tokio::test]
async fn an_event_carries_what_the_platform_promises() {
    let mut town = Town::with_hanako().await;
    assert_eq!(town.line.types("hanako", "予約").await.unwrap(), Answer::Status(200));
    let received = town.service.received.recv().await.unwrap();
    assert_eq!(received.signature, town.line.sign(&received.bytes));
    let event = received.event();
    assert_eq!(event["type"], "message");
    assert_eq!(event["mode"], "active");
    assert_eq!(event["timestamp"], START);
    assert_eq!(event["source"], json!({ "type": "user", "userId": town.line.user_id("hanako") }));
    assert_eq!(event["deliveryContext"], json!({ "isRedelivery": false }));
    assert_eq!(event["webhookEventId"].as_str().unwrap().len(), 26);
    assert_eq!(event["message"]["text"], "予約");
    assert_eq!(event["message"]["id"], town.line.chat("hanako")[0].id.as_str());
    assert!(event["replyToken"].is_string());
}

#[tokio::test]
async fn what_the_service_does_not_take_comes_again_in_order() {
    let waits = vec![Duration::from_millis(1); 3];
    let mut town = Town::with(Options { redelivery_waits: waits, ..Options::default() }).await;
    town.service.answers(503);
    assert_eq!(town.line.add_friend("hanako").await.unwrap(), Answer::Status(503));
    let first = town.service.received.recv().await.unwrap().event();
    let second = town.service.received.recv().await.unwrap().event();
    town.service.answers(200);
    town.line.types("hanako", "予約").await.unwrap();
    assert_eq!(first["webhookEventId"], second["webhookEventId"]);
    assert_eq!(
        (&first["deliveryContext"]["isRedelivery"], &second["deliveryContext"]["isRedelivery"]),
        (&json!(false), &json!(true))
    );
    let mut later = town.service.received.recv().await.unwrap().event();
    while later["type"] == "follow" {
        assert_eq!(later["deliveryContext"]["isRedelivery"], true);
        later = town.service.received.recv().await.unwrap().event();
    }
    assert_eq!(later["message"]["text"], "予約");
}

#[tokio::test]
async fn an_event_can_be_repeated_and_forged() {
    let mut town = Town::with_hanako().await;
    town.line.types("hanako", "予約").await.unwrap();
    let first = town.service.received.recv().await.unwrap();
    assert_eq!(town.line.redeliver_last().await.unwrap(), Answer::Status(200));
    let again = town.service.received.recv().await.unwrap();
    assert_eq!(first.event()["replyToken"], again.event()["replyToken"]);
    assert_eq!(again.event()["deliveryContext"]["isRedelivery"], true);
    town.line.deliver_raw("{}", "forged").await;
    assert_eq!(town.service.received.recv().await.unwrap().signature, "forged");
}

#[tokio::test]
async fn a_service_that_is_away_is_told_so() {
    let town = Town::new().await;
    town.line.set_webhook("http://127.0.0.1:1/webhook");
    assert_eq!(town.line.add_friend("hanako").await.unwrap(), Answer::Unreachable);
}

#[tokio::test]
async fn the_address_is_set_and_tested_over_http() {
    let mut town = Town::new().await;
    let known = town.call("GET", "/v2/bot/channel/webhook/endpoint").await.body["endpoint"].clone();
    let test = town.post("/v2/bot/channel/webhook/test", &json!({})).await;
    assert_eq!((&test.body["success"], &test.body["statusCode"]), (&json!(true), &json!(200)));
    assert_eq!(town.service.received.recv().await.unwrap().json()["events"], json!([]));
    let test = town
        .post("/v2/bot/channel/webhook/test", &json!({ "endpoint": "http://127.0.0.1:1/" }))
        .await;
    assert_eq!(test.body["reason"], "COULD_NOT_CONNECT");
    let put = town.http.put(format!("{}/v2/bot/channel/webhook/endpoint", town.url));
    assert_eq!(put.json(&known).send().await.unwrap().status(), 401);
}
