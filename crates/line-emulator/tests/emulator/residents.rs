//! What residents do and see.

use line_emulator::{Answer, Sent, Tapped};
use serde_json::json;

use crate::town::Town;

#[tokio::test]
async fn a_talk_reads_as_a_resident_sees_it() {
    let mut town = Town::with_hanako().await;
    let token = town.reply_token().await;
    let postback = |label: &str| json!({ "type": "postback", "label": label, "data": "x", "displayText": label });
    let body = json!({ "replyToken": token, "messages": [
        { "type": "flex", "altText": "予約", "contents": { "type": "bubble",
            "body": { "type": "box", "layout": "vertical", "contents": [
                { "type": "text", "text": "ワクチンの予約" },
                { "type": "text", "text": "11月30日（月）\n午前9時から" }] },
            "footer": { "type": "box", "layout": "vertical", "contents": [
                { "type": "button", "action": postback("変更する") },
                { "type": "button", "action": { "type": "uri", "label": "地図を見る", "uri": "https://a.jp/" } }] } } },
        { "type": "text", "text": "よろしいですか。", "quickReply": { "items": [
            { "type": "action", "action": postback("はい") },
            { "type": "action", "action": postback("いいえ") }] } },
    ] });
    assert_eq!(town.post("/v2/bot/message/reply", &body).await.status, 200);
    let screen = "\
花子｜予約
窓川町｜ワクチンの予約
  11月30日（月）
  午前9時から
  [変更する] [地図を見る]
窓川町｜よろしいですか。
返信候補 [はい] [いいえ]
";
    assert_eq!(town.line.screen("hanako"), screen);

    let opened = town.line.taps("hanako", "地図を見る").await.unwrap();
    assert_eq!(opened.opened(), Some("https://a.jp/"));
    let missing = town.line.taps("hanako", "予約する").await.unwrap_err();
    let expected =
        r#"hanako sees no 「予約する」, only ["はい", "いいえ", "変更する", "地図を見る"]"#;
    assert_eq!(missing.to_string(), expected);
    town.line.taps("hanako", "はい").await.unwrap();
    assert!(town.line.taps("hanako", "いいえ").await.is_err(), "quick replies vanish after use");
}

#[tokio::test]
async fn taps_become_events() {
    let mut town = Town::with_hanako().await;
    let quick = |action: serde_json::Value| {
        let items = json!([{ "type": "action", "action": action }]);
        json!({ "to": town.line.user_id("hanako"), "messages": [{ "type": "text", "text": "？", "quickReply": { "items": items } }] })
    };
    let says = quick(json!({ "type": "message", "label": "予約", "text": "予約したい" }));
    let posts = quick(
        json!({ "type": "postback", "label": "はい", "data": "a=1", "displayText": "はい！" }),
    );
    let date = quick(
        json!({ "type": "datetimepicker", "label": "日を選ぶ", "data": "d", "mode": "date" }),
    );

    town.post("/v2/bot/message/push", &says).await;
    assert_eq!(town.line.taps("hanako", "予約").await.unwrap(), Tapped::Told(Answer::Status(200)));
    assert_eq!(
        town.service.received.recv().await.unwrap().event()["message"]["text"],
        "予約したい"
    );

    town.post("/v2/bot/message/push", &posts).await;
    town.line.taps("hanako", "はい").await.unwrap();
    assert_eq!(
        town.service.received.recv().await.unwrap().event()["postback"],
        json!({ "data": "a=1" })
    );
    assert_eq!(town.line.chat("hanako").last().unwrap().lines(), ["はい！"]);

    town.post("/v2/bot/message/push", &date).await;
    assert!(town.line.taps("hanako", "日を選ぶ").await.is_err());
    town.line.picks("hanako", "日を選ぶ", "2026-12-01").await.unwrap();
    let event = town.service.received.recv().await.unwrap().event();
    assert_eq!(event["postback"], json!({ "data": "d", "params": { "date": "2026-12-01" } }));
}

#[tokio::test]
async fn friends_come_and_go() {
    let mut town = Town::new().await;
    let profile = format!("/v2/bot/profile/{}", town.line.user_id("hanako"));
    assert_eq!(town.call("GET", &profile).await.status, 404);
    town.line.add_friend("hanako").await.unwrap();
    assert_eq!(town.call("GET", &profile).await.body["displayName"], "花子");
    town.line.blocks("hanako").await.unwrap();
    assert_eq!(town.call("GET", &profile).await.status, 404);
    assert!(town.line.types("hanako", "予約").await.is_err());
    assert_eq!(town.line.screen("hanako"), "（ブロック中）\n");
    town.line.unblocks("hanako").await.unwrap();
    town.line.sends_sticker("hanako").await.unwrap();
    let mut kinds = Vec::new();
    for _ in 0..4 {
        let event = town.service.received.recv().await.unwrap().event();
        kinds.push(format!("{} {}", event["type"], event["follow"]["isUnblocked"]));
    }
    assert_eq!(
        kinds,
        ["\"follow\" false", "\"unfollow\" null", "\"follow\" true", "\"message\" null"]
    );
}

#[tokio::test]
async fn followers_come_in_pages() {
    let town = Town::with_hanako().await;
    town.line.add_friend("taro").await.unwrap();
    let first = town.call("GET", "/v2/bot/followers/ids?limit=1").await.body;
    let next = first["next"].as_str().unwrap();
    let second =
        town.call("GET", &format!("/v2/bot/followers/ids?limit=1&start={next}")).await.body;
    assert!(second.get("next").is_none());
    let mut ids =
        [&first["userIds"][0], &second["userIds"][0]].map(|id| id.as_str().unwrap().to_owned());
    ids.sort();
    let mut friends = [town.line.user_id("hanako"), town.line.user_id("taro")];
    friends.sort();
    assert_eq!(ids, friends);
    assert_eq!(town.call("GET", "/v2/bot/followers/ids?limit=0").await.status, 400);
}

#[tokio::test]
async fn the_loading_animation_has_its_rules() {
    let town = Town::with_hanako().await;
    let id = town.line.user_id("hanako");
    for (seconds, status) in [(5, 202), (60, 202), (7, 400), (65, 400)] {
        let body = json!({ "chatId": id, "loadingSeconds": seconds });
        assert_eq!(
            town.post("/v2/bot/chat/loading/start", &body).await.status,
            status,
            "{seconds} seconds"
        );
    }
}

#[tokio::test]
async fn what_is_no_text_is_told_by_its_kind_and_shown_by_its_name() {
    let mut town = Town::with_hanako().await;
    let cases = [
        (Sent::Photo, "image", "（画像）"),
        (Sent::Film, "video", "（動画）"),
        (Sent::Voice, "audio", "（音声）"),
        (Sent::File, "file", "（ファイル）"),
        (Sent::Place, "location", "いまいる場所"),
    ];
    for (what, kind, shown) in cases {
        assert!(town.line.sends("hanako", what).await.unwrap().taken());
        let event = town.service.received.recv().await.unwrap().event();
        assert_eq!(event["message"]["type"], kind);
        assert!(event["message"]["id"].is_string() && event["replyToken"].is_string());
        let screen = town.line.screen("hanako");
        assert!(screen.contains(&format!("花子｜{shown}")), "{screen}");
    }
}

#[tokio::test]
async fn a_message_taken_back_leaves_the_talk_and_the_service_is_told_which() {
    let mut town = Town::with_hanako().await;
    for said in ["一つ目", "二つ目"] {
        town.line.types("hanako", said).await.unwrap();
    }
    let first = town.service.received.recv().await.unwrap().event();
    let second = town.service.received.recv().await.unwrap().event();
    for taken_back in [&second, &first] {
        town.line.unsends("hanako").await.unwrap();
        let event = town.service.received.recv().await.unwrap().event();
        assert_eq!(event["type"], "unsend");
        assert_eq!(event["unsend"]["messageId"], taken_back["message"]["id"]);
        assert!(event.get("replyToken").is_none());
    }
    let screen = town.line.screen("hanako");
    assert!(screen.contains("送信を取り消しました") && !screen.contains("つ目"), "{screen}");
    assert!(town.line.unsends("hanako").await.is_err(), "nothing is left to take back");
}

#[tokio::test]
async fn the_month_and_the_switch_of_the_console_can_be_turned_while_it_runs() {
    let mut town = Town::with_hanako().await;
    town.line.set_monthly_limit(Some(0));
    let body =
        json!({ "to": town.line.user_id("hanako"), "messages": [{ "type": "text", "text": "x" }] });
    assert_eq!(town.post("/v2/bot/message/push", &body).await.status, 429);
    town.line.set_monthly_limit(None);
    assert_eq!(town.post("/v2/bot/message/push", &body).await.status, 200);

    town.line.set_webhook_active(false);
    town.line.types("hanako", "だれにも届かない").await.unwrap();
    town.line.set_webhook_active(true);
    town.line.types("hanako", "届く").await.unwrap();
    let event = town.service.received.recv().await.unwrap().event();
    assert_eq!(event["message"]["text"], "届く");
}
