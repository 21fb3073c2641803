//! Sending: what goes over the wire, and what each answer means for the message.

use line::{Accepted, Client, Credentials, Message, SendError};

use crate::Watch;
use crate::recorded::{Recorded, Say, nobody, say};

pub(crate) const KEY: &str = "0199c0de-0000-7000-8000-000000000001";
pub(crate) const HANAKO: &str = "U0123456789abcdef0123456789abcdef";

pub(crate) fn at(hosts: line::Hosts) -> Client {
    Client::new(hosts, Credentials::LongLived("long-lived-token".to_owned()), Watch::new().clock())
}

pub(crate) fn hello() -> Vec<Message> {
    vec![Message::text("予約できました")]
}

fn accepted(request_id: &str, already: bool) -> Accepted {
    Accepted { request_id: Some(request_id.to_owned()), already }
}

fn later(maybe_delivered: bool, why: &str) -> Result<Accepted, SendError> {
    Err(SendError::Later { maybe_delivered, why: why.to_owned() })
}

#[tokio::test]
async fn a_reply_carries_its_token_and_no_retry_key() {
    let line = Recorded::new(|_| say(200, r#"{"sentMessages":[{"id":"1"}]}"#));
    assert_eq!(at(line.hosts()).reply("reply-token", &hello()).await, Ok(accepted("req-1", false)));
    let asked = line.only();
    assert_eq!(asked.line, "POST /v2/bot/message/reply");
    assert_eq!(asked.header("authorization"), "Bearer long-lived-token");
    assert_eq!(asked.header("content-type"), "application/json");
    assert!(!asked.headers.contains_key("x-line-retry-key"));
    let body =
        r#"{"replyToken":"reply-token","messages":[{"type":"text","text":"予約できました"}]}"#;
    assert_eq!(asked.text(), body);
}

#[tokio::test]
async fn a_push_carries_its_retry_key() {
    let line = Recorded::new(|_| say(200, r#"{"sentMessages":[{"id":"1"}]}"#));
    assert_eq!(at(line.hosts()).push(HANAKO, &hello(), KEY).await, Ok(accepted("req-1", false)));
    let asked = line.only();
    assert_eq!(asked.line, "POST /v2/bot/message/push");
    assert_eq!(asked.header("x-line-retry-key"), KEY);
    let body = r#"{"to":"U0123456789abcdef0123456789abcdef","messages":[{"type":"text","text":"予約できました"}]}"#;
    assert_eq!(asked.text(), body);
}

#[tokio::test]
async fn a_multicast_names_everyone_up_to_500() {
    let line = Recorded::new(|_| say(200, "{}"));
    let client = at(line.hosts());
    let people = vec![HANAKO.to_owned(); 501];
    for wrong in [&people[..], &[]] {
        let refused = client.multicast(wrong, &hello(), KEY).await;
        assert!(matches!(refused, Err(SendError::Never { status: 400, .. })), "{refused:?}");
    }
    assert_eq!(client.multicast(&people[..500], &hello(), KEY).await, Ok(accepted("req-1", false)));
    let asked = line.only();
    assert_eq!(asked.line, "POST /v2/bot/message/multicast");
    assert_eq!(asked.header("x-line-retry-key"), KEY);
    assert_eq!(asked.text().matches(HANAKO).count(), 500);
}

#[tokio::test]
async fn a_push_that_was_accepted_before_is_done() {
    let line = Recorded::new(|_| Say::Answer {
        status: 409,
        headers: "x-line-request-id: req-2\r\nx-line-accepted-request-id: req-1\r\n",
        body: r#"{"message":"The retry key is already accepted"}"#.to_owned(),
    });
    assert_eq!(at(line.hosts()).push(HANAKO, &hello(), KEY).await, Ok(accepted("req-1", true)));
}

#[tokio::test]
async fn a_reply_token_that_is_too_old_is_told_apart() {
    let line = Recorded::new(|_| say(400, r#"{"message":"Invalid reply token"}"#));
    assert_eq!(at(line.hosts()).reply("old", &hello()).await, Err(SendError::BadReplyToken));
}

#[tokio::test]
async fn the_months_end_of_messages_is_told_apart() {
    let line = Recorded::new(|_| say(429, r#"{"message":"You have reached your monthly limit."}"#));
    assert_eq!(at(line.hosts()).push(HANAKO, &hello(), KEY).await, Err(SendError::MonthlyLimit));
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_delivered() {
    let sent = at(nobody()).push(HANAKO, &hello(), KEY).await;
    assert_eq!(sent, later(false, "no connection to LINE"));
}

#[tokio::test]
async fn without_an_answer_it_may_have_been_delivered() {
    let line = Recorded::new(|_| Say::HangUp);
    let sent = at(line.hosts()).push(HANAKO, &hello(), KEY).await;
    assert_eq!(sent, later(true, "LINE did not answer"));
    assert_eq!(line.asked().len(), 1, "trying again is the caller's business");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let line = Recorded::new(|_| Say::Answer {
        status: 307,
        headers: "location: /elsewhere\r\n",
        body: String::new(),
    });
    let sent = at(line.hosts()).push(HANAKO, &hello(), KEY).await;
    assert_eq!(sent, later(true, "an answer LINE does not give (307)"));
    assert_eq!(line.asked().len(), 1);
}

#[tokio::test]
async fn a_message_over_a_limit_never_leaves() {
    let line = Recorded::new(|_| say(200, "{}"));
    let client = at(line.hosts());
    let over = [Message::text("花".repeat(5_001))];
    let why = "messages[0].text: has 5001 UTF-16 units, at most 5000".to_owned();
    let never = SendError::Never { status: 400, why };
    assert_eq!(client.reply("token", &over).await, Err(never.clone()));
    assert_eq!(client.push(HANAKO, &over, KEY).await, Err(never.clone()));
    assert_eq!(client.multicast(&[HANAKO.to_owned()], &over, KEY).await, Err(never.clone()));
    assert_eq!(client.validate_push(&over).await, Err(never));
    assert_eq!(line.asked(), []);
}

#[tokio::test]
async fn an_impossible_retry_key_or_person_is_never_sent() {
    let line = Recorded::new(|_| say(200, "{}"));
    let client = at(line.hosts());
    let key = client.push(HANAKO, &hello(), "a\nb").await;
    assert!(matches!(key, Err(SendError::Never { status: 400, .. })), "{key:?}");
    for person in ["", ".", ".."] {
        let person = client.profile(person).await;
        assert!(matches!(person, Err(SendError::Never { status: 400, .. })), "{person:?}");
    }
    assert_eq!(line.asked(), []);
}

#[tokio::test]
async fn an_id_stays_one_part_of_the_address() {
    let line = Recorded::new(|_| say(404, "{}"));
    assert_eq!(at(line.hosts()).profile("U1/../../x?y=1").await, Ok(None));
    assert_eq!(line.only().line, "GET /v2/bot/profile/U1%2F..%2F..%2Fx%3Fy=1");
}

#[tokio::test]
async fn a_slip_in_the_configuration_costs_no_message() {
    let hosts = line::Hosts { api: "api.line.me".to_owned(), ..nobody() };
    let why = "LINE's address in the configuration is no address";
    assert_eq!(at(hosts).push(HANAKO, &hello(), KEY).await, later(false, why));
}

#[tokio::test]
async fn validating_sends_the_messages_alone() {
    let line = Recorded::new(|_| say(200, "{}"));
    at(line.hosts()).validate_push(&hello()).await.unwrap();
    let asked = line.only();
    assert_eq!(asked.line, "POST /v2/bot/message/validate/push");
    assert_eq!(asked.text(), r#"{"messages":[{"type":"text","text":"予約できました"}]}"#);
}
