//! Imports of people: a file is brought here, what was imported stands in a list, and one is taken back as a whole.

use super::{Who, import_file};
use crate::{
    App, Problem,
    actions::{
        undo_import::{Undone, undo_import},
        uploads::{self, BYTES_MOST},
    },
    web::{
        form::{At, Query},
        page::{Page, csv, html},
        session::Officer,
    },
    words::{history, import, people::Accounts},
};
use askama::Template;
use axum::{
    extract::{Multipart, State, multipart::MultipartRejection},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Actor, ImportId, OfficerId};
use roster::{Field, ReadError, words::read_error};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::Import;

/// Imports on one page of the list.
const PAGE: u32 = 20;
/// Persons in the way of an undo shown at most.
const SHOWN_MOST: usize = 50;
/// What is read of a file that is too large, so that the browser hears the answer.
const READ_MOST: usize = 512 << 20;
/// The longest name of a file that is kept.
const NAME_MOST: usize = 100;

#[derive(Template)]
#[template(path = "desk/imports.html")]
struct Imports {
    page: Page,
    who: Option<Who>,
    error: Option<String>,
    most: usize,
    people: u32,
    rows: Vec<Row>,
    all: u32,
    newer: Option<u32>,
    older: Option<u32>,
}

#[derive(Template)]
#[template(path = "desk/import.html")]
struct One {
    page: Page,
    who: Option<Who>,
    row: Row,
    done: Option<String>,
    doubts: Vec<String>,
    obstacles: Vec<String>,
}

/// An import in words.
pub(super) struct Row {
    url: String,
    at: String,
    by: String,
    file: String,
    new: u32,
    changed: u32,
    same: u32,
    undone: Option<String>,
}

impl Row {
    fn of(import: &Import, officers: &BTreeMap<OfficerId, String>) -> Self {
        Self {
            url: format!("/desk/imports/{}", import.id),
            at: import::day(import.at),
            by: history::who(import.by, officers, &Accounts::default()),
            file: import.file.clone(),
            new: import.new,
            changed: import.changed,
            same: import.same,
            undone: import.undone_at.map(import::day),
        }
    }
}

/// Which part of the list.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Part {
    #[serde(default)]
    page: u32,
}

/// The form and the list.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    Query(part): Query<Part>,
) -> Result<Response, Problem> {
    list(&app, &officer, part.page, None).await
}

async fn list(
    app: &App,
    officer: &Officer,
    page: u32,
    wrong: Option<(StatusCode, String)>,
) -> Result<Response, Problem> {
    let skip = page.saturating_mul(PAGE);
    let found = app.store.read(move |reader| {
        let (all, people) = (reader.count_imports()?, reader.count_persons()?);
        Ok((reader.imports(skip, PAGE)?, all, people, reader.officer_names()?))
    });
    let (imports, all, people, officers) = found.await?;
    let (status, error) = wrong.map_or((StatusCode::OK, None), |(s, error)| (s, Some(error)));
    let mut response = html(&Imports {
        page: Page::desk(app, "名簿の取りこみ"),
        who: Some(Who::of(officer)),
        error,
        most: BYTES_MOST >> 20,
        people,
        rows: imports.iter().map(|import| Row::of(import, &officers)).collect(),
        all,
        newer: page.checked_sub(1),
        older: (skip.saturating_add(PAGE) < all).then_some(page + 1),
    })?;
    *response.status_mut() = status;
    Ok(response)
}

/// A file is brought: it waits to be looked at, or there is a sentence that says why it cannot be read.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let unprocessable = |error| Some((StatusCode::UNPROCESSABLE_ENTITY, error));
    let file = match form {
        Ok(form) => brought(form).await,
        Err(_) => None,
    };
    let Some(Brought { name, bytes, whole }) = file else {
        let told = "ファイルを受けとれませんでした。通信が途中で切れたか、ファイルが大きすぎます。まだ何も取りこんでいません。もう一度選んで、送ってください。";
        return list(&app, &officer, 0, unprocessable(told.to_owned())).await;
    };
    if name.is_empty() && whole == 0 {
        let told = "ファイルが選ばれていません。名簿のファイルを選んでから、押してください。";
        return list(&app, &officer, 0, unprocessable(told.to_owned())).await;
    }
    let told = |error| format!("「{name}」：{}まだ何も取りこんでいません。", read_error(&error));
    if whole > BYTES_MOST {
        let error = told(ReadError::TooLarge { bytes: whole, max: BYTES_MOST });
        let wrong = Some((StatusCode::PAYLOAD_TOO_LARGE, error));
        return list(&app, &officer, 0, wrong).await;
    }
    match uploads::bring(&app, officer.id, name.clone(), bytes).await? {
        Ok(id) => Ok(Redirect::to(&import_file::url(id)).into_response()),
        Err(error) => list(&app, &officer, 0, unprocessable(told(error))).await,
    }
}

/// A file from a browser; its bytes are not kept where it is too large.
struct Brought {
    name: String,
    bytes: Vec<u8>,
    whole: usize,
}

/// None where it does not come to its end.
async fn brought(mut form: Multipart) -> Option<Brought> {
    while let Some(mut field) = form.next_field().await.ok()? {
        if field.name() != Some("file") {
            continue;
        }
        let name = named(field.file_name().unwrap_or_default());
        let (mut bytes, mut whole) = (Vec::new(), 0);
        while let Some(chunk) = field.chunk().await.ok()? {
            whole += chunk.len();
            if whole <= BYTES_MOST {
                bytes.extend_from_slice(&chunk);
            } else {
                bytes = Vec::new();
            }
            if whole > READ_MOST {
                return None;
            }
        }
        return Some(Brought { name, bytes, whole });
    }
    Some(Brought { name: String::new(), bytes: Vec::new(), whole: 0 })
}

/// The name alone: some browsers send the folders, too.
fn named(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(NAME_MOST).collect()
}

/// A file with nothing but the headers we know, to be filled in.
pub(in crate::web) async fn empty(_: Officer) -> Response {
    let headers: Vec<String> = Field::of_person().map(Field::label).collect();
    csv("meibo.csv", format!("\u{feff}{}\r\n", headers.join(",")))
}

/// One import.
pub(in crate::web) async fn one(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ImportId>,
) -> Result<Response, Problem> {
    html(&shown(&app, &officer, id).await?)
}

/// The page of an import that has just been made, with what is to be looked at.
pub(super) async fn made(
    app: &App,
    officer: &Officer,
    id: ImportId,
    doubts: Vec<String>,
) -> Result<Response, Problem> {
    let done = Some("名簿に取りこみました。予約はそのままです。".to_owned());
    html(&One { done, doubts, ..shown(app, officer, id).await? })
}

async fn shown(app: &App, officer: &Officer, id: ImportId) -> Result<One, Problem> {
    let found = app.store.read(move |reader| Ok((reader.import(id)?, reader.officer_names()?)));
    let (import, officers) = found.await?;
    let row = Row::of(&import.ok_or(Problem::NotFound)?, &officers);
    let (page, who) = (Page::desk(app, "取りこみの結果"), Some(Who::of(officer)));
    Ok(One { page, who, row, done: None, doubts: Vec::new(), obstacles: Vec::new() })
}

/// Takes an import back as a whole, or says what stands in the way.
pub(in crate::web) async fn undo(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ImportId>,
) -> Result<Response, Problem> {
    let by = Actor::Officer(officer.id);
    let undone = undo_import(&app.store, id, by, app.clock.now()).await?;
    let Undone::Refused(obstacles) = &undone else {
        let done = Some(import::undone(&undone, &id.to_string(), SHOWN_MOST));
        return html(&One { done, ..shown(&app, &officer, id).await? });
    };
    let told = import::obstacles(obstacles, SHOWN_MOST);
    let mut response = html(&One { obstacles: told, ..shown(&app, &officer, id).await? })?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_file_is_called_by_its_last_name_alone() {
        assert_eq!(named("C:\\名簿\\住民.csv"), "住民.csv");
        assert_eq!(named("/home/nurse/住民.csv"), "住民.csv");
        assert_eq!(named("a\u{7}b\n.csv"), "ab.csv");
        assert_eq!(named(&"あ".repeat(500)).chars().count(), 100);
    }
}
