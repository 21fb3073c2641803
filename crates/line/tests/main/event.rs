//! Reading events: a table of what LINE sends and what it means.

use line::{Event, EventKind};
use serde_json::{Value, json};

fn from_hanako(mut event: Value) -> Value {
    event["source"] = json!({"type": "user", "userId": "Uhanako"});
    event["timestamp"] = json!(1_700_000_000_000_i64);
    event["mode"] = json!("active");
    event["webhookEventId"] = json!("01HF0000000000000000000001");
    event
}

fn text(id: &str, text: &str) -> EventKind {
    EventKind::Text { id: id.to_owned(), text: text.to_owned() }
}

fn other(id: &str, kind: &str) -> EventKind {
    EventKind::OtherMessage { id: id.to_owned(), kind: kind.to_owned() }
}

fn postback(data: &str, params: &[(&str, &str)]) -> EventKind {
    let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    EventKind::Postback { data: data.to_owned(), params: params.collect() }
}

fn unknown(kind: &str) -> EventKind {
    EventKind::Unknown { kind: kind.to_owned() }
}

#[test]
fn every_kind_is_read() {
    let unsend = EventKind::Unsend { message_id: "325708".to_owned() };
    let linked = |linked| EventKind::AccountLink { linked, nonce: "xYz".to_owned() };
    let cases = [
        (json!({"type": "follow"}), EventKind::Follow { unblocked: false }),
        (
            json!({"type": "follow", "follow": {"isUnblocked": true}}),
            EventKind::Follow { unblocked: true },
        ),
        (json!({"type": "unfollow"}), EventKind::Unfollow),
        (
            json!({"type": "message", "message": {"id": "444573844083572737", "type": "text",
                   "quoteToken": "q3Plxr4AgKd", "markAsReadToken": "30yhdy232", "text": "予約 (moon)",
                   "emojis": [{"index": 3, "length": 6, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}]}}),
            text("444573844083572737", "予約 (moon)"),
        ),
        (
            json!({"type": "message", "message": {"id": "1", "type": "sticker", "packageId": "446"}}),
            other("1", "sticker"),
        ),
        (
            json!({"type": "message", "message": {"id": "2", "type": "hologram"}}),
            other("2", "hologram"),
        ),
        (
            json!({"type": "postback", "postback": {"data": "a=bk&id=7"}}),
            postback("a=bk&id=7", &[]),
        ),
        (
            json!({"type": "postback", "postback": {"data": "d", "params": {"datetime": "2026-12-01T09:30", "odd": 1}}}),
            postback("d", &[("datetime", "2026-12-01T09:30")]),
        ),
        (json!({"type": "unsend", "unsend": {"messageId": "325708"}}), unsend),
        (json!({"type": "accountLink", "link": {"result": "ok", "nonce": "xYz"}}), linked(true)),
        (
            json!({"type": "accountLink", "link": {"result": "failed", "nonce": "xYz"}}),
            linked(false),
        ),
        (json!({"type": "messageEdited", "message": {"id": "1"}}), unknown("messageEdited")),
        (json!({"type": "teleport", "future": [1, {"a": null}]}), unknown("teleport")),
    ];
    for (raw, kind) in cases {
        let event = Event::read(&from_hanako(raw.clone()));
        assert_eq!(event.kind, kind, "{raw}");
        assert_eq!(event.user_id.as_deref(), Some("Uhanako"), "{raw}");
        assert_eq!(event.occurred_at, 1_700_000_000_000, "{raw}");
    }
}

#[test]
fn an_event_without_the_parts_we_need_is_unknown_and_harmless() {
    let cases = [
        (json!({"type": "message"}), "message"),
        (json!({"type": "message", "message": {"id": 7, "type": "text", "text": "a"}}), "message"),
        (json!({"type": "message", "message": {"id": "7", "type": "text"}}), "message"),
        (json!({"type": "postback", "postback": {"params": {}}}), "postback"),
        (json!({"type": "unsend", "unsend": "325708"}), "unsend"),
        (json!({"type": "accountLink", "link": {"result": "ok"}}), "accountLink"),
        (json!({"type": 7}), ""),
        (json!([]), ""),
        (json!(null), ""),
    ];
    for (raw, kind) in cases {
        assert_eq!(Event::read(&raw).kind, unknown(kind), "{raw}");
    }
}

#[test]
fn everything_around_the_kind_is_optional() {
    let bare = Event::read(&json!({"type": "unfollow"}));
    assert_eq!(
        bare,
        Event {
            kind: EventKind::Unfollow,
            user_id: None,
            reply_token: None,
            standby: false,
            in_group: false,
            occurred_at: 0,
        }
    );
}

#[test]
fn a_chat_held_by_another_service_is_on_standby() {
    let mut raw =
        from_hanako(json!({"type": "follow", "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA"}));
    let event = Event::read(&raw);
    assert_eq!((event.standby, event.reply_token.is_some()), (false, true));
    raw["mode"] = json!("standby");
    assert!(Event::read(&raw).standby);
}

#[test]
fn a_group_is_told_from_a_chat_between_two() {
    for (source, in_group) in [("user", false), ("group", true), ("room", true)] {
        let raw = json!({"type": "message", "source": {"type": source, "userId": "Uhanako"},
                         "message": {"id": "1", "type": "text", "text": "予約"}});
        assert_eq!(Event::read(&raw).in_group, in_group, "{source}");
    }
}
