//! Sending messages, and how every call to the Messaging API is made. One call is one request;
//! trying again, and with which retry key, is the caller's business.

use reqwest::header::CONTENT_TYPE;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::endpoint::{self, Endpoint};
use crate::error::{self, Accepted, SendError};
use crate::hosts::Hosts;
use crate::limit::Limit;
use crate::message::{self, Message};
use crate::rate::Buckets;
use crate::token::ChannelToken;
use crate::wire::{Answer, Wire};

pub use crate::token::Credentials;
pub use crate::wire::Clock;

/// Most people one multicast may address.
pub const MULTICAST_PEOPLE_MAX: usize = 500;

/// One channel of LINE. Shared behind an `Arc`: it holds the token and the rate limits.
pub struct Client {
    hosts: Hosts,
    wire: Wire,
    token: ChannelToken,
    buckets: Buckets,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("hosts", &self.hosts).finish_non_exhaustive()
    }
}

impl Client {
    /// A client of one channel. Nothing is asked of LINE before the first call.
    pub fn new(hosts: Hosts, credentials: Credentials, clock: Clock) -> Self {
        let wire = Wire::new(&hosts);
        Self { hosts, wire, token: ChannelToken::new(credentials, clock), buckets: Buckets::new() }
    }

    /// Answers an event. Free of charge, once per token, within about a minute of the event.
    pub async fn reply(&self, token: &str, messages: &[Message]) -> Result<Accepted, SendError> {
        message::check_all(messages)?;
        let body = ReplyBody { reply_token: token, messages };
        self.send(Call::new(&endpoint::REPLY).json(&body)).await
    }

    /// Sends to one person; counted. The retry key is a UUID stored before the first try.
    pub async fn push(
        &self,
        to: &str,
        messages: &[Message],
        retry_key: &str,
    ) -> Result<Accepted, SendError> {
        message::check_all(messages)?;
        self.send(Call::new(&endpoint::PUSH).json(&SendBody { to, messages }).once(retry_key)).await
    }

    /// Sends the same to up to [`MULTICAST_PEOPLE_MAX`] people; counted per person.
    pub async fn multicast(
        &self,
        to: &[String],
        messages: &[Message],
        retry_key: &str,
    ) -> Result<Accepted, SendError> {
        Limit::count(to.len(), 1, MULTICAST_PEOPLE_MAX, "to")?;
        message::check_all(messages)?;
        let call = Call::new(&endpoint::MULTICAST).json(&SendBody { to, messages });
        self.send(call.once(retry_key)).await
    }

    /// Has LINE check messages without sending them.
    pub async fn validate_push(&self, messages: &[Message]) -> Result<(), SendError> {
        message::check_all(messages)?;
        let body = ValidateBody { messages };
        self.call(Call::new(&endpoint::VALIDATE_PUSH).json(&body)).await.map(drop)
    }

    async fn send(&self, call: Call<'_>) -> Result<Accepted, SendError> {
        let answer = self.call(call).await?;
        let already = answer.status == 409;
        let request_id = if already { answer.accepted_request_id } else { answer.request_id };
        Ok(Accepted { request_id, already })
    }

    pub(crate) async fn read<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, SendError> {
        let answer = self.call(call).await?;
        serde_json::from_slice(&answer.body).map_err(|_| error::not_understood())
    }

    /// One call: waits for its turn, has a token, asks, and judges the answer. A token that LINE
    /// refuses is renewed once, since the call itself was then not looked at.
    pub(crate) async fn call(&self, call: Call<'_>) -> Result<Answer, SendError> {
        self.buckets.wait(call.endpoint).await?;
        let bearer = self.token.bearer(&self.wire, &self.hosts).await?;
        let mut answer = self.attempt(&call, &bearer).await?;
        if answer.status == 401 && self.token.forget(&bearer).await {
            let bearer = self.token.bearer(&self.wire, &self.hosts).await?;
            answer = self.attempt(&call, &bearer).await?;
        }
        error::judge(answer, call.retry_key.is_some())
    }

    async fn attempt(&self, call: &Call<'_>, bearer: &str) -> Result<Answer, SendError> {
        let Endpoint { method, path, .. } = call.endpoint;
        let url = call.endpoint.url(&self.hosts, call.arguments)?;
        let mut request = self.wire.request(method.clone(), url.as_str()).bearer_auth(bearer);
        if let Some((content_type, body)) = &call.body {
            request = request.header(CONTENT_TYPE, *content_type).body(body.clone());
        }
        if let Some(retry_key) = call.retry_key {
            request = request.header("x-line-retry-key", retry_key);
        }
        Ok(self.wire.exchange(request, method.as_str(), path).await?)
    }
}

/// One request in the making.
pub(crate) struct Call<'a> {
    endpoint: &'static Endpoint,
    arguments: &'a [&'a str],
    body: Option<(&'static str, Vec<u8>)>,
    retry_key: Option<&'a str>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(endpoint: &'static Endpoint) -> Self {
        Self { endpoint, arguments: &[], body: None, retry_key: None }
    }

    /// What stands for the `{…}` of the path.
    pub(crate) fn with(self, arguments: &'a [&'a str]) -> Self {
        Self { arguments, ..self }
    }

    pub(crate) fn json(self, body: &impl Serialize) -> Self {
        let body =
            serde_json::to_vec(body).expect("our bodies have string keys and no failing parts");
        self.bytes("application/json", body)
    }

    pub(crate) fn bytes(self, content_type: &'static str, body: Vec<u8>) -> Self {
        Self { body: Some((content_type, body)), ..self }
    }

    fn once(self, retry_key: &'a str) -> Self {
        Self { retry_key: Some(retry_key), ..self }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReplyBody<'a> {
    reply_token: &'a str,
    messages: &'a [Message],
}

#[derive(Serialize)]
struct SendBody<'a, To: Serialize + ?Sized> {
    to: &'a To,
    messages: &'a [Message],
}

#[derive(Serialize)]
struct ValidateBody<'a> {
    messages: &'a [Message],
}
