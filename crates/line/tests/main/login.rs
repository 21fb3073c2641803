//! ID tokens: whose are believed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use line::{Identity, Login, TokenError};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::recorded::{Recorded, nobody, say};
use crate::{MORNING, Watch};

pub(crate) const CHANNEL: &str = "1650000000";
pub(crate) const SECRET: &str = "the-login-channels-secret";
pub(crate) const CERTS: &str = "GET /oauth2/v2.1/certs";
pub(crate) const NOW_S: i64 = MORNING / 1_000;

/// One of LINE's keys.
pub(crate) struct Key {
    kid: &'static str,
    pair: EcdsaKeyPair,
}

impl Key {
    pub(crate) fn new(kid: &'static str) -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap();
        Self { kid, pair }
    }

    fn point(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }

    pub(crate) fn published(&self) -> Value {
        let (x, y) = self.point()[1..].split_at(32);
        json!({"kty": "EC", "alg": "ES256", "use": "sig", "crv": "P-256", "kid": self.kid,
               "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y)})
    }

    pub(crate) fn signs(&self, claims: &Value) -> String {
        self.signs_under(&json!({"alg": "ES256", "typ": "JWT", "kid": self.kid}), claims)
    }

    pub(crate) fn signs_under(&self, header: &Value, claims: &Value) -> String {
        let signed = unsigned(header, claims);
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn unsigned(header: &Value, claims: &Value) -> String {
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    format!("{header}.{claims}")
}

fn hs256(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let signed = unsigned(header, claims);
    let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// What LINE says about Hanako in a LIFF app.
pub(crate) fn hanako() -> Value {
    json!({"iss": "https://access.line.me", "sub": "Uhanako", "aud": CHANNEL,
           "exp": NOW_S + 3_600, "iat": NOW_S, "amr": ["linesso"], "name": "花子"})
}

pub(crate) fn with(field: &str, value: impl Into<Value>) -> Value {
    let mut claims = hanako();
    claims[field] = value.into();
    claims
}

pub(crate) fn identity() -> Identity {
    Identity { user_id: "Uhanako".to_owned(), expires_at: MORNING + 3_600_000 }
}

pub(crate) fn login(line: &Recorded, watch: &Watch) -> Login {
    Login::new(line.hosts(), CHANNEL.to_owned(), SECRET.to_owned(), watch.clock())
}

/// LINE publishing these keys, and nothing else.
pub(crate) fn publishing(keys: &[&Key]) -> Recorded {
    let odd = json!({"kty": "RSA", "alg": "RS256", "kid": "odd", "n": "AQAB", "e": "AQAB"});
    let keys: Vec<_> = std::iter::once(odd).chain(keys.iter().map(|key| key.published())).collect();
    let body = json!({ "keys": keys }).to_string();
    Recorded::new(move |asked| match asked.line.as_str() {
        CERTS => say(200, body.clone()),
        other => panic!("{other}"),
    })
}

#[tokio::test]
async fn a_liff_token_is_checked_without_asking_line_twice() {
    let key = Key::new("k1");
    let line = publishing(&[&key]);
    let login = login(&line, &Watch::new());
    for _ in 0..3 {
        assert_eq!(login.verify(&key.signs(&hanako()), None).await, Ok(identity()));
    }
    assert_eq!(line.asked().len(), 1);
}

#[tokio::test]
async fn a_web_sign_in_is_proven_by_the_channels_secret() {
    let header = json!({"alg": "HS256", "typ": "JWT"});
    let token = hs256(&header, &with("nonce", "n1"), SECRET.as_bytes());
    let line = publishing(&[]);
    let login = login(&line, &Watch::new());
    assert_eq!(login.verify(&token, Some("n1")).await, Ok(identity()));
    assert_eq!(line.asked(), []);
}

#[tokio::test]
async fn what_line_did_not_make_is_forged() {
    let key = Key::new("k1");
    let stranger = Key::new("k1");
    let line = publishing(&[&key]);
    let login = login(&line, &Watch::new());
    let good = key.signs(&hanako());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let taro = unsigned(&json!({"alg": "ES256", "kid": "k1"}), &with("sub", "Utaro"));
    let header = |alg: &str| json!({"alg": alg, "typ": "JWT", "kid": "k1"});
    let cases = [
        ("another's key", stranger.signs(&hanako())),
        ("another's claims", format!("{taro}.{signature}")),
        ("no signature", format!("{signed}.")),
        ("no algorithm", format!("{}.", unsigned(&header("none"), &hanako()))),
        ("no algorithm, signed", format!("{}.{signature}", unsigned(&header("none"), &hanako()))),
        ("the public key as a secret", hs256(&header("HS256"), &hanako(), key.point())),
        ("another secret", hs256(&header("HS256"), &hanako(), b"guess")),
        ("an empty secret", hs256(&header("HS256"), &hanako(), b"")),
        ("the secret under a public key", hs256(&header("ES256"), &hanako(), SECRET.as_bytes())),
        ("no key id", key.signs_under(&json!({"alg": "ES256"}), &hanako())),
        ("an unknown key id", key.signs_under(&json!({"alg": "ES256", "kid": "k2"}), &hanako())),
        (
            "a key of another kind",
            key.signs_under(&json!({"alg": "ES256", "kid": "odd"}), &hanako()),
        ),
        ("another algorithm", key.signs_under(&header("ES512"), &hanako())),
        ("nobody", key.signs(&with("sub", ""))),
        ("from the future", key.signs(&with("iat", NOW_S + 61))),
        ("no claims", key.signs(&json!({}))),
        ("several audiences", key.signs(&with("aud", json!([CHANNEL, "1"])))),
        ("two parts", signed.to_owned()),
        ("nothing", String::new()),
        ("not base64", "%.%.%".to_owned()),
        ("far too long", key.signs(&with("name", "a".repeat(9_000)))),
    ];
    for (name, token) in cases {
        assert_eq!(login.verify(&token, None).await, Err(TokenError::Forged), "{name}");
    }
    assert_eq!(login.verify(&good, None).await, Ok(identity()));
}

#[tokio::test]
async fn a_secret_left_empty_proves_nothing() {
    let line = publishing(&[]);
    let login = Login::new(line.hosts(), CHANNEL.to_owned(), String::new(), Watch::new().clock());
    let token = hs256(&json!({"alg": "HS256"}), &hanako(), b"");
    assert_eq!(login.verify(&token, None).await, Err(TokenError::Forged));
}

#[tokio::test]
async fn a_token_for_others_is_not_ours() {
    let key = Key::new("k1");
    let line = publishing(&[&key]);
    let login = login(&line, &Watch::new());
    let cases = [
        (with("aud", "1650000001"), None),
        (with("iss", "https://access.line.example"), None),
        (with("nonce", "n1"), Some("n2")),
        (hanako(), Some("n1")),
    ];
    for (claims, nonce) in cases {
        let verified = login.verify(&key.signs(&claims), nonce).await;
        assert_eq!(verified, Err(TokenError::NotOurs), "{claims}");
    }
    assert_eq!(login.verify(&key.signs(&with("nonce", "n1")), None).await, Ok(identity()));
}

#[tokio::test]
async fn clocks_may_be_a_minute_apart() {
    let key = Key::new("k1");
    let line = publishing(&[&key]);
    let login = login(&line, &Watch::new());
    for (exp, expired) in [(NOW_S - 59, false), (NOW_S - 60, true), (i64::MIN, true)] {
        let verified = login.verify(&key.signs(&with("exp", exp)), None).await;
        assert_eq!(verified.err(), expired.then_some(TokenError::Expired), "{exp}");
    }
    assert!(login.verify(&key.signs(&with("iat", NOW_S + 60)), None).await.is_ok());
}

#[test]
fn the_secret_is_not_shown() {
    let login = Login::new(nobody(), CHANNEL.to_owned(), SECRET.to_owned(), Watch::new().clock());
    let shown = format!("{login:?}");
    assert!(shown.contains(CHANNEL) && !shown.contains(SECRET), "{shown}");
}
