//! Coming in through LINE: tokens that are not good, LINE Login in a plain browser, and what other sites
//! may not make a browser do.

use crate::{
    page::{Form, Page},
    people::{hanako, taro},
    places::{AT_9_00, COVID},
    resident::{Browser, next_of, query},
    town::Town,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use insta::assert_snapshot;
use line_emulator::{Endpoint, Fault, IdTokenOptions};
use ring::{hmac, rand::SystemRandom, signature};
use serde_json::{Value, json};

on_both_engines!(
    a_token_that_is_too_old_says_how_to_open_again,
    a_forged_token_opens_nothing,
    while_line_cannot_be_asked_nobody_is_let_in,
    a_plain_browser_signs_in_with_line_login,
    a_sign_in_begun_elsewhere_is_not_finished_here,
    no_address_leads_out_of_the_service,
    another_site_cannot_press_our_buttons,
    a_session_ends_after_a_day_or_when_asked_to,
);

async fn a_token_that_is_too_old_says_how_to_open_again(town: &Town) {
    let old = IdTokenOptions { lives_seconds: -120, ..IdTokenOptions::default() };
    town.stranger(hanako());
    let page = opened_with(town, &town.line.id_token("hanako", &old)).await;
    assert_eq!(page.status, 401);
    assert_snapshot!(page.text(), @"
        # もう一度、LINEから開いてください
        開いてから時間がたったため、LINEでの確認が切れました。
        予約の内容は変わっていません。
        ## 開きかた
        ・この画面を閉じます。
        ・LINEで「窓川町」のトークを開きます。
        ・「予約」と送り、出てきたボタンを押してください。
        〔LINEで開き直す〕
        LINEの外でお使いの方は、こちらから入れます。 〔LINEでログイン〕
        ");
    assert!(page.link("LINEで開き直す").starts_with(town.line.url()));
}

async fn a_forged_token_opens_nothing(town: &Town) {
    town.stranger(hanako());
    let made = |options: &IdTokenOptions| town.line.id_token("hanako", options);
    let good = made(&IdTokenOptions::default());
    let elsewhere = Some("2999999999".to_owned());
    let stranger = Some("https://access.example".to_owned());
    let point = public_key(town).await;
    let forged = [
        ("another channel", made(&IdTokenOptions { audience: elsewhere, ..<_>::default() })),
        ("another issuer", made(&IdTokenOptions { issuer: stranger, ..<_>::default() })),
        ("no signature", resigned(&good, &json!({ "alg": "none" }), |_| Vec::new())),
        ("another key", resigned(&good, &header_of(&good), by_another_key)),
        (
            "the public key as a secret",
            resigned(&good, &json!({ "alg": "HS256" }), |signed| mac(&point, signed)),
        ),
        (
            "the public key as a secret, and its name",
            resigned(&good, &with(&header_of(&good), "alg", "HS256"), |s| mac(&point, s)),
        ),
        ("an empty secret", resigned(&good, &json!({ "alg": "HS256" }), |signed| mac(b"", signed))),
        ("an unknown key", resigned(&good, &with(&header_of(&good), "kid", "x"), by_another_key)),
        ("another person", exchanged(&good, &town.line.id_token("taro", &<_>::default()))),
        ("not a token", "hanako".to_owned()),
        ("nothing", String::new()),
    ];
    for (what, token) in forged {
        let page = opened_with(town, &token).await;
        assert_eq!(page.status, 401, "{what}");
        assert_eq!(page.heading(), "もう一度、LINEから開いてください", "{what}");
        assert_eq!(page.header("set-cookie"), None, "{what}");
    }
    assert_eq!(opened_with(town, &good).await.status, 303, "the good one is good");
}

async fn while_line_cannot_be_asked_nobody_is_let_in(town: &Town) {
    town.stranger(hanako());
    let good = town.line.id_token("hanako", &IdTokenOptions::default());
    town.line.fail_next(Endpoint::LoginCerts, Fault::Unavailable);
    town.line.fail_next(Endpoint::LoginVerify, Fault::Unavailable);
    let page = opened_with(town, &good).await;
    assert_eq!((page.status, page.header("set-cookie")), (503, None));
    assert!(page.text().contains("LINEにつながらないため、いまは確認ができません。"));
    assert_eq!(opened_with(town, &good).await.status, 303, "asked directly, LINE knows it");
}

async fn a_plain_browser_signs_in_with_line_login(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let browser = town.browser();
    let opening = browser.opens("/liff/home").await;
    let at_line = browser.asks_for(&opening.link("LINEでログイン")).await;
    let back = chosen(&browser, &at_line, "hanako").await;
    let page = browser.opens(&back).await;
    assert_eq!((page.path.as_str(), page.heading()), ("/r/home", "予約の一覧".to_owned()));
    assert!(page.text().contains("佐藤 花子"), "the same account as in LINE");
    let again = browser.asks_for(&back).await;
    assert_eq!(again.status, 401, "the way back is good once");
}

async fn a_sign_in_begun_elsewhere_is_not_finished_here(town: &Town) {
    town.stranger(hanako());
    town.stranger(taro());
    let begins = async |browser: &Browser<'_>, as_whom: &str| {
        let at_line = browser.asks_for("/signin/line?next=/r/home").await;
        chosen(browser, &at_line, as_whom).await
    };
    let (hers, his) = (town.browser(), town.browser());
    let (her_way, his_way) = (begins(&hers, "hanako").await, begins(&his, "taro").await);
    let refused = async |browser: &Browser<'_>, way: &str, what: &str| {
        let page = browser.asks_for(way).await;
        assert_eq!(
            (page.status, page.heading()),
            (401, "もう一度、LINEから開いてください".into()),
            "{what}"
        );
        assert_eq!(browser.asks_for("/r/home").await.status, 303, "{what}: still not signed in");
    };
    refused(&town.browser(), &his_way, "nothing was begun here").await;
    refused(&hers, &his_way, "his code and his state").await;
    let (_, his_code) = his_way.split_once("code=").unwrap();
    let (his_code, _) = his_code.split_once('&').unwrap();
    let (_, her_state) = her_way.split_once("&state=").unwrap();
    let mixed = format!("/signin/line/callback?code={his_code}&state={her_state}");
    refused(&hers, &mixed, "his code, which was made for his verifier").await;
    refused(&his, &his_way, "a code that was tried before").await;
    refused(&hers, &format!("/signin/line/callback?error=access_denied&state={her_state}"), "no")
        .await;
    assert_eq!(hers.opens(&her_way).await.path, "/r/home", "her own way still leads home");
}

async fn no_address_leads_out_of_the_service(town: &Town) {
    town.stranger(hanako());
    let token = town.line.id_token("hanako", &IdTokenOptions::default());
    for next in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
        "",
    ] {
        let fields = [("id_token", token.as_str()), ("next", next)];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let form = Form { action: "/signin/liff".to_owned(), fields };
        let page = town.browser().posts(&form, "same-origin").await;
        assert_eq!(page.header("location"), Some("/r/home"), "{next}");

        let browser = town.browser();
        let query = query(&[("next", next)]);
        let at_line = browser.asks_for(&format!("/signin/line?{query}")).await;
        let back = chosen(&browser, &at_line, "hanako").await;
        assert_eq!(browser.asks_for(&back).await.header("location"), Some("/r/home"), "{next}");

        let desk = town.browser();
        let page = desk.opens(&format!("/desk/signin?{query}")).await;
        let (login, password) = crate::town::LOGIN;
        let form = page.form("ログインする").typed(&[("login", login), ("password", password)]);
        let page = desk.posts(&form, "same-origin").await;
        assert_eq!(page.header("location"), Some("/desk"), "{next}");
    }
    let page = town.browser().opens("/liff//evil.example").await;
    assert!(next_of(&page).starts_with("/r/"), "{}", next_of(&page));
}

async fn another_site_cannot_press_our_buttons(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let book = hanako.chooses(COVID, 1, AT_9_00).await.form("この内容で予約する");
    for site in ["cross-site", "same-site"] {
        let page = hanako.browser.posts(&book, site).await;
        assert_eq!(page.status, 403, "{site}");
    }
    assert_eq!(town.bookings().await, []);
    hanako.browser.submits(&book).await;
    let booking = town.booking_of(&hanako.known).await.id;
    let officer = town.officer().await;
    for action in [
        format!("/r/bookings/{booking}/cancel"),
        "/r/people/new".to_owned(),
        "/signout".to_owned(),
        "/signin/liff".to_owned(),
        "/desk/signin".to_owned(),
        "/desk/signout".to_owned(),
        format!("/desk/slots/{AT_9_00}"),
    ] {
        let browser = if action.starts_with("/desk") { &officer } else { &hanako.browser };
        let form = Form { action: action.clone(), fields: Vec::new() };
        assert_eq!(browser.posts(&form, "cross-site").await.status, 403, "{action}");
    }
    assert!(town.booking_of(&hanako.known).await.is_live());
    assert_eq!(officer.opens("/desk").await.heading(), "事業の一覧", "still signed in");
}

async fn a_session_ends_after_a_day_or_when_asked_to(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.opens("/home").await;
    town.passes(crate::places::days(1)).await;
    let page = hanako.browser.asks_for("/r/home").await;
    assert_eq!(page.header("location"), Some("/liff/home"));
    let page = hanako.opens("/home").await;
    hanako.browser.presses(&page, "この画面から出る", &[]).await;
    assert_eq!(hanako.browser.asks_for("/r/home").await.status, 303);
}

/// Sends a token from the opening page of a fresh browser, and stays at the first answer.
async fn opened_with(town: &Town, token: &str) -> Page {
    let browser = town.browser();
    let page = browser.opens("/liff/home").await;
    let fields =
        vec![("id_token".to_owned(), token.to_owned()), ("next".to_owned(), next_of(&page))];
    let form = Form { action: "/signin/liff".to_owned(), fields };
    browser.posts(&form, "same-origin").await
}

/// Chooses who one is on LINE's page, and gives the way back to the service.
async fn chosen(browser: &Browser<'_>, at_line: &Page, handle: &str) -> String {
    let address = at_line.header("location").unwrap();
    let page = browser.asks_for(&format!("{address}&as={handle}")).await;
    page.header("location").unwrap().to_owned()
}

/// The claims of a token under another header and signature.
fn resigned(token: &str, header: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let claims = token.split('.').nth(1).unwrap();
    let signed = format!("{}.{claims}", BASE64.encode(header.to_string()));
    let signature = sign(signed.as_bytes());
    format!("{signed}.{}", BASE64.encode(signature))
}

/// The claims of one token under the header and signature of another.
fn exchanged(token: &str, claims_of: &str) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    format!("{}.{}.{}", parts[0], claims_of.split('.').nth(1).unwrap(), parts[2])
}

fn header_of(token: &str) -> Value {
    let header = BASE64.decode(token.split('.').next().unwrap()).unwrap();
    serde_json::from_slice(&header).unwrap()
}

fn with(header: &Value, name: &str, value: &str) -> Value {
    let mut header = header.clone();
    header[name] = value.into();
    header
}

fn by_another_key(signed: &[u8]) -> Vec<u8> {
    let (rng, algorithm) = (SystemRandom::new(), &signature::ECDSA_P256_SHA256_FIXED_SIGNING);
    let pkcs8 = signature::EcdsaKeyPair::generate_pkcs8(algorithm, &rng).unwrap();
    let pair = signature::EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &rng).unwrap();
    pair.sign(&rng, signed).unwrap().as_ref().to_vec()
}

fn mac(secret: &[u8], signed: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signed).as_ref().to_vec()
}

/// The published point of LINE's key.
async fn public_key(town: &Town) -> Vec<u8> {
    let certs = town.http.get(format!("{}/oauth2/v2.1/certs", town.line.url())).send().await;
    let certs: Value = certs.unwrap().json().await.unwrap();
    let half = |name: &str| BASE64.decode(certs["keys"][0][name].as_str().unwrap()).unwrap();
    [vec![4], half("x"), half("y")].concat()
}
