//! One HTTP exchange with LINE: timeouts, request ids and the log line LINE asks us to keep. It
//! does not decide what an answer means and never tries twice.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{ClientBuilder, RequestBuilder};
use tokio::time::Instant;

use crate::hosts::Hosts;

/// The time, in milliseconds since 1970 UTC.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const WHOLE_TIMEOUT: Duration = Duration::from_secs(10);
/// A list of a thousand rich menus is the longest answer there is, and stays far below.
const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;

pub(crate) struct Wire {
    http: reqwest::Client,
}

/// What came back, whatever its status.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) request_id: Option<String>,
    /// On a 409: the request that was accepted under the same retry key.
    pub(crate) accepted_request_id: Option<String>,
    /// Empty when the status arrived but its body did not.
    pub(crate) body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The request itself is impossible, for instance a line break in a header.
    Impossible,
    /// No connection: LINE has certainly not seen the request.
    NotSent,
    /// Sent, but the answer is missing: LINE may have acted on it.
    NoAnswer,
}

impl Trouble {
    pub(crate) fn why(self) -> &'static str {
        match self {
            Self::Impossible => "the request could not be built",
            Self::NotSent => "no connection to LINE",
            Self::NoAnswer => "LINE did not answer",
        }
    }
}

impl Wire {
    pub(crate) fn new(hosts: &Hosts) -> Self {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Losing the race against another thread is as good as winning it.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        // A double on this machine needs neither certificates nor the town's proxy.
        let builder = if hosts.are_plain() { rootless().no_proxy() } else { builder() };
        let http = builder.build().unwrap_or_else(|error| {
            tracing::error!(%error, "no usable CA certificates here: every call to LINE will fail");
            rootless()
                .build()
                .expect("a client without root certificates asks nothing of the machine")
        });
        Self { http }
    }

    pub(crate) fn request(&self, method: reqwest::Method, url: &str) -> RequestBuilder {
        self.http.request(method, url)
    }

    /// Sends the request. `method` and `path` are for the log: the path carries no ids.
    pub(crate) async fn exchange(
        &self,
        request: RequestBuilder,
        method: &str,
        path: &str,
    ) -> Result<Answer, Trouble> {
        let started = Instant::now();
        let result = match request.send().await {
            Ok(response) => Ok(read(response).await),
            Err(error) => Err(trouble(&error)),
        };
        let ms = started.elapsed().as_millis();
        match &result {
            Ok(Answer { status, request_id, .. }) => {
                let request_id = request_id.as_deref().unwrap_or("-");
                tracing::debug!(method, path, status, request_id, ms, "LINE answered");
            }
            Err(trouble) => tracing::debug!(method, path, ms, "{}", trouble.why()),
        }
        result
    }
}

fn builder() -> ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(WHOLE_TIMEOUT)
        .redirect(Policy::none())
}

fn rootless() -> ClientBuilder {
    builder().tls_certs_only([])
}

async fn read(mut response: reqwest::Response) -> Answer {
    let header = |name: &str| {
        response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    };
    let request_id = header("x-line-request-id");
    let accepted_request_id = header("x-line-accepted-request-id");
    let status = response.status().as_u16();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= BODY_BYTES_MAX => {
                body.extend_from_slice(&chunk);
            }
            Ok(None) => break,
            // The status alone says what to do next; half a body is no body.
            Ok(Some(_)) | Err(_) => {
                body.clear();
                break;
            }
        }
    }
    Answer { status, request_id, accepted_request_id, body }
}

fn trouble(error: &reqwest::Error) -> Trouble {
    if error.is_builder() {
        Trouble::Impossible
    } else if error.is_connect() {
        Trouble::NotSent
    } else {
        Trouble::NoAnswer
    }
}
