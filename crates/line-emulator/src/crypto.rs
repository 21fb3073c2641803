//! The few cryptographic operations the platform performs: webhook signatures, random secrets and the
//! ES256 key of ID tokens. Nothing here decides anything.

use anyhow::anyhow;
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ring::{
    digest, hmac,
    rand::{SecureRandom as _, SystemRandom},
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
        UnparsedPublicKey,
    },
};
use serde_json::{Value, json};

/// The value of `x-line-signature` for a body.
pub(crate) fn webhook_signature(channel_secret: &str, body: &[u8]) -> String {
    STANDARD.encode(hmac_sha256(channel_secret, body))
}

pub(crate) fn hmac_sha256(secret: &str, message: &[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::sign(&key, message).as_ref().to_vec()
}

pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// An unguessable token of 256 bits.
pub(crate) fn secret_token() -> String {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).expect("the operating system gives random bytes");
    base64url(&bytes)
}

/// The key that signs LIFF's ID tokens, made anew at every start.
pub(crate) struct SigningKey {
    pair: EcdsaKeyPair,
    kid: String,
}

impl SigningKey {
    pub(crate) fn generate() -> anyhow::Result<Self> {
        let rng = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &rng)
            .map_err(|_| anyhow!("no P-256 key could be made"))?;
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &rng)
            .map_err(|_| anyhow!("the new P-256 key cannot be read"))?;
        let kid = base64url(&sha256(pair.public_key().as_ref()));
        Ok(Self { pair, kid })
    }

    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature = self.pair.sign(&SystemRandom::new(), message);
        signature.expect("a P-256 key signs any message").as_ref().to_vec()
    }

    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.pair.public_key().as_ref())
            .verify(message, signature)
            .is_ok()
    }

    /// The public half as a JSON Web Key. The point is `04 || x || y`.
    pub(crate) fn jwk(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        json!({
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self.kid,
            "x": base64url(&point[1..33]), "y": base64url(&point[33..65]),
        })
    }
}
