//! Everything that was done, newest first, for whoever checks it: all of it, what one officer did, or what was done up to
//! a day. It names no resident: who it was about is told by an internal id, which this page does not open.

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
    words::{dates, people::Accounts, timetables},
};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{OfficerId, birthdate, when};
use serde::Deserialize;
use store::HistoryAsked;

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
    officers: Vec<(String, String, bool)>,
    day: String,
    day_error: Option<String>,
    openings: bool,
}

/// Which lines.
#[derive(Deserialize)]
pub(in crate::web) struct Asked {
    /// Before this one; the newest without one.
    before: Option<i64>,
    /// Of this officer; of everybody where it is empty.
    #[serde(default)]
    by: String,
    /// Up to this day and all of it; up to now where it is empty.
    #[serde(default)]
    until: String,
    /// Also who looked at which record, where it is not empty.
    #[serde(default)]
    openings: String,
}

/// The page.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    Query(Asked { before, by, until, openings: also }): Query<Asked>,
) -> Result<Response, Problem> {
    let openings = !also.is_empty();
    let chosen: Option<OfficerId> = match by.trim() {
        "" => None,
        id => Some(id.parse().map_err(|_| Problem::NotFound)?),
    };
    let read = Some(until.trim()).filter(|day| !day.is_empty()).map(birthdate::any_day);
    let (day, day_error) = match read.transpose() {
        Ok(day) => (day, None),
        Err(error) => (None, Some(timetables::date(error))),
    };
    let found = app.store.read(move |reader| {
        let next_day = day.and_then(|day| day.tomorrow().ok()).map(when::day_begins);
        let before = match (before, next_day) {
            (None, Some(next_day)) => Some(reader.history_from(next_day)?),
            (before, _) => before,
        };
        let mut lines =
            reader.history_before(HistoryAsked { before, by: chosen, openings }, LINES)?;
        lines.reverse();
        let places = told::places(reader, &lines)?;
        Ok((lines, places, reader.officer_names()?))
    });
    let (lines, places, officers) = found.await?;
    let more = lines.len() == usize::try_from(LINES).expect("a hundred is a size");
    let older = lines.first().filter(|_| more);
    let escape = crate::web::session::escape;
    let older_url = older.map(|line| {
        let also = if openings { "&openings=yes" } else { "" };
        let (by, until) = (escape(&by), escape(&until));
        format!("/desk/history?before={}&by={by}&until={until}{also}", line.seq)
    });
    let mut named: Vec<_> = officers
        .iter()
        .map(|(id, name)| (id.to_string(), name.clone(), chosen == Some(*id)))
        .collect();
    named.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    let mut history = entries(&lines, &places, &officers, &Accounts::default());
    for (entry, line) in history.iter_mut().zip(lines.iter().rev()) {
        entry.at = dates::year_stamp(line.at);
    }
    html(&Everything {
        page: Page::desk(&app, "すべての履歴"),
        who: Some(Who::of(&officer)),
        history,
        openings,
        newest: before.is_none() && chosen.is_none() && until.is_empty(),
        older_url,
        officers: named,
        day: until,
        day_error,
    })
}
