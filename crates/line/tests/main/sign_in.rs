//! Signing in on the web: the page's address, and the code that comes back.

use line::{Login, TokenError};

use crate::Watch;
use crate::login::{CHANNEL, Key, SECRET, hanako, login};
use crate::recorded::{Recorded, Say, nobody, say};

#[test]
fn the_sign_in_page_has_its_address() {
    let login = Login::new(
        line::Hosts::line(),
        CHANNEL.to_owned(),
        SECRET.to_owned(),
        Watch::new().clock(),
    );
    let url = login.authorize_url("https://town.example/back?a=b&c", "s 1", "n1", "challenge");
    let expected = "https://access.line.me/oauth2/v2.1/authorize?response_type=code\
        &client_id=1650000000&redirect_uri=https%3A%2F%2Ftown.example%2Fback%3Fa%3Db%26c&state=s+1\
        &scope=openid&nonce=n1&code_challenge=challenge&code_challenge_method=S256";
    assert_eq!(url, expected);
}

#[tokio::test]
async fn a_code_is_exchanged_for_an_id_token() {
    let line = Recorded::new(|_| {
        say(200, r#"{"access_token":"a","expires_in":2592000,"id_token":"h.c.s","scope":"openid"}"#)
    });
    let login = login(&line, &Watch::new());
    let exchanged = login.exchange_code("code-1", "https://town.example/back", "verifier").await;
    assert_eq!(exchanged, Ok("h.c.s".to_owned()));
    let asked = line.only();
    assert_eq!(asked.line, "POST /oauth2/v2.1/token");
    let form = "grant_type=authorization_code&code=code-1\
        &redirect_uri=https%3A%2F%2Ftown.example%2Fback&client_id=1650000000\
        &client_secret=the-login-channels-secret&code_verifier=verifier";
    assert_eq!(asked.text(), form);
}

#[tokio::test]
async fn a_code_that_is_refused_says_why() {
    let cases = [
        (say(400, r#"{"error":"invalid_grant"}"#), TokenError::Expired),
        (say(400, r#"{"error":"invalid_client"}"#), TokenError::NotOurs),
        (say(401, r#"{"error":"invalid_client"}"#), TokenError::NotOurs),
        (say(400, r#"{"error":"invalid_request"}"#), TokenError::Forged),
        (say(429, ""), TokenError::Unreachable),
        (say(502, ""), TokenError::Unreachable),
        (say(200, "{}"), TokenError::Unreachable),
        (Say::HangUp, TokenError::Unreachable),
    ];
    for (said, error) in cases {
        let said = std::sync::Mutex::new(Some(said));
        let line = Recorded::new(move |_| said.lock().unwrap().take().unwrap());
        let login = login(&line, &Watch::new());
        let exchanged = login.exchange_code("c", "https://town.example/back", "v").await;
        assert_eq!(exchanged, Err(error));
    }
}

#[tokio::test]
async fn where_nobody_listens_nothing_is_believed() {
    let token = Key::new("k1").signs(&hanako());
    let login = Login::new(nobody(), CHANNEL.to_owned(), SECRET.to_owned(), Watch::new().clock());
    assert_eq!(login.verify(&token, None).await, Err(TokenError::Unreachable));
    let exchanged = login.exchange_code("c", "https://town.example/back", "v").await;
    assert_eq!(exchanged, Err(TokenError::Unreachable));
}
