//! LINE's channels: typed here, tried with LINE, and the service goes on with them. A secret is never shown again.

use super::Who;
use crate::{
    App, Problem,
    connect_line::{Channels, Connected, NotConnected, connect},
    doctor::{self, Verdict},
    menus,
    web::{
        form::Posted,
        page::{Page, html},
        session::Officer,
    },
    words::line_setup as words,
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::Actor;
use serde::Deserialize;

const URL: &str = "/desk/line/connect";

#[derive(Template)]
#[template(path = "desk/line_connect.html")]
struct Connect {
    page: Page,
    who: Option<Who>,
    connected: bool,
    /// Whether it can be set here at all.
    may_set: bool,
    webhook: String,
    fields: Vec<Field>,
    failure: Option<String>,
    done: Option<String>,
    checks: Vec<Found>,
}

struct Field {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    secret: bool,
    value: String,
    error: Option<&'static str>,
}

struct Found {
    mark: &'static str,
    what: &'static str,
    found: String,
    next: Option<String>,
}

/// What was typed or pressed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    step: String,
    base_url: String,
    channel_id: String,
    channel_secret: String,
    login_channel_id: String,
    login_channel_secret: String,
    liff_id: String,
}

/// How it stands, and the form.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
) -> Result<Response, Problem> {
    html(&page(&app, &officer, &current(&app)))
}

/// Connects, registers our address, brings the menus, or looks at everything.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let mut shown = page(&app, &officer, &typed);
    match typed.step.as_str() {
        "connect" => return connects(&app, &officer, typed).await,
        "webhook" => told(&mut shown, registers(&app).await),
        "menus" => told(&mut shown, brings_menus(&app).await),
        "check" => {
            let found = doctor::with_line(&app).await;
            shown.checks = found.into_iter().map(Found::of).collect();
        }
        _ => return Err(Problem::FormExpired),
    }
    html(&Connect { fields: fields(&current(&app)), ..shown })
}

impl Found {
    fn of(check: doctor::Check) -> Self {
        let mark = match check.verdict {
            Verdict::Good => "○ よい",
            Verdict::Look => "△ ご確認ください",
            Verdict::Bad => "× 直してください",
        };
        let doctor::Check { advice, .. } = check;
        Self { mark, what: advice.what, found: advice.found, next: advice.next }
    }
}

async fn connects(app: &App, officer: &Officer, typed: Typed) -> Result<Response, Problem> {
    let trimmed = |text: &str| text.trim().to_owned();
    let channels = Channels {
        base_url: trimmed(&typed.base_url),
        channel_id: trimmed(&typed.channel_id),
        channel_secret: trimmed(&typed.channel_secret),
        login_channel_id: trimmed(&typed.login_channel_id),
        login_channel_secret: trimmed(&typed.login_channel_secret),
        liff_id: trimmed(&typed.liff_id),
    };
    let mut shown = page(app, officer, &typed);
    match connect(app, channels, Actor::Officer(officer.id)).await? {
        Ok(Connected::Now) => return Ok(Redirect::to(URL).into_response()),
        Ok(Connected::AtNextStart) => {
            shown.done = Some(words::AT_NEXT_START.to_owned());
            shown.fields = fields(&current(app));
            return html(&shown);
        }
        Err(NotConnected::Wrong(flaws)) => {
            for field in &mut shown.fields {
                field.error = flaws.get(field.name).copied().map(words::flaw);
            }
            shown.failure = Some(words::WRONG.to_owned());
        }
        Err(no) => shown.failure = Some(words::not_connected(&no)),
    }
    let mut response = html(&shown)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

fn told(shown: &mut Connect, said: Result<&str, String>) {
    match said {
        Ok(done) => shown.done = Some(done.to_owned()),
        Err(failure) => shown.failure = Some(failure),
    }
}

async fn registers(app: &App) -> Result<&'static str, String> {
    let Some(line) = &app.line else { return Err(words::NOT_YET.to_owned()) };
    if !app.urls.webhook().starts_with("https://") {
        return Err(words::NO_HTTPS.to_owned());
    }
    let set = line.client.set_webhook(&app.urls.webhook()).await;
    set.map(|()| words::REGISTERED).map_err(|error| words::refused(&error))
}

async fn brings_menus(app: &App) -> Result<&'static str, String> {
    let Some(line) = &app.line else { return Err(words::NOT_YET.to_owned()) };
    menus::deploy(&line.client, &app.urls).await.map_err(|error| words::refused(&error))?;
    menus::tick(app).await.map_err(|_| words::MENUS_NOT_SHOWN.to_owned())?;
    Ok(words::MENUS)
}

/// What holds now. No secret comes back.
fn current(app: &App) -> Typed {
    let base_url = app.config.server.base_url.clone();
    let Some(line) = &app.config.line else { return Typed { base_url, ..Typed::default() } };
    let channel_id = match &line.credentials {
        line::Credentials::Stateless { channel_id, .. } => channel_id.clone(),
        line::Credentials::LongLived(_) => String::new(),
    };
    Typed {
        base_url,
        channel_id,
        login_channel_id: line.login_channel_id.clone(),
        liff_id: line.liff_id.clone(),
        ..Typed::default()
    }
}

fn fields(typed: &Typed) -> Vec<Field> {
    let values = [
        &typed.base_url,
        &typed.channel_id,
        &typed.channel_secret,
        &typed.login_channel_id,
        &typed.login_channel_secret,
        &typed.liff_id,
    ];
    let told = words::FIELDS.iter().zip(values);
    let field = |(field, value): (&words::Field, &String)| Field {
        name: field.name,
        label: field.label,
        hint: field.hint,
        secret: field.secret,
        value: if field.secret { String::new() } else { value.clone() },
        error: None,
    };
    told.map(field).collect()
}

fn page(app: &App, officer: &Officer, typed: &Typed) -> Connect {
    Connect {
        page: Page::desk(app, "LINEとつなぐ"),
        who: Some(Who::of(officer)),
        connected: app.line.is_some(),
        may_set: app.config.file.is_some(),
        webhook: app.urls.webhook(),
        fields: fields(typed),
        failure: None,
        done: None,
        checks: Vec::new(),
    }
}
