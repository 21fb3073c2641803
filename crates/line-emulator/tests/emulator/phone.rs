//! The telephone pages: what fingers can do, what is shown, and what survives a restart.

use line_emulator::{Options, Platform};
use serde_json::json;

use crate::town::{Answer, Town};

impl Town {
    async fn finger(&self, path: &str, body: serde_json::Value) -> Answer {
        let request = self.http.post(format!("{}/phone/hanako/{path}", self.url)).json(&body);
        Answer::of(request.send().await.unwrap()).await.unwrap()
    }

    async fn page(&self, path: &str) -> String {
        self.http.get(format!("{}{path}", self.url)).send().await.unwrap().text().await.unwrap()
    }
}

#[tokio::test]
async fn fingers_do_what_verbs_do() {
    let mut town = Town::new().await;
    town.finger("friendship", json!({ "friend": true })).await;
    town.finger("type", json!({ "text": " 予約 " })).await;
    town.finger("sticker", json!({})).await;
    let action = json!({ "type": "uri", "label": "開く", "uri": "https://a.jp/" });
    let template = json!({ "type": "buttons", "text": "どうぞ", "actions": [action] });
    let message = json!({ "type": "template", "altText": "a", "template": template });
    town.post(
        "/v2/bot/message/push",
        &json!({ "to": town.line.user_id("hanako"), "messages": [message] }),
    )
    .await;
    assert_eq!(
        town.line.screen("hanako"),
        "花子｜予約\n花子｜（スタンプ）\n窓川町｜どうぞ\n  [開く]\n"
    );
    let entry = town.line.chat("hanako").last().unwrap().id.clone();
    let tap = json!({ "entry": entry, "pointer": "/template/actions/0" });
    assert_eq!(town.finger("tap", tap).await.body, json!({ "outside": "https://a.jp/" }));
    let gone = json!({ "entry": "1", "pointer": "/template/actions/0" });
    assert_eq!(town.finger("tap", gone).await.status, 404);
    town.finger("friendship", json!({ "friend": false })).await;
    let mut kinds = Vec::new();
    for _ in 0..4 {
        kinds.push(town.service.received.recv().await.unwrap().event()["type"].clone());
    }
    assert_eq!(kinds, ["follow", "message", "message", "unfollow"]);
}

#[tokio::test]
async fn fingers_send_take_back_and_slow_the_line() {
    let mut town = Town::with_hanako().await;
    for what in ["photo", "film", "voice", "file", "place"] {
        assert_eq!(town.finger("send", json!({ "what": what })).await.status, 200, "{what}");
    }
    town.finger("unsend", json!({})).await;
    let mut kinds = Vec::new();
    for _ in 0..6 {
        kinds.push(town.service.received.recv().await.unwrap().event()["type"].clone());
    }
    assert_eq!(kinds, ["message", "message", "message", "message", "message", "unsend"]);
    let page = town.page("/phone/hanako").await;
    assert!(page.contains("写真") && page.contains("送信を取り消しました"), "{page}");
    assert!(page.contains("data-slow=\"false\""));
    town.finger("line", json!({ "slow": true })).await;
    assert!(town.page("/phone/hanako").await.contains("data-slow=\"true\""));
    assert_eq!(town.finger("send", json!({ "what": "elephant" })).await.status, 422);
}

#[tokio::test]
async fn what_people_write_is_never_markup() {
    let town = Town::with_hanako().await;
    town.line.types("hanako", "<script>alert(1)</script>").await.unwrap();
    let page = town.page("/phone/hanako").await;
    assert!(page.contains("&lt;script&gt;alert(1)"));
    assert!(!page.contains("<script>alert"));
    assert!(town.page("/").await.contains("太郎"));
    assert!(town.page("/phone/nobody").await.contains("この電話はありません"));
}

#[tokio::test]
async fn the_screen_is_live() {
    let town = Town::with_hanako().await;
    let mut stream = town.http.get(format!("{}/events", town.url)).send().await.unwrap();
    let first = stream.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"data: {"));
    town.push("hanako", "こんにちは", &[]).await;
    let next = stream.chunk().await.unwrap().unwrap();
    let next = String::from_utf8_lossy(&next).into_owned();
    assert!(next.contains("こんにちは") && !next.contains("taro"), "only what changed");
}

#[tokio::test]
async fn a_demo_continues_where_it_stood() {
    let folder = tempfile::tempdir().unwrap();
    let options = || Options {
        state_file: Some(folder.path().join("line.json")),
        redelivery_waits: Vec::new(),
        ..Options::default()
    };
    let running = Platform::start(options()).await.unwrap();
    running.platform.types("hanako", "予約").await.unwrap();
    drop(running);
    let running = Platform::start(options()).await.unwrap();
    assert_eq!(running.platform.screen("hanako"), "（友だちではありません）\n花子｜予約\n");
}

#[tokio::test]
async fn it_listens_on_this_machine_only() {
    let refused =
        Platform::start(Options { listen: "0.0.0.0:0".parse().unwrap(), ..Options::default() })
            .await;
    assert!(refused.is_err());
}
