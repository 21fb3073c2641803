//! Replies, pushes, retry keys, the month and the rates.

use std::time::Duration;

use line_emulator::{Endpoint, Fault, Options, Via};
use serde_json::json;

use crate::town::Town;

const KEY: (&str, &str) = ("X-Line-Retry-Key", "123e4567-e89b-12d3-a456-426614174000");

#[tokio::test]
async fn a_reply_token_works_once_and_for_a_minute() {
    let mut town = Town::with_hanako().await;
    let token = town.reply_token().await;
    assert_eq!(town.reply(&token).await.status, 200);
    assert_eq!(town.reply(&token).await.message(), "Invalid reply token", "used");
    assert_eq!(town.reply("unknown").await.message(), "Invalid reply token", "unknown");

    let token = town.reply_token().await;
    town.passes(Duration::from_millis(60_001));
    assert_eq!(town.reply(&token).await.message(), "Invalid reply token", "expired");

    let token = town.reply_token().await;
    town.passes(Duration::from_mins(19));
    town.line.redeliver_last().await.unwrap();
    assert_eq!(town.reply(&token).await.status, 200, "a redelivery gives another minute");

    let token = town.reply_token().await;
    town.passes(Duration::from_secs(20 * 60 + 1));
    town.line.redeliver_last().await.unwrap();
    assert_eq!(
        town.reply(&token).await.message(),
        "Invalid reply token",
        "twenty minutes after the event"
    );

    let sent: Vec<Via> = town.line.chat("hanako").iter().map(|entry| entry.via).collect();
    assert_eq!(sent.iter().filter(|via| **via == Via::Reply).count(), 2);
}

#[tokio::test]
async fn a_reply_takes_no_retry_key_and_a_bad_message_leaves_the_token() {
    let mut town = Town::with_hanako().await;
    let token = town.reply_token().await;
    let good = json!({ "replyToken": token, "messages": [{ "type": "text", "text": "a" }] });
    let empty = json!({ "replyToken": token, "messages": [{ "type": "text", "text": "" }] });
    assert_eq!(town.post_with("/v2/bot/message/reply", &good, &[KEY]).await.status, 400);
    assert_eq!(town.post("/v2/bot/message/reply", &empty).await.status, 400);
    assert_eq!(town.post("/v2/bot/message/reply", &good).await.status, 200);
}

#[tokio::test]
async fn a_retry_key_sends_once_a_day() {
    let town = Town::with_hanako().await;
    assert_eq!(town.push("hanako", "a", &[("X-Line-Retry-Key", "no-uuid")]).await.status, 400);
    let first = town.push("hanako", "a", &[KEY]).await;
    let again = town.push("hanako", "a", &[KEY]).await;
    assert_eq!((first.status, again.status), (200, 409));
    assert_eq!(again.message(), "The retry key is already accepted");
    assert_eq!(again.headers["x-line-accepted-request-id"], first.headers["x-line-request-id"]);
    assert_eq!(again.body["sentMessages"], first.body["sentMessages"]);
    assert_eq!(town.line.chat("hanako").len(), 1);
    town.passes(Duration::from_hours(24));
    assert_eq!(town.push("hanako", "a", &[KEY]).await.status, 200, "the key counts as new");
}

#[tokio::test]
async fn a_month_has_its_limit_and_ends_at_midnight_in_japan() {
    let options =
        Options { monthly_limit: Some(2), redelivery_waits: Vec::new(), ..Options::default() };
    let town = Town::with(options).await;
    for handle in ["hanako", "taro"] {
        town.line.add_friend(handle).await.unwrap();
    }
    let both = json!({
        "to": [town.line.user_id("hanako"), town.line.user_id("taro")],
        "messages": [{ "type": "text", "text": "a" }, { "type": "text", "text": "b" }],
    });
    assert_eq!(town.post("/v2/bot/message/multicast", &both).await.status, 200);
    assert_eq!(town.call("GET", "/v2/bot/message/quota/consumption").await.body["totalUsage"], 2);
    assert_eq!(
        town.call("GET", "/v2/bot/message/quota").await.body,
        json!({ "type": "limited", "value": 2 })
    );
    let refused = town.push("hanako", "c", &[KEY]).await;
    assert_eq!((refused.status, refused.message()), (429, "You have reached your monthly limit."));
    assert_eq!(town.line.chat("hanako").len(), 2);
    town.passes(Duration::from_hours(8 * 24 + 15) - Duration::from_millis(1));
    assert_eq!(town.push("hanako", "c", &[KEY]).await.status, 429, "the last moment of November");
    town.passes(Duration::from_millis(1));
    assert_eq!(
        town.push("hanako", "c", &[KEY]).await.status,
        200,
        "December; the refused key is still free"
    );
}

#[tokio::test]
async fn a_push_to_someone_who_blocked_is_accepted_and_goes_nowhere() {
    let town = Town::with_hanako().await;
    town.line.blocks("hanako").await.unwrap();
    let answer = town.push("hanako", "a", &[]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["sentMessages"].as_array().unwrap().len(), 1);
    assert!(town.line.chat("hanako").is_empty());
    assert_eq!(town.call("GET", "/v2/bot/message/quota/consumption").await.body["totalUsage"], 0);
}

#[tokio::test]
async fn a_stranger_is_reached_for_a_week_after_writing() {
    let town = Town::new().await;
    town.push("hanako", "too early", &[]).await;
    town.line.types("hanako", "予約").await.unwrap();
    town.push("hanako", "in time", &[]).await;
    assert_eq!(town.line.chat("hanako").len(), 2);
}

#[tokio::test]
async fn each_endpoint_has_its_rate() {
    let town = Town::new().await;
    for _ in 0..10 {
        assert_eq!(town.call("GET", "/v2/bot/richmenu/list").await.status, 200);
    }
    let refused = town.call("GET", "/v2/bot/richmenu/list").await;
    assert_eq!(
        (refused.status, refused.message()),
        (429, "The API rate limit has been exceeded. Try again later.")
    );
    town.passes(Duration::from_millis(100));
    assert_eq!(town.call("GET", "/v2/bot/richmenu/list").await.status, 200, "a token came back");
    assert_eq!(town.call("GET", "/v2/bot/richmenu/list").await.status, 429, "only one");
}

#[tokio::test]
async fn requests_are_written_down() {
    let town = Town::with_hanako().await;
    town.line.fail_next(Endpoint::Push, Fault::Status(500));
    let answer = town.push("hanako", "a", &[]).await;
    let log = town.line.requests();
    let last = log.last().unwrap();
    assert_eq!(
        (last.method.as_str(), last.path.as_str(), last.status),
        ("POST", "/v2/bot/message/push", 500)
    );
    assert_eq!(answer.headers["x-line-request-id"], last.id.as_str());
}
