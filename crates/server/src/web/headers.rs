//! Headers on every answer: what a page may load, that nobody may frame it, and that nothing personal
//! is kept by caches or told to other sites; on every refusal, when to come again.

use crate::App;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

/// When to come again where nobody said it, in seconds.
const AGAIN_AFTER: &str = "10";

/// Adds them where the handler has not said otherwise.
pub(super) async fn add(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    describe(&app, &mut response);
    response
}

/// The same of an answer that is given in front of the router.
pub(super) fn describe<B>(app: &App, response: &mut Response<B>) {
    let refuses = matches!(
        response.status(),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS
    );
    let headers = response.headers_mut();
    let policy = HeaderValue::from_str(&policy(app)).expect("hosts are visible ASCII");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if refuses && !headers.contains_key(header::RETRY_AFTER) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static(AGAIN_AFTER));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if app.config.server.base_url.starts_with("https:") {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
}

/// The SDK that is built in loads a script of LINE's and speaks to LINE's hosts; another comes from its own.
fn policy(app: &App) -> String {
    let own = "default-src 'self'; img-src 'self' data:; style-src 'self'; base-uri 'none'; \
               form-action 'self'; frame-ancestors 'none'; object-src 'none'";
    let Some(line) = &app.config.line else { return own.to_owned() };
    let hosts = match &line.liff_sdk {
        Some(sdk) => origin(sdk).to_owned(),
        None => line::login::LIFF_SDK_HOSTS.join(" "),
    };
    format!("{own}; script-src 'self' {hosts}; connect-src 'self' {hosts}")
}

fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find('/').map_or(url, |slash| &url[..host + slash])
}
