//! What a message may contain: one case for each rule, through `validate`, and the rules of requests.

use std::time::Duration;

use line_emulator::Options;
use serde_json::{Value, json};

use crate::town::{Answer, LONG_LIVED, Town};

/// The property that a message is refused for, or nothing.
async fn refused(town: &Town, message: Value) -> Option<String> {
    let answer =
        town.post("/v2/bot/message/validate/push", &json!({ "messages": [message] })).await;
    match answer.status {
        200 => None,
        400 => Some(answer.body["details"][0]["property"].as_str().expect("a detail").to_owned()),
        other => panic!("status {other}"),
    }
}

async fn all(cases: Vec<(&str, Value, Option<&str>)>) {
    let town = Town::new().await;
    for (rule, message, expected) in cases {
        let property = refused(&town, message).await;
        assert_eq!(
            property.as_deref(),
            expected.map(|rest| format!("messages[0]{rest}")).as_deref(),
            "{rule}"
        );
    }
}

fn text(text: &str) -> Value {
    json!({ "type": "text", "text": text })
}

fn quick(action: &Value) -> Value {
    json!({ "type": "text", "text": "a", "quickReply": { "items": [{ "type": "action", "action": action }] } })
}

fn message_action(label: &str) -> Value {
    json!({ "type": "message", "label": label, "text": "t" })
}

fn buttons(extra: &Value) -> Value {
    let mut template = json!({ "type": "buttons", "text": "a", "actions": [message_action("b")] });
    template.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    json!({ "type": "template", "altText": "a", "template": template })
}

fn flex(body: &Value) -> Value {
    json!({ "type": "flex", "altText": "a", "contents": { "type": "bubble", "body": body } })
}

fn vertical(child: &Value) -> Value {
    flex(&json!({ "type": "box", "layout": "vertical", "contents": [child] }))
}

#[tokio::test]
async fn texts_are_measured_as_the_reference_says() {
    let action = |action: Value| quick(&action);
    let text_at = ".quickReply.items[0].action";
    all(vec![
        ("5,000 UTF-16 units", text(&"𠮷".repeat(2_500)), None),
        ("5,001 UTF-16 units", text(&format!("{}a", "𠮷".repeat(2_500))), Some(".text")),
        ("no text", text(""), Some(".text")),
        ("text missing", json!({ "type": "text" }), Some(".text")),
        ("text is a number", json!({ "type": "text", "text": 1 }), Some(".text")),
        ("unknown field", json!({ "type": "text", "text": "a", "colour": "red" }), Some(".colour")),
        ("unknown type", json!({ "type": "nonsense" }), Some(".type")),
        ("20 graphemes in a label", action(message_action(&"👨‍👩‍👧".repeat(20))), None),
        (
            "21 graphemes in a label",
            action(message_action(&"あ".repeat(21))),
            Some(&format!("{text_at}.label")),
        ),
        (
            "300 units of postback data",
            action(json!({ "type": "postback", "label": "a", "data": "𠮷".repeat(151) })),
            Some(&format!("{text_at}.data")),
        ),
        ("braces without substitution", json!({ "type": "textV2", "text": "{a}" }), Some(".text")),
        ("doubled braces", json!({ "type": "textV2", "text": "{{a}}" }), None),
        (
            "a sender called LINE",
            json!({ "type": "text", "text": "a", "sender": { "name": "Line" } }),
            Some(".sender.name"),
        ),
    ])
    .await;
}

#[tokio::test]
async fn actions_need_their_fields_and_an_allowed_scheme() {
    let action = |fields: Value| {
        let mut action = json!({ "label": "a" });
        action.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        quick(&action)
    };
    let at = |field: &str| format!(".quickReply.items[0].action{field}");
    let date = |mode: &str, min: &str, max: &str| {
        action(
            json!({ "type": "datetimepicker", "data": "d", "mode": mode, "min": min, "max": max }),
        )
    };
    all(vec![
        ("https", action(json!({ "type": "uri", "uri": "https://a.jp/" })), None),
        ("tel", action(json!({ "type": "uri", "uri": "tel:0120000000" })), None),
        (
            "javascript",
            action(json!({ "type": "uri", "uri": "javascript:alert(1)" })),
            Some(&at(".uri")),
        ),
        (
            "nothing behind the scheme",
            action(json!({ "type": "uri", "uri": "https://" })),
            Some(&at(".uri")),
        ),
        (
            "not percent-encoded",
            action(json!({ "type": "uri", "uri": "https://a.jp/予約" })),
            Some(&at(".uri")),
        ),
        (
            "1,001 units of address",
            action(json!({ "type": "uri", "uri": format!("https://a.jp/{}", "a".repeat(988)) })),
            Some(&at(".uri")),
        ),
        ("no label", quick(&json!({ "type": "message", "text": "t" })), Some(&at(".label"))),
        ("postback without data", action(json!({ "type": "postback" })), Some(&at(".data"))),
        (
            "deprecated text",
            action(json!({ "type": "postback", "data": "d", "text": "t" })),
            Some(&at(".text")),
        ),
        (
            "fill-in without keyboard",
            action(json!({ "type": "postback", "data": "d", "fillInText": "t" })),
            Some(&at(".fillInText")),
        ),
        ("dates", date("date", "2026-11-22", "2026-11-30"), None),
        ("dates in the wrong order", date("date", "2026-11-30", "2026-11-22"), Some(&at(".min"))),
        ("a day that does not exist", date("date", "2026-02-30", "2026-11-22"), Some(&at(".min"))),
        ("a date for a time", date("time", "2026-11-22", "23:00"), Some(&at(".min"))),
        (
            "a menu switch outside a menu",
            action(json!({ "type": "richmenuswitch", "richMenuAliasId": "a", "data": "d" })),
            Some(&at(".type")),
        ),
        (
            "fourteen quick replies",
            json!({ "type": "text", "text": "a", "quickReply": { "items":
                vec![json!({ "type": "action", "action": message_action("a") }); 14] } }),
            Some(".quickReply.items"),
        ),
    ])
    .await;
}

#[tokio::test]
async fn templates_keep_their_counts_and_shapes() {
    let confirm = |count: usize| {
        let actions = vec![message_action("a"); count];
        json!({ "type": "template", "altText": "a", "template": { "type": "confirm", "text": "a", "actions": actions } })
    };
    let column = |actions: usize, title: &str| {
        let mut column = json!({ "text": "a", "actions": vec![message_action("a"); actions] });
        if !title.is_empty() {
            column["title"] = title.into();
        }
        column
    };
    let carousel = |columns: Vec<Value>| json!({ "type": "template", "altText": "a", "template": { "type": "carousel", "columns": columns } });
    let alt = |alt: String| {
        let template = json!({ "type": "confirm", "text": "a", "actions": [message_action("a"), message_action("b")] });
        json!({ "type": "template", "altText": alt, "template": template })
    };
    all(vec![
        ("two choices", confirm(2), None),
        ("three choices", confirm(3), Some(".template.actions")),
        (
            "five buttons",
            buttons(&json!({ "actions": vec![message_action("a"); 5] })),
            Some(".template.actions"),
        ),
        ("160 graphemes", buttons(&json!({ "text": "あ".repeat(160) })), None),
        ("161 graphemes", buttons(&json!({ "text": "あ".repeat(161) })), Some(".template.text")),
        (
            "61 beside a title",
            buttons(&json!({ "text": "あ".repeat(61), "title": "a" })),
            Some(".template.text"),
        ),
        ("41 in a title", buttons(&json!({ "title": "あ".repeat(41) })), Some(".template.title")),
        (
            "http picture",
            buttons(&json!({ "thumbnailImageUrl": "http://a.jp/a.png" })),
            Some(".template.thumbnailImageUrl"),
        ),
        ("a carousel", carousel(vec![column(1, "a"), column(1, "b")]), None),
        ("actions differ", carousel(vec![column(1, ""), column(2, "")]), Some(".template.columns")),
        ("titles differ", carousel(vec![column(1, "a"), column(1, "")]), Some(".template.columns")),
        ("eleven columns", carousel(vec![column(1, ""); 11]), Some(".template.columns")),
        ("1,500 units of altText", alt("a".repeat(1_500)), None),
        ("1,501 units of altText", alt("a".repeat(1_501)), Some(".altText")),
    ])
    .await;
}

#[tokio::test]
async fn flex_components_stand_where_they_may() {
    let words = json!({ "type": "text", "text": "a" });
    let button = |label: &str| json!({ "type": "button", "action": message_action(label) });
    let icon = json!({ "type": "icon", "url": "https://a.jp/i.png" });
    let boxed = |layout: &str, child: &Value| json!({ "type": "box", "layout": layout, "contents": [child] });
    let bubble = |text: usize| json!({ "type": "bubble", "body": boxed("vertical", &json!({ "type": "text", "text": "a".repeat(text) })) });
    let carousel = |bubbles: usize, text: usize| json!({ "type": "flex", "altText": "a", "contents": { "type": "carousel", "contents": vec![bubble(text); bubbles] } });
    let wide = json!({ "type": "box", "layout": "vertical", "contents": vec![json!({ "type": "text", "text": "a".repeat(1_900) }); 17] });
    let at = ".contents.body.contents[0]";
    all(vec![
        ("a text", vertical(&words), None),
        ("an empty text", vertical(&json!({ "type": "text", "text": "" })), Some(&format!("{at}.text"))),
        ("a text of nothing", vertical(&json!({ "type": "text" })), Some(&format!("{at}.text"))),
        ("spans", vertical(&json!({ "type": "text", "contents": [{ "type": "span", "text": "a" }] })), None),
        ("40 in a button", vertical(&button(&"あ".repeat(40))), None),
        ("41 in a button", vertical(&button(&"あ".repeat(41))), Some(&format!("{at}.action.label"))),
        ("an unknown colour", vertical(&json!({ "type": "text", "text": "a", "color": "red" })), Some(&format!("{at}.color"))),
        ("an unknown size", vertical(&json!({ "type": "text", "text": "a", "size": "big" })), Some(&format!("{at}.size"))),
        ("an unknown property", vertical(&json!({ "type": "text", "text": "a", "bold": true })), Some(&format!("{at}.bold"))),
        ("an icon in a column", vertical(&icon), Some(at)),
        ("an icon on a baseline", flex(&boxed("baseline", &icon)), None),
        ("a button on a baseline", flex(&boxed("baseline", &button("a"))), Some(at)),
        ("a body that is a text", flex(&words), Some(".contents.body.type")),
        ("a bubble over 30 KB", flex(&wide), Some(".contents")),
        ("twelve bubbles", carousel(12, 1), None),
        ("thirteen bubbles", carousel(13, 1), Some(".contents.contents")),
        ("a carousel over 50 KB", { let mut big = carousel(12, 1_990); for bubble in big["contents"]["contents"].as_array_mut().unwrap() { *bubble = json!({ "type": "bubble", "body": boxed("vertical", &words), "footer": { "type": "box", "layout": "vertical", "contents": vec![json!({ "type": "text", "text": "a".repeat(1_990) }); 3] } }); } big }, Some(".contents")),
    ])
    .await;
}

#[tokio::test]
async fn requests_are_refused_before_anything_is_sent() {
    let town = Town::with_hanako().await;
    let to = town.line.user_id("hanako");
    let one = text("a");
    let cases = [
        ("six messages", "push", json!({ "to": to, "messages": vec![one.clone(); 6] }), "messages"),
        ("no message", "push", json!({ "to": to, "messages": [] }), "messages"),
        ("nobody", "push", json!({ "messages": [one] }), "to"),
        ("not a user id", "push", json!({ "to": "hanako", "messages": [one] }), "to"),
        ("unknown field", "push", json!({ "to": to, "messages": [one], "silent": true }), "silent"),
        (
            "501 people",
            "multicast",
            json!({ "to": vec![to.clone(); 501], "messages": [one] }),
            "to",
        ),
        ("no token", "reply", json!({ "messages": [one] }), "replyToken"),
        (
            "a unit that is no word",
            "push",
            json!({ "to": to, "messages": [one], "customAggregationUnits": ["a-b"] }),
            "customAggregationUnits[0]",
        ),
    ];
    for (rule, call, body, property) in cases {
        let answer = town.post(&format!("/v2/bot/message/{call}"), &body).await;
        assert_eq!(
            (answer.status, answer.message()),
            (400, "The request body has 1 error(s)"),
            "{rule}"
        );
        assert_eq!(answer.body["details"][0]["property"], property, "{rule}");
    }
    let unknown = json!({ "to": format!("U{}", "0".repeat(32)), "messages": [one] });
    assert_eq!(
        town.post("/v2/bot/message/push", &unknown).await.message(),
        "Failed to send messages"
    );
    assert!(town.line.chat("hanako").is_empty());
}

#[tokio::test]
async fn the_envelope_is_checked_too() {
    let town = Town::new().await;
    let push = format!("{}/v2/bot/message/push", town.url);
    let status =
        async |request: reqwest::RequestBuilder| request.send().await.unwrap().status().as_u16();
    let post = || town.http.post(&push).header("content-type", "application/json");
    assert_eq!(status(post().body("{}")).await, 401, "no token");
    assert_eq!(status(post().bearer_auth("guessed").body("{}")).await, 401, "a wrong token");
    let big = json!({ "to": "x".repeat(2 * 1024 * 1024), "messages": [] });
    assert_eq!(town.post("/v2/bot/message/push", &big).await.status, 413, "over 2 MB");
    let answer = town.post("/v2/bot/message/push", &json!([])).await;
    assert_eq!((answer.status, answer.headers["x-line-request-id"].len()), (400, 32));
    let form = town.http.post(&push).bearer_auth(LONG_LIVED).form(&[("to", "U")]);
    assert_eq!(status(form).await, 415, "not JSON");
    assert_eq!(town.call("GET", "/v2/bot/mesage/quota").await.message(), "Not found");
}

#[tokio::test]
async fn a_stateless_token_is_bought_with_the_secret_and_lives_a_quarter_of_an_hour() {
    let town = Town::new().await;
    let options = Options::default();
    let ask = async |secret: &str| {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &options.channel_id),
            ("client_secret", secret),
        ];
        let answer = town
            .http
            .post(format!("{}/oauth2/v3/token", town.url))
            .form(&form)
            .send()
            .await
            .unwrap();
        Answer::of(answer).await.unwrap()
    };
    assert_eq!(ask("guessed").await.body["error"], "invalid_client");
    let bought = ask(&options.channel_secret).await.body;
    assert_eq!((&bought["token_type"], &bought["expires_in"]), (&json!("Bearer"), &json!(900)));
    let quota = async || {
        let request = town.http.get(format!("{}/v2/bot/message/quota", town.url));
        request
            .bearer_auth(bought["access_token"].as_str().unwrap())
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(quota().await, 200);
    town.passes(Duration::from_mins(15));
    assert_eq!(quota().await, 401);
}
