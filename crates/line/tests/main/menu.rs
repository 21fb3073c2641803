//! Rich menus: LINE's limits, and what goes over the wire.

use line::limit::Broken;
use line::menu::{Alias, Area, Bounds, ImageKind, RichMenu, Size};
use line::{Action, Client, Credentials, SendError};
use serde_json::json;

use crate::Watch;
use crate::recorded::{Recorded, say};

fn area(x: u32, y: u32, width: u32, height: u32) -> Area {
    let action = Action::postback("a=bk", "予約する", "予約する");
    Area { bounds: Bounds { x, y, width, height }, action }
}

pub(crate) fn menu() -> RichMenu {
    RichMenu {
        size: Size { width: 2500, height: 1686 },
        selected: true,
        name: "main 2026-11".to_owned(),
        chat_bar_text: "メニュー".to_owned(),
        areas: vec![area(0, 0, 1250, 1686), area(1250, 0, 1250, 1686)],
    }
}

fn client(line: &Recorded) -> Client {
    Client::new(line.hosts(), Credentials::LongLived("token".to_owned()), Watch::new().clock())
}

#[test]
fn each_limit_has_a_menu_that_breaks_it() {
    assert_eq!(menu().check(), Ok(()));
    let sized = |width, height| RichMenu { size: Size { width, height }, ..menu() };
    let named = |name: String| RichMenu { name, ..menu() };
    let barred = |text: String| RichMenu { chat_bar_text: text, ..menu() };
    let with = |area: Area| RichMenu { areas: vec![area], ..menu() };
    let acting = |action| with(Area { action, ..area(0, 0, 1, 1) });
    let switch = |alias: &str| acting(Action::rich_menu_switch(alias, "次へ", "p=2"));
    assert_eq!(switch("page-2_a").check(), Ok(()));
    assert_eq!(named("あ".repeat(300)).check(), Ok(()));
    assert_eq!(barred("あ".repeat(14)).check(), Ok(()));
    assert_eq!(with(area(2499, 1685, 1, 1)).check(), Ok(()));
    let cases = [
        (sized(799, 400), "size"),
        (sized(2501, 1686), "size"),
        (sized(800, 249), "size"),
        (sized(2500, 1725), "size"),
        (named("あ".repeat(301)), "name"),
        (named(String::new()), "name"),
        (barred("あ".repeat(15)), "chatBarText"),
        (RichMenu { areas: vec![], ..menu() }, "areas"),
        (RichMenu { areas: vec![area(0, 0, 1, 1); 21], ..menu() }, "areas"),
        (with(area(1, 0, 2500, 1)), "areas[0].bounds"),
        (with(area(0, 1, 1, 1686)), "areas[0].bounds"),
        (with(area(0, 0, 0, 1)), "areas[0].bounds"),
        (with(area(u32::MAX, 0, 1, 1)), "areas[0].bounds"),
        (acting(Action::message("a", "あ".repeat(21))), "areas[0].action.label"),
        (switch("Page 2"), "areas[0].action.richMenuAliasId"),
        (switch(&"a".repeat(33)), "areas[0].action.richMenuAliasId"),
        (switch(""), "areas[0].action.richMenuAliasId"),
    ];
    for (menu, at) in cases {
        assert_eq!(menu.check().map_err(|limit| limit.at), Err(at.to_owned()));
    }
    assert_eq!(sized(799, 400).check().unwrap_err().broken, Broken::Size);
}

#[tokio::test]
async fn a_menu_is_made_and_its_id_comes_back() {
    let line = Recorded::new(|_| say(200, r#"{"richMenuId":"richmenu-1"}"#));
    assert_eq!(client(&line).create_menu(&menu()).await, Ok("richmenu-1".to_owned()));
    let asked = line.only();
    assert_eq!(asked.line, "POST /v2/bot/richmenu");
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&asked.body).unwrap(),
        json!({
        "size": {"width": 2500, "height": 1686}, "selected": true,
        "name": "main 2026-11", "chatBarText": "メニュー",
        "areas": [
            {"bounds": {"x": 0, "y": 0, "width": 1250, "height": 1686}, "action":
                {"type": "postback", "label": "予約する", "data": "a=bk", "displayText": "予約する"}},
            {"bounds": {"x": 1250, "y": 0, "width": 1250, "height": 1686}, "action":
                {"type": "postback", "label": "予約する", "data": "a=bk", "displayText": "予約する"}}]})
    );
}

#[tokio::test]
async fn a_picture_goes_to_the_data_host_as_it_is() {
    let line = Recorded::new(|_| say(200, "{}"));
    let picture = b"\x89PNG\r\n\x1a\n\0\xff".to_vec();
    client(&line).upload_menu_image("richmenu-1", ImageKind::Png, picture.clone()).await.unwrap();
    let asked = line.only();
    assert_eq!(asked.line, "POST /data/v2/bot/richmenu/richmenu-1/content");
    assert_eq!(
        (asked.header("content-type"), asked.body.as_slice()),
        ("image/png", picture.as_slice())
    );
}

#[tokio::test]
async fn a_picture_has_a_megabyte_at_most() {
    let line = Recorded::new(|_| say(200, "{}"));
    let client = client(&line);
    let full = client.upload_menu_image("m", ImageKind::Jpeg, vec![0; 1_000_000]).await;
    let over = client.upload_menu_image("m", ImageKind::Jpeg, vec![0; 1_000_001]).await;
    assert_eq!(full, Ok(()));
    assert!(matches!(over, Err(SendError::Never { status: 400, .. })), "{over:?}");
    assert_eq!(line.asked().len(), 1);
}

#[tokio::test]
async fn every_other_call_has_its_address() {
    let line = Recorded::new(|asked| match asked.line.as_str() {
        "GET /v2/bot/richmenu/list" => say(
            200,
            r#"{"richmenus":[{"richMenuId":"m1","name":"main",
            "areas":[{"action":{"type":"hologram"}}]}]}"#,
        ),
        "GET /v2/bot/richmenu/alias/list" => {
            say(200, r#"{"aliases":[{"richMenuAliasId":"page-1","richMenuId":"m1"}]}"#)
        }
        _ => say(200, "{}"),
    });
    let client = client(&line);
    let alias = Alias { rich_menu_alias_id: "page-1".to_owned(), rich_menu_id: "m1".to_owned() };
    client.set_default_menu("m1").await.unwrap();
    client.link_menu("Uhanako", "m1").await.unwrap();
    client.unlink_menu("Uhanako").await.unwrap();
    client.delete_menu("m1").await.unwrap();
    client.create_alias(&alias).await.unwrap();
    client.update_alias(&alias).await.unwrap();
    let menus = client.menus().await.unwrap();
    assert_eq!((menus[0].rich_menu_id.as_str(), menus[0].name.as_str()), ("m1", "main"));
    assert_eq!(client.aliases().await, Ok(vec![alias]));

    let asked = line.asked();
    let asked: Vec<_> = asked.iter().map(|asked| (asked.line.as_str(), asked.text())).collect();
    assert_eq!(
        asked,
        [
            ("POST /v2/bot/user/all/richmenu/m1", ""),
            ("POST /v2/bot/user/Uhanako/richmenu/m1", ""),
            ("DELETE /v2/bot/user/Uhanako/richmenu", ""),
            ("DELETE /v2/bot/richmenu/m1", ""),
            ("POST /v2/bot/richmenu/alias", r#"{"richMenuAliasId":"page-1","richMenuId":"m1"}"#),
            ("POST /v2/bot/richmenu/alias/page-1", r#"{"richMenuId":"m1"}"#),
            ("GET /v2/bot/richmenu/list", ""),
            ("GET /v2/bot/richmenu/alias/list", ""),
        ]
    );
}
