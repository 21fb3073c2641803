//! What went wrong, as a page in the frame of whoever asked. Failures of ours get a number to tell on the
//! phone; the log holds the same number and the cause.

use super::page::{Link, Page, html};
use crate::{
    App, Problem, hex,
    words::{dates, refusal},
};
use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use line::TokenError;
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Template)]
#[template(path = "resident/message.html")]
struct ResidentMessage {
    page: Page,
    heading: String,
    paragraphs: Vec<String>,
    primary: Option<Link>,
    wait_seconds: Option<u32>,
    reference: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/message.html")]
struct DeskMessage {
    page: Page,
    who: Option<super::desk::Who>,
    heading: String,
    paragraphs: Vec<String>,
    primary: Option<Link>,
    reference: Option<String>,
}

#[derive(Template)]
#[template(path = "resident/signin_failed.html")]
struct SignInFailed {
    page: Page,
    reason: String,
    open_url: String,
    login_url: String,
}

/// A problem on its way from the handler to [`render`], which knows the frame.
#[derive(Clone)]
struct Carried(Arc<Mutex<Option<Problem>>>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Self::SignIn { next } = &self {
            return Redirect::to(next).into_response();
        }
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Carried(Arc::new(Mutex::new(Some(self)))));
        response
    }
}

/// Any address that does not exist.
pub(super) async fn not_found() -> Problem {
    Problem::NotFound
}

/// Puts a problem into words and into the frame of the page that was asked for.
pub(super) async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let for_desk = request.uri().path().starts_with("/desk");
    let mut response = next.run(request).await;
    let carried = response.extensions_mut().remove::<Carried>();
    let problem =
        carried.and_then(|Carried(p)| p.lock().unwrap_or_else(PoisonError::into_inner).take());
    match problem {
        None => response,
        Some(Problem::LineSignIn(error)) => line_sign_in(&app, error),
        Some(problem) => {
            let said = Said::of(&app, problem, for_desk);
            said.respond(&app, for_desk)
        }
    }
}

/// A problem in words.
struct Said {
    status: StatusCode,
    heading: String,
    paragraphs: Vec<String>,
    primary: Option<Link>,
    wait_seconds: Option<u32>,
    reference: Option<String>,
}

impl Said {
    fn new(status: StatusCode, heading: &str, paragraphs: &[&str]) -> Self {
        Self {
            status,
            heading: heading.to_owned(),
            paragraphs: paragraphs.iter().map(|&text| text.to_owned()).collect(),
            primary: None,
            wait_seconds: None,
            reference: None,
        }
    }

    fn of(app: &App, problem: Problem, for_desk: bool) -> Self {
        match problem {
            Problem::NotFound | Problem::SignIn { .. } | Problem::LineSignIn(_) => Self::new(
                StatusCode::NOT_FOUND,
                "お探しのページは見つかりませんでした",
                &[
                    "リンクが古いか、この方の予約ではないため、お見せできません。",
                    "一覧に戻って、もう一度お選びください。",
                ],
            ),
            Problem::FormExpired => Self::new(
                StatusCode::BAD_REQUEST,
                "もう一度、やり直してください",
                &[
                    "画面を開いてから時間がたったため、送信できませんでした。",
                    "予約の内容は変わっていません。前の画面に戻って、もう一度お試しください。",
                ],
            ),
            Problem::Refused(reason) => {
                let no = refusal::sentence(&reason);
                Self::new(StatusCode::CONFLICT, "いまは、できません", &[&no.why, &no.next])
            }
            Problem::Busy { seconds } => {
                let paragraphs = if for_desk {
                    [
                        "ただいま大変混み合っているか、データベースにつながりません。入力した内容はまだ保存されていません。",
                        "少し待ってから、もう一度お試しください。",
                    ]
                } else {
                    [
                        "ただいま大変混み合っています。お手続きは、まだ行われていません。",
                        "少し待ってから、もう一度お試しください。",
                    ]
                };
                let said =
                    Self::new(StatusCode::SERVICE_UNAVAILABLE, "少しお待ちください", &paragraphs);
                Self { wait_seconds: Some(seconds), ..said }
            }
            Problem::Throttled { until } => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "しばらく時間をおいてください",
                &[
                    "続けて何度も入力されたため、いったん止めています。",
                    &format!(
                        "{} を過ぎてから、もう一度お試しください。お急ぎのときは、お電話ください。",
                        dates::instant(until)
                    ),
                ],
            ),
            Problem::Broken(error) => {
                let reference = hex::of(&app.ids.bytes::<4>());
                tracing::error!(reference, "a request failed: {error:#}");
                let said = Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "申し訳ありません。うまく処理できませんでした",
                    &[
                        "こちらの不具合です。お手続きが済んだかどうかは、予約の一覧でご確認ください。",
                    ],
                );
                Self { reference: Some(reference), ..said }
            }
        }
    }

    fn respond(self, app: &App, for_desk: bool) -> Response {
        let (status, wait) = (self.status, self.wait_seconds);
        let mut response = if for_desk { self.desk(app) } else { self.resident(app) };
        *response.status_mut() = status;
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    fn resident(self, app: &App) -> Response {
        shown(&ResidentMessage {
            page: Page::resident(app, &self.heading),
            heading: self.heading,
            paragraphs: self.paragraphs,
            primary: self.primary,
            wait_seconds: self.wait_seconds,
            reference: self.reference,
        })
    }

    fn desk(self, app: &App) -> Response {
        shown(&DeskMessage {
            page: Page::desk(app, &self.heading),
            who: None,
            heading: self.heading,
            paragraphs: self.paragraphs,
            primary: self.primary,
            reference: self.reference,
        })
    }
}

fn line_sign_in(app: &App, error: TokenError) -> Response {
    let reason = match error {
        TokenError::Expired => "開いてから時間がたったため、LINEでの確認が切れました。",
        TokenError::NotOurs | TokenError::Forged => "LINEでの確認ができませんでした。",
        TokenError::Unreachable => "LINEにつながらないため、いまは確認ができません。",
    };
    let mut response = shown(&SignInFailed {
        page: Page::resident(app, "もう一度、LINEから開いてください"),
        reason: reason.to_owned(),
        open_url: app.urls.home(),
        login_url: "/signin/line".to_owned(),
    });
    *response.status_mut() = match error {
        TokenError::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNAUTHORIZED,
    };
    response
}

fn shown(template: &impl Template) -> Response {
    html(template).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
