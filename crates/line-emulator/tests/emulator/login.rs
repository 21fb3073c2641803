//! LINE Login: the way of a web login, and what the check of ID tokens refuses.

use line_emulator::{IdTokenOptions, Options, Signed};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;

use crate::town::{Answer, Town};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "http://127.0.0.1:3000/login/back";

impl Town {
    async fn form(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.http.post(format!("{}{path}", self.url)).form(form);
        Answer::of(request.send().await.unwrap()).await.unwrap()
    }

    /// 花子 chooses herself; gives the code that comes back.
    async fn code(&self) -> String {
        let query = [
            ("response_type", "code"),
            ("client_id", &Options::default().login_channel_id),
            ("redirect_uri", BACK),
            ("state", "s 1"),
            ("scope", "openid profile"),
            ("nonce", "n1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("as", "hanako"),
        ];
        let address = format!("{}/oauth2/v2.1/authorize", self.url);
        let answer = self.http.get(address).query(&query).send().await.unwrap();
        let back = answer.headers()["location"].to_str().unwrap().to_owned();
        let query = back.strip_prefix(&format!("{BACK}?code=")).unwrap();
        query.strip_suffix("&state=s+1").unwrap().to_owned()
    }

    async fn exchange(&self, code: &str, verifier: &str, back: &str) -> Answer {
        let options = Options::default();
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", &options.login_channel_id),
            ("client_secret", &options.login_channel_secret),
            ("code", code),
            ("code_verifier", verifier),
            ("redirect_uri", back),
        ];
        self.form("/oauth2/v2.1/token", &form).await
    }

    async fn verified(&self, token: &str, more: &[(&str, &str)]) -> Answer {
        let client = Options::default().login_channel_id;
        let form = [&[("id_token", token), ("client_id", client.as_str())], more].concat();
        self.form("/oauth2/v2.1/verify", &form).await
    }
}

#[tokio::test]
async fn a_web_login_ends_with_an_id_token() {
    let town = Town::new().await;
    let code = town.code().await;
    let answer = town.exchange(&code, VERIFIER, BACK).await;
    let token = answer.body["id_token"].as_str().unwrap();
    let claims =
        town.verified(token, &[("nonce", "n1"), ("user_id", &town.line.user_id("hanako"))]).await;
    assert_eq!((claims.status, &claims.body["name"]), (200, &Value::from("花子")));
    assert_eq!(town.exchange(&code, VERIFIER, BACK).await.status, 400, "a code works once");
    let code = town.code().await;
    assert_eq!(town.exchange(&code, "guessed", BACK).await.body["error"], "invalid_grant", "PKCE");
    let code = town.code().await;
    assert_eq!(town.exchange(&code, VERIFIER, "http://evil/").await.status, 400, "another address");
}

#[tokio::test]
async fn the_check_says_what_is_wrong_with_a_token() {
    let town = Town::new().await;
    let ordinary = IdTokenOptions::default;
    let cases = [
        (ordinary(), ""),
        (IdTokenOptions { signed: Signed::Hs256, ..ordinary() }, ""),
        (IdTokenOptions { lives_seconds: 0, ..ordinary() }, "IdToken expired."),
        (IdTokenOptions { audience: Some("9".into()), ..ordinary() }, "Invalid IdToken Audience."),
        (
            IdTokenOptions { issuer: Some("https://evil".into()), ..ordinary() },
            "Invalid IdToken Issuer.",
        ),
    ];
    for (options, expected) in cases {
        let answer = town.verified(&town.line.id_token("hanako", &options), &[]).await;
        assert_eq!(
            answer.body["error_description"].as_str().unwrap_or(""),
            expected,
            "{options:?}"
        );
    }
    let token = town.line.id_token("hanako", &ordinary());
    let description = async |more: &[(&str, &str)]| {
        town.verified(&token, more).await.body["error_description"].clone()
    };
    assert_eq!(description(&[("nonce", "n")]).await, "Invalid IdToken Nonce.");
    assert_eq!(description(&[("user_id", "U1")]).await, "Invalid IdToken Subject Identifier.");
    let other = town.line.id_token("taro", &ordinary());
    let forged =
        format!("{}.{}", token.rsplit_once('.').unwrap().0, other.rsplit_once('.').unwrap().1);
    assert_eq!(town.verified(&forged, &[]).await.body["error_description"], "Invalid IdToken.");
}

#[tokio::test]
async fn a_liff_token_verifies_with_the_published_key() {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let town = Town::new().await;
    let token = town.line.id_token("hanako", &IdTokenOptions::default());
    let keys = town.call("GET", "/oauth2/v2.1/certs").await.body;
    let key = &keys["keys"][0];
    let decode = |value: &str| URL_SAFE_NO_PAD.decode(value).unwrap();
    let mut point = vec![4];
    point.extend(decode(key["x"].as_str().unwrap()));
    point.extend(decode(key["y"].as_str().unwrap()));
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let header: Value = serde_json::from_slice(&decode(signed.split_once('.').unwrap().0)).unwrap();
    assert_eq!((&header["alg"], &header["kid"]), (&Value::from("ES256"), &key["kid"]));
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
        .verify(signed.as_bytes(), &decode(signature))
        .unwrap();
}

#[tokio::test]
async fn without_a_choice_there_is_a_page_to_choose_on() {
    let town = Town::new().await;
    let client = Options::default().login_channel_id;
    let address = format!(
        "{}/oauth2/v2.1/authorize?response_type=code&client_id={client}&redirect_uri={BACK}&state=s&scope=openid",
        town.url
    );
    let page = town.http.get(&address).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("どなたとしてログインしますか"));
    assert!(page.contains("&amp;as=taro"));
    let wrong = address.replace("openid", "profile");
    assert_eq!(town.http.get(wrong).send().await.unwrap().status(), 400);
}
