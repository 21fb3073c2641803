//! ID tokens as LINE Login makes them: ES256 with a published key for LIFF, HS256 with the channel secret
//! for the web login. Tests can ask for spoilt ones. The HTTP side is in `api/login.rs`.

use serde_json::{Value, json};

use crate::{crypto, platform::Platform, state::user_id};

/// Who every ID token comes from.
pub(crate) const ISSUER: &str = "https://access.line.me";

/// How an ID token deviates from the ordinary; the default is a good token of the login channel.
#[derive(Clone, Debug)]
pub struct IdTokenOptions {
    /// The audience, when it is not the login channel.
    pub audience: Option<String>,
    /// The issuer, when it is not LINE.
    pub issuer: Option<String>,
    /// The nonce of a web login.
    pub nonce: Option<String>,
    /// Seconds until it expires; negative for one that has.
    pub lives_seconds: i64,
    /// How it is signed.
    pub signed: Signed,
}

/// The algorithm of an ID token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// With the platform's P-256 key, as for LIFF.
    Es256,
    /// With the login channel's secret, as for the web login.
    Hs256,
}

impl Default for IdTokenOptions {
    fn default() -> Self {
        Self {
            audience: None,
            issuer: None,
            nonce: None,
            lives_seconds: 3_600,
            signed: Signed::Es256,
        }
    }
}

impl Platform {
    /// An ID token for a resident.
    pub fn id_token(&self, handle: &str, options: &IdTokenOptions) -> String {
        let header = match options.signed {
            Signed::Es256 => json!({ "alg": "ES256", "typ": "JWT", "kid": self.0.key.kid() }),
            Signed::Hs256 => json!({ "alg": "HS256", "typ": "JWT" }),
        };
        let claims = self.claims(handle, options);
        let part = |value: &Value| crypto::base64url(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = match options.signed {
            Signed::Es256 => self.0.key.sign(signed.as_bytes()),
            Signed::Hs256 => {
                crypto::hmac_sha256(&self.0.options.login_channel_secret, signed.as_bytes())
            }
        };
        format!("{signed}.{}", crypto::base64url(&signature))
    }

    fn claims(&self, handle: &str, options: &IdTokenOptions) -> Value {
        let issued_at = self.now().div_euclid(1_000);
        let name = self.read(|state| state.resident(handle).map(|resident| resident.name.clone()));
        let mut claims = json!({
            "iss": options.issuer.as_deref().unwrap_or(ISSUER),
            "sub": user_id(handle),
            "aud": options.audience.as_ref().unwrap_or(&self.0.options.login_channel_id),
            "iat": issued_at,
            "exp": issued_at + options.lives_seconds,
            "amr": ["linesso"],
            "name": name,
        });
        if let Some(nonce) = &options.nonce {
            claims["nonce"] = nonce.as_str().into();
        }
        claims
    }

    /// The claims of a token with a good signature, or nothing.
    pub(crate) fn signed_claims(&self, token: &str) -> Option<Value> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let signature = crypto::from_base64url(signature)?;
        let header: Value = serde_json::from_slice(&crypto::from_base64url(header)?).ok()?;
        let good = match header["alg"].as_str()? {
            "ES256" => {
                header["kid"] == self.0.key.kid()
                    && self.0.key.verifies(signed.as_bytes(), &signature)
            }
            "HS256" => {
                crypto::hmac_sha256(&self.0.options.login_channel_secret, signed.as_bytes())
                    == signature
            }
            _ => false,
        };
        let claims = serde_json::from_slice(&crypto::from_base64url(claims)?).ok()?;
        good.then_some(claims)
    }
}
