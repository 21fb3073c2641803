//! LIFF links: what the in-app browser opens for one, the double of the LIFF SDK, and the page for those
//! who follow a link outside of a telephone. It never looks at what the service shows.

use anyhow::{Context as _, ensure};
use axum::{
    Router,
    extract::{OriginalUri, Path, State},
    http::{HeaderName, StatusCode, header::CONTENT_TYPE},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use reqwest::Url;
use serde_json::json;

use crate::{
    crypto, login::IdTokenOptions, phone::pages, platform::Platform, platform::browser_origin,
};

const SDK: &str = include_str!("liff/sdk.js");

pub(crate) fn router() -> Router<Platform> {
    Router::new()
        .route("/liff/sdk.js", get(sdk))
        .route("/liff/{liff_id}", get(outside))
        .route("/liff/{liff_id}/{*path}", get(outside))
}

impl Platform {
    /// She opens a link in LINE's browser. Gives the address that this browser loads: for a LIFF link the
    /// endpoint with `liff.state` and the tokens, for a page of the service that page, both through her own
    /// cookie jar; any other address stays as it is.
    pub async fn opens(&self, handle: &str, link: &str) -> anyhow::Result<String> {
        self.look(handle, |_, _| ())?;
        let url = Url::parse(link).with_context(|| format!("{link:?} is not a link"))?;
        let endpoint = self.read(|state| state.liff_endpoint.clone());
        let inside = url.as_str().strip_prefix(&format!("{}/liff/", self.url()));
        if let Some(rest) = inside {
            let rest = rest
                .strip_prefix(self.0.options.liff_id.as_str())
                .context("no LIFF app has this id")?;
            ensure!(rest.is_empty() || rest.starts_with(['/', '?']), "no LIFF app has this id");
            return self.liff_address(handle, &endpoint, rest).await;
        }
        match Url::parse(&endpoint) {
            Ok(service) if service.origin() == url.origin() => {
                self.through_browser(handle, url).await.map(Into::into)
            }
            _ => Ok(link.to_owned()),
        }
    }

    async fn liff_address(
        &self,
        handle: &str,
        endpoint: &str,
        rest: &str,
    ) -> anyhow::Result<String> {
        let endpoint = Url::parse(endpoint).context("the LIFF endpoint is not set")?;
        let mut url = self.through_browser(handle, endpoint).await?;
        if !matches!(rest, "" | "/") {
            url.query_pairs_mut().append_pair("liff.state", rest);
        }
        let id_token = self.id_token(handle, &IdTokenOptions::default());
        url.set_fragment(Some(&format!(
            "access_token={}&id_token={id_token}",
            crypto::secret_token()
        )));
        Ok(url.into())
    }

    async fn through_browser(&self, handle: &str, mut url: Url) -> anyhow::Result<Url> {
        let origin = Url::parse(&browser_origin(self, handle).await?)?;
        // Both are plain http addresses on this machine, so that neither part can be refused.
        let _ = url.set_scheme(origin.scheme());
        url.set_host(origin.host_str())?;
        let _ = url.set_port(origin.port());
        Ok(url)
    }
}

/// The SDK double, with the one LIFF app there is.
async fn sdk(State(platform): State<Platform>) -> impl IntoResponse {
    let endpoint = platform.read(|state| Url::parse(&state.liff_endpoint).ok());
    let app = json!({
        "liffId": platform.0.options.liff_id,
        "path": endpoint.as_ref().map(Url::path),
        "query": endpoint.as_ref().and_then(Url::query),
        "emulator": platform.url(),
    });
    let headers = [
        (CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    (headers, SDK.replace("__LIFF_APP__", &app.to_string()))
}

/// A LIFF link in an ordinary browser: choose whose telephone opens it.
async fn outside(
    State(platform): State<Platform>,
    Path(path): Path<Vec<(String, String)>>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    if path.first().is_none_or(|(_, liff_id)| *liff_id != platform.0.options.liff_id) {
        return (StatusCode::NOT_FOUND, Html(pages::notice("このLIFFアプリはありません")))
            .into_response();
    }
    let link = format!("{}{uri}", platform.url());
    Html(pages::choose(&platform, "どの電話で開きますか", |handle| {
        format!("/phone/{handle}?open={}", pages::url_part(&link))
    }))
    .into_response()
}
