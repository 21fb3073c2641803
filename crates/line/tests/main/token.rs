//! The channel access token: asked for rarely, by one caller at a time, and never shown.

use std::sync::atomic::{AtomicUsize, Ordering};

use line::{Client, Credentials, Message, SendError};
use tokio::task::JoinSet;

use crate::Watch;
use crate::recorded::{Asked, Recorded, Say, say};

const TOKEN: &str = "POST /oauth2/v3/token";
const PUSH: &str = "POST /v2/bot/message/push";

fn stateless(line: &Recorded, watch: &Watch) -> Client {
    let credentials = Credentials::Stateless {
        channel_id: "1234567890".to_owned(),
        channel_secret: "the-channel-secret".to_owned(),
    };
    Client::new(line.hosts(), credentials, watch.clock())
}

async fn push(client: &Client) -> Result<bool, SendError> {
    let key = "0199c0de-0000-7000-8000-000000000001";
    client.push("Uhanako", &[Message::text("あ")], key).await.map(|accepted| accepted.already)
}

/// Gives out `token-1`, `token-2` and so on, and asks `otherwise` about everything else.
fn issuing(otherwise: impl Fn(&Asked) -> Say + Send + Sync + 'static) -> Recorded {
    let issued = AtomicUsize::new(0);
    Recorded::new(move |asked| match asked.line.as_str() {
        TOKEN => {
            let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
            let body = r#"{"token_type":"Bearer","access_token":"token-NUMBER","expires_in":900}"#;
            say(200, body.replace("NUMBER", &number.to_string()))
        }
        _ => otherwise(asked),
    })
}

fn unusable(why: &str) -> Result<bool, SendError> {
    let why = format!("no channel access token: {why}");
    Err(SendError::Later { maybe_delivered: false, why })
}

#[tokio::test]
async fn a_token_is_had_with_the_channels_secret_and_kept() {
    let line = issuing(|_| say(200, "{}"));
    let client = stateless(&line, &Watch::new());
    push(&client).await.unwrap();
    push(&client).await.unwrap();
    assert_eq!((line.count(TOKEN), line.count(PUSH)), (1, 2));
    let asked = line.asked();
    assert_eq!(asked[0].header("content-type"), "application/x-www-form-urlencoded");
    let form =
        "grant_type=client_credentials&client_id=1234567890&client_secret=the-channel-secret";
    assert_eq!(asked[0].text(), form);
    assert_eq!(asked[2].header("authorization"), "Bearer token-1");
}

#[tokio::test]
async fn a_token_is_renewed_after_twelve_minutes() {
    let line = issuing(|_| say(200, "{}"));
    let watch = Watch::new();
    let client = stateless(&line, &watch);
    push(&client).await.unwrap();
    watch.pass_minutes(11);
    push(&client).await.unwrap();
    assert_eq!(line.count(TOKEN), 1);
    watch.pass_minutes(1);
    push(&client).await.unwrap();
    assert_eq!(line.asked().last().unwrap().header("authorization"), "Bearer token-2");
}

#[tokio::test]
async fn a_clock_that_was_set_back_renews_the_token() {
    let line = issuing(|_| say(200, "{}"));
    let watch = Watch::new();
    let client = stateless(&line, &watch);
    push(&client).await.unwrap();
    watch.pass_minutes(-1);
    push(&client).await.unwrap();
    assert_eq!(line.count(TOKEN), 2);
}

#[tokio::test]
async fn a_hundred_callers_ask_once() {
    let line = issuing(|_| say(200, "{}"));
    let client = std::sync::Arc::new(stateless(&line, &Watch::new()));
    let mut callers = JoinSet::new();
    for _ in 0..100 {
        let client = std::sync::Arc::clone(&client);
        callers.spawn(async move { push(&client).await });
    }
    assert!(callers.join_all().await.iter().all(Result::is_ok));
    assert_eq!((line.count(TOKEN), line.count(PUSH)), (1, 100));
}

#[tokio::test]
async fn those_who_waited_share_a_failure() {
    let line = Recorded::new(|_| say(500, ""));
    let client = stateless(&line, &Watch::new());
    let (one, two, three) = tokio::join!(push(&client), push(&client), push(&client));
    for result in [one, two, three] {
        assert_eq!(result, unusable("status 500"));
    }
    assert_eq!((line.count(TOKEN), line.count(PUSH)), (1, 0));
    assert_eq!(push(&client).await, unusable("status 500"));
    assert_eq!(line.count(TOKEN), 2, "who comes later asks anew");
}

#[tokio::test]
async fn without_a_token_nothing_was_delivered() {
    for (status, body, why) in [
        (500, r#"{"error":"server_error"}"#, "status 500"),
        (200, "<html>", "the answer was not understood"),
        (200, r#"{"access_token":"a\nb","expires_in":900}"#, "it holds characters no token has"),
    ] {
        let line = Recorded::new(move |_| say(status, body));
        assert_eq!(push(&stateless(&line, &Watch::new())).await, unusable(why));
        assert_eq!(line.count(PUSH), 0);
    }
}

#[tokio::test]
async fn a_secret_that_line_does_not_take_is_told_apart() {
    for status in [400, 401, 403] {
        let line = Recorded::new(move |_| say(status, r#"{"error":"invalid_client"}"#));
        let client = stateless(&line, &Watch::new());
        assert_eq!(push(&client).await, Err(SendError::NotLetIn { status }));
        assert_eq!(line.count(PUSH), 0);
    }
}

#[tokio::test]
async fn a_line_break_after_a_long_lived_token_costs_no_message() {
    let line = Recorded::new(|_| say(200, "{}"));
    let credentials = Credentials::LongLived("token\n".to_owned());
    let client = Client::new(line.hosts(), credentials, Watch::new().clock());
    assert_eq!(push(&client).await, unusable("it holds characters no token has"));
}

#[tokio::test]
async fn while_renewing_fails_the_old_token_carries_on_to_its_end() {
    let issued = AtomicUsize::new(0);
    let line = Recorded::new(move |asked| match asked.line.as_str() {
        TOKEN if issued.fetch_add(1, Ordering::SeqCst) == 0 => {
            say(200, r#"{"access_token":"token-1","expires_in":900}"#)
        }
        TOKEN => say(503, ""),
        _ => say(200, "{}"),
    });
    let watch = Watch::new();
    let client = stateless(&line, &watch);
    push(&client).await.unwrap();
    watch.pass_minutes(13);
    push(&client).await.unwrap();
    push(&client).await.unwrap();
    assert_eq!((line.count(TOKEN), line.count(PUSH)), (2, 3), "one try, then a pause");
    watch.pass_minutes(1);
    push(&client).await.unwrap();
    assert_eq!(line.count(TOKEN), 3);
    watch.pass_minutes(1);
    assert_eq!(push(&client).await, unusable("status 503"));
}

#[tokio::test]
async fn a_token_that_line_refuses_is_renewed_once() {
    let line = issuing(|asked| match asked.header("authorization") {
        "Bearer token-1" => say(401, r#"{"message":"Authentication failed"}"#),
        _ => say(200, "{}"),
    });
    let client = stateless(&line, &Watch::new());
    assert_eq!(push(&client).await, Ok(false));
    assert_eq!((line.count(TOKEN), line.count(PUSH)), (2, 2));
}

#[tokio::test]
async fn a_channel_that_line_refuses_is_for_later() {
    let line = issuing(|_| say(401, ""));
    let later = Err(SendError::NotLetIn { status: 401 });
    assert_eq!(push(&stateless(&line, &Watch::new())).await, later);
    assert_eq!((line.count(TOKEN), line.count(PUSH)), (2, 2));

    let credentials = Credentials::LongLived("revoked".to_owned());
    let client = Client::new(line.hosts(), credentials, Watch::new().clock());
    assert_eq!(push(&client).await, later);
    assert_eq!((line.count(TOKEN), line.count(PUSH)), (2, 3), "there is no other to be had");
}

#[test]
fn secrets_are_not_shown() {
    let channel_secret = "the-channel-secret".to_owned();
    let stateless = Credentials::Stateless { channel_id: "123".to_owned(), channel_secret };
    assert_eq!(format!("{stateless:?}"), r#"Stateless { channel_id: "123", .. }"#);
    let long_lived = Credentials::LongLived("the-token".to_owned());
    assert_eq!(format!("{long_lived:?}"), "LongLived(..)");
}
