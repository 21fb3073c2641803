//! The script of calls in the town's own words: every part with how it reads for somebody invented, a form for each, and
//! who worded it when.

use super::Who;
use crate::{
    App, Problem,
    web::{
        form::{At, Posted},
        page::{Page, html},
        session::Officer,
    },
    words::{
        dates,
        script::{self, Part},
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::OfficerId;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::Wording;

#[derive(Template)]
#[template(path = "desk/scripts.html")]
struct All {
    page: Page,
    who: Option<Who>,
    parts: Vec<Row>,
}

/// A part.
struct Row {
    id: &'static str,
    title: &'static str,
    url: String,
    own: bool,
    lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "desk/script.html")]
struct Edit {
    page: Page,
    who: Option<Who>,
    title: &'static str,
    action: String,
    failure: Option<String>,
    text: String,
    seen: i64,
    blanks: Vec<String>,
    lines: Vec<String>,
    own: bool,
    default: Vec<String>,
    history: Vec<Line>,
}

/// A wording from before.
struct Line {
    at: String,
    by: String,
    text: Option<String>,
}

/// What is typed.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    text: String,
    seen: i64,
    step: String,
}

const CHANGED: &str = "この画面を開いたあとに、ほかの職員がこの文を変えました。いまの文は、下の「これまでの文」のいちばん上です。確かめてから、もう一度保存してください。入力した文は、そのまま残っています。";

/// Every part.
pub(in crate::web) async fn list(
    State(app): State<App>,
    officer: Officer,
) -> Result<Response, Problem> {
    let own = app.store.read(|reader| reader.wordings()).await?;
    let row = |part: Part| Row {
        id: part.name(),
        title: part.title(),
        url: format!("/desk/scripts/{}", part.name()),
        own: own.contains_key(part.name()),
        lines: script::preview(script::words(&own, part)),
    };
    html(&All {
        page: Page::desk(&app, "電話の台本"),
        who: Some(Who::of(&officer)),
        parts: Part::ALL.into_iter().map(row).collect(),
    })
}

/// One part.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(part): At<String>,
) -> Result<Response, Problem> {
    let part = Part::named(&part).ok_or(Problem::NotFound)?;
    show(&app, &officer, part, None).await
}

/// Words a part anew, shows how it would read, or goes back to the words that are built in.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(part): At<String>,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let part = Part::named(&part).ok_or(Problem::NotFound)?;
    let text = typed.text.replace("\r\n", "\n").trim().to_owned();
    let back = typed.step == "default";
    let checked = if back { Ok(()) } else { script::check(part, &text) };
    if let Err(wrong) = checked {
        let why = script::wrong(part, &wrong);
        return again(&app, &officer, part, (typed, Some(why)), StatusCode::UNPROCESSABLE_ENTITY)
            .await;
    }
    if typed.step == "preview" {
        return again(&app, &officer, part, (typed, None), StatusCode::OK).await;
    }
    let (by, at, seen) = (officer.id, app.clock.now(), typed.seen);
    // Our own words typed in again are no wording of the town's.
    let text = (!back && text != part.default()).then_some(text);
    let reworded =
        app.store.write(move |tx| tx.reword((part.name(), seen), text.as_deref(), by, at));
    if reworded.await? {
        return Ok(
            Redirect::to(&format!("/desk/scripts?answered=script#{}", part.name())).into_response()
        );
    }
    again(&app, &officer, part, (typed, Some(CHANGED.to_owned())), StatusCode::CONFLICT).await
}

async fn again(
    app: &App,
    officer: &Officer,
    part: Part,
    typed: (Typed, Option<String>),
    status: StatusCode,
) -> Result<Response, Problem> {
    let mut response = show(app, officer, part, Some(typed)).await?;
    *response.status_mut() = status;
    Ok(response)
}

async fn show(
    app: &App,
    officer: &Officer,
    part: Part,
    typed: Option<(Typed, Option<String>)>,
) -> Result<Response, Problem> {
    let found = app
        .store
        .read(move |reader| Ok((reader.wordings_of(part.name())?, reader.officer_names()?)));
    let (all, names) = found.await?;
    let now = all.first().and_then(|last| last.text.clone());
    let own = now.is_some();
    let now = now.unwrap_or_else(|| part.default().to_owned());
    let (text, failure) = typed.map_or((now, None), |(typed, why)| (typed.text, why));
    let reads = script::check(part, &text).is_ok();
    html(&Edit {
        page: Page::desk(app, &format!("台本：{}", part.title())),
        who: Some(Who::of(officer)),
        title: part.title(),
        action: format!("/desk/scripts/{}", part.name()),
        failure,
        lines: if reads { script::preview(&text) } else { Vec::new() },
        text,
        seen: all.first().map_or(0, |last| last.seq),
        blanks: part.blanks().iter().map(|blank| format!("{{{}}}", blank.name())).collect(),
        own,
        default: script::preview(part.default()),
        history: all.iter().map(|wording| line(wording, &names)).collect(),
    })
}

fn line(wording: &Wording, names: &BTreeMap<OfficerId, String>) -> Line {
    Line {
        at: dates::stamp(wording.at),
        by: names.get(&wording.by).map_or("職員", String::as_str).to_owned(),
        text: wording.text.clone(),
    }
}
