//! Officers sign in by name and password.

use super::Who;
use crate::{
    App, Problem,
    actions::sign_in::{self, Desk},
    web::{
        address::Address,
        form::Posted,
        page::{Page, html},
        session::{DESK, cookie, local_path, set_cookie},
    },
    words::dates,
};
use askama::Template;
use axum::{
    extract::{Query, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use jiff::SignedDuration;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/signin.html")]
struct SignIn {
    page: Page,
    who: Option<Who>,
    action: String,
    next: String,
    login: String,
    error: Option<String>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Next {
    #[serde(default)]
    next: String,
}

/// What was typed.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// The form.
pub(in crate::web) async fn get(
    State(app): State<App>,
    Query(query): Query<Next>,
) -> Result<Response, Problem> {
    html(&form(&app, query.next, String::new(), None))
}

/// Signs in, or shows the form again with the name as typed.
pub(in crate::web) async fn post(
    State(app): State<App>,
    Address(address): Address,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let signed = sign_in::officer(&app, typed.login.clone(), typed.password, address).await?;
    let (status, error) = match signed {
        Desk::In(secret) => {
            let mut response = Redirect::to(local_path(&typed.next, "/desk")).into_response();
            let cookie = set_cookie(&app, DESK, &secret, sign_in::OFFICER_LIFE);
            response.headers_mut().append(header::SET_COOKIE, cookie);
            return Ok(response);
        }
        Desk::Wrong => (
            StatusCode::UNAUTHORIZED,
            "職員番号かパスワードが違います。もう一度入力してください。".to_owned(),
        ),
        Desk::Throttled { until } => (
            StatusCode::TOO_MANY_REQUESTS,
            format!(
                "続けて何度も間違えたため、止めています。{} を過ぎてからお試しください。",
                dates::instant(until)
            ),
        ),
    };
    let mut response = html(&form(&app, typed.next, typed.login, Some(error)))?;
    *response.status_mut() = status;
    Ok(response)
}

/// Signs out on this device.
pub(in crate::web) async fn out(
    State(app): State<App>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    if let Some(secret) = cookie(&parts, DESK) {
        sign_in::out(&app, secret).await?;
    }
    let mut response = Redirect::to("/desk/signin").into_response();
    let taken_back = set_cookie(&app, DESK, "", SignedDuration::ZERO);
    response.headers_mut().append(header::SET_COOKIE, taken_back);
    Ok(response)
}

fn form(app: &App, next: String, login: String, error: Option<String>) -> SignIn {
    let page = Page::desk(app, "職員のログイン");
    SignIn { page, who: None, action: "/desk/signin".to_owned(), next, login, error }
}
