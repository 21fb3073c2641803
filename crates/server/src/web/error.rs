//! What went wrong, as a page in the frame of whoever asked. Failures of ours get a number to tell on the
//! phone; the log holds the same number and the cause.

use super::{
    page::{Link, Page, html},
    unfinished::SignInFirst,
    visit::Visit,
};
use crate::{
    App, Problem, hex,
    words::{Lang, refusal},
};
use askama::Template;
use axum::{
    Extension,
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
            return (Extension(SignInFirst), Redirect::to(next)).into_response();
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
    let visit = Visit::of(request.method(), request.uri(), request.headers());
    let frame = if request.uri().path().starts_with("/desk") {
        Frame::Desk
    } else {
        Frame::Resident(visit)
    };
    let mut response = next.run(request).await;
    let carried = response.extensions_mut().remove::<Carried>();
    let problem =
        carried.and_then(|Carried(p)| p.lock().unwrap_or_else(PoisonError::into_inner).take());
    match problem {
        None => response,
        Some(problem) => match (problem, frame) {
            (Problem::LineSignIn(error), Frame::Resident(visit)) => {
                line_sign_in(&app, &visit, error)
            }
            (problem, frame) => Said::of(&app, problem, &frame).respond(&app, &frame),
        },
    }
}

/// Whose page it is to stand in.
enum Frame {
    Desk,
    Resident(Visit),
}

impl Frame {
    fn lang(&self) -> Lang {
        match self {
            Self::Desk => Lang::Japanese,
            Self::Resident(visit) => visit.lang,
        }
    }
}

const BUSY_AT_THE_DESK: &str = "ただいま大変混み合っているか、データベースにつながりません。入力した内容はまだ保存されていません。";

const NOT_FOUND_AT_THE_DESK: [&str; 2] = [
    "アドレスが違うか、もうなくなったか、担当の会場のものではないため、お見せできません。",
    "事業の一覧に戻って、もう一度お選びください。",
];

/// A problem in words.
struct Said {
    status: StatusCode,
    heading: String,
    paragraphs: Vec<String>,
    primary: Option<Link>,
    wait_seconds: Option<u32>,
    /// When to come again, for whoever is no person and reads it from the answer's head.
    again_in: Option<i64>,
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
            again_in: None,
            reference: None,
        }
    }

    fn of(app: &App, problem: Problem, frame: &Frame) -> Self {
        let lang = frame.lang();
        match problem {
            Problem::NotFound | Problem::SignIn { .. } | Problem::LineSignIn(_) => {
                let paragraphs = match frame {
                    Frame::Desk => NOT_FOUND_AT_THE_DESK,
                    Frame::Resident(_) => [lang.not_found_why(), lang.not_found_next()],
                };
                Self::new(StatusCode::NOT_FOUND, lang.not_found(), &paragraphs)
            }
            Problem::TooLong => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                lang.too_long(),
                &[lang.too_long_why(), lang.too_long_next()],
            ),
            Problem::FormExpired => Self::new(
                StatusCode::BAD_REQUEST,
                lang.expired(),
                &[lang.expired_why(), lang.expired_next()],
            ),
            Problem::Refused(reason) => {
                let no = refusal::sentence(lang, &reason);
                Self::new(StatusCode::CONFLICT, lang.refused(), &[&no.why, &no.next])
            }
            Problem::Busy { seconds } => {
                let why = match frame {
                    Frame::Desk => BUSY_AT_THE_DESK,
                    Frame::Resident(_) => lang.busy_why(),
                };
                let paragraphs = [why, lang.busy_next()];
                let said = Self::new(StatusCode::SERVICE_UNAVAILABLE, lang.busy(), &paragraphs);
                Self { wait_seconds: Some(seconds), again_in: Some(seconds.into()), ..said }
            }
            Problem::Throttled { until } => {
                let said = Self::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    lang.throttled(),
                    &[lang.throttled_why(), &lang.throttled_next(lang.instant(until))],
                );
                let left = until.duration_since(app.clock.now()).as_secs();
                Self { again_in: Some(left.max(1)), ..said }
            }
            Problem::Broken(error) => {
                let reference = hex::of(&app.ids.bytes::<4>());
                tracing::error!(reference, "a request failed: {error:#}");
                let said = Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    lang.broken(),
                    &[lang.broken_why()],
                );
                Self { reference: Some(reference), ..said }
            }
        }
    }

    fn respond(self, app: &App, frame: &Frame) -> Response {
        let (status, again) = (self.status, self.again_in);
        let mut response = match frame {
            Frame::Desk => self.desk(app),
            Frame::Resident(visit) => self.resident(app, visit),
        };
        *response.status_mut() = status;
        if let Some(seconds) = again {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    fn resident(self, app: &App, visit: &Visit) -> Response {
        shown(&ResidentMessage {
            page: Page::resident(app, visit, &self.heading),
            heading: self.heading,
            paragraphs: self.paragraphs,
            primary: self.primary,
            wait_seconds: self.wait_seconds,
            reference: self.reference,
        })
    }

    fn desk(self, app: &App) -> Response {
        let page = Page::desk(app, &self.heading);
        let home = Link { label: "事業の一覧に戻る".into(), url: page.path_home.clone() };
        shown(&DeskMessage {
            page,
            who: None,
            heading: self.heading,
            paragraphs: self.paragraphs,
            primary: self.primary.or(Some(home)),
            reference: self.reference,
        })
    }
}

fn line_sign_in(app: &App, visit: &Visit, error: TokenError) -> Response {
    let reason = match error {
        TokenError::Expired => visit.lang.token_old(),
        TokenError::NotOurs | TokenError::Forged => visit.lang.token_bad(),
        TokenError::Unreachable => visit.lang.line_unreachable(),
    };
    let mut response = shown(&SignInFailed {
        page: Page::resident(app, visit, visit.lang.open_again_title()),
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
