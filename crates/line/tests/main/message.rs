//! Messages: their one JSON form.

use line::flex::{Bubble, BubbleSize, Button, FlexBox, Separator, Space, Text, TextSize};
use line::{Action, Message};
use serde_json::{Value, json};

pub(crate) fn tap() -> Action {
    Action::postback("a=bk", "予約する", "予約する")
}

pub(crate) fn labelled(label: &str) -> Action {
    Action::message("はい", label)
}

pub(crate) fn text_box(text: &str) -> Bubble {
    Bubble::new().body(FlexBox::vertical([Text::new(text).into()]))
}

fn booking_card() -> Bubble {
    let place = FlexBox::baseline([
        Text::new("会場").size(TextSize::Sm).color("#555555").flex(1).into(),
        Text::new("町民体育館").flex(3).into(),
    ]);
    Bubble::new()
        .size(BubbleSize::Mega)
        .header(
            FlexBox::vertical([Text::new("予約できました").bold().into()]).background("#E8F1FE"),
        )
        .body(
            FlexBox::vertical([place.into(), Separator::new().margin(Space::Md).into()])
                .spacing(Space::Sm),
        )
        .footer(FlexBox::vertical([
            Button::primary(Action::uri("https://liff.line.me/1-a/b/7", "予約を見る")).into(),
            Button::link(tap()).into(),
        ]))
}

#[test]
fn each_message_has_the_form_line_documents() {
    let card = json!({
        "type": "flex", "altText": "予約できました",
        "contents": {"type": "bubble", "size": "mega",
            "header": {"type": "box", "layout": "vertical", "backgroundColor": "#E8F1FE", "contents": [
                {"type": "text", "text": "予約できました", "weight": "bold", "wrap": true, "scaling": true}]},
            "body": {"type": "box", "layout": "vertical", "spacing": "sm", "contents": [
                {"type": "box", "layout": "baseline", "contents": [
                    {"type": "text", "text": "会場", "flex": 1, "size": "sm", "color": "#555555", "wrap": true, "scaling": true},
                    {"type": "text", "text": "町民体育館", "flex": 3, "wrap": true, "scaling": true}]},
                {"type": "separator", "margin": "md"}]},
            "footer": {"type": "box", "layout": "vertical", "contents": [
                {"type": "button", "style": "primary", "scaling": true, "action":
                    {"type": "uri", "label": "予約を見る", "uri": "https://liff.line.me/1-a/b/7"}},
                {"type": "button", "style": "link", "scaling": true, "action":
                    {"type": "postback", "label": "予約する", "data": "a=bk", "displayText": "予約する"}}]}}});
    let cases: [(Message, Value); 6] = [
        (Message::text("こんにちは"), json!({"type": "text", "text": "こんにちは"})),
        (
            Message::text("どうしますか").with_quick_reply([labelled("はい")]),
            json!({"type": "text", "text": "どうしますか", "quickReply": {"items": [
                {"type": "action", "action": {"type": "message", "label": "はい", "text": "はい"}}]}}),
        ),
        (Message::flex("予約できました", booking_card()), card.clone()),
        (
            Message::carousel("空き枠", [text_box("9:00"), text_box("9:30")]),
            json!({"type": "flex", "altText": "空き枠", "contents": {"type": "carousel", "contents": [
                {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": [
                    {"type": "text", "text": "9:00", "wrap": true, "scaling": true}]}},
                {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": [
                    {"type": "text", "text": "9:30", "wrap": true, "scaling": true}]}}]}}),
        ),
        (
            Message::confirm("確認", "取り消しますか", [labelled("はい"), labelled("いいえ")]),
            json!({"type": "template", "altText": "確認", "template": {"type": "confirm",
                "text": "取り消しますか", "actions": [
                    {"type": "message", "label": "はい", "text": "はい"},
                    {"type": "message", "label": "いいえ", "text": "はい"}]}}),
        ),
        (
            Message::buttons("案内", Some("案内".to_owned()), "選んでください", [tap()]),
            json!({"type": "template", "altText": "案内", "template": {"type": "buttons",
                "title": "案内", "text": "選んでください", "actions": [
                    {"type": "postback", "label": "予約する", "data": "a=bk", "displayText": "予約する"}]}}),
        ),
    ];
    for (message, expected) in cases {
        assert_eq!(message.check(), Ok(()), "{message:?}");
        assert_eq!(serde_json::to_value(&message).unwrap(), expected);
    }
}

/// A message of each form, with whatever is hard to write as JSON.
pub(crate) fn samples() -> Vec<Message> {
    vec![
        Message::text("\"\\\u{2028}👩‍⚕️\n").with_quick_reply([tap(), labelled("はい")]),
        Message::flex("予約", booking_card())
            .with_quick_reply([Action::uri("tel:0312345678", "電話")]),
        Message::carousel("空き枠", [booking_card(), text_box("9:30")]),
        Message::confirm("確認", "取り消しますか", [tap(), tap()]),
        Message::buttons("案内", Some("案内".to_owned()), "選んでください", [tap()]),
    ]
}

#[test]
fn a_stored_message_is_sent_again_byte_for_byte() {
    let stored = serde_json::to_string(&samples()).unwrap();
    let loaded: Vec<Message> = serde_json::from_str(&stored).unwrap();
    assert_eq!(loaded, samples());
    assert_eq!(serde_json::to_string(&loaded).unwrap(), stored);
}

#[test]
fn what_is_not_one_of_our_messages_is_not_loaded_as_one() {
    for stored in [
        json!({"type": "imagemap", "altText": "a"}),
        json!({"type": "text"}),
        json!({"type": "flex", "altText": "a", "contents": {"type": "box", "layout": "vertical"}}),
        json!({"type": "flex", "altText": "a", "contents": {"type": "bubble",
               "body": {"type": "text", "text": "a"}}}),
        json!({"type": "text", "text": "a", "quickReply": {"items": [{"type": "link", "action":
               {"type": "message", "text": "a"}}]}}),
    ] {
        assert!(serde_json::from_value::<Message>(stored.clone()).is_err(), "{stored}");
    }
}
