//! The picture of a rich menu: one upload, PNG or JPEG, within the platform's sizes. The picture's own
//! header tells its size; the pixels are not decoded.

use axum::{
    Json,
    extract::{Path, Request, State},
    http::header::CONTENT_TYPE,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::{
    api::{answer::Refusal, body},
    menu::Image,
    platform::Platform,
};

const BYTES_MAX: usize = 1024 * 1024;

pub(super) async fn upload(
    State(platform): State<Platform>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Value>, Refusal> {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    let bytes = body::whole(request, &()).await?;
    let size = match content_type.as_str() {
        "image/png" => png_size(&bytes),
        "image/jpeg" => jpeg_size(&bytes),
        _ => return Err(Refusal::bad("The content type must be image/png or image/jpeg")),
    };
    let (width, height) =
        size.ok_or_else(|| Refusal::bad("The image is not of its content type"))?;
    if bytes.len() > BYTES_MAX {
        return Err(Refusal::bad("The image exceeds the maximum size of 1 MB"));
    }
    platform.change(|state| {
        let menu = state.menus.created.get_mut(&id).ok_or_else(Refusal::not_found)?;
        if menu.spec["size"]["width"] != width || menu.spec["size"]["height"] != height {
            return Err(Refusal::bad("The size of the image is not that of the rich menu"));
        }
        if menu.image.is_some() {
            return Err(Refusal::bad("An image has already been uploaded to the richmenu"));
        }
        menu.image = Some(Image { content_type, base64: STANDARD.encode(&bytes) });
        Ok(super::empty())
    })
}

pub(super) async fn download(
    State(platform): State<Platform>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let image = platform.read(|state| state.menus.created.get(&id)?.image.clone());
    Ok(image.ok_or_else(Refusal::not_found)?.into_response())
}

/// Width and height stand in the header chunk, which comes first.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let number = |from: usize| Some(u32::from_be_bytes(rest.get(from..from + 4)?.try_into().ok()?));
    Some((number(8)?, number(12)?))
}

/// Height and width stand in the start-of-frame segment, which comes after some others.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let &[0xff, marker, high, low, ref segment @ ..] = rest else { return None };
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let &[_, h1, h0, w1, w0, ..] = segment else { return None };
            return Some((
                u16::from_be_bytes([w1, w0]).into(),
                u16::from_be_bytes([h1, h0]).into(),
            ));
        }
        rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low]))..)?;
    }
}
