//! A new programme from a template. It is announced nowhere and takes no bookings until it is opened.

use super::Who;
use crate::{
    App, Problem,
    actions::programme::make::make_programme,
    programme_file::{self, ProgrammeFile},
    web::{
        form::Posted,
        page::{Page, html},
        session::Officer,
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Actor, ProgrammeId, when};
use serde::Deserialize;

/// The longest name of a programme.
pub(super) const NAME_MOST: usize = 60;

#[derive(Template)]
#[template(path = "desk/programme_new.html")]
struct New {
    page: Page,
    who: Option<Who>,
    once: String,
    templates: Vec<Choice>,
    name: String,
    template_error: Option<String>,
    name_error: Option<String>,
}

struct Choice {
    key: String,
    name: String,
    about: String,
    chosen: bool,
}

/// What was chosen and typed. The programme has its id from the form, so that a second press makes no second one.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    once: String,
    #[serde(default)]
    template: String,
    #[serde(default)]
    name: String,
}

/// The templates.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
) -> Result<Response, Problem> {
    html(&form(&app, &officer, &Typed::default()))
}

/// Makes the programme, and leads on to its rules.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let template = programme_file::template(&typed.template, when::japan_date(now));
    let name = typed.name.trim();
    let too_long = name.chars().count() > NAME_MOST;
    let (Some(template), false) = (template, too_long) else {
        let template_error = programme_file::template(&typed.template, when::japan_date(now))
            .is_none()
            .then(|| "ひな形を一つ選んでください。".to_owned());
        let name_error = too_long.then(|| format!("名前は{NAME_MOST}文字までにしてください。"));
        let form = New { template_error, name_error, ..form(&app, &officer, &typed) };
        let mut response = html(&form)?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    let id: ProgrammeId = typed.once.parse().map_err(|_| Problem::FormExpired)?;
    let name = if name.is_empty() { template.name.clone() } else { name.to_owned() };
    let by = Actor::Officer(officer.id);
    make_programme(&app.store, id, name, template, by, now).await?;
    Ok(Redirect::to(&format!("/desk/programmes/{id}/rules")).into_response())
}

fn form(app: &App, officer: &Officer, typed: &Typed) -> New {
    let today = when::japan_date(app.clock.now());
    let names = programme_file::template_names().into_iter();
    let templates = names.filter_map(|key| {
        let ProgrammeFile { name, about, .. } = programme_file::template(&key, today)?;
        Some(Choice { chosen: key == typed.template, key, name, about })
    });
    let once = if typed.once.is_empty() { app.ids.uuid().to_string() } else { typed.once.clone() };
    New {
        page: Page::desk(app, "新しい事業"),
        who: Some(Who::of(officer)),
        once,
        templates: templates.collect(),
        name: typed.name.clone(),
        template_error: None,
        name_error: None,
    }
}
