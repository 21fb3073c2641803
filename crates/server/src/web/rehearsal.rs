//! The way into a rehearsal: its pages are the same pages, below an address of its own. What goes in loses that
//! address and every cookie of the real counter; what comes out gets the address back.

mod rewrite;

use super::{
    desk::Desk,
    form::At,
    session::{DESK, Officer, local_path, set_cookie},
};
use crate::{App, Problem, actions::sign_in::OFFICER_LIFE, rehearsal};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use domain::Act;
use futures_util::StreamExt;
use std::net::SocketAddr;
use tower::ServiceExt;
use uuid::Uuid;

/// The largest page that is looked through; ours are far smaller.
const PAGE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Everything below `/rehearsal`.
pub(super) fn urls(app: &App) -> Desk {
    let (room, page) = ("/rehearsal/{id}", "/rehearsal/{id}/{*path}");
    Desk::new(app)
        .get(Act::Rehearse, room, enter)
        .post(Act::Rehearse, "/rehearsal/{id}/end", end)
        .get(Act::Rehearse, "/rehearsal/{id}/end", enter)
        .get(Act::Rehearse, page, visit)
        .post(Act::Rehearse, page, visit)
}

/// Its first page, for any officer of the real counter, who is signed in there without a word.
async fn enter(
    State(app): State<App>,
    officer: Officer,
    At(id): At<Uuid>,
) -> Result<Response, Problem> {
    let Some(found) = app.rehearsals.get(id, app.clock.now()) else { return Ok(over()) };
    let secret = rehearsal::join(&found, officer.played()).await?;
    let base = rehearsal::path(id);
    let mut response = Redirect::to(&format!("{base}/desk/rehearsal")).into_response();
    response
        .headers_mut()
        .append(header::SET_COOKIE, set_cookie(&app, DESK, &secret, OFFICER_LIFE));
    cookies(response.headers_mut(), &base);
    Ok(response)
}

fn over() -> Response {
    Redirect::to("/desk/rehearsal?over=true").into_response()
}

/// Throws it away.
async fn end(State(app): State<App>, _officer: Officer, At(id): At<Uuid>) -> Redirect {
    app.rehearsals.end(id);
    Redirect::to("/desk/rehearsal")
}

/// Any of its pages, for officers of the real counter.
async fn visit(
    State(app): State<App>,
    At((id, _)): At<(Uuid, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let Some(found) = app.rehearsals.get(id, app.clock.now()) else { return Ok(over()) };
    let base = rehearsal::path(id);
    let parts = inward(parts, &base).ok_or(Problem::NotFound)?;
    let pages = found.pages.clone();
    let Ok(answer) = pages.oneshot(Request::from_parts(parts, body)).await;
    outward(answer, &base).await
}

/// The request as the pages know it.
fn inward(mut parts: Parts, base: &str) -> Option<Parts> {
    let whole = parts.uri.path_and_query()?.as_str();
    parts.uri = Uri::try_from(whole.strip_prefix(base)?).ok()?;
    let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|c| c.to_str().ok());
    let own = rewrite::own_cookies(cookies);
    parts.headers.remove(header::COOKIE);
    if let Ok(own) = HeaderValue::from_str(&own) {
        parts.headers.insert(header::COOKIE, own);
    }
    // What the real counter's addresses were made of is not a part of these.
    let caller = parts.extensions.remove::<ConnectInfo<SocketAddr>>();
    parts.extensions.clear();
    if let Some(caller) = caller {
        parts.extensions.insert(caller);
    }
    // What is packed cannot be looked through; it is packed on its way out of the real counter.
    parts.headers.remove(header::ACCEPT_ENCODING);
    Some(parts)
}

/// The answer as the browser needs it.
async fn outward(answer: Response, base: &str) -> Result<Response, Problem> {
    let (mut parts, body) = answer.into_parts();
    cookies(&mut parts.headers, base);
    if let Some(to) = parts.headers.get(header::LOCATION).and_then(|to| to.to_str().ok())
        && local_path(to, "") == to
        && !to.starts_with(&format!("{base}/"))
    {
        let to = HeaderValue::from_str(&format!("{base}{to}"));
        parts.headers.insert(header::LOCATION, to.map_err(anyhow::Error::from)?);
    }
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_owned();
    if kind.starts_with("text/html") {
        let page = to_bytes(body, PAGE_BYTES_MAX).await.map_err(anyhow::Error::from)?;
        parts.headers.remove(header::CONTENT_LENGTH);
        return Ok(Response::from_parts(parts, Body::from(rewrite::addresses(&page, base))));
    }
    if kind.starts_with("text/event-stream") {
        // Each event comes in a piece of its own, so that no address is cut in two.
        let base = base.to_owned();
        let events = body.into_data_stream();
        let events =
            events.map(move |piece| piece.map(|event: Bytes| rewrite::addresses(&event, &base)));
        return Ok(Response::from_parts(parts, Body::from_stream(events)));
    }
    Ok(Response::from_parts(parts, body))
}

/// Its cookies bear another name and are sent below its address alone.
fn cookies(headers: &mut HeaderMap, base: &str) {
    let set: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for cookie in set.iter().filter_map(|cookie| cookie.to_str().ok()) {
        if let Ok(own) = HeaderValue::from_str(&rewrite::cookie(cookie, base)) {
            headers.append(header::SET_COOKIE, own);
        }
    }
}
