//! Rich menus from creation to the tap.

use serde_json::{Value, json};

use crate::town::{Answer, Town};

fn menu(label: &str) -> Value {
    json!({
        "size": { "width": 800, "height": 250 }, "selected": true, "name": label, "chatBarText": "メニュー",
        "areas": [{
            "bounds": { "x": 0, "y": 0, "width": 800, "height": 250 },
            "action": { "type": "postback", "label": label, "data": "menu" },
        }],
    })
}

/// The header of a PNG of this size; the emulator reads no further.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes
}

impl Town {
    async fn created(&self, spec: &Value) -> String {
        let answer = self.post("/v2/bot/richmenu", spec).await;
        answer.body["richMenuId"].as_str().unwrap().to_owned()
    }

    async fn uploaded(&self, id: &str, bytes: Vec<u8>) -> Answer {
        self.upload(id, bytes, "image/png").await
    }

    async fn complete(&self, label: &str) -> String {
        let id = self.created(&menu(label)).await;
        assert_eq!(self.uploaded(&id, png(800, 250)).await.status, 200);
        id
    }
}

#[tokio::test]
async fn a_menu_keeps_its_rules() {
    let town = Town::new().await;
    let with = |pointer: &str, value: Value| {
        let mut spec = menu("a");
        *spec.pointer_mut(pointer).unwrap() = value;
        spec
    };
    let cases = [
        ("fine", menu("a"), None),
        ("too narrow", with("/size/width", json!(799)), Some("size.width")),
        ("too low", with("/size/height", json!(249)), Some("size.height")),
        ("too steep", with("/size", json!({ "width": 800, "height": 552 })), Some("size.height")),
        ("an area outside", with("/areas/0/bounds/x", json!(1)), Some("areas[0].bounds")),
        ("bar of 15", with("/chatBarText", json!("あ".repeat(15))), Some("chatBarText")),
        (
            "label of 21",
            with("/areas/0/action/label", json!("あ".repeat(21))),
            Some("areas[0].action.label"),
        ),
        ("21 areas", with("/areas", json!(vec![menu("a")["areas"][0].clone(); 21])), Some("areas")),
    ];
    for (rule, spec, property) in cases {
        let answer = town.post("/v2/bot/richmenu/validate", &spec).await;
        assert_eq!(answer.body["details"][0]["property"].as_str(), property, "{rule}");
    }
}

#[tokio::test]
async fn the_picture_must_fit_and_comes_once() {
    let town = Town::new().await;
    let id = town.created(&menu("a")).await;
    assert_eq!(
        town.post(&format!("/v2/bot/user/all/richmenu/{id}"), &json!({})).await.status,
        400,
        "no picture yet"
    );
    assert_eq!(town.uploaded(&id, png(800, 540)).await.status, 400, "another size");
    assert_eq!(town.uploaded(&id, b"GIF89a".to_vec()).await.status, 400, "not a PNG");
    assert_eq!(town.upload(&id, png(800, 250), "image/gif").await.status, 400, "not allowed");
    let mut heavy = png(800, 250);
    heavy.resize(1024 * 1024 + 1, 0);
    assert_eq!(town.uploaded(&id, heavy).await.status, 400, "over 1 MB");
    assert_eq!(town.uploaded(&id, png(800, 250)).await.status, 200);
    assert_eq!(town.uploaded(&id, png(800, 250)).await.status, 400, "a second one");
    assert_eq!(town.uploaded("richmenu-unknown", png(800, 250)).await.status, 404);
}

#[tokio::test]
async fn her_own_menu_comes_before_the_default() {
    let mut town = Town::with_hanako().await;
    let (first, own) = (town.complete("みんな").await, town.complete("花子さん").await);
    let user = town.line.user_id("hanako");
    town.post(&format!("/v2/bot/user/all/richmenu/{first}"), &json!({})).await;
    assert_eq!(town.line.screen("hanako"), "メニュー [みんな]\n");
    town.post(&format!("/v2/bot/user/{user}/richmenu/{own}"), &json!({})).await;
    assert_eq!(town.line.screen("hanako"), "メニュー [花子さん]\n");
    assert_eq!(town.line.screen("taro"), "（友だちではありません）\nメニュー [みんな]\n");
    town.line.taps("hanako", "花子さん").await.unwrap();
    assert_eq!(town.service.received.recv().await.unwrap().event()["postback"]["data"], "menu");
    town.call("DELETE", &format!("/v2/bot/richmenu/{own}")).await;
    assert_eq!(town.line.screen("hanako"), "メニュー [みんな]\n");
    assert_eq!(town.call("GET", &format!("/v2/bot/user/{user}/richmenu")).await.status, 404);
}

#[tokio::test]
async fn tabs_switch_by_alias() {
    let mut town = Town::with_hanako().await;
    let mut spec = menu("次へ");
    spec["areas"][0]["action"] = json!({ "type": "richmenuswitch", "label": "次へ", "richMenuAliasId": "second", "data": "tab" });
    let first = town.created(&spec).await;
    town.uploaded(&first, png(800, 250)).await;
    let second = town.complete("もどる").await;
    town.post(&format!("/v2/bot/user/all/richmenu/{first}"), &json!({})).await;
    let alias = json!({ "richMenuAliasId": "second", "richMenuId": second });
    assert_eq!(town.post("/v2/bot/richmenu/alias", &alias).await.status, 200);
    assert_eq!(
        town.post("/v2/bot/richmenu/alias", &alias).await.message(),
        "conflict richmenu alias id"
    );
    town.line.taps("hanako", "次へ").await.unwrap();
    let event = town.service.received.recv().await.unwrap().event();
    assert_eq!(
        event["postback"]["params"],
        json!({ "newRichMenuAliasId": "second", "status": "SUCCESS" })
    );
    assert_eq!(town.line.screen("hanako"), "メニュー [もどる]\n");
    let list = town.call("GET", "/v2/bot/richmenu/alias/list").await.body;
    assert_eq!(list["aliases"], json!([alias]));
    assert_eq!(town.call("DELETE", "/v2/bot/richmenu/alias/second").await.status, 200);
    assert_eq!(town.call("GET", "/v2/bot/richmenu/alias/second").await.status, 404);
}
