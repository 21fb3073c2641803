//! LINE's keys: fetched rarely, refreshed, and done without when LINE does not give them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use line::TokenError;
use serde_json::json;
use tokio::task::JoinSet;

use crate::Watch;
use crate::login::{CERTS, CHANNEL, Key, NOW_S, hanako, identity, login, publishing, with};
use crate::recorded::{Recorded, say};

const VERIFY: &str = "POST /oauth2/v2.1/verify";

#[tokio::test]
async fn made_up_key_ids_do_not_make_us_a_flood() {
    let key = Key::new("k1");
    let line = publishing(&[&key]);
    let watch = Watch::new();
    let login = login(&line, &watch);
    for made_up in ["x1", "x2", "x3"] {
        let header = json!({"alg": "ES256", "kid": made_up});
        let verified = login.verify(&key.signs_under(&header, &hanako()), None).await;
        assert_eq!(verified, Err(TokenError::Forged));
    }
    assert_eq!(line.count(CERTS), 1);
    watch.pass_minutes(1);
    let header = json!({"alg": "ES256", "kid": "x4"});
    login.verify(&key.signs_under(&header, &hanako()), None).await.unwrap_err();
    assert_eq!(line.count(CERTS), 2);
}

#[tokio::test]
async fn a_new_key_is_found_and_a_withdrawn_one_forgotten_within_a_day() {
    let (old, new) = (Key::new("old"), Key::new("new"));
    let sets = [&old, &new].map(|key| json!({"keys": [key.published()]}).to_string());
    let published = Arc::new(AtomicU16::new(0));
    let line = Recorded::new({
        let published = Arc::clone(&published);
        move |_| say(200, sets[usize::from(published.load(Ordering::SeqCst))].clone())
    });
    let watch = Watch::new();
    let login = login(&line, &watch);
    let long = with("exp", NOW_S + 200_000);
    assert!(login.verify(&old.signs(&long), None).await.is_ok());
    published.store(1, Ordering::SeqCst);
    watch.pass_minutes(24 * 60 - 1);
    assert!(login.verify(&old.signs(&long), None).await.is_ok());
    watch.pass_minutes(1);
    assert_eq!(login.verify(&old.signs(&long), None).await, Err(TokenError::Forged));
    assert!(login.verify(&new.signs(&long), None).await.is_ok());
    assert_eq!(line.count(CERTS), 2);
}

#[tokio::test]
async fn a_hundred_sign_ins_fetch_the_keys_once() {
    let key = Key::new("k1");
    let line = publishing(&[&key]);
    let login = Arc::new(login(&line, &Watch::new()));
    let token = key.signs(&hanako());
    let mut people = JoinSet::new();
    for _ in 0..100 {
        let (login, token) = (Arc::clone(&login), token.clone());
        people.spawn(async move { login.verify(&token, None).await });
    }
    assert!(people.join_all().await.iter().all(Result::is_ok));
    assert_eq!(line.count(CERTS), 1);
}

/// LINE without its keys, answering questions about a token like this.
fn keyless(status: u16, body: impl Into<String>) -> Recorded {
    let body = body.into();
    Recorded::new(move |asked| match asked.line.as_str() {
        VERIFY => say(status, body.clone()),
        _ => say(503, ""),
    })
}

#[tokio::test]
async fn without_keys_line_is_asked_about_each_token() {
    let key = Key::new("k1");
    let line = keyless(200, with("nonce", "n1").to_string());
    let login = login(&line, &Watch::new());
    let token = key.signs(&with("nonce", "n1"));
    assert_eq!(login.verify(&token, Some("n1")).await, Ok(identity()));
    assert_eq!(login.verify(&token, Some("n1")).await, Ok(identity()));
    assert_eq!((line.count(CERTS), line.count(VERIFY)), (1, 2));
    let form = format!("id_token={token}&client_id={CHANNEL}&nonce=n1");
    assert_eq!(line.asked()[1].text(), form);
}

#[tokio::test]
async fn lines_own_verdict_is_understood() {
    let key = Key::new("k1");
    let says =
        |reason: &str| json!({"error": "invalid_request", "error_description": reason}).to_string();
    let cases = [
        (400, says("IdToken expired."), TokenError::Expired),
        (400, says("Invalid IdToken Audience."), TokenError::NotOurs),
        (400, says("Invalid IdToken Issuer."), TokenError::NotOurs),
        (400, says("Invalid IdToken Nonce."), TokenError::NotOurs),
        (400, says("Invalid IdToken."), TokenError::Forged),
        (400, String::new(), TokenError::Forged),
        (429, String::new(), TokenError::Unreachable),
        (500, String::new(), TokenError::Unreachable),
        (200, "<html>".to_owned(), TokenError::Unreachable),
        (200, with("aud", "1").to_string(), TokenError::NotOurs),
    ];
    for (status, body, verdict) in cases {
        let line = keyless(status, body.clone());
        let verified = login(&line, &Watch::new()).verify(&key.signs(&hanako()), None).await;
        assert_eq!(verified, Err(verdict), "{status} {body}");
    }
}

#[tokio::test]
async fn line_is_spared_the_tokens_it_would_refuse() {
    let key = Key::new("k1");
    let line = keyless(200, hanako().to_string());
    let login = login(&line, &Watch::new());
    let old = key.signs(&with("exp", NOW_S - 60));
    assert_eq!(login.verify(&old, None).await, Err(TokenError::Expired));
    let other = key.signs(&with("aud", "1"));
    assert_eq!(login.verify(&other, None).await, Err(TokenError::NotOurs));
    assert_eq!(line.count(VERIFY), 0);
}
