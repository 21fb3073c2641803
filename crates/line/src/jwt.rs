//! A JSON Web Token taken apart, and its claims held against what we expect. The algorithm is
//! fixed by the key, never by the token alone; whose key that is, [`crate::login`] knows.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{hmac, signature};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::login::{Identity, TokenError};

/// LINE's tokens have about a thousand bytes.
const TOKEN_BYTES_MAX: usize = 8 * 1024;
/// How far LINE's clock and ours may be apart.
const LEEWAY_S: i64 = 60;
const ISSUER: &str = "https://access.line.me";

/// A token taken apart; nothing in it is proven yet.
pub(crate) struct Unproven<'a> {
    pub(crate) header: Header,
    pub(crate) claims: Claims,
    signed: &'a str,
    signature: Vec<u8>,
}

#[derive(Deserialize)]
pub(crate) struct Header {
    pub(crate) alg: String,
    pub(crate) kid: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
    iat: i64,
    nonce: Option<String>,
}

impl<'a> Unproven<'a> {
    pub(crate) fn read(token: &'a str) -> Option<Self> {
        if token.len() > TOKEN_BYTES_MAX {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        Some(Self {
            header: part(header)?,
            claims: part(claims)?,
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    /// Whether the channel secret signed it.
    pub(crate) fn is_hs256_of(&self, secret: &str) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        hmac::verify(&key, self.signed.as_bytes(), &self.signature).is_ok()
    }

    /// Whether the owner of this P-256 key signed it.
    pub(crate) fn is_es256_of(&self, public_point: &[u8]) -> bool {
        signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, public_point)
            .verify(self.signed.as_bytes(), &self.signature)
            .is_ok()
    }
}

impl Claims {
    /// Whether the claims are LINE's, about our channel, this sign-in and now (UTC milliseconds).
    pub(crate) fn check(
        self,
        channel_id: &str,
        nonce: Option<&str>,
        now_ms: i64,
    ) -> Result<Identity, TokenError> {
        let now = now_ms.div_euclid(1_000);
        let same_nonce = nonce.is_none_or(|expected| self.nonce.as_deref() == Some(expected));
        if self.iss != ISSUER || self.aud != channel_id || !same_nonce {
            return Err(TokenError::NotOurs);
        }
        if self.sub.is_empty() || self.iat > now.saturating_add(LEEWAY_S) {
            return Err(TokenError::Forged);
        }
        if self.exp.saturating_add(LEEWAY_S) <= now {
            return Err(TokenError::Expired);
        }
        Ok(Identity { user_id: self.sub, expires_at: self.exp.saturating_mul(1_000) })
    }
}

fn part<T: DeserializeOwned>(encoded: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()
}
