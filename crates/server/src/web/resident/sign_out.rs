//! Signing out on this device. Whoever uses LINE is in again with the next link; who came with a code needs a
//! new one, and is asked first.

use super::sign_in::taken_back;
use crate::{
    App, Problem,
    actions::sign_in,
    web::{
        form::Posted,
        page::{Page, html},
        session::{RESIDENT, cookie_of},
        unfinished::forgotten,
        visit::{HOME, Visit},
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "resident/sign_out.html")]
struct Ask {
    page: Page,
    back_url: String,
}

/// Whether it was asked before.
#[derive(Deserialize)]
pub(in crate::web) struct Sure {
    #[serde(default)]
    sure: String,
}

/// Asks; whoever has nothing to lose by it is led back to the button.
pub(in crate::web) async fn ask(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !is_to_be_asked(&app, &headers).await? {
        return Ok(Redirect::to(HOME).into_response());
    }
    html(&Ask {
        page: Page::resident(&app, &visit, visit.lang.log_out_page()),
        back_url: HOME.to_owned(),
    })
}

/// Signs out, or asks first.
pub(in crate::web) async fn out(
    State(app): State<App>,
    headers: HeaderMap,
    Posted(form): Posted<Sure>,
) -> Result<Response, Problem> {
    if form.sure.is_empty() && is_to_be_asked(&app, &headers).await? {
        return Ok(Redirect::to("/signout").into_response());
    }
    if let Some(secret) = cookie_of(&headers, RESIDENT) {
        sign_in::out(&app, secret).await?;
    }
    let mut response = Redirect::to("/").into_response();
    response.headers_mut().append(header::SET_COOKIE, taken_back(&app, RESIDENT));
    response.headers_mut().append(header::SET_COOKIE, forgotten(&app));
    Ok(response)
}

async fn is_to_be_asked(app: &App, headers: &HeaderMap) -> Result<bool, Problem> {
    match cookie_of(headers, RESIDENT) {
        Some(secret) => sign_in::comes_back_by_code(app, secret).await,
        None => Ok(false),
    }
}
