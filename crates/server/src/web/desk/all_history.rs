//! Everything that was done, newest first, for whoever checks it. It names no resident: who it was about is told by an
//! internal id, which this page does not open.

use super::{
    Who,
    history::{Entry, entries},
};
use crate::{
    App, Problem,
    web::{
        form::Query,
        page::{Page, html},
        session::Officer,
        told,
    },
    words::people::Accounts,
};
use askama::Template;
use axum::{extract::State, response::Response};
use serde::Deserialize;

/// Lines on a page.
const LINES: u32 = 100;

#[derive(Template)]
#[template(path = "desk/all_history.html")]
struct Everything {
    page: Page,
    who: Option<Who>,
    history: Vec<Entry>,
    newest: bool,
    older_url: Option<String>,
}

/// Before which line; the newest without one.
#[derive(Deserialize)]
pub(in crate::web) struct Before {
    before: Option<i64>,
}

/// The page.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    Query(Before { before }): Query<Before>,
) -> Result<Response, Problem> {
    let found = app.store.read(move |reader| {
        let mut lines = reader.history_before(before, LINES)?;
        lines.reverse();
        let places = told::places(reader, &lines)?;
        Ok((lines, places, reader.officer_names()?))
    });
    let (lines, places, officers) = found.await?;
    let first = lines.first().map(|line| line.seq).filter(|seq| *seq > 1);
    html(&Everything {
        page: Page::desk(&app, "すべての履歴"),
        who: Some(Who::of(&officer)),
        history: entries(&lines, &places, &officers, &Accounts::default()),
        newest: before.is_none(),
        older_url: first.map(|seq| format!("/desk/history?before={seq}")),
    })
}
