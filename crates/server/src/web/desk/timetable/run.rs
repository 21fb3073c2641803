//! One making of slots: what it did, and taking it back. What would stay is told before.

use super::{super::Who, venue_name};
use crate::{
    App, Problem,
    actions::timetable::{self as action, Undone},
    web::{
        form::At,
        page::{Page, html},
        session::Officer,
    },
    words::{dates, history, timetables as words},
};
use anyhow::Result;
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use domain::{ProgrammeId, RunId, timetable::Undo};
use store::{Reader, Run};

#[derive(Template)]
#[template(path = "desk/timetable_run.html")]
struct View {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    slots_url: String,
    action: String,
    venue: String,
    period: String,
    when: String,
    what: String,
    undone: Option<String>,
    is_newest: bool,
    /// What taking it back would leave as it is.
    would_stay: Vec<String>,
    refusal: Option<String>,
    change_url: String,
    copy_url: String,
}

struct Known {
    run: Run,
    programme: String,
    venue: String,
    by: String,
    is_newest: bool,
    undo: Option<Undo>,
}

/// What it did.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(at): At<(ProgrammeId, RunId)>,
) -> Result<Response, Problem> {
    let known = load(&app, &officer, at).await?;
    html(&view(&app, &officer, &known))
}

/// Takes it back. A second press shows the same.
pub(in crate::web) async fn undo(
    State(app): State<App>,
    officer: Officer,
    At(at): At<(ProgrammeId, RunId)>,
) -> Result<Response, Problem> {
    load(&app, &officer, at).await?;
    let done = action::undo(&app, officer.id, at.1).await?;
    let known = load(&app, &officer, at).await?;
    let mut page = view(&app, &officer, &known);
    let mut status = StatusCode::OK;
    match done {
        Undone::Done(stays) => page.would_stay = stays.iter().map(words::stays).collect(),
        Undone::Before => {}
        Undone::NotTheNewest => {
            let why = "このあとに同じ時間割で枠をつくり直しているため、元に戻せません。新しい回から順に戻してください。";
            (page.refusal, status) = (Some(why.to_owned()), StatusCode::CONFLICT);
        }
    }
    let mut response = html(&page)?;
    *response.status_mut() = status;
    Ok(response)
}

async fn load(
    app: &App,
    officer: &Officer,
    (programme, run): (ProgrammeId, RunId),
) -> Result<Known, Problem> {
    let now = app.clock.now();
    let found = app.store.read(move |reader| find(reader, programme, run, now)).await?;
    let known = found.ok_or(Problem::NotFound)?;
    officer.is_at(known.run.timetable.venue)?;
    Ok(known)
}

fn find(
    reader: &mut Reader<'_>,
    programme: ProgrammeId,
    id: RunId,
    now: jiff::Timestamp,
) -> Result<Option<Known>> {
    let Some(run) = reader.run(id)?.filter(|run| run.timetable.programme == programme) else {
        return Ok(None);
    };
    let name = reader.programme(programme)?.map(|programme| programme.name);
    let is_newest = action::is_newest(&reader.runs_of(programme)?, &run);
    let open = is_newest && run.undone.is_none();
    let undo = if open { action::would_undo(reader, &run, now)? } else { None };
    let officers = reader.officer_names()?;
    let whose = run.undone.map_or(run.by, |(by, _)| by);
    Ok(Some(Known {
        programme: name.unwrap_or_default(),
        venue: venue_name(&reader.venues()?, run.timetable.venue),
        by: officers.get(&whose).cloned().unwrap_or_else(|| "職員".to_owned()),
        is_newest,
        undo,
        run,
    }))
}

fn view(app: &App, officer: &Officer, known: &Known) -> View {
    let Known { run, programme, venue, by, .. } = known;
    let (timetable, slots_url) =
        (&run.timetable, format!("/desk/programmes/{}/slots", run.timetable.programme));
    let stays = known.undo.iter().flat_map(|undo| &undo.stays);
    View {
        page: Page::desk(app, &format!("枠をつくった記録｜{venue}")),
        who: Some(Who::of(officer)),
        programme: programme.clone(),
        board_url: format!("/desk/programmes/{}", timetable.programme),
        action: format!("{slots_url}/runs/{}/undo", run.id),
        change_url: format!("{slots_url}?change={}", run.id),
        copy_url: format!("{slots_url}?copy={}", run.id),
        slots_url,
        venue: venue.clone(),
        period: format!("{}〜{}", dates::short(timetable.first), dates::short(timetable.last)),
        when: history::when(run.at),
        what: words::did(run),
        undone: run.undone.map(|(_, at)| format!("{} に{by}が元に戻しました。", history::when(at))),
        is_newest: known.is_newest,
        would_stay: stays.map(words::stays).collect(),
        refusal: None,
    }
}
