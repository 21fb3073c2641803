//! Who is on the other side: ID tokens from LIFF and from LINE Login on the web. Tokens are
//! checked here, without asking LINE, since an opening of bookings is a rush and LINE's limits on
//! its own check are undisclosed. It keeps no session.

use std::fmt;

use reqwest::{Method, Url};
use serde::Deserialize;

use crate::hosts::Hosts;
use crate::jwt::{Claims, Unproven};
use crate::keys::{Found, Keys};
use crate::wire::{Answer, Clock, Trouble, Wire};

/// Hosts that the LIFF SDK, as LINE builds it, loads scripts from and talks to: what a page that runs it
/// must allow in its content security policy.
pub const LIFF_SDK_HOSTS: [&str; 4] = [
    "https://static.line-scdn.net",
    "https://liffsdk.line-scdn.net",
    "https://api.line.me",
    "https://access.line.me",
];

const VERIFY_PATH: &str = "/oauth2/v2.1/verify";
const TOKEN_PATH: &str = "/oauth2/v2.1/token";
const AUTHORIZE_PATH: &str = "/oauth2/v2.1/authorize";

/// Someone who proved to be a LINE user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Their id with this provider: the same for all channels of the provider.
    pub user_id: String,
    /// When the token ends, in milliseconds since 1970 UTC.
    pub expires_at: i64,
}

/// Why a token or a sign-in is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenError {
    /// Too old, or already used: sign in again.
    Expired,
    /// A token of LINE's, but for another channel or another sign-in.
    NotOurs,
    /// Nothing LINE made.
    Forged,
    /// LINE could not be asked: try later.
    Unreachable,
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired => "the sign-in is too old",
            Self::NotOurs => "the sign-in is for another channel or another visit",
            Self::Forged => "the token was not made by LINE",
            Self::Unreachable => "LINE could not be asked",
        })
    }
}

impl std::error::Error for TokenError {}

/// The LINE Login channel, to which the LIFF app belongs too. Not the bot's channel.
pub struct Login {
    hosts: Hosts,
    channel_id: String,
    channel_secret: String,
    clock: Clock,
    wire: Wire,
    keys: Keys,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("hosts", &self.hosts)
            .field("channel_id", &self.channel_id)
            .finish_non_exhaustive()
    }
}

impl Login {
    /// The channel with this number and secret. Nothing is asked of LINE yet.
    pub fn new(hosts: Hosts, channel_id: String, channel_secret: String, clock: Clock) -> Self {
        let wire = Wire::new(&hosts);
        let keys = Keys::new(&hosts.login, clock.clone());
        Self { hosts, channel_id, channel_secret, clock, wire, keys }
    }

    /// Who the bearer of an ID token is. With a nonce, the token must come from that sign-in.
    ///
    /// LIFF's tokens are signed with LINE's own keys (ES256); those of LINE Login on the web with
    /// the channel's secret (HS256). Nothing else is accepted.
    pub async fn verify(
        &self,
        id_token: &str,
        nonce: Option<&str>,
    ) -> Result<Identity, TokenError> {
        let token = Unproven::read(id_token).ok_or(TokenError::Forged)?;
        let proven = match (token.header.alg.as_str(), &token.header.kid) {
            ("HS256", _) => {
                !self.channel_secret.is_empty() && token.is_hs256_of(&self.channel_secret)
            }
            ("ES256", Some(kid)) => match self.keys.find(&self.wire, kid).await {
                Found::Point(point) => token.is_es256_of(&point),
                Found::NoSuchKey => false,
                Found::Unreachable => {
                    // Spare LINE the tokens it would refuse anyway.
                    self.check(token.claims, nonce)?;
                    return self.verify_at_line(id_token, nonce).await;
                }
            },
            _ => false,
        };
        if proven { self.check(token.claims, nonce) } else { Err(TokenError::Forged) }
    }

    /// The page on which someone signs in with LINE. `code_challenge` is the base64url SHA-256 of
    /// the verifier later given to [`Login::exchange_code`].
    pub fn authorize_url(
        &self,
        redirect_uri: &str,
        state: &str,
        nonce: &str,
        code_challenge: &str,
    ) -> String {
        let query = [
            ("response_type", "code"),
            ("client_id", &self.channel_id),
            ("redirect_uri", redirect_uri),
            ("state", state),
            ("scope", "openid"),
            ("nonce", nonce),
            ("code_challenge", code_challenge),
            ("code_challenge_method", "S256"),
        ];
        let encoded = Url::parse_with_params("https://query.invalid", query)
            .expect("a constant address takes any query");
        format!("{}{AUTHORIZE_PATH}?{}", self.hosts.access, encoded.query().unwrap_or_default())
    }

    /// Exchanges the code that came back from the sign-in page for an ID token, still to be
    /// verified.
    pub async fn exchange_code(
        &self,
        code: &str,
        redirect_uri: &str,
        code_verifier: &str,
    ) -> Result<String, TokenError> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("client_id", &self.channel_id),
            ("client_secret", &self.channel_secret),
            ("code_verifier", code_verifier),
        ];
        let answer = self.post(TOKEN_PATH, &form).await?;
        match answer.status {
            200 => serde_json::from_slice(&answer.body)
                .map(|tokens: Tokens| tokens.id_token)
                .map_err(|_| TokenError::Unreachable),
            400..=428 | 430..=499 => match Refusal::read(&answer.body).error.as_str() {
                "invalid_grant" => Err(TokenError::Expired),
                "invalid_client" => Err(TokenError::NotOurs),
                _ => Err(TokenError::Forged),
            },
            _ => Err(TokenError::Unreachable),
        }
    }

    async fn verify_at_line(
        &self,
        id_token: &str,
        nonce: Option<&str>,
    ) -> Result<Identity, TokenError> {
        let mut form = vec![("id_token", id_token), ("client_id", &self.channel_id)];
        form.extend(nonce.map(|nonce| ("nonce", nonce)));
        let answer = self.post(VERIFY_PATH, &form).await?;
        match answer.status {
            200 => {
                let claims: Claims =
                    serde_json::from_slice(&answer.body).map_err(|_| TokenError::Unreachable)?;
                self.check(claims, nonce)
            }
            400 => Err(match Refusal::read(&answer.body).error_description.as_str() {
                "IdToken expired." => TokenError::Expired,
                "Invalid IdToken Audience."
                | "Invalid IdToken Issuer."
                | "Invalid IdToken Nonce." => TokenError::NotOurs,
                _ => TokenError::Forged,
            }),
            _ => Err(TokenError::Unreachable),
        }
    }

    fn check(&self, claims: Claims, nonce: Option<&str>) -> Result<Identity, TokenError> {
        claims.check(&self.channel_id, nonce, (self.clock)())
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Result<Answer, TokenError> {
        let url = format!("{}{path}", self.hosts.login);
        let request = self.wire.request(Method::POST, &url).form(form);
        self.wire.exchange(request, "POST", path).await.map_err(|trouble| match trouble {
            Trouble::Impossible => TokenError::Forged,
            Trouble::NotSent | Trouble::NoAnswer => TokenError::Unreachable,
        })
    }
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

/// How LINE Login refuses.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    error: String,
    error_description: String,
}

impl Refusal {
    fn read(body: &[u8]) -> Self {
        serde_json::from_slice(body).unwrap_or_default()
    }
}
