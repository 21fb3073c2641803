//! The in-app browser of one telephone: a listener of its own that hands every request on to the service
//! and keeps the service's cookies here, so that telephones side by side never share a session. It changes
//! only what names the two origins or forbids the frame; bodies stream through.

use std::time::Duration;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{
            CONNECTION, CONTENT_SECURITY_POLICY, COOKIE, HOST, LOCATION, ORIGIN, REFERER,
            SET_COOKIE, STRICT_TRANSPORT_SECURITY, TRANSFER_ENCODING, X_FRAME_OPTIONS,
        },
    },
    response::{IntoResponse as _, Response},
};
use reqwest::Url;
use tokio_stream::wrappers::ReceiverStream;

use crate::platform::Platform;

#[derive(Clone)]
struct Browser {
    platform: Platform,
    handle: String,
    /// The origin the resident's pages see.
    origin: String,
}

const BODY_LIMIT: usize = 32 * 1024 * 1024;
/// What a slow line adds to every page and picture.
const SLOW_LINE: Duration = Duration::from_millis(2_500);

pub(crate) fn router(platform: &Platform, handle: &str, origin: &str) -> Router {
    let browser = Browser {
        platform: platform.clone(),
        handle: handle.to_owned(),
        origin: origin.to_owned(),
    };
    Router::new().fallback(pass).with_state(browser)
}

async fn pass(State(browser): State<Browser>, request: Request) -> Response {
    match browser.fetch(request).await {
        Ok(response) => response,
        Err(error) => {
            tracing::warn!(%error, "the service did not answer the in-app browser");
            (
                StatusCode::BAD_GATEWAY,
                "ページを開けませんでした。サービスが動いているか確かめてください。",
            )
                .into_response()
        }
    }
}

impl Browser {
    async fn fetch(&self, request: Request) -> anyhow::Result<Response> {
        if self.platform.read(|state| state.resident(&self.handle).is_some_and(|one| one.slow)) {
            tokio::time::sleep(SLOW_LINE).await;
        }
        let endpoint = self.platform.read(|state| state.liff_endpoint.clone());
        let service = Url::parse(&endpoint)?.origin().ascii_serialization();
        let (parts, body) = request.into_parts();
        let path = parts.uri.path().to_owned();
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let upstream = self
            .platform
            .0
            .http
            .request(parts.method, format!("{service}{target}"))
            .headers(self.towards_service(&parts.headers, &path, &service))
            .body(to_bytes(body, BODY_LIMIT).await?)
            .send()
            .await?;
        self.keep_cookies(upstream.headers(), &path);
        let mut response = Response::builder().status(upstream.status()).body(Body::empty())?;
        *response.headers_mut() = self.towards_page(upstream.headers(), &service);
        *response.body_mut() = self.stream(upstream);
        Ok(response)
    }

    fn towards_service(&self, headers: &HeaderMap, path: &str, service: &str) -> HeaderMap {
        let mut headers = headers.clone();
        for name in [HOST, COOKIE, CONNECTION, TRANSFER_ENCODING] {
            headers.remove(name);
        }
        for name in [ORIGIN, REFERER] {
            replace_origin(&mut headers, &name, &self.origin, service);
        }
        let now = self.platform.now();
        let cookie =
            self.platform.read(|state| state.resident(&self.handle)?.cookies.header(path, now));
        if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
            headers.insert(COOKIE, cookie);
        }
        headers
    }

    fn keep_cookies(&self, headers: &HeaderMap, path: &str) {
        let set: Vec<&str> =
            headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).collect();
        if set.is_empty() {
            return;
        }
        let now = self.platform.now();
        self.platform.change(|state| {
            if let Some(resident) = state.resident_mut(&self.handle) {
                for cookie in set {
                    resident.cookies.store(cookie, path, now);
                }
            }
        });
    }

    fn towards_page(&self, headers: &HeaderMap, service: &str) -> HeaderMap {
        let mut headers = headers.clone();
        for name in
            [SET_COOKIE, X_FRAME_OPTIONS, STRICT_TRANSPORT_SECURITY, CONNECTION, TRANSFER_ENCODING]
        {
            headers.remove(name);
        }
        replace_origin(&mut headers, &LOCATION, service, &self.origin);
        if let Some(policy) =
            headers.get(CONTENT_SECURITY_POLICY).and_then(|value| value.to_str().ok())
        {
            let framed =
                policy.split(';').filter(|part| !part.trim_start().starts_with("frame-ancestors"));
            let framed = framed.collect::<Vec<_>>().join(";");
            match HeaderValue::from_str(&framed) {
                Ok(value) if !framed.is_empty() => headers.insert(CONTENT_SECURITY_POLICY, value),
                _ => headers.remove(CONTENT_SECURITY_POLICY),
            };
        }
        headers
    }

    /// Hands the body on piece by piece, and stops when the page or the platform goes away.
    fn stream(&self, mut upstream: reqwest::Response) -> Body {
        let (pieces, received) = tokio::sync::mpsc::channel(8);
        let end = self.platform.ended();
        tokio::spawn(async move {
            let pump = async {
                loop {
                    let piece = tokio::select! {
                        () = pieces.closed() => return,
                        piece = upstream.chunk() => piece,
                    };
                    let Some(piece) = piece.transpose() else { return };
                    let failed = piece.is_err();
                    if pieces.send(piece).await.is_err() || failed {
                        return;
                    }
                }
            };
            tokio::select! { () = pump => {}, () = end => {} }
        });
        Body::from_stream(ReceiverStream::new(received))
    }
}

/// Replaces the origin at the start of an absolute address; a longer host name is another origin.
fn replace_origin(headers: &mut HeaderMap, name: &HeaderName, from: &str, to: &str) {
    let rest = headers.get(name).and_then(|value| value.to_str().ok()?.strip_prefix(from));
    let replaced = rest.filter(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
    if let Some(value) =
        replaced.and_then(|rest| HeaderValue::from_str(&format!("{to}{rest}")).ok())
    {
        headers.insert(name, value);
    }
}
