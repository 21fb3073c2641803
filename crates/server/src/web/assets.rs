//! The stylesheet and scripts, built by `npm run build` and carried inside the binary. Their URLs hold
//! a hash of their content, so that phones may keep them for ever.

use crate::hex;
use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/dist"]
#[allow_missing = true]
struct Files;

/// The URL of an asset of this name.
pub(crate) fn url(name: &str) -> Option<String> {
    Files::get(name).map(|file| format!("/assets/{}/{name}", hash(&file)))
}

/// Names that must be there for the pages to look as they should, and are not.
pub fn missing() -> Vec<&'static str> {
    let names = ["madoguchi.css", "resident.js", "liff.js", "desk.js"];
    names.into_iter().filter(|name| Files::get(name).is_none()).collect()
}

/// Serves an asset. An old hash is answered with what there is now, but may not be kept.
pub(crate) async fn get(Path((wanted, name)): Path<(String, String)>) -> Response {
    let Some(file) = Files::get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match name.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let keep =
        if wanted == hash(&file) { "public, max-age=31536000, immutable" } else { "no-store" };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)], file.data).into_response()
}

fn hash(file: &rust_embed::EmbeddedFile) -> String {
    hex::of(&file.metadata.sha256_hash()[..8])
}
