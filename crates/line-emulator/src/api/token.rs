//! Stateless channel tokens: any number, fifteen minutes, for the channel id and secret.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use crate::{
    api::{answer::Refusal, body::Fields},
    crypto,
    platform::Platform,
};

const LIFE_SECONDS: i64 = 900;

pub(super) async fn issue(
    State(platform): State<Platform>,
    fields: Fields,
) -> Result<Json<Value>, Refusal> {
    if fields.need("grant_type")? != "client_credentials" {
        return Err(Refusal::oauth(
            "unsupported_grant_type",
            "grant_type must be client_credentials",
        ));
    }
    let options = &platform.0.options;
    if fields.need("client_id")? != options.channel_id
        || fields.need("client_secret")? != options.channel_secret
    {
        return Err(Refusal::oauth("invalid_client", "invalid client_secret"));
    }
    let token = crypto::secret_token();
    let now = platform.now();
    platform.note(|state| {
        state.channel_tokens.retain(|_, expires_at| now < *expires_at);
        state.channel_tokens.insert(token.clone(), now + LIFE_SECONDS * 1_000);
    });
    Ok(Json(json!({ "token_type": "Bearer", "access_token": token, "expires_in": LIFE_SECONDS })))
}
