//! The one form of the first start, and what it answers.

use super::{
    First,
    made::{Errors, Typed},
};
use crate::{web::assets, words::staff};
use askama::Template;
use axum::{
    Form,
    extract::{Path, State, rejection::FormRejection},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use ring::digest::{SHA256, digest};

#[derive(Template)]
#[template(path = "first.html")]
struct Page {
    css: String,
    url: String,
    password_rule: String,
    typed: Typed,
    errors: Errors,
}

impl Page {
    fn error(&self, name: &str) -> Option<&str> {
        self.errors.get(name).map(String::as_str)
    }

    fn value(&self, name: &str) -> &str {
        self.typed.get(name)
    }
}

/// The form, for whoever has the link.
pub(super) async fn get(State(first): State<First>, Path(secret): Path<String>) -> Response {
    if !is_right(&first, &secret) {
        return elsewhere(State(first)).await;
    }
    shown(&first, Typed::default(), Errors::new(), StatusCode::OK)
}

/// Makes the town, or shows the form again with what is wrong.
pub(super) async fn post(
    State(first): State<First>,
    Path(secret): Path<String>,
    form: Result<Form<Typed>, FormRejection>,
) -> Response {
    if !is_right(&first, &secret) {
        return elsewhere(State(first)).await;
    }
    let Ok(Form(typed)) = form else {
        return shown(&first, Typed::default(), Errors::new(), StatusCode::BAD_REQUEST);
    };
    // One at a time: a second press waits, and finds that it is done.
    let mut over = first.over.lock().await;
    let Some(tell) = over.take() else { return Redirect::to("/desk/start").into_response() };
    match first.maker.make(&typed).await {
        Ok(made) => {
            let mut answer = Redirect::to("/desk/start").into_response();
            answer.headers_mut().insert(header::SET_COOKIE, made.cookie);
            answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            // Who waits for it lives as long as this page.
            let _ = tell.send((made.config, made.store));
            answer
        }
        Err(errors) => {
            *over = Some(tell);
            shown(&first, typed, errors, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// Any other address: nothing is told but where to look. Whoever was sent on and is quicker than the service that takes
/// over on this very address asks again by itself.
pub(super) async fn elsewhere(State(first): State<First>) -> Response {
    if first.over.try_lock().is_ok_and(|over| over.is_some()) {
        let told = "はじめの設定がまだです。起動したときの画面に出ているリンクを開いてください。";
        return (StatusCode::NOT_FOUND, told).into_response();
    }
    let headers =
        [(header::REFRESH, "1"), (header::RETRY_AFTER, "1"), (header::CONNECTION, "close")];
    let told = "窓口を始めています。1秒ほどで、この画面は自動で開きなおします。";
    (StatusCode::SERVICE_UNAVAILABLE, headers, told).into_response()
}

/// What is compared is not the secret itself, so that how long it takes tells nothing of it.
fn is_right(first: &First, secret: &str) -> bool {
    let hash = |text: &str| digest(&SHA256, text.as_bytes());
    hash(&first.secret).as_ref() == hash(secret).as_ref()
}

fn shown(first: &First, typed: Typed, errors: Errors, status: StatusCode) -> Response {
    let page = Page {
        css: assets::url("madoguchi.css").unwrap_or_default(),
        url: format!("/first/{}", first.secret),
        password_rule: staff::password_rule(),
        typed,
        errors,
    };
    let Ok(text) = page.render() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ),
    ];
    (status, headers, Html(text)).into_response()
}
