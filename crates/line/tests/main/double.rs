//! Two readings of one protocol meet: the client talks to the emulator, which was written apart
//! from it. What one of them misread shows here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use line::menu::{Alias, ImageKind};
use line::{
    Action, Client, Credentials, Event, EventKind, Hosts, Login, Message, Quota, SendError,
};
use line::{TokenError, Webhook, webhook};
use line_emulator::{Endpoint, Fault, IdTokenOptions, Options, Platform, Running, Signed, user_id};

use crate::Watch;
use crate::menu::menu;
use crate::message::samples;
use crate::recorded::{Recorded, say};

const KEY: &str = "0199c0de-0000-7000-8000-000000000001";

/// The emulator, a client of it, and a service that takes every event.
struct Town {
    emulator: Running,
    service: Recorded,
    client: Client,
    options: Options,
    watch: Watch,
}

impl Town {
    async fn new(monthly_limit: Option<u64>) -> Self {
        let watch = Watch::new();
        let service = Recorded::new(|_| say(200, ""));
        let options = Options {
            webhook_url: format!("{}/line", service.hosts().api),
            monthly_limit,
            clock: watch.clock(),
            ..Options::default()
        };
        let emulator = Platform::start(options.clone()).await.unwrap();
        let credentials = Credentials::Stateless {
            channel_id: options.channel_id.clone(),
            channel_secret: options.channel_secret.clone(),
        };
        let client = Client::new(hosts(&emulator.url), credentials, watch.clock());
        Self { emulator, service, client, options, watch }
    }

    /// The event that the service was told last.
    fn newest(&self) -> Event {
        let asked = self.service.asked().pop().unwrap();
        let signature = asked.header("x-line-signature");
        assert!(webhook::verify(&[&self.options.channel_secret], &asked.body, signature));
        let delivery = webhook::parse(&asked.body).unwrap();
        assert_eq!((delivery.events.len(), delivery.unreadable), (1, 0));
        assert!(delivery.events[0].id.is_some());
        Event::read(&delivery.events[0].raw)
    }

    fn login(&self) -> Login {
        Login::new(
            hosts(&self.emulator.url),
            self.options.login_channel_id.clone(),
            self.options.login_channel_secret.clone(),
            self.watch.clock(),
        )
    }
}

fn hosts(url: &str) -> Hosts {
    let url = url.to_owned();
    Hosts {
        api: url.clone(),
        data: url.clone(),
        login: url.clone(),
        access: url.clone(),
        liff: url,
    }
}

#[tokio::test]
async fn a_new_friend_is_greeted_once() {
    let town = Town::new(None).await;
    town.emulator.platform.add_friend("hanako").await.unwrap();
    let event = town.newest();
    assert_eq!(event.kind, EventKind::Follow { unblocked: false });
    assert_eq!(event.user_id, Some(user_id("hanako")));
    let token = event.reply_token.unwrap();
    assert!(!town.client.reply(&token, &samples()).await.unwrap().already);
    assert_eq!(town.client.reply(&token, &samples()).await, Err(SendError::BadReplyToken));
}

#[tokio::test]
async fn what_a_resident_does_is_understood() {
    let town = Town::new(None).await;
    let hanako = &town.emulator.platform;
    hanako.add_friend("hanako").await.unwrap();
    hanako.types("hanako", "予約").await.unwrap();
    assert!(matches!(town.newest().kind, EventKind::Text { text, .. } if text == "予約"));
    hanako.sends_sticker("hanako").await.unwrap();
    assert!(
        matches!(town.newest().kind, EventKind::OtherMessage { kind, .. } if kind == "sticker")
    );
    let ask = [Message::confirm(
        "確認",
        "予約しますか",
        [Action::postback("a=bk", "はい", "はい、予約します"), Action::message("いいえ", "いいえ")],
    )];
    town.client.push(&user_id("hanako"), &ask, KEY).await.unwrap();
    hanako.taps("hanako", "はい").await.unwrap();
    assert!(matches!(town.newest().kind, EventKind::Postback { data, .. } if data == "a=bk"));
    hanako.blocks("hanako").await.unwrap();
    assert_eq!(town.newest().kind, EventKind::Unfollow);
}

#[tokio::test]
async fn a_push_arrives_exactly_once() {
    let town = Town::new(None).await;
    let hanako = &town.emulator.platform;
    hanako.add_friend("hanako").await.unwrap();
    hanako.fail_next(Endpoint::Push, Fault::AcceptThenDrop);
    let to = user_id("hanako");
    let first = town.client.push(&to, &samples(), KEY).await;
    assert!(matches!(first, Err(SendError::Later { maybe_delivered: true, .. })), "{first:?}");
    let second = town.client.push(&to, &samples(), KEY).await.unwrap();
    let third = town.client.push(&to, &samples(), KEY).await.unwrap();
    assert!(second.already && second.request_id.is_some());
    assert_eq!(third, second);
    assert_eq!(hanako.chat("hanako").len(), samples().len());
}

#[tokio::test]
async fn each_fault_is_what_it_is() {
    let town = Town::new(None).await;
    let hanako = &town.emulator.platform;
    hanako.add_friend("hanako").await.unwrap();
    for (fault, maybe) in
        [(Fault::Status(500), true), (Fault::Unavailable, true), (Fault::RateLimited, false)]
    {
        hanako.fail_next(Endpoint::Multicast, fault);
        let sent = town.client.multicast(&[user_id("hanako")], &samples(), KEY).await;
        let Err(SendError::Later { maybe_delivered, .. }) = sent else {
            panic!("{fault:?} {sent:?}")
        };
        assert_eq!(maybe_delivered, maybe, "{fault:?}");
    }
    let sent = town.client.multicast(&[user_id("hanako")], &samples(), KEY).await;
    assert!(!sent.unwrap().already, "none of them delivered anything");
}

#[tokio::test]
async fn the_month_ends_at_its_limit() {
    let town = Town::new(Some(1)).await;
    town.emulator.platform.add_friend("hanako").await.unwrap();
    let to = user_id("hanako");
    assert_eq!(town.client.quota().await, Ok(Quota::Limited(1)));
    town.client.push(&to, &[Message::text("あ")], KEY).await.unwrap();
    assert_eq!(town.client.consumption().await, Ok(1));
    let other = "0199c0de-0000-7000-8000-000000000002";
    let over = town.client.push(&to, &[Message::text("あ")], other).await;
    assert_eq!(over, Err(SendError::MonthlyLimit));
}

/// A whole town in pieces that LINE takes, each with its own key; one answer is lost, one piece is refused once.
#[tokio::test]
async fn many_are_told_in_pieces_and_nobody_twice() {
    let town = Town::new(None).await;
    let platform = &town.emulator.platform;
    let people: Vec<String> = (0..1_201).map(|n| format!("r{n}")).collect();
    for handle in &people {
        platform.add_friend(handle).await.unwrap();
    }
    let ids: Vec<String> = people.iter().map(|handle| user_id(handle)).collect();
    let message = [Message::text("あ")];
    assert!(matches!(
        town.client.multicast(&ids, &message, KEY).await,
        Err(SendError::Never { status: 400, .. })
    ));
    platform.fail_next(Endpoint::Multicast, Fault::AcceptThenDrop);
    platform.fail_next(Endpoint::Multicast, Fault::RateLimited);
    let pieces: Vec<_> = ids.chunks(line::client::MULTICAST_PEOPLE_MAX).collect();
    assert_eq!(pieces.iter().map(|piece| piece.len()).collect::<Vec<_>>(), [500, 500, 201]);
    let mut tries = 0;
    for (n, piece) in pieces.into_iter().enumerate() {
        let key = format!("0199c0de-0000-7000-8000-0000000000{n:02}");
        let accepted = loop {
            tries += 1;
            match town.client.multicast(piece, &message, &key).await {
                Ok(accepted) => break accepted,
                Err(SendError::Later { .. }) => {}
                Err(other) => panic!("{other:?}"),
            }
        };
        assert_eq!(accepted.already, n == 0, "the first had arrived");
    }
    assert_eq!(tries, 5);
    assert_eq!(town.client.consumption().await, Ok(1_201));
    assert!(people.iter().all(|handle| platform.chat(handle).len() == 1));
}

#[tokio::test]
async fn people_and_settings_are_found() {
    let town = Town::new(None).await;
    town.emulator.platform.add_friend("hanako").await.unwrap();
    let hanako = town.client.profile(&user_id("hanako")).await.unwrap().unwrap();
    assert_eq!(hanako.display_name, "花子");
    assert_eq!(town.client.profile(&user_id("nobody")).await, Ok(None));
    assert_eq!(town.client.quota().await, Ok(Quota::None));
    town.client.validate_push(&samples()).await.unwrap();
    town.client.loading(&user_id("hanako"), 7).await.unwrap();
    assert!(town.client.test_webhook().await.unwrap().success);
    let endpoint = "https://town.example/line".to_owned();
    town.client.set_webhook(&endpoint).await.unwrap();
    assert_eq!(town.client.webhook().await, Ok(Some(Webhook { endpoint, active: true })));
}

#[tokio::test]
async fn a_menu_lives_and_is_replaced() {
    let Town { client, emulator: _emulator, .. } = &Town::new(None).await;
    let (old, new) =
        (client.create_menu(&menu()).await.unwrap(), client.create_menu(&menu()).await.unwrap());
    for id in [&old, &new] {
        client.upload_menu_image(id, ImageKind::Png, png(2500, 1686)).await.unwrap();
    }
    let alias =
        |id: &str| Alias { rich_menu_alias_id: "main".to_owned(), rich_menu_id: id.to_owned() };
    client.create_alias(&alias(&old)).await.unwrap();
    assert_eq!(client.default_menu().await, Ok(None));
    client.set_default_menu(&old).await.unwrap();
    assert_eq!(client.default_menu().await, Ok(Some(old.clone())));
    client.link_menu(&user_id("hanako"), &old).await.unwrap();
    client.update_alias(&alias(&new)).await.unwrap();
    client.set_default_menu(&new).await.unwrap();
    client.unlink_menu(&user_id("hanako")).await.unwrap();
    client.delete_menu(&old).await.unwrap();
    let menus = client.menus().await.unwrap();
    assert_eq!(menus.iter().map(|menu| &menu.rich_menu_id).collect::<Vec<_>>(), [&new]);
    assert_eq!(client.aliases().await, Ok(vec![alias(&new)]));
}

/// The header of a PNG; the emulator reads no further.
fn png(width: u32, height: u32) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &size].concat()
}

#[tokio::test]
async fn a_liff_token_is_believed_with_keys_and_without() {
    let town = Town::new(None).await;
    let good = town.emulator.platform.id_token("hanako", &IdTokenOptions::default());
    assert_eq!(town.login().verify(&good, None).await.unwrap().user_id, user_id("hanako"));

    town.emulator.platform.fail_next(Endpoint::LoginCerts, Fault::Unavailable);
    assert_eq!(town.login().verify(&good, None).await.unwrap().user_id, user_id("hanako"));

    let other = IdTokenOptions { audience: Some("1".to_owned()), ..IdTokenOptions::default() };
    let other = town.emulator.platform.id_token("hanako", &other);
    assert_eq!(town.login().verify(&other, None).await, Err(TokenError::NotOurs));
    let old =
        IdTokenOptions { lives_seconds: -60, signed: Signed::Hs256, ..IdTokenOptions::default() };
    let old = town.emulator.platform.id_token("hanako", &old);
    assert_eq!(town.login().verify(&old, None).await, Err(TokenError::Expired));
}

#[tokio::test]
async fn a_web_sign_in_goes_there_and_back() {
    let town = Town::new(None).await;
    let login = town.login();
    let back = "https://town.example/back";
    let verifier = "a-verifier-of-at-least-forty-three-characters";
    let challenge = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
    let page = login.authorize_url(back, "state-1", "nonce-1", &URL_SAFE_NO_PAD.encode(challenge));
    let browser = reqwest::Client::builder()
        .tls_certs_only([])
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let chosen = browser.get(format!("{page}&as=hanako")).send().await.unwrap();
    let location = reqwest::Url::parse(chosen.headers()["location"].to_str().unwrap()).unwrap();
    let answers: std::collections::HashMap<_, _> = location.query_pairs().collect();
    assert_eq!(answers["state"], "state-1");

    let code = &answers["code"];
    let id_token = login.exchange_code(code, back, verifier).await.unwrap();
    let hanako = login.verify(&id_token, Some("nonce-1")).await.unwrap();
    assert_eq!(hanako.user_id, user_id("hanako"));
    assert_eq!(login.verify(&id_token, Some("nonce-2")).await, Err(TokenError::NotOurs));
    assert_eq!(login.exchange_code(code, back, verifier).await, Err(TokenError::Expired));
}
