//! LINE Login over HTTP: the page on which one chooses who one is, the exchange of the code with PKCE, the
//! published keys and the check of ID tokens. How tokens are made is in `crate::login`.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Query, State},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use reqwest::Url;
use serde_json::{Value, json};

use crate::{
    api::{answer::Refusal, body::Fields},
    crypto,
    login::{ISSUER, IdTokenOptions, Signed},
    phone::pages,
    platform::Platform,
    state::LoginCode,
};

const CODE_LIFE_MS: i64 = 10 * 60 * 1_000;

pub(super) async fn certs(State(platform): State<Platform>) -> Json<Value> {
    Json(json!({ "keys": [platform.0.key.jwk()] }))
}

pub(super) async fn verify(
    State(platform): State<Platform>,
    fields: Fields,
) -> Result<Json<Value>, Refusal> {
    let client_id = fields.need("client_id")?;
    let wrong = |description: &str| Err(Refusal::oauth("invalid_request", description));
    let Some(claims) = platform.signed_claims(fields.need("id_token")?) else {
        return wrong("Invalid IdToken.");
    };
    if claims["iss"] != ISSUER {
        return wrong("Invalid IdToken Issuer.");
    }
    if claims["exp"].as_i64().unwrap_or(0) <= platform.now().div_euclid(1_000) {
        return wrong("IdToken expired.");
    }
    if claims["aud"] != client_id {
        return wrong("Invalid IdToken Audience.");
    }
    if fields.get("nonce").is_some_and(|nonce| claims["nonce"] != nonce) {
        return wrong("Invalid IdToken Nonce.");
    }
    if fields.get("user_id").is_some_and(|user_id| claims["sub"] != user_id) {
        return wrong("Invalid IdToken Subject Identifier.");
    }
    Ok(Json(claims))
}

/// Without `as`, the page to choose from; with it, the way back to the service.
pub(super) async fn authorize(
    State(platform): State<Platform>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Refusal> {
    let get = |name: &str| query.get(name).map(String::as_str);
    let need = |name: &str| {
        get(name).ok_or_else(|| Refusal::oauth("invalid_request", &format!("{name} is required")))
    };
    if need("client_id")? != platform.0.options.login_channel_id || need("response_type")? != "code"
    {
        return Err(Refusal::oauth("invalid_request", "client_id or response_type is wrong"));
    }
    if !need("scope")?.split(' ').any(|scope| scope == "openid") {
        return Err(Refusal::oauth("invalid_scope", "scope must contain openid"));
    }
    let challenge = get("code_challenge").map(str::to_owned);
    if challenge.is_some() && need("code_challenge_method")? != "S256" {
        return Err(Refusal::oauth("invalid_request", "code_challenge_method must be S256"));
    }
    let (state, redirect_uri) = (need("state")?, need("redirect_uri")?);
    let mut back = Url::parse(redirect_uri)
        .map_err(|_| Refusal::oauth("invalid_request", "redirect_uri is not an address"))?;
    let Some(handle) = get("as") else {
        let again = |handle: &str| {
            let pairs =
                query.iter().map(|(key, value)| format!("{}={}", key, pages::url_part(value)));
            format!("/oauth2/v2.1/authorize?{}&as={handle}", pairs.collect::<Vec<_>>().join("&"))
        };
        return Ok(
            Html(pages::choose(&platform, "どなたとしてログインしますか", again)).into_response()
        );
    };
    if platform.read(|state| state.resident(handle).is_none()) {
        return Err(Refusal::oauth("invalid_request", "nobody has this handle"));
    }
    let code = crypto::secret_token();
    let known = LoginCode {
        handle: handle.to_owned(),
        redirect_uri: redirect_uri.to_owned(),
        nonce: get("nonce").map(str::to_owned),
        challenge,
        at: platform.now(),
    };
    platform.note(|state| state.login_codes.insert(code.clone(), known));
    back.query_pairs_mut().append_pair("code", &code).append_pair("state", state);
    Ok(Redirect::to(back.as_str()).into_response())
}

/// Exchanges a code once, for the address it was made for and the verifier of its challenge.
pub(super) async fn exchange(
    State(platform): State<Platform>,
    fields: Fields,
) -> Result<Json<Value>, Refusal> {
    let options = &platform.0.options;
    if fields.need("grant_type")? != "authorization_code" {
        return Err(Refusal::oauth("invalid_request", "grant_type must be authorization_code"));
    }
    if fields.need("client_id")? != options.login_channel_id
        || fields.need("client_secret")? != options.login_channel_secret
    {
        return Err(Refusal::oauth("invalid_request", "invalid client_secret"));
    }
    let code = fields.need("code")?.to_owned();
    let known = platform.note(|state| state.login_codes.remove(&code));
    let good = known.filter(|known| {
        platform.now() - known.at < CODE_LIFE_MS
            && fields.get("redirect_uri") == Some(&known.redirect_uri)
            && verifier_fits(known.challenge.as_deref(), fields.get("code_verifier"))
    });
    let known =
        good.ok_or_else(|| Refusal::oauth("invalid_grant", "invalid authorization code"))?;
    let token =
        IdTokenOptions { nonce: known.nonce, signed: Signed::Hs256, ..IdTokenOptions::default() };
    Ok(Json(json!({
        "access_token": crypto::secret_token(),
        "expires_in": 2_592_000,
        "id_token": platform.id_token(&known.handle, &token),
        "refresh_token": crypto::secret_token(),
        "scope": "openid",
        "token_type": "Bearer",
    })))
}

fn verifier_fits(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    let computed = verifier.map(|verifier| crypto::base64url(&crypto::sha256(verifier.as_bytes())));
    challenge.is_none_or(|challenge| computed.as_deref() == Some(challenge))
}
