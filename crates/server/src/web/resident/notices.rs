//! Which messages a resident is sent in LINE: what can be left out, and what always comes.

use crate::{
    App, Problem,
    web::{
        form::{Posted, Query},
        page::{Page, html},
        session::Resident,
        visit::Visit,
    },
};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "resident/notices.html")]
struct Notices {
    page: Page,
    /// Whether it has just been kept.
    saved: bool,
    /// Whether messages can be sent to them at all.
    in_line: bool,
    wants: bool,
}

#[derive(Deserialize)]
pub(in crate::web) struct Saved {
    #[serde(default)]
    saved: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Confirmations {
    Yes,
    No,
}

#[derive(Deserialize)]
pub(in crate::web) struct Chosen {
    confirmations: Confirmations,
}

/// What is chosen now.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    Query(done): Query<Saved>,
) -> Result<Response, Problem> {
    let account = resident.account;
    let found = app.store.read(move |reader| {
        Ok((reader.line_user(account)?.is_some(), reader.wants_confirmations(account)?))
    });
    let (in_line, wants) = found.await?;
    let page = Page::resident(&app, &visit, visit.lang.notices_title());
    html(&Notices { page, saved: done.saved.is_some(), in_line, wants })
}

/// Keeps the choice.
pub(in crate::web) async fn post(
    State(app): State<App>,
    resident: Resident,
    Posted(chosen): Posted<Chosen>,
) -> Result<Response, Problem> {
    let (account, now) = (resident.account, app.clock.now());
    let wants = matches!(chosen.confirmations, Confirmations::Yes);
    app.store.write(move |tx| tx.set_confirmations(account, wants, now)).await?;
    Ok(Redirect::to("/r/notices?saved=1").into_response())
}
