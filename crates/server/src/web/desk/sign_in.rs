//! Officers sign in by name and password, and by a second factor where they have set one up.

use super::Who;
use crate::{
    App, Problem,
    actions::{
        second::{self, Tried},
        sign_in::{self, Desk},
    },
    web::{
        address::Address,
        form::{Posted, Query},
        page::{Page, html},
        session::{DESK, browser, cookie, local_path, set_cookie},
    },
    words::dates,
};
use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use jiff::{SignedDuration, Timestamp};
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

#[derive(Template)]
#[template(path = "desk/signin_second.html")]
struct SecondQuestion {
    page: Page,
    who: Option<Who>,
    half: String,
    next: String,
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
    headers: HeaderMap,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let (login, agent) = (typed.login.clone(), browser(&headers));
    let signed = sign_in::officer(&app, login, typed.password, agent, address).await?;
    let (status, error) = match signed {
        Desk::In(secret) => return Ok(come_in(&app, &secret, &typed.next)),
        Desk::Second(half) => return html(&question(&app, half, typed.next, None)),
        Desk::Wrong => (
            StatusCode::UNAUTHORIZED,
            "職員番号かパスワードが違います。もう一度入力してください。".to_owned(),
        ),
        Desk::Throttled { until } => (StatusCode::TOO_MANY_REQUESTS, stopped(until)),
    };
    let mut response = html(&form(&app, typed.next, typed.login, Some(error)))?;
    *response.status_mut() = status;
    Ok(response)
}

fn stopped(until: Timestamp) -> String {
    let until = dates::instant(until);
    format!("続けて何度も間違えたため、止めています。{until} を過ぎてからお試しください。")
}

fn come_in(app: &App, secret: &str, next: &str) -> Response {
    let mut response = Redirect::to(local_path(next, "/desk")).into_response();
    let cookie = set_cookie(app, DESK, secret, sign_in::OFFICER_LIFE);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

fn question(app: &App, half: String, next: String, error: Option<String>) -> SecondQuestion {
    SecondQuestion { page: Page::desk(app, "二段階認証"), who: None, half, next, error }
}

/// What was answered to the second question.
#[derive(Deserialize)]
pub(in crate::web) struct Answer {
    half: String,
    code: String,
    #[serde(default)]
    next: String,
}

/// Signs in, or asks again.
pub(in crate::web) async fn second(
    State(app): State<App>,
    Address(address): Address,
    headers: HeaderMap,
    Posted(answer): Posted<Answer>,
) -> Result<Response, Problem> {
    let typed = (answer.half.as_str(), answer.code.as_str());
    let (status, error) = match second::answer(&app, typed, browser(&headers), address).await? {
        Tried::Right(secret) => return Ok(come_in(&app, &secret, &answer.next)),
        Tried::Wrong => (
            StatusCode::UNAUTHORIZED,
            "番号が違うか、もう使われています。アプリに次の番号が出るのを待って、入れてください。"
                .to_owned(),
        ),
        Tried::Throttled { until } => (StatusCode::TOO_MANY_REQUESTS, stopped(until)),
    };
    let page = html(&question(&app, answer.half, answer.next, Some(error)))?;
    Ok((status, page).into_response())
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
