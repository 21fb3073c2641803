//! People, quota and settings: what is asked, and how the answers are read.

use line::{Profile, Quota, SendError, Webhook};

use crate::client::at;
use crate::recorded::{Recorded, say};

#[tokio::test]
async fn a_profile_is_read_and_a_missing_one_is_an_answer() {
    let line = Recorded::new(|asked| match asked.line.as_str() {
        "GET /v2/bot/profile/Uhanako" => say(
            200,
            r#"{"userId":"Uhanako","displayName":"花子","pictureUrl":"https://a","new":1}"#,
        ),
        _ => say(404, r#"{"message":"Not found"}"#),
    });
    let client = at(line.hosts());
    let hanako =
        Profile {
            user_id: "Uhanako".to_owned(), display_name: "花子".to_owned(), language: None
        };
    assert_eq!(client.profile("Uhanako").await, Ok(Some(hanako)));
    assert_eq!(client.profile("Unobody").await, Ok(None));
}

#[tokio::test]
async fn an_answer_we_cannot_read_is_for_later() {
    let line = Recorded::new(|_| say(200, "<html>"));
    let why = "LINE's answer was not understood".to_owned();
    let error = SendError::Later { maybe_delivered: true, why };
    assert_eq!(at(line.hosts()).quota().await, Err(error));
}

#[tokio::test]
async fn the_quota_is_unlimited_or_a_number() {
    for (body, quota) in [
        (r#"{"type":"none"}"#, Quota::None),
        (r#"{"type":"limited","value":200}"#, Quota::Limited(200)),
    ] {
        let line = Recorded::new(move |_| say(200, body));
        assert_eq!(at(line.hosts()).quota().await, Ok(quota));
        assert_eq!(line.only().line, "GET /v2/bot/message/quota");
    }
}

#[tokio::test]
async fn the_consumption_is_a_number() {
    let line = Recorded::new(|_| say(200, r#"{"totalUsage":157}"#));
    assert_eq!(at(line.hosts()).consumption().await, Ok(157));
    assert_eq!(line.only().line, "GET /v2/bot/message/quota/consumption");
}

#[tokio::test]
async fn the_dots_are_shown_for_a_time_line_allows() {
    for (wanted, shown) in [(0, 5), (5, 5), (6, 10), (60, 60), (600, 60)] {
        let line = Recorded::new(|_| say(202, "{}"));
        at(line.hosts()).loading("Uhanako", wanted).await.unwrap();
        let asked = line.only();
        assert_eq!(asked.line, "POST /v2/bot/chat/loading/start");
        assert_eq!(asked.text(), format!(r#"{{"chatId":"Uhanako","loadingSeconds":{shown}}}"#));
    }
}

#[tokio::test]
async fn the_webhook_is_set_read_and_tested() {
    let line = Recorded::new(|asked| match asked.line.as_str() {
        "GET /v2/bot/channel/webhook/endpoint" => {
            say(200, r#"{"endpoint":"https://town.example/line","active":false}"#)
        }
        "POST /v2/bot/channel/webhook/test" => say(
            200,
            r#"{"success":false,"timestamp":
            "2020-09-30T05:38:20.031Z","statusCode":0,"reason":"COULD_NOT_CONNECT","detail":"TLS"}"#,
        ),
        _ => say(200, "{}"),
    });
    let client = at(line.hosts());
    client.set_webhook("https://town.example/line").await.unwrap();
    let asked = line.only();
    assert_eq!(asked.line, "PUT /v2/bot/channel/webhook/endpoint");
    assert_eq!(asked.text(), r#"{"endpoint":"https://town.example/line"}"#);
    let endpoint = "https://town.example/line".to_owned();
    assert_eq!(client.webhook().await, Ok(Some(Webhook { endpoint, active: false })));
    let test = client.test_webhook().await.unwrap();
    assert_eq!((test.success, test.status_code), (false, 0));
    assert_eq!((test.reason.as_str(), test.detail.as_str()), ("COULD_NOT_CONNECT", "TLS"));
}

#[tokio::test]
async fn a_webhook_is_https_and_has_500_letters_at_most() {
    let line = Recorded::new(|_| say(200, "{}"));
    let client = at(line.hosts());
    let long = format!("https://{}", "a".repeat(493));
    for url in ["http://town.example/line", "", long.as_str()] {
        let refused = client.set_webhook(url).await;
        assert!(matches!(refused, Err(SendError::Never { status: 400, .. })), "{refused:?}");
    }
    assert_eq!(line.asked(), []);
}
